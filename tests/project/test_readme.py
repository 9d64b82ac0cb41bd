"""The commands of the README and of the page on digests, and what they show of them."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from running import run

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SET_UP = re.findall(r"^```sh\n(.*?)\n```$", README, re.MULTILINE | re.DOTALL)
DIGESTS = (ROOT / "docs" / "digests.md").read_text(encoding="utf-8")
# A command with the output that stands below it.
SHOWN = re.findall(
    r"^\$ \.venv/bin/python run_bot\.py (.*)\n((?:[^$`].*\n|\n)+)", README + DIGESTS, re.MULTILINE
)


def test_two_commands_of_one_line_do_all_set_up() -> None:
    start, tests = SET_UP
    for command in (start, tests):
        assert "\n" not in command
        assert command.startswith("python3 -m venv .venv && .venv/bin/python -m pip install ")
    assert start.endswith(" -e . && .venv/bin/python run_bot.py")
    assert tests.endswith(" -e '.[test]' && .venv/bin/python -m pytest")


def test_the_version_of_python_is_the_packages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == ">=3.11"
    assert "Python 3.11 or later" in README


@pytest.mark.skipif(sys.platform == "win32", reason="the script is for bash")
def test_the_checks_run_the_readmes_own_commands() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    lines = [
        line for line in script.splitlines() if line.startswith(("commands=", "start=", "tests="))
    ]
    show = 'printf "%s\\n" "$start" "$tests"'
    code = "\n".join([*lines, show])
    done = subprocess.run(["bash", "-euc", code], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.decode().splitlines() == SET_UP


# Points by which a confidence may differ: processors round the reader's sums a little differently.
NEAR = 5
_CONFIDENCE = re.compile(r"(\d+) ?%")


def comparable(text: str) -> list[str]:
    """Lines without their confidence."""
    return [_CONFIDENCE.sub("N%", line).rstrip() for line in text.strip().splitlines()]


@pytest.mark.parametrize(("command", "shown"), SHOWN, ids=[command for command, _ in SHOWN])
def test_what_is_shown_is_what_it_prints(command: str, shown: str, tmp_path: Path) -> None:
    done = run("--data-dir", tmp_path / "data", *shlex.split(command))
    assert done.returncode == 0
    assert comparable(shown) == comparable(done.stdout), done.stdout
    both = zip(_CONFIDENCE.findall(shown), _CONFIDENCE.findall(done.stdout), strict=True)
    assert all(abs(int(said) - int(came)) <= NEAR for said, came in both), done.stdout


def test_something_is_shown() -> None:
    assert [shlex.split(command)[0] for command, _ in SHOWN] == [
        *("ask", "ask"),
        *("timeline", "summary"),
    ]
