"""The clock that deadlines are judged by; a test may put it forward."""

import time


class Clock:
    """Seconds of a monotonic clock, plus what a test added to them."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        """Return the time in seconds since an arbitrary moment."""
        return time.monotonic() + self._ahead

    def advance(self, seconds: float) -> None:
        """Put the clock forward: what was answered in time a moment ago is now late."""
        self._ahead += seconds
