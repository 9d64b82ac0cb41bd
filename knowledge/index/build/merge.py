"""Makes tables: out of new articles alone, or out of older tables and what changed since.

Postings of articles that stay are renumbered and weighted anew, not analysed anew: a change of one
article changes the number of passages and their mean length, and with them every weight, but that
is arithmetic over arrays and costs a small share of what splitting and stemming cost.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import compress, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.article import Article
from knowledge.index.bm25 import Okapi
from knowledge.index.build.analysed import Batch, concatenate
from knowledge.index.duplicates import SIZE, find_origins, no_sketches
from knowledge.index.tables import I64, U16, U32, UNDATED, Bytes, Tables
from knowledge.index.vocabulary import Vocabulary

_CHUNK = 1 << 17  # postings merged at a time
_MOST_COUNTED = (1 << 16) - 1


@dataclass(frozen=True, slots=True)
class Named:
    """What the index keeps of an article beside its passages."""

    id: str
    time: int  # as in Tables.times
    source: str | None
    language: str | None = None

    @classmethod
    def of(cls, article: Article) -> Named:
        """Of a whole article."""
        when = article.published
        time = (when - datetime.min) // timedelta(seconds=1) if when else UNDATED
        return cls(article.id, time, article.source, article.language)


def names_of(tables: Tables) -> list[Named]:
    """What the tables keep of each article, newest first."""
    ends = tables.id_ends.tolist()
    block = bytes(tables.ids)
    sources = json.loads(bytes(tables.source_names))
    languages = json.loads(bytes(tables.language_codes))
    columns = (tables.times.tolist(), tables.sources.tolist(), tables.languages.tolist())
    return [
        Named(
            block[start:end].decode("utf-8", "surrogatepass"),
            time,
            sources[source],
            languages[language],
        )
        for (start, end), time, source, language in zip(pairwise([0, *ends]), *columns, strict=True)
    ]


def merge(
    old: Tables,
    kept: I64,
    new: Sequence[Named],
    batches: Sequence[Batch],
    *,
    k1: float,
    b: float,
) -> tuple[Tables, I64]:
    """Tables of the articles of `old` whose numbers are in `kept`, rising, and of the new ones.

    The batches hold the new ones in order. Also returns, for each article of the result, where
    it stands in the list of the kept followed by the new.
    """
    batch = concatenate(batches)
    old_names = names_of(old)
    names = [old_names[number] for number in kept.tolist()] + list(new)
    order = np.array(
        sorted(range(len(names)), key=lambda n: (-names[n].time, _bytes(names[n].id))), np.int64
    )
    kept_sizes = old.passages_per_article()[kept]
    sizes = np.concatenate((kept_sizes, batch.passages)).astype(np.int64)
    firsts = np.zeros(len(names) + 1, np.int64)
    np.cumsum(sizes[order], out=firsts[1:])
    new_first = np.empty(len(names), np.int64)
    new_first[order] = firsts[:-1]

    # Where each old and each new passage goes; -1 for the old that go.
    old_places = np.full(len(old.starts), -1, np.int64)
    old_places[_runs(old.first_passages[:-1][kept], kept_sizes)] = _runs(
        new_first[: len(kept)], kept_sizes
    )
    new_places = _runs(new_first[len(kept) :], batch.passages)
    passages = _Passages(old, batch, old_places, new_places)
    weighting = Okapi.of(*passages.statistics(), k1=k1, b=b)
    postings = _Postings(old, batch, old_places, new_places)
    postings.fill(passages.lengths, weighting)
    sketches = np.concatenate((old.sketches.reshape(-1, SIZE)[kept], batch.sketches))[order]
    sketched = np.concatenate((old.sketch_sizes[kept], batch.sketch_sizes))[order]
    in_order = [names[n] for n in order.tolist()]
    return _tables(in_order, firsts, passages, postings, sketches, sketched), order


class _Passages:
    """The columns of the passages, in their new places."""

    def __init__(self, old: Tables, batch: Batch, old_places: I64, new_places: I64) -> None:
        stay = old_places >= 0
        self._sources = (old_places[stay], stay, new_places)
        self.starts = self._place(old.starts, batch.starts)
        self.ends = self._place(old.ends, batch.ends)
        self.lengths = self._place(old.lengths, batch.lengths)

    def _place(self, old: U32, new: U32) -> U32:
        old_places, stay, new_places = self._sources
        column = np.empty(len(old_places) + len(new_places), np.uint32)
        column[old_places] = old[stay]
        column[new_places] = new
        return column

    def statistics(self) -> tuple[int, float]:
        """How many passages there are and their mean length."""
        return len(self.lengths), float(self.lengths.mean()) if len(self.lengths) else 0.0


class _Postings:
    """Merges two sorted lists of postings, a run of terms at a time, so that what is at hand fits
    the processor's cache and memory holds little more than the result.

    Each posting becomes one number, (term, passage); merging is then sorting numbers.
    """

    def __init__(self, old: Tables, batch: Batch, old_places: I64, new_places: I64) -> None:
        self._old = old
        self._old_places = old_places
        self._all_stay = not (old_places < 0).any()
        self._shift = max(1, len(old_places) + len(new_places)).bit_length()
        old_terms = list(Vocabulary(old.terms, old.term_ends))
        self._all_terms = sorted({*old_terms, *batch.terms})
        ranks = {term: rank for rank, term in enumerate(self._all_terms)}
        self._old_ranks = np.array([ranks[term] for term in old_terms], np.int64)
        new_ranks = np.array([ranks[term] for term in batch.terms], np.int64)
        self._new_keys, self._new_counts = self._sorted(batch, new_ranks, new_places)

        most = len(old.passages) + len(self._new_keys)
        self._frequencies = np.zeros(len(self._all_terms), np.int64)
        self._passages = np.empty(most, np.uint32)
        self._weights = np.empty(most, np.float32)
        self._counts = np.empty(most, np.uint8)
        self._large: list[I64] = []
        self._size = 0

    def _sorted(self, batch: Batch, ranks: I64, places: I64) -> tuple[I64, I64]:
        """The new postings' keys, sorted, and their counts."""
        keys = ranks[batch.posting_terms] << self._shift | places[batch.posting_passages]
        # With the counts in the low bits one plain sort will do.
        keys = keys << 16 | np.minimum(batch.posting_counts, _MOST_COUNTED)
        keys.sort()
        return keys >> 16, keys & _MOST_COUNTED

    def fill(self, lengths: U32, weighting: Okapi) -> None:
        """Merges and weighs everything."""
        length = lengths.astype(np.float64)
        for first, last in self._cuts():
            keys, counts = self._merged(first, last)
            begins = np.searchsorted(keys, np.arange(first, last + 1) << self._shift)
            frequencies = self._frequencies[first:last] = np.diff(begins)
            passages = keys & ((1 << self._shift) - 1)
            idf = np.repeat(weighting.idf_of(frequencies.astype(np.float64)), frequencies)
            impact = weighting.impact(counts.astype(np.float64), length[passages])
            part = slice(self._size, self._size + len(keys))
            self._passages[part] = passages
            self._weights[part] = idf * impact
            self._counts[part] = np.minimum(counts, 255)
            large = np.flatnonzero(counts > 255)
            self._large.append(np.stack((large + self._size, counts[large]), axis=1))
            self._size += len(keys)

    def _cuts(self) -> Iterator[tuple[int, int]]:
        """Ranges of terms with about _CHUNK postings each."""
        frequencies = np.zeros(len(self._all_terms), np.int64)
        frequencies[self._old_ranks] = np.diff(self._old.offsets)
        frequencies += np.bincount(self._new_keys >> self._shift, minlength=len(frequencies))
        chunks = (np.cumsum(frequencies) - frequencies) // _CHUNK
        edges = [0, *(np.flatnonzero(np.diff(chunks)) + 1).tolist(), len(frequencies)]
        return pairwise(edges)

    def _merged(self, first: int, last: int) -> tuple[I64, I64]:
        """The keys and counts of a range of terms."""
        old = self._old
        lowest, highest = np.searchsorted(self._old_ranks, (first, last)).tolist()
        offsets = old.offsets[lowest : highest + 1]
        start, end = offsets[0], offsets[-1]
        places = self._old_places[old.passages[start:end]]
        keys = np.repeat(self._old_ranks[lowest:highest] << self._shift, np.diff(offsets)) | places
        counts = old.counts_between(start, end)
        if not self._all_stay:
            stay = places >= 0
            keys, counts = keys[stay], counts[stay]
        edges = np.array((first, last)) << self._shift
        new = slice(*np.searchsorted(self._new_keys, edges).tolist())
        new_keys, new_counts = self._new_keys[new], self._new_counts[new]
        if not len(keys):
            return new_keys, new_counts
        at = np.searchsorted(keys, new_keys)
        return np.insert(keys, at, new_keys), np.insert(counts, at, new_counts)

    def columns(self) -> dict[str, NDArray[Any]]:
        """The columns of Tables that this makes; a term that only removed articles held is gone."""
        used = self._frequencies > 0
        terms = compress(self._all_terms, used.tolist())
        block, term_ends = Vocabulary.pack(terms)
        offsets = np.zeros(used.sum() + 1, np.int64)
        np.cumsum(self._frequencies[used], out=offsets[1:])
        weights = self._weights[: self._size]
        return {
            "terms": block,
            "term_ends": term_ends,
            "offsets": offsets,
            "bounds": np.maximum.reduceat(weights, offsets[:-1]) if self._size else weights,
            "passages": self._passages[: self._size],
            "weights": weights,
            "counts": self._counts[: self._size],
            "large_counts": np.concatenate([*self._large, np.zeros((0, 2), np.int64)]).ravel(),
        }


