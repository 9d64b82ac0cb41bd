"""Characters that nobody sees, taken out of what is compared; texts themselves keep them."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

# Soft hyphens, joiners and non-joiners, spaces of no width, marks of the direction of writing, byte
# order marks inside a text, and what chooses between forms of the character before it. Pages put
# them into words for the eye of a browser: "ref\u00aderen\u00addum", "Om\u200bdurgan".
INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufe00-\ufe0f\ufeff"
)
_INVISIBLE = re.compile(f"[{INVISIBLE}]+")


def visible(text: str) -> str:
    """A text without its invisible characters."""
    return text if text.isascii() else _INVISIBLE.sub("", text)


@dataclass(frozen=True, slots=True)
class VisibleText:
    """A text without its invisible characters, and the way back to the places in the original.

    `places` has the offset in the original of every character of `text`.
    """

    text: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> VisibleText | None:
        """The visible text of `text`; None where all of it is visible, which is the usual case."""
        if text.isascii() or not _INVISIBLE.search(text):
            return None
        places = [n for n, char in enumerate(text) if not _INVISIBLE.match(char)]
        return cls("".join(map(text.__getitem__, places)), tuple(places))

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where the run of characters `self.text[start:end]`, which is not empty, stands in the
        original, from the first that is seen to the last."""
        return self.places[start], self.places[end - 1] + 1

    def seen(self, place: int) -> int:
        """How many characters of `text` stand before a place of the original."""
        return bisect_left(self.places, place)
