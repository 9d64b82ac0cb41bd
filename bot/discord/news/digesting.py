"""Digests: what is new in a server since its last one, at the times that it chose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.app.schedule import DigestTimes
from bot.discord.news.told import DIGEST, DigestStory, DigestTold, Named
from bot.state.news.values import NewPost, Target
from knowledge import Coverage, Story

if TYPE_CHECKING:
    from bot.discord.client import Dateline

# Stories of a digest, and articles that are looked at for them.
MOST_STORIES = 8
_MOST_ARTICLES = 1000
# Digests of so long ago are looked at for the stories that they told: one of a week ago as well.
_TOLD_SECONDS = 8 * 86_400.0


class Digesting:
    """Makes the digests that are due."""

    def __init__(self, bot: Dateline, clock: Callable[[], float]) -> None:
        self._bot, self._clock = bot, clock

    async def look(self, guild: int, times: DigestTimes) -> None:
        """Makes a server's digest where it is due. Where several are, as after an outage, one
        tells of all; where nothing is new, none is posted."""
        digests = self._bot.state.digests
        told_until = await digests.begin(guild)
        zone = self._bot.guild_settings.of(guild).time_zone
        due = times.last_due(datetime.fromtimestamp(self._clock(), UTC), zone).timestamp()
        if due <= told_until:
            return
        now = self._clock()
        arrivals = await self._bot.state.arrivals.between(guild, told_until, now)
        new = [each.article for each in arrivals if not each.repeats]
        target = Target(guild, times.channel)
        told = await self.tell(guild, new, told_until, now, await self._stories_told(target))
        post = NewPost(f"digest:{guild}:{due}", "digest", target, DIGEST.keep(told))
        await digests.told(guild, now, [post] if told.stories else [])

    async def tell(
        self,
        guild: int | None,
        articles: Sequence[str],
        since: float,
        until: float,
        told: Sequence[Sequence[str]] = (),
    ) -> DigestTold:
        """The stories of some articles; of those `told` before, only what is new."""
        coverage = self._bot.coverage.of(guild)
        stories = await coverage.beside(lambda each: _stories(each, articles, told))
        shown = tuple(_digest_story(story, told) for story in stories[:MOST_STORIES])
        return DigestTold(since, until, shown, len(stories) - len(shown))

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


def _stories(
    coverage: Coverage, articles: Sequence[str], told: Sequence[Sequence[str]]
) -> list[Story]:
    """The stories, without articles whose text was there before."""
    named = set(articles[-_MOST_ARTICLES:])
    new = [each for each in named if all(copy.id in named for copy in coverage.copies(each))]
    return coverage.tell_stories(sorted(new), len(new), told)


def _digest_story(story: Story, told: Sequence[Sequence[str]]) -> DigestStory:
    articles = tuple(Named.of(article) for article in story.articles)
    places = {article.id: place for place, article in enumerate(articles, start=1)}
    sentences = tuple((each.quote, places[each.article.id]) for each in story.sentences)
    before = () if story.told is None else tuple(told[story.told])
    return DigestStory(articles, sentences, before)
