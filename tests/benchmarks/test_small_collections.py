"""What many small collections take in a cluster: the benchmark, run with a few of them."""

from __future__ import annotations

from pathlib import Path

import engines
import pytest

pytest.importorskip("opensearchpy", reason="needs the opensearch extra")

from benchmarks.cluster.small import measured

pytestmark = pytest.mark.timeout(600)


def test_each_number_of_collections_has_a_row(
    tmp_path: Path, search_hosts: tuple[str, ...]
) -> None:
    rows = list(measured(tmp_path, engines.at(search_hosts), [1, 3]))
    assert [row[0] for row in rows] == ["1", "3"]
    assert all(len(row) == 9 for row in rows)
    assert [row[7] for row in rows] == ["0", "0"]  # none failed
