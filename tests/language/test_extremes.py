"""Every message with the largest values that it may get, in every language: within Discord's
limits, and nothing of it missing."""

from __future__ import annotations

from string import Formatter

import pytest
from discord_text import assert_sendable, text_of
from messages import TRANSLATED, catalogue, forms, translated
from small_answer import STATUS

from bot.discord.limits import MESSAGE_CHARS, length
from bot.discord.rendering import (
    Card,
    forgotten_card,
    help_card,
    privacy_card,
    status_card,
    welcome_card,
)
from bot.language import LANGUAGES, Language, gettext, number, speaking
from bot.state.values import Forgotten, Votes

# What is put into a message is cut to fewer characters than these, or is itself a message.
LONGEST = "字" * 250
LARGEST = 10**12


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_has_room_for_the_largest_values(language: Language) -> None:
    with speaking(language):
        assert number(LARGEST) != str(LARGEST)
        for message in translated(catalogue(language)):
            for text in forms(message.string):
                places = {name for _, name, _, _ in Formatter().parse(text) if name}
                numbers = {name: number(LARGEST) for name in ("count", "0", "1", "2")}
                values = {name: numbers.get(name, LONGEST) for name in places}
                positions = [values.pop(name) for name in ("0", "1", "2") if name in values]
                filled = text.format(*positions, **values)
                assert length(filled) <= MESSAGE_CHARS, (language, text)


def whole_cards() -> list[Card]:
    """The cards whose texts are all the bot's own, with the longest names and examples."""
    name, example, channels = "字" * 32, "_" * 100, [2**64 - 1] * 25
    return [
        privacy_card(3650),
        forgotten_card(Forgotten(LARGEST, LARGEST)),
        help_card(name, channels, example),
        welcome_card(name, "*" * 100, example),
        status_card(STATUS, Votes(LARGEST, LARGEST)),
    ]


class NoRoomError(Exception):
    """A text found no room."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_a_card_is_left_out(language: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    added = Card.text

    def text(self: Card, *lines: str) -> bool:
        if not added(self, *lines):
            raise NoRoomError(lines)
        return True

    monkeypatch.setattr(Card, "text", text)
    with speaking(language):
        for card in whole_cards():
            assert_sendable(card)


def test_what_is_missing_is_said_in_english() -> None:
    with speaking("de"):
        assert gettext("No such {thing}", thing=LARGEST) == f"No such {number(LARGEST)}"
        assert number(4884) == "4.884"
        text = text_of(forgotten_card(Forgotten(1, 2)))
    assert text.startswith("**Gelöscht: 1 Frage und 2 Stimmen von dir.**")
    assert "1 question and 2 votes" in text_of(forgotten_card(Forgotten(1, 2)))
