"""All texts that the bot says, found in its code and its commands, and the catalogues of them.

`python tests/support/messages.py` brings the `.po` files up to date with the code and names what is
yet to be translated.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast

import discord
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from discord import app_commands
from running import ROOT

from bot.app.settings import Settings
from bot.discord.client import Dateline
from bot.discord.languages import DESCRIPTION, KINDS
from bot.language import ENGLISH, LANGUAGES, Language
from bot.language.catalogues import FOLDER

KEYWORDS: dict[str, Any] = {
    "gettext": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
TRANSLATED = tuple(each for each in LANGUAGES if each != ENGLISH)
# One date for all, so that a catalogue changes with its messages alone.
_MADE = datetime(2025, 1, 1, tzinfo=UTC)


def all_messages() -> Catalog:
    """Every message of the code and of the commands, in English."""
    found = Catalog(charset="utf-8", creation_date=_MADE)
    for folder in ("bot", "knowledge"):
        extracted = extract_from_dir(
            ROOT / folder, [("**.py", "python")], keywords=KEYWORDS, comment_tags=("Translators:",)
        )
        for path, _, message, comments, context in extracted:
            place = [(f"{folder}/{path}", 0)]
            found.add(message, locations=place, auto_comments=comments, context=context)
    for context, text in asyncio.run(texts_of_commands()):
        found.add(text, context=context)
    return found


async def texts_of_commands() -> list[tuple[str, str]]:
    """What clients show of the commands, each with what it is."""
    found: dict[tuple[str, str], None] = {}

    class Noting(app_commands.Translator):
        async def translate(
            self,
            string: app_commands.locale_str,
            locale: discord.Locale,
            context: app_commands.TranslationContext[Any, Any],
        ) -> None:
            found[KINDS.get(context.location, DESCRIPTION), string.message] = None

    await payloads_of_commands(Noting())
    return sorted(found)


async def payloads_of_commands(translator: app_commands.Translator) -> list[dict[str, Any]]:
    """The commands as Discord is told of them."""
    nothing = cast(Any, None)
    bot = Dateline(Settings(), nothing, nothing)
    await bot.load_all()
    return [
        await each.get_translated_payload(bot.tree, translator) for each in bot.tree.get_commands()
    ]


def catalogue(language: Language) -> Catalog:
    """The translations into a language as they are kept."""
    path = FOLDER / f"{language}.po"
    if not path.exists():
        return Catalog(
            language,
            project="Dateline",
            version="1",
            msgid_bugs_address="see SECURITY.md",
            last_translator="Dateline's authors",
            language_team=LANGUAGES[language],
            header_comment=f"# Dateline's own words in {LANGUAGES[language]}.",
            charset="utf-8",
            fuzzy=False,
        )
    with path.open("rb") as file:
        return read_po(file, language)


def translated(messages: Catalog) -> Iterator[Message]:
    """The messages of a catalogue without its header."""
    return (message for message in messages if message.id)


def forms(text: object) -> tuple[str, ...]:
    """The forms of a message's text: one, or one for each plural."""
    return tuple(map(str, text)) if isinstance(text, (tuple, list)) else (str(text or ""),)


def main() -> None:
    """Writes the catalogues and tells what lacks a translation."""
    messages = all_messages()
    for language in TRANSLATED:
        known = catalogue(language)
        known.update(messages, no_fuzzy_matching=True)
        known.obsolete.clear()
        known.revision_date = _MADE
        with (FOLDER / f"{language}.po").open("wb") as file:
            write_po(file, known, width=100, include_lineno=False, sort_output=True)
        missing = [each for each in translated(known) if not all(forms(each.string))]
        print(f"{language}: {len(missing)} of {len(messages)} messages to translate")  # noqa: T201
        for message in missing:
            print(f"  {forms(message.id)[0]!r}")  # noqa: T201


if __name__ == "__main__":
    main()
