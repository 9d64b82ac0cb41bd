"""Suggestions while a user types: from memory, at most 25, never an error."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

import discord
from discord import app_commands

from bot.app.day_suggestions import suggest_days
from bot.discord.access.permissions import Where, require_right, server_of
from bot.discord.errors import RefusedError
from bot.discord.limits import CHOICE_CHARS, CHOICES, length
from bot.discord.markdown import label
from knowledge import Coverage

if TYPE_CHECKING:
    from bot.discord.client import Dateline

_log = logging.getLogger(__name__)

Choice = app_commands.Choice[str]


def choices(typed: str, options: Iterable[tuple[str, str]]) -> list[Choice]:
    """The (name, value) options that hold what was typed, those that begin with it first.

    A value that is too long for Discord is left out, for a shortened one would mean nothing.
    """
    wanted = " ".join(typed.casefold().split())
    found: list[tuple[bool, str, str]] = []
    for name, value in options:
        folded = name.casefold()
        if wanted in folded and value and length(value) <= CHOICE_CHARS:
            found.append((not folded.startswith(wanted), name, value))
    found.sort(key=lambda option: option[0])
    return [
        app_commands.Choice(name=label(name, CHOICE_CHARS), value=value)
        for _, name, value in found[:CHOICES]
    ]


async def suggest(
    interaction: discord.Interaction[Dateline],
    typed: str,
    options: Callable[[Coverage], Iterable[tuple[str, str]]],
    server: int | None,
) -> list[Choice]:
    """As `choices`, over the options of what a server reads; empty while it is being opened."""
    coverage = interaction.client.coverage
    if coverage.ready is None:
        return []
    try:
        return await coverage.of(server).call(lambda each: choices(typed, options(each)))
    except Exception:
        _log.warning("no suggestions", exc_info=True)
        return []


async def suggest_to_admin(
    interaction: discord.Interaction[Dateline],
    typed: str,
    options: Callable[[Coverage], Iterable[tuple[str, str]]],
) -> list[Choice]:
    """As `suggest`, of what the command's `where` names; nothing for who may not change that."""
    where: Where = "base" if interaction.namespace.where == "base" else "server"
    try:
        server = await require_right(interaction, where)
    except RefusedError:
        return []
    return await suggest(interaction, typed, options, server)


async def suggest_source(interaction: discord.Interaction[Dateline], typed: str) -> list[Choice]:
    """The coverage's sources, those with most articles first."""
    return await suggest(
        interaction,
        typed,
        lambda coverage: ((c.source, c.source) for c in coverage.sources() if c.source),
        server_of(interaction),
    )


async def suggest_since(interaction: discord.Interaction[Dateline], typed: str) -> list[Choice]:
    """First days: what is typed as it is read, phrases, the coverage's months and years."""
    return await _suggest_day(interaction, typed, 0)


async def suggest_until(interaction: discord.Interaction[Dateline], typed: str) -> list[Choice]:
    """As `suggest_since`, last days."""
    return await _suggest_day(interaction, typed, 1)


async def suggest_zone(interaction: discord.Interaction[Dateline], typed: str) -> list[Choice]:
    """Time zones, by any part of their names."""
    return choices(typed.replace(" ", "_"), ((name, name) for name in _zones()))


@cache
def _zones() -> tuple[str, ...]:
    """Those of cities first, then the names of old, all in order."""
    return tuple(sorted(available_timezones(), key=lambda name: ("/" not in name, name)))


async def _suggest_day(
    interaction: discord.Interaction[Dateline], typed: str, end: int
) -> list[Choice]:
    today = interaction.client.guild_settings.today(server_of(interaction))

    def days(coverage: Coverage) -> Iterable[tuple[str, str]]:
        status = coverage.status()
        found = suggest_days(typed, status.first, status.last, today)
        return [(name, span[end].isoformat()) for name, span in found]

    return await suggest(interaction, "", days, server_of(interaction))
