"""Who may do what in Discord: a row for each command and button, which test_rights.py tries out.

`python tests/support/rights.py` prints the table; with `--write` everybody tries everything, which
takes minutes, and the table goes into docs/admins.md with the day.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, cast, get_args

from discord import AppCommandType, app_commands, ui

from bot.app.settings import Settings
from bot.discord.buttons import Action, ProofSelect
from bot.discord.client import Dateline
from bot.discord.settings.panel import PRESSES, SettingsItem

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs" / "admins.md"
BEGIN = "<!-- rights: python tests/support/rights.py --write -->\n"
END = "<!-- end of rights -->\n"
TRIED = "tests/operating/test_rights.py"

# Who acts, in the order of the columns. Those of another server act in this one where it is about
# a command, and in their own where it is about a button, as a copy of its message there.
ADMINS = ("admin role", "admin", "owner")
HERE = ("member", "moderator", *ADMINS, "operator")
ELSEWHERE = ("other server's admin", "other server's owner", "direct message")
CLICKING = (*HERE, *ELSEWHERE)
PEOPLE = (*CLICKING, "user install")
MACHINES = ("bot", "webhook")

EVERYBODY = frozenset(PEOPLE)
OPERATORS = frozenset({"operator"})
# What is everybody's where it stands, and worth nothing anywhere else.
ALL_HERE = frozenset(HERE)
# Of a private answer or a choice, which is only for who asked: here the member.
ASKER = frozenset({"member"})
# Who asked, and who may manage messages in the channel.
ASKER_OR_MODERATOR = frozenset({"member", "moderator", "owner"})


@dataclass(frozen=True)
class Row:
    """Who may do something, and for a command the options with which it is tried."""

    allowed: frozenset[str]
    options: Mapping[str, Any] = field(default_factory=dict)


_OPEN = Row(EVERYBODY)
_ADMINS = Row(frozenset(ADMINS))
ROWS: dict[str, Row] = {
    "/ask": Row(EVERYBODY, {"question": "When is the parade?"}),
    "/summary": _OPEN,
    "/timeline": _OPEN,
    "/compare": Row(EVERYBODY, {"topic": "the parade"}),
    "/latest": _OPEN,
    "/sources": _OPEN,
    "/alert add": Row(frozenset({*ADMINS, "direct message", "user install"}), {"about": "ferry"}),
    "/alert list": _OPEN,
    "/alert remove": _ADMINS,
    "/alert test": _ADMINS,
    "/alert why": Row(EVERYBODY, {"url": "https://no.example/article"}),
    "/digest now": _OPEN,
    "/digest when": _OPEN,
    "/digest subscribe": _OPEN,
    "/digest unsubscribe": _OPEN,
    "/help": _OPEN,
    "/privacy": _OPEN,
    "/forget": _OPEN,
    "/settings": _ADMINS,
    "Ask the coverage": _OPEN,
    "/coverage status": _ADMINS,
    "/coverage reload": _ADMINS,
    "/coverage add": _ADMINS,
    "/coverage remove": Row(frozenset(ADMINS), {"article": "no such"}),
    "/coverage undo": Row(frozenset(ADMINS), {"change": "999"}),
    "/coverage log": _ADMINS,
    "/coverage gaps": _ADMINS,
    "/coverage feedback": _ADMINS,
    "/coverage export": _ADMINS,
    "/coverage feed add": Row(frozenset(ADMINS), {"url": "ftp://no.example/feed"}),
    "/coverage feed remove": Row(frozenset(ADMINS), {"feed": "https://no.example/feed"}),
    "/coverage feed list": _ADMINS,
    "/coverage feed refresh": _ADMINS,
    "button answer more": Row(ALL_HERE),
    "button answer back": Row(ALL_HERE),
    "button answer sources": Row(ALL_HERE),
    "button answer proof": Row(ALL_HERE),
    "menu proof": Row(ALL_HERE),
    "button answer up": Row(ALL_HERE),
    "button answer down": Row(ALL_HERE),
    "button answer share": Row(ASKER),
    "button answer delete": Row(ASKER_OR_MODERATOR),
    "button choice": Row(ASKER),
    "button page sources": _OPEN,
    # Everybody sees their own, admins all of the server where it is turned.
    "button page alerts": _OPEN,
    "button page digests": _OPEN,
    "button page latest": Row(ASKER),
    # Everywhere it is the log of the server where it is turned.
    "button page log": Row(frozenset({*ADMINS, "other server's admin", "other server's owner"})),
    "button page baselog": Row(OPERATORS),
    "button stop": _ADMINS,
    "button ping": Row(ALL_HERE),
    "button undo": _ADMINS,
    "button remove": _ADMINS,
    **{f"panel {key}": _ADMINS for key in PRESSES},
}


def row_of(name: str) -> Row:
    """The row of something; what is done to the base is the operators', whatever it is."""
    plain = name.removesuffix(" where:base")
    return ROWS[name] if plain == name else Row(OPERATORS, ROWS[plain].options)


