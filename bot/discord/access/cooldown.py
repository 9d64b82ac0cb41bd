"""How often may be asked: a token bucket for each user and each server."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from bot.app.settings import CooldownSettings

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


@dataclass(frozen=True, slots=True)
class _Limit:
    """What is counted, and the questions that refill in so many seconds."""

    counted: tuple[str, int, int | None]
    capacity: int
    seconds: float


class Cooldown:
    """Allows `per_user` questions of a user and `per_guild` of a server in `seconds` on average.

    A full allowance may be spent at once, and refills evenly. `clock` gives seconds that never
    run backwards.
    """

    def __init__(
        self, limits: CooldownSettings, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limits = limits
        self._clock = clock
        self._buckets: OrderedDict[tuple[str, int, int | None], _Bucket] = OrderedDict()

    def take(
        self, user: int, guild: int | None, chosen: CooldownSettings | None = None
    ) -> Wait | None:
        """Counts one question and returns None, or counts nothing and returns how long to wait.

        `chosen` are narrower limits that the server has for itself.
        """
        limits = self._of(user, guild, chosen)
        buckets = [self._filled(limit) for limit in limits]
        waits = [
            (1 - bucket.tokens) * limit.seconds / limit.capacity
            for limit, bucket in zip(limits, buckets, strict=True)
        ]
        if (wait := max(waits)) > 0:
            first = not buckets[0].refused
            buckets[0].refused = True
            return Wait(wait, first)
        for bucket in buckets:
            bucket.tokens -= 1
            bucket.refused = False
        return None

    def give_back(
        self, user: int, guild: int | None, chosen: CooldownSettings | None = None
    ) -> None:
        """Takes back a question that was counted and then refused."""
        for limit in self._of(user, guild, chosen):
            bucket = self._filled(limit)
            bucket.tokens = min(limit.capacity, bucket.tokens + 1)

    def _of(self, user: int, guild: int | None, chosen: CooldownSettings | None) -> list[_Limit]:
        """What a question counts against: the user's own allowance wherever they ask, and, in a
        server, its allowance and that of its member."""
        found = [_Limit(("user", user, None), self._limits.per_user, self._limits.seconds)]
        if guild is not None:
            here = chosen or self._limits
            found.append(_Limit(("guild", guild, None), here.per_guild, here.seconds))
            if here != self._limits:
                found.append(_Limit(("member", user, guild), here.per_user, here.seconds))
        return found

    def _filled(self, limit: _Limit) -> _Bucket:
        """The bucket with what has dripped in since it was last looked at."""
        now, capacity = self._clock(), limit.capacity
        bucket = self._buckets.setdefault(limit.counted, _Bucket(capacity, now))
        self._buckets.move_to_end(limit.counted)
        if len(self._buckets) > MOST_BUCKETS:
            self._buckets.popitem(last=False)
        dripped = (now - bucket.filled_at) * capacity / limit.seconds
        bucket.tokens = min(capacity, bucket.tokens + dripped)
        bucket.filled_at = now
        return bucket
