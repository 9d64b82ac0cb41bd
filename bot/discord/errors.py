"""What goes wrong, in words for the user and in full for the log."""

from __future__ import annotations

import logging
import secrets

import aiohttp
import discord
from discord import app_commands

from bot.app.naming import without_folders
from bot.discord.limits import MESSAGE_CHARS
from bot.discord.markdown import excerpt
from bot.discord.operating import metrics, tracing
from bot.language import gettext, gettext_noop, retold
from bot.state.errors import StateAccessError
from knowledge import KnowledgeError

_log = logging.getLogger(__name__)

# Discord's codes for an interaction that is no more: answered too late, or twice.
_GONE = {10062, 40060, 50027}
# Its codes for what was deleted meanwhile: a channel, server, message, or the answer itself.
_DELETED = {10003, 10004, 10008, 10015}
# Its codes for threads that are archived or locked.
_CLOSED_THREAD = {50083, 160005}


# What a request to Discord raises that did not succeed.
UNSENT = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError)


class RefusedError(app_commands.AppCommandError):
    """An expected "no"; its text is markdown for the user."""


def stopped() -> RefusedError:
    """What is said to who waits when the bot ends."""
    return RefusedError(gettext("I am being stopped. Please try again in a minute."))


# What is needed where the bot is to speak.
LACKING = gettext_noop(
    "I lack a permission for that here. I need View Channel, Send Messages, Send Messages in "
    "Threads, Embed Links, Read Message History and, for pictures, Attach Files."
)


# What the state says where it cannot be read or written, in `EXCUSES` of `bot/state/database.py`.
UNKEPT = (
    gettext_noop("What I keep cannot be read at the moment. The log of the bot tells why."),
    gettext_noop(
        "I could not keep that: my disk is full, in use by another program, or cannot be written "
        "to. The log of the bot tells why."
    ),
)


class SetUpError(Exception):
    """The bot cannot run; the text says what to do."""


def is_barred(error: BaseException) -> bool:
    """Whether the bot may not speak in a channel, or nobody may any more in a thread."""
    return isinstance(error, discord.Forbidden) or is_closed_thread(error)


def is_closed_thread(error: BaseException) -> bool:
    """Whether it was a thread that nobody may write in any more."""
    return isinstance(error, discord.HTTPException) and error.code in _CLOSED_THREAD


def explain(error: BaseException, where: str) -> str | None:
    """What to tell the user about an error that happened at `where`; None when nobody can be told.

    An unexpected error is logged whole, under a reference that the user is given.
    """
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    metrics.count_error(error)
    if isinstance(error, RefusedError):
        return str(error)
    if isinstance(error.__cause__, StateAccessError):  # as the library tells it of what it keeps
        error = error.__cause__
    if isinstance(error, KnowledgeError):
        return excerpt(retold(without_folders(str(error))), MESSAGE_CHARS)
    if isinstance(error, StateAccessError):
        _log.warning("%s: %s", where, error.__cause__)
        return gettext(str(error))
    if isinstance(error, TimeoutError):
        _log.warning("%s: gave up, it took too long", where)
        return gettext(
            "That took too long, so I gave up. Please try again, or ask about less at once."
        )
    if (reason := _fault_of_discord(error)) is not None:
        _log.warning("%s: %s", where, reason)
        return gettext(LACKING) if is_barred(error) else None
    if isinstance(error, (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch)):
        _log.warning("%s: %s", where, error)
        return gettext(
            "That command has changed. Please wait a minute, or restart Discord, and try again."
        )
    trace = tracing.current()
    reference = trace.id if trace else secrets.token_hex(4)
    _log.error("%s: unexpected error, reference %s", where, reference, exc_info=error)
    return gettext(
        "Something went wrong on my side. The log holds it under the reference `{reference}`.",
        reference=reference,
    )


def _fault_of_discord(error: BaseException) -> str | None:
    """What Discord did not take, or that it cannot be reached; None for other errors."""
    if isinstance(error, discord.RateLimited):
        return f"Discord takes no more of these for a while ({error})"
    if not isinstance(error, discord.HTTPException):
        cut = isinstance(error, aiohttp.ClientError)
        return f"no connection to Discord ({type(error).__name__})" if cut else None
    if error.code in _GONE:
        return f"Discord no longer waits for the answer ({error.text})"
    if error.code in _DELETED:
        return f"it was deleted meanwhile ({error.text})"
    if is_barred(error):
        return f"Discord refused ({error})"
    if error.status == 429:
        return f"Discord takes no more requests for a while ({error})"
    if isinstance(error, discord.DiscordServerError):
        return f"Discord failed ({error})"
    return None


async def tell(interaction: discord.Interaction, error: BaseException, where: str) -> None:
    """Explains an error to the one who caused it, privately where that is still possible."""
    if interaction.client.is_closed():
        return
    text = explain(error, where)
    if text is None:
        return
    try:
        with interaction.client.work.one():  # type: ignore[attr-defined]
            await _tell(interaction, text)
    except UNSENT as failure:
        _log.warning("%s: could not tell the user: %s", where, failure)


async def _tell(interaction: discord.Interaction, text: str) -> None:
    if not interaction.response.is_done():
        await interaction.response.send_message(text, ephemeral=True)
    else:
        await interaction.followup.send(text, ephemeral=True)
