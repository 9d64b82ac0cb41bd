"""When people last looked for what is new, so that the next look begins there."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.state.database import Database
from bot.state.errors import StateAccessError
from bot.state.pseudonyms import pseudonym
from bot.state.tables import Table

_log = logging.getLogger(__name__)


class LookRow(Table):
    """When somebody last looked, in a server or, outside of servers, a channel."""

    __tablename__ = "looks"

    person: Mapped[str] = mapped_column(primary_key=True)  # a pseudonym
    place: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[float]


class LookRepository:
    """Keeps a look for `keep_seconds`, and the last one at each place alone."""

    def __init__(self, database: Database, keep_seconds: float, clock: Callable[[], float]) -> None:
        self._database = database
        self._keep = keep_seconds
        self._clock = clock

    async def last(self, user: int, place: str) -> datetime | None:
        """When somebody last looked at a place, in UTC; None where that is not known."""

        def read(session: Session) -> datetime | None:
            row = session.get(LookRow, (pseudonym(session, user), place))
            if row is None or row.at <= self._clock() - self._keep:
                return None
            return datetime.fromtimestamp(row.at, UTC)

        return await self._database.read(read)

    def now(self) -> float:
        """This moment, by the clock that looks are noted by."""
        return self._clock()

    async def note(self, user: int, place: str, at: float) -> None:
        """Notes that somebody looked at a place at a moment; a warning in the log where it cannot
        be kept, as on a full disk."""

        def write(session: Session) -> None:
            session.merge(LookRow(person=pseudonym(session, user), place=place, at=at))

        try:
            await self._database.write(write)
        except StateAccessError as error:
            _log.warning("when somebody looked was not kept: %s", error.__cause__)

    def forget_old(self, session: Session) -> None:
        """Deletes what is too old."""
        session.execute(delete(LookRow).where(LookRow.at <= self._clock() - self._keep))
