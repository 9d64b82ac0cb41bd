"""Which answers users found good and bad."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import ForeignKey, case, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.state.database import Database
from bot.state.pseudonyms import pseudonym
from bot.state.questions import QuestionRow
from bot.state.tables import Table
from bot.state.values import Judged, Votes


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

    async def worst(self, place: str, most: int) -> Sequence[Judged]:
        """The questions of a place whose answers were found bad, the worst first: by how many more
        found them bad than good, then by how many did. What was asked privately is left out."""

        def read(session: Session) -> Sequence[Judged]:
            good = func.sum(case((VoteRow.good, 1), else_=0))
            bad = func.sum(case((VoteRow.good, 0), else_=1))
            chosen = (
                select(QuestionRow.question, good, bad)
                .join(VoteRow, VoteRow.question == QuestionRow.key)
                .where(QuestionRow.place == place, QuestionRow.private.is_(False))
                .group_by(QuestionRow.key)
                .having(bad > 0)
                .order_by((bad - good).desc(), bad.desc(), QuestionRow.at.desc())
                .limit(most)
            )
            return [Judged(*row) for row in session.execute(chosen)]

        return await self._database.read(read)

    async def count(self) -> Votes:
        """The votes that are kept."""

        def read(session: Session) -> Votes:
            good, bad = (
                session.scalar(select(func.count()).where(VoteRow.good == value)) or 0
                for value in (True, False)
            )
            return Votes(good, bad)

        return await self._database.read(read)
