"""The values that the repositories of news take and give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

# The base that all servers read, as the number of a collection; those of servers are their ids.
BASE = 0

# What became of an article that an alert was about: it is the same text again, it was published
# long before it came, more was not to be told that day, it opened a story or went on with one.
Fate = Literal["copy", "old", "capped", "told", "also"]

Kind = Literal["story", "rollup", "digest", "dead", "back"]
# A post waits; is being sent, so that it may be there; is there; stands in another post; or is not
# to be sent any more, as its channel is gone or nobody wants it.
PostState = Literal["waiting", "sending", "sent", "rolled", "gone"]


@dataclass(frozen=True, slots=True)
class Target:
    """Where somebody is told: a channel of a server, or a person directly. `guild` is the server
    whose collection is read, None for the base alone."""

    guild: int | None
    channel: int | None = None
    user: int | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """What is to be told, and where. `language` is that of the person who is told directly."""

    target: Target
    about: str
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    source: str | None = None
    role: int | None = None
    most_a_day: int = 10
    language: str = "en"
    made_at: float = 0.0
    id: int = 0


@dataclass(frozen=True, slots=True)
class PersonalDigest:
    """When somebody is told directly what is new: every day, or on a day of the week, at a time of
    the day ("08:00") in a zone. `guild` is the server whose collection is read, None for the
    base."""

    user: int
    guild: int | None
    every: str
    at: str
    zone: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article that came into a collection, in the order of `number`. `repeats` tells that one
    of the same text was there before, `at` is 0 for what was there when watching began. `again`
    tells that it was looked at before, and has another text since."""

    number: int
    collection: int
    article: str
    at: float
    repeats: bool
    again: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """A message that is to be sent once, known by its `key`, on Discord too. Its `identity` says
    what it tells, so that nothing is told in two posts; `told` is what the message is made of.
    Of a story, `articles` are those that tell it and `alerts` those that it is told for, the one
    that opened it first.

    It is `late` where it waits for what came before it, as after an outage.
    """

    key: str
    identity: str
    kind: Kind
    target: Target
    told: Mapping[str, Any]
    made_at: float
    late: bool = False
    state: PostState = "waiting"
    tried_at: float | None = None
    sent_at: float | None = None
    message: int | None = None
    rollup: str | None = None
    articles: tuple[str, ...] = ()
    alerts: tuple[int, ...] = ()

    @property
    def mark(self) -> int:
        """The key as the number of a part of the message; Discord's own numbers are small."""
        return 0x1000 + int(self.key[:7], 16)


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post that is not kept yet."""

    identity: str
    kind: Kind
    target: Target
    told: Mapping[str, Any]
    late: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of an article for an alert; `post` is the identity of the post that tells it."""

    alert: int
    article: str
    fate: Fate
    post: str | None = None


@dataclass(frozen=True, slots=True)
class Decisions:
    """What is to be told of some arrivals: posts to make, what others tell from now on by their
    keys, and what became of each article."""

    posts: tuple[NewPost, ...] = ()
    updates: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    seen: tuple[Seen, ...] = ()
