"""The search engines compared: the same passages, the same terms, the same question of each."""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
import tantivy
from numpy.typing import NDArray

from knowledge.index import Index, Okapi
from knowledge.index.bm25 import K1, B

Terms = Sequence[str]
Search = Callable[[Terms, int], object]
Seconds = NDArray[np.float64]

TOP = 10
SLOW = frozenset({"rank-bm25"})  # gets every 40th question


def dateline(index: Index) -> Search:
    """Dateline's own."""
    return index.search


def rank_bm25(passages: Sequence[Terms]) -> Search:
    """rank-bm25's `get_top_n`, with the idf that the others have."""
    okapi = Okapi(passages)
    numbers = list(range(len(passages)))
    return lambda terms, k: okapi.get_top_n(terms, numbers, k)


def bm25s_engine(passages: Sequence[Terms], backend: str) -> Search:
    """bm25s with Lucene's formula; `backend` is "numpy" or "numba"."""
    engine = bm25s.BM25(method="lucene", k1=K1, b=B, backend=backend)
    engine.index(list(passages), show_progress=False)
    return bm25s_search(engine)


def bm25s_search(engine: Any) -> Search:
    """A question asked of an engine of bm25s, in this thread."""

    def search(terms: Terms, k: int) -> object:
        known = [term for term in terms if term in engine.vocab_dict]
        return engine.retrieve([known], k=k, show_progress=False, n_threads=1) if known else None

    return search


def tantivy_engine(passages: Sequence[Terms], folder: Path) -> Search:
    """tantivy: the terms as they are, any of them; its BM25 has the same k1 and b."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("terms", stored=False, tokenizer_name="whitespace")
    builder.add_integer_field("number", stored=True)
    schema = builder.build()
    index = tantivy.Index(schema, path=str(folder))
    writer = index.writer(heap_size=300_000_000, num_threads=2)
    for number, terms in enumerate(passages):
        writer.add_document(tantivy.Document(terms=" ".join(terms), number=number))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(terms: Terms, k: int) -> object:
        wanted = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "terms", term))
            for term in terms
        ]
        return searcher.search(tantivy.Query.boolean_query(wanted), k)

    return search


def interleaved(
    engines: dict[str, Search],
    questions: Sequence[Terms],
    k: int,
    rarely: frozenset[str],
    step: int,
) -> dict[str, Seconds]:
    """Seconds of each question with each engine, in turns, so that a busy machine slows them alike.

    The turns are drawn for each question, the same in every run, since each engine finds the
    processor's cache as the one before it has left it. The engines in `rarely` get every `step`-th
    question only. The first pass warms up.
    """
    names = list(engines)
    chance = random.Random(1)
    seconds: dict[str, list[float]] = {name: [] for name in engines}
    for warm in (False, True):
        for number, terms in enumerate(questions):
            for name in chance.sample(names, len(names)):
                if name in rarely and (number % step or not warm):
                    continue
                started = time.perf_counter()
                engines[name](terms, k)
                if warm:
                    seconds[name].append(time.perf_counter() - started)
    return {name: np.array(each) for name, each in seconds.items()}


@contextmanager
def timed(times: dict[str, float], name: str) -> Iterator[None]:
    """Notes the seconds that a block takes."""
    started = time.perf_counter()
    yield
    times[name] = time.perf_counter() - started


def build_peers(
    passages: Sequence[Terms], folder: Path
) -> tuple[dict[str, Search], dict[str, float]]:
    """The other engines, and the seconds each took to build."""
    times: dict[str, float] = {}
    engines: dict[str, Search] = {}
    with timed(times, "rank-bm25"):
        engines["rank-bm25"] = rank_bm25(passages)
    for backend in ("numpy", "numba"):
        with timed(times, f"bm25s {backend}"):
            engines[f"bm25s {backend}"] = bm25s_engine(passages, backend)
    (folder / "tantivy").mkdir()
    with timed(times, "tantivy"):
        engines["tantivy"] = tantivy_engine(passages, folder / "tantivy")
    return engines, times


def compare(
    engines: dict[str, Search], questions: Sequence[Terms], build: dict[str, float]
) -> dict[str, Seconds]:
    """Prints how long a question takes each engine, and returns it."""
    gc.collect()
    gc.freeze()  # the peers' millions of objects are not to be looked through meanwhile
    seconds = interleaved(engines, questions, TOP, SLOW, 40)
    own = float(np.median(seconds["Dateline"]))
    print(f"| {'top ' + str(TOP):<12} | median ms | 99th pct ms | x Dateline | build s |")
    print("|---|---|---|---|---|")
    for name, each in seconds.items():
        median, worst = np.median(each), np.percentile(each, 99)
        print(
            f"| {name:<12} | {median * 1e3:9.3f} | {worst * 1e3:11.3f} | {median / own:10.2f} |"
            f" {build[name]:7.1f} |"
        )
    return seconds
