"""Timelines: the dated events of a topic in the order of their dates, each cited."""

from __future__ import annotations

import datetime
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from knowledge.answer import Citation
from knowledge.article import Article
from knowledge.digests.selection import (
    Candidate,
    Likeness,
    Topic,
    candidates,
    lead_passages,
    newest_articles,
    on_topic,
    read_topic,
    topic_passages,
)
from knowledge.index import Index
from knowledge.scope import Scope
from knowledge.text.analysis import Analyzer
from knowledge.text.dates import DateMention, find_dates, tense_at

Status = Literal["planned", "past"]

_MOST_PASSAGES = 150
_MOST_EVENTS = 16
# Articles among which the main story is looked for when no topic is given.
_NEWEST_ARTICLES = 60
# Two sentences of the same days tell one event when they are this alike (cosine).
_SAME_EVENT = 0.3
# Of other days they only repeat each other when they are this alike, less where the days are near
# (one may date the event, the other its announcement); the better one is kept.
_REPEATED = 0.75
_REPEATED_NEAR = 0.5
# "in April" adds nothing to what is told of April 25.
_REPEATED_VAGUE = 0.2
_EXACT = datetime.timedelta(days=10)
_NEAR = datetime.timedelta(days=2)
# What each further event of one day is worth, so that one busy day does not fill the timeline.
_SAME_DAY = 0.6
# Two articles tell one story when they are this many times as alike as two are on average, or this
# alike (a small coverage is all one story); more than the cap makes an article no more central.
_STORY_FLOOR = 2.5
_STORY_LEAST = 0.12
_STORY_CAP = 0.4
# The longest span, in days, that still dates an event, by the unit it is given in.
_MOST_DAYS = {"week": 8, "month": 32, "season": 93, "quarter": 185, "year": 732}
# "since 2014" and "every Friday" date no event; "said Tuesday" dates the saying, not what is said.
_SAYING = re.compile(
    r"\b(?:said|says|told|announced|reported|confirmed|added|wrote|tweeted|statement|interview"
    r"|according\s+to)\b[^.;]{0,25}$",
    re.IGNORECASE,
)
_PASSING = re.compile(
    r"\b(?:since|until|till|before|than|after|by|every|each)\s+(?:the\s+)?$", re.IGNORECASE
)
_DETERMINER = re.compile(r"(?:\b(?:the|its|their|his|her)|['’]s?)\s+$", re.IGNORECASE)
_LISTED = re.compile(r",?\s+(?:and|or)\s+(?:in\s+|on\s+)?|,\s+", re.IGNORECASE)
_NOUN = re.compile(r"\s+[A-Za-z]")
_IN = re.compile(r"\b(?:in|from|between|during|of|for)\s+(?:the\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """What happened, or is planned, from `date` to `end`, both included; `end` is None for one day.

    `text` is verbatim from the article of the first citation; the others tell the same.
    """

    date: datetime.date
    end: datetime.date | None
    text: str
    status: Status
    citations: tuple[Citation, ...]

    def to_json(self) -> dict[str, Any]:
        """The contract's shape."""
        return {
            "date": self.date.isoformat(),
            "end": self.end.isoformat() if self.end else None,
            "text": self.text,
            "status": self.status,
            "citations": [citation.to_json() for citation in self.citations],
        }


@dataclass(frozen=True, slots=True)
class Timeline:
    """Events in the order of their days; none where the coverage has no dated ones on the topic.

    `topic` is what was asked for; without one the events are the main story's.
    """

    topic: str | None
    events: tuple[TimelineEvent, ...]

    @property
    def headline(self) -> str:
        """What stands above the events."""
        return f"Timeline: {self.topic}" if self.topic else "Timeline of the main story"

    def to_json(self) -> dict[str, Any]:
        """The contract's shape for `timeline --json`."""
        return {"topic": self.topic, "events": [event.to_json() for event in self.events]}


@dataclass(frozen=True, slots=True)
class _Dated:
    """A candidate sentence, the date of what it tells, and what it is worth in the timeline."""

    candidate: Candidate
    mention: DateMention
    first: datetime.date
    last: datetime.date
    score: float


def timeline(
    index: Index,
    analyzer: Analyzer,
    topic: str | None = None,
    scope: Scope = Scope(),  # noqa: B008 - frozen
    events: int = _MOST_EVENTS,
) -> Timeline:
    """The at most `events` weightiest dated events of a topic; without one, of the main story.

    The main story is that of the newest articles. Days are resolved against each article's own
    date. An event that several articles tell is one event with several citations, numbered by
    article throughout. An event is planned when it lies after the scope's `as_of` (today without
    one), or on it and is told in the future tense.
    """
    topic = topic.strip() or None if topic else None
    if topic:
        about = read_topic(index, analyzer, topic)
        passages = topic_passages(index, analyzer, about, scope, _MOST_PASSAGES)
        told = on_topic(candidates(index, analyzer, passages), about, analyzer)
    else:
        story = main_story(index, analyzer, scope)
        about = read_topic(index, analyzer, (story[0].title or "") if story else "")
        told = candidates(index, analyzer, lead_passages(index, story, _MOST_PASSAGES))
    dated = list(_dated(told, about))
    groups = _weightiest(_grouped(index, dated), events)
    groups.sort(key=lambda group: (group[0].first, group[0].last, -group[0].score))
    return Timeline(topic, tuple(_events(groups, scope.as_of or datetime.date.today())))


def main_story(index: Index, analyzer: Analyzer, scope: Scope) -> list[Article]:
    """The articles of the newest coverage's main story, the most central first."""
    newest = newest_articles(index, scope, _NEWEST_ARTICLES)
    texts = []
    for article in newest:
        lead = index.passage(index.passages_of(article.id)[0]).text
        texts.append(analyzer.terms(f"{article.title or ''} {lead}"))
    if not newest:
        return []
    likeness = Likeness(index, texts).cosine
    np.fill_diagonal(likeness, 0)
    # Only what is clearly more alike than two articles are on average counts, and no pair for much:
    # a digest is a little like everything, a copy very like one.
    floor = min(_STORY_LEAST, _STORY_FLOOR * float(likeness.mean()))
    centre = int(np.where(likeness >= floor, likeness, 0).clip(max=_STORY_CAP).sum(axis=1).argmax())
    like = likeness[centre]
    least = min(floor, float(like.max()))
    order: list[int] = np.argsort(-like, kind="stable").tolist()
    return [newest[centre], *(newest[i] for i in order if 0 < like[i] >= least)]


def _dated(pool: Iterator[Candidate], topic: Topic) -> Iterator[_Dated]:
    for candidate in pool:
        share = topic.held(candidate.terms) if topic.shares else 1.0
        lead = 0.6 + 0.4 / (1 + 0.2 * candidate.rank)
        score = candidate.relevance * (0.3 + 0.7 * share) * lead
        for mention, value in event_dates(candidate.text, candidate.day):
            if mention.first is not None and mention.last is not None:
                yield _Dated(candidate, mention, mention.first, mention.last, score * value)


def event_dates(sentence: str, day: datetime.date | None) -> list[tuple[DateMention, float]]:
    """The date of what a sentence tells, or the dates of a list, each with its value from 0 to 1.

    `day` is the day it was published. Exact dates go before vague ones; the date of a saying ("said
    Tuesday") counts less; dates in passing ("since 2014", "the January 6 committee") not at all.
    """
    valued = [(each, _date_value(sentence, each)) for each in find_dates(sentence, day)]
    best = max((value for _, value in valued), default=0.0)
    if best <= 0:
        return []
    first = next(i for i, (_, value) in enumerate(valued) if value == best)
    if _SAYING.search(sentence[: valued[first][0].start]) and any(
        _PASSING.search(sentence[: each.start]) for each, _ in valued
    ):
        return []  # "a landmark since 1962, the mayor said Friday"
    dates = [valued[first]]
    for each, value in valued[first + 1 :]:
        if value != best or not _LISTED.fullmatch(sentence, dates[-1][0].end, each.start):
            break
        dates.append((each, value))
    return dates


def _date_value(sentence: str, mention: DateMention) -> float:
    before, after = sentence[: mention.start], sentence[mention.end :]
    if mention.first is None or mention.last is None or _PASSING.search(before):
        return 0
    if mention.grain in ("day", "time"):
        if mention.yearless and _DETERMINER.search(before) and _NOUN.match(after):
            return 0
        value = 0.85 if mention.relative else 1.0
        if sentence[mention.start : mention.end].lower() == "today":
            value = 0.5  # as often "nowadays"
    elif (mention.last - mention.first).days >= _MOST_DAYS.get(mention.grain, 0):
        return 0
    elif mention.grain in ("month", "week"):
        value = 0.6
    else:
        # "the 2022 World Cup" names a thing; "in 2022" dates an event.
        value = 0.3 if _IN.search(before) and not mention.relative else 0
    if tense_at(sentence, mention.start, mention.end) is None:
        value *= 0.5  # no verb that places it in time: most are captions of photographs
    return value * (0.5 if _SAYING.search(before) else 1)


def _grouped(index: Index, dated: Sequence[_Dated]) -> list[list[_Dated]]:
    """Sentences that tell the same event, the best first in each group, exact dates first."""
    likeness = Likeness(index, [each.candidate.terms for each in dated])
    cosine = likeness.cosine
    order = sorted(range(len(dated)), key=lambda i: (_is_vague(dated[i]), -dated[i].score))
    groups: list[list[int]] = []
    for i in order:
        for group in groups:
            head = group[0]
            if cosine[i, head] >= _threshold(dated[i], dated[head]):
                if _same_days(dated[i], dated[head]):
                    group.append(i)
                break
        else:
            groups.append([i])
    return [[dated[i] for i in group] for group in groups]


def _same_days(one: _Dated, other: _Dated) -> bool:
    return (one.first, one.last) == (other.first, other.last)


def _is_vague(dated: _Dated) -> bool:
    return dated.last - dated.first > _EXACT


def _threshold(one: _Dated, other: _Dated) -> float:
    """How alike two dated sentences must be to tell the same."""
    if _same_days(one, other):
        return _SAME_EVENT
    if one.candidate == other.candidate:  # two dates of one sentence's list
        return math.inf
    if _is_vague(one) and not _is_vague(other) and one.first <= other.first <= one.last:
        return _REPEATED_VAGUE
    near = one.first - _NEAR <= other.last and other.first - _NEAR <= one.last
    return _REPEATED_NEAR if near else _REPEATED


def _weightiest(groups: Sequence[list[_Dated]], most: int) -> list[list[_Dated]]:
    """The events worth most, each further one of a day less."""
    left = sorted(groups, key=_weight, reverse=True)
    chosen: list[list[_Dated]] = []
    days: Counter[datetime.date] = Counter()
    while left and len(chosen) < most:
        best = max(left, key=lambda group: _weight(group) * _SAME_DAY ** days[group[0].first])
        left.remove(best)
        chosen.append(best)
        days[best[0].first] += 1
    return chosen


def _weight(group: Sequence[_Dated]) -> float:
    """An event's worth: its best sentence's, raised by each further article that tells it."""
    articles = len({each.candidate.article.id for each in group})
    return group[0].score * math.sqrt(1 + 0.25 * (articles - 1))


def _events(groups: Sequence[Sequence[_Dated]], as_of: datetime.date) -> Iterator[TimelineEvent]:
    numbers: dict[str, int] = {}
    for group in groups:
        head = group[0]
        first_of: dict[str, _Dated] = {}
        for each in group:
            first_of.setdefault(each.candidate.article.id, each)
        yield TimelineEvent(
            head.first,
            head.last if head.last != head.first else None,
            head.candidate.text,
            _status(head, as_of),
            tuple(
                _citation(each, numbers.setdefault(article_id, len(numbers) + 1))
                for article_id, each in first_of.items()
            ),
        )


def _citation(dated: _Dated, n: int) -> Citation:
    candidate, mention = dated.candidate, dated.mention
    highlight = (mention.start, mention.end)
    return Citation(n, candidate.article, candidate.start, candidate.end, (highlight,))


def _status(dated: _Dated, as_of: datetime.date) -> Status:
    if dated.last < as_of:
        return "past"
    if dated.first > as_of:
        return "planned"
    mention = dated.mention
    tense = tense_at(dated.candidate.text, mention.start, mention.end)
    return "planned" if tense == "future" else "past"
