"""What /coverage add and remove do, and the buttons that take it back or finish it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot.app.naming import without_folders
from bot.discord.access.permissions import actor, require_right
from bot.discord.attachments import content_of
from bot.discord.errors import RefusedError, tell
from bot.discord.limits import CUSTOM_ID_CHARS, ROW_BUTTONS, length
from bot.discord.rendering import Button, Card, changes_card, gone_card
from bot.discord.responding import respond
from bot.language import gettext, pgettext
from knowledge import Change, Coverage, CoverageError, GoneError

if TYPE_CHECKING:
    from bot.discord.client import Dateline

# Pages and files that one command may add: each gets its own button.
MOST_ADDED = ROW_BUTTONS

# Something to add: how people name it, and how it is added.
Addition = tuple[str, Callable[[Coverage], Change]]


def check_additions(
    addresses: Sequence[str], files: Sequence[discord.Attachment], limit: int
) -> None:
    """Raises RefusedError where nothing is named, too much, or a file of more than `limit` MB."""
    if not addresses and not files:
        raise RefusedError(gettext("Give me a `file` or a `url` to add."))
    if len(addresses) + len(files) > MOST_ADDED:
        raise RefusedError(gettext("Please add at most {most} at once.", most=MOST_ADDED))
    for file in files:
        if file.size > limit * 1_000_000:
            raise RefusedError(
                gettext(
                    "That file has {size} MB; I accept up to {limit} MB.",
                    size=round(file.size / 1e6, 1),
                    limit=limit,
                )
            )


async def additions(
    addresses: Sequence[str], files: Sequence[discord.Attachment], by: str
) -> list[Addition]:
    """What to add, the files' content with it. Raises RefusedError for a file that is gone."""
    found = [_page(address, by) for address in addresses]
    return found + [_file(file.filename, await content_of(file), by) for file in files]


def _page(address: str, by: str) -> Addition:
    return address, lambda coverage: coverage.add_url(address, by=by)


def _file(name: str, data: bytes, by: str) -> Addition:
    return name, lambda coverage: coverage.add_file(name, data, by=by)


async def add_all(bot: Dateline, server: int | None, wanted: Sequence[Addition]) -> Card:
    """Adds one after the other and tells of each."""
    changes: list[Change] = []
    refused: list[tuple[str, str]] = []
    for name, work in wanted:
        try:
            changes.append(await change(bot, server, work))
        except CoverageError as error:
            if len(wanted) == 1 and isinstance(error, GoneError) and error.article is not None:
                return gone_card(error.article, error.reason, _finishing(error.article.id, server))
            reason = without_folders(str(error).removeprefix(f"{name}: "))
            refused.append((name, reason))
    return changes_card(changes, refused, undo_buttons(changes, server))


async def change(bot: Dateline, server: int | None, work: Callable[[Coverage], Change]) -> Change:
    """Changes a server's folder, or the base's; raises RefusedError while that is done already."""
    return await bot.coverage.of(server).change(lambda coverage, _: work(coverage), lambda *_: None)


def undo_buttons(changes: Sequence[Change], server: int | None) -> list[UndoButton]:
    """A button for each change that can be taken back, numbered as the card numbers them."""
    many = len(changes) > 1
    return [
        UndoButton(server, each.id, pgettext("button", "Undo {change}", change=at) if many else "")
        for at, each in enumerate(changes, start=1)
        if each.id
    ]


def _finishing(article: str, server: int | None) -> list[Button]:
    fits = length(f"{_named(server)}:remove:{article}") <= CUSTOM_ID_CHARS
    return [RemoveButton(server, article)] if fits else []


# The collection that a button is about: that of the server with this number, or the base.
_OF = r"(?P<server>\d{1,20}|base)"


class UndoButton(ui.DynamicItem[ui.Button[Any]], template=rf"{_OF}:undo:(?P<change>\d{{1,18}})"):
    """Takes back one change; its custom_id names the collection and the change."""

    def __init__(self, server: int | None, change: str, label: str = "") -> None:
        name = f"{_named(server)}:undo:{change}"
        super().__init__(
            ui.Button(label=label or pgettext("button", "Undo"), emoji="↩️", custom_id=name)
        )
        self.server = server
        self.change = change

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> UndoButton:
        """The button that a click's custom_id names."""
        return cls(_server_in(match), match["change"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Checks again who clicks: the message may be older than their rights."""
        by = actor(interaction)
        await _clicked(interaction, self.server, lambda each: each.undo(self.change, by=by))


class RemoveButton(ui.DynamicItem[ui.Button[Any]], template=rf"{_OF}:remove:(?P<article>.+)"):
    """Removes an article whose page is gone; its custom_id names the collection and the article."""

    def __init__(self, server: int | None, article: str) -> None:
        name = f"{_named(server)}:remove:{article}"[:CUSTOM_ID_CHARS]
        style = discord.ButtonStyle.danger
        super().__init__(
            ui.Button(label=pgettext("button", "Remove it"), style=style, custom_id=name)
        )
        self.server = server
        self.article = article

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> RemoveButton:
        """The button that a click's custom_id names."""
        return cls(_server_in(match), match["article"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Checks again who clicks."""
        by = actor(interaction)
        await _clicked(interaction, self.server, lambda each: each.remove(self.article, by=by))


def _named(server: int | None) -> str:
    return "base" if server is None else str(server)


def _server_in(match: re.Match[str]) -> int | None:
    return None if match["server"] == "base" else int(match["server"])


async def _clicked(
    interaction: discord.Interaction[Dateline],
    server: int | None,
    work: Callable[[Coverage], Change],
) -> None:
    """Does what a button says; a button of one server is worth nothing in another."""
    bot = interaction.client

    async def making() -> Card:
        done = await change(bot, server, work)
        return changes_card([done], [], undo_buttons([done], server))

    try:
        if await require_right(interaction, "base" if server is None else "server") != server:
            raise RefusedError(gettext("That button belongs to another server."))
        await respond(interaction, making(), private=True)
    except Exception as error:
        await tell(interaction, error, "button of a change")
