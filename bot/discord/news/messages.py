"""The messages of posts: made of what is told, and known again by their mark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from bot.discord.errors import tell
from bot.discord.news.pinging import switch_ping
from bot.discord.news.told import DIGEST, FEED, STORY
from bot.discord.rendering.card import Button, Card
from bot.discord.rendering.news import digest_card, feed_card, rollup_card, story_card
from bot.language import pgettext
from bot.state.news.values import Alert, Post

# Buttons for roles below a post, more of which are rare, and how much of a role's name one shows.
_MOST_PINGS, _ROLE_CHARS = 4, 30


@dataclass(frozen=True, slots=True)
class Told:
    """What a message is made of: a post, all those that it tells, the alerts that these are told
    for, and the roles that are pinged."""

    post: Post
    posts: Sequence[Post]
    alerts: Sequence[Alert]
    roles: Sequence[discord.Role]


def message_of(told: Told) -> Card:
    """The message of a post."""
    post, mentions = told.post, [role.mention for role in told.roles]
    match post.kind:
        case "story":
            story = STORY.read(post.told)
            return story_card(story, post.mark, pings=mentions, buttons=_buttons(told))
        case "rollup":
            stories = [STORY.read(each.told) for each in told.posts]
            card, _ = rollup_card(stories, post.mark, pings=mentions)
            return card
        case "digest":
            return digest_card(DIGEST.read(post.told), post.mark)
        case "dead" | "back":
            feeds = [FEED.read(each.told) for each in told.posts]
            return feed_card(feeds, post.mark, back=post.kind == "back")


def mark_of(message: discord.Message) -> int | None:
    """The mark of a message, if it has one."""
    first = next(iter(message.components), None)
    return first.id if isinstance(first, discord.Container) else None


def _buttons(told: Told) -> list[Button]:
    roles = told.roles[:_MOST_PINGS]
    pings = [PingButton(role.id, role.name if len(roles) > 1 else "") for role in roles]
    return [*pings, *(StopButton(alert.id) for alert in told.alerts[:1])]


class StopButton(ui.DynamicItem[ui.Button[Any]], template=r"alert:stop:(?P<id>\d{1,20})"):
    """Ends the alert that a story is told for."""

    def __init__(self, number: int) -> None:
        label = pgettext("button", "Stop this alert")
        super().__init__(ui.Button(label=label, custom_id=f"alert:stop:{number}"))
        self.number = number

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> StopButton:
        """The button that a click's custom_id names."""
        return cls(int(match["id"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Does it, or tells the user what went wrong."""
        try:
            await interaction.client.alerts.stop(interaction, self.number)
        except Exception as error:
            await tell(interaction, error, "button stop")


class PingButton(ui.DynamicItem[ui.Button[Any]], template=r"alert:ping:(?P<id>\d{1,20})"):
    """Gives who presses it the role that alerts ping, or takes it away again."""

    def __init__(self, role: int, name: str = "") -> None:
        label = pgettext("button", "Ping me, or no longer")
        if name:  # one of several
            label = pgettext("button", "{role}: ping me, or no longer", role=name[:_ROLE_CHARS])
        super().__init__(ui.Button(label=label, emoji="🔔", custom_id=f"alert:ping:{role}"))
        self.role = role

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> PingButton:
        """The button that a click's custom_id names."""
        return cls(int(match["id"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Does it, or tells the user what went wrong."""
        try:
            await switch_ping(interaction, self.role)
        except Exception as error:
            await tell(interaction, error, "button ping")
