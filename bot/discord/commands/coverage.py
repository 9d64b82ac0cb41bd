"""/coverage: admins reload the articles, look at them, add and remove some."""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.app.naming import article_id, title_of
from bot.discord.access.permissions import (
    WHERE,
    Where,
    actor,
    is_operator,
    require_right,
    target,
)
from bot.discord.access.places import place_of
from bot.discord.commands.adding import (
    RemoveButton,
    UndoButton,
    add_all,
    additions,
    change,
    check_additions,
    undo_buttons,
)
from bot.discord.commands.feeds import FeedGroup
from bot.discord.errors import UNSENT
from bot.discord.markdown import label
from bot.discord.paging import page_buttons
from bot.discord.rendering import (
    Card,
    changes_card,
    feedback_card,
    gaps_card,
    log_card,
    reload_card,
    status_card,
)
from bot.discord.rendering.actions import in_log
from bot.discord.responding import respond
from bot.discord.suggestions import Choice, suggest_to_admin
from bot.language import gettext, ngettext
from knowledge import (
    Article,
    Change,
    Coverage,
    CoverageError,
    LogEntry,
)

if TYPE_CHECKING:
    from bot.discord.client import Dateline

_log = logging.getLogger(__name__)

# Seconds between two edits of the message that shows progress.
PROGRESS_EVERY = 2.0
LOG_LINES = 12
_LOG, _BASE_LOG = "log", "baselog"  # what their pages' buttons name
MOST_LOG_LINES = 600
WORST = 15  # answers that are listed as found bad
_UNDONE_IN_LOG = 3  # changes that can be taken back there
_LABEL_CHARS = 60


