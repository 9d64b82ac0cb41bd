"""Several processes on one data directory and one cluster: one loads, the others notice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import engines
import pytest
from small_coverage import ARTICLES, HARBOUR, OTTERS, write

from knowledge import Collections, Coverage, SearchCluster
from knowledge.index.opensearch import engine as module
from knowledge.index.opensearch.cluster import connection

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def hosts() -> Iterator[tuple[str, ...]]:
    yield from engines.one_node()


@pytest.fixture
def where(tmp_path: Path, hosts: tuple[str, ...]) -> SearchCluster:
    """The cluster, empty, for a folder that has one article."""
    (tmp_path / "articles").mkdir()
    write(tmp_path / "articles" / "news.jsonl", [HARBOUR])
    return engines.at(hosts)


def opened(tmp_path: Path, where: SearchCluster) -> Coverage:
    """The coverage as one more process has it."""
    return Coverage.open(
        [tmp_path / "articles"], tmp_path / "data", reader_threads=0, cluster=where
    )


def test_one_loads_and_the_others_notice(
    tmp_path: Path, where: SearchCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path, where) as one, opened(tmp_path, where) as two:
        assert two.search("harbour")
        write(tmp_path / "articles" / "news.jsonl", ARTICLES)
        one.reload()
        assert one.search("otters")
        assert two.search("otters") == []

        def load(*_: object) -> None:
            raise AssertionError("what one has loaded the others only take over")

        with monkeypatch.context() as patch:
            patch.setattr(module, "load", load)
            two.take_over()
        assert [hit.score for hit in two.search("otters")] == [
            hit.score for hit in one.search("otters")
        ]
        write(tmp_path / "articles" / "news.jsonl", [OTTERS])
        two.reload()
        one.take_over()
        assert one.search("harbour") == two.search("harbour") == []
        assert one.search("otters")
        count = connection(where).do(lambda each: each.count(index=f"{where.prefix}-*"))
        assert count["count"] == one.status().passages


def test_processes_that_load_at_once_come_to_the_same(tmp_path: Path, where: SearchCluster) -> None:
    with opened(tmp_path, where) as one, opened(tmp_path, where) as two:
        write(tmp_path / "articles" / "news.jsonl", ARTICLES)
        both = [threading.Thread(target=each.reload) for each in (one, two)]
        for each in both:
            each.start()
        for each in both:
            each.join()
        for coverage in (one, two):
            assert len(coverage.search("harbour otters plant", 9)) >= 3
        count = connection(where).do(lambda each: each.count(index=f"{where.prefix}-*"))
        assert count["count"] == one.status().passages


def test_what_one_adds_to_a_server_the_other_notices(tmp_path: Path, where: SearchCluster) -> None:
    own = tmp_path / "own.jsonl"
    write(own, [OTTERS])
    with opened(tmp_path, where) as one, opened(tmp_path, where) as two:
        here, there = (Collections(each, tmp_path / "servers") for each in (one, two))
        with there.use(1) as coverage:
            assert coverage.search("otters") == []
        with here.use(1) as coverage:
            coverage.add_file("own.jsonl", own.read_bytes())
        there.take_over()
        with there.use(1) as coverage:
            assert coverage.search("otters")
            assert coverage.search("harbour")
        with there.use(2) as coverage:
            assert coverage.search("otters") == []
        here.close()
        there.close()
