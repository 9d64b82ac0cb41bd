"""Both engines, the embedded one and OpenSearch, under one contract."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import engines
import pytest
from engines import Engine
from hypothesis import given, settings
from small_coverage import ARTICLES, HARBOUR, OTTERS, write
from small_index import ANALYZER, index_of
from worlds import World, worlds

from knowledge import BaseChoice, Collections, Coverage
from knowledge.article import Article
from knowledge.index import Recency
from knowledge.scope import Scope

pytestmark = pytest.mark.timeout(600)

QUESTIONS = (
    "Who opened the harbour of Veldrun?",
    "When will the solar plant of Lindmark begin work?",
    "How many otters were counted?",
    "When does the ferry to Skarhlom sail?",  # misspelt
    "What is the price of tea in Harburg?",  # no article says
)
SCOPES = (
    Scope(),
    Scope(source="herald"),
    Scope(since=date(2024, 6, 2), until=date(2024, 6, 4)),
    Scope(since=date(2024, 6, 3)),
    Scope(until=date(2024, 6, 3)),
    Scope(as_of=date(2024, 6, 3)),
)
_CLOSE = 1e-5  # as far apart as sums of single precision may come out


@pytest.fixture(scope="module", params=["embedded", "opensearch"])
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param == "embedded":
        return lambda: None
    search_hosts: tuple[str, ...] = request.getfixturevalue("search_hosts")
    return lambda: engines.at(search_hosts, replicas=1)


def opened(tmp_path: Path, engine: Engine, records: Sequence[dict[str, Any]]) -> Coverage:
    folder = tmp_path / "articles"
    folder.mkdir(exist_ok=True)
    write(folder / "news.jsonl", records)
    return Coverage.open([folder], tmp_path / "data", reader_threads=0, cluster=engine())


def to_json(article: Article) -> dict[str, Any]:
    published = article.published.isoformat() if article.published else None
    fields = {"id": article.id, "title": article.title, "source": article.source}
    return {**fields, "text": article.text, "published": published, "language": article.language}


def told(coverage: Coverage) -> list[Any]:
    """All that readers get to see, but for the time it took."""
    answers = [replace(coverage.ask(each, passages=5), took_ms=0) for each in QUESTIONS]
    return [
        [_rounded(answer) for answer in answers],
        coverage.summarise("harbour"),
        coverage.timeline("Lindmark"),
        coverage.latest("plant"),
        coverage.compare("Lindmark solar plant"),
        coverage.sources(),
    ]


def _rounded(answer: Any) -> Any:
    """An answer whose scores are as exact as single precision."""
    hits = [
        (hit.passage.article.id, hit.passage.number, round(hit.score, 4)) for hit in answer.passages
    ]
    return replace(answer, passages=(), confidence=round(answer.confidence, 4)), hits


def test_readers_see_the_same_with_either(tmp_path: Path, engine: Engine) -> None:
    with opened(tmp_path, engine, ARTICLES) as coverage:
        found = told(coverage)
        status = coverage.status()
    with Coverage.open([tmp_path / "articles"], reader_threads=0) as embedded:
        assert found == told(embedded)
        expected = embedded.status()
    assert (status.articles, status.passages) == (expected.articles, expected.passages)


@settings(max_examples=3, deadline=None)
@given(world=worlds())
def test_scores_are_those_of_the_formula(
    tmp_path_factory: pytest.TempPathFactory, engine: Engine, world: World
) -> None:
    folder = tmp_path_factory.mktemp("world")
    with opened(folder, engine, [to_json(each) for each in world.base]) as coverage:
        oracle = index_of(*coverage.articles())
        for question in world.questions:
            for scope in SCOPES:
                terms = ANALYZER.terms(question)
                recency = Recency(date(2024, 6, 3))
                found = coverage.index.search(terms, 4, scope, recency, 2)
                expected = oracle.search(terms, 4, scope, recency, 2)
                assert [s for _, s in found] == pytest.approx([s for _, s in expected], rel=_CLOSE)
                for each in oracle.vocabulary():
                    wanted = oracle.document_frequency(each)
                    assert coverage.index.document_frequency(each) == wanted


def test_one_article_at_a_time(tmp_path: Path, engine: Engine) -> None:
    with opened(tmp_path, engine, [HARBOUR]) as coverage:
        data = (json.dumps(OTTERS) + "\n").encode()
        coverage.add_file("otters.jsonl", data)
        assert [hit.passage.article.id for hit in coverage.search("otters Tarn")] == ["otters"]
        change = coverage.remove("otters")
        assert coverage.search("otters Tarn") == []
        assert coverage.index.document_frequency("otter") == 0
        coverage.undo(change.id)
        write(
            tmp_path / "articles" / "news.jsonl",
            [{**HARBOUR, "text": "The harbour was shut. Beavers came instead of otters."}],
        )
        coverage.reload()
        hits = coverage.search("beavers or otters", 5)
        assert {hit.passage.article.id for hit in hits} == {"harbour", "otters"}
        assert coverage.search("Ilse Harkan") == []


def test_answers_go_on_while_articles_come_and_go(tmp_path: Path, engine: Engine) -> None:
    failed: list[Exception] = []
    done = threading.Event()
    with opened(tmp_path, engine, ARTICLES) as coverage:

        def ask() -> None:
            while not done.is_set():
                try:
                    if coverage.ask("How many otters were counted?").abstained:
                        failed.append(AssertionError("the otters are there all the time"))
                except Exception as error:
                    failed.append(error)

        asking = [threading.Thread(target=ask) for _ in range(2)]
        for each in asking:
            each.start()
        for number in range(6):
            more = {**HARBOUR, "id": f"more{number % 2}", "text": f"Ferry {number} sails."}
            write(tmp_path / "articles" / "more.jsonl", [more])
            coverage.reload()
        done.set()
        for each in asking:
            each.join()
    assert failed == []


@settings(max_examples=3, deadline=None)
@given(world=worlds())
def test_a_server_sees_the_same_whether_or_not_another_exists(
    tmp_path_factory: pytest.TempPathFactory, engine: Engine, world: World
) -> None:
    """And what an index of the base and its own articles in one piece has."""
    folder = tmp_path_factory.mktemp("world")
    with opened(folder, engine, [to_json(each) for each in world.base]) as base:
        own = [to_json(each) for each in world.servers[0]]
        alone = _seen_by_a_server(base, folder / "servers", [own], world)
        other = [to_json(each) for each in world.servers[1]]
        assert _seen_by_a_server(base, folder / "servers", [own, other], world) == alone


def _seen_by_a_server(
    base: Coverage, folder: Path, servers: Sequence[Sequence[dict[str, Any]]], world: World
) -> list[Any]:
    collections = Collections(base, folder)
    for number, records in reversed(list(enumerate(servers, start=1))):
        with collections.use(number) as coverage:
            if records:
                data = "".join(json.dumps(each) + "\n" for each in records).encode()
                coverage.add_file("own.jsonl", data)
    with collections.use(1) as one:
        found = [
            [(hit.passage.article.id, hit.passage.text, hit.score) for hit in one.search(asked)]
            for asked in world.questions
        ]
        found.append(
            [_rounded(replace(one.ask(each, passages=3), took_ms=0)) for each in QUESTIONS]
        )
    collections.close()
    for number in range(1, len(servers) + 1):
        collections.give_up(number, date(2025, 1, 1))
    assert len(collections.delete_given_up(date(2025, 3, 1))) == len(servers)
    return found


def test_sources_of_the_base_can_be_left_out(tmp_path: Path, engine: Engine) -> None:
    with opened(tmp_path, engine, ARTICLES) as base:
        collections = Collections(base, tmp_path / "servers")
        own = {**HARBOUR, "text": "The harbour of Veldrun stays shut, the ferry too."}
        with collections.use(1) as one:
            one.add_file("own.jsonl", json.dumps(own).encode())
        collections.choice_of = lambda _: BaseChoice(without=frozenset({"NORTHERN wire", ""}))
        with collections.use(1) as one:
            hits = one.search("harbour ferry plant otters fireworks", 9)
            assert {hit.passage.article.id for hit in hits} == {"harbour", "plant"}
            harbour = [hit for hit in hits if hit.passage.article.id == "harbour"]
            assert [hit.passage.text for hit in harbour] == [own["text"]]
        collections.close()


def test_a_question_may_have_more_words_than_a_cluster_looks_for(
    tmp_path: Path, engine: Engine
) -> None:
    words = [f"w{number}x" for number in range(1_500)]
    common, rare = words[:700], words[700:]
    records = [
        {**HARBOUR, "id": "common", "text": f"A list: {' '.join(common)}."},
        {**HARBOUR, "id": "again", "text": f"The list again: {' '.join(common)}."},
        {**HARBOUR, "id": "rare", "text": f"Others: {' '.join(rare)}."},
    ]
    with opened(tmp_path, engine, records) as coverage:
        oracle = index_of(*coverage.articles())
        terms = ANALYZER.terms(" ".join(words))
        found = coverage.index.search(terms, 9)
        expected = oracle.search(terms, 9)
        assert [number for number, _ in found] == [number for number, _ in expected]
        assert [s for _, s in found] == pytest.approx([s for _, s in expected], rel=_CLOSE)
        assert coverage.search(" ".join(words))[0].passage.article.id == "rare"


def test_an_empty_coverage_finds_nothing(tmp_path: Path, engine: Engine) -> None:
    with opened(tmp_path, engine, []) as coverage:
        assert coverage.search("harbour") == []
        assert coverage.ask("Who opened the harbour?").abstained
