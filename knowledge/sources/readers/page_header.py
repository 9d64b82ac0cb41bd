"""The head of a copied page: title, time stamps, byline, source and address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from knowledge.sources.readers.fields import parse_moment

# A page's head is short; a date on a line of its own further down is part of the story.
_MOST_LINES = 12
_MOST_LINE = 500
_MOST_TITLE = 160
# Characters of the longest name of a source, and of the longest date with its time and zone.
_MOST_SOURCE, _MOST_MOMENT = 80, 60
_HEADLINE_WORDS = 4

_LABELLED = re.compile(
    r"(title|headline|source|publisher|url|link|authors?|published|posted|date|updated"
    r"|last updated|modified)\s*:\s*(\S.*)",
    re.IGNORECASE,
)
_FIELDS = {
    **dict.fromkeys(("title", "headline"), "title"),
    **dict.fromkeys(("source", "publisher"), "source"),
    **dict.fromkeys(("url", "link"), "url"),
    **dict.fromkeys(("author", "authors"), "authors"),
    **dict.fromkeys(("published", "posted", "date"), "published"),
    **dict.fromkeys(("updated", "last updated", "modified"), "updated"),
}
_STAMP = re.compile(
    r"(?:(?:first )?(published|posted)|(?:last )?(updated|modified))(?: (?:on|at))?\s+(.+)",
    re.IGNORECASE,
)
_NUMERIC_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](?:\d{2}|\d{4})(?:,? \d{1,2}:\d{2}.*)?")
_ADDRESS = re.compile(r"https?://\S+")
_PARTICLE = r"(?:de|del|della|da|di|du|van|von|der|den|la|le|el|al|bin|ibn)"
_NAME = rf"[^\W\d_a-z][\w.’'-]*(?: (?:{_PARTICLE}|[^\W\d_a-z][\w.’'-]*)){{0,4}}"
_NAMES = rf"{_NAME}(?:(?:,| and| &) {_NAME})*"
_BYLINE = re.compile(rf"(?:by|By|BY) ({_NAMES})")
_CREDIT = re.compile(  # bylines without a "By": whose work it is, not what it says
    r"special (?:to|for) .*|from .*\b(?:reports?|staff|services)"
    r"|.*\b(?:staff|correspondent|reporter|columnist|editor)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s+[|·•–—-]\s+|,?\s+(?=By [A-Z])")
_SENTENCE_END = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")
_ABBREVIATION_END = re.compile(r"(?:\b[A-Z]\.|\b(?:Inc|Co|Corp|Ltd|Jr|Sr|St|No|vs)\.|\.\.\.|…)$")


def ends_sentence(line: str) -> bool:
    """Whether a line closes with a sentence's end mark, quotation marks and brackets aside."""
    return _SENTENCE_END.search(line) is not None


def read_header(lines: Sequence[str], first_body_line: int) -> tuple[dict[str, Any], set[int]]:
    """The fields that a page's head states, and the numbers of the lines that state them.

    `first_body_line` is where the story begins for certain (a label, a list item), however short
    the lines before it are. A field that is not written is not in the result: in particular, a
    first line that is a sentence is no title. Of two time stamps the later is the update.
    """
    fields: dict[str, Any] = {}
    stamps: list[datetime] = []
    used: set[int] = set()
    candidates: list[int] = []
    for number, line in enumerate(lines[: min(first_body_line, _MOST_LINES)]):
        found = _header_fields(line)
        # Stamps stand together; one further down is a heading of the story, a day of a diary.
        if found is not None and not ("stamps" in found and stamps and number - 1 not in used):
            stamps.extend(found.pop("stamps", ()))
            fields = {**found, **fields}
            used.add(number)
        elif _may_be_title(line):
            candidates.append(number)
        elif not _is_standfirst(lines, number):
            break
    title = _choose_title(lines, candidates, certain=bool(used))
    if "title" not in fields and title is not None and title + 1 < len(lines):
        fields["title"] = lines[title]
        used.update(range(title + 1))  # what stands above a title is the site's name or a menu
    _place_stamps(fields, stamps)
    return fields, used


