"""What people were told to wait for, so that another process keeps the word of one that died."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.state.database import Database
from bot.state.leases import LeaseRepository, LeaseRow, current_time
from bot.state.tables import Table

# Discord takes the answer to an interaction for 15 minutes; nobody waits for longer.
KEEP_SECONDS = 15 * 60.0
_PRESENT = "process "


class PromiseRow(Table):
    """What somebody waits for, and the process that is at it."""

    __tablename__ = "promises"

    key: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str] = mapped_column(index=True)
    user: Mapped[int]  # whose it is, so that it can be forgotten
    owed: Mapped[str]  # JSON
    at: Mapped[float]


class PromiseRepository:
    """Keeps promises until they are kept, each for a quarter of an hour at most."""

    def __init__(self, database: Database, leases: LeaseRepository) -> None:
        self._database = database
        self._leases = leases

    async def be_present(self, seconds: float) -> None:
        """Says that this process is there, and at what it has promised, for so many seconds."""
        await self._leases.take(_PRESENT + self._leases.holder, seconds)

    async def leave(self) -> None:
        """Says that this process is no longer there."""
        await self._leases.release(_PRESENT + self._leases.holder)

    async def begin(self, user: int, owed: Mapping[str, Any]) -> str:
        """Keeps what is owed to a user by this process; its key."""
        key = secrets.token_hex(8)

        def write(session: Session) -> None:
            session.add(
                PromiseRow(
                    key=key,
                    holder=self._leases.holder,
                    user=user,
                    owed=json.dumps(owed),
                    at=current_time(session),
                )
            )

        await self._database.write(write)
        return key

    async def end(self, key: str) -> None:
        """Forgets what is owed no longer."""

        def write(session: Session) -> None:
            session.execute(delete(PromiseRow).where(PromiseRow.key == key))

        await self._database.write(write)

    async def adopt(self) -> dict[str, Mapping[str, Any]]:
        """Takes over what processes owe that are no longer there, by the keys."""

        def orphans(session: Session) -> list[PromiseRow]:
            now = current_time(session)
            there = select(LeaseRow.name).where(LeaseRow.until > now)
            rows = session.scalars(select(PromiseRow)).all()
            present = set(session.scalars(there)) if rows else set()
            return [row for row in rows if _PRESENT + row.holder not in present]

        def write(session: Session) -> dict[str, Mapping[str, Any]]:
            old = current_time(session) - KEEP_SECONDS
            session.execute(delete(PromiseRow).where(PromiseRow.at < old))
            adopted = orphans(session)
            for row in adopted:
                row.holder = self._leases.holder
            return {row.key: json.loads(row.owed) for row in adopted}

        if not await self._database.read(lambda session: bool(orphans(session))):
            return {}
        return await self._database.write(write)


def forget_promises(session: Session, user: int) -> None:
    """Deletes what is owed to a user."""
    session.execute(delete(PromiseRow).where(PromiseRow.user == user))
