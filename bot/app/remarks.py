"""What an admin should know of the coverage as a whole, in sentences."""

from __future__ import annotations

from knowledge import Status

_MOST_LANGUAGES = 5
_ENGLISH = "en"  # which questions and articles are read as


def remarks(status: Status) -> list[str]:
    """A sentence each on dates, copies, other languages, and what was left out for its age."""
    said = []
    if status.undated:
        said.append(
            f"{_articles(status.undated, 'states', 'state')} no date: since and until leave such "
            "articles out"
        )
    if status.misdated:
        said.append(
            f"{_articles(status.misdated, 'is', 'are')} dated before 1990 or in the future: look "
            "whether that is right"
        )
    if status.copies:
        said.append(f"{_articles(status.copies, 'has', 'have')} the text of another; cited as one")
    others = [each for each in status.languages if each.language not in (None, _ENGLISH)]
    if others:
        count = sum(each.articles for each in others)
        named = [f"{each.articles:,} {each.language}" for each in others[:_MOST_LANGUAGES]]
        more = ", …" if len(others) > len(named) else ""
        said.append(
            f"{_articles(count, 'is', 'are')} not in English ({', '.join(named)}{more}): questions "
            "are read as English"
        )
    if status.too_old:
        said.append(f"{too_old(status.too_old)} by coverage.keep_days")
    return said


def too_old(count: int) -> str:
    """How many articles were left out for their age."""
    return f"{_articles(count, 'is', 'are')} in the files but left out as too old"


def _articles(count: int, one: str, many: str) -> str:
    return f"{count:,} article {one}" if count == 1 else f"{count:,} articles {many}"
