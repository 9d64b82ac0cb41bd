"""The bot's own words in the language of who reads them; quotes of articles stay as they are.

Texts stand in the code in English, which is also what they are looked up by (GNU gettext):

    gettext("No article is from “{source}”.", source=name)
    ngettext("{count} article", "{count} articles", len(found))

The translations are the `.po` files in `locales`; `python tests/support/messages.py` brings them up
to date.
"""

from bot.language.catalogues import ENGLISH, LANGUAGES, Language, language_of, preload
from bot.language.library import retold
from bot.language.messages import (
    NAME_OF_COMMAND,
    NAME_OF_OPTION,
    begin,
    command_name,
    gettext,
    gettext_noop,
    listed,
    ngettext,
    number,
    option_name,
    pgettext,
    speak,
    speaking,
    spoken,
)

__all__ = [
    "ENGLISH",
    "LANGUAGES",
    "NAME_OF_COMMAND",
    "NAME_OF_OPTION",
    "Language",
    "begin",
    "command_name",
    "gettext",
    "gettext_noop",
    "language_of",
    "listed",
    "ngettext",
    "number",
    "option_name",
    "pgettext",
    "preload",
    "retold",
    "speak",
    "speaking",
    "spoken",
]
