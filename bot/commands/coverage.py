"""/coverage: admins reload the articles, look at them, add and remove some."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.errors import RefusedError, tell
from bot.permissions import require_admin
from bot.rendering import Card, change_card, reload_card, status_card, title_of
from bot.responding import respond
from bot.suggestions import Choice, suggest
from knowledge import Article, Change, Coverage

if TYPE_CHECKING:
    from bot.client import Dateline

_log = logging.getLogger(__name__)

# Seconds between two edits of the message that shows progress.
PROGRESS_EVERY = 2.0


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class CoverageAdmin(commands.GroupCog, group_name="coverage"):
    """The articles (admins only)"""

    def __init__(self) -> None:
        self._titles = _Titles()

    async def interaction_check(self, interaction: discord.Interaction[Dateline], /) -> bool:  # type: ignore[override]
        """Discord's own settings can be changed by a server; this cannot."""
        require_admin(interaction, interaction.client.settings.discord)
        return True

    @app_commands.command(description="Read what is new or changed in the coverage's files")
    async def reload(self, interaction: discord.Interaction[Dateline]) -> None:
        """Shows progress in its message, which ends as the report."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        latest = "Reading the coverage …"

        def note(what: str, done: int, total: int | None) -> None:
            nonlocal latest
            of = f" of {total:,}" if total else ""
            latest = f"Reading the coverage: {what} {done:,}{of} …"

        reloading = asyncio.create_task(interaction.client.coverage.reload(note))
        shown = ""
        while not (await asyncio.wait({reloading}, timeout=PROGRESS_EVERY))[0]:
            if latest != shown:
                shown = latest
                await _show(interaction, content=shown)
        card = reload_card(await reloading)
        await _show(interaction, content=None, view=card)

    @app_commands.command(description="What is loaded, and what could not be read")
    async def status(self, interaction: discord.Interaction[Dateline]) -> None:
        """Answers to the admin alone."""
        await respond(interaction, _status(interaction.client), private=True)

    @app_commands.command(description="Add a file of articles to the coverage")
    @app_commands.describe(file="txt, md, html, json or jsonl, each also as gz")
    async def add(
        self, interaction: discord.Interaction[Dateline], file: discord.Attachment
    ) -> None:
        """Writes the file into the coverage's folder; the answer's button takes that back."""
        limit = interaction.client.settings.discord.max_upload_mb
        if file.size > limit * 1_000_000:
            raise RefusedError(
                f"That file has {file.size / 1e6:,.1f} MB; I accept up to {limit} MB."
            )

        async def making() -> Card:
            name, data = file.filename, await file.read()
            return await _change(interaction.client, lambda coverage: coverage.add_file(name, data))

        await respond(interaction, making(), private=True)

    @app_commands.command(description="Remove an article from the coverage")
    @app_commands.describe(article="Begin to type its title")
    async def remove(self, interaction: discord.Interaction[Dateline], article: str) -> None:
        """Takes the article out of its file; the answer's button puts it back."""
        making = _change(interaction.client, lambda coverage: coverage.remove(article))
        await respond(interaction, making, private=True)

    @remove.autocomplete("article")
    async def suggest_article(
        self, interaction: discord.Interaction[Dateline], typed: str
    ) -> list[Choice]:
        """Articles by title, the newest first; none for those who may not remove any."""
        try:
            require_admin(interaction, interaction.client.settings.discord)
        except RefusedError:
            return []
        return await suggest(interaction, typed, self._titles.of)


class _Titles:
    """The titles and ids of all articles, kept while the coverage stays the same: each article
    looked at is read from the disk, and a suggestion may not take long."""

    def __init__(self) -> None:
        self._kept: tuple[Sequence[Article], list[tuple[str, str]]] = ((), [])

    def of(self, coverage: Coverage) -> list[tuple[str, str]]:
        """The (title, id) pairs, newest article first."""
        articles, titles = self._kept
        if articles is not coverage.articles():
            articles = coverage.articles()
            titles = [(title_of(article), article.id) for article in articles]
            self._kept = articles, titles
        return titles


class UndoButton(ui.DynamicItem[ui.Button[Any]], template=r"coverage:undo:(?P<change>\d{1,18})"):
    """Takes back one change of the coverage; the change is named in its custom_id."""

    def __init__(self, change: str) -> None:
        super().__init__(ui.Button(label="Undo", emoji="↩️", custom_id=f"coverage:undo:{change}"))
        self.change = change

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> UndoButton:
        """The button that a click's custom_id names."""
        return cls(match["change"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Checks again who clicks: the message may be older than their rights."""
        bot: Dateline = interaction.client
        try:
            require_admin(interaction, bot.settings.discord)
            making = _change(bot, lambda coverage: coverage.undo(self.change))
            await respond(interaction, making, private=True)
        except Exception as error:
            await tell(interaction, error, "button undo")


async def _change(bot: Dateline, work: Callable[[Coverage], Change]) -> Card:
    change = await bot.coverage.change(lambda coverage, _: work(coverage), lambda *_: None)
    return change_card(change, [UndoButton(change.id)] if change.id else [])


async def _show(interaction: discord.Interaction[Dateline], **what: Any) -> None:
    """Edits the message; a fault only costs this state of it. After 15 minutes the message can no
    longer be edited, so the report goes to the admin directly."""
    try:
        await interaction.edit_original_response(**what)
    except (discord.HTTPException, aiohttp.ClientError) as error:
        _log.warning("/coverage reload: could not show the progress: %s", error)
        if "view" in what:
            with contextlib.suppress(discord.HTTPException):
                await interaction.user.send(view=what["view"])


async def _status(bot: Dateline) -> Card:
    votes = await bot.state.votes()
    return await bot.coverage.call(lambda coverage: status_card(coverage.status(), votes))


async def setup(bot: Dateline) -> None:
    """Called by the client."""
    bot.add_dynamic_items(UndoButton)
    await bot.add_cog(CoverageAdmin())
