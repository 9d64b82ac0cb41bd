"""From loose fields, as JSON and front matter hold them, to an `Article`."""

from __future__ import annotations

import hashlib
import re
import reprlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from dateutil import parser as dateutil_parser

from knowledge.article import Article, Section
from knowledge.sources.readers.encodings.characters import is_garbled
from knowledge.sources.readers.encodings.decoding import GARBLED, MOST_TEXT_BYTES, BadInputError
from knowledge.text.completions import completions

# The first newspaper was printed in 1605; a year outside these bounds is a slip or a filler.
_FIRST_YEAR, _LAST_YEAR = 1600, 2200

_UNCLEAN = re.compile(
    r"[\t\r\x00\x0b\x0c\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
    r"\ud800-\udfff]|  | \n|\n\n\n"
)
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Thousands parted by a no-break, figure, thin or narrow no-break space: "1 204 560".
_THOUSANDS = re.compile(r"(?<=\d)(?<!\d{4})[\xa0\u2007\u2009\u202f](?=\d{3}(?!\d))")
_SPACES = re.compile(
    rf"(?!{_THOUSANDS.pattern})[ \t\x1f\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+"
)
# A zone by name behind one by number, as RFC 9557 and some programs have it.
_ZONE_NAME = re.compile(r"\s*\[[\w/+-]+\]$|(?<=[+-]\d{4})\s+[A-Z]{1,5}$")
# The day of the week before a date, in whatever short form: it says nothing that the date does not.
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]*\s+(?=.*\d)", re.IGNORECASE)
_HALF_DAY = re.compile(r"\b([ap])\.\s?m\.?(?!\w)", re.IGNORECASE)
# A week without its day; a count of seconds, which is no stamp of date and time.
_PARTIAL = re.compile(r"\d{4}-?W\d{2}|(?!\d{8}$|\d{14}$)\d+")
# With the year first the month is next everywhere.
_YEAR_FIRST = re.compile(r"(\d{4})(?:[./-] ?|年)(\d{1,2})(?:[./-] ?|月)(\d{1,2})(?:日|(?!\d))")
_LANGUAGE = re.compile(r"([A-Za-z]{2})(?:[-_][A-Za-z0-9_-]{1,30})?")
_IMPOSSIBLE = re.compile(r"[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Reading:
    """An article, what is wrong with its fields, and the line (from 1) its record starts on.

    `mark` is the hash of the line it was made of, where it is one line and nothing is wrong: the
    same line in the same file gives the same article.
    """

    article: Article
    problems: tuple[str, ...] = ()
    line: int | None = None
    mark: bytes = b""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A line that was read before and need not be read again, by the id of its article."""

    id: str
    line: int
    mark: bytes


def clean_text(text: str) -> str:
    """Text with the white space made plain and not one word changed.

    Every line end becomes a newline, every other run of white space one space, more than one empty
    line one, and outer white space goes. A space that parts the thousands of a number becomes a
    narrow one, since with a plain one "12 300" would be two numbers. NUL and half surrogate pairs,
    which no output can hold, become U+FFFD.
    """
    if _UNCLEAN.search(text):  # most texts are clean already, and this look is cheap
        text = _LINE_END.sub("\n", text)
        text = _IMPOSSIBLE.sub("\ufffd", text)
        text = _THOUSANDS.sub("\u202f", text)
        text = _SPACES.sub(" ", text)
        text = text.replace(" \n", "\n")
        text = re.sub(r"\n{3,}", "\n\n", text)
    return text.lstrip("\ufeff").strip()


def parse_moment(value: str) -> datetime | None:
    """The wall-clock time that a text states in full, or None; a zone is dropped.

    A text that leaves the year, month or day open, or that reads differently with the day first
    ("05/07/2025"), states no date. Without a time of day it is midnight.
    """
    value = _ZONE_NAME.sub("", value.strip())
    if _PARTIAL.fullmatch(value):  # Python would make a day of it
        return None
    try:
        return datetime.fromisoformat(value).replace(tzinfo=None)
    except ValueError:
        pass
    value = _HALF_DAY.sub(r"\1m", _WEEKDAY.sub("", value, count=1))
    if not 6 <= len(value) <= 80:
        return None
    try:
        if value.isdecimal():
            return datetime.strptime(value, "%Y%m%d%H%M%S")
        year_first = _YEAR_FIRST.match(value)
        if year_first:
            return _with_time(year_first, value[year_first.end() :])
        readings = {
            each for day_first in (False, True) for each in completions(value, dayfirst=day_first)
        }
    except (ValueError, ArithmeticError):  # also decimal's, for numbers of thirty digits
        return None
    moment = readings.pop()
    return moment if not readings and _states_year(value, moment.year) else None


def _with_time(day: re.Match[str], rest: str) -> datetime | None:
    """The day of _YEAR_FIRST at the time of day in the rest of its text; raises ValueError."""
    midnight = datetime(int(day[1]), int(day[2]), int(day[3]))
    rest = re.sub(r"\([^)]*\)", " ", rest).strip(" .,T")  # the day of the week
    if not rest:
        return midnight
    moment = dateutil_parser.parse(rest, default=midnight, ignoretz=True)
    return moment if moment.date() == midnight.date() else None


def _states_year(value: str, year: int) -> bool:
    """Whether a text has the year that was read in it: in full, or short after a month's name.

    Of a number that it takes for none, such as "-0001", the parser makes a year of this century.
    """
    short = rf"\d{{1,2}}[ -][^\W\d_]{{3,}}[.,]?[ -]'?{year % 100:02}"
    return re.search(rf"(?<!\d)(?:{year:04}|{short})(?!\d)", value) is not None


def parse_language(tag: object) -> str | None:
    """The ISO 639-1 code of a language tag such as "en", "en-GB" or "de_AT", or None."""
    match = _LANGUAGE.fullmatch(tag.strip()) if isinstance(tag, str) else None
    return match[1].lower() if match else None


_SHORT = reprlib.Repr()  # of values from outside, however large or deep
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 40
_SHORT.maxlist = _SHORT.maxdict = _SHORT.maxlevel = 2


class _Fields:
    """Takes fields out of a mapping by type and notes what it could not use."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self.problems: list[str] = []

    def line(self, *names: str) -> str | None:
        """A text of one line; numbers are taken as they are written."""
        name, value = self._first(names)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and name == "id":
            value = str(value)
        if value is not None and not isinstance(value, str):
            self._refuse(name, value, "a text")
            return None
        return " ".join(clean_text(value or "").split()) or None

    def lines(self, *names: str) -> tuple[str, ...]:
        """A list of texts, or one text."""
        name, value = self._first(names)
        items = [value] if isinstance(value, str) else value or []
        if not isinstance(items, Sequence) or not all(isinstance(item, str) for item in items):
            self._refuse(name, value, "a list of texts")
            return ()
        return tuple(line for item in items if (line := " ".join(clean_text(item).split())))

    def moment(self, *names: str) -> datetime | None:
        """A date or date-time."""
        name, value = self._first(names)
        if value is None or value == "":
            return None
        if isinstance(value, datetime):
            found: datetime | None = value.replace(tzinfo=None)
        elif isinstance(value, date):
            found = datetime(value.year, value.month, value.day)
        else:
            found = parse_moment(value) if isinstance(value, str) else None
        if found is None or not _FIRST_YEAR <= found.year <= _LAST_YEAR:
            self._refuse(name, value, "a date that can be read in one way only, such as 2025-05-07")
            return None
        return found

    def language(self, *names: str) -> str | None:
        """A language by its code."""
        name, value = self._first(names)
        found = parse_language(value)
        if found is None and value not in (None, ""):
            self._refuse(name, value, "the code of a language such as en or de-AT")
        return found

    def _first(self, names: tuple[str, ...]) -> tuple[str, Any]:
        for name in names:
            if self._values.get(name) is not None:
                return name, self._values[name]
        return names[0], None

    def _refuse(self, name: str, value: object, wanted: str) -> None:
        shown = _SHORT.repr(value).encode("utf-8", "replace").decode()
        self.problems.append(f"{name}: {shown} is not {wanted}; the field was left empty")


def make_article(
    values: Mapping[str, Any],
    text: str,
    *,
    key: str,
    path: str,
    sections: tuple[Section, ...] = (),
    line: int | None = None,
) -> Reading:
    """The article and what is wrong with its fields; `text` has been through `clean_text`.

    `key` is what a derived id stands on where there is no id and no address: the same key gives
    the same id. Raises BadInputError where there is no text or too much.
    """
    if not text:
        raise BadInputError("no text: the article is empty", line)
    if is_garbled(text):
        raise BadInputError(GARBLED, line)
    if len(text) > MOST_TEXT_BYTES // 4 and len(text.encode()) > MOST_TEXT_BYTES:
        raise BadInputError(
            f"more than {MOST_TEXT_BYTES // 1_000_000} MB of text in one article; split it", line
        )
    fields = _Fields(values)
    title, url = fields.line("title"), fields.line("url", "link")
    host, page = _address_parts(url)
    article = Article(
        id=fields.line("id") or _derived_id(page or key, title or _file_name(key)),
        text=text,
        title=title,
        source=fields.line("source") or host,
        url=url,
        authors=fields.lines("authors", "author"),
        published=fields.moment("published", "date"),
        updated=fields.moment("updated"),
        path=path,
        sections=sections,
        language=fields.language("language", "lang"),
    )
    return Reading(article, tuple(fields.problems), line)


def _address_parts(url: str | None) -> tuple[str | None, str | None]:
    """The host without "www." and the whole address where it names more than a site."""
    try:
        parts = urlsplit(url or "")
        host = parts.hostname
    except ValueError:
        return None, None
    if parts.scheme not in ("http", "https") or not host:
        return None, None
    return host.removeprefix("www."), url if parts.path.strip("/") or parts.query else None


def _file_name(key: str) -> str:
    return key.split("#")[0].rsplit("/", 1)[-1].split(".")[0]


def _derived_id(identity: str, name: str) -> str:
    """A short readable name and a digest of what makes the article itself."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain))[:40].strip("-") or "article"
    digest = hashlib.blake2s(identity.encode("utf-8", "replace"), digest_size=5).hexdigest()
    return f"{slug}-{digest}"
