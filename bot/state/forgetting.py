"""Deleting all that is kept of one user."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from bot.state.conversations import forget_turns
from bot.state.looks import LookRow
from bot.state.news.alerts import forget_alerts
from bot.state.news.digests import forget_digests
from bot.state.news.post_rows import forget_posts
from bot.state.promises import forget_promises
from bot.state.pseudonyms import pseudonym
from bot.state.questions import QuestionRow
from bot.state.tables import Table
from bot.state.values import Forgotten
from bot.state.votes import VoteRow


def forget(session: Session, user: int) -> Forgotten:
    """Deletes a user's votes, the questions they asked with all votes on the answers and the
    conversations that they are part of, the alerts and digests that tell them directly, when they
    looked, and what they wait for.

    A new kind of thing that is kept of users is deleted here too, and told of by `/privacy`.
    """
    name = pseudonym(session, user)
    votes = _delete(session, VoteRow, VoteRow.voter == name)
    asked = QuestionRow.asker == name
    forget_turns(session, session.scalars(select(QuestionRow.question).where(asked)).all())
    forget_posts(session, user)
    forget_promises(session, user)
    _delete(session, LookRow, LookRow.person == name)
    return Forgotten(
        _delete(session, QuestionRow, asked),
        votes,
        forget_alerts(session, user),
        forget_digests(session, user),
    )


def _delete(session: Session, table: type[Table], chosen: ColumnElement[bool]) -> int:
    count = session.scalar(select(func.count()).select_from(table).where(chosen)) or 0
    session.execute(delete(table).where(chosen))
    return count
