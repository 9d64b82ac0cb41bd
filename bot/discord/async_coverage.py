"""The coverages as the event loop may use them: every call in a thread, the loop never blocked."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import reduce
from operator import add
from typing import TypeVar

from bot.discord.errors import RefusedError, stopped
from bot.discord.memory import AnswerMemory, Repeat
from bot.discord.operating.metrics import WINDOWS
from bot.discord.options import check_scope
from bot.discord.queueing import QuestionQueue
from bot.discord.threads import in_daemon_thread
from bot.language import gettext
from bot.state.values import Asked
from knowledge import (
    MOST_WINDOWS,
    Answer,
    Collections,
    Coverage,
    Progress,
    ReloadReport,
    Status,
    Turn,
    UnwritableError,
)

_log = logging.getLogger(__name__)

T = TypeVar("T")

# Looks at the coverage at once, beside the questions: each takes a moment.
_LOOKS_AT_ONCE = 2
# Seconds after which a question is given up, and for which one waits for the coverage to be read.
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all servers share: turns, what was answered lately, and whose coverage is changing."""

    queue: QuestionQueue = field(default_factory=QuestionQueue)
    looks: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_LOOKS_AT_ONCE))
    memory: AnswerMemory = field(default_factory=AnswerMemory)
    changing: set[int | None] = field(default_factory=set)


class BackgroundCollections:
    """Opens the base in the background, and the collections of servers as they are asked for.

    `open_collections` is given a callback for its progress. Work is done in daemon threads, so that
    even a file that takes minutes to read cannot keep the process from ending.
    """

    def __init__(self, open_collections: Callable[[Progress], Collections]) -> None:
        self._open_collections = open_collections
        self._shared = _Shared()
        self._stopping = threading.Event()
        self._opened: asyncio.Future[Collections] | None = None

    def start(self) -> asyncio.Future[Collections]:
        """Begins to open the base; the future holds all, or why it could not be opened."""
        self._opened = in_daemon_thread(lambda: self._open_collections(self.stoppable(None)))
        return self._opened

    @property
    def ready(self) -> Collections | None:
        """The collections, once the base is open."""
        opened = self._opened
        if opened is None or not opened.done() or opened.cancelled() or opened.exception():
            return None
        return opened.result()

    @property
    def waiting(self) -> int:
        """How many questions wait for their turn."""
        return self._shared.queue.waiting

    @property
    def is_ending(self) -> bool:
        """Whether `end_questions` was called: who waits is answered, or told, at once."""
        return self._shared.queue.is_ending

    def of(self, server: int | None) -> BackgroundCoverage:
        """What a server reads, and its own collection; None for the base."""
        return BackgroundCoverage(self, server, self._shared)

    async def reload(
        self, servers: Sequence[int | None], progress: Progress, by: str
    ) -> ReloadReport:
        """Reloads one collection after the other; what came of all of them."""
        return reduce(add, [await self.of(each).reload(progress, by) for each in servers])

    async def when_open(self) -> Collections:
        """The collections; questions asked before they are open wait for them."""
        if self._opened is None:
            raise RuntimeError("start() comes first")
        try:
            return await asyncio.wait_for(asyncio.shield(self._opened), _PATIENCE)
        except TimeoutError:
            text = gettext("I am still reading the coverage. Please ask again in a few minutes.")
            raise RefusedError(text) from None

    async def whenever_open(self) -> Collections | None:
        """The collections, however long that takes; None where they could not be opened."""
        if self._opened is None:
            raise RuntimeError("start() comes first")
        await asyncio.wait({self._opened})
        return self.ready

    async def end_questions(self, seconds: float) -> None:
        """Answers who waits for so long, and tells the rest; then ends what runs at its next step.
        Nobody is let in any more."""
        await self._shared.queue.end(seconds)
        self._stopping.set()

    async def close(self) -> None:
        """Ends what runs at its next step, and closes all if nothing is left running."""
        self._stopping.set()
        if (collections := self.ready) is not None:
            await in_daemon_thread(collections.close)
            await in_daemon_thread(collections.base.close)

    def stoppable(self, progress: Progress | None) -> Progress:
        """A callback that also ends what calls it once the bot is stopped."""

        def report(what: str, done: int, total: int | None) -> None:
            if self._stopping.is_set():
                raise stopped()
            if progress is not None:
                progress(what, done, total)

        return report


