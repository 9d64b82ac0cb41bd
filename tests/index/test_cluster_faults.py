"""A search cluster that is slow, red, full, gone or another program: what readers are told, and how
soon; no cluster is needed for it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("opensearchpy", reason="needs the opensearch extra")

from fake_cluster import HITS, Troubled, healthy, keeping, serving
from small_coverage import ARTICLES, HARBOUR, OTTERS, write

from knowledge import ClusterError, Collections, Coverage, CoverageError, SearchCluster
from knowledge.index.opensearch import cluster as module
from knowledge.index.opensearch.cluster import Cluster

_READER_SECONDS = 3  # after which Discord gives an interaction up
LACKING = "no permissions for [indices:data/write/bulk[s]] and User [name=dateline]"
FORBIDDEN = {"error": {"type": "security_exception", "root_cause": [{"reason": LACKING}]}}


@pytest.fixture
def troubled() -> Iterator[Troubled]:
    with serving() as found:
        yield found


def refusal(cluster: Cluster) -> str:
    """What a search is refused with, in time."""
    began = time.monotonic()
    with pytest.raises(ClusterError) as caught:
        cluster.search(["any"], {})
    assert time.monotonic() - began < _READER_SECONDS
    return str(caught.value)


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (503, {"error": {"type": "search_phase_execution_exception"}}, "cannot answer just now"),
        (429, {"error": {"type": "circuit_breaking_exception"}}, "cannot answer just now"),
        (401, {}, "does not know the bot's user or its password; correct index.user and"),
        (403, {"error": {"type": "security_exception"}}, "refuses the bot's user"),
        (403, FORBIDDEN, "does not allow the bot's user indices:data/write/bulk[s]; give it the"),
        (404, {"error": {"type": "index_not_found_exception"}}, "lacks the index"),
    ],
)
def test_a_refusal_is_told_in_time(
    troubled: Troubled, status: int, body: dict[str, Any], told: str
) -> None:
    troubled.status, troubled.body = status, body
    assert told in refusal(Cluster(troubled.settings))


def test_a_slow_cluster_is_given_up_in_time_and_not_asked_again_at_once(
    troubled: Troubled, monkeypatch: pytest.MonkeyPatch
) -> None:
    troubled.pause = 60
    cluster = Cluster(troubled.settings)
    assert "takes too long" in refusal(cluster)
    asked = troubled.asked
    began = time.monotonic()
    assert "takes too long" in refusal(cluster)
    assert time.monotonic() - began < 0.5
    assert troubled.asked == asked
    assert (cluster.searches, cluster.failures) == (0, 2)

    monkeypatch.setattr(module, "_PAUSE", 0.0)  # once the pause is over it recovers by itself
    monkeypatch.setattr(cluster, "_closed_until", 0.0)
    troubled.pause = 0.0
    assert cluster.search(["any"], {}) == []
    assert cluster.search(["any"], {}) == []


def test_one_search_that_fails_keeps_no_others_back(troubled: Troubled) -> None:
    cluster = Cluster(troubled.settings)
    troubled.status, troubled.pause = 404, 1.0
    failing = threading.Thread(target=refusal, args=(cluster,))
    failing.start()
    while not troubled.asked:
        time.sleep(0.01)
    troubled.status, troubled.pause = 200, 0.0
    assert cluster.search(["any"], {}) == []
    failing.join()
    assert cluster.failures == 1
    assert cluster.search(["any"], {}) == []


def test_a_cluster_that_is_gone_is_told_in_time() -> None:
    with serving() as troubled:
        settings = troubled.settings
    assert "cannot be reached" in refusal(Cluster(settings))
    state = Cluster(settings).state()
    assert state.colour is None
    assert "cannot be reached" in (state.error or "")


def test_no_answer_waits_for_how_the_cluster_does(
    tmp_path: Path, troubled: Troubled, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which each answer is told with: a node that is frozen must not hold it up."""
    healthy(troubled)
    folder = tmp_path / "articles"
    folder.mkdir()
    with Coverage.open([folder], cluster=troubled.settings, reader_threads=0) as coverage:

        def colour() -> str | None:
            began = time.monotonic()
            state = coverage.status().cluster
            assert time.monotonic() - began < 0.3
            assert state is not None
            return state.colour

        assert colour() == "green"  # opening has asked for it
        monkeypatch.setattr(module, "_STATE_SECONDS", 0.0)
        troubled.pause = 60
        assert colour() == "green"
        until = time.monotonic() + 2 * _READER_SECONDS
        while colour() == "green" and time.monotonic() < until:
            time.sleep(0.05)
        assert colour() is None


def test_a_collection_opens_in_time_while_the_cluster_is_slow(
    tmp_path: Path, troubled: Troubled
) -> None:
    """Its first question opens it, and then there is the search."""
    healthy(troubled)
    (tmp_path / "articles").mkdir()
    troubled.bodies["/other-base-*"] = {}
    where = replace(troubled.settings, prefix="other")
    with Coverage.open([tmp_path / "articles"], cluster=where, reader_threads=0) as base:
        collections = Collections(base, tmp_path / "servers")
        troubled.pause = 60
        began = time.monotonic()
        with collections.use(1):
            pass
        assert time.monotonic() - began < _READER_SECONDS
        collections.close()


