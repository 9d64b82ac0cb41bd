"""Several processes on one data directory and one cluster: one loads, the others notice; also where
they are of two versions, as while they are upgraded one by one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import engines
import pytest
from small_coverage import ARTICLES, HARBOUR, OTTERS, write

from knowledge import Collections, Coverage, CoverageError, SearchCluster
from knowledge.index import engine_of
from knowledge.index.disk import generation
from knowledge.index.opensearch import engine as module
from knowledge.index.opensearch.cluster import connection

pytestmark = pytest.mark.timeout(600)

Newer = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def where(tmp_path: Path, search_hosts: tuple[str, ...]) -> SearchCluster:
    """The cluster, empty, for a folder that has one article."""
    (tmp_path / "articles").mkdir()
    write(tmp_path / "articles" / "news.jsonl", [HARBOUR])
    return engines.at(search_hosts)


@pytest.fixture(params=["embedded", "opensearch"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> SearchCluster | None:
    """The cluster, or None for an index of files alone."""
    found: SearchCluster | None = None
    if request.param == "embedded":
        (tmp_path / "articles").mkdir()
    else:
        found = request.getfixturevalue("where")
    write(tmp_path / "articles" / "news.jsonl", ARTICLES)
    return found


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> Newer:
    """What is done within is done by a newer version."""

    @contextmanager
    def as_newer() -> Iterator[None]:
        with monkeypatch.context() as patch:
            patch.setattr(generation, "VERSION", generation.VERSION + 1)
            yield

    return as_newer


def opened(tmp_path: Path, where: SearchCluster | None) -> Coverage:
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


def test_bots_of_the_same_names_leave_each_others_articles_alone(
    tmp_path: Path, where: SearchCluster
) -> None:
    """Both were given one cluster and, as by default, one prefix."""
    write(tmp_path / "other.jsonl", [OTTERS])
    with opened(tmp_path, where) as one:
        with pytest.raises(CoverageError, match=r"another data directory; .* an index\.prefix"):
            Coverage.open([tmp_path / "other.jsonl"], tmp_path / "other", cluster=where)
        engine_of(where, "base", tmp_path / "other").drop()
        write(tmp_path / "articles" / "news.jsonl", ARTICLES)
        one.reload()
        assert one.search("harbour")
    with opened(tmp_path, where) as one:  # as after it was started anew
        assert one.search("harbour")


def indexes(where: SearchCluster) -> set[str]:
    pattern = f"{where.prefix}-*"
    return connection(where).do(lambda each: set(each.indices.get(index=pattern)))


def test_an_older_version_leaves_the_index_of_a_newer_one_alone(
    tmp_path: Path,
    either: SearchCluster | None,
    newer: Newer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with opened(tmp_path, either) as before:
        with newer():
            after = opened(tmp_path, either)
        trams = {**HARBOUR, "id": "trams", "text": "Trams run again."}
        write(tmp_path / "articles" / "more.jsonl", [trams])
        caplog.clear()
        for _ in range(2):
            with pytest.raises(CoverageError, match="another version of this program keeps the"):
                before.reload()
            before.take_over()
            before.reload_settled()
        assert len(caplog.messages) == 1
        assert before.search("otters")
        assert before.search("trams") == []
        with newer(), after:
            assert after.reload().added == 1  # and nothing was to be made anew
            assert after.search("trams")


def test_an_older_version_that_is_started_anew_goes_on_with_its_own(
    tmp_path: Path, either: SearchCluster | None, newer: Newer
) -> None:
    """As where one goes back to it; the newer one then keeps to what it has, and both come to rest
    once the last process runs the newer one."""
    with newer():
        after = opened(tmp_path, either)
    with opened(tmp_path, either) as before:
        assert before.search("otters")
    write(tmp_path / "articles" / "news.jsonl", [OTTERS])
    with newer(), after:
        with pytest.raises(CoverageError, match="another version of this program keeps the"):
            after.reload()
        assert after.search("harbour")
        with opened(tmp_path, either) as last:
            assert last.search("harbour") == []
        assert after.reload().removed == 0
        assert after.search("harbour") == []


def test_no_question_fails_while_a_newer_version_takes_over(
    tmp_path: Path, where: SearchCluster, newer: Newer
) -> None:
    done = threading.Event()
    found: list[int] = []
    with opened(tmp_path, where) as before:

        def ask() -> None:
            while not done.is_set():
                found.append(len(before.search("harbour")))

        with ThreadPoolExecutor() as threads, newer():
            asking = threads.submit(ask)
            with opened(tmp_path, where) as after:
                done.set()
                asking.result()
                assert after.search("harbour")
        assert set(found) == {len(before.search("harbour"))}
        alias = f"{where.prefix}-base"
        assert len(connection(where).do(lambda each: each.indices.get_alias(name=alias))) == 1
        assert len(indexes(where)) == 2


def test_only_older_indexes_go_and_only_after_a_day(
    tmp_path: Path,
    where: SearchCluster,
    newer: Newer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with opened(tmp_path, where):
        (old,) = indexes(where)
    with newer(), opened(tmp_path, where):
        (new,) = indexes(where) - {old}
    monkeypatch.setattr(module, "_KEPT_SECONDS", 0)  # as a day later
    with opened(tmp_path, where):
        assert indexes(where) == {old, new}
    write(tmp_path / "articles" / "news.jsonl", [OTTERS])
    with newer(), opened(tmp_path, where) as after:
        assert indexes(where) == {new}
        assert after.search("otters")
