"""The last turns of conversations, so that a question can lean on them."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Collection, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.state.database import Database
from bot.state.errors import StateAccessError
from bot.state.tables import Table
from knowledge import MOST_TURNS, Turn

_log = logging.getLogger(__name__)

# How long a conversation is kept after its last turn, and how many are at most.
KEEP_SECONDS = 86_400.0
MOST_KEPT = 20_000
# Turns are cut, so questions are compared by so many of their characters.
_COMPARED_CHARS = 300


class ConversationRow(Table):
    """The turns that were said at a place, oldest first, as a JSON list of question and answer."""

    __tablename__ = "conversations"

    place: Mapped[str] = mapped_column(primary_key=True)
    turns: Mapped[str]
    at: Mapped[float] = mapped_column(index=True)


class ConversationRepository:
    """Keeps the last turns of each conversation for a day.

    A place is the key of an answer that may be replied to, or the id of a channel that is one
    conversation: a thread or a direct message. So each branch of replies has its own turns.
    """

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    async def recall(self, place: str) -> tuple[Turn, ...]:
        """The turns of a place, oldest first; none where nothing was said for a day.

        None as well, and a warning in the log, where they cannot be read: the question is then
        answered as it stands.
        """

        def read(session: Session) -> tuple[Turn, ...]:
            row = session.get(ConversationRow, place)
            if row is None or row.at <= self._clock() - KEEP_SECONDS:
                return ()
            return tuple(Turn(question, answer) for question, answer in json.loads(row.turns))

        try:
            return await self._database.read(read)
        except StateAccessError as error:
            _log.warning("the turns before a question cannot be read: %s", error.__cause__)
            return ()

    async def keep(self, places: Sequence[str], turns: Sequence[Turn]) -> None:
        """Keeps the last turns at each of some places; a warning in the log where they cannot be
        kept: the next question is then answered as it stands."""
        told = json.dumps([(turn.question, turn.answer) for turn in turns[-MOST_TURNS:]])

        def write(session: Session) -> None:
            for place in places:
                session.merge(ConversationRow(place=place, turns=told, at=self._clock()))

        try:
            await self._database.write(write)
        except StateAccessError as error:
            _log.warning("the turns of a conversation were not kept: %s", error.__cause__)

    def forget_old(self, session: Session) -> None:
        """Deletes what is too old or too much."""
        newest = select(ConversationRow.at).order_by(ConversationRow.at.desc())
        oldest = session.scalar(newest.offset(MOST_KEPT).limit(1)) or 0.0
        limit = max(oldest, self._clock() - KEEP_SECONDS)
        session.execute(delete(ConversationRow).where(ConversationRow.at <= limit))


def forget_turns(session: Session, questions: Collection[str]) -> None:
    """Deletes each conversation in which one of these questions was asked, wherever it is kept:
    at its answer, at answers to replies, or in a thread or direct message."""
    forgotten = {_compared(each) for each in questions}
    for row in session.scalars(select(ConversationRow)):
        if any(_compared(question) in forgotten for question, _ in json.loads(row.turns)):
            session.delete(row)


def _compared(question: str) -> str:
    return " ".join(question.split())[:_COMPARED_CHARS]
