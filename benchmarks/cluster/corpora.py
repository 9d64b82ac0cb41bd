"""As many passages of news as wanted: articles as they are, then copies with changed words."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from benchmarks.background import articles
from knowledge import Article
from knowledge.passages import split_passages

_WORD = re.compile(r"[^\W\d_]{3,}")
_KEPT_WORDS = 300  # the commonest: the form of a sentence, which copies share
_ARTICLES_A_FILE = 5_000


def write(folder: Path, coverage: Sequence[Path], passages: int) -> int:
    """Writes articles of at least so many passages as files into an empty folder; how many these
    are."""
    number = 0
    part: list[str] = []
    files = count()
    for article, size in _articles([str(path) for path in coverage], passages):
        part.append(_line(article))
        number += size
        if len(part) == _ARTICLES_A_FILE:
            _write_part(folder / f"{next(files):04}.jsonl", part)
            part = []
    _write_part(folder / f"{next(files):04}.jsonl", part)
    return number


def _articles(coverage: Sequence[str], passages: int) -> Iterator[tuple[Article, int]]:
    """Articles with how many passages they have, or, of a copy, what it was made of has."""
    sizes: list[tuple[Article, int]] = []
    left = passages
    for article in articles(coverage):
        size = sum(1 for _ in split_passages(article))
        sizes.append((article, size))
        yield article, size
        left -= size
        if left <= 0:
            return
    ranks = ranks_of(article.text for article, _ in sizes)
    for number in count(1):
        words = changed_words(ranks, number)
        for article, size in sizes:
            yield copied(article, number, words), size
            left -= size
            if left <= 0:
                return


def ranks_of(texts: Iterator[str]) -> list[str]:
    """The words of texts, the commonest first."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(_WORD.findall(text.lower()))
    return [word for word, _ in counts.most_common()]


def changed_words(ranks: Sequence[str], number: int) -> dict[str, str]:
    """Another word for each, about as common, and another one in each copy: so words keep how
    often they occur, and which occur together."""
    rare = ranks[_KEPT_WORDS:]
    places = {rank: rank ^ number for rank in range(len(rare))}
    return {
        rare[rank]: rare[other] if other < len(rare) else rare[rank]
        for rank, other in places.items()
    }


def copied(article: Article, number: int, words: dict[str, str]) -> Article:
    """An article with other words in the places of its own."""

    def other(found: re.Match[str]) -> str:
        word = found[0]
        new = words.get(word.lower())
        if new is None:
            return word
        if word.isupper():
            return new.upper()
        return new.capitalize() if word[0].isupper() else new

    return replace(
        article,
        id=f"{article.id}#{number}",
        title=_WORD.sub(other, article.title) if article.title else None,
        text=_WORD.sub(other, article.text),
        sections=(),
    )


def _line(article: Article) -> str:
    published = article.published.isoformat() if article.published else None
    fields = {"id": article.id, "title": article.title, "source": article.source}
    return json.dumps({**fields, "published": published, "text": article.text})


def _write_part(path: Path, lines: Sequence[str]) -> None:
    if lines:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
