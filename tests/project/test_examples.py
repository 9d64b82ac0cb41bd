"""The examples in docstrings come out as written."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "name",
    [
        "knowledge.answer",
        "knowledge.coverage",
        "knowledge.index.abstract",
        "knowledge.sources.readers.one_file",
    ],
)
def test_the_examples_of_the_doors_come_out(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)  # they read config/sample-coverage
    failed, tried = doctest.testmod(import_module(name))
    assert failed == 0
    assert tried
