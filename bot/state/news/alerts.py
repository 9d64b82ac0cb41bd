"""What people and channels want to be told of."""

from __future__ import annotations

import json
from collections.abc import Callable

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.state.database import Database
from bot.state.news.arrivals import ArrivalRow, WatchRow, begin_watching
from bot.state.news.digests import DigestRow
from bot.state.news.outages import OutageRow
from bot.state.news.post_rows import PostRow, end_sightings
from bot.state.news.values import Alert, Target
from bot.state.tables import Table

# Alerts that a server's channels, and a person, may have.
MOST_OF_GUILD, MOST_OF_USER = 50, 10


class AlertRow(Table):
    """An alert. A person is known by their id, for they are written to."""

    __tablename__ = "alerts"

    id: Mapped[int] = mapped_column(primary_key=True)
    guild: Mapped[int | None] = mapped_column(index=True)
    channel: Mapped[int | None]
    user: Mapped[int | None] = mapped_column(index=True)
    about: Mapped[str]
    words: Mapped[str]  # JSON: those that are wanted and those that are not
    source: Mapped[str | None]
    role: Mapped[int | None]
    most_a_day: Mapped[int]
    language: Mapped[str]
    made_at: Mapped[float]


class AlertRepository:
    """Keeps alerts."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    async def add(self, alert: Alert) -> Alert | None:
        """Keeps an alert, and gives it with its id; None where there are as many as may be."""

        def write(session: Session) -> Alert | None:
            target = alert.target
            counted = select(func.count()).select_from(AlertRow)
            if target.user is not None:
                most, counted = MOST_OF_USER, counted.where(AlertRow.user == target.user)
            else:
                counted = counted.where(AlertRow.guild == target.guild, AlertRow.user.is_(None))
                most = MOST_OF_GUILD
            if (session.scalar(counted) or 0) >= most:
                return None
            begin_watching(session, target.guild)
            row = AlertRow(
                guild=target.guild,
                channel=target.channel,
                user=target.user,
                about=alert.about,
                words=json.dumps([alert.wanted, alert.unwanted]),
                source=alert.source,
                role=alert.role,
                most_a_day=alert.most_a_day,
                language=alert.language,
                made_at=self._clock(),
            )
            session.add(row)
            session.flush()
            return _alert(row)

        return await self._database.write(write)

    async def all(self) -> list[Alert]:
        """Every alert, the oldest first."""

        def read(session: Session) -> list[Alert]:
            return [_alert(row) for row in session.scalars(select(AlertRow).order_by(AlertRow.id))]

        return await self._database.read(read)

    async def of_guild(self, guild: int) -> list[Alert]:
        """The alerts that were made in a server, people's among them, the oldest first."""

        def read(session: Session) -> list[Alert]:
            rows = select(AlertRow).where(AlertRow.guild == guild).order_by(AlertRow.id)
            return [_alert(row) for row in session.scalars(rows)]

        return await self._database.read(read)

    async def of_user(self, user: int) -> list[Alert]:
        """The alerts that tell a person, wherever they were made, the oldest first."""

        def read(session: Session) -> list[Alert]:
            rows = select(AlertRow).where(AlertRow.user == user).order_by(AlertRow.id)
            return [_alert(row) for row in session.scalars(rows)]

        return await self._database.read(read)

    async def get(self, alert: int) -> Alert | None:
        """The alert of an id."""

        def read(session: Session) -> Alert | None:
            row = session.get(AlertRow, alert)
            return _alert(row) if row else None

        return await self._database.read(read)

    async def remove(self, alert: int) -> bool:
        """Deletes an alert, and has what waits to be told for it alone not be sent; False where
        there is none."""

        def write(session: Session) -> bool:
            row = session.get(AlertRow, alert)
            if row is None:
                return False
            _delete(session, row)
            return True

        return await self._database.write(write)

    async def end_in(self, guild: int, user: int) -> None:
        """Ends all that tells a person directly of what a server reads, for they have left it:
        alerts, their digest, and what waits to be sent or to be changed."""

        def write(session: Session) -> None:
            ours = AlertRow.guild == guild, AlertRow.user == user
            for row in session.scalars(select(AlertRow).where(*ours)).all():
                _delete(session, row)
            for table in (PostRow, DigestRow):
                told = table.guild == guild, table.user == user
                session.execute(delete(table).where(*told))

        await self._database.write(write)


def forget_guild(session: Session, guild: int) -> None:
    """Deletes all that was made in a server, which has not had the bot for long."""
    for row in session.scalars(select(AlertRow).where(AlertRow.guild == guild)):
        _delete(session, row)
    for table in (ArrivalRow, OutageRow):
        session.execute(delete(table).where(table.collection == guild))
    for other in (PostRow, WatchRow, DigestRow):
        session.execute(delete(other).where(other.guild == guild))


def forget_alerts(session: Session, user: int) -> int:
    """Deletes the alerts that tell a person; how many there were."""
    rows = session.scalars(select(AlertRow).where(AlertRow.user == user)).all()
    for row in rows:
        _delete(session, row)
    return len(rows)


def _delete(session: Session, row: AlertRow) -> None:
    end_sightings(session, row.id)
    session.delete(row)


def _alert(row: AlertRow) -> Alert:
    wanted, unwanted = json.loads(row.words)
    return Alert(
        target=Target(row.guild, row.channel, row.user),
        about=row.about,
        wanted=tuple(wanted),
        unwanted=tuple(unwanted),
        source=row.source,
        role=row.role,
        most_a_day=row.most_a_day,
        language=row.language,
        made_at=row.made_at,
        id=row.id,
    )
