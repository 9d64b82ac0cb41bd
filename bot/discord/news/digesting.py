"""Digests: what is new since the last one, at the times that a server or a person chose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.app.catching_up import MOST_STORIES, new_stories
from bot.app.schedule import DigestTimes, read_every, read_time
from bot.discord.news.told import DIGEST, DigestStory, DigestTold, Named
from bot.language import ENGLISH
from bot.state.news.digests import Progress
from bot.state.news.values import NewPost, PersonalDigest, Target
from knowledge import Story

if TYPE_CHECKING:
    from bot.discord.client import Dateline

# Digests of so long ago are looked at for the stories that they told: one of a week ago as well.
_TOLD_SECONDS = 8 * 86_400.0


@dataclass(frozen=True, slots=True)
class WantedDigest:
    """A digest: where it is told, when, in which zone, and for a person in which language."""

    target: Target
    times: DigestTimes
    zone: ZoneInfo
    language: str = ENGLISH


def wanted_by(person: PersonalDigest) -> WantedDigest:
    """The digest of a person."""
    target = Target(person.guild, user=person.user)
    times = DigestTimes(None, read_every(person.every), read_time(person.at))
    return WantedDigest(target, times, ZoneInfo(person.zone), person.language)


class Digesting:
    """Makes the digests that are due."""

    def __init__(self, bot: Dateline, clock: Callable[[], float]) -> None:
        self._bot, self._clock = bot, clock

    def now(self) -> datetime:
        """The moment that it is, by the clock that digests go by."""
        return datetime.fromtimestamp(self._clock(), UTC)

    async def wanted(self) -> list[WantedDigest]:
        """The digests of servers and of persons. One of a server that wants none any more begins
        anew when it is wanted again."""
        settings, digests = self._bot.guild_settings, self._bot.state.digests
        has = self._bot.sharding.has
        found = []
        for guild in filter(has, settings.with_digest()):
            here = settings.of(guild)
            assert here.digest is not None
            target = Target(guild, here.digest.channel)
            found.append(WantedDigest(target, here.digest, here.time_zone))
        for begun in await digests.of_servers():
            if has(begun) and settings.of(begun).digest is None:
                await digests.end(begun)
        persons = await digests.of_persons()
        reachable = [each for each in persons if each.guild is None or has(each.guild)]
        return [*found, *map(wanted_by, reachable)]

    async def look(self, digest: WantedDigest) -> None:
        """Makes a digest where it is due. Where several are, as after an outage, one tells of all;
        where nothing is new, none is posted."""
        target, digests = digest.target, self._bot.state.digests
        last = await digests.begin(target.guild, target.user)
        now = self._clock()
        due = digest.times.last_due(datetime.fromtimestamp(now, UTC), digest.zone).timestamp()
        if due <= last.until:
            return
        arrivals = await self._bot.state.arrivals.after(target.guild, last.number)
        new = [each.article for each in arrivals if not each.repeats]
        before = await self._stories_told(target)
        told = await self.tell(target.guild, new, last.until, now, before, digest.language)
        until = Progress(now, arrivals[-1].number if arrivals else last.number)
        whose = f"{target.guild}:{target.user}" if target.user else str(target.guild)
        post = NewPost(f"digest:{whose}:{due}", "digest", target, DIGEST.keep(told))
        posts = [post] if told.stories else []
        await digests.told(target.guild, target.user, last, until, posts)

    async def tell(
        self,
        guild: int | None,
        articles: Sequence[str],
        since: float,
        until: float,
        told: Sequence[Sequence[str]] = (),
        language: str = ENGLISH,
    ) -> DigestTold:
        """The stories of some articles; of those `told` before, only what is new."""
        coverage = self._bot.coverage.of(guild)
        stories = await coverage.beside(lambda each: new_stories(each, articles, told))
        return digest_of(stories, since, until, told, language)

    async def _stories_told(self, target: Target) -> list[tuple[str, ...]]:
        """The articles of each story that digests of the last days told there. One that went on is
        there once, with all its articles."""
        since = self._clock() - _TOLD_SECONDS
        stories: list[tuple[str, ...]] = []
        for post in await self._bot.state.posts.told_at(target, since, "digest"):
            for story in DIGEST.read(post.told).stories:
                if story.before in stories:
                    stories.remove(story.before)
                stories.append((*story.before, *(each.id for each in story.articles)))
        return stories


def digest_of(
    stories: Sequence[Story],
    since: float,
    until: float,
    told: Sequence[Sequence[str]] = (),
    language: str = ENGLISH,
) -> DigestTold:
    """What a digest tells of stories; those of `told` go on."""
    shown = tuple(_digest_story(story, told) for story in stories[:MOST_STORIES])
    return DigestTold(since, until, shown, len(stories) - len(shown), language)


def _digest_story(story: Story, told: Sequence[Sequence[str]]) -> DigestStory:
    articles = tuple(Named.of(article) for article in story.articles)
    places = {article.id: place for place, article in enumerate(articles, start=1)}
    sentences = tuple((each.quote, places[each.article.id]) for each in story.sentences)
    before = () if story.told is None else tuple(told[story.told])
    return DigestStory(articles, sentences, before)
