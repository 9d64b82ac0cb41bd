"""The languages that texts are analysed in: from a word to its term, and where words end."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

import Stemmer
import stop_words

from knowledge.text.english import STOP_WORDS, english_term
from knowledge.text.folding import folded, number, straight

ENGLISH = "en"

# The Snowball stemmer of each language that has stop words, None where there is no stemmer.
_STEMMERS = {
    "ar": "arabic", "bg": None, "ca": "catalan", "cs": "czech", "da": "danish", "de": "german",
    "el": "greek", "es": "spanish", "fa": "persian", "fi": "finnish", "fr": "french", "he": None,
    "hu": "hungarian", "id": "indonesian", "it": "italian", "ko": None, "nl": "dutch",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sk": None, "sv": "swedish", "tr": "turkish", "uk": None, "vi": None,
}  # fmt: skip
# Languages that are written without spaces.
_UNSPACED = ("ja", "zh")
_ALIASES = {"nb": "no", "nn": "no"}
# What stop_words calls a language where it has another name for it.
_LISTED = {"no": "nb"}

LANGUAGES = frozenset({ENGLISH, *_STEMMERS, *_UNSPACED, *_ALIASES})

# Characters of Chinese and Japanese words: kana, and those of Chinese origin.
EAST_ASIAN = "\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
IS_EAST_ASIAN = re.compile(f"[{EAST_ASIAN}]")
IS_KANA = re.compile("[\u3041-\u30ff]")  # which Japanese alone is written with


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its ISO 639-1 code. `term` makes the term of a word, "" of a stop word; `cut`
    parts a run of letters into words where spaces do not."""

    code: str
    stop_words: frozenset[str]
    term: Callable[[str], str]
    cut: Callable[[str], list[str]] | None = None


@cache
def load_language(code: str | None) -> Language:
    """The language of a code; English for None and for a language that is not known here."""
    code = _ALIASES.get(code or ENGLISH, code or ENGLISH)
    if code not in LANGUAGES or code == ENGLISH:
        return Language(ENGLISH, STOP_WORDS, english_term)
    listed = stop_words.get_stop_words(_LISTED.get(code, code))
    if code in _UNSPACED:
        stopped = frozenset(map(_narrow, listed))
        return Language(code, stopped, partial(_unspaced_term, stopped), _cutter(code))
    stopped = frozenset(map(_bare, listed))
    name = _STEMMERS[code]
    stem = Stemmer.Stemmer(name, 0).stemWord if name else str
    return Language(code, stopped, partial(_term, stopped, stem))


def count_words(text: str, language: str | None) -> int:
    """How many words a text has, about: one of a language without spaces has two characters."""
    words = text.split()
    return sum(map(len, words)) // 2 or len(words) if language in _UNSPACED else len(words)


def _term(stopped: frozenset[str], stem: Callable[[str], str], word: str) -> str:
    """The stem is taken before the accents, which the rules of a language know."""
    word = _core(word).lower()
    plain = folded(word)
    if plain in stopped:
        return ""
    return number(plain) if plain[:1].isdigit() else folded(stem(word)).replace(".", "")


def _core(word: str) -> str:
    """The longest part between apostrophes: the noun of "l'élection", "Ankara'da"."""
    return max(straight(word).split("'"), key=len)


def _bare(word: str) -> str:
    return folded(_core(word))


def _unspaced_term(stopped: frozenset[str], word: str) -> str:
    plain = _narrow(word)
    return "" if plain in stopped else number(plain) if plain[:1].isdigit() else plain


def _narrow(word: str) -> str:
    """A word with characters of full width made narrow; kana keep their sound marks."""
    return unicodedata.normalize("NFKC", word).casefold()


def _cutter(code: str) -> Callable[[str], list[str]]:
    """What cuts runs of letters; loaded when it is first needed, since its dictionary takes room.

    Words that rjieba's dictionary lacks, as new names are, fall apart into characters: articles and
    questions alike, where its guesses at new words differ from sentence to sentence.
    """
    if code == "zh":
        import rjieba

        cut = partial(rjieba.cut, hmm=False)
    else:
        import tinysegmenter

        cut = tinysegmenter.TinySegmenter().tokenize
    return lambda run: cut(run) if IS_EAST_ASIAN.search(run) else [run]
