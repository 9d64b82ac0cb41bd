"""How much of `bot` and `knowledge` the tests reach, counted by slipcover while they run.

`.ci/run` starts pytest under slipcover and names a folder in REACHED. The first programs
that some test modules start are then counted too, into files of that folder: starting one under
slipcover takes seconds, so not all of them are.

`python tests/support/counting.py FILE FOLDER knowledge=92 bot=88` adds up what pytest itself and
those programs have reached, lines and branches, and fails where that is less of a package, in
percent.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("bot", "knowledge")
# The test modules of which programs are counted, and how many of each: those that show most of what
# is only done in a process of its own.
_COUNTED = (
    "tests/console/test_backup.py",
    "tests/console/test_console_terminal.py",
    "tests/console/test_doctor.py",
    "tests/discord/test_discord_admin.py",
    "tests/discord/test_discord_settings.py",
    "tests/discord/test_discord_sources.py",
    "tests/discord/test_every_command.py",
)
_MOST = 3

_started: Counter[str] = Counter()

Reached = Mapping[str, Any]


def program(path: Path) -> list[str]:
    """The command that runs a Python program, counted where that is wanted."""
    folder = os.environ.get("REACHED")
    module = os.environ.get("PYTEST_CURRENT_TEST", "").partition("::")[0]
    _started[module] += 1
    if not folder or module not in _COUNTED or _started[module] > _MOST:
        return [sys.executable, str(path)]
    packages = ",".join(str(ROOT / each) for each in PACKAGES)
    into = Path(folder, f"{uuid4()}.json")
    what = ("--branch", "--dont-wrap-pytest", "--source", packages)
    # With that variable it would take the folder of pytest's workers for its own, and delete it.
    alone = ("env", "-u", "SLIPCOVER_COVERAGE_DIR", sys.executable, "-m", "slipcover")
    return [*alone, *what, "--json", "--out", str(into), str(path)]


def shares(found: list[Reached]) -> dict[str, float]:
    """The share of each package's lines and branches that was reached, in percent."""
    there: defaultdict[str, set[Any]] = defaultdict(set)
    done: defaultdict[str, set[Any]] = defaultdict(set)
    for reached in found:
        for name, file in reached["files"].items():
            path = Path(os.path.relpath(ROOT / name, ROOT))
            for part in ("lines", "branches"):
                hit = {(path, str(each)) for each in file[f"executed_{part}"]}
                missed = {(path, str(each)) for each in file[f"missing_{part}"]}
                done[path.parts[0]] |= hit
                there[path.parts[0]] |= hit | missed
    return {package: 100 * len(done[package]) / len(there[package]) for package in PACKAGES}


def main(file: str, folder: str, *wanted: str) -> int:
    """Prints the shares; 1 where one is too small."""
    paths = [Path(file), *Path(folder).glob("*.json")]
    # A program that was killed while it wrote leaves an empty file.
    reached = shares([json.loads(text) for path in paths if (text := path.read_text())])
    least = {package: float(share) for package, share in (each.split("=") for each in wanted)}
    for package, share in reached.items():
        sys.stdout.write(f"{package}: {share:.1f} % reached, {least[package]:.0f} % wanted\n")
    return int(any(reached[package] < share for package, share in least.items()))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
