"""Ages of articles, and the paragraph of a quote: pure functions of plain values."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from discord_text import assert_sendable, text_of
from hypothesis import given
from hypothesis import strategies as st

from bot.app.days import age
from bot.app.proving import paragraph
from bot.discord.rendering import proof_card
from bot.discord.rendering.articles import ago
from bot.state.values import Quoted
from knowledge import Article

TODAY = date(2025, 5, 20)


@pytest.mark.parametrize(
    ("passed", "expected"),
    [
        (-1, ""), (0, "today"), (1, "yesterday"), (2, "2 days ago"), (13, "13 days ago"),
        (14, "2 weeks ago"), (60, "8 weeks ago"), (61, "2 months ago"), (730, "23 months ago"),
        (731, "2 years ago"), (36525, "100 years ago"),
    ],
)  # fmt: skip
def test_an_age_is_told_in_the_largest_unit_of_which_there_are_two(
    passed: int, expected: str
) -> None:
    assert age(TODAY - timedelta(days=passed), TODAY) == expected


def test_discord_counts_the_age_itself() -> None:
    assert ago(datetime(2025, 5, 4)) == "<t:1746316800:R>"
    assert ago(datetime(1969, 12, 31)) == "<t:-86400:R>"
    ahead = datetime.now() + timedelta(days=400)
    assert int(ago(ahead)[3:-3]) <= datetime.now().timestamp() + 1


TEXT = "Head\n\nThe ferry sails. It is late. Nobody minds.\n\nAnother paragraph."
ARTICLE = Article("a", TEXT, title="Ferry")


def test_a_quote_is_marked_in_its_paragraph() -> None:
    start = TEXT.index("It is late.")
    shown = text_of(proof_card(Quoted(2, "a", start, "It is late."), ARTICLE))
    assert "> The ferry sails. **It is late.** Nobody minds." in shown
    assert "**2 · Ferry**" in shown
    assert "Another" not in shown


def test_a_quote_that_has_moved_is_found_and_one_that_has_gone_is_told() -> None:
    assert "**It is late.**" in text_of(proof_card(Quoted(1, "a", 0, "It is late."), ARTICLE))
    changed = text_of(proof_card(Quoted(1, "a", 0, "It is early."), ARTICLE))
    assert "has been changed since" in changed
    assert "> It is early." in changed
    assert "no longer in the coverage" in text_of(proof_card(Quoted(1, "b", 0, "It."), None))


def test_a_long_paragraph_is_cut_around_the_quote() -> None:
    text = "word " * 3000 + "Here it is. " + "more " * 3000
    start = text.index("Here it is.")
    card = proof_card(Quoted(1, "a", start, "Here it is."), Article("a", text))
    assert_sendable(card)
    assert "… word" in text_of(card)
    assert "**Here it is.** more" in text_of(card)


@given(st.text(max_size=60), st.text(min_size=1, max_size=20), st.text(max_size=60))
def test_the_paragraph_holds_the_quote(before: str, quote: str, after: str) -> None:
    text = before + quote + after
    first, last = paragraph(text, len(before), len(before) + len(quote))
    assert first <= len(before)
    assert last >= len(before) + len(quote)
    assert "\n" not in text[first : len(before)]
