"""Texts in the language spoken here and now: that of the interaction, or of the server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from bot.language.catalogues import ENGLISH, Language, translations

# The contexts of these names in the catalogues.
NAME_OF_COMMAND = "name of a command"
NAME_OF_OPTION = "name of an option"


@dataclass(slots=True)
class _Reader:
    """Who reads what is said; the tasks and threads that work for them share this."""

    language: Language = ENGLISH


_reader: ContextVar[_Reader | None] = ContextVar("reader", default=None)


def spoken() -> Language:
    """The language that is spoken; English at a terminal and wherever nothing else is known."""
    reader = _reader.get()
    return reader.language if reader else ENGLISH


def begin() -> None:
    """Begins to work for another reader, whose language `speak` tells once it is known."""
    _reader.set(_Reader())


def speak(language: Language | None) -> None:
    """Speaks a language to the reader begun with, also in tasks that were started since then; None
    is English."""
    if (reader := _reader.get()) is not None:
        reader.language = language or ENGLISH


@contextmanager
def speaking(language: Language | None) -> Iterator[None]:
    """Speaks a language within the block, where nobody's interaction is answered."""
    before = _reader.set(_Reader(language or ENGLISH))
    try:
        yield
    finally:
        _reader.reset(before)


def gettext(message: str, /, **values: object) -> str:
    """The message in the language spoken, with the values in its `{places}`; numbers are written as
    that language writes them."""
    return _filled(translations(spoken()).gettext(message), values)


def pgettext(context: str, message: str, /, **values: object) -> str:
    """As `gettext`, for a message that means something else elsewhere; the context says what."""
    return _filled(translations(spoken()).pgettext(context, message), values)


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """As `gettext`, in the form that the language has for so many; `{count}` is their number."""
    message = translations(spoken()).ngettext(one, many, count)
    return _filled(message, {"count": count, **values})


def gettext_noop(message: str, /) -> str:
    """The message as it is, noted for translation; `gettext` is called with it where it is said."""
    return message


def command_name(name: str) -> str:
    """The name of a command as clients of the language spoken show it: "coverage add"."""
    return " ".join(pgettext(NAME_OF_COMMAND, part) for part in name.split())


def option_name(name: str) -> str:
    """The name of an option as clients of the language spoken show it."""
    return pgettext(NAME_OF_OPTION, name)


def listed(items: Iterable[str]) -> str:
    """The items one after the other: "Reuters, Le Monde"."""
    return pgettext("between the items of a list", ", ").join(items)


# Babel rounds with as many digits as Python's decimals have unless told otherwise.
_MOST_EXACT = 10**24


def number(value: float) -> str:
    """A number as the language spoken writes it: "4,884"."""
    language = spoken()
    if language == ENGLISH or abs(value) >= _MOST_EXACT:
        return f"{value:,}"
    from babel.numbers import format_decimal

    return format_decimal(value, locale=language)


def _filled(message: str, values: dict[str, object]) -> str:
    if not values:
        return message
    shown = {
        name: number(value) if isinstance(value, (int, float)) else value
        for name, value in values.items()
    }
    return message.format_map(shown)
