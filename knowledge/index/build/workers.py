"""Analysis of many articles on all cores."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import BinaryIO

from knowledge.article import Article
from knowledge.index.build import child_process as children
from knowledge.index.build.analysed import Batch, analyse
from knowledge.passages import TARGET_WORDS
from knowledge.text.analysis import Analyzer

# Articles are analysed in batches of about so many characters, ...
_BATCH_CHARACTERS = 500_000
# ... the first of them here: starting other processes takes about as long as this many.
_FEW_CHARACTERS = 2_000_000


class Analysts:
    """Analyses articles in the order they are added; many of them in as many processes as there are
    cores. To be used in a `with` statement, which ends the processes.
    """

    def __init__(self) -> None:
        self._analyzer = Analyzer()
        self._pending: list[Article] = []
        self._characters = 0
        self._batches: list[Batch | Future[Batch]] = []
        self._running: deque[Future[Batch]] = deque()
        self._children: list[children.Child] = []
        self._idle: deque[children.Child] = deque()
        self._threads: ThreadPoolExecutor | None = None

    def __enter__(self) -> Analysts:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for child in self._children:
            child.stop()
        if self._threads:
            self._threads.shutdown(cancel_futures=True)

    def add(self, article: Article) -> None:
        """Takes one article; waits where the analysis is far behind."""
        self._pending.append(article)
        self._characters += len(article.text)
        if self._characters >= _BATCH_CHARACTERS:
            self._hand_out()

    def results(self) -> list[Batch]:
        """The batches of all articles added, in order."""
        self._hand_out()
        return [each.result() if isinstance(each, Future) else each for each in self._batches]

    def _hand_out(self) -> None:
        articles, self._pending, self._characters = self._pending, [], 0
        few = len(self._batches) * _BATCH_CHARACTERS < _FEW_CHARACTERS
        cores = _cores()
        if few or cores == 1:
            self._batches.append(analyse(articles, self._analyzer, TARGET_WORDS))
            return
        if self._threads is None:
            self._children = [children.Child(f"{__name__}.serve") for _ in range(cores)]
            self._idle.extend(self._children)
            self._threads = ThreadPoolExecutor(cores)
        if len(self._running) == 2 * cores:
            self._running.popleft().result()
        self._running.append(self._threads.submit(self._analyse_aside, articles))
        self._batches.append(self._running[-1])

    def _analyse_aside(self, articles: list[Article]) -> Batch:
        """Has a child analyse; does it itself where the child has died."""
        if self._idle:
            child = self._idle.popleft()
            try:
                child.send(articles)
                batch: Batch = child.receive()
            except EOFError:
                pass  # out of memory, most likely; not to be handed anything again
            else:
                self._idle.append(child)
                return batch
        return analyse(articles, Analyzer(), TARGET_WORDS)


def serve(requests: BinaryIO, results: BinaryIO) -> None:
    """The work of a child: a list of articles in, their batch out, until there are no more."""
    analyzer = Analyzer()
    while True:
        try:
            articles = children.receive(requests)
        except EOFError:
            return
        children.send(results, analyse(articles, analyzer, TARGET_WORDS))


def _cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