def _tables(
    names: Sequence[Named],
    firsts: I64,
    passages: _Passages,
    postings: _Postings,
    sketches: U16,
    sketch_sizes: U32,
) -> Tables:
    times = np.array([name.time for name in names], np.int64)
    ids = [_bytes(name.id) for name in names]
    sources, source_names = _numbered([name.source for name in names])
    languages, language_codes = _numbered([name.language for name in names])
    return Tables(
        **postings.columns(),
        starts=passages.starts,
        ends=passages.ends,
        lengths=passages.lengths,
        first_passages=firsts.astype(np.uint32),
        ids=_bytes_array(b"".join(ids)),
        id_ends=np.cumsum([len(each) for each in ids], dtype=np.int64),
        id_order=np.array(sorted(range(len(ids)), key=ids.__getitem__), np.uint32),
        times=times,
        sources=sources,
        source_names=source_names,
        languages=languages,
        language_codes=language_codes,
        sketches=sketches.ravel(),
        sketch_sizes=sketch_sizes,
        origins=find_origins(sketches, sketch_sizes, times),
    )


def _numbered(values: Sequence[str | None]) -> tuple[U32, Bytes]:
    """The number of each value, and the different values as a JSON list."""
    numbers = {value: n for n, value in enumerate(dict.fromkeys(values))}
    column = np.array([numbers[value] for value in values], np.uint32)
    return column, _bytes_array(json.dumps(list(numbers)).encode())


