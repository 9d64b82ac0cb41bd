import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.limits import CARD_CHARS, CARD_COMPONENTS, Budget, length


@pytest.mark.parametrize(
    ("text", "units"), [("", 0), ("abc", 3), ("é", 1), ("👍", 2), ("\ud800", 1)]
)
def test_length_counts_utf_16_units(text: str, units: int) -> None:
    assert length(text) == units


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
