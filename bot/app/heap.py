"""The process's memory: shared by its threads, and given back to the system."""

from __future__ import annotations

import ctypes
import itertools
from contextlib import suppress

_M_ARENA_MAX, _ARENAS = -8, 2  # the first is a number of glibc's malloc.h
# Answers, one after another, between two times that memory is given back: sixty from 12,468
# articles took 350 to 389 MB at most so, and 390 in the one try without.
_ANSWERS = 16
_answers = itertools.count(1)


def share_memory() -> None:
    """Has all threads take memory from the same few places, where the system's library can.

    Each would keep its own otherwise, of which much lies idle: after the bot's first 2,000
    questions on 12,468 articles, 100 at once, it took 479 MB with as many as glibc makes, and 332
    with two.
    """
    with suppress(OSError, AttributeError, TypeError):  # another library, or none to be found
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _ARENAS)


def give_back() -> None:
    """Gives the system what lies idle between pieces in use, where its library can.

    Reading takes and frees large pieces, and what is kept in the meantime comes to lie between
    them: 49 of 222 MB were idle after 250 questions. Looking for it takes 9 ms.
    """
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def answered() -> None:
    """Gives memory back whenever some more questions are answered; called after each, by any
    thread."""
    if next(_answers) % _ANSWERS == 0:
        give_back()
