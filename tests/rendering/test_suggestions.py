from hostile import TEXT
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.limits import length
from bot.discord.suggestions import choices


@given(TEXT, st.lists(st.tuples(TEXT, TEXT), max_size=60))
def test_suggestions_are_within_discords_limits(typed: str, options: list[tuple[str, str]]) -> None:
    found = choices(typed, options)
    assert len(found) <= 25
    for choice in found:
        assert 1 <= length(choice.name) <= 100
        assert 1 <= length(choice.value) <= 100
        assert choice.value in [value for _, value in options]


def test_what_begins_with_the_typed_comes_first_and_the_rest_keeps_its_order() -> None:
    options = [("The Post", "1"), ("Harbour Post", "2"), ("Postal News", "3"), ("Wire", "4")]
    assert [choice.value for choice in choices(" post", options)] == ["3", "1", "2"]
    assert [choice.value for choice in choices("", options)] == ["1", "2", "3", "4"]
    assert choices("nothing like it", options) == []


def test_a_value_that_is_too_long_is_left_out_and_a_long_name_is_cut() -> None:
    options = [("a", "v" * 101), ("word " * 40, "b")]
    (choice,) = choices("", options)
    assert choice.value == "b"
    assert choice.name.endswith("…")