class BackgroundCoverage:
    """The base or a server's collection: every call in a thread, as its methods say."""

    def __init__(
        self, collections: BackgroundCollections, server: int | None, shared: _Shared
    ) -> None:
        self._collections = collections
        self._server = server
        self._shared = shared

    async def ask(self, asked: Asked, turns: Sequence[Turn] = ()) -> tuple[Answer, Status]:
        """The answer to a question after the turns before it, and what it was found in.

        One that was asked lately is answered from memory; another waits for its turn, and less is
        read for it the more others wait. Raises RefusedError where too many do or no article is in
        its scope, and TimeoutError.
        """
        collections = await self._collections.when_open()
        queue, memory = self._shared.queue, self._shared.memory
        key = Repeat(self._server, asked, tuple(turns))

        def recalled(coverage: Coverage) -> tuple[Answer, Status] | None:
            known = memory.recall(key, coverage, queue.windows)
            return (known, coverage.status()) if known else None

        if queue.is_busy:  # what is known already need not wait
            known = await in_daemon_thread(lambda: self._read(collections, recalled))
            if known is not None:
                return known
        async with asyncio.timeout(_PATIENCE), queue.turn():
            windows = queue.windows

            def work(coverage: Coverage) -> tuple[Answer, Status]:
                check_scope(coverage, asked.scope)
                answer = memory.answer(key, coverage, windows)
                return answer, coverage.status()

            answer, status = await in_daemon_thread(lambda: self._read(collections, work))
            if answer.took_ms:
                queue.note(answer.took_ms / 1000, windows)
                WINDOWS.observe(MOST_WINDOWS if windows is None else windows)
            return answer, status

    async def call(self, work: Callable[[Coverage], T]) -> T:
        """What `work` makes of the coverage within a moment; raises what it raises, and
        TimeoutError."""
        collections = await self._collections.when_open()
        async with asyncio.timeout(_PATIENCE), self._shared.looks:
            return await in_daemon_thread(lambda: self._do(collections, work))

    async def read(self, work: Callable[[Coverage], T], *, at_length: bool = False) -> T:
        """As `call`, for what answers people: where the server's own collection has no index and
        none can be written, the base answers alone. What reads `at_length` waits for its turn among
        the questions."""
        collections = await self._collections.when_open()
        turn = self._shared.queue.turn() if at_length else self._shared.looks
        async with asyncio.timeout(_PATIENCE), turn:
            return await in_daemon_thread(lambda: self._read(collections, work))

    async def beside(self, work: Callable[[Coverage], T]) -> T:
        """As `call`, for what waits for other hosts: beside questions, without a time limit."""
        collections = await self._collections.when_open()
        return await in_daemon_thread(lambda: self._do(collections, work))

    async def change(self, work: Callable[[Coverage, Progress], T], progress: Progress) -> T:
        """As `call`, for what writes or reads files: one at a time, and without a time limit.

        `progress` is called from another thread. Raises RefusedError while another change is made.
        """
        if self._server in self._shared.changing:
            raise RefusedError(
                gettext("The coverage is being changed or reloaded already. Please wait for it.")
            )
        self._shared.changing.add(self._server)
        try:
            reporting = self._collections.stoppable(progress)
            return await self.beside(lambda coverage: work(coverage, reporting))
        finally:
            self._shared.changing.discard(self._server)

    async def reload(self, progress: Progress, by: str) -> ReloadReport:
        """Reloads the coverage; questions are answered from the old one meanwhile."""
        return await self.change(lambda coverage, report: coverage.reload(report, by=by), progress)

    def _read(self, collections: Collections, work: Callable[[Coverage], T]) -> T:
        with ExitStack() as stack:
            coverage = collections.base
            if self._server is not None:
                try:
                    coverage = stack.enter_context(collections.use(self._server))
                except UnwritableError as error:
                    _log.warning("server %d reads the base alone: %s", self._server, error)
            return work(coverage)

    def _do(self, collections: Collections, work: Callable[[Coverage], T]) -> T:
        if self._server is None:
            return work(collections.base)
        with collections.use(self._server) as coverage:
            return work(coverage)
