"""What the bot is made of: pinned versions, a bill of materials, licences, known vulnerabilities.

    python deploy/supply.py lock              # after a change of dependencies; --upgrade for newer
    python deploy/supply.py audit             # does anybody know a vulnerability of these versions?

`lock` writes `constraints.txt`, which the image is made with, `sbom.cdx.json` (CycloneDX) of what
that installs together with the reader's model, and the table of licences in docs/operators.md.
Needs the extra [lint], Python 3.11 as in the image, and a package index.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

DEPLOY = Path(__file__).resolve().parent
ROOT = DEPLOY.parent
CONSTRAINTS, BILL = DEPLOY / "constraints.txt", DEPLOY / "sbom.cdx.json"
MODEL = ROOT / "knowledge" / "reading" / "model" / "model.onnx"
OPERATORS = ROOT / "docs" / "operators.md"
_TOOLS = Path(sys.executable).parent
_PYTHON = "3.11"
EXTRAS = ("plot", "postgresql", "opensearch")  # as the image has them
_HEADER = "# What the image is made with; python deploy/supply.py lock writes this file.\n"
_TABLE_HEAD = "| Licence | Packages |\n|---|---|\n"
# By whose own words no SPDX expression can be told: as their licence files have it.
LICENCES = {
    "aiohappyeyeballs": "PSF-2.0",
    "aiosignal": "Apache-2.0",
    "certifi": "MPL-2.0",
    "cld3-py": "Apache-2.0",
    "contourpy": "BSD-3-Clause",
    "cycler": "BSD-3-Clause",
    "events": "BSD-3-Clause",
    "flatbuffers": "Apache-2.0",
    "huggingface-hub": "Apache-2.0",
    "justext": "BSD-2-Clause",
    "kiwisolver": "BSD-3-Clause",
    "matplotlib": "PSF-2.0",
    "opensearch-protobufs": "Apache-2.0",
    "opensearch-py": "Apache-2.0",
    "prompt-toolkit": "BSD-3-Clause",
    "protobuf": "BSD-3-Clause",
    "pystemmer": "MIT AND BSD-3-Clause",
    "rank-bm25": "Apache-2.0",
    "requests": "Apache-2.0",
    "tinysegmenter": "BSD-3-Clause",
    "tokenizers": "Apache-2.0",
    "webencodings": "BSD-3-Clause",
}
_KEPT = ("bom-ref", "name", "purl", "type", "version")


def lock(*, upgrade: bool) -> None:
    """Writes the three files; versions that are pinned stay, unless newer ones are wanted."""
    _run(
        *(_TOOLS / "uv", "pip", "compile", "-q", "--no-header", "--no-annotate"),
        *("--python-version", _PYTHON, "-o", CONSTRAINTS),
        *(part for extra in EXTRAS for part in ("--extra", extra)),
        *(["--upgrade"] if upgrade else []),
        ROOT / "pyproject.toml",
    )
    pins = CONSTRAINTS.read_text(encoding="utf-8").removeprefix(_HEADER)
    CONSTRAINTS.write_text(_HEADER + pins, encoding="utf-8")
    bill = _bill(_installed())
    BILL.write_text(json.dumps(bill, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    text = OPERATORS.read_text(encoding="utf-8")
    before, _, after = text.partition(_TABLE_HEAD)
    rest = re.sub(r"\A(?:\|.*\n)+", "", after)
    OPERATORS.write_text(before + licence_table(bill) + rest, encoding="utf-8")


def _installed() -> dict[str, Any]:
    """What is there once the pinned versions are installed, as CycloneDX's own tool sees it."""
    with tempfile.TemporaryDirectory() as folder:
        python = Path(folder, "venv", "bin", "python")
        _run(_TOOLS / "uv", "venv", "-q", "--python", _PYTHON, python.parents[1])
        _run(_TOOLS / "uv", "pip", "install", "-q", "--python", python, "-r", CONSTRAINTS)
        found = _run(
            *(_TOOLS / "cyclonedx-py", "environment", python, "--output-reproducible"),
            *("--pyproject", ROOT / "pyproject.toml", "--validate"),
        )
    document: dict[str, Any] = json.loads(found)
    return document


