"""Posting: what waits is sent once, whatever ends the bot meanwhile.

That a post is being sent is on the disk before it is tried, and so is the key that the message
carries. After an end in between, the message is looked for in the channel by that key, and sent
with it only where it is not there; within minutes Discord itself refuses a second one of the key.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import discord

from bot.discord.errors import UNSENT
from bot.discord.news.messages import Told, mark_of, message_of
from bot.discord.news.pinging import pinged_roles
from bot.discord.rendering.card import Card
from bot.language import ENGLISH, Language, language_of, speaking
from bot.state.news.posts import PostRepository
from bot.state.news.values import Post, Target

if TYPE_CHECKING:
    from bot.discord.client import Dateline

_log = logging.getLogger(__name__)

# What waited so long does not come alone any more: with others it is rolled up into one post.
LATE_SECONDS = 600.0
# A channel that refuses is tried again so often, and given up after so long.
_AGAIN_SECONDS, _GIVE_UP_SECONDS = 3600.0, 3 * 86_400.0
# What Discord was asked so long ago to take, it has taken or not.
_SETTLED_SECONDS = 60.0
# What is late goes into a roll-up that was sent within so long, as feeds come back one by one.
_OPEN_SECONDS = 3600.0
_STORIES = ("story", "rollup")
# Targets that are written to at once, and messages looked at for one that may be there.
_AT_ONCE, _MOST_LOOKED_AT = 8, 500
_UNKNOWN_CHANNEL, _CLOSED_DMS, _CROSSPOSTED_ALREADY = 10003, 50007, 40033
_GONE = (_UNKNOWN_CHANNEL, _CLOSED_DMS)
_ARCHIVED = 50083
_TOO_MANY, _SERVER_ERROR = 429, 500


class Posting:
    """Sends what waits, edits what has changed, and publishes in announcement channels."""

    def __init__(self, bot: Dateline, clock: Callable[[], float]) -> None:
        self._bot, self._clock = bot, clock
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._full_until: dict[int | None, float] = {}  # channels in which too much was published

    @property
    def _posts(self) -> PostRepository:
        return self._bot.state.posts

    async def deliver(self, held: Collection[int | None] = ()) -> None:
        """Sends what may be sent now; stories of servers in `held` go on waiting."""
        unsent: dict[Target, list[Post]] = {}
        for post in await self._posts.waiting():
            is_tried = post.state == "sending" or self._may_go(post, held)
            if is_tried and self._is_reached(post.target):
                unsent.setdefault(post.target, []).append(post)
        await self._each(
            self._deliver(target, posts, held)
            for target, posts in unsent.items()
            if any(map(self._is_due, posts))
        )
        await self._each(self._edit(post) for post in await self._posts.stale())
        await self._each(
            self._publish(post)
            for post in await self._posts.to_crosspost()
            if self._clock() >= self._full_until.get(post.target.channel, 0.0)
        )

    async def _each(self, works: Iterable[Awaitable[None]]) -> None:
        async def one(work: Awaitable[None]) -> None:
            async with self._slots:
                try:
                    await work
                except (*UNSENT, OSError) as error:
                    _log.warning("a post is tried again later: %s", error)

        await asyncio.gather(*map(one, works))

    def _is_due(self, post: Post) -> bool:
        """Whether it is time to try a post. With it go all others that wait for the same target,
        refused ones too, so that they come in one."""
        if post.state == "sending" or post.tried_at is None:
            return True
        return self._clock() - post.tried_at >= _AGAIN_SECONDS

    def _is_reached(self, target: Target) -> bool:
        return target.guild is None or self._bot.sharding.has(target.guild)

    def _may_go(self, post: Post, held: Collection[int | None]) -> bool:
        """Whether nothing keeps a post back: quiet hours, or feeds that are yet to be read."""
        target = post.target
        if post.kind == "digest":
            return True
        here = self._bot.guild_settings.of(target.guild)
        moment = datetime.fromtimestamp(self._clock(), UTC)
        is_quiet = here.quiet_hours is not None and here.quiet_hours.hold(moment, here.time_zone)
        return not is_quiet and target.guild not in held

    async def _deliver(
        self, target: Target, posts: Sequence[Post], held: Collection[int | None]
    ) -> None:
        try:
            channel = await self._channel(target)
        except discord.HTTPException as error:
            if _is_passing(error) or isinstance(error, discord.Forbidden):
                raise  # as where it is not told whether somebody is still there
            for post in posts:  # one that was being sent may be there, so it is looked for again
                if post.state == "waiting" or self._is_given_up(post):
                    await self._refused(post, error)
            return
        if channel is None:
            return
        posts = [
            post
            for post in posts
            if post.state == "waiting" or not await self._was_sent(channel, post)
        ]
        # With others it comes under another key, so that Discord would take it a second time.
        is_joined = len(posts) > 1 or self._is_rolled_up(posts)
        if is_joined and any(map(self._is_unsettled, posts)):
            return
        waiting = [
            waits
            for post in posts
            if (waits := await self._posts.take_back(post)) and self._may_go(waits, held)
        ]
        for post in await self._joined(target, waiting):
            await self._send(channel, post)

    def _is_unsettled(self, post: Post) -> bool:
        """Whether Discord may yet take what it was asked to a moment ago."""
        tried = post.tried_at if post.state == "sending" else None
        return tried is not None and self._clock() - tried < _SETTLED_SECONDS

    def _is_rolled_up(self, posts: Sequence[Post]) -> bool:
        return any(post.kind in _STORIES and self._is_late(post) for post in posts)

    async def _joined(self, target: Target, posts: Sequence[Post]) -> Sequence[Post]:
        """The posts, with one in place of the stories where these have waited, or none where the
        one of the last hour takes them in; and with one for all feeds that are dead, or back."""
        stories = [post for post in posts if post.kind in _STORIES]
        rest = [post for post in posts if post.kind == "digest"]
        for kind in ("dead", "back"):
            notices = [post for post in posts if post.kind == kind]
            rest += await self._posts.join(notices) if len(notices) > 1 else notices
        if not self._is_rolled_up(stories):
            return [*stories, *rest]
        if rollup := await self._open_rollup(target, stories):
            await self._posts.join([rollup, *filter(self._is_late, stories)])
            stories = [post for post in stories if not self._is_late(post)]
        elif len(stories) > 1:
            stories = [await self._posts.roll_up(stories)]
        return [*stories, *rest]

    async def _open_rollup(self, target: Target, stories: Sequence[Post]) -> Post | None:
        """The roll-up of the last hour, unless one of these waits that the others go into."""
        if any(post.kind == "rollup" for post in stories):
            return None
        return await self._posts.last_rollup(target, self._clock() - _OPEN_SECONDS)

    def _is_late(self, post: Post) -> bool:
        return post.late or self._clock() - post.made_at > LATE_SECONDS

    async def _channel(self, target: Target) -> discord.abc.Messageable | None:
        """Where a target is told; None for a person who may not be told of what a server reads, as
        they are no longer in it. What they had wanted to be told of is then ended."""
        if target.user is not None:
            if target.guild is not None:
                is_there = await self._bot.sharding.is_member(target.guild, target.user)
                if is_there is False:
                    await self._bot.state.alerts.end_in(target.guild, target.user)
                    _log.info("who has left server %d is told no more of it", target.guild)
                if not is_there:
                    return None
            return await self._bot.create_dm(discord.Object(target.user))
        assert target.channel is not None
        return self._bot.get_partial_messageable(target.channel, guild_id=target.guild)

    async def _was_sent(self, channel: discord.abc.Messageable, post: Post) -> bool:
        """Whether a post that was being sent is there; that is noted. Where nobody may look any
        more it waits for a while, and is then given up: it might be there."""
        began = datetime.fromtimestamp(post.tried_at or 0.0, UTC) - timedelta(minutes=5)
        seen = channel.history(limit=_MOST_LOOKED_AT, after=began, oldest_first=True)
        try:
            async for message in seen:
                if message.author == self._bot.user and mark_of(message) == post.mark:
                    await self._sent(post, message.id)
                    return True
        except (discord.Forbidden, discord.NotFound):
            if not self._is_given_up(post):
                raise
            await self._posts.give_back(post.key, gone=True)
            return True
        return False

    def _is_given_up(self, post: Post) -> bool:
        return self._clock() - post.made_at > _GIVE_UP_SECONDS

    async def _send(self, channel: discord.abc.Messageable, post: Post) -> None:
        told = await self._told(post)
        if not told.posts:  # its alerts are ended
            await self._posts.give_back(post.key, gone=True)
            return
        language = await self._language(told)
        if not self._bot.leads() or not await self._posts.begin(post):
            return
        try:
            with speaking(language):
                card = message_of(told)
            message = await channel.send(
                view=card,
                nonce=post.key,
                allowed_mentions=discord.AllowedMentions(
                    everyone=False, users=False, roles=told.roles, replied_user=False
                ),
            )
        except discord.HTTPException as error:
            if _is_passing(error):
                raise  # it may be there
            await self._refused(post, error)
            return
        await self._sent(post, message.id)

    async def _refused(self, post: Post, error: discord.HTTPException) -> None:
        """Notes that Discord takes a post not now, or not any more."""
        _log.warning("a post to %s is refused: %s", post.target, error)
        if error.code in _GONE:
            await self._posts.give_back(post.key, gone=True)
            return
        since = self._clock() - _GIVE_UP_SECONDS
        await self._posts.give_back(post.key, gone=self._is_given_up(post), but=since)

    async def _sent(self, post: Post, message: int) -> None:
        guild = await self._bot.sharding.find(post.target.guild)
        is_news = await self._bot.sharding.is_news(guild, post.target.channel)
        # Who follows a channel from elsewhere is told of no feeds.
        crosspost = is_news and post.kind not in ("dead", "back")
        await self._posts.end(post.key, message, crosspost=crosspost)

    async def _edit(self, post: Post) -> None:
        told = await self._told(post)
        with speaking(await self._language(told)):
            card = message_of(told)
        try:
            channel = await self._channel(post.target)
            if channel is None or post.message is None:
                return
            await self._put(_partial(channel, post.message), card)
        except discord.HTTPException as error:
            if _is_passing(error):
                raise
            _log.info("a post to %s cannot be edited: %s", post.target, error)
        await self._posts.edited(post.key)

    async def _put(self, message: discord.PartialMessage, card: Card) -> None:
        """Edits a message; an archived thread is opened again for it, as a message would do."""
        nobody = discord.AllowedMentions.none()
        try:
            await message.edit(view=card, allowed_mentions=nobody)
        except discord.HTTPException as error:
            if error.code != _ARCHIVED:
                raise
            await self._bot.http.edit_channel(message.channel.id, archived=False)
            await message.edit(view=card, allowed_mentions=nobody)

    async def _publish(self, post: Post) -> None:
        channel = await self._channel(post.target)
        if channel is None or post.message is None:
            return
        try:
            await _partial(channel, post.message).publish()
        except discord.RateLimited as error:
            self._full_until[post.target.channel] = self._clock() + error.retry_after
            raise
        except discord.HTTPException as error:
            refused = isinstance(error, (discord.Forbidden, discord.NotFound))
            if error.code != _CROSSPOSTED_ALREADY and not refused:
                raise
            _log.info("a post to %s is not published: %s", post.target, error)
        await self._posts.crossposted(post.key)

    async def _told(self, post: Post) -> Told:
        within = await self._posts.within(post.key)
        posts = within if post.kind == "rollup" else [post, *within]
        numbers = dict.fromkeys(number for each in posts for number in each.alerts)
        found = [await self._bot.state.alerts.get(number) for number in numbers]
        alerts = [alert for alert in found if alert is not None]
        roles = await pinged_roles(self._bot, post.target.guild, alerts)
        return Told(post, posts, alerts, roles)

    async def _language(self, told: Told) -> Language:
        """That of the person who is told, or of the server."""
        target = told.post.target
        if target.user is not None:
            return language_of(told.posts[0].told.get("language", ENGLISH)) or ENGLISH
        guild = await self._bot.sharding.find(target.guild)
        return self._bot.guild_settings.language(guild)


def _is_passing(error: discord.HTTPException) -> bool:
    """Whether Discord may take in a moment what it did not take now."""
    return error.status >= _SERVER_ERROR or error.status == _TOO_MANY


def _partial(channel: discord.abc.Messageable, message: int) -> discord.PartialMessage:
    assert isinstance(channel, (discord.DMChannel, discord.PartialMessageable))
    return channel.get_partial_message(message)
