"""Collections beside a base: apart from each other, opened when needed, deleted when given up."""

from __future__ import annotations

import io
import json
import shutil
import weakref
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from small_coverage import ARTICLES, HARBOUR, OPENING, write
from worlds import World, worlds

from knowledge import BaseChoice, Collections, Coverage, CoverageError, FileRecords
from knowledge.article import Article

OWN = {
    "id": "own",
    "title": "The ferry moves",
    "source": "Quay Gazette",
    "published": "2024-08-01",
    "text": "The ferry to Skarholm sails from Lindmark from August 5, 2024, the mayor said.",
}


@pytest.fixture
def base(tmp_path: Path) -> Iterator[Coverage]:
    folder = tmp_path / "base"
    folder.mkdir()
    write(folder / "news.jsonl", ARTICLES)
    with Coverage.open([folder], tmp_path / "data", reader_threads=0) as coverage:
        yield coverage


@pytest.fixture
def collections(base: Coverage, tmp_path: Path) -> Iterator[Collections]:
    made = Collections(base, tmp_path / "data" / "servers", most_open=2)
    yield made
    made.close()


def add(collections: Collections, number: int, *records: dict[str, Any]) -> None:
    data = "".join(json.dumps(each) + "\n" for each in records).encode()
    with collections.use(number) as coverage:
        coverage.add_file("own.jsonl", data, by="ada")


def ids(coverage: Coverage) -> set[str]:
    return {hit.passage.article.id for hit in coverage.search("ferry Skarholm harbour", 20)}


def test_a_collection_reads_the_base_and_its_own_and_nobody_elses(
    base: Coverage, collections: Collections
) -> None:
    add(collections, 1, OWN)
    with collections.use(1) as one, collections.use(2) as two:
        assert {"own", "harbour"} <= ids(one)
        assert ids(two) == ids(base) == ids(one) - {"own"}
        assert one.status().articles == len(ARTICLES) + 1
        assert one.status().own == 1
        assert [entry.by for entry in one.log()] == ["ada"]
        assert two.log() == ()
        assert [each.id for each in one.articles()] == ["own"]


def test_only_its_own_can_be_removed(base: Coverage, collections: Collections) -> None:
    add(collections, 1, OWN)
    with collections.use(1) as one:
        with pytest.raises(CoverageError, match="belongs to the base"):
            one.remove("harbour")
        change = one.remove("own")
        assert "own" not in ids(one)
        one.undo(change.id)
        assert "own" in ids(one)
    assert base.status().articles == len(ARTICLES)


def test_its_own_counts_where_the_base_has_the_same_article(
    base: Coverage, collections: Collections
) -> None:
    add(collections, 1, {**HARBOUR, "text": "The harbour of Veldrun stays shut."})
    with collections.use(1) as one:
        assert one.status().articles == len(ARTICLES)
        assert one.index.article("harbour").text.startswith("The harbour of Veldrun stays shut.")
    assert base.index.article("harbour").text.startswith("Mayor")


def test_the_base_or_sources_of_it_can_be_left_out(collections: Collections) -> None:
    add(collections, 1, OWN)
    chosen = BaseChoice(without=frozenset({"NORTHERN wire", ""}))
    collections.choice_of = lambda _: chosen
    with collections.use(1) as one:
        assert [(each.source, each.articles) for each in one.sources()] == [
            ("Veldrun Herald", 2),
            ("Quay Gazette", 1),
        ]
        assert ids(one) == {"own", "harbour"}
    chosen = BaseChoice(is_read=False)
    with collections.use(1) as one:
        assert ids(one) == {"own"}
        assert one.status().articles == 1


def test_a_copy_in_another_collection_is_no_copy(collections: Collections) -> None:
    add(collections, 1, {**OPENING, "id": "copy", "source": "Copy Cat"})
    with collections.use(1) as one, collections.use(2) as two:
        assert one.status().copies == 1
        assert two.status().copies == 0
        (also,) = one.index.copies("opening", 5)
        assert also.source == "Copy Cat"


def test_a_reload_of_the_base_is_seen_and_that_of_one_collection_touches_no_other(
    base: Coverage, collections: Collections, tmp_path: Path
) -> None:
    add(collections, 1, OWN)
    with collections.use(1) as one, collections.use(2) as two:
        index = two.index
        one.reload()
        assert two.index is index
        write(tmp_path / "base" / "more.jsonl", [{"id": "more", "text": "A ferry to Skarholm."}])
        joined, before = one.index, weakref.ref(base.index)
        base.reload()
        del joined, index
        assert before() is None  # although nobody has asked anything since
        assert "more" in ids(one) & ids(two)


def test_what_lies_idle_is_closed_and_opens_again(collections: Collections) -> None:
    for number in (1, 2, 3):
        add(collections, number, OWN)
    assert collections.open_numbers() == [2, 3]
    with collections.use(1) as one, collections.use(2), collections.use(3):
        assert len(collections.open_numbers()) == 3  # what is in use stays open
        assert "own" in ids(one)
    assert len(collections.open_numbers()) == 2


