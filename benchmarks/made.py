"""Short questions made out of the articles themselves, as people type them in a chat.

A sentence that tells a date, a number, a person or a place gives a few of its own words and the
question word for what was left out ("when buck moon peak"). The question is put to a handful of
articles among which is the one that tells; to the same without the sentences that tell; and to the
same with one of its words from another story.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from benchmarks.metrics import holds
from knowledge.analysis import Analyzer
from knowledge.answering.lexicon import CITIES, COUNTRIES, LIGHT_WORDS, US_STATES
from knowledge.article import Article
from knowledge.background import Background
from knowledge.dates import find_dates
from knowledge.index import Index, IndexBuilder
from knowledge.sentences import sentence_spans

_NUMBER = re.compile(
    r"[$£€]?\d[\d,.]*\d(?:\s(?:million|billion))?%?(?=\s(?P<noun>[a-z]{4,})?)", re.ASCII
)
_PERSON = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+ [A-Z][a-z]+(?=[ ,.])")
_OTHERS = 8


@dataclass(frozen=True, slots=True)
class Made:
    """A question made from a sentence, its answer, and the index it is put to."""

    question: str
    answer: str
    kind: str
    answerable: bool
    index: Index


def made_questions(index: Index, analyzer: Analyzer, count: int, seed: int) -> Iterator[Made]:
    """About three questions each for `count` sentences of different articles."""
    shuffle = random.Random(seed)
    ids = index.article_ids()
    for article_id in shuffle.sample(ids, min(count, len(ids))):
        article = index.article(article_id)
        facts = list(_facts(article))
        if not facts:
            continue
        sentence, answer, asking = shuffle.choice(facts)
        words = _words(sentence.replace(answer, " "), analyzer, index, shuffle)
        if len(words) < 2:
            continue
        others = [index.article(shuffle.choice(ids)) for _ in range(shuffle.randint(1, _OTHERS))]
        small = _build([article, *others], analyzer)
        question = " ".join(_ordered(asking, words, shuffle))
        yield Made(question, answer, "made", True, small)
        untold = _without(article, answer)
        yield Made(question, answer, "made untold", False, _build([untold, *others], analyzer))
        swapped = list(words)
        foreign = _words(shuffle.choice(others).text[:2000], analyzer, index, shuffle)
        if foreign and foreign[0].lower() not in article.text.lower():
            swapped[shuffle.randrange(len(swapped))] = foreign[0]
            question = " ".join(_ordered(asking, swapped, shuffle))
            yield Made(question, answer, "made swapped", False, small)


def _facts(article: Article) -> Iterator[tuple[str, str, str]]:
    """Sentences that tell something, as (sentence, what they tell, the words that ask for it)."""
    day = article.published.date() if article.published else None
    for start, end in sentence_spans(article.text):
        sentence = article.text[start:end]
        if not 60 <= len(sentence) <= 300:
            continue
        yield from _told(sentence, day)


def _told(sentence: str, day: date | None) -> Iterator[tuple[str, str, str]]:
    for mention in find_dates(sentence, day):
        if mention.grain in ("day", "time", "month", "year"):
            yield sentence, sentence[mention.start : mention.end], "when"
    for number in _NUMBER.finditer(sentence):
        asking = f"how many {number.group('noun') or ''}".strip()
        yield sentence, number.group(), "how much" if number.group()[0] in "$£€" else asking
    places = COUNTRIES | US_STATES | CITIES
    for person in _PERSON.finditer(sentence):
        if person.group() not in places:
            yield sentence, person.group(), "who"
    for place in sorted(places & set(re.findall(r"\b[A-Z]\w+", sentence))):
        yield sentence, place, "where"


def _words(text: str, analyzer: Analyzer, index: Index, shuffle: random.Random) -> list[str]:
    """Two to five of the words of a text that tell most, in its order."""
    background = Background.load()
    weighed = {
        text[token.start : token.end]: background.weight(token.term, index) * shuffle.random()
        for token in analyzer.tokens(text)
        if token.term and text[token.start : token.end].lower() not in LIGHT_WORDS
    }
    kept = sorted(weighed, key=lambda word: -weighed[word])[: shuffle.randint(2, 5)]
    return [word for word in weighed if word in kept]


def _ordered(asking: str, words: list[str], shuffle: random.Random) -> list[str]:
    text = [word.lower() for word in words] if shuffle.random() < 0.7 else words
    return [*text, asking] if shuffle.random() < 0.2 else [asking, *text]


def _build(articles: list[Article], analyzer: Analyzer) -> Index:
    builder = IndexBuilder(analyzer)
    builder.extend(articles)
    return builder.build()


def _without(article: Article, answer: str) -> Article:
    """The article less its sentences that hold the answer."""
    kept = [
        article.text[start:end]
        for start, end in sentence_spans(article.text)
        if not holds(article.text[start:end], [answer])
    ]
    title = None if holds(article.title or "", [answer]) else article.title
    return replace(article, text="\n".join(kept), title=title, sections=())
