"""Articles in JSON: one object, a list of them, or JSON Lines read as a stream."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, BinaryIO

from knowledge.sources.readers.encodings.decoding import (
    MOST_TEXT_BYTES,
    STREAM_ERRORS,
    BadInputError,
    decode,
    lines_of,
    stream_problem,
)
from knowledge.sources.readers.fields import Reading, Unchanged, clean_text, make_article

# A letter can take six bytes in JSON ("\u00e9"); the rest is for the other fields.
MOST_LINE_BYTES = 7 * MOST_TEXT_BYTES
# A .json file is held in memory whole; .jsonl is not and has no limit.
MOST_JSON_BYTES = 128_000_000

# The size of a line's mark, see `Reading`.
MARK_BYTES = 16
NOTHING_KNOWN: Mapping[bytes, str] = MappingProxyType({})

_DECODER = json.JSONDecoder()
_WHITE = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class Record:
    """One JSON value of a file: as it is written there, and the line (from 1) it starts on."""

    raw: str
    value: Any
    line: int


def read_json(data: bytes, key: str, path: str) -> Iterator[Reading | BadInputError]:
    """The article or articles of a `.json` file.

    Raises BadInputError where the file is malformed, after yielding what stands before the fault.
    """
    text = decode(data)
    alone = not text.startswith("[", _after_white(text, 0))
    for record in split_json(text):
        yield _reading(record, key, path, alone=alone)


def read_json_lines(
    stream: BinaryIO, key: str, path: str, known: Mapping[bytes, str] = NOTHING_KNOWN
) -> Iterator[Reading | Unchanged | BadInputError]:
    """The articles of a `.jsonl` stream, one line in memory at a time; blank lines are skipped.

    `known` has the ids of articles by the marks of the lines they were made of: such a line is
    yielded as `Unchanged` before anything else is done with it. A bad line is yielded as a
    BadInputError and reading goes on. Raises BadInputError, with the line reached, where the stream
    itself is damaged.
    """
    for number, line in _lines(stream):
        if isinstance(line, BadInputError):
            yield line
        elif not line.isspace():
            mark = hashlib.blake2b(line.strip(), digest_size=MARK_BYTES).digest()
            article_id = known.get(mark)
            if article_id is None:
                yield _read_line(line, number, mark, key, path)
            else:
                yield Unchanged(article_id, number, mark)


def _read_line(
    line: bytes, number: int, mark: bytes, key: str, path: str
) -> Reading | BadInputError:
    try:
        reading = parse_record(parse_line(line, number), key, path)
    except BadInputError as error:
        return error
    # What is wrong has to be told each time, so that such a line is read each time.
    return reading if reading.problems else replace(reading, mark=mark)


def parse_line(line: bytes, number: int) -> Record:
    """The record on one line of JSON Lines; raises BadInputError."""
    try:
        text = line.decode("utf-8").strip()
    except UnicodeDecodeError as error:
        raise BadInputError(f"not UTF-8 text (byte {error.start} of the line)", number) from None
    value, end = _parse_value(text, 0, number)
    if end != len(text):
        raise BadInputError(f"malformed JSON: more after its end (column {end + 1})", number)
    return Record(text, value, number)


def split_json(text: str) -> Iterator[Record]:
    """The records of a JSON list in order, or the one value that the text is; none of a blank text.

    Raises BadInputError at the fault, after yielding what stands before it.
    """
    position = _after_white(text, 0)
    if position == len(text):
        return
    is_list = text.startswith("[", position)
    line = 1 + text.count("\n", 0, position)
    if is_list:
        start, position = position, _after_white(text, position + 1)
        line += text.count("\n", start, position)
        if text.startswith("]", position):
            return
    more = True
    while more:
        value, end = _parse_value(text, position, line)
        yield Record(text[position:end], value, line)
        start, position = position, _after_white(text, end)
        line += text.count("\n", start, position)
        more = is_list and text.startswith(",", position)
        if more:
            start, position = position, _after_white(text, position + 1)
            line += text.count("\n", start, position)
    if is_list:
        if not text.startswith("]", position):
            raise BadInputError("malformed JSON: a comma or ] is missing", line)
        position = _after_white(text, position + 1)
    if position != len(text):
        hint = "" if is_list else "; articles one a line belong in a .jsonl file"
        raise BadInputError(f"malformed JSON: more after its end{hint}", line)


def parse_record(record: Record, key: str, path: str, *, alone: bool = False) -> Reading:
    """The article of a record; raises BadInputError.

    One of several records (not `alone` in its file) without id and address is known by its words:
    records move when one above them goes, so that neither the file nor the position names it.
    """
    text = _text_of(record)
    if not alone and not record.value.get("id") and not record.value.get("url"):
        words = f"{record.value.get('title')}\n{text}".encode("utf-8", "replace")
        key = f"{key}#{hashlib.blake2s(words).hexdigest()}"
    return make_article(record.value, text, key=key, path=path, line=record.line)


def _reading(record: Record, key: str, path: str, alone: bool = False) -> Reading | BadInputError:
    try:
        return parse_record(record, key, path, alone=alone)
    except BadInputError as error:
        return error


def _text_of(record: Record) -> str:
    if not isinstance(record.value, dict):
        raise BadInputError("not an article: an object with a text is needed", record.line)
    text = record.value.get("text")
    if isinstance(text, str):
        return clean_text(text)
    if text is None:
        raise BadInputError("not an article: it has no text", record.line)
    raise BadInputError(f"text: {json.dumps(text)[:40]} is not a text", record.line)


def _after_white(text: str, position: int) -> int:
    match = _WHITE.match(text, position)
    return match.end() if match else position


def _parse_value(text: str, position: int, line: int) -> tuple[Any, int]:
    """The value at a position, which is on `line`, and the position after it."""
    try:
        return _DECODER.raw_decode(text, position)
    except json.JSONDecodeError as error:
        fault = line + text.count("\n", position, error.pos)
        # A text that is not closed is told at its beginning, and goes on to the end.
        early = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")
        reason = "it ends early" if early else error.msg
        raise BadInputError(f"malformed JSON: {reason} (column {error.colno})", fault) from None
    except (RecursionError, ValueError) as error:  # nested too deep; a number of too many digits
        raise BadInputError(f"JSON that cannot be read: {str(error)[:80]}", line) from None


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | BadInputError]]:
    """The lines of a stream, numbered from 1; one that is too long is skipped and told of."""
    number = 1
    try:
        stream = lines_of(stream)
        while line := stream.readline(MOST_LINE_BYTES + 1):
            if len(line) <= MOST_LINE_BYTES:
                yield number, line
            else:
                while line and not line.endswith(b"\n"):
                    line = stream.readline(1_000_000)
                limit = f"more than {MOST_LINE_BYTES // 1_000_000} MB in one line"
                yield number, BadInputError(limit, number)
            number += 1
    except STREAM_ERRORS as error:
        raise BadInputError(stream_problem(error), number) from None
    except UnicodeError:  # UTF-16 or UTF-32 as announced, but not as it goes on
        raise BadInputError("not in the encoding its first bytes announce", number) from None