def test_changed_files_are_read_once_they_are_whole(
    collections: Collections, tmp_path: Path
) -> None:
    add(collections, 1, OWN)
    write(tmp_path / "data/servers/1/articles/more.jsonl", [{"id": "more", "text": "A ferry."}])
    collections.look()
    with collections.use(1) as one:
        assert one.status().own == 1
        collections.look()
        assert one.status().own == 2


def test_what_was_given_up_is_deleted_after_thirty_days(collections: Collections) -> None:
    for number in (1, 2, 3):
        add(collections, number, OWN)
    day = date(2025, 3, 1)
    for number in (1, 2):
        collections.give_up(number, day)
        collections.give_up(number, day + timedelta(days=20))  # the first day counts
    collections.take_back(2)
    assert collections.delete_given_up(day + timedelta(days=29)) == []
    assert collections.delete_given_up(day + timedelta(days=30)) == [1]
    assert collections.numbers() == [2, 3]
    with collections.use(1) as one:  # starts anew
        assert one.status().own == 0


def test_what_was_given_up_and_cannot_be_deleted_stays_in_use(
    collections: Collections, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(collections, 1, OWN)
    collections.give_up(1, date(2025, 3, 1))

    def refuse(_records: FileRecords, _name: str) -> None:
        raise CoverageError("the database hangs")

    with monkeypatch.context() as patched:
        patched.setattr(FileRecords, "drop", refuse)
        with pytest.raises(CoverageError, match="hangs"):
            collections.delete_given_up(date(2025, 4, 1))
    assert (collections.numbers(), collections.open_numbers()) == ([1], [1])
    assert collections.delete_given_up(date(2025, 4, 1)) == [1]
    assert collections.open_numbers() == []


def test_archive_holds_articles_feeds_and_log(collections: Collections) -> None:
    add(collections, 1, OWN)
    with collections.use(1) as one:
        one.add_feed("https://feeds.example/news", by="ada", check=False)
        with zipfile.ZipFile(io.BytesIO(one.archive(1_000_000))) as archive:
            names = archive.namelist()
            assert {"feeds.json", "log.jsonl", "articles/own.jsonl"} <= set(names)
            assert json.loads(archive.read("feeds.json"))[0]["url"] == "https://feeds.example/news"
            assert b'"own"' in archive.read("articles/own.jsonl")
        with pytest.raises(CoverageError, match="larger than"):
            one.archive(100)


def test_feeds_that_are_due_are_looked_at_also_of_closed_collections(
    collections: Collections,
) -> None:
    with collections.use(7) as seven:
        seven.add_feed("http://192.0.2.1/feed", check=False)  # an address that is refused
    for number in (1, 2):
        with collections.use(number):
            pass
    assert 7 not in collections.open_numbers()
    now = datetime.now().astimezone()
    told: list[tuple[int, bool]] = []

    def look(when: datetime) -> None:
        for work in collections.refresh_feeds(
            when, lambda number, update: told.append((number, bool(update.error)))
        ):
            work.join()

    look(now + timedelta(minutes=1))
    assert told == [(7, True)]
    collections.give_up(7, now.date())
    look(now + timedelta(days=3))
    assert told == [(7, True)]


def seen(coverage: Coverage, world: World) -> list[Any]:
    """All that a server sees, but for the time that it took and its own folder's place."""
    answers = [
        replace(coverage.ask(f"when does the {asked}?", passages=5), took_ms=0)
        for asked in world.questions
    ]
    summaries = [coverage.summarise(asked) for asked in world.questions]
    status = replace(coverage.status(), index_bytes=0, loaded_at=datetime.min, unreadable=())
    log = [(each.by, each.action, each.what) for each in coverage.log()]
    refused = ""
    try:
        coverage.undo("1")
        coverage.undo("1")
    except CoverageError as error:
        refused = str(error).partition(" in ")[0]
    digests = [coverage.timeline(), coverage.latest()]
    comparisons = [coverage.compare(asked) for asked in world.questions]
    # What is suggested while one types: sources, articles, feeds.
    names = [(each.id, each.title, each.source) for each in coverage.articles()]
    suggested = [coverage.sources(), names, coverage.feeds()]
    return [answers, summaries, digests, comparisons, suggested, status, log, refused]


def to_json(article: Article) -> dict[str, Any]:
    published = article.published.isoformat() if article.published else None
    fields = {"id": article.id, "title": article.title, "source": article.source}
    return {**fields, "text": article.text, "published": published, "language": article.language}


@pytest.mark.timeout(600)
@settings(max_examples=200, deadline=None)
@given(worlds())
def test_a_server_sees_the_same_whether_or_not_another_exists(
    tmp_path_factory: pytest.TempPathFactory, world: World
) -> None:
    folder = tmp_path_factory.mktemp("world")
    write(folder / "news.jsonl", [to_json(each) for each in world.base])
    with Coverage.open([folder / "news.jsonl"], reader_threads=0) as base:
        found = []
        for name in ("alone", "beside"):
            # In the same place, which articles and errors may name.
            collections = Collections(base, folder / "servers")
            if name == "beside" and world.servers[1]:
                add(collections, 2, *map(to_json, world.servers[1]))
            if world.servers[0]:
                add(collections, 1, *map(to_json, world.servers[0]))
            with collections.use(1) as one:
                found.append(seen(one, world))
            collections.close()
            shutil.rmtree(folder / "servers")
        assert found[0] == found[1]
