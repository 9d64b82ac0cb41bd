"""Every command and button tried by everybody, and the table of it in the documentation."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
import pytest_asyncio
import rights
from newsroom import UNCLEAR, Newsroom
from rights import CLICKING, ELSEWHERE, HERE, PEOPLE, ROWS, everything, row_of
from standin import Attachment, Channel, Interaction, Message, Role, StandIn, User
from standin.rules import V2
from standin.sending import announce

pytestmark = pytest.mark.asyncio(loop_scope="module")

NAMES = asyncio.run(everything())
QUESTION = "When is the parade?"
REFUSED = re.compile(
    r"Only admins may do that|Only whoever runs this bot|works in a server only|has expired"
    r"|no alert of that number here|role is not of this server"
    r"|belongs to another server|another server's settings|Only who asked|Only the person who asked"
)
OTHERS = [each for each in ELSEWHERE if each.startswith("other")]
LATELY = "an admin until lately"
MODERATING = 1 << 1 | 1 << 2 | 1 << 13 | 1 << 40  # kick, ban, manage messages, time out


@dataclass(frozen=True)
class Actor:
    """Who acts, in which channel, and whether with an app that they brought along."""

    user: User
    where: Channel
    personal: bool = False


@dataclass
class Stage:
    """The bot in two servers, with everybody of the table."""

    discord: StandIn
    actors: dict[str, Actor]
    rival_channel: Channel

    def place(self, name: str) -> Channel:
        """Where somebody meets a copy of a message: people of another server have it there."""
        return self.rival_channel if name.startswith("other") else self.actors[name].where


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with StandIn(message_content=True, rate_limits=False) as discord:
        world = discord.world
        new = world.snowflakes.next
        operator = world.application_owner = User(new(), "olga")
        rival = User(new(), "rita")
        settings: dict[str, dict[str, Any]] = {
            "discord": {"admin_roles": [world.editor_role.id], "message_content": True},
            "answer": {"reader": False},
        }
        room = Newsroom(tmp_path_factory.mktemp("newsroom"), settings)
        room.write_storms()
        moderator = User(new(), "moritz", (Role(new(), "moderator", MODERATING),))
        here = world.general
        async with room.bot(discord) as bot:
            await bot.ready()
            guild = world.new_guild("Rivals", rival, world.neighbour)
            await discord.add_bot(guild)
            actors = {
                "member": Actor(world.member, here),
                "moderator": Actor(moderator, here),
                "admin role": Actor(world.editor, here),
                "admin": Actor(world.manager, here),
                "owner": Actor(world.admin, here),
                "operator": Actor(operator, here),
                "other server's admin": Actor(rival, here),
                "other server's owner": Actor(world.neighbour, here),
                "direct message": Actor(world.manager, world.dm_with(world.manager)),
                "user install": Actor(world.member, here, personal=True),
            }
            await discord.slash("sources")  # waits for the coverage
            yield Stage(discord, actors, guild.channels[0])
            assert await bot.stop() == 0
        assert " ERROR " not in bot.output
        assert "Traceback" not in bot.output


@pytest.fixture(autouse=True)
def judged(stage: Stage) -> Iterator[None]:
    """Every test: no rule of Discord's broken."""
    stage.discord.violations.clear()
    yield
    assert stage.discord.violations == []


async def test_every_command_and_button_has_a_row_and_no_other_is_there() -> None:
    plain = {name.removesuffix(" where:base") for name in NAMES}
    assert {*ROWS} == plain


async def test_the_documentation_has_the_table() -> None:
    before, written, _ = rights.parts()
    assert written == rights.table(NAMES), "python tests/support/rights.py --write writes it"
    assert "$ .venv/bin/python tests/support/rights.py --write\n" in before
    tried = rights.DOCS.read_text(encoding="utf-8").partition(rights.BEGIN)[2]
    assert re.match(r"Tried on \d+ [A-Z][a-z]+ 20\d\d\.\n\n", tried)


def is_refused(done: Interaction) -> bool:
    """Whether somebody was refused for who or where they are; that, nobody else may see."""
    refused = bool(REFUSED.search(done.plain))
    assert done.ephemeral or not refused
    assert "went wrong" not in done.plain
    return refused


COMMANDS = [name for name in NAMES if name.startswith("/")]
BUTTONS = [name for name in NAMES if name.startswith("button")]
PANEL = [name.removeprefix("panel ") for name in NAMES if name.startswith("panel")]


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("name", COMMANDS)
async def test_commands(stage: Stage, name: str, who: str) -> None:
    actor, row = stage.actors[who], row_of(name)
    command, _, base = name.removeprefix("/").partition(" where:")
    options = dict(row.options)
    if command in ("alert remove", "alert test"):
        options["alert"] = await an_alert(stage)
    done = await stage.discord.slash(
        command,
        by=actor.user,
        where=actor.where,
        insist=True,
        base=bool(base),
        personal=actor.personal,
        **options,
    )
    assert is_refused(done) == (who not in row.allowed)


