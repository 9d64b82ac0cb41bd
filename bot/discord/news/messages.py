"""The messages of posts: made of what is told, and known again by their mark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot.discord.errors import tell
from bot.discord.news.told import DIGEST, FEED, STORY, StoryTold
from bot.discord.rendering.card import Button, Card
from bot.discord.rendering.news import digest_card, feed_card, rollup_card, story_card
from bot.language import pgettext
from bot.state.news.values import Post


def message_of(post: Post, stories: Sequence[Post]) -> Card:
    """The message of a post; for a roll-up with the `stories` that stand in it."""
    match post.kind:
        case "story":
            told = STORY.read(post.told)
            return story_card(told, post.mark, buttons=_buttons(told))
        case "rollup":
            return rollup_card([STORY.read(each.told) for each in stories], post.mark)
        case "digest":
            return digest_card(DIGEST.read(post.told), post.mark)
        case "dead" | "back":
            return feed_card(FEED.read(post.told), post.mark, back=post.kind == "back")


def mark_of(message: discord.Message) -> int | None:
    """The mark of a message, if it has one."""
    first = next(iter(message.components), None)
    return first.id if isinstance(first, discord.Container) else None


def roles_of(stories: Sequence[Post]) -> list[int]:
    """The roles that a message of these posts pings."""
    told = [STORY.read(each.told) for each in stories if each.kind == "story"]
    return list(dict.fromkeys(each.role for each in told if each.role))


def _buttons(told: StoryTold) -> list[Button]:
    ping = [PingButton(told.role)] if told.role else []
    return [*ping, StopButton(told.alert)]


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

    def __init__(self, role: int) -> None:
        label = pgettext("button", "Ping me, or no longer")
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
            await interaction.client.alerts.switch_ping(interaction, self.role)
        except Exception as error:
            await tell(interaction, error, "button ping")
