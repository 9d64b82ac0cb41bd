"""Changes: what an article says instead of a sentence that was told before."""

from __future__ import annotations

import re

from knowledge.answer import Citation
from knowledge.article import Article
from knowledge.comparing.facts import agree, outside, read_facts
from knowledge.comparing.statements import answering_fact
from knowledge.digests.selection import Candidate, Likeness, candidates
from knowledge.index import Index
from knowledge.questions.background import Background
from knowledge.text.analysis import Analyzer
from knowledge.text.prose import is_prose

# Sentences tell the same from this likeness on, without their values; where the sentence told is
# gone from its own article, what is left of it may be less like it.
_SAME, _REWRITTEN = 0.4, 0.25
# Values of sentences that are hardly alike have to be of one thing more surely.
_ALIKE, _SURE = 0.45, 2


# A name is written with a capital within a sentence; days and months are no names.
_NAME = re.compile(
    r"(?<=[a-z,;:]\s)(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:January|February|March|April"
    r"|May|June|July|August|September|October|November|December)\b)[A-Z]\w+"
)


class _Weights:
    """Terms weighed by general news and the coverage together."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def idf(self, term: str, /) -> float:
        return Background.load().weight(term, self._index)


def find_change(
    index: Index, analyzer: Analyzer, told: str, teller: Article, article: Article
) -> Citation | None:
    """The sentence of an article that gives another value than a sentence that was `told`.

    The `teller` is the article that it was told by. Where that is the article itself in a new
    version, which no longer has the sentence, it is the sentence that came in its place, whatever
    it changes. None where nothing changes.
    """
    rewritten = teller.id == article.id
    if rewritten and told in article.text:
        return None
    analyzer = analyzer.of(article.language)
    pool = [_candidate(told, teller, analyzer)]
    passages = [(number, 1.0) for number in index.passages_of(article.id)]
    pool += candidates(index, analyzer, passages, is_prose)
    facts = [list(read_facts(each, analyzer)) for each in pool]
    rest = [outside(each, found, analyzer) for each, found in zip(pool, facts, strict=True)]
    alike = Likeness(_Weights(index), rest).cosine[0]
    for place in sorted(range(1, len(pool)), key=lambda at: (-alike[at], at)):
        if alike[place] < (_REWRITTEN if rewritten else _SAME):
            return None
        if pool[place].terms == pool[0].terms:
            return None
        if not rewritten and not _same_names(told, pool[place].text):
            continue
        least = 1 if alike[place] >= _ALIKE else _SURE
        for number, fact in enumerate(facts[0]):
            rival = answering_fact(facts[0], number, facts[place], least)
            if rival is not None and not agree(fact, facts[place][rival]):
                value = facts[place][rival].value
                return _cited(pool[place], ((value.start, value.end),))
        if rewritten:
            return _cited(pool[place], ())
    return None


def _same_names(one: str, other: str) -> bool:
    """Whether two sentences name mostly the same people and places: a storm that hit another town
    is another storm."""
    first, second = (set(_NAME.findall(text)) for text in (one, other))
    fewest = min(len(first), len(second))
    return 2 * len(first & second) >= fewest


def _candidate(told: str, teller: Article, analyzer: Analyzer) -> Candidate:
    """The sentence told, as one of an article that has it: its own may have it no longer."""
    article = Article(teller.id, told, published=teller.published, language=teller.language)
    terms = tuple(analyzer.of(teller.language).terms(told))
    return Candidate(article, 0, len(told), 0, 1.0, terms)


def _cited(candidate: Candidate, marks: tuple[tuple[int, int], ...]) -> Citation:
    return Citation(1, candidate.article, candidate.start, candidate.end, marks)
