"""The translations, read from `.po` files: what translators write is what is used, so that nothing
has to be compiled and no compiled file can be older than its source."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Literal, get_args

Language = Literal["en", "de", "fr", "es", "zh"]
LANGUAGES: dict[Language, str] = {
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "zh": "中文",
}
ENGLISH: Language = "en"
FOLDER = Path(__file__).with_name("locales")


def language_of(locale: str) -> Language | None:
    """The language for a locale of Discord's, such as "es-419"; None where there is none."""
    code = locale.partition("-")[0]
    return next((each for each in get_args(Language) if each == code), None)


@cache
def translations(language: Language) -> NullTranslations:
    """The translations into a language; English needs none."""
    if language == ENGLISH:
        return NullTranslations()
    from babel.messages.mofile import write_mo  # takes a while, and the console does without
    from babel.messages.pofile import read_po

    with (FOLDER / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def preload() -> None:
    """Reads all translations, and what dates and numbers need, so that no reader waits for it."""
    from babel.dates import get_month_names

    for language in LANGUAGES:
        translations(language)
        get_month_names("wide", "format", language)
