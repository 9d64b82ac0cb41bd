"""Work of several threads, handed on in the order it was given in."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.in_order import InOrder


@given(st.integers(1, 4), st.lists(st.integers(0, 3), max_size=12))
def test_results_come_in_the_order_of_the_work(at_once: int, late: list[int]) -> None:
    shown: list[int] = []
    running, most, lock = 0, 0, threading.Lock()

    def work(number: int, milliseconds: int) -> int:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        threading.Event().wait(milliseconds / 1000)
        with lock:
            running -= 1
        return number

    with InOrder(shown.append, at_once) as pieces:
        for number, milliseconds in enumerate(late):
            pieces.give(partial(work, number, milliseconds))
    assert shown == list(range(len(late)))
    assert most <= at_once


def test_a_result_is_shown_though_nothing_follows() -> None:
    shown = threading.Event()

    def show(_: int) -> None:
        shown.set()

    with InOrder(show, 2) as pieces:
        pieces.give(lambda: 1)
        assert shown.wait(10)


def test_what_goes_wrong_ends_it() -> None:
    shown: list[int] = []

    def fail() -> int:
        raise ValueError("this one")

    def give_all() -> None:
        with InOrder(shown.append, 2) as pieces:
            pieces.give(lambda: 1)
            pieces.give(fail)
            for _ in range(100):
                pieces.give(lambda: 2)

    with pytest.raises(ValueError, match="this one"):
        give_all()
    assert shown == [1]


def test_what_cannot_be_shown_ends_it() -> None:
    def show(_: int) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError), InOrder(show, 2) as pieces:
        pieces.give(lambda: 1)


def test_an_interruption_does_not_wait_for_what_is_queued() -> None:
    begun: list[int] = []
    may_end = threading.Event()

    def work() -> int:
        begun.append(1)
        may_end.wait(10)
        return 1

    def interrupted() -> None:
        with InOrder(begun.remove, 1) as pieces:
            pieces.give(work)
            pieces.give(work)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    may_end.set()
    assert len(begun) <= 1
