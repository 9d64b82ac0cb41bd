"""Which answers users found good and bad."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.state.database import Database
from bot.state.pseudonyms import pseudonym
from bot.state.questions import QuestionRow
from bot.state.tables import Table
from bot.state.values import Votes


class VoteRow(Table):
    """One user's vote on the answer to one question."""

    __tablename__ = "votes"

    question: Mapped[str] = mapped_column(
        ForeignKey("questions.key", ondelete="CASCADE"), primary_key=True
    )
    voter: Mapped[str] = mapped_column(primary_key=True)
    good: Mapped[bool]
    at: Mapped[float]


class VoteRepository:
    """Keeps votes as long as their questions."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    async def cast(self, question: str, user: int, good: bool) -> bool:
        """Counts a user's vote, in place of an earlier one; False when the question is gone."""

        def write(session: Session) -> bool:
            known = session.get(QuestionRow, question) is not None
            if known:
                voter = pseudonym(session, user)
                session.merge(VoteRow(question=question, voter=voter, good=good, at=self._clock()))
            return known

        return await self._database.write(write)

    async def count(self) -> Votes:
        """The votes that are kept."""

        def read(session: Session) -> Votes:
            good, bad = (
                session.scalar(select(func.count()).where(VoteRow.good == value)) or 0
                for value in (True, False)
            )
            return Votes(good, bad)

        return await self._database.read(read)
