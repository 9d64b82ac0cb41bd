"""The stripe beside an answer says how sure it is, and /help says so in every language."""

from __future__ import annotations

from dataclasses import replace

import pytest
from discord_text import components, text_of
from small_answer import ABSTAINED, ANSWER, ASKED, STATUS

from bot.discord.rendering import answer_card, help_card
from bot.discord.rendering.answers import LIKELY, SURE
from bot.discord.rendering.card import Colour
from bot.language import LANGUAGES, Language, speaking
from knowledge import Account, Answer

DIFFERING = (Account("May 7", ("a1",)), Account("May 9", ("a2",)))


@pytest.mark.parametrize(
    ("answer", "colour", "said"),
    [
        (replace(ANSWER, confidence=SURE), Colour.SURE, "Confidence: 75%"),
        (replace(ANSWER, confidence=SURE - 0.01), Colour.LIKELY, "Confidence: 74%"),
        (replace(ANSWER, accounts=DIFFERING), Colour.LIKELY, "Confidence: 90%"),
        (replace(ANSWER, confidence=LIKELY), Colour.LIKELY, "Confidence: 40%"),
        (replace(ANSWER, confidence=LIKELY - 0.01), Colour.UNKNOWN, "Confidence: 39%"),
        (ABSTAINED, Colour.UNKNOWN, "doesn't say"),
    ],
)
def test_the_stripe_and_the_small_print_say_the_same(
    answer: Answer, colour: Colour, said: str
) -> None:
    card = answer_card(answer, STATUS, ASKED)
    assert next(each["accent_color"] for each in components(card) if each["type"] == 17) == colour
    assert said in text_of(card)


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_says_what_the_colours_mean(language: Language) -> None:
    words = {
        "en": ("green", "amber", "grey"),
        "de": ("grün", "gelb", "grau"),
        "fr": ("verte", "ambre", "grise"),
        "es": ("verde", "ámbar", "gris"),
        "zh": ("绿", "黄", "灰"),
    }
    with speaking(language):
        told = text_of(help_card("Dateline", [], "When?"))
    assert [word for word in words[language] if word not in told] == []
