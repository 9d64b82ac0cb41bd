"""A crowd that asks a bot in many channels of the stand-in for Discord, and how long it waits."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Self

from standin import Channel, Guild, Interaction, Message, StandIn

Surface = Literal["slash", "mention", "reply", "button"]
# One in ten presses a button under the last answer of a channel instead of asking something new.
SURFACES: tuple[Surface, ...] = ("slash",) * 4 + ("mention",) * 3 + ("reply",) * 2 + ("button",)
_BUTTONS = ("More", "Sources", "Proof")
# Commands that not everybody may use, by the words they begin with.
_ADMINS = ("alert", "coverage", "settings")
_SERVERS, _CHANNELS = 20, 12
# Seconds between two looks at all that is waited for, and for which one waits at most.
_TICK, _PATIENCE = 0.01, 90.0


@dataclass(frozen=True, slots=True)
class Wait:
    """How long somebody waited: for the first response ("is thinking", "is typing", or the answer)
    and for the answer, in seconds; `error` is what came instead, "" where all is well. Who was
    `acknowledged` saw that the bot is at it."""

    surface: str
    first: float
    final: float
    error: str = ""
    acknowledged: bool = True


class _Typing(list[Channel]):
    """When the bot began to type, by channel; while it goes on it says so every five seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        super().__init__()
        self._now = now
        self.begun: dict[int, float] = {}

    def append(self, channel: Channel) -> None:
        self.begun.setdefault(channel.id, self._now())


class _Said(list[Message]):
    """All messages, and by the id of another the first that replies to it."""

    def __init__(self) -> None:
        super().__init__()
        self.replies: dict[int, Message] = {}

    def append(self, message: Message) -> None:
        super().append(message)
        if message.replies_to is not None:
            self.replies.setdefault(message.replies_to.id, message)


