"""Conversations: what was said before in a thread, a direct message or a chain of replies."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence

import discord

from bot.discord.buttons import key_in
from knowledge import MOST_TURNS, Turn

# How long a conversation is kept after its last turn, and how many at most.
SECONDS = 86_400.0
MOST = 2_000


class Conversations:
    """The last turns of each conversation, in memory, for a day.

    A conversation is known by its place: the key of the answer that is replied to, or the channel
    of a thread or a direct message. A branch of replies is a conversation of its own.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, tuple[Turn, ...]]] = OrderedDict()

    def recall(self, place: str | None) -> tuple[Turn, ...]:
        """The turns of a place, oldest first; none where nothing was said for a day."""
        at, turns = self._kept.get(place or "", (0.0, ()))
        return turns if at > self._clock() - SECONDS else ()

    def keep(self, places: Sequence[str], turns: Sequence[Turn]) -> None:
        """Keeps the last turns under each of some places, and forgets the oldest conversations."""
        now = self._clock()
        for place in places:
            self._kept[place] = (now, tuple(turns[-MOST_TURNS:]))
            self._kept.move_to_end(place)
        while self._kept and (len(self._kept) > MOST or self._oldest <= now - SECONDS):
            self._kept.popitem(last=False)

    @property
    def _oldest(self) -> float:
        return next(iter(self._kept.values()))[0]


def replied_to(message: discord.Message, bot_id: int) -> str | None:
    """The key of the bot's answer that a message replies to."""
    reference = message.reference.resolved if message.reference else None
    if not isinstance(reference, discord.Message) or reference.author.id != bot_id:
        return None
    return next(filter(None, map(key_in, _custom_ids(reference.components))), None)


def own_place(message: discord.Message) -> str | None:
    """The place of a whole channel that is one conversation: a thread or a direct message."""
    if message.guild is None or isinstance(message.channel, discord.Thread):
        return str(message.channel.id)
    return None


def _custom_ids(components: Sequence[object]) -> Iterator[str]:
    for each in components:
        yield from _custom_ids(getattr(each, "children", ()))
        if custom_id := getattr(each, "custom_id", None):
            yield custom_id
