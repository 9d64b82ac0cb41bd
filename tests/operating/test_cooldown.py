import pytest
from clocks import Clock
from hypothesis import given
from hypothesis import strategies as st

from bot.app.settings import CooldownSettings
from bot.discord.access import cooldown
from bot.discord.access.cooldown import Cooldown


def cooldown_of(seconds: int, per_user: int, per_guild: int, clock: Clock) -> Cooldown:
    limits = CooldownSettings(seconds=seconds, per_user=per_user, per_guild=per_guild)
    return Cooldown(limits, clock)


def test_a_user_may_spend_the_whole_allowance_at_once_and_no_more(clock: Clock) -> None:
    limits = cooldown_of(60, 3, 100, clock)
    assert [limits.take(1, 9) for _ in range(3)] == [None] * 3
    refused = limits.take(1, 9)
    assert refused is not None
    assert refused.seconds == pytest.approx(20)
    assert limits.take(2, 9) is None


def test_the_allowance_refills_evenly_and_never_above_the_full_one(clock: Clock) -> None:
    limits = cooldown_of(60, 2, 100, clock)
    limits.take(1, None), limits.take(1, None)
    clock.now += 30
    assert limits.take(1, None) is None
    assert limits.take(1, None) is not None
    clock.now += 10_000
    assert [limits.take(1, None) is None for _ in range(3)] == [True, True, False]


def test_a_server_has_an_allowance_of_its_own_and_direct_messages_have_none(clock: Clock) -> None:
    limits = cooldown_of(60, 100, 2, clock)
    assert limits.take(1, 9) is None
    assert limits.take(2, 9) is None
    assert limits.take(3, 9) is not None
    assert limits.take(3, 8) is None
    assert limits.take(3, None) is None


def test_a_refusal_costs_nothing_of_either_allowance(clock: Clock) -> None:
    limits = cooldown_of(60, 1, 2, clock)
    limits.take(1, 9)
    for _ in range(5):
        assert limits.take(1, 9) is not None
    assert limits.take(2, 9) is None


def test_only_the_first_refusal_of_a_row_is_marked_as_such(clock: Clock) -> None:
    limits = cooldown_of(60, 1, 10, clock)
    limits.take(1, 9)
    refusals = [limits.take(1, 9) for _ in range(3)]
    assert [refused and refused.first for refused in refusals] == [True, False, False]
    clock.now += 61
    limits.take(1, 9)
    refused = limits.take(1, 9)
    assert refused is not None
    assert refused.first


@given(st.lists(st.floats(0, 30), min_size=1, max_size=60))
def test_what_is_refused_is_allowed_after_the_wait_that_was_told(steps: list[float]) -> None:
    clock = Clock()
    limits = cooldown_of(10, 3, 3, clock)
    allowed = []
    for step in steps:
        clock.now += step
        refused = limits.take(1, 1)
        if refused is not None:
            clock.now += refused.seconds + 1e-6
            assert limits.take(1, 1) is None
        allowed.append(clock.now)
    for at in allowed:  # a full allowance, and what refills in the window
        assert sum(at - 10 < other <= at for other in allowed) <= 6


def test_memory_is_bounded(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cooldown, "MOST_BUCKETS", 10)
    limits = cooldown_of(60, 1, 10_000, clock)
    for user in range(100):
        limits.take(user, None)
    assert limits.take(99, None) is not None  # still known
    assert limits.take(0, None) is None  # forgotten long ago


def test_a_server_may_be_slower_without_a_word_to_others(clock: Clock) -> None:
    limits = cooldown_of(60, 10, 100, clock)
    slow = CooldownSettings(seconds=600, per_user=1, per_guild=3)
    assert limits.take(1, 9, slow) is None
    refused = limits.take(1, 9, slow)
    assert refused is not None
    assert refused.seconds == pytest.approx(600)
    assert limits.take(1, 8) is None
    assert limits.take(1, None) is None
    limits.give_back(1, 9, slow)
    assert limits.take(1, 9, slow) is None
    assert [limits.take(user, 9, slow) is None for user in (2, 3, 4)] == [True, True, False]


def test_a_slower_server_gives_no_further_allowance(clock: Clock) -> None:
    limits = cooldown_of(60, 2, 100, clock)
    slow = CooldownSettings(seconds=60, per_user=1, per_guild=100)
    assert [limits.take(1, guild, slow) is None for guild in (7, 8, 9)] == [True, True, False]