@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.default_permissions(manage_guild=True)
class CoverageAdmin(commands.GroupCog, group_name="coverage"):
    """The articles (admins only)"""

    feed = FeedGroup()

    def __init__(self) -> None:
        self._titles = _Titles()

    async def interaction_check(self, interaction: discord.Interaction[Dateline], /) -> bool:  # type: ignore[override]
        """Discord's own settings can be changed by a server; this cannot."""
        await require_right(interaction, interaction.namespace.where or "server")
        return True

    @app_commands.command(description="Read what is new or changed in the coverage's files")
    @app_commands.describe(where=WHERE)
    async def reload(
        self, interaction: discord.Interaction[Dateline], where: Where | None = None
    ) -> None:
        """Shows progress in its message, which ends as the report. Without `where`, all that who
        asks may change is read: the server's collection, and for operators the base too."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        latest = gettext("Reading the coverage …")

        def note(what: str, done: int, total: int | None) -> None:
            nonlocal latest
            latest = (
                gettext("Reading the coverage: {done} of {total} …", done=done, total=total)
                if total
                else gettext("Reading the coverage: {done} …", done=done)
            )

        servers = [target(interaction, where or "server")]
        if where is None and await is_operator(interaction):
            servers.insert(0, None)
        coverage, work = interaction.client.coverage, interaction.client.work
        reloading = work.begin(coverage.reload(servers, note, actor(interaction)))
        shown = ""
        with work.one():
            while not (await asyncio.wait({reloading}, timeout=PROGRESS_EVERY))[0]:
                if latest != shown:
                    shown = latest
                    await _show(interaction, content=shown)
            card = reload_card(await work.result(reloading))
            await _show(interaction, content=None, view=card)

    @app_commands.command(description="What is loaded, and what could not be read")
    @app_commands.describe(where=WHERE)
    async def status(
        self, interaction: discord.Interaction[Dateline], where: Where = "server"
    ) -> None:
        """Answers to the admin alone."""
        making = _status(interaction.client, target(interaction, where))
        await respond(interaction, making, private=True)

    @app_commands.command(description="Add pages from the web or files of articles")
    @app_commands.describe(
        file="txt, md, html, pdf, json or jsonl, each also as gz",
        url="A page's address, or several with spaces between them",
        file2="One more file",
        file3="One more file",
        file4="One more file",
        where=WHERE,
    )
    async def add(
        self,
        interaction: discord.Interaction[Dateline],
        file: discord.Attachment | None = None,
        url: str = "",
        file2: discord.Attachment | None = None,
        file3: discord.Attachment | None = None,
        file4: discord.Attachment | None = None,
        where: Where = "server",
    ) -> None:
        """Writes each into the collection's folder; the answer's buttons take that back."""
        bot, by, server = interaction.client, actor(interaction), target(interaction, where)
        files = [each for each in (file, file2, file3, file4) if each is not None]
        check_additions(url.split(), files, bot.settings.discord.max_upload_mb)

        async def making() -> Card:
            return await add_all(bot, server, await additions(url.split(), files, by))

        await respond(interaction, making(), private=True)

    @app_commands.command(description="Remove an article from the coverage")
    @app_commands.describe(article="Begin to type its title", where=WHERE)
    async def remove(
        self, interaction: discord.Interaction[Dateline], article: str, where: Where = "server"
    ) -> None:
        """Takes the article out of its file; the answer's button puts it back."""
        bot, by, server = interaction.client, actor(interaction), target(interaction, where)

        async def making() -> Card:
            done = await change(
                bot, server, lambda each: each.remove(article_id(each, article), by=by)
            )
            return changes_card([done], [], undo_buttons([done], server))

        await respond(interaction, making(), private=True)

    @remove.autocomplete("article")
    async def suggest_article(
        self, interaction: discord.Interaction[Dateline], typed: str
    ) -> list[Choice]:
        """Articles by title, the newest first; none for those who may not remove any."""
        return await suggest_to_admin(interaction, typed, self._titles.of)

    @app_commands.command(description="Take back a change of the coverage, by default the last one")
    @app_commands.describe(change_id="Choose one of the last changes", where=WHERE)
    @app_commands.rename(change_id="change")
    async def undo(
        self,
        interaction: discord.Interaction[Dateline],
        change_id: str | None = None,
        where: Where = "server",
    ) -> None:
        """Also once the message with the button is gone."""
        bot, by, server = interaction.client, actor(interaction), target(interaction, where)

        async def making() -> Card:
            done = await change(bot, server, lambda each: each.undo(change_id, by=by))
            return changes_card([done], [], undo_buttons([done], server))

        await respond(interaction, making(), private=True)

    @undo.autocomplete("change_id")
    async def suggest_change(
        self, interaction: discord.Interaction[Dateline], typed: str
    ) -> list[Choice]:
        """What can be taken back, the last first; nothing for those who may not."""
        return await suggest_to_admin(interaction, typed, _changes)

    @app_commands.command(description="Who changed the coverage, when and how")
    @app_commands.describe(where=WHERE)
    async def log(
        self, interaction: discord.Interaction[Dateline], where: Where = "server"
    ) -> None:
        """Answers to the admin alone, page by page."""
        making = _log_page(interaction.client, target(interaction, where), 0)
        await respond(interaction, making, private=True)

    @app_commands.command(description="Topics that were asked for here and not answered")
    async def gaps(self, interaction: discord.Interaction[Dateline]) -> None:
        """Topics alone, of this server alone; nobody can be told from them."""
        making = _gaps(interaction.client, interaction.guild_id or 0)
        await respond(interaction, making, private=True)

    @app_commands.command(description="The answers that people here found bad, the worst first")
    async def feedback(self, interaction: discord.Interaction[Dateline]) -> None:
        """Questions with their votes, without who asked or voted; nothing that was private."""
        making = _feedback(interaction.client, place_of(interaction))
        await respond(interaction, making, private=True)

    @app_commands.command(description="All of this server's articles, feeds and log, as a zip file")
    async def export(self, interaction: discord.Interaction[Dateline]) -> None:
        """Sends it to the admin alone, within what Discord lets be sent here."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        coverage = interaction.client.coverage.of(interaction.guild_id)
        limit = interaction.filesize_limit
        archiving = coverage.beside(lambda each: each.archive(limit))
        data = await interaction.client.work.make(archiving)
        name = f"coverage-{interaction.guild_id}-{datetime.now(UTC):%Y-%m-%d}.zip"
        file = discord.File(io.BytesIO(data), name)
        text = gettext("Everything that this server's collection holds: articles, feeds and log.")
        await interaction.followup.send(text, file=file, ephemeral=True)


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


async def _show(interaction: discord.Interaction[Dateline], **what: Any) -> None:
    """Edits the message; a fault only costs this state of it. After 15 minutes the message can no
    longer be edited, so the report goes to the admin directly."""
    try:
        await interaction.edit_original_response(**what)
    except UNSENT as error:
        _log.warning("/coverage reload: could not show the progress: %s", error)
        if "view" in what:
            with contextlib.suppress(*UNSENT):
                await interaction.user.send(view=what["view"])


def _changes(coverage: Coverage) -> list[tuple[str, str]]:
    return [(_shortly(each), each.id) for each in coverage.changes() if each.id]


def _shortly(change: Change) -> str:
    """A change in a few words: "added “Ferries”, ferry.md"."""
    title = change.articles[0][1] or change.articles[0][0] if change.articles else ""
    action, file, more = in_log(change.action), change.path.name, len(change.articles) - 1
    if more < 1:
        return gettext("{action} “{title}”, {file}", action=action, title=title, file=file)
    return ngettext(
        "{action} “{title}” and {count} more, {file}",
        "{action} “{title}” and {count} more, {file}",
        more,
        action=action,
        title=title,
        file=file,
    )


async def _log_page(bot: Dateline, server: int | None, page: int) -> Card:
    """A page of the log; the first one with buttons that take back the last changes."""

    def look(coverage: Coverage) -> tuple[Sequence[LogEntry], Sequence[Change]]:
        last: Sequence[Change] = ()
        with contextlib.suppress(CoverageError):  # the log can be read where nothing can be written
            last = () if page else coverage.changes()[:_UNDONE_IN_LOG]
        return coverage.log(MOST_LOG_LINES), last

    entries, changes = await bot.coverage.of(server).call(look)
    undo = [
        UndoButton(
            server, each.id, label(gettext("Undo: {change}", change=_shortly(each)), _LABEL_CHARS)
        )
        for each in changes
        if each.id
    ]
    shown = entries[page * LOG_LINES : (page + 1) * LOG_LINES]
    pages = _BASE_LOG if server is None else _LOG
    turning = page_buttons(pages, page, len(entries), LOG_LINES)
    return log_card(shown, page, buttons=[*turning, *undo])


async def _turn_log(interaction: discord.Interaction[Dateline], page: int, key: str) -> None:
    """Checks again who turns the page."""
    server = await require_right(interaction, "server")
    making = _log_page(interaction.client, server, page)
    await respond(interaction, making, private=True, update=True)


async def _turn_base_log(interaction: discord.Interaction[Dateline], page: int, key: str) -> None:
    """As `_turn_log`, for the base."""
    server = await require_right(interaction, "base")
    making = _log_page(interaction.client, server, page)
    await respond(interaction, making, private=True, update=True)


async def _gaps(bot: Dateline, server: int) -> Card:
    return gaps_card(await bot.state.gaps.of(server))


async def _feedback(bot: Dateline, place: str) -> Card:
    return feedback_card(await bot.state.votes.worst(place, WORST))


async def _status(bot: Dateline, server: int | None) -> Card:
    status = await bot.coverage.of(server).call(lambda each: each.status(with_feeds=True))
    return status_card(status, await bot.state.votes.count() if server is None else None)


async def setup(bot: Dateline) -> None:
    """Called by the client."""
    bot.add_dynamic_items(UndoButton, RemoveButton)
    bot.pages[_LOG] = _turn_log
    bot.pages[_BASE_LOG] = _turn_base_log
    await bot.add_cog(CoverageAdmin())
