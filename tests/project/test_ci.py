"""The end of `.ci/run`: its code is that of the checks, and nothing of it stays."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from standin.process import ROOT


@pytest.mark.parametrize("end", [":", "false", "sleep 60 & false", "sleep 0 & wait $!"])
def test_it_ends_with_the_code_of_the_checks_and_tidies_up(end: str, tmp_path: Path) -> None:
    lines = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    (beginning,) = [line for line in lines if line.startswith("set -")]
    (tidying,) = [line for line in lines if line.startswith("trap ")]
    work = tmp_path / "work"
    work.mkdir()
    script = "\n".join([beginning, f"work={work}", tidying, end])
    done = subprocess.run(["bash", "-c", script], check=False, timeout=30)
    assert done.returncode == end.endswith("false")
    assert not work.exists()
