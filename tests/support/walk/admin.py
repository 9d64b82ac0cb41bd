"""The walk as an admin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from newsroom import Newsroom
from newsstand import Newsstand, newsstand
from standin import Attachment, World

from walk.walking import Walk

FERRY = (
    "The Alster ferry starts again on {day}, the harbour office said on Friday. Its quay had been "
    "closed since a barge ran into it in the winter.\nThe repairs took longer than the city had "
    "planned, and two other lines have carried the passengers meanwhile."
)
MARKET = (
    "The fish market of Altona moves into a new hall on June 14, 2025, its owner told traders. "
    "The old hall is to become a school of seafaring, for which the city has set money aside."
)
FERRY_QUESTION = "When does the Alster ferry start again?"


def settings(world: World) -> Mapping[str, Any]:
    """Those of the operator: feeds from this machine, ask channels, and where to be warned."""
    return {
        "fetch": {"allow": ["127.0.0.1"]},
        "discord": {"message_content": True},
        "warnings": {"channel": world.ask.id, "free_mb": 0},
    }


async def administer(walk: Walk, room: Newsroom) -> None:
    """All of it, in order."""
    await _arrive(walk)
    with newsstand() as stand:
        await _feed(walk, stand)
    await _add(walk)
    await _learn(walk)
    await _choose(walk)
    await _operate(walk, room)


async def _arrive(walk: Walk) -> None:
    world, discord = walk.world, walk.discord
    walk.scene(
        "welcome",
        "The bot is added",
        """Who adds the bot to a server is told once, in a direct message, how to get to the first
        answer.""",
    )
    guild = world.new_guild("Town Hall", world.manager, added_by=world.manager)
    await discord.add_bot(guild)
    private = world.dm_with(world.manager)
    await discord.until(lambda: any(each.channel == private for each in discord.messages))
    walk.show(next(each for each in discord.messages if each.channel == private))
    walk.scene(
        "status",
        "What is loaded",
        """`/coverage` is for admins: members with Manage Server, and the roles that they name.
        `status` tells what there is, how the feeds do and what could not be read.""",
    )
    await walk.slash("coverage status", by=world.manager)
    walk.scene(
        "refused", "Who may not", "Anybody else is refused, also by an old message's button."
    )
    await walk.slash("coverage status", by=world.member)


async def _feed(walk: Walk, stand: Newsstand) -> None:
    manager = walk.world.manager
    walk.scene(
        "feed",
        "A feed",
        """`/coverage feed add` looks at the feed at once; from then on it is fetched by itself.
        Only this server reads what it brings.""",
    )
    stand.publish("ferry", "The Alster ferry starts again", FERRY.format(day="May 20, 2025"))
    await walk.slash("coverage feed add", by=manager, url=stand.feed)
    await walk.slash("ask", question=FERRY_QUESTION)
    walk.scene(
        "correction",
        "A correction",
        "What the paper corrects is corrected here at the next fetch.",
    )
    stand.publish("ferry", "The Alster ferry starts again", FERRY.format(day="May 27, 2025"))
    await walk.slash("coverage feed refresh", by=manager)
    await walk.slash("ask", question=FERRY_QUESTION)
    walk.scene(
        "failing",
        "A feed that fails",
        """It keeps its articles, says why, and is tried again, ever more rarely.""",
    )
    stand.fail()
    await walk.slash("coverage feed refresh", by=manager)


async def _add(walk: Walk) -> None:
    manager = walk.world.manager
    walk.scene(
        "add",
        "Add pages and files",
        """What cannot be read is refused with the reason, the rest is taken. *Undo* takes it back,
        also days later from the log.""",
    )
    file = Attachment("market.md", f"---\ntitle: Fish market moves\n---\n{MARKET}\n".encode())
    noise = Attachment("noise.txt", bytes(range(256)))
    added = await walk.slash("coverage add", by=manager, file=file, file2=noise)
    await walk.click(added.message, "Undo", by=manager)
    walk.scene("log", "The log", "Who changed what, with buttons for what can be taken back.")
    await walk.slash("coverage log", by=manager)


async def _learn(walk: Walk) -> None:
    world = walk.world
    walk.scene(
        "gaps",
        "What was asked in vain",
        """`/coverage gaps` tells the topics of questions that were not answered, without the
        questions and who asked them.""",
    )
    await walk.discord.slash("ask", question="Who won the cricket final in Lahore?")
    await walk.discord.slash("ask", question="When is the cricket final?", by=world.neighbour)
    await walk.slash("coverage gaps", by=world.manager)
    walk.scene(
        "feedback",
        "Which answers were found bad",
        """👎 under an answer counts once for each person; admins see the worst answers first.""",
    )
    answer = await walk.discord.slash("ask", question="When does Xi visit Moscow?")
    await walk.discord.click(answer.message, "👎", by=world.neighbour)
    await walk.slash("coverage feedback", by=world.manager)


async def _choose(walk: Walk) -> None:
    world = walk.world
    walk.scene(
        "settings",
        "Settings of a server",
        """`/settings` opens a panel for admins. A change holds at once, and never makes the bot
        quicker or wider than its operator allows.""",
    )
    panel = await walk.slash("settings", by=world.manager)
    walk.scene(
        "forms",
        "Who may use a command",
        """A command is chosen in the panel, a form opens; here `/timeline` is kept to admins and
        one role.""",
    )
    opened = await walk.choose(panel.message, "command", "timeline", by=world.manager)
    await walk.discord.submit(opened, who="roles", roles=[world.editor_role])
    await walk.slash("timeline", topic="Victory Day")
    walk.scene(
        "ask-channel",
        "An ask channel",
        """Once it is chosen, every message in it that asks something is answered; talk among
        members is left alone.""",
    )
    await walk.discord.choose(panel.message, "channels", world.ask, by=world.manager)
    await walk.say("When is the parade?", where=world.ask)


async def _operate(walk: Walk, room: Newsroom) -> None:
    world, discord = walk.world, walk.discord
    walk.scene(
        "reload",
        "The base, for operators",
        """Who runs the bot changes what all servers read, with `where: base`. A file that is no
        article is named with the reason.""",
    )
    room.write("half.json", '{"title": "Half a file", "text": "It ends')
    await walk.slash("coverage reload", by=world.admin, base=True)
    walk.scene(
        "warned",
        "Told unasked",
        """In a channel of theirs operators are told once of a feed that fails for long, a coverage
        that grows stale, a disk that fills and a newer release, and once when it is over.""",
    )
    unasked = (
        each
        for each in discord.messages
        if each.channel == world.ask and each.author == world.bot and each.replies_to is None
    )
    walk.show(next(unasked))
    walk.scene("export", "Take it along", "All that is a server's own, in one file.")
    await walk.slash("coverage export", by=world.manager)
