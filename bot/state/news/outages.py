"""Which feeds are dead, so that each is told of once, and once when it is back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.state.database import Database
from bot.state.news.post_rows import put_post
from bot.state.news.values import NewPost
from bot.state.tables import Table


class OutageRow(Table):
    """A feed of a collection that has been dead for a while."""

    __tablename__ = "outages"

    collection: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    feed: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[float]


class OutageRepository:
    """Keeps the outages that were told of."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    async def of(self, collection: int) -> dict[str, float]:
        """The feeds of a collection that are told of as dead, each with since when."""

        def read(session: Session) -> dict[str, float]:
            rows = session.scalars(select(OutageRow).where(OutageRow.collection == collection))
            return {row.feed: row.since for row in rows}

        return await self._database.read(read)

    async def begin(self, collection: int, feed: str, posts: Sequence[NewPost]) -> None:
        """Notes that a feed is dead, and the posts that say so."""

        def write(session: Session) -> None:
            session.merge(OutageRow(collection=collection, feed=feed, since=self._clock()))
            for post in posts:
                put_post(session, post, self._clock())

        await self._database.write(write)

    async def end(self, collection: int, feed: str, posts: Sequence[NewPost]) -> None:
        """Notes that a feed is no longer dead, and the posts that say so."""

        def write(session: Session) -> None:
            row = session.get(OutageRow, (collection, feed))
            if row is not None:
                session.delete(row)
            for post in posts:
                put_post(session, post, self._clock())

        await self._database.write(write)
