"""What the library tells: its texts are known by their form, and all those of its errors are."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from running import ROOT

from bot.language import LANGUAGES, Language, retold, speaking
from bot.language.library import TOLD

# Errors that no reader in Discord gets to see: of programs, of the command line's own options, and
# what is mended without a word.
OTHERS = frozenset(
    "ValueError KeyError IndexError RuntimeError TypeError LookupError EOFError OSError "
    "TimeoutError AssertionError AttributeError DamagedError OtherVersionError PlotError "
    "ReaderError BadDateError".split()
)


def form_of(node: ast.AST) -> str | None:
    """A text in the code with `{0}`, `{1}` … for what is put into it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return None
    number, text = 0, ""
    for part in node.values:
        if isinstance(part, ast.Constant):
            text += str(part.value)
        else:
            text, number = f"{text}{{{number}}}", number + 1
    return text


def nodes() -> Iterator[ast.AST]:
    for path in sorted((ROOT / "knowledge").rglob("*.py")):
        yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def test_each_text_is_the_librarys() -> None:
    made = {form for node in nodes() if (form := form_of(node)) is not None}
    assert [text for text in TOLD if text not in made] == []
    assert len(set(TOLD)) == len(TOLD)


def test_all_texts_of_errors_are_known() -> None:
    unknown = []
    for node in nodes():
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name == "Unreadable" or (name.endswith("Error") and name not in OTHERS):
            unknown += [form for each in node.args if (form := form_of(each)) not in (*TOLD, None)]
    assert unknown == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_told_in_every_language_with_what_was_put_into_it(language: Language) -> None:
    for text in TOLD:
        filled = re.sub(r"\{(\d)\}", r"<\1>", text)
        with speaking(language):
            told = retold(filled)
        if re.search("[a-z]", text):  # not "{0}: {1}"
            assert (told == filled) == (language == "en"), (told, filled)
        assert sorted(re.findall(r"<\d>", told)) == sorted(re.findall(r"<\d>", filled))


def test_a_reason_within_a_text_is_told_too() -> None:
    text = "The feed was not added. https://a.example/: there is nothing (404)"
    with speaking("de"):
        assert retold(text) == (
            "Der Feed wurde nicht hinzugefügt. https://a.example/: da ist nichts (404)"
        )
        assert retold("there is no change '9' to undo") == (
            "es gibt keine Änderung '9' zum Rückgängigmachen"
        )
        assert retold("something else") == "something else"
