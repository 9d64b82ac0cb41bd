"""Until when each server's digest has told what is new."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.state.database import Database
from bot.state.news.posts import put_post
from bot.state.news.values import NewPost
from bot.state.tables import Table


class DigestRow(Table):
    """The digest of a server; `told_until` is the moment up to which arrivals were told."""

    __tablename__ = "digests"

    guild: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    told_until: Mapped[float]


class DigestRepository:
    """Keeps how far digests have told."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    async def begin(self, guild: int) -> float:
        """Until when a server's digest has told; from now on where it has told nothing yet."""

        def write(session: Session) -> float:
            row = session.get(DigestRow, guild)
            if row is None:
                row = DigestRow(guild=guild, told_until=self._clock())
                session.add(row)
            return row.told_until

        return await self._database.write(write)

    async def told(self, guild: int, until: float, posts: Sequence[NewPost]) -> None:
        """Keeps the post of a digest, none where nothing is new, and until when it tells."""

        def write(session: Session) -> None:
            session.merge(DigestRow(guild=guild, told_until=until))
            for post in posts:
                put_post(session, post, self._clock())

        await self._database.write(write)

    async def told_until(self, guild: int) -> float | None:
        """Until when a server's digest has told; None where it has no digest."""

        def read(session: Session) -> float | None:
            row = session.get(DigestRow, guild)
            return row.told_until if row else None

        return await self._database.read(read)

    async def end(self, guild: int) -> None:
        """Forgets a server's digest, which is no longer wanted."""

        def write(session: Session) -> None:
            if (row := session.get(DigestRow, guild)) is not None:
                session.delete(row)

        await self._database.write(write)
