"""Which articles came into a collection, in which order, and how far each server was told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import count

from sqlalchemy import UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.state.database import Database
from bot.state.news.values import BASE, Arrival
from bot.state.tables import Table

_KEEP_SECONDS = 30 * 86_400.0
# Values in one statement; a database takes only so many.
_AT_ONCE = 500
# Stands for no article: the first row of each collection.
_NOTHING = ""


class ArrivalRow(Table):
    """An article of a collection and when it was seen first."""

    __tablename__ = "arrivals"
    __table_args__ = (UniqueConstraint("collection", "article"),)

    number: Mapped[int] = mapped_column(primary_key=True)
    collection: Mapped[int]
    article: Mapped[str]
    at: Mapped[float]
    mark: Mapped[str] = mapped_column(index=True)  # the hash of its text
    repeats: Mapped[bool]


class WatchRow(Table):
    """How far the arrivals are decided on for a server, 0 for people without one."""

    __tablename__ = "watches"

    guild: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]


class RoundRow(Table):
    """When the last look at what arrived was ended; a single row."""

    __tablename__ = "rounds"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[float]


class ArrivalRepository:
    """Keeps what arrived."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    async def unknown(self, collection: int, articles: Collection[str]) -> set[str]:
        """Those of the articles of a collection that have not been noted."""

        def read(session: Session) -> set[str]:
            known = select(ArrivalRow.article).where(ArrivalRow.collection == collection)
            return set(articles).difference(session.scalars(known))

        return await self._database.read(read)

    async def note(self, collection: int, articles: Sequence[tuple[str, str]]) -> None:
        """Notes articles, by id and mark, that came into a collection, in their order.

        The first that are noted of a collection were there before anybody watched it.
        """

        def write(session: Session) -> None:
            ours = ArrivalRow.collection == collection
            known = set(session.scalars(select(ArrivalRow.article).where(ours)))
            at = self._clock() if known else 0.0
            numbers = count(_highest(session) + 1)
            if not known:  # a collection that is empty is watched from now on, too
                session.add(_row(next(numbers), collection, _NOTHING, at))
            for article, mark in articles:
                if article not in known:
                    repeats = bool(mark) and _has(session, collection, mark)
                    session.add(_row(next(numbers), collection, article, at, mark, repeats=repeats))
                    session.flush()  # so that a second one of the same text is seen as such

        await self._database.write(write)

    async def since(self, guild: int | None) -> list[Arrival]:
        """What came into the base or a server's collection and is not decided on there yet."""

        def read(session: Session) -> list[Arrival]:
            after = decided_until(session, guild)
            rows = session.scalars(
                select(ArrivalRow)
                .where(ArrivalRow.collection.in_((BASE, guild or BASE)))
                .where(ArrivalRow.number > after, ArrivalRow.at > 0)
                .order_by(ArrivalRow.number)
            )
            return [_arrival(row) for row in rows]

        return await self._database.read(read)

    async def after(self, guild: int | None, number: int) -> list[Arrival]:
        """What a server reads of what came after an arrival."""

        def read(session: Session) -> list[Arrival]:
            rows = session.scalars(
                select(ArrivalRow)
                .where(ArrivalRow.collection.in_((BASE, guild or BASE)))
                .where(ArrivalRow.number > number, ArrivalRow.at > 0)
                .order_by(ArrivalRow.number)
            )
            return [_arrival(row) for row in rows]

        return await self._database.read(read)

    async def rewritten(self, guild: int | None, marks: Mapping[str, str]) -> list[Arrival]:
        """Those of some articles, with their marks, that are decided on for a server and had
        another text when they came."""

        def read(session: Session) -> list[Arrival]:
            names, found = list(marks), []
            decided = ArrivalRow.number <= decided_until(session, guild), ArrivalRow.mark != ""
            ours = ArrivalRow.collection.in_((BASE, guild or BASE))
            for start in range(0, len(names), _AT_ONCE):
                part = ArrivalRow.article.in_(names[start : start + _AT_ONCE])
                rows = session.scalars(select(ArrivalRow).where(ours, part, *decided))
                found += [_arrival(row) for row in rows if row.mark != marks[row.article]]
            return sorted(found, key=lambda each: each.number)

        return await self._database.read(read)

    async def find(self, guild: int | None, article: str) -> Arrival | None:
        """When an article of what a server reads came; None for one that was never seen."""

        def read(session: Session) -> Arrival | None:
            rows = select(ArrivalRow).where(ArrivalRow.article == article)
            rows = rows.where(ArrivalRow.collection.in_((BASE, guild or BASE)))
            row = session.scalars(rows.order_by(ArrivalRow.number)).first()
            return _arrival(row) if row else None

        return await self._database.read(read)

    async def is_decided(self, guild: int | None, arrival: Arrival) -> bool:
        """Whether it is decided for a server what is told of an arrival."""
        return await self._database.read(
            lambda session: arrival.number <= decided_until(session, guild)
        )

    async def end_round(self) -> None:
        """Notes that all that arrived was looked at."""

        def write(session: Session) -> None:
            session.merge(RoundRow(id=1, at=self._clock()))

        await self._database.write(write)

    async def last_round(self) -> float | None:
        """When all was looked at last."""

        def read(session: Session) -> float | None:
            return session.scalar(select(RoundRow.at))

        return await self._database.read(read)

    async def came_after(self, guild: int | None, moment: float) -> list[Arrival]:
        """What a server reads of what came after a moment."""

        def read(session: Session) -> list[Arrival]:
            rows = session.scalars(
                select(ArrivalRow)
                .where(ArrivalRow.collection.in_((BASE, guild or BASE)))
                .where(ArrivalRow.at > moment)
                .order_by(ArrivalRow.number)
            )
            return [_arrival(row) for row in rows]

        return await self._database.read(read)

    async def tidy(self, collection: int, articles: Collection[str]) -> None:
        """Forgets what has not been in a collection any more for long."""
        there = {_NOTHING, *articles}

        def write(session: Session) -> None:
            old = select(ArrivalRow.number, ArrivalRow.article).where(
                ArrivalRow.collection == collection, ArrivalRow.at < self._clock() - _KEEP_SECONDS
            )
            gone = [number for number, article in session.execute(old) if article not in there]
            for start in range(0, len(gone), _AT_ONCE):
                part = gone[start : start + _AT_ONCE]
                session.execute(delete(ArrivalRow).where(ArrivalRow.number.in_(part)))

        await self._database.write(write)


