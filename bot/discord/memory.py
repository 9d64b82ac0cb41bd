"""Answers of the last minutes, for whoever asks the same again in the same place."""

from __future__ import annotations

import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bot.discord.operating.metrics import REMEMBERED
from bot.state.values import Asked
from knowledge import Answer, Coverage, Turn

# Answers kept at once, of all servers, and the seconds for which one is good.
_MOST, _SECONDS = 200, 300.0


@dataclass(frozen=True, slots=True)
class Repeat:
    """What an answer depends on beside the articles, so that it is good for all who ask the same;
    the base has no server."""

    server: int | None
    asked: Asked
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    """An answer, the index that it was found in, how many windows were read for it (None for all),
    and when it was found."""

    answer: Answer
    index: weakref.ref[Any]
    windows: int | None
    found_at: float


class AnswerMemory:
    """The newest answers of each server and of the base, good for that place alone.

    One is forgotten as soon as the articles change, or what of the base a server reads, since the
    index that is read is then another. May be used from any thread. `clock` gives seconds that
    never run backwards.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[Repeat, _Kept] = OrderedDict()  # those found first come first

    def answer(self, key: Repeat, coverage: Coverage, windows: int | None) -> Answer:
        """What is remembered, or what the coverage answers."""
        known = self.recall(key, coverage, windows)
        if known is not None:
            return known
        index, asked = weakref.ref(coverage.index), key.asked
        answer = coverage.ask(asked.question, turns=key.turns, windows=windows, scope=asked.scope)
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = _Kept(answer, index, windows, self._clock())
            self._forget_old()
        return answer

    def recall(self, key: Repeat, coverage: Coverage, windows: int | None) -> Answer | None:
        """The answer if it is remembered, and no less was read for it than would be now."""
        index = coverage.index
        with self._lock:
            self._forget_old()
            kept = self._kept.get(key)
            if kept is None or kept.index() is not index:
                self._kept.pop(key, None)
                return None
        is_enough = windows is not None and kept.windows is not None and kept.windows >= windows
        if kept.windows is None or is_enough:
            REMEMBERED.inc()
            return replace(kept.answer, took_ms=0.0)
        return None

    def _forget_old(self) -> None:
        """Forgets what is too old or too much; the lock is held."""
        oldest = self._clock() - _SECONDS
        while self._kept:
            key, kept = next(iter(self._kept.items()))
            if kept.found_at >= oldest and len(self._kept) <= _MOST:
                return
            del self._kept[key]
