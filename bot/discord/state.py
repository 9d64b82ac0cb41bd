"""What outlives a restart: the questions behind buttons, votes, what Discord was told."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bot.discord.errors import SetUpError

_log = logging.getLogger(__name__)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS asked (
    key TEXT PRIMARY KEY, question TEXT NOT NULL, source TEXT, since TEXT, until TEXT,
    at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS asked_at ON asked (at);
CREATE TABLE IF NOT EXISTS votes (
    key TEXT NOT NULL REFERENCES asked (key) ON DELETE CASCADE, user TEXT NOT NULL,
    good INTEGER NOT NULL, at REAL NOT NULL, PRIMARY KEY (key, user));
CREATE TABLE IF NOT EXISTS quotes (
    key TEXT NOT NULL REFERENCES asked (key) ON DELETE CASCADE, place INTEGER NOT NULL,
    n INTEGER NOT NULL, article TEXT NOT NULL, start INTEGER NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (key, place));
"""
_DAY = 86_400

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its options as the user gave them; enough to answer it again."""

    question: str
    source: str | None = None
    since: str | None = None
    until: str | None = None

    @property
    def scope(self) -> dict[str, Any]:
        """The options as `Coverage` takes them."""
        return {"source": self.source, "since": self.since, "until": self.until}


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote as it was shown under an answer: the number and the id of its article, where it began
    in the article's text, and its words."""

    n: int
    article: str
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Votes:
    """How many answers were found good and bad."""

    good: int
    bad: int


class State:
    """A small database in the data directory; questions and votes are kept for `keep_days`.

    Users are known by a keyed hash of their id, so the file alone tells nobody's name. Every
    method may be called on the event loop: the work is done in a thread. Raises SetUpError for a
    file that cannot be used.
    """

    def __init__(self, path: Path, keep_days: int, clock: Callable[[], float] = time.time) -> None:
        self._keep = keep_days * _DAY
        self._clock = clock
        self._lock = threading.Lock()
        self._purged_at = float("-inf")
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._open(path)
        except sqlite3.Error as error:
            raise SetUpError(
                f"{path}: {error}. It only holds the questions behind buttons and the votes; if it "
                "is damaged, move it away and start again."
            ) from error

    def _open(self, path: Path) -> None:
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        try:
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")  # never corrupts in WAL mode
            self._database.execute("PRAGMA foreign_keys = ON")
            self._database.executescript(_SCHEMA)
            self._salt = self._fact("salt") or self._set_fact("salt", secrets.token_hex(16))
        except sqlite3.Error:
            self._database.close()
            raise

    def close(self) -> None:
        """Closes the file; further calls fail."""
        with self._lock:
            self._database.close()

    async def remember(self, asked: Asked, quotes: Sequence[Quoted] = ()) -> str | None:
        """Keeps a question, and the quotes of its answer, and returns its key: 12 letters and
        digits that nobody can guess.

        None, and a warning in the log, where it cannot be kept, as on a full disk: the answer then
        does without buttons.
        """

        def write() -> str:
            self._purge()
            key = secrets.token_hex(6)
            with self._transaction():
                self._database.execute(
                    "INSERT INTO asked VALUES (?, ?, ?, ?, ?, ?)",
                    (key, asked.question, asked.source, asked.since, asked.until, self._clock()),
                )
                self._database.executemany(
                    "INSERT INTO quotes VALUES (?, ?, ?, ?, ?, ?)",
                    ((key, at, q.n, q.article, q.start, q.text) for at, q in enumerate(quotes)),
                )
            return key

        try:
            return await self._run(write)
        except sqlite3.Error as error:
            _log.warning("the question was not kept, so its answer has no buttons: %s", error)
            return None

    async def recall(self, key: str) -> Asked | None:
        """The question of a key, or None when it is no longer kept."""

        def read() -> Asked | None:
            oldest = self._clock() - self._keep
            row = self._database.execute(
                "SELECT question, source, since, until FROM asked WHERE key = ? AND at > ?",
                (key, oldest),
            ).fetchone()
            return Asked(*row) if row else None

        return await self._run(read)

    async def quotes(self, key: str) -> tuple[Quoted, ...]:
        """The quotes of the answer to a key's question; none when it is no longer kept."""

        def read() -> tuple[Quoted, ...]:
            rows = self._database.execute(
                "SELECT n, article, start, quotes.text FROM quotes JOIN asked USING (key) "
                "WHERE key = ? AND at > ? ORDER BY place",
                (key, self._clock() - self._keep),
            )
            return tuple(Quoted(*row) for row in rows)

        return await self._run(read)

    async def vote(self, key: str, user: int, good: bool) -> bool:
        """Counts a user's vote, in place of an earlier one; False when the question is gone."""

        def write() -> bool:
            known = self._database.execute("SELECT 1 FROM asked WHERE key = ?", (key,)).fetchone()
            if known:
                self._database.execute(
                    "INSERT OR REPLACE INTO votes VALUES (?, ?, ?, ?)",
                    (key, self._hash(user), int(good), self._clock()),
                )
            return bool(known)

        return await self._run(write)

    async def votes(self) -> Votes:
        """The votes that are kept."""

        def read() -> Votes:
            good, every = self._database.execute(
                "SELECT COALESCE(SUM(good), 0), COUNT(*) FROM votes"
            ).fetchone()
            return Votes(good, every - good)

        return await self._run(read)

    async def fact(self, name: str) -> str | None:
        """What was last kept under a name."""
        return await self._run(lambda: self._fact(name))

    async def set_fact(self, name: str, value: str) -> None:
        """Keeps a value under a name."""
        await self._run(lambda: self._set_fact(name, value))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All that is written within, or nothing of it."""
        self._database.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    async def _run(self, work: Callable[[], T]) -> T:
        def locked() -> T:
            with self._lock:
                return work()

        return await asyncio.to_thread(locked)

    def _fact(self, name: str) -> str | None:
        row = self._database.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def _set_fact(self, name: str, value: str) -> str:
        self._database.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))
        return value

    def _hash(self, user: int) -> str:
        return hmac.new(self._salt.encode(), str(user).encode(), hashlib.sha256).hexdigest()

    def _purge(self) -> None:
        """Forgets what is too old, once an hour at most; votes go with their question."""
        now = self._clock()
        if now - self._purged_at >= _DAY / 24:
            self._database.execute("DELETE FROM asked WHERE at <= ?", (now - self._keep,))
            self._purged_at = now
