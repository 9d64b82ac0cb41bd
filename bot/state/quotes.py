"""The quotes under answers, so that each can be shown again where it stood."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.state.database import Database
from bot.state.errors import StateAccessError
from bot.state.tables import Table
from bot.state.values import Quoted

_log = logging.getLogger(__name__)


class QuoteRow(Table):
    """One quote under the answer to one question; `place` is its own among them, from 0."""

    __tablename__ = "quotes"

    question: Mapped[str] = mapped_column(
        ForeignKey("questions.key", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[int] = mapped_column(primary_key=True)
    n: Mapped[int]
    article: Mapped[str]
    start: Mapped[int]
    text: Mapped[str]


class QuoteRepository:
    """Keeps quotes as long as their questions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, question: str, quotes: Sequence[Quoted]) -> None:
        """Keeps the quotes of the answer to a question that is kept.

        Where that fails, as on a full disk, the log has a warning and they cannot be shown again.
        """

        def write(session: Session) -> None:
            for place, each in enumerate(quotes):
                session.add(
                    QuoteRow(
                        question=question,
                        place=place,
                        n=each.n,
                        article=each.article,
                        start=each.start,
                        text=each.text,
                    )
                )

        try:
            await self._database.write(write)
        except StateAccessError as error:
            _log.warning("the quotes of an answer were not kept: %s", error.__cause__)

    async def of(self, question: str) -> tuple[Quoted, ...]:
        """The quotes of the answer to a question, in order; none when it is no longer kept."""

        def read(session: Session) -> tuple[Quoted, ...]:
            rows = session.scalars(
                select(QuoteRow).where(QuoteRow.question == question).order_by(QuoteRow.place)
            )
            return tuple(Quoted(row.n, row.article, row.start, row.text) for row in rows)

        return await self._database.read(read)
