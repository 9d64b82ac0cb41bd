"""The command that runs every measure of the features: what it runs, what it finds missing."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from running import ROOT

from benchmarks.features import Measured, measures, run


def test_every_measure_is_a_benchmark_that_takes_its_arguments(tmp_path: Path) -> None:
    found = list(measures(tmp_path, tmp_path / "articles.jsonl", 1))
    assert len({each.module for each in found}) == len(found)
    for each in found:
        assert importlib.util.find_spec(f"benchmarks.{each.module}"), each
        assert each.missing == each.needs != (), each


def test_what_is_missing_is_named_and_counts_as_a_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not run(Measured("Dates", "dates", (), (tmp_path / "dates.json.gz",)))
    assert capsys.readouterr().out == "\n## Dates\n\nleft out: dates.json.gz is not there\n"


def test_a_benchmark_is_run_in_a_process_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "dates-english.json.gz").write_bytes(Path(__file__).read_bytes())
    command = [sys.executable, "-m", "benchmarks.features", "--measure", str(tmp_path)]
    only = ["--articles", str(tmp_path / "none.jsonl"), "--only", "dates"]
    done = subprocess.run(
        [*command, *only], cwd=ROOT, capture_output=True, text=True, timeout=100, check=False
    )
    # The file is no specification, which the benchmark itself says.
    assert done.stdout.startswith("\n## Dates\n")
    assert "gzip" in done.stderr.lower()
    assert done.returncode == 1
