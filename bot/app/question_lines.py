"""Questions one a line, read and answered: plain text, or a JSON object with its options."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import IO, Any

from bot.app.day_options import read_scope
from bot.app.heap import answered
from knowledge import Answer, Coverage, KnowledgeError, Scope

OPTIONS = ("source", "since", "until", "as_of")


class QuestionError(KnowledgeError):
    """A question that cannot be asked; the message says why."""


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """Line `number` (from 1) of the input: a question and the options it gives, or an error."""

    number: int
    question: str = ""
    options: dict[str, str] = field(default_factory=dict)
    error: str | None = None


def check_question(text: str, most_chars: int) -> str:
    """The question without white space around it; raises QuestionError when it cannot be asked."""
    question = text.strip()
    if not question:
        raise QuestionError("the question is empty")
    if len(question) > most_chars:
        raise QuestionError(
            f"the question has {len(question):,} characters, {most_chars:,} are allowed"
        )
    if any("\ud800" <= char <= "\udfff" for char in question):
        raise QuestionError("the question is not valid Unicode text")
    return question


def read_questions(stream: IO[bytes], most_chars: int) -> Iterator[QuestionLine]:
    """The questions of a stream as they come in; a line that is none, or blank, gives an error.

    The stream is read as UTF-8, line by line, without waiting for more than the line asked for.
    """
    for number, raw in enumerate(_lines(stream), start=1):
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
            question, options = _object(text) if text.startswith("{") else (text, {})
            yield QuestionLine(number, check_question(question, most_chars), options)
        except UnicodeDecodeError:
            yield QuestionLine(number, error="the line is not UTF-8 text")
        except QuestionError as error:
            yield QuestionLine(number, error=str(error))


def line_scope(line: QuestionLine, whole: Scope) -> Scope | str:
    """The scope of the command line, with what a line gives instead, or what is wrong with it."""
    if line.error is not None:
        return line.error
    try:
        given = asdict(read_scope(line.options))
    except KnowledgeError as problem:
        return str(problem)
    return replace(whole, **{name: each for name, each in given.items() if each})


def answer_line(
    coverage: Coverage, line: QuestionLine, scope: Scope | str, passages: int | None
) -> tuple[QuestionLine, Answer | str]:
    """A line with its answer, or with the error that it or its scope has."""
    if isinstance(scope, str):
        return line, scope
    try:
        return line, coverage.ask(line.question, passages=passages, scope=scope)
    except KnowledgeError as problem:
        return line, str(problem)
    finally:
        answered()


def _lines(stream: IO[bytes]) -> Iterable[bytes]:
    return iter(stream.readline, b"")


def _object(text: str) -> tuple[str, dict[str, str]]:
    """The question and the options of a JSON object; keys that are not ours are left alone."""
    try:
        record: dict[str, Any] = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
        raise QuestionError(f"the line starts with {{ but is not JSON: {reason}") from None
    for key in record.keys() - {"question", *OPTIONS}:
        near = difflib.get_close_matches(key.casefold(), ["question", *OPTIONS], n=1, cutoff=0.8)
        if near:
            raise QuestionError(f"{key!r} is not an option; did you mean {near[0]!r}?")
    for key in ("question", *OPTIONS):
        if not isinstance(record.get(key), str | None):
            raise QuestionError(f"{key!r} must be text")
    options = {key: record[key] for key in OPTIONS if record.get(key)}
    return record.get("question") or "", options
