"""Bylines: who wrote an article, who published it and when, from the article's own data."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.answer import Hit
from knowledge.answering.citing import Quote
from knowledge.answering.decision import Shown
from knowledge.article import Article
from knowledge.questions.question import Question
from knowledge.text.dates import format_range
from knowledge.text.sentences import sentence_spans

# "the article", "this news story": what is asked of an article itself, not of what it tells. A
# "report" is mostly one that articles tell of, "the story of" a tale.
_PIECE = r"""(?:article|(?:news\s+)?(?:story|item)|piece|news\s+report|news\s+coverage)s?\b
    (?!['’]|\s+of\b)"""
_THE_PIECE = rf"(?:(?:this|that|the|an?|your)\s+{_PIECE}|this\s+(?:report|news)\b)"
# "the ferry strike story".
_NAMED_PIECE = rf"""(?:{_THE_PIECE} | the\s+
    (?:(?!(?:the|an?|of|in|on|at|to|by|for|from|with|about|that|short)\b)[\w'’-]+\s+){{1,4}}?
    {_PIECE})"""
_OUTLET = r"""(?:(?:which|what) \s+
    (?:(?:news)?papers?|outlets?|magazines?|news\s+(?:sources?|outlets?|sites?|agency|agencies)))"""
_WRITER = r"(?:author|writer|reporter|journalist|correspondent)"
_OUT = r"(?:published|written|posted|printed|reported|from|come\s+out|appear|run)"


def _asking(*ways: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?:{way})" for way in ways), re.IGNORECASE | re.VERBOSE)


_AUTHOR = _asking(
    rf"who\s+(?:wrote|authored|penned)\s+{_THE_PIECE}",
    rf"(?:which|what)\s+{_WRITER}\s+(?:wrote|reported|covered|did)\s+{_NAMED_PIECE}",
    rf"(?:{_WRITER}|byline)\s+(?:of|on|behind)\s+{_NAMED_PIECE}",
    rf"(?:who|whom)\s+(?:is|was)\s+{_NAMED_PIECE} .{{0,80}}? (?:written|by)\W*$",
    r"whose\s+byline",
)
_SOURCE = _asking(
    rf"{_OUTLET}\s+(?:reported|covered|wrote\s+about|says|said)\b",
    rf"(?:{_OUTLET}|who)\s+(?:published|printed|carried|ran|has|had|reported)\s+{_NAMED_PIECE}",
    rf"{_OUTLET}\s+(?:is|was|did)\s+{_NAMED_PIECE} .{{0,80}}? \b(?:{_OUT}|in|by)\W*$",
    rf"where\s+(?:is|was|did)\s+{_NAMED_PIECE} .{{0,80}}? \b{_OUT}\W*$",
    rf"where\s+(?:did|do)\s+(?:you|u)\s+(?:get|find|read|see)\s+{_NAMED_PIECE}",
    r"(?:which|what)\s+source\s+(?:reported|says|said)\b",
    rf"source\s+(?:of|for)\s+{_NAMED_PIECE}",
)
_DAY = _asking(
    rf"""(?:when|(?:which|what)\s+(?:date|day))\s+(?:is|was|were|did)\s+{_NAMED_PIECE}
        .{{0,80}}? \b{_OUT}\W*$""",
    rf"date\s+of\s+{_NAMED_PIECE}",
    rf"how\s+old\s+is\s+{_NAMED_PIECE}",
)


def tell_byline(question: Question, hits: Sequence[Hit]) -> Shown | None:
    """The author, source or day of the article that a question is about; None where none is asked
    for or the article does not have it."""
    ways = ((_AUTHOR, _authors), (_SOURCE, _source), (_DAY, _day))
    tell = next((tell for asked, tell in ways if asked.search(question.text)), None)
    if tell is None or not hits:
        return None
    for hit in hits[:1]:
        article = hit.passage.article
        if text := tell(article):
            start, end = next(iter(sentence_spans(article.text, language=article.language)), (0, 0))
            confidence = min(1.0, hit.score / question.possible_score)
            return Shown(text, "span", confidence, [Quote(article, start, end)])
    return None


def _authors(article: Article) -> str:
    return ", ".join(article.authors)


def _source(article: Article) -> str:
    return article.source or ""


def _day(article: Article) -> str:
    day = article.published.date() if article.published else None
    return format_range(day, day) if day else ""
