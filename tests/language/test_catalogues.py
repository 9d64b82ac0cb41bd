"""The translations: none missing, each with the places, marks and commands of the English text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from gettext import c2py  # what gettext makes of a plural's formula
from string import Formatter
from typing import Any

import pytest
from babel.core import Locale
from babel.messages.catalog import Message
from messages import TRANSLATED, all_messages, catalogue, forms, payloads_of_commands, translated
from standin.rules.commands import check_commands

from bot.discord.languages import CommandTranslator
from bot.discord.limits import BUTTON_LABEL_CHARS, CHOICE_CHARS, length
from bot.language import Language, command_name, pgettext, speaking

# What Discord allows of a text by the context that says where it stands, with room for a name in
# its place.
MOST = {
    "button": BUTTON_LABEL_CHARS,
    "placeholder": 150,
    "title of a form": 45,
    "field of a form": 45,
    "description of a command or option": CHOICE_CHARS,
    "name of a command": 32,
    "name of an option": 32,
    "choice of an option": CHOICE_CHARS,
}
_CODE = re.compile(r"`([^`]*)`")


def both() -> Iterator[tuple[Language, Message]]:
    for language in TRANSLATED:
        for message in translated(catalogue(language)):
            yield language, message


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated_and_no_other(language: Language) -> None:
    """Where this fails, `python tests/support/messages.py` says what is to be translated."""
    here = {(each.context, forms(each.id)) for each in translated(all_messages())}
    there = {(each.context, forms(each.id)) for each in translated(catalogue(language))}
    assert there == here
    for message in translated(catalogue(language)):
        assert all(forms(message.string)), message.id
        assert not message.fuzzy, message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_plural_has_the_forms_of_its_language(language: Language) -> None:
    """As Unicode has them, for every number up to a thousand and some beyond."""
    known = catalogue(language)
    form_of, rule = c2py(known.plural_expr), Locale(language).plural_form
    numbers = [*range(1000), 10_000, 1_000_000, 1_000_001, 2_000_000]
    kinds = {number: rule(number) for number in numbers}
    forms_of_kinds = {
        kind: {form_of(n) for n in numbers if kinds[n] == kind} for kind in kinds.values()
    }
    assert all(len(found) == 1 for found in forms_of_kinds.values())
    assert len(forms_of_kinds) == known.num_plurals
    for message in translated(known):
        expected = known.num_plurals if isinstance(message.id, tuple) else 1
        assert len(forms(message.string)) == expected, message.id


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_places_are_those_of_the_english_text() -> None:
    for language, message in both():
        wanted = set.union(*map(places, forms(message.id)))
        for text in forms(message.string):
            # "Every minute" may do without the number where there is one.
            missing = wanted - places(text)
            assert places(text) <= wanted, (language, text)
            assert missing <= ({"count"} if isinstance(message.id, tuple) else set()), (
                language,
                text,
            )


def marks(text: str) -> Counter[str]:
    """The marks of markdown and the emoji of a text, and what a line begins with."""
    found = Counter(re.findall(r"\*\*|`|👍|👎|⚠️|→|\n", text))
    found.update(re.findall(r"^(?:- |\d\. )", text, re.MULTILINE))
    return found


def test_marks_are_those_of_the_english_text() -> None:
    for language, message in both():
        for text in forms(message.string):
            assert marks(text) == marks(forms(message.id)[0]), (language, text)


def paths_of(commands: Sequence[Mapping[str, Any]], before: str = "") -> Iterator[str]:
    """The whole names of commands and groups: "coverage", "coverage feed", "coverage feed add"."""
    for command in commands:
        yield before + command["name"]
        nested = [each for each in command.get("options", ()) if each["type"] in (1, 2)]
        yield from paths_of(nested, f"{before}{command['name']} ")


def named_commands(text: str, paths: Sequence[str]) -> Iterator[str]:
    """The commands that an English text names."""
    for found in re.finditer(r"(?<![\w<.])/(?=\w)", text):
        rest = text[found.end() :]
        named = [path for path in paths if re.match(rf"{path}\b", rest)]
        if named:
            yield max(named, key=len)


async def test_commands_stand_in_a_text_under_their_names_in_its_language() -> None:
    paths, named = [*paths_of(await payloads_of_commands(CommandTranslator()))], 0
    for language, message in both():
        with speaking(language):
            for path in named_commands(forms(message.id)[0], paths):
                named += 1
                for text in forms(message.string):
                    assert f"/{command_name(path)}" in text, (language, text)
    assert named > 20 * len(TRANSLATED)


def test_options_stand_in_a_text_under_their_names_in_its_language() -> None:
    options = {
        each.id for each in translated(catalogue("de")) if each.context == "name of an option"
    }
    named = 0
    for language, message in both():
        with speaking(language):
            for option in options & set(_CODE.findall(forms(message.id)[0])):
                named += 1
                name = pgettext("name of an option", str(option))
                assert f"`{name}`" in forms(message.string)[0], (language, message.string)
    assert named > len(TRANSLATED)


def test_texts_keep_to_the_room_that_discord_gives_them() -> None:
    for language, message in both():
        if most := MOST.get(message.context or ""):
            for text in forms(message.string):
                filled = re.sub(r"\{\w+\}", "x" * 16, text)
                assert 0 < length(filled) <= most, (language, text)


async def test_discord_takes_the_commands_in_all_languages() -> None:
    commands = await payloads_of_commands(CommandTranslator())
    assert [str(problem) for problem in check_commands(commands)] == []
    names = {each["name"]: each["name_localizations"] for each in commands}
    assert names["ask"]["de"] == "fragen"
    assert names["ask"]["es-ES"] == names["ask"]["es-419"] == "preguntar"
    assert names["ask"]["zh-CN"] == names["ask"]["zh-TW"] == "提问"
    assert not {"en-GB", "en-US", "it"} & names["ask"].keys()
