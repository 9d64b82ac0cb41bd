"""Timelines: the dated events of a topic in the order of their dates, each cited."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from knowledge.answer import Citation
from knowledge.digests.days import Dated, read_days
from knowledge.digests.events import Event, choose_events
from knowledge.digests.selection import Topic, lead_passages, read_topic, topic_passages
from knowledge.digests.story import main_story, story_topic
from knowledge.index import Index
from knowledge.scope import Scope
from knowledge.text.analysis import Analyzer
from knowledge.text.dates import tense_at

Status = Literal["planned", "past"]

# The passages read: enough for the days of a story to show, few enough for half a second.
_MOST_PASSAGES = 600
MOST_EVENTS = 16


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """What happened, or is planned, from `date` to `end`, both included; `end` is None for one day.

    `text` is verbatim from the article of the first citation; the others tell the same. `replaces`
    is the plan that a later article says was changed. The quotes of `more` are further sentences
    of the same days.
    """

    date: datetime.date
    end: datetime.date | None
    text: str
    status: Status
    citations: tuple[Citation, ...]
    replaces: TimelineEvent | None = None
    more: tuple[Citation, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The contract's shape, with `replaces` where a plan was changed and `more` where further
        sentences are told."""
        shape: dict[str, Any] = {
            "date": self.date.isoformat(),
            "end": self.end.isoformat() if self.end else None,
            "text": self.text,
            "status": self.status,
            "citations": [citation.to_json() for citation in self.citations],
        }
        if self.replaces:
            shape["replaces"] = self.replaces.to_json()
        if self.more:
            shape["more"] = [citation.to_json() for citation in self.more]
        return shape


@dataclass(frozen=True, slots=True)
class Timeline:
    """Events in the order of their days; none where the coverage has no dated ones on the topic.

    `topic` is what was asked for; without one the events are the main story's. `volume` is how many
    articles on it came out on each day, in order; days without one are left out.
    """

    topic: str | None
    events: tuple[TimelineEvent, ...]
    volume: tuple[tuple[datetime.date, int], ...] = ()

    @property
    def headline(self) -> str:
        """What stands above the events."""
        return f"Timeline: {self.topic}" if self.topic else "Timeline of the main story"

    def to_json(self) -> dict[str, Any]:
        """The contract's shape for `timeline --json`."""
        return {"topic": self.topic, "events": [event.to_json() for event in self.events]}


def timeline(
    index: Index,
    analyzer: Analyzer,
    topic: str | None = None,
    scope: Scope = Scope(),  # noqa: B008 - frozen
    events: int | None = None,
    sentences: int = 1,
) -> Timeline:
    """The at most `events` weightiest dated events of a topic; without one, of the main story.
    Where `events` is left out, as many as make sixteen sentences.

    The days that most is published on and said about are chosen first, over the whole span of the
    coverage, and of each the sentence that is nearest to what all sentences of it tell; further
    events of a day follow where there are fewer days than `events`. The main story is that of the
    newest articles. With more `sentences`, the next nearest ones of the day follow that repeat
    nothing told. Days are resolved against each article's own date. An event that several
    articles tell is one event with several citations, numbered by article throughout. An event is
    planned when it lies after the scope's `as_of` (today without one), or on it and is told in the
    future tense. What a later article says was moved or called off replaces the plan.
    """
    topic = topic.strip() or None if topic else None
    today = scope.as_of or datetime.date.today()
    about, passages = _read(index, analyzer, topic, scope)
    days = read_days(index, analyzer, passages, about, today)
    most = max(1, MOST_EVENTS // sentences) if events is None else events
    chosen = choose_events(index, days, most, sentences)
    return Timeline(topic, tuple(_told(chosen, today)), tuple(days.volume()))


def _read(
    index: Index, analyzer: Analyzer, topic: str | None, scope: Scope
) -> tuple[Topic, list[tuple[int, float]]]:
    """What a timeline is about, and the passages on it, of all times alike."""
    if topic:
        about = read_topic(index, analyzer, topic)
        passages = topic_passages(index, analyzer, about, scope, _MOST_PASSAGES, recency_floor=1)
        return about, passages
    story = main_story(index, analyzer, scope)
    about = story_topic(index, analyzer, story)
    found = dict(lead_passages(index, story, _MOST_PASSAGES // 2))
    older = topic_passages(index, analyzer, about, scope, _MOST_PASSAGES, recency_floor=1)
    found |= dict(older[: _MOST_PASSAGES - len(found)])
    return about, sorted(found.items())


def _told(events: Sequence[Event], today: datetime.date) -> Iterator[TimelineEvent]:
    numbers: dict[str, int] = {}
    for event in events:
        replaces = event.replaces
        told = _event(
            event.told, today, numbers, _event([replaces], today, numbers) if replaces else None
        )
        yield replace(told, more=tuple(_citation(each, numbers) for each in event.more))


def _event(
    told: Sequence[Dated],
    today: datetime.date,
    numbers: dict[str, int],
    replaces: TimelineEvent | None = None,
) -> TimelineEvent:
    head = told[0]
    first, last = head.span
    of_article: dict[str, Dated] = {}
    for each in told:
        of_article.setdefault(each.candidate.article.id, each)
    return TimelineEvent(
        first,
        last if last != first else None,
        head.candidate.text,
        _status(head, today),
        tuple(_citation(each, numbers) for each in of_article.values()),
        replaces,
    )


def _citation(dated: Dated, numbers: dict[str, int]) -> Citation:
    """With its article's number, the next one where it has none."""
    candidate, mention = dated.candidate, dated.mention
    n = numbers.setdefault(candidate.article.id, len(numbers) + 1)
    highlights = ((mention.start, mention.end),) if mention else ()
    return Citation(n, candidate.article, candidate.start, candidate.end, highlights)


def _status(dated: Dated, today: datetime.date) -> Status:
    first, last = dated.span
    if last < today or dated.mention is None:
        return "past"
    if first > today:
        return "planned"
    mention = dated.mention
    tense = tense_at(dated.candidate.text, mention.start, mention.end)
    return "planned" if tense == "future" else "past"
