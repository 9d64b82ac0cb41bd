"""The benchmark of the index: that all engines it compares are asked the same."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.index.corpora import MadeUp, terms_of

pytest.importorskip("bm25s", reason="needs the bench extra")
pytest.importorskip("numba", reason="needs the bench extra")
pytest.importorskip("tantivy", reason="needs the bench extra")

from benchmarks.index.__main__ import main
from benchmarks.index.engines import build_peers, dateline

PASSAGES = [terms for chunk in MadeUp(600).tokens() for terms in terms_of(*chunk)]


def test_made_up_text_is_the_same_every_time_and_zipfian() -> None:
    again = [terms for chunk in MadeUp(600).tokens() for terms in terms_of(*chunk)]
    assert again == PASSAGES
    assert MadeUp(600, seed=2).questions(3) != MadeUp(600).questions(3)
    _, counts = np.unique([term for terms in PASSAGES for term in terms], return_counts=True)
    assert counts.max() > 100 * np.median(counts)


@pytest.mark.filterwarnings("ignore::Warning")
def test_engines_agree(tmp_path: Path) -> None:
    engines, times = build_peers(PASSAGES, tmp_path)
    assert set(engines) == set(times)
    own = dateline(MadeUp(600).index())
    matched = 0
    for question in MadeUp(600).questions(40):
        found: Any = own(question, 5)
        matched += bool(found)
        ranked: Any = engines["rank-bm25"](question, 5)
        assert not found or ranked[0] == found[0][0]
        for name in ("bm25s numpy", "bm25s numba"):
            result: Any = engines[name](question, 5)
            scores = [] if result is None else result.scores[0].tolist()
            # bm25s leaves out the constant factor k1 + 1.
            for (_, score), other in zip(found, scores, strict=False):
                assert math.isclose(score, 2.2 * other, rel_tol=1e-4)
        tantivy: Any = engines["tantivy"](question, 5)
        for (_, score), (other, _) in zip(found, tantivy.hits, strict=False):
            assert math.isclose(score, other, rel_tol=0.1)  # tantivy keeps lengths in eight bits
    assert matched > 20


def test_the_command_prints_every_engine(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["index", "--passages", "300"])
    main()
    printed = capsys.readouterr().out
    for name in ("Dateline", "rank-bm25", "bm25s numpy", "bm25s numba", "tantivy"):
        assert f"| {name}" in printed