def test_a_collection_whose_files_changed_opens_in_time_while_the_cluster_hangs(
    tmp_path: Path, troubled: Troubled
) -> None:
    """What is new is read once it can be put in; until then there is an answer, or the sentence."""
    keeping(troubled)
    (tmp_path / "articles").mkdir()
    with Coverage.open([tmp_path / "articles"], cluster=troubled.settings) as base:
        collections = Collections(base, tmp_path / "servers", most_open=0)
        with collections.use(1) as one:
            one.add_file("own.jsonl", json.dumps(HARBOUR).encode())
        write(tmp_path / "servers" / "1" / "articles" / "more.jsonl", [OTTERS])
        troubled.pause = 60
        began = time.monotonic()
        with collections.use(1) as one, pytest.raises(ClusterError, match="takes too long"):
            one.search("harbour")
        assert time.monotonic() - began < _READER_SECONDS
        collections.close()


def opened(tmp_path: Path, troubled: Troubled) -> Coverage:
    """The coverage with all articles, in a cluster that does what it is asked."""
    keeping(troubled)
    path = write(tmp_path / "news.jsonl", ARTICLES)
    return Coverage.open([path], tmp_path / "data", cluster=troubled.settings, reader_threads=0)


def test_a_question_waits_once_for_all_that_it_searches_for(
    tmp_path: Path, troubled: Troubled
) -> None:
    parts = (
        *("Who opened the harbour of Veldrun?", "When was the harbour of Veldrun opened?"),
        *("What did the harbour of Veldrun cost?", "How many otters were counted?"),
    )
    with opened(tmp_path, troubled) as coverage:
        assert not coverage.ask(" ".join(parts)).abstained
        troubled.pause = 0.9  # each search for itself is in time
        began = time.monotonic()
        with pytest.raises(ClusterError, match="takes too long"):
            coverage.ask(" ".join(parts))
        assert time.monotonic() - began < _READER_SECONDS
        assert not coverage.ask(parts[0]).abstained  # and others are asked all the same


def test_an_answer_stands_where_what_superseded_it_cannot_be_searched(
    tmp_path: Path, troubled: Troubled
) -> None:
    question = "When will the solar plant of Lindmark begin work?"
    with opened(tmp_path, troubled) as coverage:
        asked = coverage.ask(question, until="2024-07-11")
        assert asked.superseded is not None
        does, searches = troubled.answer, count()

        def hang(method: str, path: str, text: str) -> tuple[int, Any] | None:
            if path.partition("?")[0].endswith("/_search") and next(searches):
                troubled.pause = 60
            return does(method, path, text) if does else None

        troubled.answer = hang
        began = time.monotonic()
        again = coverage.ask(question, until="2024-07-11")
        assert time.monotonic() - began < _READER_SECONDS
        assert (again.answer, again.superseded) == (asked.answer, None)


def test_a_lost_index_is_nothing_to_others(troubled: Troubled) -> None:
    troubled.bodies = {"/": HITS}
    cluster = Cluster(troubled.settings)
    troubled.status = 404
    assert "lacks the index" in refusal(cluster)
    troubled.status = 200
    assert cluster.search(["other"], {}) == []


def test_a_hiccup_is_not_noticed(troubled: Troubled) -> None:
    troubled.status = 503
    cluster = Cluster(troubled.settings)
    threading.Timer(0.1, lambda: setattr(troubled, "status", 200)).start()
    assert cluster.search(["any"], {}) == []


@pytest.mark.parametrize(
    "version",
    [
        {"distribution": "opensearch", "number": "1.3.0"},
        {"distribution": "opensearch", "number": "4.0.0"},
        {"number": "8.1.0"},
    ],
)
def test_another_program_or_version_is_refused(troubled: Troubled, version: dict[str, str]) -> None:
    troubled.body = {"version": version}
    with pytest.raises(ClusterError, match=r"is not supported; use OpenSearch 2 or 3"):
        Cluster(troubled.settings).check()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"hello": "world"}, "application/json"),
        ([], "application/json"),
        ({"version": {"distribution": "opensearch", "number": "new"}}, "application/json"),
        ("a page", "text/html"),
    ],
)
def test_what_is_no_opensearch_at_all_is_told(troubled: Troubled, body: Any, kind: str) -> None:
    troubled.body, troubled.type = body, kind
    with pytest.raises(ClusterError, match=r"what answers at index\.hosts is no OpenSearch"):
        Cluster(troubled.settings).check()


def test_nothing_is_lost_while_the_cluster_is_gone(tmp_path: Path) -> None:
    """Without an index there is an error that says what to do; files and feeds stay as they are."""
    with serving() as troubled:
        settings = troubled.settings
    folder = tmp_path / "articles"
    folder.mkdir()
    write(folder / "news.jsonl", ARTICLES)
    with pytest.raises(CoverageError, match=r"cannot be reached.*the index stays as it was"):
        Coverage.open([folder], tmp_path / "data", cluster=settings, reader_threads=0)
    write(folder / "news.jsonl", [HARBOUR])
    with Coverage.open([folder], tmp_path / "data", reader_threads=0) as embedded:
        assert embedded.search("harbour")


def test_the_password_is_in_no_text() -> None:
    settings = SearchCluster(("http://127.0.0.1:1",), "dateline", "secret")
    assert "secret" not in repr(settings)
