"""Numbers with what they count: "1 article", "4,884 articles"."""

from __future__ import annotations

from bot.language import ngettext


def articles(count: int) -> str:
    """So many articles."""
    return ngettext("{count} article", "{count} articles", count)


def passages(count: int) -> str:
    """So many passages."""
    return ngettext("{count} passage", "{count} passages", count)


def sources(count: int) -> str:
    """So many sources."""
    return ngettext("{count} source", "{count} sources", count)


def feeds(count: int) -> str:
    """So many feeds."""
    return ngettext("{count} feed", "{count} feeds", count)


def questions(count: int) -> str:
    """So many questions."""
    return ngettext("{count} question", "{count} questions", count)


def votes(count: int) -> str:
    """So many votes."""
    return ngettext("{count} vote", "{count} votes", count)


def and_more(count: int) -> str:
    """How many more there are than are shown, in small print."""
    return "-# " + ngettext("… and {count} more", "… and {count} more", count)
