"""Articles analysed: their passages and what terms each holds. The costly part of indexing."""

from __future__ import annotations

import itertools
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.article import Article
from knowledge.index.duplicates import no_sketches, sketch
from knowledge.index.tables import U16, U32
from knowledge.passages import Passage, split_passages
from knowledge.text.analysis import Analyzer


@dataclass(frozen=True, slots=True)
class Batch:
    """The analysis of some articles. Passages and terms are numbered from 0 within the batch."""

    terms: list[str]
    passages: U32  # for each article, how many passages it has, ...
    sketches: U16  # ... a row: see knowledge.index.duplicates ...
    sketch_sizes: U32  # ... and the size of what is sketched
    starts: U32  # for each passage, its offsets in the article's text ...
    ends: U32
    lengths: U32  # ... and how many terms it holds
    posting_terms: U32  # for each term of each passage: the term, ...
    posting_passages: U32  # ... the passage ...
    posting_counts: U32  # ... and how often


def analyse(articles: Sequence[Article], analyzer: Analyzer, target_words: int) -> Batch:
    """Splits articles and counts the terms of each passage, its article's title included."""
    numbers: defaultdict[str, int] = defaultdict(itertools.count().__next__)
    passages, starts, ends, lengths, titles, tokens = (array("I") for _ in range(6))
    for article in articles:
        before = len(starts)
        for passage, terms, titled in passage_terms(article, analyzer, target_words):
            starts.append(passage.start)
            ends.append(passage.end)
            lengths.append(len(terms))
            titles.append(titled)
            tokens.extend(map(numbers.__getitem__, terms))
        passages.append(len(starts) - before)
    return count(list(numbers), *map(_numpy, (passages, starts, ends, lengths, titles, tokens)))


def passage_terms(
    article: Article, analyzer: Analyzer, target_words: int
) -> Iterator[tuple[Passage, list[str], int]]:
    """The passages of an article with their terms, the first so many of which are its title's."""
    own = analyzer.of(article.language)
    title = own.terms(article.title or "")
    for passage in split_passages(article, target_words):
        yield passage, title + own.terms(passage.text), len(title)


def count(
    terms: list[str],
    passages: U32,
    starts: U32,
    ends: U32,
    lengths: U32,
    titles: U32,
    tokens: U32,
) -> Batch:
    """The batch of passages whose terms, as numbers, stand one after the other in `tokens`.

    `titles` is how many of each passage's terms, its first, are those of its article's title.
    """
    passage_of = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
    keys, counts = np.unique(passage_of * max(1, len(terms)) + tokens, return_counts=True)
    posting_passages, posting_terms = np.divmod(keys, max(1, len(terms)))
    # A paper changes the title of an agency's text, so it is left out of the sketch.
    firsts = np.cumsum(lengths, dtype=np.int64) - lengths
    own = tokens[np.arange(len(tokens)) >= (firsts + titles)[passage_of]]
    article_of = np.repeat(np.arange(len(passages)), passages)
    sizes = np.bincount(article_of, lengths - titles, minlength=len(passages)).astype(np.int64)
    return Batch(
        terms,
        passages,
        *sketch(terms, own, sizes),
        starts,
        ends,
        lengths,
        posting_terms.astype(np.uint32),
        posting_passages.astype(np.uint32),
        counts.astype(np.uint32),
    )


def concatenate(batches: Sequence[Batch]) -> Batch:
    """One batch of many, in order."""
    numbers: dict[str, int] = {}
    posting_terms, posting_passages = [], []
    passages = 0
    for batch in batches:
        renumbered = [numbers.setdefault(term, len(numbers)) for term in batch.terms]
        posting_terms.append(np.array(renumbered, np.uint32)[batch.posting_terms])
        posting_passages.append(batch.posting_passages + np.uint32(passages))
        passages += len(batch.starts)
    return Batch(
        list(numbers),
        _join([batch.passages for batch in batches]),
        np.concatenate([*(batch.sketches for batch in batches), no_sketches()]),
        _join([batch.sketch_sizes for batch in batches]),
        _join([batch.starts for batch in batches]),
        _join([batch.ends for batch in batches]),
        _join([batch.lengths for batch in batches]),
        _join(posting_terms),
        _join(posting_passages),
        _join([batch.posting_counts for batch in batches]),
    )


def _numpy(values: array[int]) -> U32:
    return np.array(values, np.uint32)


def _join(parts: Sequence[U32]) -> U32:
    return np.concatenate(parts) if parts else np.zeros(0, np.uint32)
