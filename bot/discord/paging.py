"""Lists of more than one message: the buttons that turn their pages, which outlive a restart."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import ui

from bot.discord.errors import tell

# Shows one page of a list, counted from 0, in place of the message clicked.
Page = Callable[[discord.Interaction[Any], int], Awaitable[None]]

# What a page's number may have in its button; more pages nobody turns.
_MOST_PAGES = 10_000


class PageButton(
    ui.DynamicItem[ui.Button[Any]], template=r"page:(?P<list>[a-z]+):(?P<page>\d{1,4})"
):
    """Turns to a page of the list that the bot's `pages` has under that name."""

    def __init__(self, name: str, page: int, label: str = "") -> None:
        super().__init__(ui.Button(label=label or "Page", custom_id=f"page:{name}:{page}"))
        self.name = name
        self.page = page

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> PageButton:
        """The button that a click's custom_id names."""
        return cls(match["list"], int(match["page"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Shows the page, or tells the user what went wrong."""
        try:
            await interaction.client.pages[self.name](interaction, self.page)
        except Exception as error:
            await tell(interaction, error, f"page of {self.name}")


def page_buttons(name: str, page: int, items: int, size: int) -> list[PageButton]:
    """The buttons under a page, counted from 0, of a list of so many items, `size` a page."""
    pages = min(-(-items // size), _MOST_PAGES)
    buttons = [PageButton(name, page - 1, "Back")] if page > 0 else []
    return buttons + ([PageButton(name, page + 1, "Next")] if page + 1 < pages else [])
