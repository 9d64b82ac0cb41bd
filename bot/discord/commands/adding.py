"""What /coverage add and remove do, and the buttons that take it back or finish it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

import discord
from discord import ui

from bot.discord.errors import RefusedError, tell
from bot.discord.limits import CUSTOM_ID_CHARS, ROW_BUTTONS, length
from bot.discord.permissions import Where, actor, require_right
from bot.discord.rendering import Button, Card, changes_card, gone_card
from bot.discord.responding import respond
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
        raise RefusedError("Give me a `file` or a `url` to add.")
    if len(addresses) + len(files) > MOST_ADDED:
        raise RefusedError(f"Please add at most {MOST_ADDED} at once.")
    for file in files:
        if file.size > limit * 1_000_000:
            raise RefusedError(
                f"That file has {file.size / 1e6:,.1f} MB; I accept up to {limit} MB."
            )


async def additions(
    addresses: Sequence[str], files: Sequence[discord.Attachment], by: str
) -> list[Addition]:
    """What to add, the files' content with it."""
    found = [_page(address, by) for address in addresses]
    return found + [_file(file.filename, await file.read(), by) for file in files]


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
            refused.append((name, str(error).removeprefix(f"{name}: ")))
    return changes_card(changes, refused, undo_buttons(changes, server))


async def change(bot: Dateline, server: int | None, work: Callable[[Coverage], Change]) -> Change:
    """Changes a server's folder, or the base's; raises RefusedError while that is done already."""
    return await bot.coverage.of(server).change(lambda coverage, _: work(coverage), lambda *_: None)


def undo_buttons(changes: Sequence[Change], server: int | None) -> list[UndoButton]:
    """A button for each change that can be taken back, numbered as the card numbers them."""
    many = len(changes) > 1
    return [
        UndoButton(_where(server), each.id, f"Undo {number}" if many else "Undo")
        for number, each in enumerate(changes, start=1)
        if each.id
    ]


def _where(server: int | None) -> Where:
    return "base" if server is None else "server"


def _finishing(article: str, server: int | None) -> list[Button]:
    button = RemoveButton(_where(server), article)
    return [button] if length(str(button.item.custom_id)) <= CUSTOM_ID_CHARS else []


class UndoButton(
    ui.DynamicItem[ui.Button[Any]], template=r"(?P<where>server|base):undo:(?P<change>\d{1,18})"
):
    """Takes back one change of the base or of the collection of the server that it is clicked in;
    the change is named in its custom_id."""

    def __init__(self, where: Where, change: str, label: str = "Undo") -> None:
        super().__init__(ui.Button(label=label, emoji="↩️", custom_id=f"{where}:undo:{change}"))
        self.where = where
        self.change = change

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> UndoButton:
        """The button that a click's custom_id names."""
        return cls(cast(Where, match["where"]), match["change"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Checks again who clicks: the message may be older than their rights."""
        by = actor(interaction)
        await _clicked(interaction, self.where, lambda each: each.undo(self.change, by=by))


class RemoveButton(
    ui.DynamicItem[ui.Button[Any]], template=r"(?P<where>server|base):remove:(?P<article>.+)"
):
    """Removes an article whose page is gone; the article is named in its custom_id."""

    def __init__(self, where: Where, article: str) -> None:
        super().__init__(
            ui.Button(
                label="Remove it",
                style=discord.ButtonStyle.danger,
                custom_id=f"{where}:remove:{article[:CUSTOM_ID_CHARS]}",
            )
        )
        self.where = where
        self.article = article

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> RemoveButton:
        """The button that a click's custom_id names."""
        return cls(cast(Where, match["where"]), match["article"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Checks again who clicks."""
        by = actor(interaction)
        await _clicked(interaction, self.where, lambda each: each.remove(self.article, by=by))


async def _clicked(
    interaction: discord.Interaction[Dateline], where: Where, work: Callable[[Coverage], Change]
) -> None:
    bot = interaction.client

    async def making(server: int | None) -> Card:
        done = await change(bot, server, work)
        return changes_card([done], [], undo_buttons([done], server))

    try:
        server = await require_right(interaction, where)
        await respond(interaction, making(server), private=True)
    except Exception as error:
        await tell(interaction, error, "button of a change")
