"""Articles in Markdown, with the fields of an article in front matter, YAML or TOML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge.article import Section
from knowledge.sources.readers.encodings.decoding import BadInputError
from knowledge.sources.readers.fields import clean_text
from knowledge.sources.readers.layout import Line, compose

_FENCE = re.compile(r"(---|\+\+\+)[ \t]*\n")
_FENCE_ENDS = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE),
}
# Comments and tags. Unlike the parser's own pattern this one never looks at a letter twice.
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|</?[A-Za-z][^<>]*>", re.DOTALL)
_MOST_FRONT_MATTER = 64_000  # characters; YAML is slow to read, and these are a few fields
_BREAKS = ("softbreak", "hardbreak")
_PARSER = MarkdownIt("commonmark").enable("table").disable("html_inline")


def read_markdown(text: str) -> tuple[dict[str, Any], str, tuple[Section, ...]]:
    """The fields of the front matter, the text as a reader sees it, and the sections.

    Without a title in the front matter a heading of the first level at the top is the title; that
    heading, or one that repeats the title, is left out of the text. Raises BadInputError with the
    line where the front matter is malformed.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    fields, body = _split_front_matter(text)
    tokens = _parse(body)
    heading = _top_heading(tokens)
    title = fields.get("title") or heading
    if heading and heading == title:
        fields["title"], tokens = title, tokens[3:]
    return fields, *compose(_lines(tokens))


def _split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    opening = _FENCE.match(text)
    if not opening:
        return {}, text
    fence = opening[1]
    closing = _FENCE_ENDS[fence].search(text, opening.end())
    if not closing:
        raise BadInputError(f"the front matter is not closed: a line {fence} is missing", 1)
    if closing.start() > _MOST_FRONT_MATTER:
        raise BadInputError(f"more than {_MOST_FRONT_MATTER:,} characters of front matter", 1)
    read = _read_toml if fence == "+++" else _read_yaml
    return read(text[opening.end() : closing.start()]), text[closing.end() :]


def _read_toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInputError(f"malformed front matter: {str(error)[:80]}", 1) from None


def _read_yaml(text: str) -> dict[str, Any]:
    try:
        # BaseLoader makes strings of all values: "No" stays a word and a bad date a text.
        fields = yaml.load(text, yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise BadInputError(f"malformed front matter: {error.problem}", line) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        reason = str(error).split("\n")[0]
        raise BadInputError(f"malformed front matter: {reason[:80]}", 1) from None
    if fields is not None and not isinstance(fields, dict):
        raise BadInputError("malformed front matter: lines such as `title: …` are needed", 2)
    return fields or {}


def _parse(body: str) -> Sequence[Token]:
    try:
        return _PARSER.parse(body)
    except RecursionError:
        raise BadInputError("marks are nested too deep") from None


def _top_heading(tokens: Sequence[Token]) -> str | None:
    if tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        return " ".join(_inline_text(tokens[1]).split())
    return None


def _lines(tokens: Sequence[Token]) -> Iterator[Line]:
    """The lines of a document: one for a paragraph, a list item's bullet, a table's row."""
    bullet, tight, numbers = "", False, [0]
    row: list[str] | None = None
    first_row = False
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type in ("ordered_list_open", "bullet_list_open"):
            ordered = token.type.startswith("ordered")
            numbers.append(int(token.attrGet("start") or 1) if ordered else 0)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            numbers.pop()
            tight = False
        elif token.type == "list_item_open":
            bullet = f"{token.info}{token.markup} " if numbers[-1] else f"{token.markup} "
        elif token.type == "table_open":
            first_row = True
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            yield from _clean_lines(" | ".join(row or []), gap=first_row)
            row, first_row = None, False
        elif row is not None and token.type == "inline":
            row.append(_inline_text(token))
        elif token.content:
            heading = before is not None and before.type == "heading_open"
            text = bullet + _block_text(token)
            yield from _clean_lines(text, gap=not (bullet and tight), heading=heading)
            tight, bullet = bool(bullet), ""


def _clean_lines(text: str, gap: bool, heading: bool = False) -> Iterator[Line]:
    for line in clean_text(text).split("\n"):
        if line.strip():
            yield Line(line.strip(), gap, heading)
            gap = heading = False


def _block_text(token: Token) -> str:
    if token.type == "inline":
        return _inline_text(token)
    return _TAG.sub(" ", token.content) if token.type == "html_block" else token.content


def _inline_text(token: Token) -> str:
    """The words of a paragraph: marks, tags and pictures left out, soft line breaks as spaces."""
    parts = []
    for child in token.children or []:
        if child.type in _BREAKS:
            parts.append("\n" if child.type == "hardbreak" else " ")
        elif child.type == "text":
            parts.append(_TAG.sub("", child.content))
        elif child.type != "image":
            parts.append(child.content)
    return "".join(parts)