def source_line(line: str) -> str | None:
    """The source that a line such as "Source: Example Wire" names."""
    match = _LABELLED.fullmatch(line)
    if match and _FIELDS[match[1].lower()] == "source" and len(match[2]) <= _MOST_SOURCE:
        return match[2]
    return None


def _header_fields(line: str) -> dict[str, Any] | None:
    """What a line of a page's head states, or None where it is none."""
    if len(line) > _MOST_LINE:
        return None
    labelled = _LABELLED.fullmatch(line)
    if labelled:
        name, value = _FIELDS[labelled[1].lower()], labelled[2]
        return {name: _names(value) if name == "authors" else value}
    found: dict[str, Any] = {}
    for part in _SEPARATOR.split(line):
        fields = _part_fields(part.strip(" ,"))
        if fields is None:
            whole = _part_fields(line)  # a separator within a date: "Wed 7 May 2025 - 15:31"
            return whole if whole is not None else None
        stamps = [*found.get("stamps", ()), *fields.get("stamps", ())]
        found |= {**fields, "stamps": stamps}
    return found


def _part_fields(part: str) -> dict[str, Any] | None:
    stamp = _STAMP.fullmatch(part)
    moment = _moment(stamp[3] if stamp else part)
    if moment is not None:
        if stamp is None:
            return {"stamps": [moment]}
        return {"published" if stamp[1] else "updated": moment}
    if _NUMERIC_DATE.fullmatch(part):  # a date, but which day? Told of rather than guessed
        return {"published": part}
    byline = _BYLINE.fullmatch(part)
    if byline:
        return {"authors": _names(byline[1])}
    return {"url": part} if _ADDRESS.fullmatch(part) else None


def _moment(text: str) -> datetime | None:
    """The date that a short text is, if it is nothing else and names its year."""
    if len(text) > _MOST_MOMENT or not re.search(r"\b\d{4}\b|^\d{8}", text):
        return None
    return parse_moment(re.sub(r"\s+[|·•–—-]\s+|\s+at\s+", " ", text))


def _names(text: str) -> list[str]:
    """The people of a byline; what follows a comma is a name only in a list that ends in "and"."""
    parts = re.split(r",? (?:and|&) ", text)
    if len(parts) == 1:
        return [text.split(",")[0].strip()]
    return [name.strip() for part in parts for name in part.split(",")]


def _may_be_title(line: str) -> bool:
    if len(line) > _MOST_TITLE or sum(char.isalpha() for char in line) < 2:
        return False
    if line.endswith((",", ";", ":", "—", "–", "-")) or _CREDIT.fullmatch(line):
        return False
    stop = _SENTENCE_END.search(line)
    return not stop or stop[0][0] in "!?！？؟" or bool(_ABBREVIATION_END.search(line))


def _is_standfirst(lines: Sequence[str], number: int) -> bool:
    """Whether a sentence stands within the page's head, as the summary below a headline does."""
    following = lines[number + 1 : number + 3]
    return any(_header_fields(line) is not None for line in following)


def _choose_title(lines: Sequence[str], candidates: list[int], certain: bool) -> int | None:
    """The first line that is long enough for a headline; sites put their names and menus above.

    A shorter one, or one like a list of names, is a title only if the lines are a page's head for
    `certain`: without a date or the like it may as well be the author.
    """
    for number in candidates:
        is_long = len(lines[number].split()) >= _HEADLINE_WORDS
        if is_long and (certain or not re.fullmatch(_NAMES, lines[number])):
            return number
    return candidates[0] if candidates and certain else None


def _place_stamps(fields: dict[str, Any], stamps: list[datetime]) -> None:
    """Tells bare time stamps apart: the earliest is the publication, the latest an update."""
    if not stamps:
        return
    first, last = min(stamps), max(stamps)
    if "published" not in fields:
        fields["published"] = first
    if last > first:
        fields.setdefault("updated", last)
