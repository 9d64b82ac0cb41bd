"""How much the tests reach is added up over all that was counted, by package."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from counting import ROOT, main


def counted(path: Path, name: str, reached: list[int], missed: list[int]) -> Path:
    file = {
        "executed_lines": reached,
        "missing_lines": missed,
        "executed_branches": [[1, each] for each in reached],
        "missing_branches": [[1, each] for each in missed],
    }
    path.write_text(json.dumps({"files": {name: file}}), encoding="utf-8")
    return path


@pytest.mark.parametrize(("wanted", "code"), [("75", 0), ("76", 1)])
def test_what_one_misses_another_may_reach(
    tmp_path: Path, wanted: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "programs"
    folder.mkdir()
    own = counted(tmp_path / "own.json", "bot/cli.py", [1, 2], [3, 4])
    counted(folder / "one.json", str(ROOT / "bot" / "cli.py"), [2, 3], [1, 4])
    counted(folder / "two.json", "knowledge/scope.py", [1], [])
    (folder / "killed.json").touch()
    assert main(str(own), str(folder), f"bot={wanted}", "knowledge=100") == code
    told = capsys.readouterr().out
    assert f"bot: 75.0 % reached, {wanted} % wanted\nknowledge: 100.0 % reached" in told
