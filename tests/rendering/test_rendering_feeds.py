"""What an admin sees of feeds and of the log, and that Discord would take it whatever they hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from discord_text import text_of
from hostile import TEXT
from hypothesis import given
from hypothesis import strategies as st
from small_answer import STATUS
from test_rendering_any import QUICK, articles, assert_harmless, long_text

from bot.discord.commands.adding import RemoveButton
from bot.discord.paging import page_buttons
from bot.discord.rendering import feeds_card, gone_card, log_card, status_card, updates_card
from bot.discord.rendering.lines import feed_line
from bot.state.values import Votes
from knowledge import Article, Feed, FeedUpdate, LogEntry, Unreadable

moments = st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))
feeds = st.builds(
    Feed,
    url=st.sampled_from(["https://a.example/rss", "http://127.0.0.1:80/x", "x" * 600, ""]),
    title=long_text,
    added=moments,
    minutes=st.integers(1, 1440),
    checked=st.none() | moments,
    succeeded=st.none() | moments,
    due=moments,
    failures=st.integers(0, 99),
    error=st.none() | long_text,
    articles=st.integers(0, 10**6),
    problems=st.lists(st.builds(Unreadable, long_text, st.none(), long_text), max_size=9).map(
        tuple
    ),
)
entries = st.builds(LogEntry, moments, TEXT, st.sampled_from(["added", "feed"]), long_text)


def test_where_there_is_no_feed_the_way_to_one_is_told() -> None:
    for card in (feeds_card([], "Feeds"), updates_card("Feeds refreshed", [])):
        assert "`/coverage feed add` adds one" in text_of(card)


@QUICK
@given(st.lists(feeds, min_size=1, max_size=40), st.lists(st.tuples(TEXT, TEXT), max_size=40))
def test_any_feeds_are_sendable_and_harmless(
    found: list[Feed], titles: list[tuple[str, str]]
) -> None:
    assert_harmless(feeds_card(found, "Feeds"))
    assert_harmless(status_card(replace(STATUS, feeds=tuple(found)), Votes(0, 0)))
    updates = [FeedUpdate(feed, False, tuple(titles), tuple(titles)) for feed in found]
    assert_harmless(updates_card("Feeds refreshed", updates))


@QUICK
@given(st.lists(entries, max_size=12), articles, long_text)
def test_any_log_and_question_of_removal_is_sendable_and_harmless(
    found: list[LogEntry], article: Article, reason: str
) -> None:
    assert_harmless(log_card(found, 3, buttons=page_buttons("log", 3, 100, 12)))
    assert_harmless(gone_card(article, reason, [RemoveButton(1, article.id)]))


def test_a_page_has_buttons_to_the_pages_beside_it_only() -> None:
    def labels(page: int, items: int) -> list[str | None]:
        return [button.item.label for button in page_buttons("log", page, items, 10)]

    assert labels(0, 0) == labels(0, 10) == []
    assert labels(0, 11) == ["Next"]
    assert labels(1, 21) == ["Back", "Next"]
    assert labels(2, 21) == ["Back"]


def test_a_feed_line_tells_its_health() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    url = "https://a.example/rss"
    feed = Feed(url, "The Post", now, 15, now, now, now, 0, None, 3, ())
    at = "<t:1767225600:R>"
    assert feed_line(feed) == (f"- [The Post]({url}) · 3 articles · every 15 min · checked {at}")
    nothing_new = replace(feed, articles=0, elsewhere=12)
    assert "0 articles · all 12 of its items are here from elsewhere" in feed_line(nothing_new)
    failing = replace(feed, error=f"{url}: the server answers 503", failures=2, succeeded=None)
    assert feed_line(failing) == (
        f"- [The Post]({url}) · 3 articles · ⚠️ the server answers 503 (2 times in a row) · "
        f"never worked · next try {at}"
    )
