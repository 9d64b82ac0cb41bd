"""All repositories over one database."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.orm import Session

from bot.state.commands import CommandRepository
from bot.state.conditions import ConditionRepository
from bot.state.conversations import ConversationRepository
from bot.state.database import Database
from bot.state.forgetting import forget
from bot.state.gaps import GapRepository
from bot.state.guilds import GuildRepository
from bot.state.leases import LeaseRepository
from bot.state.looks import LookRepository
from bot.state.news.alerts import AlertRepository
from bot.state.news.arrivals import ArrivalRepository
from bot.state.news.digests import DigestRepository
from bot.state.news.outages import OutageRepository
from bot.state.news.posts import PostRepository
from bot.state.promises import PromiseRepository
from bot.state.questions import QuestionRepository
from bot.state.quotes import QuoteRepository
from bot.state.records import RecordRepository
from bot.state.tables import Table
from bot.state.values import Forgotten
from bot.state.votes import VoteRepository

# Through here, alembic finds the tables of every repository.
__all__ = ["RecordRepository", "State", "Table"]

_DAY = 86_400


class State:
    """What outlives a restart. Every method of a repository may be awaited on the event loop."""

    def __init__(
        self, database: Database, keep_days: int, clock: Callable[[], float] = time.time
    ) -> None:
        self._database = database
        self.questions = QuestionRepository(database, keep_days * _DAY, clock)
        self.quotes = QuoteRepository(database)
        self.votes = VoteRepository(database, clock)
        self.commands = CommandRepository(database)
        self.conditions = ConditionRepository(database)
        self.conversations = ConversationRepository(database, clock)
        self.looks = LookRepository(database, keep_days * _DAY, clock)
        self.gaps = GapRepository(database, clock)
        self.guilds = GuildRepository(database, clock)
        self.alerts = AlertRepository(database, clock)
        self.arrivals = ArrivalRepository(database, clock)
        self.digests = DigestRepository(database, clock)
        self.outages = OutageRepository(database, clock)
        self.posts = PostRepository(database, clock)
        self.leases = LeaseRepository(database)
        self.promises = PromiseRepository(database, self.leases)

    @classmethod
    def open(
        cls,
        data_dir: Path,
        keep_days: int,
        clock: Callable[[], float] = time.time,
        *,
        url: str | None = None,
    ) -> State:
        """The state in a data directory, or on the server of a `url`.

        Raises StateError when it cannot be used.
        """
        database = Database.connect(url) if url else Database.open(data_dir)
        return cls(database, keep_days, clock)

    @property
    def is_shared(self) -> bool:
        """Whether other processes may use it too, as one on a server."""
        return self._database.is_shared

    async def forget(self, user: int) -> Forgotten:
        """Deletes all that is kept of a user, in every server."""
        return await self._database.write(lambda session: forget(session, user))

    async def tidy(self) -> None:
        """Deletes what was kept for as long as it may be."""

        def write(session: Session) -> None:
            for each in (self.questions, self.conversations, self.looks, self.gaps, self.posts):
                each.forget_old(session)

        await self._database.write(write, at_length=True)

    def close(self) -> None:
        """Closes the database; nothing may be called after it."""
        self._database.close()
