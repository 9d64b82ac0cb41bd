"""The dates that are found in a text of Sunday, May 4, 2025."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from knowledge.text.dates import (
    DateMention,
    find_dates,
)

SUNDAY = date(2025, 5, 4)
DAYS = st.dates(date(1900, 1, 1), date(2085, 12, 31))


def found(text: str, anchor: date | None = SUNDAY) -> list[tuple[str, str, str]]:
    """Each mention as (its text, first day, last day), days as ISO or ""."""
    return [
        (
            text[mention.start : mention.end],
            mention.first.isoformat() if mention.first else "",
            mention.last.isoformat() if mention.last else "",
        )
        for mention in find_dates(text, anchor)
    ]


def only(text: str, anchor: date | None = SUNDAY) -> DateMention:
    (mention,) = find_dates(text, anchor)
    return mention
