"""What the bot is made of: pins, bill of materials and licences agree with each other."""

from __future__ import annotations

import importlib.util
import json
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot import VERSION

ROOT = Path(__file__).parents[2]
AGAIN = "run `python deploy/supply.py lock`"


@pytest.fixture(scope="module")
def supply() -> ModuleType:
    spec = importlib.util.spec_from_file_location("supply", ROOT / "deploy" / "supply.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def bill(supply: ModuleType) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(supply.BILL.read_text(encoding="utf-8"))
    return document


def pins(supply: ModuleType) -> dict[str, str]:
    """The pinned versions by package."""
    lines = supply.CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if not line.startswith("#"))


def test_every_dependency_has_a_pin_within_its_bounds(supply: ModuleType) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    known_good = pins(supply)
    extras = project["optional-dependencies"]
    wanted = [each for name in supply.EXTRAS for each in extras[name]]
    for text in [*project["dependencies"], *wanted]:
        requirement = Requirement(text)
        pin = known_good.get(canonicalize_name(requirement.name))
        assert pin is not None, f"{text} has no pin: {AGAIN}"
        assert requirement.specifier.contains(pin), f"{text} is pinned to {pin}: {AGAIN}"


def test_the_bill_has_what_is_pinned(supply: ModuleType, bill: dict[str, Any]) -> None:
    libraries = {
        canonicalize_name(each["name"]): each["version"]
        for each in bill["components"]
        if each["type"] == "library"
    }
    assert libraries == pins(supply), AGAIN


def test_the_bill_has_the_model_and_the_version(supply: ModuleType, bill: dict[str, Any]) -> None:
    models = [each for each in bill["components"] if each["type"] == "machine-learning-model"]
    assert models == [supply.model()], AGAIN
    assert bill["metadata"]["component"]["version"] == VERSION, AGAIN


def test_the_bill_is_cyclonedx(supply: ModuleType) -> None:
    schema = pytest.importorskip("cyclonedx.schema")
    validation = pytest.importorskip("cyclonedx.validation.json")
    validator = validation.JsonStrictValidator(schema.SchemaVersion.V1_6)
    assert validator.validate_str(supply.BILL.read_text(encoding="utf-8")) is None


def test_the_licences_are_those_of_the_bill(supply: ModuleType, bill: dict[str, Any]) -> None:
    licences = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
    assert supply.licence_table(bill) in licences, AGAIN
    assert "CC BY-SA 4.0" in licences


def test_a_package_that_names_no_licence_is_to_be_looked_up(supply: ModuleType) -> None:
    both = [{"license": {"id": "MIT"}}, {"license": {"name": "BSD License"}}]
    for licences in ([], both, [{"license": {"name": "BSD License"}}]):
        with pytest.raises(ValueError, match="pelican: look up its licence"):
            supply._declared({"name": "pelican", "licenses": licences})
    assert supply._declared({"name": "pelican", "licenses": [{"expression": "MIT"}]}) == "MIT"


VULNERABLE = {
    "name": "pelican",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}, {"id": "PYSEC-2", "fix_versions": []}],
}
SOUND: dict[str, Any] = {"name": "heron", "version": "2.0", "vulns": []}
UNKNOWN = {"name": "heron", "skip_reason": "Dependency not found"}


@pytest.mark.parametrize(
    ("answers", "code", "said"),
    [
        ([[UNKNOWN]], 0, "left out: the package index here tells no vulnerabilities"),
        ([[SOUND], [SOUND, SOUND]], 0, "has a vulnerability that is known"),
        ([[SOUND], [SOUND, VULNERABLE]], 1, "pelican 1.0: PYSEC-1, mended in 1.1\n"),
        ([[SOUND], [SOUND, VULNERABLE]], 1, "pelican 1.0: PYSEC-2, mended in no version yet"),
    ],
)
def test_known_vulnerabilities_are_told(
    supply: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answers: list[list[dict[str, Any]]],
    code: int,
    said: str,
) -> None:
    coming = iter(answers)
    monkeypatch.setattr(supply, "_audited", lambda _: next(coming))
    assert supply.audit() == code
    assert said in capsys.readouterr().out