class Crowd(StandIn):
    """The stand-in with many people at once: one look every so often for all who wait, instead of
    one for each, and servers enough that Discord's limits of a channel are nobody's."""

    def __init__(self, shards: int = 1, mix: Sequence[Surface] = SURFACES) -> None:
        super().__init__(shards=shards)
        self._mix = mix
        self.patience = _PATIENCE
        self._awaited: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []
        self._ticking: asyncio.Task[None] | None = None
        self._typing = self.state.typing = _Typing(self.state.clock.now)
        self._said = self.state.messages = _Said()
        self._free: deque[Channel] = deque()
        self._last: dict[int, Message] = {}  # of each channel, the last answer
        self._choice = random.Random(7)

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        self._ticking = asyncio.create_task(self._tick())
        return self

    async def __aexit__(self, *error: object) -> None:
        if self._ticking is not None:
            self._ticking.cancel()
        await super().__aexit__(*error)

    async def until(
        self, condition: Callable[[], bool], what: str = "it", within: float | None = None
    ) -> None:
        """As the stand-in's, at less cost for many."""
        if condition():
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._awaited.append((condition, future))
        try:
            await asyncio.wait_for(future, within or self.patience)
        except TimeoutError:
            raise AssertionError(f"no {what}") from None

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_TICK)
            for condition, future in self._awaited:
                if not future.done() and condition():
                    future.set_result(None)
            self._awaited = [each for each in self._awaited if not each[1].done()]

    def answers_to(self, message: Message) -> list[Message]:
        """The bot's reply to a message."""
        found = self._said.replies.get(message.id)
        return [found] if found else []

    # Servers.

    async def open_servers(self, count: int = _SERVERS) -> None:
        """Adds the bot to servers with channels enough, and asks something in each of them."""
        for number in range(count):
            guild = self._new_guild(f"Server {number}")
            await self.add_bot(guild)
            self._free.extend(guild.channels)
        self._choice.shuffle(self._free)
        first = {channel.guild_id: channel for channel in self._free}
        for channel in first.values():
            await self.slash("ask", question="What happened in the election?", where=channel)

    def _new_guild(self, name: str) -> Guild:
        guild = self.world.new_guild(name, self.world.manager)
        new = self.world.snowflakes.next
        more = (Channel(new(), f"c{n}", guild_id=guild.id) for n in range(1, _CHANNELS))
        return replace(guild, channels=(*guild.channels, *more))

    def forget_past(self) -> None:
        """Lets go of what is over, so that a long run does not fill the memory of its observer."""
        self.requests.clear()
        old = self.state.clock.now() - _PATIENCE
        for token, each in list(self.state.interactions.items()):
            if each.created < old:
                del self.state.interactions[token]
        self._said[:] = self._last.values()
        self._said.replies.clear()
        for session in self.gateway.live:
            session.log[:] = [""] * len(session.log)

    # People.

    async def ask(self, question: str) -> Wait:
        """Somebody asks in a channel where nobody waits, in one way or another."""
        surface = self._choice.choice(self._mix)
        channel = self._channel(is_known=surface in ("reply", "button"))
        before = self._last.get(channel.id)
        if before is None and surface in ("reply", "button"):
            surface = "mention"
        try:
            if surface == "button" and before is not None:
                return await self._press(before)
            if surface == "slash":
                return await self._slash(question, channel)
            return await self._write(question, channel, before if surface == "reply" else None)
        except AssertionError as error:
            seen = self._is_acknowledged(channel)
            return Wait(surface, _PATIENCE, _PATIENCE, str(error).partition(" to ")[0], seen)
        finally:
            self._free.append(channel)

    def _is_acknowledged(self, channel: Channel) -> bool:
        """Whether who asked last in a channel saw that the bot was at it."""
        asked = [each for each in self.interactions if each.channel == channel]
        return channel.id in self._typing.begun or bool(asked and asked[-1].deferred)

    def _channel(self, *, is_known: bool) -> Channel:
        """A channel where nobody waits: where something was answered before, or the one that was
        used longest ago."""
        known = (each for each in self._free if each.id in self._last)
        channel = next(known, self._free[0]) if is_known else self._free[0]
        self._free.remove(channel)
        return channel

    async def command(self, name: str, options: Mapping[str, Any]) -> Wait:
        """Somebody who may do anything uses a command."""
        channel = self._free.popleft()
        by = self.world.admin if name.startswith(_ADMINS) else None
        where = self.world.general if by else channel
        try:
            return self._waited(name, await self.slash(name, by=by, where=where, **options))
        except AssertionError as error:
            return Wait(name, _PATIENCE, _PATIENCE, str(error))
        finally:
            self._free.append(channel)

    async def _slash(self, question: str, channel: Channel) -> Wait:
        by = self._choice.choice(self.world.people)
        asked = await self.slash("ask", question=question, where=channel, by=by)
        wait = self._waited("slash", asked)
        if not wait.error:
            self._last[channel.id] = asked.message
        return wait

    async def _press(self, answer: Message) -> Wait:
        offered = {button.label for button in answer.buttons}
        labels = [each for each in _BUTTONS if any(each in label for label in offered)] or ["👍"]
        if "👍" not in offered:
            return Wait("button", 0.0, 0.0, "an answer without buttons")
        return self._waited("button", await self.click(answer, self._choice.choice(labels)))

    def _waited(self, surface: str, asked: Interaction) -> Wait:
        final = self.state.clock.now() - asked.created
        if asked.first_response_ms is None:
            return Wait(surface, final, final, "no first response within 3 s", acknowledged=False)
        first = asked.first_response_ms / 1000
        return Wait(
            surface, first, first if not asked.deferred else final, _refusal(asked.messages)
        )

    async def _write(self, question: str, channel: Channel, to: Message | None) -> Wait:
        began = self.state.clock.now()
        by = self._choice.choice(self.world.people)
        self._typing.begun.pop(channel.id, None)
        text = question if to else f"{self.world.bot.mention} {question}"
        asked = await self.say(text, where=channel, by=by, reply_to=to)
        answer = await self.answer_to(asked)
        final = self.state.clock.now() - began
        error = _refusal([answer])
        if not error:
            self._last[channel.id] = answer
        first = self._typing.begun.get(channel.id, began + final) - began
        return Wait("reply" if to else "mention", first, final, error)


Act = Callable[[Crowd], Awaitable[Wait]]


async def together(discord: Crowd, acts: Sequence[Act], at_once: int) -> list[Wait]:
    """Does all of them, so many at once: when one is over, the next begins."""
    waiting, waits = deque(acts), []

    async def go_on() -> None:
        while waiting:
            waits.append(await waiting.popleft()(discord))

    await asyncio.gather(*(go_on() for _ in range(at_once)))
    return waits


def _refusal(messages: Sequence[Message]) -> str:
    """What was said where it is neither a card nor a file: a refusal, or that something went
    wrong."""
    plain = (each for each in messages if not (each.is_v2 or each.reactions or each.attachments))
    told = [message.plain for message in plain]
    return told[0][:60] if told else ("" if messages else "no answer")


def by_surface(waits: Sequence[Wait]) -> dict[str, list[Wait]]:
    """Those who waited by how they asked, all of them first."""
    found: defaultdict[str, list[Wait]] = defaultdict(list)
    found["all"] = list(waits)
    for each in waits:
        found[each.surface].append(each)
    return found
