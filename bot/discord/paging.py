"""Lists of more than one message: the buttons that turn their pages, which outlive a restart."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import ui

from bot.discord.errors import RefusedError, tell
from bot.language import command_name, gettext, pgettext

# Shows one page of a list, counted from 0, in place of the message clicked; the key is that of the
# question that the list answers, "" where it answers none.
Page = Callable[[discord.Interaction[Any], int, str], Awaitable[None]]

# What a page's number may have in its button; more pages nobody turns.
_MOST_PAGES = 10_000


class PageButton(
    ui.DynamicItem[ui.Button[Any]],
    template=r"page:(?P<list>[a-z]+):(?P<page>\d{1,4})(?::(?P<key>[0-9a-f]{12}):(?P<owner>\d{1,20}))?",
):
    """Turns to a page of the list that the bot's `pages` has under that name.

    A list that answers a question, by its `key`, is turned by its `owner` alone.
    """

    def __init__(
        self, name: str, page: int, label: str = "", key: str = "", owner: int = 0
    ) -> None:
        asked = f":{key}:{owner}" if key else ""
        super().__init__(
            ui.Button(
                label=label or pgettext("button", "Page"), custom_id=f"page:{name}:{page}{asked}"
            )
        )
        self.name = name
        self.page = page
        self.key = key
        self.owner = owner

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> PageButton:
        """The button that a click's custom_id names."""
        key, owner = match["key"] or "", int(match["owner"] or 0)
        return cls(match["list"], int(match["page"]), key=key, owner=owner)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Shows the page, or tells the user what went wrong."""
        try:
            if self.owner and interaction.user.id != self.owner:
                raise RefusedError(
                    gettext(
                        "Only the person who asked for this list can turn its pages. "
                        "`/{command}` gives you one of your own.",
                        command=command_name(self.name),
                    )
                )
            await interaction.client.pages[self.name](interaction, self.page, self.key)
        except Exception as error:
            await tell(interaction, error, f"page of {self.name}")


def page_buttons(
    name: str, page: int, items: int, size: int, *, key: str = "", owner: int = 0
) -> list[PageButton]:
    """The buttons under a page, counted from 0, of a list of so many items, `size` a page; with the
    `key` of the question that it answers, for its `owner` alone."""
    pages = min(-(-items // size), _MOST_PAGES)
    buttons = (
        [PageButton(name, page - 1, pgettext("button", "Back"), key, owner)] if page > 0 else []
    )
    return buttons + (
        [PageButton(name, page + 1, pgettext("button", "Next"), key, owner)]
        if page + 1 < pages
        else []
    )


def turning(name: str) -> Callable[[int, int], list[PageButton]]:
    """What gives the buttons under a page of a list of that name, whose pages are counted when it
    is made into a card."""
    return lambda page, pages: page_buttons(name, page, pages, 1)
