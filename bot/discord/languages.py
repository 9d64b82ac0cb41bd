"""Whose language is spoken, and the commands in all languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Location

from bot.language import (
    NAME_OF_COMMAND,
    NAME_OF_OPTION,
    begin,
    language_of,
    pgettext,
    speak,
    speaking,
)

if TYPE_CHECKING:
    from bot.discord.client import Dateline

_EVENTS = {"MESSAGE_CREATE", "INTERACTION_CREATE"}
# What the short names among a command's texts are, so that each can be translated as what it is.
KINDS = {
    Location.command_name: NAME_OF_COMMAND,
    Location.group_name: NAME_OF_COMMAND,
    Location.parameter_name: NAME_OF_OPTION,
    Location.choice_name: "choice of an option",
}
DESCRIPTION = "description of a command or option"


def note(bot: Dateline, event: str, arguments: tuple[Any, ...]) -> None:
    """Notes for whom an event is worked on: the language of who sent an interaction, that of the
    server for a message and for the bot's coming to a server.

    It is called before a task is started for the event, except for the commands, whose task has
    been made by then and runs later: they share what was begun.
    """
    if event == "socket_event_type" and arguments[0] in _EVENTS:
        begin()
    elif event == "interaction":
        speak(language_of(arguments[0].locale.value))
    elif event == "message":
        speak(bot.guild_settings.language(arguments[0].guild))
    elif event == "guild_join":
        begin()
        speak(bot.guild_settings.language(arguments[0]))


class CommandTranslator(app_commands.Translator):
    """The names, options, descriptions and choices of all commands, for Discord's clients."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContext[Any, Any],
    ) -> str | None:
        """The text in the language of a client; None where it is as in English."""
        with speaking(language_of(locale.value)):
            kind = KINDS.get(context.location, DESCRIPTION)
            translated = pgettext(kind, string.message)
        return None if translated == string.message else translated
