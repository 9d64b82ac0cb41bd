"""Files that people attach, as Discord gives them."""

from __future__ import annotations

import discord

from bot.discord.errors import UNSENT, RefusedError
from bot.discord.markdown import excerpt
from bot.language import gettext, gettext_noop

_NAME_CHARS = 120
GONE = gettext_noop("Discord no longer has {name}. Nothing was changed; please attach it again.")
UNREAD = gettext_noop(
    "Discord did not give me {name}. Nothing was changed; please try again in a minute."
)


async def content_of(file: discord.Attachment) -> bytes:
    """What a file holds. Raises RefusedError where Discord does not give it."""
    try:
        return await file.read()
    except UNSENT as error:
        name = excerpt(file.filename, _NAME_CHARS)
        is_gone = isinstance(error, (discord.NotFound, discord.Forbidden))
        raise RefusedError(gettext(GONE if is_gone else UNREAD, name=name)) from error
