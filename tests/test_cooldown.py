import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord import cooldown
from bot.discord.cooldown import Cooldown


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_user_may_spend_the_whole_allowance_at_once_and_no_more(clock: Clock) -> None:
    limits = Cooldown(60, per_user=3, per_guild=100, clock=clock)
    assert [limits.take(1, 9) for _ in range(3)] == [None] * 3
    refused = limits.take(1, 9)
    assert refused is not None
    assert refused.seconds == pytest.approx(20)
    assert limits.take(2, 9) is None


def test_the_allowance_refills_evenly_and_never_above_the_full_one(clock: Clock) -> None:
    limits = Cooldown(60, per_user=2, per_guild=100, clock=clock)
    limits.take(1, None), limits.take(1, None)
    clock.now += 30
    assert limits.take(1, None) is None
    assert limits.take(1, None) is not None
    clock.now += 10_000
    assert [limits.take(1, None) is None for _ in range(3)] == [True, True, False]


def test_a_server_has_an_allowance_of_its_own_and_direct_messages_have_none(clock: Clock) -> None:
    limits = Cooldown(60, per_user=100, per_guild=2, clock=clock)
    assert limits.take(1, 9) is None
    assert limits.take(2, 9) is None
    assert limits.take(3, 9) is not None
    assert limits.take(3, 8) is None
    assert limits.take(3, None) is None


def test_a_refusal_costs_nothing_of_either_allowance(clock: Clock) -> None:
    limits = Cooldown(60, per_user=1, per_guild=2, clock=clock)
    limits.take(1, 9)
    for _ in range(5):
        assert limits.take(1, 9) is not None
    assert limits.take(2, 9) is None


def test_only_the_first_refusal_of_a_row_is_marked_as_such(clock: Clock) -> None:
    limits = Cooldown(60, per_user=1, per_guild=10, clock=clock)
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
    limits = Cooldown(10, per_user=3, per_guild=3, clock=clock)
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
    limits = Cooldown(60, per_user=1, per_guild=10_000, clock=clock)
    for user in range(100):
        limits.take(user, None)
    assert limits.take(99, None) is not None  # still known
    assert limits.take(0, None) is None  # forgotten long ago