def decided_until(session: Session, guild: int | None) -> int:
    """The number of the last arrival that is decided on for a server."""
    watch = session.get(WatchRow, guild or 0)
    return watch.number if watch else 0


def decide_until(session: Session, guild: int | None, number: int) -> None:
    """Notes that all arrivals up to a number are decided on for a server."""
    session.merge(WatchRow(guild=guild or 0, number=number))


def begin_watching(session: Session, guild: int | None) -> None:
    """A server that has not been told of anything is told of what comes from now on."""
    if session.get(WatchRow, guild or 0) is None:
        decide_until(session, guild, session.scalar(select(func.max(ArrivalRow.number))) or 0)


def _has(session: Session, collection: int, mark: str) -> bool:
    same = select(ArrivalRow.number).where(
        ArrivalRow.mark == mark, ArrivalRow.collection.in_((BASE, collection))
    )
    return session.scalars(same).first() is not None


def _highest(session: Session) -> int:
    """The highest number that anybody remembers: the arrival that had it may be forgotten by now,
    and a database would give it again."""
    digests = Table.metadata.tables["digests"]  # whose module needs this one
    numbers = (ArrivalRow.number, WatchRow.number, digests.c.number)
    return max(session.scalar(select(func.max(number))) or 0 for number in numbers)


def _row(
    number: int, collection: int, article: str, at: float, mark: str = "", *, repeats: bool = False
) -> ArrivalRow:
    return ArrivalRow(
        number=number, collection=collection, article=article, at=at, mark=mark, repeats=repeats
    )


def _arrival(row: ArrivalRow) -> Arrival:
    return Arrival(row.number, row.collection, row.article, row.at, row.repeats)
