"""The questions behind the buttons of answers."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Collection
from datetime import date

from sqlalchemy import delete, false, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.state.conversations import forget_turns
from bot.state.database import Database
from bot.state.errors import StateAccessError
from bot.state.pseudonyms import pseudonym
from bot.state.tables import Table
from bot.state.values import Access, Asked
from knowledge import Scope, parse_day

_log = logging.getLogger(__name__)


class QuestionRow(Table):
    """A question that can be answered again."""

    __tablename__ = "questions"

    key: Mapped[str] = mapped_column(primary_key=True)
    question: Mapped[str]
    source: Mapped[str | None]
    since: Mapped[str | None]
    until: Mapped[str | None]
    at: Mapped[float] = mapped_column(index=True)
    place: Mapped[str | None]
    asker: Mapped[str | None] = mapped_column(index=True)  # a pseudonym
    private: Mapped[bool] = mapped_column(default=False, server_default=false())
    shared: Mapped[bool] = mapped_column(default=False, server_default=false())


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None


class QuestionRepository:
    """Keeps questions for `keep_seconds`."""

    def __init__(self, database: Database, keep_seconds: float, clock: Callable[[], float]) -> None:
        self._database = database
        self._keep = keep_seconds
        self._clock = clock

    async def remember(self, asked: Asked, access: Access) -> str | None:
        """Keeps a question and returns its key: 12 letters and digits that nobody can guess.

        None, and a warning in the log, where it cannot be kept, as on a full disk: the answer then
        does without buttons.
        """
        key = secrets.token_hex(6)

        def write(session: Session) -> None:
            session.add(
                QuestionRow(
                    key=key,
                    question=asked.question,
                    source=asked.scope.source,
                    since=_written(asked.scope.since),
                    until=_written(asked.scope.until),
                    at=self._clock(),
                    place=access.place,
                    asker=pseudonym(session, access.user),
                    private=access.private,
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
            days = (parse_day(row.since, "since"), parse_day(row.until, "until"))
            return Asked(row.question, Scope(row.source, *days))

        return await self._database.read(read)

    async def admits(self, key: str, place: str, user: int) -> bool:
        """Whether a question is kept, and the buttons of its answer are good there and for them."""

        def read(session: Session) -> bool:
            row = session.get(QuestionRow, key)
            return (
                row is not None
                and row.place in (None, place)
                and (not row.private or row.asker == pseudonym(session, user))
            )

        return await self._database.read(read)

    async def is_asker(self, key: str, user: int) -> bool:
        """Whether it was this user who asked the question."""

        def read(session: Session) -> bool:
            row = session.get(QuestionRow, key)
            return row is not None and row.asker == pseudonym(session, user)

        return await self._database.read(read)

    async def delete(self, keys: Collection[str]) -> None:
        """Forgets questions, the votes on their answers and the conversations they are part of."""

        def write(session: Session) -> None:
            chosen = QuestionRow.key.in_(keys)
            asked = session.scalars(select(QuestionRow.question).where(chosen)).all()
            forget_turns(session, asked)
            session.execute(delete(QuestionRow).where(chosen))

        await self._database.write(write)

    async def share(self, key: str) -> bool:
        """Notes that an answer is shared; False where it has been before."""

        def write(session: Session) -> bool:
            row = session.get(QuestionRow, key)
            first = row is not None and not row.shared
            if row is not None:
                row.shared = True
            return first

        return await self._database.write(write)

    async def unshare(self, key: str) -> None:
        """Notes that an answer could not be shared after all."""

        def write(session: Session) -> None:
            if (row := session.get(QuestionRow, key)) is not None:
                row.shared = False

        await self._database.write(write)

    def forget_old(self, session: Session) -> None:
        """Deletes what is too old; votes and quotes go with their question."""
        session.execute(delete(QuestionRow).where(QuestionRow.at <= self._clock() - self._keep))
