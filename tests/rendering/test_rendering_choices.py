"""What an answer's card shows of a conversation: how it was understood, and stories to choose."""

from __future__ import annotations

from dataclasses import replace

import pytest
from discord_text import assert_sendable, components, text_of
from hostile import TEXT
from hypothesis import example, given, settings
from hypothesis import strategies as st
from small_answer import ABSTAINED, ANSWER, ASKED, STATUS
from test_rendering_any import assert_harmless

from bot.discord.buttons import ChoiceButton, answer_buttons, key_in
from bot.discord.rendering import Card, answer_card
from knowledge import Answer

STORIES = ("Storm hits Veldrun", "Storm hits Skarholm")


def card_of(answer: Answer, *stories: str) -> Card:
    choices = [ChoiceButton(f"{n:012x}", 7, story) for n, story in enumerate(stories)]
    buttons = answer_buttons("0" * 12, private=True)
    return answer_card(answer, STATUS, ASKED, buttons=buttons, choices=choices)


def test_a_completed_question_is_told_in_small_print() -> None:
    shown = text_of(card_of(replace(ANSWER, understood="when does *Xi* visit Moscow?")))
    assert "-# Understood as: when does \\*Xi\\* visit Moscow?" in shown.splitlines()
    assert "Understood as" not in text_of(card_of(ANSWER))


@pytest.mark.parametrize("answer", [ABSTAINED, replace(ANSWER, closest=True)])
def test_where_nothing_is_stated_the_stories_come_first(answer: Answer) -> None:
    shown = text_of(card_of(answer, *STORIES))
    assert shown.splitlines()[0] == "**Which story do you mean?**"


def test_a_stated_answer_stays_first() -> None:
    card = card_of(ANSWER, *STORIES)
    assert text_of(card).startswith("**May 7 to May 10, 2025**")
    labels = [item["label"] for item in components(card) if item.get("label")]
    assert [label for label in labels if label in STORIES] == list(STORIES)


@settings(deadline=None, max_examples=30)
@given(TEXT, st.lists(TEXT, max_size=4))
@example("", ["\ud800", "\N{AUTOMOBILE}" * 80])
def test_any_story_fits(understood: str, stories: list[str]) -> None:
    card = card_of(replace(ABSTAINED, understood=understood), *stories)
    assert_sendable(card)
    assert_harmless(card)


def test_the_key_of_an_answer_is_read_from_its_buttons_alone() -> None:
    assert key_in("answer:up:0123456789ab:0") == "0123456789ab"
    assert key_in("choice:0123456789ab:7") is None
    assert key_in("page:sources:1") is None
