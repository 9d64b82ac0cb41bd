"""Digests: how far each has told what is new, and when those of persons come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.state.database import Database
from bot.state.news.arrivals import ArrivalRow
from bot.state.news.post_rows import PostRow, put_post
from bot.state.news.values import BASE, NewPost, PersonalDigest
from bot.state.tables import Table

# Digests that a person may have, each of what another server reads.
MOST_OF_USER = 10
# Stands for no person: the digest of the server itself, whose times are in its settings.
_NOBODY = 0


class DigestRow(Table):
    """The digest of a server, or of a person who is told of what a server, or the base, reads.

    `number` is that of the last arrival that was told, `told_until` the moment. A person is known
    by their id, for they are written to.
    """

    __tablename__ = "digests"

    guild: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    user: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    told_until: Mapped[float]
    number: Mapped[int]
    every: Mapped[str | None]
    at: Mapped[str | None]
    zone: Mapped[str | None]
    language: Mapped[str | None]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a digest has told: until a moment, up to the number of an arrival."""

    until: float
    number: int


class DigestRepository:
    """Keeps digests. `user` is None for the server's own."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    async def begin(self, guild: int | None, user: int | None = None) -> Progress:
        """How far a digest has told; up to now where it has told nothing yet."""

        def write(session: Session) -> Progress:
            row = session.get(DigestRow, _key(guild, user)) or self._new(session, guild, user)
            return Progress(row.told_until, row.number)

        return await self._database.write(write)

    def _new(self, session: Session, guild: int | None, user: int | None) -> DigestRow:
        number = session.scalar(select(func.max(ArrivalRow.number))) or 0
        key = {"guild": guild or BASE, "user": user or _NOBODY}
        row = DigestRow(**key, told_until=self._clock(), number=number)
        session.add(row)
        return row

    async def told(
        self,
        guild: int | None,
        user: int | None,
        since: Progress,
        until: Progress,
        posts: Sequence[NewPost],
    ) -> None:
        """Keeps the post of a digest, none where nothing is new, and until when it tells; nothing
        where the digest has been ended, or told by another process, meanwhile."""

        def write(session: Session) -> None:
            row = session.get(DigestRow, _key(guild, user))
            if row is None or Progress(row.told_until, row.number) != since:
                return
            row.told_until, row.number = until.until, until.number
            for post in posts:
                put_post(session, post, self._clock())

        await self._database.write(write)

    async def told_until(self, guild: int | None, user: int | None = None) -> float | None:
        """Until when a digest has told; None where there is none."""

        def read(session: Session) -> float | None:
            row = session.get(DigestRow, _key(guild, user))
            return row.told_until if row else None

        return await self._database.read(read)

    async def subscribe(self, digest: PersonalDigest) -> bool:
        """Keeps when a person's digest comes, in place of what they chose before; it tells what
        arrives from now on. False where they have as many as may be."""

        def write(session: Session) -> bool:
            row = session.get(DigestRow, _key(digest.guild, digest.user))
            counted = select(func.count()).select_from(DigestRow)
            has = session.scalar(counted.where(DigestRow.user == digest.user)) or 0
            if row is None and has >= MOST_OF_USER:
                return False
            row = row or self._new(session, digest.guild, digest.user)
            row.every, row.at = digest.every, digest.at
            row.zone, row.language = digest.zone, digest.language
            return True

        return await self._database.write(write)

    async def of_persons(self) -> list[PersonalDigest]:
        """The digests of persons."""

        def read(session: Session) -> list[PersonalDigest]:
            rows = select(DigestRow).where(DigestRow.user != _NOBODY)
            ordered = rows.order_by(DigestRow.guild, DigestRow.user)
            return [_digest(row) for row in session.scalars(ordered)]

        return await self._database.read(read)

    async def of_servers(self) -> list[int]:
        """The servers that have begun a digest."""

        def read(session: Session) -> list[int]:
            return list(session.scalars(select(DigestRow.guild).where(DigestRow.user == _NOBODY)))

        return await self._database.read(read)

    async def end(self, guild: int | None, user: int | None = None) -> bool:
        """Deletes a digest, and what waits to be sent of it; False where there is none."""

        def write(session: Session) -> bool:
            row = session.get(DigestRow, _key(guild, user))
            if row is None:
                return False
            session.delete(row)
            ours = PostRow.guild == guild, PostRow.user == user, PostRow.kind == "digest"
            unsent = PostRow.state.in_(("waiting", "sending"))
            session.execute(update(PostRow).where(*ours, unsent).values(state="gone"))
            return True

        return await self._database.write(write)


def forget_digests(session: Session, user: int) -> int:
    """Deletes the digests that tell a person; how many there were."""
    rows = session.scalars(select(DigestRow).where(DigestRow.user == user)).all()
    for row in rows:
        session.delete(row)
    return len(rows)


def _key(guild: int | None, user: int | None) -> tuple[int, int]:
    return guild or BASE, user or _NOBODY


def _digest(row: DigestRow) -> PersonalDigest:
    return PersonalDigest(
        user=row.user,
        guild=row.guild or None,
        every=row.every or "day",
        at=row.at or "08:00",
        zone=row.zone or "UTC",
        language=row.language or "en",
    )
