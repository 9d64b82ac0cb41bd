"""The options of a typed line: what is no option is the question or topic."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import islice

from bot.app.bounds import MOST_EVENTS, MOST_PAGES, MOST_SENTENCES
from bot.app.day_options import Span, readings
from bot.app.question_lines import OPTIONS
from knowledge import LENGTHS, KnowledgeError, Length

# An option as typed in Discord's style (source:Reuters, since:"7 May 2025") or as on the command
# line (--source Reuters, --as-of=2025-05-05).
_OPTION = re.compile(
    r"(?<!\S)(?:--(?P<flag>[a-z_-]+)(?:=|\s+)|(?P<name>[a-z_-]+):(?P<gap>\s*))(?=\S)"
)
_QUOTED = re.compile(r'"([^"]*)"')
_WORD = re.compile(r"\S+")
# The most of what is counted in an option.
_MOST = {"events": MOST_EVENTS, "sentences": MOST_SENTENCES, "page": MOST_PAGES}
_YES, _NO = ("yes", "true"), ("no", "false")
# The most words that a source's name or a day is looked for in.
_MOST_WORDS = 12


def split_options(
    text: str, sources: Iterable[str] = (), more: Collection[str] = ()
) -> tuple[str, dict[str, str]]:
    """The text without its options, and the options: `key:value` or `--key value`.

    `more` are options beside those of every command, each with a value of one word.
    A value of more than one word stands in quotes, unless it is one of `sources` or a day; only
    then may white space stand before it. What only looks like an option stays in the text.
    """
    known = {_folded(source) for source in sources}
    options: dict[str, str] = {}
    kept: list[str] = []
    position = 0
    for key in _OPTION.finditer(text):
        name = (key["flag"] or key["name"]).replace("-", "_")
        if key.start() < position or name not in ("question", *OPTIONS, *more):
            continue
        found = _value(text, key.end(), name, known, sure=not key["gap"])
        if found is None:
            continue
        kept.append(text[position : key.start()])
        value, position = found
        if name == "question":
            kept.append(value)
        else:
            options[name] = value
    return " ".join(" ".join([*kept, text[position:]]).split()), options


def _value(
    text: str, start: int, name: str, sources: Collection[str], *, sure: bool
) -> tuple[str, int] | None:
    """The value of an option that begins at `start`, and where it ends: what stands in quotes, the
    longest known source or day, or, where it is `sure` to be one, a word."""
    if quoted := _QUOTED.match(text, start):
        return quoted[1], quoted.end()
    ends = [word.end() for word in islice(_WORD.finditer(text, start), _MOST_WORDS)]
    if name == "source":
        fitting = [end for end in ends if _folded(text[start:end]) in sources]
    else:
        fitting = [] if name == "question" else _day_ends(text, start, ends)
    if not fitting and not sure:
        return None
    end = fitting[-1] if fitting else ends[0]
    return " ".join(text[start:end].split()), end


def length_of(text: str) -> Length:
    """The length of a summary that was typed. Raises KnowledgeError where it is none."""
    for length in LENGTHS:
        if text == length:
            return length
    raise KnowledgeError(f"a summary's length is one of {', '.join(LENGTHS)}, not {text!r}")


def count_of(what: str, text: str) -> int:
    """How many events, or sentences of each, or which page was asked for. Raises KnowledgeError
    where it is no number allowed."""
    if text.isascii() and text.isdigit() and 1 <= int(text) <= _MOST[what]:
        return int(text)
    raise KnowledgeError(f"{what} is a number from 1 to {_MOST[what]:,}, not {text!r}")


def yes_or_no(what: str, text: str) -> bool:
    """Whether something was asked for. Raises KnowledgeError where that is not said."""
    if text.casefold() in _YES or text.casefold() in _NO:
        return text.casefold() in _YES
    raise KnowledgeError(f"{what} is yes or no, not {text!r}")


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _day_ends(text: str, start: int, ends: Sequence[int]) -> list[int]:
    """The ends at which a text that begins at `start` is a day, each another than before."""
    found: list[int] = []
    last: list[Span] = []
    for end in ends:
        read = readings(" ".join(text[start:end].split()), date.today())
        if read and read != last:
            found.append(end)
            last = read
    return found
