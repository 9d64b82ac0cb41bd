"""Every command, button, menu and form in a made-up language: no word of English is left.

What is English there has no `gettext` around it, or is put together of pieces. Words of articles
and of what people typed are known beforehand.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pseudo
import pytest
import pytest_asyncio
from newsroom import UNCLEAR, Newsroom
from pseudo import english_in, said_in, write_catalogues
from rights import ROWS
from running import ROOT
from standin import Attachment, Interaction, Message, StandIn

from bot.app.guild_settings import COMMANDS as COMMAND_KEYS
from bot.app.guild_settings import LENGTHS, GuildSettings

pytestmark = pytest.mark.asyncio(loop_scope="module")

MENU = "Ask the coverage"
QUESTION = "Πότε ανοίγει η νέα γέφυρα;"
FAR = "Πού χιονίζει σήμερα;"
ARTICLES = [
    {
        "id": f"{number}",
        "title": f"Η γέφυρα {number}",
        "source": source,
        "published": f"2025-03-0{number}",
        "text": f"Η νέα γέφυρα ανοίγει στις {number} Μαρτίου 2025. Ο δήμαρχος την εγκαινιάζει.",
    }
    for number, source in ((1, "Πρωί"), (2, "Νέα"), (3, "Πρωί"))
]
# Names that are the same in every language, and what the world of the stand-in is made of.
NAMES = "dateline dev newsroom utc manuel jsonl el english deutsch fran ais espa ol".split()


class Walk:
    """The bot in the made-up language."""

    def __init__(self, discord: StandIn, known: set[str]) -> None:
        self.discord = discord
        self.known = known

    def judge(self, done: Interaction | Message) -> None:
        assert english_in(said_in(done), self.known) == []


def words(text: str) -> set[str]:
    return {word.casefold() for word in re.findall(r"[A-Za-z]{2,}", text)}


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the made-up language."""
    return write_catalogues(tmp_path_factory.mktemp("locales"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def walk(made_up: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Walk]:
    async with StandIn(message_content=True, rate_limits=False) as discord:
        world = discord.world
        world.locale, world.guilds[0] = "zh-CN", replace(world.guilds[0], locale="zh-CN")
        world.application_owner = world.manager
        settings = {
            "discord": {"message_content": True, "ask_channels": [world.ask.id]},
            "answer": {"reader": False, "example_question": QUESTION},
        }
        room = Newsroom(tmp_path_factory.mktemp("newsroom"), settings)
        for file in room.coverage.iterdir():
            file.unlink()
        room.write_storms()
        known = words("".join(path.read_text() for path in room.coverage.iterdir()))
        room.write("1.jsonl", "".join(json.dumps(each) + "\n" for each in ARTICLES))
        env = {pseudo.FOLDER: str(made_up), "PYTHONPATH": str(ROOT)}
        async with room.started_by(Path(pseudo.__file__), discord, env) as bot:
            await bot.ready()
            await discord.until(lambda: "ready as" in bot.output, "end of the start")
            await discord.slash("sources")
            yield Walk(discord, {*NAMES, *known, *words(UNCLEAR)})
            assert await bot.stop() == 0
        assert "Traceback" not in bot.output


@pytest.fixture(autouse=True)
def judged(walk: Walk) -> Iterator[None]:
    walk.discord.violations.clear()
    yield
    assert walk.discord.violations == []


# Commands whose options are known only once something is made.
NUMBERED = {"alert remove": {"alert": "999"}, "alert test": {"alert": "999"}}
COMMANDS = [name.removeprefix("/") for name in ROWS if name.startswith("/")]


@pytest.mark.parametrize("who", ["member", "manager"])
@pytest.mark.parametrize("name", COMMANDS)
async def test_a_command(walk: Walk, name: str, who: str) -> None:
    """By a member, who is refused some, and by who may use all."""
    by = getattr(walk.discord.world, who)
    options = NUMBERED.get(name, ROWS[f"/{name}"].options)
    done = await walk.discord.slash(name, by=by, **options)
    walk.known |= words(" ".join(map(str, options.values())))
    walk.judge(done)


async def test_an_answer_with_all_its_buttons(walk: Walk) -> None:
    discord = walk.discord
    for question, private in ((QUESTION, True), (QUESTION, False), (UNCLEAR, False), (FAR, False)):
        asked = await discord.slash("ask", question=question, private=private, since="2025-01-01")
        walk.judge(asked)
        answer = asked.message
        for button in answer.buttons:
            if button.custom_id and "delete" not in button.custom_id:
                walk.judge(await discord.click(answer, button.custom_id))
    walk.judge(await discord.click(answer, "delete", by=discord.world.neighbour))


async def test_lists_and_their_pages(walk: Walk) -> None:
    discord, manager = walk.discord, walk.discord.world.manager
    latest = (await discord.slash("latest", topic="γέφυρα")).message
    walk.judge(await discord.slash("latest", source="Πρωί"))
    walk.judge(await discord.slash("latest", source="Ουδέν"))
    for button in latest.buttons:
        if button.custom_id:
            walk.judge(await discord.click(latest, button.custom_id, by=discord.world.neighbour))
    walk.judge(await discord.slash("coverage log", by=manager))


async def test_a_comparison_of_what_differs(walk: Walk) -> None:
    compared = await walk.discord.slash("compare", topic="νέα γέφυρα")
    assert re.search("`[12]`", compared.message.text)
    walk.judge(compared)


async def test_what_is_added_and_taken_back(walk: Walk) -> None:
    discord, manager = walk.discord, walk.discord.world.manager
    ferry = Attachment("2.jsonl", json.dumps({"title": "Πλοίο", "text": "Νέο πλοίο."}).encode())
    added = await discord.slash("coverage add", file=ferry, file2=ferry, by=manager)
    walk.judge(added)
    undone = await discord.click(added.message, "undo", by=manager)
    walk.judge(undone)
    walk.judge(await discord.slash("coverage log", by=manager))
    walk.judge(await discord.slash("coverage status", by=manager))
    await discord.slash("coverage undo", by=manager)
    for option, name in (("article", "remove"), ("change", "undo")):
        for choice in await discord.autocomplete(f"coverage {name}", option, "", by=manager):
            assert english_in(iter([choice.name]), walk.known) == []


async def test_days_are_suggested(walk: Walk) -> None:
    for option in ("since", "until"):
        choices = await walk.discord.autocomplete("ask", option, "", question=QUESTION)
        assert choices
        assert english_in((choice.name for choice in choices), walk.known) == []
    walk.judge(await walk.discord.slash("ask", question=QUESTION, since="ψ"))
    walk.judge(await walk.discord.slash("ask", question=QUESTION, since="06/05/2025"))
    walk.judge(await walk.discord.slash("ask", question=QUESTION, since="2026", until="2025"))
    walk.judge(await walk.discord.slash("ask", question=QUESTION, since="1999", until="1999"))


async def test_the_settings_with_their_menus_and_forms(walk: Walk) -> None:
    discord, manager = walk.discord, walk.discord.world.manager
    panel = (await discord.slash("settings", by=manager)).message
    form = await discord.choose(panel, "command", "ask", by=manager)
    assert form.modal
    walk.judge(form)
    walk.judge(await discord.choose(panel, "length", "long", by=manager))
    for button in ("numbers", "news"):
        opened = await discord.click(panel, f":{button}:", by=manager)
        assert opened.modal
        walk.judge(opened)
    for button in ("base", "export", "reset"):
        walk.judge(await discord.click(panel, f":{button}:", by=manager))
    walk.known |= words(" ".join((*GuildSettings.model_fields, *COMMAND_KEYS, *LENGTHS)))
    walk.known |= words("seconds per_user per_guild discord.message_content read without")
    # What YAML itself says of a file that is none is in English.
    for wrong in (
        b"[1]",
        b"a: &x [1]\nb: *x",
        b"cooldown: {per_user: 99999}\nx: 1\nanswer_length: tall",
    ):
        file = Attachment("0.yaml", wrong)
        walk.known |= words(wrong.decode())
        refused = await discord.slash("settings", file=file, by=manager)
        walk.judge(refused)


async def test_messages(walk: Walk) -> None:
    """In the language of the server, as they have none of their own."""
    discord = walk.discord
    for text in (QUESTION, "?"):
        walk.judge(await discord.mention(text))
    walk.judge(await discord.slash("ask", question="ζ"))
    walk.judge(await discord.message_menu(MENU, await discord.say(QUESTION)))
    walk.judge(await discord.message_menu(MENU, await discord.say("👍")))


async def test_the_welcome(walk: Walk) -> None:
    discord = walk.discord
    guild = discord.world.new_guild("Πόλη", discord.world.editor, added_by=discord.world.editor)
    await discord.add_bot(replace(guild, locale="zh-CN"))
    letter = discord.world.dm_with(discord.world.editor)
    await discord.until(lambda: any(each.channel == letter for each in discord.state.messages))
    walk.judge(next(each for each in discord.state.messages if each.channel == letter))
