"""What was done to the articles, in words."""

from __future__ import annotations

from bot.language import gettext, gettext_noop, ngettext

# As they stand in the log, before what they were done to.
_IN_LOG = {
    "added": gettext_noop("added"),
    "changed": gettext_noop("changed"),
    "removed": gettext_noop("removed"),
    "restored": gettext_noop("restored"),
    "feed added": gettext_noop("feed added"),
    "feed removed": gettext_noop("feed removed"),
    "feed moved": gettext_noop("feed moved"),
    "feed": gettext_noop("feed"),
    "reloaded": gettext_noop("reloaded"),
    "dropped": gettext_noop("dropped"),
}


def in_log(action: str) -> str:
    """An action as the log names it; one that is not known as it is."""
    return gettext(_IN_LOG.get(action, action))


def done(action: str, count: int, file: str) -> str:
    """What was done to so many articles of a file: "**Added 2 articles** in ferry.md"."""
    if action == "added":
        return ngettext(
            "**Added {count} article** in {file}",
            "**Added {count} articles** in {file}",
            count,
            file=file,
        )
    if action == "changed":
        return ngettext(
            "**Changed {count} article** in {file}",
            "**Changed {count} articles** in {file}",
            count,
            file=file,
        )
    if action == "removed":
        return ngettext(
            "**Removed {count} article** from {file}",
            "**Removed {count} articles** from {file}",
            count,
            file=file,
        )
    return ngettext(
        "**Restored {count} article** in {file}",
        "**Restored {count} articles** in {file}",
        count,
        file=file,
    )
