"""Which room may import which: the contracts of pyproject.toml, and that they cover every room."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_import_contracts_are_kept() -> None:
    # As a process: the linter sets up logging for itself and silences the loggers there are.
    code = (
        "from importlinter.cli import lint_imports as lint; raise SystemExit(lint(no_cache=True))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()


def test_the_contract_on_discord_names_every_room_that_does_without_it() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = (
        contract
        for contract in settings["tool"]["importlinter"]["contracts"]
        if contract["name"] == "The console and the command line do without Discord"
    )
    plan = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    section = plan.partition("## bot: console and command line")[2].partition("\n## ")[0]
    rooms = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    assert contract["source_modules"] == sorted(f"bot.{room}" for room in rooms)
