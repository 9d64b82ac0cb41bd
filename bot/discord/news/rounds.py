"""Rounds: every half a minute what arrived is noted, decided on and told; once an hour what was
kept for long enough is deleted."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from discord.ext import tasks

from bot.app.schedule import day_began
from bot.discord.errors import RefusedError
from bot.discord.news.deciding import LIVE_SECONDS, Case, decide, following, is_open, recheck
from bot.discord.news.digesting import Digesting, WantedDigest
from bot.discord.news.noting import Noting
from bot.discord.news.outages import Outages
from bot.discord.news.posting import LATE_SECONDS, Posting
from bot.discord.news.rereading import Rereading
from bot.discord.threads import in_daemon_thread
from bot.state.errors import StateAccessError
from bot.state.news.values import BASE, Alert, Post
from knowledge import Feed, KnowledgeError

if TYPE_CHECKING:
    from bot.discord.client import Dateline

_log = logging.getLogger(__name__)

EVERY_SECONDS = 30.0
_HOUR, _DAY = 3600.0, 86_400.0
# So long after a start stories wait for feeds whose turn has passed.
_CATCH_UP_SECONDS = 900.0
_OVERDUE_SECONDS = 60.0

T = TypeVar("T")


class Rounds:
    """Does one round after the other. What a round has done is on the disk, so it may end anywhere
    and the next one goes on from there."""

    def __init__(self, bot: Dateline, clock: Callable[[], float] = time.time) -> None:
        self._bot, self._clock = bot, clock
        self._noting = Noting(bot)
        self._outages = Outages(bot, clock)
        self._rereading = Rereading(bot, clock)
        self._posting = Posting(bot, clock)
        self.digesting = Digesting(bot, clock)
        self._began = clock()
        self._led = False
        self._busy = asyncio.Lock()
        self._tidied = self._forgot = float("-inf")
        self._touched: dict[int, tuple[int, object]] = {}
        self._feeds: dict[int, Sequence[Feed]] = {}
        self._noted: set[int] = set()  # collections that were read anew since they were looked at
        self._faults: dict[tuple[int | None, str], str] = {}  # the last, by server and work

    async def note_all(self, guild: int | None) -> None:
        """Notes what a server reads now, so that what is there counts as there before."""
        for collection in {BASE, guild or BASE}:
            if await self._noting.note(collection):
                self._noted.add(collection)

    def start(self) -> None:
        """Begins; to be called once."""
        self._loop.start()

    def stop(self) -> None:
        """Ends it, wherever it is."""
        self._loop.cancel()

    @tasks.loop(seconds=EVERY_SECONDS)
    async def _loop(self) -> None:
        await self._bot.wait_until_ready()
        try:
            if await self._bot.coverage.whenever_open() is not None and self._leads():
                await self.round()
        except (StateAccessError, KnowledgeError, RefusedError, TimeoutError) as error:
            _log.warning("alerts go on with the next round: %s", error.__cause__ or error)
        except Exception:
            _log.exception("alerts: unexpected error")

    def _leads(self) -> bool:
        """Whether the rounds are this process's; who begins to lead begins anew."""
        led, self._led = self._led, self._bot.leads()
        if self._led and not led:
            self._began = self._clock()
            self._touched.clear()
            self._feeds.clear()
        return self._led

    async def round(self) -> None:
        """Notes, decides and tells; a second one waits for the first."""
        async with self._busy:
            await self._round()

    async def _round(self) -> None:
        await self._bot.sharding.look()
        alerts, digests = await self._bot.state.alerts.all(), await self.digesting.wanted()
        held: set[int | None] = set()
        if alerts or digests:
            held = await self._look(alerts, digests)
        await self._posting.deliver(held)
        if self._clock() - self._tidied > _DAY:
            self._tidied = self._clock()
            for collection in self._watched(alerts, digests):
                await self._apart(collection, "forgetting", self._noting.tidy(collection))
        if self._clock() - self._forgot > _HOUR:
            self._forgot = self._clock()
            await self._bot.state.tidy()

    def _watched(self, alerts: Sequence[Alert], digests: Sequence[WantedDigest]) -> list[int]:
        targets = [*(each.target for each in alerts), *(each.target for each in digests)]
        return sorted({BASE, *(target.guild or BASE for target in targets)})

    async def _look(
        self, alerts: Sequence[Alert], digests: Sequence[WantedDigest]
    ) -> set[int | None]:
        """Notes and decides; the servers whose stories are to wait for more."""
        last = await self._bot.state.arrivals.last_round()
        outage = last is not None and self._clock() - last > LATE_SECONDS
        behind: set[int] = set()
        late: set[int] = set()
        changed: set[int] = set()
        for collection in self._watched(alerts, digests):
            if await self._apart(collection, "noting", self._note(collection, alerts)):
                changed.add(collection)
            if collection in self._noted:
                self._noted.remove(collection)
                changed.add(collection)
            if self._is_behind(self._feeds.get(collection, ())):
                behind.add(collection)
            if outage or collection in behind or self._outages.catches_up(collection):
                late.add(collection)
        guilds = dict.fromkeys(alert.target.guild for alert in alerts)
        for guild in guilds:
            ours = [alert for alert in alerts if alert.target.guild == guild]
            read = {BASE, guild or BASE}
            told = self._decide(
                guild, ours, is_late=bool(read & late), changed=bool(read & changed)
            )
            await self._apart(guild, "alerts", told)
        for digest in digests:
            if not {BASE, digest.target.guild or BASE} & behind:
                await self._apart(digest.target.guild, "a digest", self.digesting.look(digest))
        await self._bot.state.arrivals.end_round()
        return {guild for guild in guilds if {BASE, guild or BASE} & behind}

    async def _apart(self, server: int | None, name: str, work: Coroutine[Any, Any, T]) -> T | None:
        """What comes of work for one server; a fault of its articles costs that alone, and is
        logged once."""
        key = server, name
        try:
            done = await work
        except (KnowledgeError, RefusedError, TimeoutError, OSError) as error:
            if self._faults.get(key) != str(error):
                self._faults[key] = str(error)
                _log.warning("server %s: %s goes on later: %s", server or "none", name, error)
            return None
        self._faults.pop(key, None)
        return done

    async def _note(self, collection: int, alerts: Sequence[Alert]) -> bool:
        """Notes what arrived and which feeds died; whether a collection was read anew. One of a
        server is not opened where nothing of it has changed."""
        collections = self._bot.coverage.ready
        if collection != BASE and collections is not None:
            touched = await in_daemon_thread(lambda: collections.touched(collection))
            if self._touched.get(collection) == touched and not self._is_failing(collection):
                return False
            self._touched[collection] = touched
        targets = dict.fromkeys(
            alert.target for alert in alerts if collection in (BASE, alert.target.guild)
        )
        self._feeds[collection] = await self._outages.look(collection, targets)
        return await self._noting.note(collection)

    def _is_failing(self, collection: int) -> bool:
        return any(feed.failures for feed in self._feeds.get(collection, ()))

    def _is_behind(self, feeds: Sequence[Feed]) -> bool:
        """Whether feeds are yet to bring what came while the bot was not there."""
        now = self._clock()
        overdue = any(now - feed.due.timestamp() > _OVERDUE_SECONDS for feed in feeds)
        return overdue and now - self._began < _CATCH_UP_SECONDS

    async def _decide(
        self, guild: int | None, alerts: Sequence[Alert], *, is_late: bool, changed: bool
    ) -> None:
        state, coverage = self._bot.state, self._bot.coverage.of(guild)
        arrivals = await state.arrivals.since(guild)
        if not arrivals and not changed:
            return
        answers = await self._answers(alerts)
        unanswered = [alert for alert in alerts if is_open(alert, answers)]
        again = await self._rereading.find(guild, unanswered) if changed else []
        since = self._clock() - LIVE_SECONDS
        targets = dict.fromkeys(alert.target for alert in alerts)
        live = {target: await state.posts.told_at(target, since) for target in targets}
        if arrivals or again:
            room = await self._room(alerts)
            case = Case(alerts, [*again, *arrivals], live, answers, room, is_late)
            decisions = await coverage.beside(lambda each: decide(each, case))
            await state.posts.decide(guild, arrivals, decisions)
        if changed:
            self._rereading.done(guild)
            told = [post for target in targets for post in await state.posts.told_at(target, since)]
            updates = await coverage.beside(lambda each: recheck(each, told))
            await state.posts.tell_otherwise(updates)

    async def _answers(self, alerts: Sequence[Alert]) -> Mapping[int, Post]:
        """The last answer to each question."""
        found = {}
        for alert in alerts:
            if following(alert).is_question:
                target = alert.target
                where = f"story:{target.guild}:{target.channel}:{target.user}:{alert.id}:"
                if post := await self._bot.state.posts.last(where):
                    found[alert.id] = post
        return found

    async def _room(self, alerts: Sequence[Alert]) -> Mapping[int, int]:
        """How many stories each alert may still open today."""
        now = datetime.fromtimestamp(self._clock(), UTC)
        room = {}
        for alert in alerts:
            zone = self._bot.guild_settings.of(alert.target.guild).time_zone
            told = await self._bot.state.posts.told_of(alert.id, day_began(now, zone).timestamp())
            room[alert.id] = alert.most_a_day - told
        return room
