"""The topics that were asked for in each server and not answered; never who asked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.state.database import Database
from bot.state.tables import Table
from bot.state.values import Gap

GAP_DAYS = 30
# Topics that are listed.
_MOST = 25


class GapRow(Table):
    """How often a topic was asked for in vain in a server on one day."""

    __tablename__ = "gaps"

    guild: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    topic: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[str] = mapped_column(primary_key=True)
    asked: Mapped[int]


class GapRepository:
    """Keeps topics for GAP_DAYS days."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    async def note(self, guild: int, topics: Collection[str]) -> None:
        """Counts topics of a question that was not answered."""

        def write(session: Session) -> None:
            for topic in topics:
                row = session.get(GapRow, (guild, topic, self._day()))
                if row is None:
                    session.add(GapRow(guild=guild, topic=topic, day=self._day(), asked=1))
                else:
                    row.asked += 1

        await self._database.write(write)

    async def of(self, guild: int) -> Sequence[Gap]:
        """The topics of a server, those asked for most often first, of equals by the alphabet: the
        order tells nothing of which were asked together."""

        def read(session: Session) -> Sequence[Gap]:
            asked = func.sum(GapRow.asked)
            chosen = (
                select(GapRow.topic, asked)
                .where(GapRow.guild == guild, GapRow.day > self._day(GAP_DAYS))
                .group_by(GapRow.topic)
            )
            gaps = [Gap(topic, count) for topic, count in session.execute(chosen)]
            # Sorted here, for the alphabet of a database is that of its own language.
            return sorted(gaps, key=lambda gap: (-gap.asked, gap.topic))[:_MOST]

        return await self._database.read(read)

    def forget_old(self, session: Session) -> None:
        """Deletes what is too old."""
        session.execute(delete(GapRow).where(GapRow.day <= self._day(GAP_DAYS)))

    def _day(self, ago: int = 0) -> str:
        """A day so many days ago, as ISO has it."""
        now = datetime.fromtimestamp(self._clock(), UTC)
        return (now - timedelta(days=ago)).date().isoformat()
