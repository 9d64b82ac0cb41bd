"""How often may be asked: a token bucket for each user and each server."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

# Buckets kept at once. The ones used longest ago go first; a forgotten bucket counts as full.
MOST_BUCKETS = 50_000


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at: float
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """A refusal: seconds until the next question is allowed, and whether this is the first one."""

    seconds: float
    first: bool


class Cooldown:
    """Allows `per_user` questions of a user and `per_guild` of a server in `seconds` on average.

    A full allowance may be spent at once, and refills evenly. `clock` gives seconds that never
    run backwards.
    """

    def __init__(
        self,
        seconds: float,
        per_user: int,
        per_guild: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds = seconds
        self._capacity = {"user": per_user, "guild": per_guild}
        self._clock = clock
        self._buckets: OrderedDict[tuple[str, int], _Bucket] = OrderedDict()

    def take(self, user: int, guild: int | None) -> Wait | None:
        """Counts one question and returns None, or counts nothing and returns how long to wait."""
        keys = [("user", user)] + ([("guild", guild)] if guild is not None else [])
        buckets = [self._filled(key) for key in keys]
        waits = [
            (1 - bucket.tokens) * self._seconds / self._capacity[key[0]]
            for key, bucket in zip(keys, buckets, strict=True)
        ]
        if (wait := max(waits)) > 0:
            first = not buckets[0].refused
            buckets[0].refused = True
            return Wait(wait, first)
        for bucket in buckets:
            bucket.tokens -= 1
            bucket.refused = False
        return None

    def give_back(self, user: int, guild: int | None) -> None:
        """Takes back a question that was counted and then refused."""
        for key in [("user", user)] + ([("guild", guild)] if guild is not None else []):
            bucket = self._filled(key)
            bucket.tokens = min(self._capacity[key[0]], bucket.tokens + 1)

    def _filled(self, key: tuple[str, int]) -> _Bucket:
        """The bucket with what has dripped in since it was last looked at."""
        now = self._clock()
        capacity = self._capacity[key[0]]
        bucket = self._buckets.setdefault(key, _Bucket(capacity, now))
        self._buckets.move_to_end(key)
        if len(self._buckets) > MOST_BUCKETS:
            self._buckets.popitem(last=False)
        dripped = (now - bucket.filled_at) * capacity / self._seconds
        bucket.tokens = min(capacity, bucket.tokens + dripped)
        bucket.filled_at = now
        return bucket
