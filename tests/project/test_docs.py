"""The documentation says what is there: settings, commands, rooms, files, links."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.version import Version

from bot import VERSION
from bot.app.setting_keys import Key, keys

ROOT = Path(__file__).parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]


def row(key: Key) -> str:
    """A key's row in docs/configuration.md."""
    if key.is_path:
        shown = str(list(map(str, key.default)) if key.is_list else key.default)
    else:
        shown = str(list(key.default) if key.is_list else key.default)
    in_yaml = {"None": "null", "True": "true", "False": "false"}
    default = in_yaml.get(shown, shown.replace("'", ""))
    return f"| `{key.name}` | `{key.env}` | `{default}` | {key.allowed} | {key.description} |"


def test_every_setting_has_its_row_and_no_other_is_there() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    written = [line for line in text.splitlines() if line.startswith("| `")]
    expected = [row(key) for key in keys()]
    assert written == expected, "the rows should be:\n" + "\n".join(expected)


# The rooms whose modules are named one by one.
FOLDERS = {
    "bot": {"app", "console", "discord", "state"},
    "knowledge": {"text", "sources", "digests"},
}
# Those of which only some modules are named.
WHOLE = {"bot": set[str](), "knowledge": {"index", "questions"}}


@pytest.mark.parametrize("package", ["bot", "knowledge"])
def test_every_room_is_in_the_plan_and_no_other(package: str) -> None:
    rooms = {
        path.relative_to(ROOT / package).with_suffix("").as_posix()
        for folder in (ROOT / package, *(ROOT / package / name for name in FOLDERS[package]))
        for path in folder.iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists()) and path.stem != "__init__"
    } - FOLDERS[package]
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    parts = re.split(r"^## (\w+): .*$", text, flags=re.MULTILINE)
    planned = [
        name
        for title, part in zip(parts[1::2], parts[2::2], strict=True)
        if title == package
        for name in re.findall(r"^\| `([\w/]+)` \|", part, re.MULTILINE)
    ]
    plain = [name for name in planned if name.partition("/")[0] not in WHOLE[package]]
    held = {name.partition("/")[0] for name in planned if name not in plain}
    assert sorted([*plain, *held]) == sorted(rooms)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]*)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if target and not target.startswith("https://"):
            assert (page.parent / target).exists(), target


def test_the_places_of_contributing_are_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| … .*\? \| `(.+)` \|$", text, re.MULTILINE)
    assert len(rows) == 12
    named = re.findall(r"`([\w/]+(?:\.py|/))`", text)
    assert [place for place in [*rows, *named] if not (ROOT / place).exists()] == []


def test_the_version_is_written_once() -> None:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" not in pyproject["project"]
    assert "version" in pyproject["project"]["dynamic"]
    source = (ROOT / pyproject["tool"]["hatch"]["version"]["path"]).read_text(encoding="utf-8")
    assert f'\nVERSION = "{VERSION}"\n' in source


def test_every_format_is_named_for_admins() -> None:
    text = (ROOT / "docs" / "admins.md").read_text(encoding="utf-8")
    for suffix in (".txt", ".md", ".html", ".htm", ".pdf", ".json", ".jsonl", ".gz"):
        assert f"`{suffix}`" in text


def test_the_version_is_that_of_the_changelog() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    titles = re.findall(r"^## \[(.+)$", text, re.MULTILINE)
    assert titles[0] == "Unreleased]"
    released = [re.fullmatch(r"(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d", each) for each in titles[1:]]
    versions = [Version(each[1]) for each in released if each]
    assert versions == sorted(versions, reverse=True)
    assert len(versions) == len(titles) - 1
    unreleased = text.partition("## [Unreleased]")[2].partition("\n## [")[0].strip()
    if unreleased:
        assert Version(VERSION).is_devrelease
        assert Version(VERSION) > versions[0]
    else:
        assert Version(VERSION) == versions[0]
