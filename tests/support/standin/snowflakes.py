"""Ids as Discord makes them."""

from itertools import count

DISCORD_EPOCH_MS = 1_420_070_400_000
WORLD_BEGAN_MS = 1_735_689_600_000  # 1 January 2025, so that ids are the same in every run


class Snowflakes:
    """Ids as Discord makes them: increasing, with a time in the upper bits."""

    def __init__(self) -> None:
        self._milliseconds = count(WORLD_BEGAN_MS - DISCORD_EPOCH_MS)

    def begin_at(self, seconds: float) -> None:
        """Make ids of a time since 1970 from now on; it is never put back."""
        first = int(seconds * 1000) - DISCORD_EPOCH_MS
        self._milliseconds = count(max(first, next(self._milliseconds)))

    def next(self) -> int:
        """Return an id greater than all before; its time is a millisecond later each time."""
        return next(self._milliseconds) << 22
