"""Words as they are compared: in lower case, without accents, numbers without separators."""

from __future__ import annotations

import re
import unicodedata

# What is written for an apostrophe: typographic and modifier ones, and an accent.
APOSTROPHES = "'’‘‛ʼ´＇"
_ONE_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))
# Thousands parted by points, as on the continent, or by apostrophes, as in Switzerland. Of one
# point alone nobody can tell whether it is a decimal one.
_POINTED = re.compile(r"(\d{1,3}(?:\.\d{3}){2,})(?:,(\d+))?")
_SWISS = re.compile(r"\d{1,3}(?:'\d{3})+")
# Letters that are no base letter and accent to Unicode, but are to who types them.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe"})


def straight(word: str) -> str:
    """A word with plain apostrophes."""
    return word.translate(_ONE_APOSTROPHE)


def folded(word: str) -> str:
    """A word in lower case, without accents and with plain apostrophes."""
    # First the apostrophes: to Unicode an accent that stands alone is one on a space.
    decomposed = unicodedata.normalize("NFKD", straight(word)).casefold()
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return plain.translate(_PLAIN)


def joined(number: str) -> str:
    """A number without white space."""
    return "".join(number.split())


def number(word: str) -> str:
    """A word that begins with a digit, without what parts its thousands."""
    word = joined(word)
    if pointed := _POINTED.fullmatch(word):
        whole, decimals = pointed.groups()
        return whole.replace(".", "") + (f".{decimals}" if decimals else "")
    return word.replace("'", "") if _SWISS.fullmatch(word) else word.replace(",", "")
