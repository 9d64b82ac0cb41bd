"""The tables of posts and of what became of articles, and what is common to those who use them."""

from __future__ import annotations

import json
import secrets
from typing import cast

from sqlalchemy import delete, select
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


def forget_posts(session: Session, user: int) -> None:
    """Deletes what was told to a person directly."""
    session.execute(delete(PostRow).where(PostRow.user == user))


def holder(session: Session, row: PostRow) -> PostRow:
    """The post whose message tells what a post tells: itself, or the roll-up that it stands in."""
    return session.get_one(PostRow, row.rollup) if row.rollup else row


def read_post(session: Session, row: PostRow) -> Post:
    """The value of a row."""
    told = SightingRow.fate.in_(("told", "also"))
    articles = select(SightingRow.article).where(SightingRow.post == row.key, told)
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
        articles=tuple(sorted(set(session.scalars(articles)))),
    )
