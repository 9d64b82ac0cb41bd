"""What people do in a walk and what they see of it, scene by scene."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from standin import Attachment, Channel, Interaction, Message, Role, StandIn, User
from standin.rules.components import LABEL, SELECTS
from standin.rules.components import walk as all_parts

from walk.drawing import Drawing, page
from walk.markup import text_of

# What differs from run to run, and how the page has it.
_MASKS = (
    (re.compile(r"https?(\\?:)//127\.0\.0\.1:\d+"), r"https\1//quay-gazette.example"),
    (re.compile(r"127\.0\.0\.1:\d+"), "quay-gazette.example"),
    (re.compile(r"\bin \d+\.\d s\b"), "in 0.1 s"),
    (re.compile(r"\bDateline \d+\.\d+\.\d+\S*"), "Dateline (version)"),
    (re.compile(r"index \d+\.\d MB"), "index 0.1 MB"),
    (re.compile(r"\b[\d,]+ days ago\b"), "many days ago"),
    (re.compile(r"-\d{4}-\d\d-\d\d\.zip"), "-day.zip"),
)


@dataclass
class Scene:
    """A part of the walk: its heading, what the page says of it, and what people see."""

    name: str
    title: str
    about: str
    words: list[str] = field(default_factory=list)
    turns: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What is seen, in words."""
        return masked("\n".join(self.words))

    @property
    def digest(self) -> str:
        """Differs when what is seen does."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]

    @property
    def html(self) -> str:
        """The same as a page to be drawn."""
        return masked(page(self.turns))


def masked(text: str) -> str:
    """A text with what differs from run to run put the same way each time."""
    for pattern, instead in _MASKS:
        text = pattern.sub(instead, text)
    return text


class Walk:
    """Does in Discord what a scene tells, and notes what is seen of it."""

    def __init__(self, discord: StandIn) -> None:
        self.discord = discord
        self.world = discord.world
        self.scenes: list[Scene] = []
        self._drawing = Drawing(discord.world, discord.state.files)

    def scene(self, name: str, title: str, about: str) -> None:
        """Begins a scene."""
        self.scenes.append(Scene(name, title, " ".join(about.split())))

    # What people do.

    async def slash(
        self,
        command: str,
        by: User | None = None,
        base: bool = False,
        **options: Any,
    ) -> Interaction:
        """A slash command; `base` is its option `where`."""
        person = by or self.world.member
        done = await self.discord.slash(command, by=person, base=base, **options)
        shown = {**options, "where": "base"} if base else options
        given = "".join(f" {name}: {_shown(value)}" for name, value in shown.items())
        used = f"{person.name.capitalize()} used /{command}{given}"
        self._scene.words.append(f"{person.name.capitalize()}: /{command}{given}")
        self._show_all(done, above=used)
        return done

    async def say(
        self, text: str, by: User | None = None, where: Channel | None = None,
        reply_to: Message | None = None,
    ) -> Message:  # fmt: skip
        """A message to the bot, which it answers."""
        person = by or self.world.member
        asked = await self.discord.say(text, by=person, where=where, reply_to=reply_to)
        shown = text_of(text, self.world)
        above = "Replying to Dateline" if reply_to else ""
        self._scene.words.append(f"{person.name.capitalize()}: {shown}")
        self._scene.turns.append(self._drawing.said(person, text, above))
        answer = await self.discord.answer_to(asked)
        await self.discord.until(lambda: not answer.loading, "answer")
        self.show(answer)
        return answer

    async def click(self, message: Message, label: str, by: User | None = None) -> Interaction:
        """A press of a button; what it opens or changes is seen after it."""
        person = by or self.world.member
        pressed = next(each.label for each in message.buttons if label in each.label)
        done = await self.discord.click(message, label, by=person)
        self._note(f"{person.name.capitalize()} presses “{pressed}”")
        self._show_all(done)
        return done

    async def choose(
        self, message: Message, menu: str, *values: str | Role | Channel, by: User | None = None
    ) -> Interaction:
        """A choice in a menu."""
        person = by or self.world.member
        done = await self.discord.choose(message, menu, *values, by=person)
        named = ", ".join(each if isinstance(each, str) else each.name for each in values)
        self._note(f"{person.name.capitalize()} chooses {named}")
        self._show_all(done)
        return done

    async def menu(self, message: Message, by: User | None = None) -> Interaction:
        """*Ask the coverage* in the menu of somebody's message."""
        person = by or self.world.member
        self._scene.words.append(f"{message.author.name.capitalize()}: {message.plain}")
        self._scene.turns.append(self._drawing.said(message.author, message.content))
        done = await self.discord.message_menu("Ask the coverage", message, by=person)
        self._note(f"{person.name.capitalize()} right-clicks it: Apps → Ask the coverage")
        self._show_all(done)
        return done

    async def type(self, command: str, option: str, typed: str, by: User | None = None) -> None:
        """What is suggested while a command is typed."""
        person = by or self.world.member
        offered = await self.discord.autocomplete(command, option, typed, by=person)
        self._scene.words.append(f"{person.name.capitalize()} types /{command} {option}: {typed}")
        self._scene.words += [f"    {each.name}" for each in offered]
        self._scene.turns.append(self._drawing.typing(command, option, typed, offered))

    # What is seen.

    def show(self, message: Message, above: str = "") -> None:
        """A message of the bot as it stands now."""
        self._scene.turns.append(self._drawing.message(message, above))
        seen = f" (only {message.seen_by.name.capitalize()} sees this)" if message.seen_by else ""
        self._scene.words.append(f"Dateline{seen}:")
        lines = text_of(message.text, self.world).split("\n")
        lines += [f"[menu: {each}]" for each in _menus(message)]
        if message.buttons:
            lines.append(" ".join(f"[{each.label}]" for each in message.buttons))
        lines += [f"[file: {each['filename']}]" for each in message.attachments]
        self._scene.words += [f"    {line}".rstrip() for line in lines]

    @property
    def _scene(self) -> Scene:
        return self.scenes[-1]

    def _note(self, text: str) -> None:
        self._scene.words.append(f"({text})")
        self._scene.turns.append(self._drawing.note(text))

    def _show_all(self, done: Interaction, above: str = "") -> None:
        if done.modal is not None:
            self._scene.turns.append(self._drawing.form(done.modal))
            fields = [each["label"] for each in done.modal["components"] if each["type"] == LABEL]
            self._scene.words.append(f"A form opens, “{done.modal['title']}”: {', '.join(fields)}")
        for number, message in enumerate(done.messages):
            self.show(message, above if not number else "")


def _menus(message: Message) -> Sequence[str]:
    return [
        str(part.get("placeholder") or "one is chosen")
        for _, part in all_parts(message.components)
        if part["type"] in SELECTS
    ]


def _shown(value: object) -> str:
    return value.name if isinstance(value, Attachment) else str(value)
