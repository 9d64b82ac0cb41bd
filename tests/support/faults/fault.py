"""A fault, the stage it is played on, and what a reader sees there."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from newsroom import PROGRAM, Newsroom
from standin import BotProcess, Channel, Interaction, Message, StandIn

QUESTION = "When does Xi visit Moscow?"
ANSWER = "May 7 to May 10, 2025"
THE_ANSWER, NOTHING = "the answer", "nothing"
# Seconds in which a second answer would come.
SETTLED = 0.4
# Seconds that an answer may take on a busy machine.
PATIENCE = 50.0


@dataclass
class Stage:
    """The stand-in, a newsroom, and the bot of it; none where a fault starts its own."""

    discord: StandIn
    room: Newsroom
    shared: BotProcess | None = None

    def __post_init__(self) -> None:
        self.discord.patience = PATIENCE

    @property
    def bot(self) -> BotProcess:
        """The bot that all faults of a part share."""
        assert self.shared is not None, "this fault starts its own"
        return self.shared

    def starting(self, program: Path = PROGRAM, **env: str) -> BotProcess:
        """A bot of the newsroom, not yet started."""
        return self.room.started_by(program, self.discord, env)

    async def say(
        self, text: str = QUESTION, *, where: Channel | None = None, at_once: bool = False
    ) -> Message:
        """Has the member mention the bot."""
        text = f"{self.discord.world.bot.mention} {text}"
        return await self.discord.say(text, where=where, at_once=at_once)

    async def mention(self, *, where: Channel | None = None, at_once: bool = False) -> str:
        """What the member sees after a question that mentions the bot."""
        return await self.seen_after(await self.say(where=where, at_once=at_once))

    async def seen_after(self, asked: Message) -> str:
        """What the member sees in the channel and directly after a message."""
        direct = self.discord.world.dm_with(self.discord.world.member)

        def answers() -> list[Message]:
            since = (each for each in self.discord.messages if each.id > asked.id)
            places = (asked.channel, direct)
            bot = self.discord.world.bot
            return [each for each in since if each.author == bot and each.channel in places]

        await self.discord.until(lambda: bool(answers()), "answer")
        await asyncio.sleep(SETTLED)
        return seen(*(each.plain for each in answers()))

    async def slash(self, *, private: bool = False) -> str:
        """What the member sees after `/ask`."""
        return await self.answer_to(
            await self.discord.slash("ask", question=QUESTION, private=private)
        )

    async def answer_to(self, asked: Interaction) -> str:
        """What the member sees of an interaction, with what the bot then writes to the channel."""
        await asyncio.sleep(SETTLED)
        beside = [
            each.plain
            for each in self.discord.messages
            if each.author == self.discord.world.bot
            and each.id > asked.id
            and each.channel == asked.channel
            and each not in asked.messages
        ]
        return seen(*(each.plain for each in asked.messages), *beside)

    async def silence(self, asked: Message) -> str:
        """What the member sees shortly after a message that cannot be answered."""
        await asyncio.sleep(SETTLED)
        return seen(*(each.plain for each in self.discord.answers_to(asked)))


def seen(*texts: str) -> str:
    """Messages as the table names them: the answer, or the words in its place."""
    said = [THE_ANSWER if ANSWER in text else f"“{_one_line(text)}”" for text in texts if text]
    return ", then ".join(said) or NOTHING


def _one_line(text: str) -> str:
    return re.sub(r"<#\d+>", "#channel", " ".join(text.split()))


Play = Callable[[Stage], Awaitable[str]]


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong; `play` causes it and gives what a reader saw."""

    part: str
    name: str
    sees: str
    lost: str
    play: Play = field(compare=False)
    alone: bool

    def __str__(self) -> str:
        return f"{self.part}: {self.name}"


FAULTS: list[Fault] = []


def fault(
    part: str, name: str, sees: str = THE_ANSWER, lost: str = NOTHING, *, alone: bool = False
) -> Callable[[Play], Play]:
    """Notes a fault. `alone` is one whose play starts a bot of its own."""

    def note(play: Play) -> Play:
        FAULTS.append(Fault(part, name, sees, lost, play, alone))
        return play

    return note