async def everything() -> list[str]:
    """Every command and every button that outlives a restart, found by walking the bot's own."""
    found: list[type[ui.DynamicItem[Any]]] = []

    class Walked(Dateline):
        def add_dynamic_items(self, *items: type[ui.DynamicItem[Any]]) -> None:
            found.extend(items)

    nothing = cast(Any, None)
    bot = Walked(Settings(), nothing, nothing)
    await bot.load_all()
    commands = [each for each in bot.tree.walk_commands() if isinstance(each, app_commands.Command)]
    menus = [menu.name for menu in bot.tree.get_commands(type=AppCommandType.message)]
    names = [name for command in commands for name in _command_names(command)]
    return [*names, *menus, *(name for item in found for name in _button_names(bot, item))]


def _command_names(command: app_commands.Command[Any, ..., Any]) -> list[str]:
    name = f"/{command.qualified_name}"
    has_base = any(option.name == "where" for option in command.parameters)
    return [name, f"{name} where:base"] if has_base else [name]


def _button_names(bot: Dateline, item: type[ui.DynamicItem[Any]]) -> list[str]:
    """One name for each kind of thing that a button's custom_id can ask for."""
    if item is ProofSelect:
        return ["menu proof"]
    if item is SettingsItem:
        return [f"panel {key}" for key in PRESSES]
    kind = item.__name__.removesuffix("Button").lower()
    if kind in ("choice", "stop", "ping"):
        return [f"button {kind}"]
    if kind == "answer":
        return [f"button answer {action}" for action in get_args(Action)]
    if kind == "page":
        return [f"button page {name}" for name in bot.pages]
    return [f"button {kind}", f"button {kind} where:base"]


def table(names: list[str]) -> str:
    """The rights as Markdown, generated from the rows."""
    head = ("", *PEOPLE, *MACHINES)
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for name in names:
        row = row_of(name)
        acting = CLICKING if name.startswith(("button", "menu", "panel")) else PEOPLE
        cells = ["yes" if each in row.allowed else "no" for each in acting]
        cells += ["–"] * (len(head) - 1 - len(cells))
        lines.append("| " + " | ".join((f"`{name}`", *cells)) + " |")
    message = ["yes"] * len(PEOPLE) + ["no"] * len(MACHINES)
    lines.append("| " + " | ".join(("a message that mentions the bot", *message)) + " |")
    return "\n".join(lines) + "\n"


def parts() -> tuple[str, str, str]:
    """docs/admins.md before, in and after the generated table, whose day is none of it."""
    before, _, rest = DOCS.read_text(encoding="utf-8").partition(BEGIN)
    written, _, after = rest.partition(END)
    return before, written.partition("\n\n")[2], after


def is_as_said() -> bool:
    """Whether everybody may do what the rows say; each tries each."""
    tried = [sys.executable, "-m", "pytest", "-q", "-n0", TRIED, "--deselect"]
    path = os.pathsep.join((str(ROOT), str(ROOT / "tests" / "support")))
    done = subprocess.run(
        [*tried, f"{TRIED}::test_the_documentation_has_the_table"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
        check=False,
    )
    return done.returncode == 0


def main() -> int:
    """Prints the table, or writes it into the documentation; 1 where it is not as it says."""
    rights = table(asyncio.run(everything()))
    print(rights)  # noqa: T201
    if "--write" in sys.argv[1:]:
        if not is_as_said():
            return 1
        before, _, after = parts()
        when = f"Tried on {date.today():%-d %B %Y}.\n\n"
        DOCS.write_text(f"{before}{BEGIN}{when}{rights}{END}{after}", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
