"""Tracking without Discord: what an article is about, which story it tells, what it changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.stories import LABELS, pair_score
from knowledge import Article, Coverage, Following, Sighting

HARBOUR = (
    "Mayor Ilse Harkan opened the new harbour of Veldrun on June 1, 2024, in front of 4,000 "
    "guests. The harbour cost 85 million euros and took six years to build."
)
OPENING = (
    "The new harbour of Veldrun was opened on 1 June 2024 by Mayor Ilse Harkan before a crowd of "
    "5,200 guests. Rain delayed the fireworks at the harbour until midnight."
)
PLANT = (
    "The solar plant of Lindmark will begin work in autumn, the company Sunfjord said. Football "
    "fans had asked for its roof to be painted."
)
Put = Callable[..., None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    return tmp_path / "articles"


@pytest.fixture
def put(folder: Path) -> Put:
    def write(name: str, text: str, published: str = "2024-06-03", **fields: str) -> None:
        article = {"id": name, "text": text, "published": published, **fields}
        (folder / f"{name}.json").write_text(json.dumps(article), encoding="utf-8")

    return write


@pytest.fixture
def three(folder: Path, put: Put) -> Iterator[Coverage]:
    put("harbour", HARBOUR, title="Veldrun opens its harbour", source="Herald")
    put("opening", OPENING, title="Thousands at harbour opening", source="Wire")
    put("plant", PLANT, title="Solar plant for Lindmark", source="Herald")
    with Coverage.open([folder], reader_threads=0) as coverage:
        yield coverage


def stage(coverage: Coverage, article: str, following: Following) -> object:
    found = coverage.look_for(article, [following])
    assert found is not None
    return found[0]


def test_an_article_is_sighted_by_the_sentence_that_is_on_topic(three: Coverage) -> None:
    found = stage(three, "harbour", Following("harbour of Veldrun"))
    assert isinstance(found, Sighting)
    assert found.citation.quote.startswith("Mayor Ilse Harkan opened the new harbour of Veldrun")
    assert stage(three, "plant", Following("harbour of Veldrun")) == "topic"
    assert three.look_for("nothing", [Following("harbour")]) is None


def test_words_stand_together_in_any_form_and_unwanted_ones_keep_an_article_out(
    three: Coverage,
) -> None:
    about = "solar plant of Lindmark"
    assert isinstance(stage(three, "plant", Following(about, wanted=("football fan",))), Sighting)
    assert stage(three, "plant", Following(about, wanted=("fan football",))) == "words"
    assert stage(three, "plant", Following(about, unwanted=("Footballs",))) == "words"
    assert stage(three, "plant", Following(about, source="Wire")) == "source"
    assert isinstance(stage(three, "plant", Following(about, source="herald")), Sighting)


def test_a_topic_that_no_article_has_is_not_read_as_one_that_some_have(three: Coverage) -> None:
    assert stage(three, "plant", Following("Lindmarx")) == "topic"
    assert three.can_follow("Lindmarx")
    assert not three.can_follow("the of")


def test_articles_of_one_event_tell_one_story(three: Coverage) -> None:
    assert three.assign_stories(["harbour", "opening", "plant"]) == [0, 0, 1]
    assert three.assign_stories(["plant", "opening"], [["harbour"]]) == [1, 0]
    assert three.assign_stories(["gone", "plant"]) == [0, 1]


def test_a_story_ends_when_nothing_is_published_on_it_for_days(three: Coverage, put: Put) -> None:
    put("later", OPENING, "2024-06-20", title="Thousands at harbour opening")
    three.reload()
    assert three.assign_stories(["harbour", "later"]) == [0, 1]


def test_another_value_of_the_same_thing_is_a_change(three: Coverage) -> None:
    teller = three.article("harbour")
    assert teller
    told = HARBOUR.split(". ")[0] + "."
    changed = three.find_change(told, teller, "opening")
    assert changed
    assert "5,200 guests" in changed.quote
    assert changed.quote[slice(*changed.highlights[0])] == "5,200"
    assert three.find_change(told, teller, "plant") is None
    assert three.find_change(told, teller, "gone") is None


def test_a_sentence_that_is_rewritten_is_a_change_and_one_that_stays_is_none(
    three: Coverage, put: Put
) -> None:
    teller = three.article("harbour")
    assert teller
    told = HARBOUR.split(". ")[0] + "."
    assert three.find_change(told, teller, "harbour") is None
    put("harbour", HARBOUR.replace("4,000", "4,800"), title="Veldrun opens its harbour")
    three.reload()
    changed = three.find_change(told, teller, "harbour")
    assert changed
    assert "4,800 guests" in changed.quote


def test_another_place_is_no_change(three: Coverage, put: Put) -> None:
    put("other", HARBOUR.replace("Veldrun", "Skarholm").replace("Ilse Harkan", "Tor Vik"))
    three.reload()
    told = "In Veldrun the old harbour of Veldrun was left by Ilse Harkan with 4,000 guests."
    assert three.find_change(told, Article("x", ""), "other") is None


def test_stories_are_told_largest_first_in_two_sentences(three: Coverage) -> None:
    stories = three.tell_stories(["plant", "harbour", "opening", "gone"], 5)
    assert [len(story.articles) for story in stories] == [2, 1]
    for story in stories:
        assert 1 <= len(story.sentences) <= 2
        for sentence in story.sentences:
            assert sentence.quote in sentence.article.text
    assert len(three.tell_stories(["plant", "harbour"], 1)) == 1


def test_an_article_is_found_by_its_address(three: Coverage, put: Put) -> None:
    put("web", "The ferry sails at seven.", url="https://www.wire.example/ferry/?utm_source=x")
    three.reload()
    found = three.article_at("http://wire.example/ferry")
    assert found
    assert found.id == "web"
    assert three.article_at("https://wire.example/other") is None


def test_pairs_are_scored() -> None:
    score = pair_score([["a", "b", "c"], ["d"]], [["a", "b"], ["c", "d"]])
    assert score.precision == pytest.approx(1 / 3)
    assert score.recall == pytest.approx(1 / 2)
    assert score.f1 == pytest.approx(2 / 5)
    assert pair_score([], []).f1 == 1.0


def test_labels_name_each_article_once() -> None:
    for week in json.loads(LABELS.read_text(encoding="utf-8")):
        names = [name for story in week["stories"] for name in story]
        assert len(names) == len(set(names))
        assert all(len(story) > 1 for story in week["stories"])
