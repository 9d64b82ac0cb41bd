"""The questions behind the buttons of answers."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

from sqlalchemy import delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.state.database import Database
from bot.state.errors import StateAccessError
from bot.state.tables import Table
from bot.state.values import Asked

_log = logging.getLogger(__name__)

_HOUR = 3600


class QuestionRow(Table):
    """A question that can be answered again."""

    __tablename__ = "questions"

    key: Mapped[str] = mapped_column(primary_key=True)
    question: Mapped[str]
    source: Mapped[str | None]
    since: Mapped[str | None]
    until: Mapped[str | None]
    at: Mapped[float] = mapped_column(index=True)


class QuestionRepository:
    """Keeps questions for `keep_seconds`."""

    def __init__(self, database: Database, keep_seconds: float, clock: Callable[[], float]) -> None:
        self._database = database
        self._keep = keep_seconds
        self._clock = clock
        self._purged_at = float("-inf")

    async def remember(self, asked: Asked) -> str | None:
        """Keeps a question and returns its key: 12 letters and digits that nobody can guess.

        None, and a warning in the log, where it cannot be kept, as on a full disk: the answer then
        does without buttons.
        """
        key = secrets.token_hex(6)

        def write(session: Session) -> None:
            self._purge(session)
            session.add(
                QuestionRow(
                    key=key,
                    question=asked.question,
                    source=asked.source,
                    since=asked.since,
                    until=asked.until,
                    at=self._clock(),
                )
            )

        try:
            await self._database.write(write)
        except StateAccessError as error:
            _log.warning(
                "the question was not kept, so its answer has no buttons: %s", error.__cause__
            )
            return None
        return key

    async def recall(self, key: str) -> Asked | None:
        """The question of a key, or None when it is no longer kept."""

        def read(session: Session) -> Asked | None:
            row = session.get(QuestionRow, key)
            if row is None or row.at <= self._clock() - self._keep:
                return None
            return Asked(row.question, row.source, row.since, row.until)

        return await self._database.read(read)

    def _purge(self, session: Session) -> None:
        """Forgets what is too old, once an hour at most; votes go with their question."""
        now = self._clock()
        if now - self._purged_at >= _HOUR:
            session.execute(delete(QuestionRow).where(QuestionRow.at <= now - self._keep))
            self._purged_at = now
