"""The posts that are to be sent, each once, and what became of the articles of alerts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from bot.state.database import Database
from bot.state.news.arrivals import decide_until, decided_until
from bot.state.news.outages import OutageRow
from bot.state.news.post_rows import PostRow, SightingRow, holder, put_into, put_post, read_post
from bot.state.news.values import Arrival, Decisions, Fate, Kind, NewPost, Post, Target

KEEP_SECONDS = 30 * 86_400.0
# Discord lets a channel's messages be published so often within an hour.
CROSSPOSTS_AN_HOUR = 10
_HOUR = 3600.0


class PostRepository:
    """Keeps posts from before they are sent until nobody goes back to them."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    async def decide(
        self, guild: int | None, arrivals: Sequence[Arrival], decisions: Decisions
    ) -> None:
        """Keeps what is told of arrivals, and that they are decided on; none of articles that were
        looked at again. Where they have been by another process meanwhile, what that one decided
        holds."""

        def write(session: Session) -> None:
            if not arrivals:
                self._put(session, decisions)
            elif decided_until(session, guild) < arrivals[0].number:
                self._put(session, decisions)
                decide_until(session, guild, arrivals[-1].number)

        await self._database.write(write)

    async def put(self, posts: Iterable[NewPost]) -> None:
        """Keeps posts that are to be sent, unless others tell the same already."""
        await self._database.write(lambda session: self._put(session, Decisions(tuple(posts))))

    async def tell_otherwise(self, updates: Mapping[str, Mapping[str, Any]]) -> None:
        """Keeps what posts tell from now on."""
        decisions = Decisions(updates=updates)
        await self._database.write(lambda session: self._put(session, decisions))

    def _put(self, session: Session, decisions: Decisions) -> None:
        made = {each.identity: put_post(session, each, self._clock()) for each in decisions.posts}
        for key, told in decisions.updates.items():
            if (known := session.get(PostRow, key)) is not None:
                known.told = json.dumps(told)
                holder(session, known).stale = True
        for seen in decisions.seen:
            post, at = made.get(seen.post or "", seen.post), self._clock()
            row = SightingRow(
                alert=seen.alert, article=seen.article, fate=seen.fate, post=post, at=at
            )
            session.merge(row)

    async def waiting(self) -> list[Post]:
        """What is to be sent, or may not have been, the oldest first."""

        def read(session: Session) -> list[Post]:
            states = PostRow.state.in_(("waiting", "sending"))
            rows = session.scalars(select(PostRow).where(states).order_by(PostRow.made_at))
            return [read_post(session, row) for row in rows]

        return await self._database.read(read)

    async def told_at(self, target: Target, since: float, kind: Kind = "story") -> list[Post]:
        """The stories, or other posts, that somebody was, or is to be, told since a moment, the
        oldest first."""

        def read(session: Session) -> list[Post]:
            rows = session.scalars(
                select(PostRow)
                .where(PostRow.kind == kind, PostRow.made_at >= since, PostRow.state != "gone")
                .where(_is_to(target))
                .order_by(PostRow.made_at)
            )
            return [read_post(session, row) for row in rows]

        return await self._database.read(read)

    async def of_kind(self, kind: Kind, since: float) -> list[Post]:
        """The posts of a kind that were made since a moment and can be sent, the oldest first."""

        def read(session: Session) -> list[Post]:
            ours = PostRow.kind == kind, PostRow.made_at >= since, PostRow.state != "gone"
            rows = select(PostRow).where(*ours).order_by(PostRow.made_at)
            return [read_post(session, row) for row in session.scalars(rows)]

        return await self._database.read(read)

    async def stale(self) -> list[Post]:
        """Those whose message is there and says something else than what is told now."""

        def read(session: Session) -> list[Post]:
            rows = session.scalars(
                select(PostRow).where(PostRow.stale.is_(True), PostRow.state == "sent")
            )
            return [read_post(session, row) for row in rows]

        return await self._database.read(read)

    async def within(self, rollup: str) -> list[Post]:
        """The posts that stand in a roll-up, the oldest first."""

        def read(session: Session) -> list[Post]:
            rows = select(PostRow).where(PostRow.rollup == rollup).order_by(PostRow.made_at)
            return [read_post(session, row) for row in session.scalars(rows)]

        return await self._database.read(read)

    async def roll_up(self, posts: Sequence[Post]) -> Post:
        """Has one post tell of several to the same target, in place of them: the roll-up that is
        among them, or a new one."""
        rollup = next((post for post in posts if post.kind == "rollup"), None)
        keys = [post.key for post in posts if post.kind == "story"]

        def write(session: Session) -> Post:
            new = NewPost(f"rollup:{keys[0]}", "rollup", posts[0].target, {}, late=True)
            key = rollup.key if rollup else put_post(session, new, self._clock())
            row = session.get_one(PostRow, key)
            put_into(session, row, keys)
            return read_post(session, row)

        return await self._database.write(write)

    async def last_rollup(self, target: Target, since: float) -> Post | None:
        """The newest roll-up that was sent to a target since a moment."""

        def read(session: Session) -> Post | None:
            sent = PostRow.state == "sent", PostRow.sent_at >= since
            rows = select(PostRow).where(PostRow.kind == "rollup", *sent, _is_to(target))
            row = session.scalars(rows.order_by(PostRow.sent_at.desc())).first()
            return read_post(session, row) if row else None

        return await self._database.read(read)

    async def join(self, posts: Sequence[Post]) -> list[Post]:
        """Has the first of several posts tell the others too, in a message that may be there."""
        first, keys = posts[0], [post.key for post in posts[1:]]

        def write(session: Session) -> list[Post]:
            row = session.get(PostRow, first.key)
            if row is None:
                return []
            put_into(session, row, keys)
            return [read_post(session, row)]

        return await self._database.write(write)

    async def take_back(self, post: Post) -> Post | None:
        """Notes that a post which was being sent is not there, so that it waits again; None where
        another process has done something with it since it was read."""

        def write(session: Session) -> Post | None:
            row = session.get(PostRow, post.key)
            if row is None or not _is_as_read(row, post):
                return None
            row.state, row.tried_at = "waiting", None
            return read_post(session, row)

        return post if post.state == "waiting" else await self._database.write(write)

    async def begin(self, post: Post) -> bool:
        """Notes, before it is tried, that a post is being sent; False where another process has
        begun to send it, or has sent it, since it was read, or nobody wants it any more."""

        def write(session: Session) -> bool:
            row = session.get(PostRow, post.key)
            if row is None or not _is_as_read(row, post):
                return False
            row.state, row.tried_at, row.stale = "sending", self._clock(), False
            return True

        return await self._database.write(write)

    async def end(self, key: str, message: int, *, crosspost: bool = False) -> None:
        """Notes that a post is there."""

        def write(session: Session) -> None:
            if (row := session.get(PostRow, key)) is not None:
                row.state, row.message, row.crosspost = "sent", message, crosspost
                row.sent_at = row.sent_at or self._clock()

        await self._database.write(write)

    async def give_back(self, key: str, *, gone: bool = False, but: float | None = None) -> None:
        """Notes that a post was refused: it waits again, or is `gone` for good, but what it tells
        besides that was made since a moment."""

        def write(session: Session) -> None:
            row, now = session.get(PostRow, key), self._clock()
            if row is None or row.state == "gone":
                return
            row.state, row.late, row.tried_at = "gone" if gone else "waiting", True, now
            if gone and but is not None:
                later = PostRow.rollup == key, PostRow.made_at > but
                waits = {"state": "waiting", "late": True, "tried_at": now, "rollup": None}
                session.execute(update(PostRow).where(*later).values(**waits))

        await self._database.write(write)

    async def edited(self, key: str) -> None:
        """Notes that the message of a post says what is told now."""

        def write(session: Session) -> None:
            session.get_one(PostRow, key).stale = False

        await self._database.write(write)

    async def to_crosspost(self) -> list[Post]:
        """Those that may be published to the channels that follow theirs, within Discord's limit
        for each channel, the oldest first."""

        def read(session: Session) -> list[Post]:
            recent = PostRow.crossposted_at > self._clock() - _HOUR
            counted = select(PostRow.channel, func.count()).where(recent).group_by(PostRow.channel)
            room: dict[int | None, int] = {
                channel: CROSSPOSTS_AN_HOUR - count for channel, count in session.execute(counted)
            }
            wanted = select(PostRow).where(PostRow.crosspost.is_(True), PostRow.state == "sent")
            found = []
            for row in session.scalars(wanted.order_by(PostRow.sent_at)):
                left = room.setdefault(row.channel, CROSSPOSTS_AN_HOUR)
                room[row.channel] = left - 1
                if left > 0:
                    found.append(read_post(session, row))
            return found

        return await self._database.read(read)

    async def crossposted(self, key: str) -> None:
        """Notes that a post is published to the channels that follow its own."""

        def write(session: Session) -> None:
            row = session.get_one(PostRow, key)
            row.crosspost, row.crossposted_at = False, self._clock()

        await self._database.write(write)

    async def get(self, key: str) -> Post | None:
        """The post of a key."""

        def read(session: Session) -> Post | None:
            row = session.get(PostRow, key)
            return read_post(session, row) if row else None

        return await self._database.read(read)

    async def last(self, identity: str) -> Post | None:
        """The newest post whose identity begins so."""

        def read(session: Session) -> Post | None:
            rows = select(PostRow).where(PostRow.identity.startswith(identity, autoescape=True))
            row = session.scalars(rows.order_by(PostRow.made_at.desc())).first()
            return read_post(session, row) if row else None

        return await self._database.read(read)

    async def told_of(self, alert: int, since: float) -> int:
        """How many stories an alert has opened since a moment."""

        def read(session: Session) -> int:
            counted = select(func.count()).select_from(SightingRow)
            ours = SightingRow.alert == alert
            return (
                session.scalar(
                    counted.where(ours, SightingRow.fate == "told", SightingRow.at >= since)
                )
                or 0
            )

        return await self._database.read(read)

    async def fate(self, alert: int, article: str) -> tuple[Fate, Post | None] | None:
        """What became of an article for an alert, and the post that tells it."""

        def read(session: Session) -> tuple[Fate, Post | None] | None:
            row = session.get(SightingRow, (alert, article))
            if row is None:
                return None
            post = session.get(PostRow, row.post) if row.post else None
            return cast(Fate, row.fate), read_post(session, post) if post else None

        return await self._database.read(read)

    def forget_old(self, session: Session) -> None:
        """Deletes what was told long ago; not of a feed that is still dead, nor the last story of
        each alert: it may be the answer to a question, which is told once."""
        old, kept = self._clock() - KEEP_SECONDS, _last_told()
        began = session.scalar(select(func.min(OutageRow.since)))
        session.execute(
            delete(PostRow)
            .where(PostRow.made_at < old, PostRow.key.not_in(kept))
            .where(PostRow.state.in_(("sent", "rolled", "gone")))
            .where(or_(PostRow.kind != "dead", PostRow.made_at < (began or old)))
        )
        others = or_(SightingRow.post.is_(None), SightingRow.post.not_in(kept))
        session.execute(delete(SightingRow).where(SightingRow.at < old, others))


def _is_to(target: Target) -> ColumnElement[bool]:
    """Whether a post is for a target."""
    where = PostRow.channel == target.channel, PostRow.user == target.user
    return and_(PostRow.guild == target.guild, *where)


def _last_told() -> Select[str | None]:
    """The keys of the posts that each alert opened last."""
    told = SightingRow.fate == "told", SightingRow.post.is_not(None)
    newest = (
        select(SightingRow.alert, func.max(SightingRow.at).label("at"))
        .where(*told)
        .group_by(SightingRow.alert)
        .subquery()
    )
    same = and_(SightingRow.alert == newest.c.alert, SightingRow.at == newest.c.at)
    return select(SightingRow.post).join(newest, same).where(*told)


def _is_as_read(row: PostRow, post: Post) -> bool:
    """Whether nothing has been done with a post that is to be sent since it was read."""
    is_to_be_sent = row.state in ("waiting", "sending")
    return is_to_be_sent and (row.state, row.tried_at) == (post.state, post.tried_at)
