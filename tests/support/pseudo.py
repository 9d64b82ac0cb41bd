"""A made-up language in which every letter of a message is a wide one, so that whatever is said in
English past the catalogues stands out.

As a program it is the bot with that language in the place of all others; `PSEUDO` names its folder.
"""

from __future__ import annotations

import os
import re
import string
import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from messages import TRANSLATED, all_messages, forms, translated
from running import ROOT
from standin import Interaction, Message

from bot.cli import main
from bot.language import catalogues

FOLDER = "PSEUDO"
_WIDE = str.maketrans(
    string.ascii_letters, "".join(chr(ord(each) + 0xFEE0) for each in string.ascii_letters)
)
_PLACE = re.compile(r"(\{\w+\})")
_SHOWN = ("content", "label", "placeholder", "description", "title", "name", "text")
# Discord's own marks, what is typed as it stands (keys, files, addresses), and emoji names.
_NO_WORDS = re.compile(r"<[^<>]*>|`[^`]*`|https?://\S+|\S+\.(?:yaml|zip|png|jsonl?|md)\b")
_WORD = re.compile(r"[A-Za-z]{2,}")


def pseudo(text: str) -> str:
    """The text in the made-up language; the places stay as they are."""
    parts = _PLACE.split(text)
    return "".join(part if _PLACE.fullmatch(part) else part.translate(_WIDE) for part in parts)


def write_catalogues(folder: Path) -> Path:
    """Writes the made-up language as all languages; gives the folder."""
    for language in TRANSLATED:
        made = Catalog(locale=language, charset="utf-8", fuzzy=False)
        for message in translated(all_messages()):
            many = isinstance(message.id, tuple)
            said = pseudo(forms(message.id)[-1])
            made.add(
                message.id, (said,) * made.num_plurals if many else said, context=message.context
            )
        with (folder / f"{language}.po").open("wb") as file:
            write_po(file, made)
    return folder


def said_in(done: Interaction | Message) -> Iterator[str]:
    """All texts that somebody reads of an answer, of its buttons, menus and forms."""
    if isinstance(done, Message):
        yield done.content
        yield from texts_of(done.components)
        yield from (str(each.get("description") or "") for each in done.attachments)
        return
    for message in done.messages:
        yield from said_in(message)
    yield from texts_of(done.modal or {})
    yield from (choice.name for choice in done.choices)


def texts_of(part: Any) -> Iterator[str]:
    """All texts of a part of a message's payload."""
    if isinstance(part, list):
        for each in part:
            yield from texts_of(each)
    elif isinstance(part, Mapping):
        for key, value in part.items():
            if isinstance(value, str):
                if key in _SHOWN:
                    yield value
            else:
                yield from texts_of(value)


def english_in(texts: Iterator[str], known: Collection[str]) -> list[str]:
    """The texts with words that are neither in the made-up language nor known."""
    return [
        text
        for text in texts
        if {word.casefold() for word in _WORD.findall(_NO_WORDS.sub(" ", text))} - {*known}
    ]


if __name__ == "__main__":
    catalogues.FOLDER = Path(os.environ[FOLDER])
    sys.exit(main(default_config=ROOT / "config" / "bot.yaml"))
