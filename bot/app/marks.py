"""Marks piled up on a letter, which overdraw the lines above and below it ("zalgo")."""

from __future__ import annotations

import unicodedata

# Marks on one letter that scripts make do with: a dot, a vowel and an accent in pointed Hebrew.
MOST_MARKS = 3


def is_surplus(text: str) -> list[bool]:
    """For each character, whether it is a mark beyond those that a letter may bear."""
    surplus, piled = [], 0
    for char in text:
        category = unicodedata.category(char)
        if unicodedata.combining(char) or category == "Me":
            piled += 1
        elif category[0] != "M":  # the other marks are letters of Indic scripts, which lie beside
            piled = 0
        surplus.append(piled > MOST_MARKS and category[0] == "M")
    return surplus


def without_piles(text: str) -> str:
    """The text without the marks beyond those that a letter may bear."""
    if text.isascii():
        return text
    return "".join(char for char, extra in zip(text, is_surplus(text), strict=True) if not extra)
