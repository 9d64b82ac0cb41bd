"""Leases: what one of several processes does alone, for as long as it says that it is there."""

from __future__ import annotations

import secrets

from sqlalchemy import delete, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.state.database import Database
from bot.state.tables import Table

# The time in seconds since 1970, told by the database: machines' clocks may differ.
_NOW = {
    "postgresql": text("SELECT extract(epoch FROM clock_timestamp())"),
    "sqlite": text("SELECT (julianday('now') - 2440587.5) * 86400.0"),
}
# Leases that ended so long ago are those of processes that are gone.
_KEEP_SECONDS = 3600.0


class LeaseRow(Table):
    """Who does something alone, and until when, unless the holder says again that it is there."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until: Mapped[float]


class TurnRow(Table):
    """When something that must not be done too often may be done next."""

    __tablename__ = "turns"

    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[float]


class LeaseRepository:
    """Keeps leases and turns. `holder` is the name of this process, another with each start."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.holder = secrets.token_hex(8)

    async def take(self, name: str, seconds: float) -> bool:
        """Holds a lease for so many seconds from now on, if nobody else does."""

        def write(session: Session) -> bool:
            now = current_time(session)
            row = session.get(LeaseRow, name)
            if row is not None and row.holder != self.holder and row.until > now:
                return False
            session.execute(delete(LeaseRow).where(LeaseRow.until < now - _KEEP_SECONDS))
            session.merge(LeaseRow(name=name, holder=self.holder, until=now + seconds))
            return True

        return await self._database.write(write)

    async def release(self, name: str) -> None:
        """Lets go of a lease, where this process has it."""

        def write(session: Session) -> None:
            row = session.get(LeaseRow, name)
            if row is not None and row.holder == self.holder:
                session.delete(row)

        await self._database.write(write)

    async def next_turn(self, name: str, every: float) -> float:
        """In how many seconds it is this process's turn, where there is one `every` so many."""

        def write(session: Session) -> float:
            now = current_time(session)
            row = session.get(TurnRow, name)
            at = now if row is None else max(now, row.at)
            session.merge(TurnRow(name=name, at=at + every))
            return at - now

        return await self._database.write(write)


def current_time(session: Session) -> float:
    """The time by the database's clock, the same for all processes."""
    return float(session.execute(_NOW[session.get_bind().dialect.name]).scalar_one())
