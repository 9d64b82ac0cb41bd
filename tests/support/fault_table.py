"""Plays every fault and prints what a reader saw and what was lost.

`python tests/support/fault_table.py` prints the table; with `--write`, it goes into docs/faults.md.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date
from pathlib import Path

from faults import FAULTS, Fault, Stage
from newsroom import Newsroom
from standin import StandIn

DOCS = Path(__file__).parents[2] / "docs" / "faults.md"
BEGIN, END = "<!-- faults: python tests/support/fault_table.py --write -->\n", "<!-- end -->\n"

HEAD = ("fault", "what the reader saw", "what was lost")


def row(*cells: str) -> str:
    """A row of the table in Markdown."""
    return f"| {' | '.join(cell.replace('|', '¦') for cell in cells)} |"


async def table() -> tuple[str, bool]:
    """The table of all faults, each row printed once it is played, and whether all are as said."""
    lines = [row(*HEAD), "|---" * len(HEAD) + "|"]
    print(*lines, sep="\n", flush=True)  # noqa: T201
    well = True
    async with AsyncExitStack() as shared:
        stage = await shared.enter_async_context(staged())
        bot = await shared.enter_async_context(stage.starting())
        await bot.ready()
        stage.shared = bot
        await stage.discord.slash("sources")  # waits for the coverage
        for fault in FAULTS:
            saw = await played(fault, stage)
            as_said = saw == fault.sees
            well &= as_said
            lost = fault.lost if as_said else f"other than said: {fault.sees}"
            lines.append(row(fault.name, saw, lost))
            print(lines[-1], flush=True)  # noqa: T201
    return "\n".join(lines) + "\n", well


async def played(fault: Fault, shared: Stage) -> str:
    """What a reader sees of a fault, of the shared bot or one of its own."""
    try:
        if not fault.alone:
            return await fault.play(shared)
        async with staged() as own:
            return await fault.play(own)
    except AssertionError as error:
        return f"failed: {str(error).splitlines()[0] if str(error) else error!r}"


@asynccontextmanager
async def staged() -> AsyncIterator[Stage]:
    """A stand-in and a newsroom in a folder that is deleted afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        async with StandIn(rate_limits=False) as discord:
            yield Stage(discord, Newsroom(Path(folder)))


def written_rows() -> list[str]:
    """The rows of the table in the documentation."""
    _, _, rest = DOCS.read_text(encoding="utf-8").partition(BEGIN)
    return [line for line in rest.partition(END)[0].splitlines() if line.startswith("|")][2:]


def main() -> int:
    """Prints the table, or writes it into the documentation; 1 where a fault was not survived."""
    lines, well = asyncio.run(table())
    if "--write" in sys.argv[1:]:
        before, _, rest = DOCS.read_text(encoding="utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        when = f"Played on {date.today():%-d %B %Y}.\n\n"
        DOCS.write_text(f"{before}{BEGIN}{when}{lines}{END}{after}", encoding="utf-8")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
