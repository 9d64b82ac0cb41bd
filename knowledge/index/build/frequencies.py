"""How many passages hold each term, kept up to date without the postings themselves.

Where postings lie elsewhere, a generation has its vocabulary all the same: what a term weighs and
which one a misspelt word was meant to be is then known without asking anybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from knowledge.index.build.analysed import Batch
from knowledge.index.build.merge import Named, empty_tables, merge
from knowledge.index.tables import I64, Tables
from knowledge.index.vocabulary import Vocabulary


def merge_without_postings(
    old: Tables,
    kept: I64,
    new: Sequence[Named],
    batches: Sequence[Batch],
    gone: Batch,
    *,
    k1: float,
    b: float,
) -> tuple[Tables, I64]:
    """As `merge`, of tables whose `offsets` tell how many passages hold each term, and which have
    no postings. `gone` holds the articles that are not kept."""
    bare = [_without_terms(batch) for batch in batches]
    nothing = empty_tables()
    columns = {name: getattr(nothing, name) for name in ("terms", "term_ends", "offsets")}
    tables, order = merge(replace(old, **columns), kept, new, bare, k1=k1, b=b)
    counts = Counter(dict(zip(Vocabulary(old.terms, old.term_ends), _sizes(old), strict=True)))
    for batch in batches:
        counts.update(_frequencies(batch))
    counts.subtract(_frequencies(gone))
    terms = sorted(term for term, count in counts.items() if count > 0)
    block, ends = Vocabulary.pack(terms)
    offsets = np.zeros(len(terms) + 1, np.int64)
    np.cumsum([counts[term] for term in terms], out=offsets[1:])
    return replace(tables, terms=block, term_ends=ends, offsets=offsets), order


def _without_terms(batch: Batch) -> Batch:
    none = np.zeros(0, np.uint32)
    return replace(batch, terms=[], posting_terms=none, posting_passages=none, posting_counts=none)


def _sizes(tables: Tables) -> list[int]:
    sizes: list[int] = np.diff(tables.offsets).tolist()
    return sizes


def _frequencies(batch: Batch) -> dict[str, int]:
    """How many passages of a batch hold each term: a posting is a term of one passage."""
    counts = np.bincount(batch.posting_terms, minlength=len(batch.terms)).tolist()
    return dict(zip(batch.terms, counts, strict=True))
