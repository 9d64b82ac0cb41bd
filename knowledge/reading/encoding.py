"""Encoding: a question and a window as the tokens that the reader reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from knowledge.text.english import STOP_WORDS

# Tokens of the question and of everything together; what is longer is cut off.
MOST_QUESTION, MOST_TOKENS = 48, 192
# What a token is: of the question, of the text, or of the text with the same token in the question.
QUESTION, TEXT, SHARED = 0, 1, 2
# What stands in any question and text, so that sharing it says nothing: beside stop words, what is
# left of "it's", "don't" or "we'll" where the tokenizer cuts at the apostrophe, and marks.
_ENDINGS = ("s", "t", "d", "m", "re", "ve", "ll")
_MARKS = ".,;:!?'\"()[]-$%&/’‘“”–—…"

Tokens = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Encoded:
    """A question and a text as tokens.

    `ids` and `types` have the same length; `places` are the offsets in the text of the tokens from
    `first` on (those of the title, which come before, are negative).
    """

    ids: list[int]
    types: list[int]
    first: int
    places: list[tuple[int, int]]


class Encoder:
    """Turns questions and texts into tokens with the tokenizer of a model's folder."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        common = (*STOP_WORDS, *_ENDINGS, *_MARKS, "[UNK]")
        known = (self._tokenizer.token_to_id(word) for word in common)
        self._common = {token for token in known if token is not None}
        self._begin, self._part = self._tokenizer.encode("").ids

    def question(self, text: str) -> list[int]:
        """The tokens of a question, the last MOST_QUESTION of them."""
        return self.pieces(text)[-MOST_QUESTION:]

    def pieces(self, text: str) -> list[int]:
        """The tokens of any text by itself."""
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def many(self, texts: Sequence[str]) -> list[list[int]]:
        """The tokens of several texts, each by itself."""
        found = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [each.ids for each in found]

    def encode(self, question: Sequence[int], title: str, text: str) -> Encoded:
        """A question's tokens and a text under its title as what the reader reads."""
        lead = f"{title}. " if title else ""
        body = self._tokenizer.encode(lead + text, add_special_tokens=False)
        first = len(question) + 2
        count = min(len(body.ids), MOST_TOKENS - first - 1)
        asked = set(question) - self._common
        ids = [self._begin, *question, self._part, *body.ids[:count], self._part]
        types = [QUESTION] * first
        types += [SHARED if token in asked else TEXT for token in body.ids[:count]]
        places = [(a - len(lead), b - len(lead)) for a, b in body.offsets[:count]]
        return Encoded(ids, [*types, TEXT], first, places)


def batch(encoded: Sequence[Encoded]) -> tuple[Tokens, Tokens, Tokens]:
    """The ids, types and mask of several, padded to one length: one row for each."""
    width = max(len(each.ids) for each in encoded)
    ids, types, mask = (np.zeros((len(encoded), width), np.int64) for _ in range(3))
    for row, each in enumerate(encoded):
        ids[row, : len(each.ids)] = each.ids
        types[row, : len(each.ids)] = each.types
        mask[row, : len(each.ids)] = 1
    return ids, types, mask