@pytest.mark.parametrize("who", PEOPLE)
async def test_the_menu_of_a_message(stage: Stage, who: str) -> None:
    actor = stage.actors[who]
    said = await stage.discord.say(f"{QUESTION} ", where=stage.discord.world.general)
    said.channel = actor.where
    assert not is_refused(await stage.discord.message_menu("Ask the coverage", said, by=actor.user))


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(
    ("command", "option"),
    [("coverage remove", "article"), ("coverage undo", "change"), ("coverage feed remove", "feed")],
)
async def test_suggestions_tell_nothing_to_others(
    stage: Stage, command: str, option: str, who: str
) -> None:
    actor = stage.actors[who]
    for base in (False, True):
        found = await stage.discord.autocomplete(
            command, option, "", by=actor.user, where=actor.where, base=base
        )
        allowed = row_of(f"/{command}{' where:base' if base else ''}").allowed
        assert not found or who in allowed


@pytest.mark.parametrize("who", CLICKING)
@pytest.mark.parametrize("name", BUTTONS)
async def test_buttons(stage: Stage, name: str, who: str) -> None:
    """Pressed on a copy of the message where they are, as somebody does who forges it."""
    custom_id = await an_id_of(stage, name)
    done = await press(stage, custom_id, who)
    assert is_refused(done) == (who not in row_of(name).allowed)


async def an_id_of(stage: Stage, name: str) -> str:
    """The custom_id of a button that the member or an admin has in the first server."""
    discord = stage.discord
    _, kind, *rest = name.split()
    base = rest[-1:] == ["where:base"]
    if kind == "answer":
        private = rest[0] == "share"
        asked = await discord.slash("ask", question=QUESTION, private=private)
        if rest[0] == "back":  # stands under the second page of passages
            return _button(asked.message, "answer:more:").replace(":more:", ":back:")
        return _button(asked.message, f"answer:{rest[0]}:")
    if kind == "choice":
        return _button((await discord.slash("ask", question=UNCLEAR)).message, "choice:")
    if kind == "page" and rest[0] == "latest":
        shared = (await discord.slash("ask", question=QUESTION)).message
        key = _button(shared, "answer:up:").split(":")[2]
        return f"page:latest:0:{key}:{discord.world.member.id}"
    if kind == "page":
        return f"page:{rest[0]}:0"
    if kind == "remove":
        return f"{'base' if base else discord.world.guild_id}:remove:no-such-article"
    if kind == "stop":
        return f"alert:stop:{await an_alert(stage)}"
    if kind == "ping":
        role = discord.world.reader_role
        chosen = Attachment("settings.yaml", f"ping_roles: [{role.id}]".encode())
        await discord.slash("settings", file=chosen, by=stage.actors["admin"].user)
        return f"alert:ping:{role.id}"
    text = f"# Ferry\n\nThe ferry number {discord.world.snowflakes.next()} starts again.\n"
    by = stage.actors["operator" if base else "admin"].user
    added = await discord.slash(
        "coverage add", file=Attachment("ferry.md", text.encode()), by=by, base=base
    )
    return _button(added.message, ":undo:")


async def an_alert(stage: Stage) -> str:
    """The number of an alert that an admin has made in the first server."""
    made = await stage.discord.slash("alert add", about="parade", by=stage.actors["admin"].user)
    found = re.search(r"^- (\d+) parade", made.plain, re.MULTILINE)
    assert found, made.plain
    return found[1]


def _button(message: Message, part: str) -> str:
    ids = [str(each.custom_id) for each in message.buttons]
    found = [each for each in ids if part in each]
    assert found, f"no {part} in {ids}: {message.plain}"
    return found[0]


async def press(stage: Stage, custom_id: str, who: str) -> Interaction:
    copy = await stage.discord.say("look", where=stage.place(who))
    button = {"type": 2, "style": 2, "label": "Press", "custom_id": custom_id}
    copy.content, copy.flags = "", V2
    copy.components = [{"type": 1, "components": [button]}]
    copy.author = stage.discord.world.bot
    return await stage.discord.click(copy, custom_id, by=stage.actors[who].user)