def empty_tables() -> Tables:
    """The tables of no article: what a first build starts from."""
    u8, u32, i64 = np.zeros(0, np.uint8), np.zeros(0, np.uint32), np.zeros(0, np.int64)
    f32, zero = np.zeros(0, np.float32), np.zeros(1, np.int64)
    no_names = _bytes_array(b"[]")
    return Tables(
        *(u8, i64, zero, f32, u32, f32, u8, i64),
        *(u32, u32, u32),
        first_passages=zero.astype(np.uint32),
        ids=u8,
        id_ends=i64,
        id_order=u32,
        times=i64,
        sources=u32,
        source_names=no_names,
        languages=u32,
        language_codes=no_names,
        sketches=no_sketches().ravel(),
        sketch_sizes=u32,
        origins=u32,
    )


def _runs(firsts: NDArray[np.integer], sizes: NDArray[np.integer]) -> I64:
    """The numbers of runs that begin at `firsts`: ((3, 7), (2, 1)) gives 3 4 7."""
    sizes = sizes.astype(np.int64)
    begins = np.cumsum(sizes) - sizes
    return np.repeat(firsts.astype(np.int64) - begins, sizes) + np.arange(sizes.sum())


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _bytes_array(data: bytes) -> Bytes:
    return np.frombuffer(data, np.uint8)
