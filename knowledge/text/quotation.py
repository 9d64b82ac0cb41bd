"""Where quotations stand in a line, those within others included, by the signs that mark them."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, get_args

Kind = Literal["double", "low", "guillemet", "straight", "single"]

_KINDS: tuple[Kind, ...] = get_args(Kind)
_SIGN = re.compile("[\"'“”„«»‘’]")
_OPENERS: dict[str, Kind] = {"“": "double", "„": "low", "«": "guillemet"}
# What is left out at the beginning of a word is no quotation: "’90s", "’twas", "'em".
_LEFT_OUT = re.compile(r"(?:\d0s|twas|tis|til|em|n|cause|bout|round)\b", re.IGNORECASE)
_BEFORE_OPENING = frozenset("([{-–—/“„«‘\"'")
_PAUSES = frozenset('.,!?…;:–—-”»"')
_FEW = 100
_SENTENCE_WITHIN = re.compile(r"[.!?…]\s+[A-Z]")


class _Sign(NamedTuple):
    """A sign at a place that may open or close a quotation; `sure` where nothing else is likely."""

    place: int
    kind: Kind
    opens: bool
    sure: bool = True


def quotations(line: str) -> list[tuple[int, int]]:
    """The quotations of a line as (place of the opening sign, place of the closing one).

    An apostrophe is told from a closing sign by the letters around it, and by whether a better
    close follows: in ‘the workers’ fund is empty,’ the first of the two is none. A quotation that
    is not closed is left out.
    """
    signs = [sign for match in _SIGN.finditer(line) if (sign := _sign(line, match.start()))]
    if len(signs) < 2:
        return []
    better = _better_ahead(signs)
    found: list[tuple[int, int]] = []
    pending: list[_Sign] = []
    counts: dict[Kind, int] = dict.fromkeys(_KINDS, 0)
    for sign, has_better in zip(signs, better, strict=True):
        kind = _closed_by(sign, counts)
        if kind is None:
            if sign.opens:
                pending.append(sign)
                counts[sign.kind] += 1
            continue
        if not sign.sure and has_better and line[sign.place - 1] == "s":
            continue  # "workers’"
        while True:
            opening = pending.pop()
            counts[opening.kind] -= 1
            if opening.kind == kind:
                break
        # Else a few words are quoted; where it would be sentences, it is an apostrophe again.
        few = sign.place - opening.place < _FEW
        if sign.sure or (few and not _SENTENCE_WITHIN.search(line, opening.place, sign.place)):
            found.append((opening.place, sign.place))
    return found


def _sign(line: str, place: int) -> _Sign | None:
    """What a sign is by the characters around it; None for an apostrophe."""
    char = line[place]
    before, after = line[place - 1 : place], line[place + 1 : place + 2]
    free = not before or before.isspace() or before in _BEFORE_OPENING
    if char in _OPENERS:
        return _Sign(place, _OPENERS[char], opens=True)
    if char in "”»":
        return _Sign(place, "double" if char == "”" else "guillemet", opens=False)
    if char == '"':
        return _Sign(place, "straight", opens=free and bool(after) and not after.isspace())
    if before.isalnum() and after.isalnum() and char != "‘":
        return None
    if char == "‘" or (char == "'" and free):
        opens = free and after.strip() != "" and not _LEFT_OUT.match(line, place + 1)
        return _Sign(place, "single", opens=True) if opens else None
    return None if free else _Sign(place, "single", opens=False, sure=before in _PAUSES)


def _closed_by(sign: _Sign, counts: dict[Kind, int]) -> Kind | None:
    """The kind of open quotation that a sign closes; None where it closes none."""
    if sign.kind == "double" and sign.opens and counts["low"]:
        return "low"  # „German“
    if sign.opens:
        return None
    if sign.kind == "double" and not counts["double"] and counts["low"]:
        return "low"  # „Polish”
    return sign.kind if counts[sign.kind] else None


def _better_ahead(signs: list[_Sign]) -> list[bool]:
    """For each sign, whether a sure close of a single quotation follows before the next opens."""
    better: list[bool] = []
    ahead = False
    for sign in reversed(signs):
        better.append(ahead)
        if sign.kind == "single":
            ahead = not sign.opens and (sign.sure or ahead)
    return better[::-1]
