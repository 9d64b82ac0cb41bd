"""What an admin should know of the coverage as a whole, in sentences."""

from __future__ import annotations

from bot.language import gettext, listed, ngettext, number
from knowledge import Status

_MOST_LANGUAGES = 5
_ENGLISH = "en"  # which questions and articles are read as


def remarks(status: Status) -> list[str]:
    """A sentence each on dates, copies, other languages, and what was left out for its age."""
    said = []
    if status.undated:
        said.append(
            ngettext(
                "{count} article states no date: since and until leave such articles out",
                "{count} articles state no date: since and until leave such articles out",
                status.undated,
            )
        )
    if status.misdated:
        said.append(
            ngettext(
                "{count} article is dated before 1990 or in the future: look whether that is right",
                "{count} articles are dated before 1990 or in the future: look whether that is "
                "right",
                status.misdated,
            )
        )
    if status.copies:
        said.append(
            ngettext(
                "{count} article has the text of another; cited as one",
                "{count} articles have the text of another; cited as one",
                status.copies,
            )
        )
    others = [each for each in status.languages if each.language not in (None, _ENGLISH)]
    if others:
        count = sum(each.articles for each in others)
        named = [f"{number(each.articles)} {each.language}" for each in others[:_MOST_LANGUAGES]]
        more = ["…"] if len(others) > len(named) else []
        said.append(
            ngettext(
                "{count} article is not in English ({languages}): quoted in whole sentences",
                "{count} articles are not in English ({languages}): quoted in whole sentences",
                count,
                languages=listed([*named, *more]),
            )
        )
    if status.too_old:
        limit = too_old(status.too_old)
        said.append(gettext("{statement} by coverage.keep_days", statement=limit))
    return said


def too_old(count: int) -> str:
    """How many articles were left out for their age."""
    return ngettext(
        "{count} article is in the files but left out as too old",
        "{count} articles are in the files but left out as too old",
        count,
    )
