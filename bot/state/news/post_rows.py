"""The tables of posts and of what became of articles, and what is common to those who use them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection
from typing import cast

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.state.news.values import Kind, NewPost, Post, PostState, Target
from bot.state.tables import Table


class PostRow(Table):
    """A message that is to be sent."""

    __tablename__ = "posts"

    key: Mapped[str] = mapped_column(primary_key=True)
    identity: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    guild: Mapped[int | None]
    channel: Mapped[int | None] = mapped_column(index=True)
    user: Mapped[int | None] = mapped_column(index=True)
    told: Mapped[str]  # JSON
    made_at: Mapped[float]
    late: Mapped[bool]
    state: Mapped[str] = mapped_column(index=True)
    tried_at: Mapped[float | None]
    sent_at: Mapped[float | None]
    message: Mapped[int | None]
    rollup: Mapped[str | None]  # the key of the post that it stands in
    stale: Mapped[bool]  # told otherwise than the message says
    crosspost: Mapped[bool]  # is to be published to the channels that follow
    crossposted_at: Mapped[float | None]


class SightingRow(Table):
    """What became of an article for an alert."""

    __tablename__ = "sightings"

    alert: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    article: Mapped[str] = mapped_column(primary_key=True)
    fate: Mapped[str]
    post: Mapped[str | None] = mapped_column(index=True)  # the key of the post that tells it
    at: Mapped[float]


# Of an article that a post tells.
TELLS = SightingRow.fate.in_(("told", "also"))


def put_post(session: Session, post: NewPost, now: float) -> str:
    """Keeps a post unless another tells the same already; the key of the one that does."""
    known = session.scalar(select(PostRow.key).where(PostRow.identity == post.identity))
    if known is not None:
        return known
    key = secrets.token_hex(6)
    session.add(
        PostRow(
            key=key,
            identity=post.identity,
            kind=post.kind,
            guild=post.target.guild,
            channel=post.target.channel,
            user=post.target.user,
            told=json.dumps(post.told),
            made_at=now,
            late=post.late,
            state="waiting",
            stale=False,
            crosspost=False,
        )
    )
    session.flush()
    return key


def put_into(session: Session, row: PostRow, keys: Collection[str]) -> None:
    """Has a post tell others that wait too, in its message where that is there."""
    waiting = select(PostRow).where(PostRow.key.in_(keys), PostRow.state == "waiting")
    for each in session.scalars(waiting):
        each.state, each.rollup, each.stale = "rolled", row.key, False
        row.stale = row.state == "sent"


def end_sightings(session: Session, alert: int) -> None:
    """Deletes what became of articles for an alert that is ended. Stories that were to be sent for
    it alone are not sent any more, nor told by a roll-up that has not been sent."""
    unsent = PostRow.state.in_(("waiting", "sending"))
    rollups = select(PostRow.key).where(PostRow.kind == "rollup", unsent)
    ours = select(SightingRow.post).where(SightingRow.alert == alert)
    stories = session.scalars(
        select(PostRow)
        .where(PostRow.kind == "story", PostRow.key.in_(ours))
        .where(or_(unsent, PostRow.rollup.in_(rollups)))
    ).all()
    session.execute(delete(SightingRow).where(SightingRow.alert == alert))
    for row in stories:
        others = select(SightingRow.alert).where(SightingRow.post == row.key, TELLS)
        if session.scalars(others).first() is None:
            row.state, row.rollup = "gone", None


def forget_posts(session: Session, user: int) -> None:
    """Deletes what was told to a person directly."""
    session.execute(delete(PostRow).where(PostRow.user == user))


def holder(session: Session, row: PostRow) -> PostRow:
    """The post whose message tells what a post tells: itself, or the roll-up that it stands in."""
    return (session.get(PostRow, row.rollup) if row.rollup else None) or row


def read_post(session: Session, row: PostRow) -> Post:
    """The value of a row."""
    seen = select(SightingRow).where(SightingRow.post == row.key, TELLS)
    ordered = session.scalars(seen.order_by(SightingRow.at, SightingRow.alert))
    sightings = sorted(ordered, key=lambda each: each.fate != "told")
    return Post(
        key=row.key,
        identity=row.identity,
        kind=cast(Kind, row.kind),
        target=Target(row.guild, row.channel, row.user),
        told=json.loads(row.told),
        made_at=row.made_at,
        late=row.late,
        state=cast(PostState, row.state),
        tried_at=row.tried_at,
        sent_at=row.sent_at,
        message=row.message,
        rollup=row.rollup,
        articles=tuple(sorted({each.article for each in sightings})),
        alerts=tuple(dict.fromkeys(each.alert for each in sightings)),
    )
