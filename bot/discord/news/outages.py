"""Dead feeds: each channel with alerts is told of one once, and those once when it is back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.app.conditions import MANY_FAILURES
from bot.discord.news.told import FEED, FeedTold
from bot.state.news.values import Kind, NewPost, Target
from knowledge import Feed

if TYPE_CHECKING:
    from bot.discord.client import Dateline

# A feed that was dead brings what it missed within so long of its being back.
_CATCHES_UP = 300.0


class Outages:
    """Looks at the feeds of collections."""

    def __init__(self, bot: Dateline, clock: Callable[[], float]) -> None:
        self._bot, self._clock = bot, clock
        self._back: dict[int, float] = {}

    async def look(self, collection: int, targets: Iterable[Target]) -> tuple[Feed, ...]:
        """Notes which feeds of a collection died or are back, for those targets; the feeds."""
        coverage = self._bot.coverage.of(collection or None)
        feeds = await coverage.beside(lambda each: each.feeds())
        outages, known = self._bot.state.outages, await self._bot.state.outages.of(collection)
        channels = [target for target in targets if target.channel is not None]
        for feed in feeds:
            since = (feed.succeeded or feed.added).timestamp()
            if feed.url not in known and self._is_dead(feed):
                posts = _posts("dead", feed, collection, since, channels)
                await outages.begin(collection, feed.url, posts)
            elif feed.url in known and not feed.failures:
                began = known[feed.url]
                told = await self._told_dead(collection, feed, began)
                posts = _posts("back", feed, collection, began, told)
                await outages.end(collection, feed.url, posts)
                self._back[collection] = self._clock()
        for url in known.keys() - {feed.url for feed in feeds}:  # nobody wants it any more
            await outages.end(collection, url, [])
        return feeds

    async def _told_dead(self, collection: int, feed: Feed, began: float) -> list[Target]:
        """Those who are told that a feed has been dead since then."""
        posts = await self._bot.state.posts.of_kind("dead", began)
        feeds = [(post.target, FEED.read(post.told)) for post in posts]
        return [
            target
            for target, told in feeds
            if (told.collection, told.url) == (collection, feed.url)
        ]

    def catches_up(self, collection: int) -> bool:
        """Whether a feed of a collection has just come back."""
        return self._clock() - self._back.get(collection, float("-inf")) < _CATCHES_UP

    def _is_dead(self, feed: Feed) -> bool:
        hours = timedelta(hours=self._bot.settings.warnings.feed_hours)
        now = datetime.fromtimestamp(self._clock(), UTC)
        return feed.failures >= MANY_FAILURES and now - (feed.succeeded or feed.added) >= hours


def _posts(
    kind: Kind, feed: Feed, collection: int, since: float, targets: Iterable[Target]
) -> list[NewPost]:
    # An address may hold a password; a feed without a title is named by its host.
    title = feed.title if feed.title != feed.url else urlsplit(feed.url).hostname or "?"
    told = FEED.keep(FeedTold(title, since, collection, feed.url))
    return [
        NewPost(f"{kind}:{target.guild}:{target.channel}:{feed.url}:{since}", kind, target, told)
        for target in targets
    ]
