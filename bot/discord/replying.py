"""What a message of the bot's tells that is no answer, for a reply that leans on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import discord

from bot.discord.mentions import question_in
from bot.discord.rendering.headings import topic_in
from knowledge import Turn

_SMALL = "-# "
# A line in bold without a link: a heading, or a short answer.
_BOLD = re.compile(r"\*\*(?:(?!\]\().)*\*\*")
# What a line has that quotes an article or links to it.
_CITES = re.compile(r"^> |\]\(|\[\d+\]")
# Marks of lists and quotes, and the numbers of citations.
_MARKS = re.compile(r"^(?:[->]\s+)+|\s*\[\d+\]")
_ESCAPED = re.compile(r"\\([^\w\s])")


def turn_told(message: discord.Message, bot_id: int) -> Turn | None:
    """The topic, title or first sentence of the bot's message that another replies to, as if that
    had been asked; of an alert that follows a question, the question and its answer. None where it
    tells nothing of articles."""
    replied = message.reference.resolved if message.reference else None
    if not isinstance(replied, discord.Message) or replied.author.id != bot_id:
        return None
    lines = [line for text in _texts(replied.components) for line in text.splitlines() if line]
    told = [line for line in lines if not line.startswith(_SMALL)]
    headings = [line for line in told if _BOLD.fullmatch(line)]
    if topic := next(filter(None, map(topic_in, map(_plain, headings[:1]))), None):
        return Turn(topic)
    followed = filter(None, (topic_in(_plain(line)) for line in lines if line.startswith(_SMALL)))
    if (about := next(followed, "")).endswith("?"):
        return Turn(about, _plain(headings[0]) if headings else "")
    said = (line for line in told if line not in headings and _CITES.search(line))
    subject = _plain(next(said, ""))
    return Turn(subject) if subject else None


def _plain(line: str) -> str:
    """A line without its marks."""
    return _ESCAPED.sub(r"\1", question_in(_MARKS.sub("", line.removeprefix(_SMALL))))


def _texts(components: Sequence[object]) -> Iterator[str]:
    for each in components:
        if isinstance(each, discord.TextDisplay):
            yield each.content
        yield from _texts(getattr(each, "children", ()))
