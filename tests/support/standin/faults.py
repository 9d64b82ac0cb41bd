"""Rate limits as Discord applies them, and faults that a test orders."""

import re
from collections import deque
from dataclasses import dataclass, field
from hashlib import blake2b

from .clock import Clock

# (method, path below the API's root, limit, seconds). Discord publishes none of them, clients
# read the headers; these are what it was seen to send.
WINDOWS = (
    ("POST", r"/channels/(\d+)/messages", 5, 5.0),
    ("PATCH", r"/channels/(\d+)/messages/\d+", 5, 5.0),
    ("*", r"/webhooks/(\d+/[^/]+)(?:/messages/.*)?", 5, 2.0),
    ("PUT", r"/channels/(\d+)/messages/\d+/reactions/.*", 1, 0.25),
)


@dataclass
class Window:
    """A bucket: at most `limit` requests in `seconds`."""

    name: str
    limit: int
    seconds: float
    used: deque[float] = field(default_factory=deque)

    def take(self, now: float) -> float:
        """Count a request; return 0, or the seconds to wait when there is no room for it."""
        while self.used and self.used[0] <= now - self.seconds:
            self.used.popleft()
        if len(self.used) >= self.limit:
            return self.used[0] + self.seconds - now
        self.used.append(now)
        return 0.0

    def headers(self, now: float, wall: float) -> dict[str, str]:
        """Return the X-RateLimit headers; `wall` is the time since the epoch."""
        after = self.used[0] + self.seconds - now if self.used else self.seconds
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.limit - len(self.used)),
            "X-RateLimit-Reset": f"{wall + after:.3f}",
            "X-RateLimit-Reset-After": f"{after:.3f}",
            "X-RateLimit-Bucket": self.name,
        }


class RateLimits:
    """The buckets of all routes; 50 requests a second over all but interactions."""

    def __init__(self, clock: Clock, *, enforced: bool = True) -> None:
        self._clock = clock
        self._enforced = enforced
        self._windows: dict[str, Window] = {}
        self._all = Window("global", 50, 1.0)

    def window(self, method: str, path: str) -> Window | None:
        """Return the bucket that a request counts in, None for a route without one."""
        for verb, pattern, limit, seconds in WINDOWS:
            found = re.fullmatch(pattern, path)
            if self._enforced and verb in ("*", method) and found:
                name = blake2b(f"{verb}{pattern}".encode(), digest_size=16).hexdigest()
                key = f"{name}:{found[1]}"
                return self._windows.setdefault(key, Window(name, limit, seconds))
        return None

    def globally(self, path: str) -> float:
        """Count a request of the bot; return the seconds to wait when over the global limit."""
        if not self._enforced or path.startswith(("/interactions/", "/webhooks/")):
            return 0.0
        return self._all.take(self._clock.now())


@dataclass
class Fault:
    """What happens to the next `times` requests whose method and path match."""

    method: str
    path: re.Pattern[str]
    times: int
    status: int | None = None
    retry_after: float = 0.0
    everywhere: bool = False
    via: bool = True
    drop: bool = False
    cut: bool = False
    code: int = 0
    delay: float = 0.0
    hits: int = 0


class Faults:
    """The faults in force, in the order they were asked for."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def fail(
        self, method: str, path: str, status: int = 500, times: int = 1, *, code: int = 0
    ) -> Fault:
        """Answer with a status of 5xx (or another) and an error code instead of doing it."""
        return self._add(Fault(method, re.compile(path), times, status=status, code=code))

    def throttle(
        self,
        method: str,
        path: str,
        retry_after: float = 0.1,
        times: int = 1,
        *,
        everywhere: bool = False,
        via: bool = True,
    ) -> Fault:
        """Answer 429; `everywhere` for the global limit, `via` False as Cloudflare's ban."""
        fault = Fault(method, re.compile(path), times, status=429, retry_after=retry_after)
        fault.everywhere, fault.via = everywhere, via
        return self._add(fault)

    def drop(self, method: str, path: str, times: int = 1) -> Fault:
        """Close the connection instead of answering; the request is not carried out."""
        return self._add(Fault(method, re.compile(path), times, drop=True))

    def cut(self, method: str, path: str, times: int = 1) -> Fault:
        """Carry it out, but close the connection before the answer has arrived."""
        return self._add(Fault(method, re.compile(path), times, cut=True))

    def delay(self, method: str, path: str, seconds: float, times: int = 1) -> Fault:
        """Carry it out only after `seconds`."""
        return self._add(Fault(method, re.compile(path), times, delay=seconds))

    def next(self, method: str, path: str) -> Fault | None:
        """Return the fault that meets this request and count it."""
        for fault in self._faults:
            hit = fault.method in ("*", method) and fault.path.search(path)
            if hit and fault.hits < fault.times:
                fault.hits += 1
                return fault
        return None

    def _add(self, fault: Fault) -> Fault:
        self._faults.append(fault)
        return fault
