"""Cards that a walk through the bot hardly meets, in a made-up language: no word of English is
left in what people are told of, nor where sources differ or an answer is superseded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pseudo import english_in, texts_of, write_catalogues
from small_answer import ANSWER, STATUS

from bot.discord.news.told import (
    Change,
    DigestStory,
    DigestTold,
    FeedTold,
    Named,
    StoryTold,
)
from bot.discord.rendering import (
    Card,
    alerts_card,
    answer_card,
    comparison_card,
    digest_card,
    digests_card,
    story_card,
    why_card,
)
from bot.discord.rendering.news import MOST_CHANGES, feed_card, rollup_card
from bot.language import catalogues, speaking
from bot.state.news.values import Alert, Arrival, Target
from bot.state.values import Asked
from knowledge import (
    Account,
    Article,
    Citation,
    Comparison,
    Difference,
    Statement,
    Superseded,
)

TEXT = "Η γέφυρα άνοιξε."
NEWS = Named("a", "Η γέφυρα", "Πρωί", "https://news.example/1", datetime(2025, 3, 1))
OTHERS = tuple(replace(NEWS, id=str(n), source=f"Νέα {n}") for n in range(5))
STORY = StoryTold("γέφυρα", NEWS, TEXT, also=OTHERS)
CHANGED = replace(STORY, changes=(Change("Πριν.", "Τώρα.", NEWS),) * (MOST_CHANGES + 2))
ANSWERED = replace(STORY, about="Πότε;", answer="2 Μαρτίου", changes=CHANGED.changes[:1])
FEED = FeedTold("Πρωί", 1_750_000_000.0, 0, "https://news.example/feed")
TOLD = DigestStory((NEWS, *OTHERS), ((TEXT, 1), ("Άλλο.", 2)))
DIGEST = DigestTold(0.0, 86_400.0, (TOLD, replace(TOLD, before=("b",))), left_out=3)
ARTICLE = Article("a", TEXT, "Η γέφυρα", "Πρωί", published=datetime(2025, 3, 1))
CITED = tuple(
    Citation(n, replace(ARTICLE, id=str(n), source=f"Νέα {n}"), 0, len(TEXT)) for n in (1, 2)
)
ACCOUNTS = tuple(Account(f"{n} Μαρτίου", (str(n),)) for n in (1, 2))
ALERT = Alert(Target(1, 2), "γέφυρα", ("νέα",), ("παλιά",), "Πρωί", role=3, most_a_day=4, id=5)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the made-up language."""
    return write_catalogues(tmp_path_factory.mktemp("locales"))


@pytest.fixture(autouse=True)
def made_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Speaks the made-up language."""
    monkeypatch.setattr(catalogues, "FOLDER", folder)
    catalogues.translations.cache_clear()
    with speaking("zh"):
        yield
    catalogues.translations.cache_clear()


def judge(card: Card) -> None:
    said = list(texts_of(card.to_components()))  # type: ignore[no-untyped-call]
    assert said
    assert english_in(iter(said), {"utc"}) == []


def test_stories() -> None:
    for story in (STORY, CHANGED, ANSWERED):
        judge(story_card(story, pings=["<@&1>"]))
    for stories in ([STORY], [CHANGED, ANSWERED], [CHANGED] * 60):
        judge(rollup_card(stories)[0])


def test_digests() -> None:
    for told in (DIGEST, replace(DIGEST, left_out=1), replace(DIGEST, stories=())):
        judge(digest_card(told))
    judge(digest_card(replace(DIGEST, stories=(TOLD,) * 40)))


@pytest.mark.parametrize("back", [True, False])
def test_feeds(back: bool) -> None:
    for feeds in ([FEED], [FEED] * 3):
        judge(feed_card(feeds, 1, back=back))


def test_lists_of_alerts_and_digests() -> None:
    personal = replace(ALERT, target=Target(1, user=9))
    judge(alerts_card("…", [ALERT, personal] * 20, barred={2}))
    judge(alerts_card("…", []))
    judge(digests_card("…", [], datetime(2025, 3, 1, tzinfo=UTC)))
    judge(why_card(ARTICLE, Arrival(1, 0, "a", 5.0, repeats=False), [(ALERT, "…")]))
    judge(why_card(None, None, []))


def test_a_comparison_with_all_of_its_parts() -> None:
    agree, alone, differ = Statement(CITED), Statement(CITED[:1]), Difference(ACCOUNTS, CITED)
    whole = Comparison("γέφυρα", 2, 2, (agree,), (differ,), (alone,))
    for comparison in (whole, replace(whole, sources=1), replace(whole, differ=(), agree=())):
        judge(comparison_card(comparison, STATUS))


@pytest.mark.parametrize("published", [None, datetime(2025, 3, 2)])
def test_a_superseded_answer(published: datetime | None) -> None:
    newer = Citation(3, replace(ARTICLE, published=published), 0, len(TEXT))
    answer = replace(
        ANSWER,
        answer="1 Μαρτίου",
        citations=CITED,
        superseded=Superseded("2", newer),
        accounts=ACCOUNTS,
    )
    judge(answer_card(answer, STATUS, Asked("Πότε;")))
