"""A day of the bot in fast motion: news, questions, and a fault every so often.

`python tests/support/soak.py` plays a day; `tests/operating/test_soak.py` plays two hours of it.
The bot runs in this process and by a clock that is set; every five minutes of it something happens.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from standin import Message, StandIn
from wire import Wire

STEP = 300.0  # seconds of the bot's clock between two rounds
ROUNDS_PER_HOUR = int(3600 / STEP)
QUESTION = "Who said that a storm hit {}?"
MESSAGES, CALLBACK = r"/channels/\d+/messages$", "/callback$"


@dataclass
class Soak:
    """What happened in it."""

    asked: int = 0
    answered: int = 0
    published: int = 0
    told: int = 0
    faults: int = 0
    unhandled: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        """Whether nothing was lost, doubled or left to nobody."""
        whole = self.asked == self.answered and self.published == self.told
        return whole and not self.unhandled and not self.violations


async def soak(folder: Path, hours: int) -> Soak:
    """Plays so many hours."""
    seen = Soak()
    async with StandIn(rate_limits=False) as discord:
        wire = Wire(folder, discord)
        with noted(seen):
            async with wire.running():
                discord.patience = 60.0
                await wire.alert("storm", most_a_day=50)
                for number in range(hours * ROUNDS_PER_HOUR):
                    await _round(wire, seen, number)
        seen.told = len(wire.posts())
        # A request that is made again after a lost reply is taken for a second answer.
        twice = [each for each in discord.violations if each.rule == "acknowledged twice"]
        seen.violations = [str(each) for each in discord.violations if each not in twice]
    return seen


async def _round(wire: Wire, seen: Soak, number: int) -> None:
    """Every sixth round an article, every third a question of it; a fault in most, each in turn."""
    discord = wire.discord
    digits = str(number - number % 6)
    place = "".join("bdfgklmnprst"[int(digit)] + "a" for digit in digits).title() + "ville"
    if number % 6 == 0:
        wire.publish_storm(place)
        seen.published += 1
    causes = _causes(discord)
    if number % 4:
        seen.faults += 1
        await causes[seen.faults % len(causes)]()
    await discord.connected()
    await wire.round(STEP)
    if number % 3 == 0:
        seen.asked += 1
        seen.answered += await _ask(discord, QUESTION.format(place), number)


async def _ask(discord: StandIn, question: str, number: int) -> bool:
    """Whether a question gets one answer, asked by each way in turn."""
    member, dm = discord.world.member, discord.world.dm_with(discord.world.member)
    if number % 9 == 0:
        asked = await discord.slash("ask", question=question)
        clicked = await discord.click(asked.message, "👍")
        return bool(asked.plain) and "Glad it helped" in clicked.plain
    where = dm if number % 9 == 3 else discord.world.ask
    said: Message = await discord.say(
        f"{discord.world.bot.mention} {question}", by=member, where=where
    )
    await discord.answer_to(said)
    await asyncio.sleep(0.1)
    return len(discord.answers_to(said)) == 1


def _causes(discord: StandIn) -> list[Callable[[], Any]]:
    """What goes wrong, one a round."""
    faults, gateway = discord.faults, discord.gateway

    def later(cause: Callable[[], object]) -> Callable[[], Any]:
        async def causing() -> None:
            cause()

        return causing

    return [
        gateway.drop,
        gateway.reconnect,
        lambda: gateway.close(4000),
        lambda: gateway.invalidate(resumable=True),
        later(lambda: faults.drop("POST", MESSAGES)),
        later(lambda: faults.cut("POST", MESSAGES)),
        later(lambda: faults.throttle("POST", MESSAGES, 0.05)),
        later(lambda: faults.fail("POST", MESSAGES, 503)),
        later(lambda: faults.drop("POST", CALLBACK)),
        later(lambda: faults.cut("POST", CALLBACK)),
        later(lambda: faults.throttle("POST", CALLBACK, 0.05)),
    ]


@contextmanager
def noted(seen: Soak) -> Iterator[None]:
    """Notes whatever nobody handles: in tasks, in threads, and what the log calls an error."""

    class Noting(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            # The client's own word of a connection that it makes anew is none.
            if not record.name.startswith("discord."):
                seen.unhandled.append(f"{record.name}: {record.getMessage()}")

    def in_task(_: object, context: dict[str, Any]) -> None:
        seen.unhandled.append(f"task: {context.get('message')} {context.get('exception')!r}")

    def in_thread(args: threading.ExceptHookArgs) -> None:
        seen.unhandled.append(f"thread: {args.exc_value!r}")

    handler, hook = Noting(logging.ERROR), threading.excepthook
    logging.getLogger().addHandler(handler)
    asyncio.get_running_loop().set_exception_handler(in_task)
    threading.excepthook = in_thread
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        threading.excepthook = hook


def main() -> int:
    """Plays a day, or as many hours as are named, and prints what happened."""
    hours = int(sys.argv[1]) if len(sys.argv) > 1 else 24
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        seen = asyncio.run(soak(Path(folder), hours))
    print(  # noqa: T201
        f"{hours} hours in {time.monotonic() - began:.0f} s: {seen.faults} faults; "
        f"{seen.answered} of {seen.asked} questions answered once, "
        f"{seen.told} of {seen.published} storms told once; "
        f"{len(seen.unhandled)} unhandled, {len(seen.violations)} rules broken",
        *seen.unhandled,
        *seen.violations,
        sep="\n",
    )
    return 0 if seen.is_well else 1


if __name__ == "__main__":
    sys.exit(main())
