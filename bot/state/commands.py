"""What Discord was last told of the bot's commands."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.state.database import Database
from bot.state.tables import Table


class CommandsRow(Table):
    """The commands of one application, as a digest of their definition."""

    __tablename__ = "commands"

    application: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str]


class CommandRepository:
    """Keeps, for each application, the digest of the commands that Discord knows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def registered(self, application: int) -> str | None:
        """The digest of what Discord was last told; None when it was told nothing."""

        def read(session: Session) -> str | None:
            row = session.get(CommandsRow, application)
            return row.digest if row else None

        return await self._database.read(read)

    async def register(self, application: int, digest: str) -> None:
        """Keeps what Discord was told just now."""

        def write(session: Session) -> None:
            session.merge(CommandsRow(application=application, digest=digest))

        await self._database.write(write)