@pytest.mark.parametrize("who", CLICKING)
async def test_the_menu_of_proofs(stage: Stage, who: str) -> None:
    """Used on a copy of the menu, as somebody does who forges it."""
    discord = stage.discord
    asked = await discord.slash("ask", question=QUESTION)
    key = _button(asked.message, "answer:proof:").split(":")[2]
    copy = await discord.say("look", where=stage.place(who))
    options = [{"label": "1", "value": "0"}]
    menu = {"type": 3, "custom_id": f"proof:{key}", "options": options}
    copy.content, copy.flags = "", V2
    copy.components = [{"type": 1, "components": [menu]}]
    copy.author = discord.world.bot
    done = await discord.choose(copy, f"proof:{key}", "0", by=stage.actors[who].user)
    assert is_refused(done) == (who not in row_of("menu proof").allowed)


@pytest.mark.parametrize("who", CLICKING)
@pytest.mark.parametrize("key", PANEL)
async def test_the_panel_of_settings(stage: Stage, key: str, who: str) -> None:
    """Used on a copy of an admin's panel, as somebody does who forges it."""
    discord, admin = stage.discord, stage.actors["admin"].user
    panel = (await discord.slash("settings", by=admin)).message
    copy = await discord.say("look", where=stage.place(who))
    copy.content, copy.flags, copy.components = "", V2, panel.components
    copy.author = discord.world.bot
    chosen: dict[str, list[str | Role | Channel]] = {
        "channels": [],
        "roles": [discord.world.editor_role],
        "command": ["ask"],
        "length": ["short"],
        "language": ["auto"],
        "sources": [],
    }
    by, custom_id = stage.actors[who].user, f"settings:{key}:"
    if key in chosen:
        done = await discord.choose(copy, custom_id, *chosen[key], by=by)
    else:
        done = await discord.click(copy, custom_id, by=by)
    await discord.click(panel, "Reset all", by=admin)
    assert is_refused(done) == (who not in row_of(f"panel {key}").allowed)


async def a_form(stage: Stage, panel: Message, key: str) -> Interaction:
    """A form that an admin has opened."""
    by, custom_id = stage.actors["admin"].user, f"settings:{key}:"
    if key == "command":
        return await stage.discord.choose(panel, custom_id, "ask", by=by)
    return await stage.discord.click(panel, custom_id, by=by)


@pytest.mark.parametrize("who", [*HERE, *OTHERS, LATELY])
@pytest.mark.parametrize("key", ["command", "numbers", "news"])
async def test_the_forms_of_the_panel(stage: Stage, key: str, who: str) -> None:
    """Sent by somebody who has its custom_id, or has lost the right while it was open."""
    discord, admin = stage.discord, stage.actors["admin"].user
    panel = (await discord.slash("settings", by=admin)).message
    by = replace(admin, roles=()) if who == LATELY else stage.actors[who].user
    done = await discord.submit(await a_form(stage, panel, key), by=by)
    assert is_refused(done) == (who not in row_of(f"panel {key}").allowed)


@pytest.mark.parametrize("who", ELSEWHERE)
async def test_what_a_custom_id_names_elsewhere_stays_unseen(stage: Stage, who: str) -> None:
    for name in ("button answer more", "button answer sources", "button answer share"):
        done = await press(stage, await an_id_of(stage, name), who)
        assert done.plain == "This answer has expired. Please ask again."


@pytest.mark.parametrize(
    "custom_id",
    [
        *("answer:more:000000000000:0", "answer:share:000000000000:0", "answer:up:000000000000:0"),
        *("page:sources:9999", "999999999999999999:undo:1", "base:undo:999999", "base:remove:x"),
    ],
)
async def test_forged_ids_do_nothing(stage: Stage, custom_id: str) -> None:
    done = await press(stage, custom_id, "member")
    assert done.ephemeral or done.message is done.source
    assert "went wrong" not in done.plain


@pytest.mark.parametrize("machine", ["bot", "webhook"])
async def test_machines_are_not_answered(stage: Stage, machine: str) -> None:
    discord, world = stage.discord, stage.discord.world
    user = User(world.snowflakes.next(), "robot", bot=machine == "bot")
    said = Message(world.snowflakes.next(), world.general, user, f"{world.bot.mention} {QUESTION}")
    said.webhook_id = world.snowflakes.next() if machine == "webhook" else None
    discord.state.add(said)
    await announce(discord.gateway, discord.state, "MESSAGE_CREATE", said)
    assert await discord.silence_after(said)


@pytest.mark.parametrize("who", ["member", "moderator", "operator", "direct message"])
async def test_people_are_answered(stage: Stage, who: str) -> None:
    actor = stage.actors[who]
    assert (await stage.discord.mention(QUESTION, by=actor.user, where=actor.where)).plain
