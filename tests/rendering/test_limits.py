"""Discord's limits, and what a message spends of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord import limits
from bot.discord.limits import CARD_CHARS, CARD_COMPONENTS, Budget, length


@pytest.mark.parametrize(
    ("text", "units"), [("", 0), ("abc", 3), ("é", 1), ("👍", 2), ("\ud800", 1)]
)
def test_length_counts_utf_16_units(text: str, units: int) -> None:
    assert length(text) == units
    assert isinstance(length(text), int)


@given(st.lists(st.tuples(st.text(max_size=2000), st.integers(0, 15)), max_size=20))
def test_a_budget_never_lets_more_through_than_a_message_holds(
    blocks: list[tuple[str, int]],
) -> None:
    budget = Budget()
    taken = [block for block in blocks if budget.spend(*block)]
    assert sum(length(text) for text, _ in taken) == CARD_CHARS - budget.chars <= CARD_CHARS
    assert sum(count for _, count in taken) == CARD_COMPONENTS - budget.components
    assert budget.components >= 0
    for text, count in blocks:
        if (text, count) not in taken:
            assert length(text) > budget.chars or count > budget.components


def test_a_block_that_is_refused_costs_nothing() -> None:
    budget = Budget(chars=10, components=2)
    assert not budget.spend("x" * 11, 1)
    assert not budget.spend("x", 3)
    assert budget.spend("x" * 10, 2)


def test_a_message_s_budget_is_spent_to_the_last_character_and_component() -> None:
    budget = Budget()
    assert budget.spend("x" * (CARD_CHARS - 3), CARD_COMPONENTS - 2)
    assert budget.spend("👍", 1)
    assert (budget.chars, budget.components) == (1, 1)
    assert not budget.spend("👍", 1)
    assert budget.spend("x", 1)
    assert budget.spend("", 0)
    assert not budget.spend("", 1)
    assert not budget.spend("x", 0)


def test_the_limits_are_those_of_discord_s_documentation() -> None:
    assert (limits.MESSAGE_CHARS, limits.CARD_CHARS, limits.CARD_COMPONENTS) == (2000, 4000, 40)
    assert (limits.ROW_BUTTONS, limits.BUTTON_URL_CHARS, limits.BUTTON_LABEL_CHARS) == (5, 512, 80)
    assert (limits.CUSTOM_ID_CHARS, limits.ALT_CHARS) == (100, 1024)
    assert (limits.CHOICES, limits.CHOICE_CHARS) == (25, 100)
