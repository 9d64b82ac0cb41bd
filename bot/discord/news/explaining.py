"""Why an article was sent, or was not: the stage at which it stopped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.app.following import stage_text
from bot.app.naming import SeveralCalledError, article_id
from bot.discord.news.deciding import following
from bot.discord.news.told import STORY
from bot.discord.rendering.news import rollup_card
from bot.language import gettext
from bot.state.news.posts import KEEP_SECONDS
from bot.state.news.values import Alert, Arrival, Fate, Post
from knowledge import Article, Coverage, CoverageError, Sighting

if TYPE_CHECKING:
    from bot.discord.client import Dateline


class Explaining:
    """Looks at an article again as alerts did."""

    def __init__(self, bot: Dateline) -> None:
        self._bot = bot

    async def explain(
        self, guild: int | None, named: str, alerts: Sequence[Alert]
    ) -> tuple[Article | None, Arrival | None, list[tuple[Alert, str]]]:
        """The article that somebody names by its address, id or title, when it came, and of each
        alert what became of it there."""
        coverage = self._bot.coverage.of(guild)
        article = await coverage.beside(lambda each: _find(each, named))
        if article is None:
            return None, None, []
        arrival = await self._bot.state.arrivals.find(guild, article.id)
        told = [(alert, await self._reason(guild, article, arrival, alert)) for alert in alerts]
        return article, arrival, told

    async def _reason(
        self, guild: int | None, article: Article, arrival: Arrival | None, alert: Alert
    ) -> str:
        if known := await self._bot.state.posts.fate(alert.id, article.id):
            fate, post = known
            return _fate(fate, post, await self._where(post))
        if arrival is None:
            return gettext("It has just come; the next look at it decides.")
        if arrival.at < alert.made_at:
            return gettext("It was there before this alert was made.")
        coverage = self._bot.coverage.of(guild)
        found = await coverage.beside(lambda each: each.look_for(article.id, [following(alert)]))
        stage = found[0] if found else "source"
        if not isinstance(stage, Sighting):
            return stage_text(stage, following(alert))
        if not await self._bot.state.arrivals.is_decided(guild, arrival):
            return gettext("It is on topic; the next look at it decides.")
        if arrival.at < self._bot.rounds.digesting.now().timestamp() - KEEP_SECONDS:
            return gettext("It came so long ago that I have forgotten what became of it.")
        return gettext("It is on topic as it is now, and was not when it came.")

    async def _where(self, post: Post | None) -> str:
        """Where a post is, or why it is not there yet; also of one that stands in another."""
        if post is None or post.rollup is None:
            return _where(post)
        where = _where(await self._bot.state.posts.get(post.rollup))
        stories = await self._bot.state.posts.within(post.rollup)
        _, shown = rollup_card([STORY.read(each.told) for each in stories])
        if post.key in [each.key for each in stories[:shown]]:
            return gettext("in a post with others that waited: {where}", where=where)
        return gettext(
            "counted in a post with others that waited, which had no room for it: {where}",
            where=where,
        )


def _fate(fate: Fate, post: Post | None, where: str) -> str:
    match fate:
        case "old":
            return gettext("On topic, but it was published over a week before it came.")
        case "copy" if post:
            return gettext(
                "A copy: the same text was there before. Named in its post: {where}",
                where=where,
            )
        case "copy":
            return gettext("On topic, but a copy: the same text was there before.")
        case "capped":
            return gettext("On topic and new, but the alert had told enough that day.")
        case "also":
            return gettext("Told with a story that was told before: {where}", where=where)
        case "told":
            return gettext("Sent: {where}", where=where)


def _where(post: Post | None) -> str:
    if post is None:
        return gettext("the post is forgotten by now.")
    if post.state == "gone":
        return gettext("Discord took it no more.")
    if post.message is None:
        return gettext("it waits, for quiet hours or for Discord.")
    if post.target.channel is None:
        return gettext("directly, <t:{at}:R>.", at=str(int(post.sent_at or 0)))
    place = f"{post.target.guild}/{post.target.channel}/{post.message}"
    return f"https://discord.com/channels/{place}"


def _find(coverage: Coverage, named: str) -> Article | None:
    """Raises SeveralCalledError, which says their ids, where several articles are called so."""
    wanted = named.strip().strip("<>")
    if wanted.startswith(("http://", "https://")):
        return coverage.article_at(wanted)
    try:
        return coverage.article(article_id(coverage, wanted, with_base=True))
    except SeveralCalledError:
        raise
    except CoverageError:
        return None
