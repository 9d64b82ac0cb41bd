"""The days of a story: what is published on each, and what is said of each."""

from __future__ import annotations

import datetime
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from knowledge.digests.dating import dates_told
from knowledge.digests.selection import Candidate, Topic
from knowledge.index import Index
from knowledge.text.analysis import Analyzer
from knowledge.text.dates import DateMention, find_dates
from knowledge.text.prose import stands_alone, trim

# First and last day of what is told, both included.
Span = tuple[datetime.date, datetime.date]

# A span of more days than this is vague: a month, a season, a year.
_EXACT = datetime.timedelta(days=10)
# Sentences at an article's start that tell of its own day where they name no date; what they are
# worth beside a sentence that names the day; and how many articles must tell of a day at least
# before such sentences count.
_LEAD = 3
_UNDATED = 0.5
_ENOUGH = 3
# What a sentence without a word of the topic keeps, within a passage that is on the topic.
_LEAST_FIT = 0.15
# The terms of a story: in so many articles and this share of them at least, the weightiest; and how
# many times the share of them that a sentence holds counts as a share of the topic.
_STORY_LEAST = 4
_STORY_SPREAD = 0.15
_STORY_TERMS = 20
_STORY_SHARE = 2.0
# What a plan is worth once its day is over, beside what was told of the day later.
_OVERTAKEN = 0.6


@dataclass(frozen=True, slots=True)
class Dated:
    """A sentence, the days of what it tells, and what it is worth apart from the others.

    `mention` is the date as the sentence has it; None where its article's own day is meant.
    """

    candidate: Candidate
    mention: DateMention | None
    span: Span
    score: float

    @property
    def is_vague(self) -> bool:
        """Whether it names a month, a season or a year, and no day."""
        return self.span[1] - self.span[0] > _EXACT

    @property
    def is_ahead(self) -> bool:
        """Whether it was told before the day that it tells of."""
        day = self.candidate.day
        return day is not None and day < self.span[0]


@dataclass(slots=True)
class Days:
    """The passages on a story, read once.

    `published` are the articles that came out on a day, `mentioned` those that name it; `told` are
    the sentences of each span that can stand alone.
    """

    published: dict[datetime.date, set[str]] = field(default_factory=lambda: defaultdict(set))
    mentioned: dict[Span, set[str]] = field(default_factory=lambda: defaultdict(set))
    told: dict[Span, list[Dated]] = field(default_factory=lambda: defaultdict(list))

    def volume(self) -> list[tuple[datetime.date, int]]:
        """How many articles came out on each day, in order."""
        return sorted((day, len(articles)) for day, articles in self.published.items())

    def ranked(self) -> list[Span]:
        """The spans that something is told of, the most important first.

        By how much is published on a day and how many articles mention it, the two best features
        of DATEWISE (Gholipour Ghalandari and Ifrim, "Examining the State-of-the-Art in News
        Timeline Summarization", ACL 2020). Of equals the earlier comes first.
        """
        return sorted(self.told, key=lambda span: (-self._weight(span), span))

    def _weight(self, span: Span) -> float:
        mentioned = len(self.mentioned.get(span, ()))
        if span[1] - span[0] > _EXACT:
            return math.log1p(mentioned) * max(each.score for each in self.told[span])
        return math.log1p(len(self.published.get(span[0], ()))) + math.log1p(mentioned)


def read_days(
    index: Index,
    analyzer: Analyzer,
    passages: Iterable[tuple[int, float]],
    topic: Topic,
    today: datetime.date,
) -> Days:
    """The days that some passages tell of; what they tell is over or planned as of `today`."""
    days = Days()
    found: list[tuple[Candidate, list[DateMention]]] = []
    for number, relevance in passages:
        passage = index.passage(number)
        article = passage.article
        day = article.published.date() if article.published else None
        if day:
            days.published[day].add(article.id)
        first = 8 * passage.number  # about eight sentences a passage
        for rank, (start, end) in enumerate(passage.sentences(), start=first):
            start, end = trim(article.text, start, end)
            text = article.text[start:end]
            mentions = find_dates(text, day)
            for each in mentions:
                if each.first is not None and each.first == each.last:
                    days.mentioned[each.first, each.first].add(article.id)
            if not mentions and (day is None or rank >= _LEAD):
                continue
            if text != article.title and stands_alone(text):
                terms = tuple(analyzer.of(article.language).terms(text))
                found.append((Candidate(article, start, end, rank, relevance, terms), mentions))
    story = _story(index, [candidate for candidate, _ in found])
    for candidate, mentions in found:
        held = topic.held(candidate.terms) if topic.shares else 1.0
        fit = max(held, min(1.0, _STORY_SHARE * story.held(candidate.terms)))
        for dated in _dated(candidate, mentions, fit, today) if fit else ():
            days.told[dated.span].append(dated)
            days.mentioned[dated.span].update({candidate.article.id} if dated.mention else ())
    _drop_quiet(days)
    return days


def _story(index: Index, pool: Sequence[Candidate]) -> Topic:
    """What many of the articles tell of, which a topic's own words may leave out: who is in it,
    where it happens."""
    told: dict[str, set[str]] = defaultdict(set)
    for each in pool:
        told[each.article.id].update(each.terms)
    counts = Counter(term for terms in told.values() for term in terms)
    least = max(_STORY_LEAST, _STORY_SPREAD * len(told))
    weights = {
        term: count / len(told) * index.idf(term)
        for term, count in counts.items()
        if count >= least
    }
    best = sorted(weights, key=lambda term: (-weights[term], term))[:_STORY_TERMS]
    total = sum(weights[term] for term in best)
    return Topic({term: weights[term] / total for term in best} if total else {})


def _dated(
    candidate: Candidate, mentions: Sequence[DateMention], fit: float, today: datetime.date
) -> Iterator[Dated]:
    worth = _LEAST_FIT + (1 - _LEAST_FIT) * fit
    day = candidate.day
    if not mentions and day:
        yield Dated(candidate, None, (day, day), _UNDATED * worth)
    for mention, value in dates_told(candidate.text, mentions):
        if mention.first is None or mention.last is None:
            continue
        overtaken = day is not None and day < mention.first and mention.last < today
        score = worth * value * (_OVERTAKEN if overtaken else 1)
        yield Dated(candidate, mention, (mention.first, mention.last), score)


def _drop_quiet(days: Days) -> None:
    """Takes out the days that nothing but undated sentences of a single article tells of."""
    for span, told in list(days.told.items()):
        if len(days.published.get(span[0], ())) < _ENOUGH and not any(e.mention for e in told):
            del days.told[span]


def most_central(index: Index, told: Sequence[Dated]) -> list[Dated]:
    """The sentences of one span, those nearest to what all of them tell first.

    By the centroid of the sentences (Radev, Jing, Styś and Tam, "Centroid-based summarization of
    multiple documents", 2004), each term by its inverse document frequency.
    """
    counts = Counter(term for each in told for term in dict.fromkeys(each.candidate.terms))
    idf = {term: index.idf(term) for term in counts}

    def centrality(dated: Dated) -> float:
        terms = dict.fromkeys(dated.candidate.terms)
        norm = math.sqrt(sum(idf[term] ** 2 for term in terms)) or 1.0
        return sum(counts[term] * idf[term] ** 2 for term in terms) / norm * dated.score

    return sorted(told, key=lambda each: (-centrality(each), each.candidate.rank))
