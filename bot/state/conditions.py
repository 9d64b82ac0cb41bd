"""What the bot's operators were told is not well, so that they are told once."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.state.database import Database
from bot.state.tables import Table


class ConditionRow(Table):
    """One condition that was told and is not over yet."""

    __tablename__ = "conditions"

    key: Mapped[str] = mapped_column(primary_key=True)
    over: Mapped[str]  # what is to be told when it is over


class ConditionRepository:
    """Keeps which conditions were told, each with what is to be told when it is over."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def told(self) -> dict[str, str]:
        """The conditions that were told and are not over yet."""

        def read(session: Session) -> dict[str, str]:
            return {row.key: row.over for row in session.scalars(select(ConditionRow))}

        return await self._database.read(read)

    async def note(self, begun: dict[str, str], ended: Iterable[str]) -> None:
        """Keeps what was told just now."""
        over = list(ended)

        def write(session: Session) -> None:
            session.execute(delete(ConditionRow).where(ConditionRow.key.in_(over)))
            for key, text in begun.items():
                session.merge(ConditionRow(key=key, over=text))

        await self._database.write(write)
