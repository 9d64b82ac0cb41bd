"""In which language a text is, told from its words."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from knowledge.text.characters import visible
from knowledge.text.english import STOP_WORDS
from knowledge.text.languages import ENGLISH, IS_EAST_ASIAN, IS_KANA, LANGUAGES

# What is looked at of a text: more changes nothing in four languages of xquad, and costs time.
_CHARACTERS = 500
# The least letters, and the least probability, that tell.
_LEAST_LETTERS, _LEAST_SURE = 30, 0.7
# The share of English stop words from which on a text is English: of 12,468 news articles all but
# eleven have more, and no paragraph of xquad in German or Spanish has over .15.
_ENGLISH = 0.18
# The share of Chinese characters and kana from which on a text is Chinese or Japanese, and the
# share of kana among them from which on it is Japanese.
_ASIAN, _JAPANESE = 0.3, 0.1

# What cld3 calls by the code of old.
_RENAMED = {"iw": "he"}

_LETTERS = re.compile(r"[^\W\d_]")
_WORDS = re.compile(r"[^\W\d_]+")


class LanguageDetector:
    """Tells the language of a text that is plainly in one of those analysed otherwise than English.

    English is known by its commonest words, Chinese and Japanese by their characters, the others by
    cld3: of the detectors that were tried the lightest of those that were right on whole articles
    (docs/languages.md).
    """

    def tell(self, text: str) -> str | None:
        """The ISO 639-1 code of a text's language; None for English, and where it is not clear."""
        seen = visible(text[:_CHARACTERS])
        letters = len(_LETTERS.findall(seen))
        asian = len(IS_EAST_ASIAN.findall(seen))
        if asian >= max(1, _ASIAN * letters):
            return "ja" if len(IS_KANA.findall(seen)) >= _JAPANESE * asian else "zh"
        words = _WORDS.findall(seen.lower())
        if letters < _LEAST_LETTERS or _stopped(words) >= _ENGLISH * len(words):
            return None
        found = self._cld3.FindLanguage(text=seen.encode("utf-8", "ignore").decode("utf-8"))
        code = _RENAMED.get(found.language, found.language)
        known = found.probability >= _LEAST_SURE and code in LANGUAGES
        return code if known and code != ENGLISH else None

    @cached_property
    def _cld3(self) -> Any:
        from gcld3 import NNetLanguageIdentifier

        return NNetLanguageIdentifier(min_num_bytes=0, max_num_bytes=4 * _CHARACTERS)


def _stopped(words: list[str]) -> int:
    return sum(map(STOP_WORDS.__contains__, words))
