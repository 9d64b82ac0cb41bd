"""What is kept of each server: its settings, and whether it was welcomed."""

from __future__ import annotations

from collections.abc import Callable, Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.state.database import Database
from bot.state.news.alerts import forget_guild
from bot.state.tables import Table


class GuildRow(Table):
    """One server."""

    __tablename__ = "guilds"

    guild: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    settings: Mapped[str | None]  # what the server has chosen, as JSON
    welcomed_at: Mapped[float | None]
    left_at: Mapped[float | None]  # since when the server no longer has the bot
    change: Mapped[int] = mapped_column(
        index=True, server_default="0"
    )  # the number of their last change


class GuildRepository:
    """Keeps, for each server, what its admins have chosen. What it means is not known here."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    async def all_settings(self) -> dict[int, str]:
        """The settings of every server that has chosen any."""

        def read(session: Session) -> dict[int, str]:
            rows = session.scalars(select(GuildRow).where(GuildRow.settings.is_not(None)))
            return {row.guild: row.settings or "" for row in rows}

        return await self._database.read(read)

    async def settings_of(self, guild: int) -> str | None:
        """The settings of one server; None where it has chosen nothing."""

        def read(session: Session) -> str | None:
            row = session.get(GuildRow, guild)
            return row.settings if row else None

        return await self._database.read(read)

    async def keep_settings(self, guild: int, settings: str) -> None:
        """Keeps what a server has chosen, in place of what it chose before."""

        def write(session: Session) -> None:
            newest = session.scalar(select(func.max(GuildRow.change))) or 0
            row = _row(session, guild)
            row.settings, row.change = settings, newest + 1

        await self._database.write(write)

    async def settings_since(self, change: int) -> tuple[int, dict[int, str]]:
        """The number of the last change of any server's settings, and the settings of those that
        were changed after a number."""

        def read(session: Session) -> tuple[int, dict[int, str]]:
            rows = session.scalars(select(GuildRow).where(GuildRow.change > change)).all()
            newest = max((row.change for row in rows), default=change)
            return newest, {row.guild: row.settings or "" for row in rows}

        return await self._database.read(read)

    async def left(self) -> set[int]:
        """The servers that no longer have the bot, of those about which something is kept."""

        def read(session: Session) -> set[int]:
            return set(session.scalars(select(GuildRow.guild).where(GuildRow.left_at.is_not(None))))

        return await self._database.read(read)

    async def note_welcome(self, guild: int) -> bool:
        """Notes that a server is welcomed; False where it has been before."""

        def write(session: Session) -> bool:
            row = _row(session, guild)
            if row.welcomed_at is not None:
                return False
            row.welcomed_at = self._clock()
            return True

        return await self._database.write(write)

    async def note_present(
        self,
        present: Collection[int],
        keep_seconds: float,
        is_ours: Callable[[int], bool] = lambda _: True,
    ) -> list[int]:
        """Notes which servers have the bot, of those that are ours to tell of. What is kept of one
        that has not had it for so long is deleted; returns those servers."""

        def write(session: Session) -> list[int]:
            now, deleted = self._clock(), []
            rows = session.scalars(select(GuildRow)).all()
            for guild in set(present).difference(row.guild for row in rows):
                session.add(GuildRow(guild=guild))  # so that it is known once it has gone
            for row in filter(lambda each: is_ours(each.guild), rows):
                if row.guild in present:
                    row.left_at = None
                elif row.left_at is None:
                    row.left_at = now
                elif row.left_at <= now - keep_seconds:
                    deleted.append(row.guild)
                    forget_guild(session, row.guild)
                    session.delete(row)
            return deleted

        return await self._database.write(write)


def _row(session: Session, guild: int) -> GuildRow:
    row = session.get(GuildRow, guild)
    if row is None:
        row = GuildRow(guild=guild)
        session.add(row)
    return row
