"""How long a PostgreSQL server is waited for: the driver alone would wait for ever.

A server that hangs, or whose packets are lost, refuses nothing. So an exchange with it that takes
too long is given up, and where nothing else was heard of the server meanwhile, nobody connects to
it for some seconds (a circuit breaker); then one tries for all.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Generator
from typing import Any

import psycopg

from bot.state.postgresql import PATIENCE

# Seconds without a word after which a server is taken for lost, and for which nobody tries then.
_SILENCE, _PAUSE = 1.0, 5.0


class LateError(psycopg.OperationalError):
    """The server has not answered in time."""

    def __init__(self) -> None:
        super().__init__("the server does not answer")


class Patience:
    """What is known of whether a server answers. May be used from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_lost = False
        self._closed_until = self._heard = -math.inf

    def connect(
        self, _dialect: object, _record: object, args: list[Any], options: dict[str, Any]
    ) -> Connection:
        """A connection, for SQLAlchemy, or the driver's error."""
        began = time.monotonic()
        with self._lock:
            if began < self._closed_until:
                raise LateError
            if self._is_lost:
                self._closed_until = began + _PAUSE  # for all others
        try:
            connection = Connection.connect(*args, **options)
        except psycopg.errors.ConnectionTimeout:
            self.miss()
            raise
        except psycopg.OperationalError:  # a refusal is an answer
            self.hear()
            raise
        self.hear()
        connection.patience = self
        return connection

    def hear(self) -> None:
        """Notes that the server has answered."""
        with self._lock:
            self._heard, self._is_lost, self._closed_until = time.monotonic(), False, -math.inf

    def miss(self) -> None:
        """Notes that the server has not answered in time."""
        now = time.monotonic()
        with self._lock:
            if self._heard < now - _SILENCE:
                self._is_lost, self._closed_until = True, now + _PAUSE


class Connection(psycopg.Connection[Any]):
    """A connection that is closed where the server does not answer in time."""

    patience: Patience

    def wait(self, gen: Generator[Any, Any, Any], *how: Any, **more: Any) -> Any:
        """What comes of an exchange with the server. Raises LateError."""
        exchange = _until(time.monotonic() + PATIENCE.get(), gen)
        try:
            result = super().wait(exchange, *how, **more)
        except LateError:
            self.patience.miss()
            self.close()
            raise
        self.patience.hear()
        return result


def _until(deadline: float, gen: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
    """The same steps, which are resumed ten times a second while the server says nothing."""
    try:
        awaited = next(gen)
        while True:
            ready = yield awaited
            if not ready and time.monotonic() > deadline:
                raise LateError
            awaited = gen.send(ready)
    except StopIteration as end:
        return end.value