def _bill(found: dict[str, Any]) -> dict[str, Any]:
    """That without the projects' descriptions and addresses, each with one licence; the model."""
    sys.path.insert(0, str(ROOT))
    from bot import VERSION

    components = []
    for each in found["components"]:
        licence = LICENCES.get(package_name(each["name"])) or _declared(each)
        kept = {name: each[name] for name in _KEPT}
        components.append(kept | {"licenses": [{"expression": licence}]})
    root = found["metadata"]["component"]
    needs = [each for each in found["dependencies"] if each["ref"] == root["bom-ref"]]
    needs[0].setdefault("dependsOn", []).append("model")
    root["version"] = VERSION
    tools = found["metadata"]["tools"]["components"]
    found["metadata"]["tools"]["components"] = [
        {name: each[name] for name in ("type", "name", "version")} for each in tools
    ]
    return found | {"components": [*components, model()]}


def _declared(component: dict[str, Any]) -> str:
    """The one licence that a package names. Raises ValueError where it names none, or several."""
    named = [
        each.get("expression") or each["license"].get("id")
        for each in component.get("licenses", [])
    ]
    if len(named) != 1 or named[0] is None:
        raise ValueError(f"{component['name']}: look up its licence and add it to LICENCES")
    return str(named[0])


def model() -> dict[str, Any]:
    """The reader's weights, and what they were made from."""
    digest = hashlib.sha256(MODEL.read_bytes()).hexdigest()
    ancestor = {
        "type": "machine-learning-model",
        "name": "e5-small-v2",
        "licenses": [{"expression": "MIT"}],
    }
    return {
        "bom-ref": "model",
        "type": "machine-learning-model",
        "name": "Dateline's reader",
        "version": digest[:12],
        "hashes": [{"alg": "SHA-256", "content": digest}],
        "licenses": [{"expression": "CC-BY-SA-4.0"}],
        "pedigree": {"ancestors": [ancestor]},
    }


def licence_table(bill: dict[str, Any]) -> str:
    """The packages by licence, as docs/operators.md shows them."""
    by_licence: dict[str, list[str]] = defaultdict(list)
    for each in bill["components"]:
        if each["type"] == "library":
            licence = each["licenses"][0]["expression"]
            by_licence[licence].append(package_name(each["name"]))
    rows = (f"| {name} | {', '.join(sorted(by_licence[name]))} |\n" for name in sorted(by_licence))
    return _TABLE_HEAD + "".join(rows)


def package_name(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def audit() -> int:
    """Asks for known vulnerabilities of the pinned versions; 1 where there are any.

    Not every index knows of them: the first package tells whether this one does.
    """
    pins = CONSTRAINTS.read_text(encoding="utf-8").splitlines()[1:]
    if not _answers(_audited(pins[:1])):
        print("left out: the package index here tells no vulnerabilities")
        return 0
    found = vulnerable(_audited(pins))
    print("\n".join(found) or f"none of {len(pins)} packages has a vulnerability that is known")
    return 1 if found else 0


def _audited(pins: Iterable[str]) -> Sequence[dict[str, Any]]:
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(pins))
        file.flush()
        command = [str(_TOOLS / "pip-audit"), "-r", file.name, "--no-deps", "--disable-pip"]
        done = subprocess.run(
            [*command, "--progress-spinner", "off", "--format", "json"],
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
    dependencies: Sequence[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    return dependencies


def _answers(dependencies: Sequence[dict[str, Any]]) -> bool:
    return all("skip_reason" not in each for each in dependencies)


def vulnerable(dependencies: Iterable[dict[str, Any]]) -> list[str]:
    """A line for each vulnerability, with the versions that mend it."""
    return [
        f"{each['name']} {each['version']}: {one['id']}, mended in "
        f"{', '.join(one['fix_versions']) or 'no version yet'}"
        for each in dependencies
        for one in each.get("vulns", [])
    ]


def _run(*command: str | Path) -> str:
    """What a command prints; its complaints are shown."""
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


def main() -> int:
    """Does what the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("action", choices=["lock", "audit"])
    parser.add_argument("--upgrade", action="store_true", help="pin the newest versions allowed")
    arguments = parser.parse_args()
    if arguments.action == "audit":
        return audit()
    lock(upgrade=arguments.upgrade)
    return 0


if __name__ == "__main__":
    sys.exit(main())
