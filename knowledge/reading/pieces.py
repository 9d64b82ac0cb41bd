"""Word pieces: how much of a question is meant by a text, whatever words it is put in.

Every piece of a question is compared with the pieces of a sentence, by vectors that
``python -m training`` makes: "buy" and "acquisition" are alike, and "lol" weighs next to nothing.
It costs no reading, so that what is worth reading is chosen by it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.reading.encoding import Encoder

# Numbers in a vector; pieces of a window and of a title that are looked at.
WIDTH, MOST_WINDOW, MOST_TITLE = 64, 120, 30

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Meant:
    """How much of a question is meant by a sentence (`own`), by it and its two neighbours (`near`),
    by those or the title (`titled`), and by its whole passage (`passage`): each 0 to 1."""

    own: float
    near: float
    titled: float
    passage: float


NOTHING = Meant(0.0, 0.0, 0.0, 0.0)


class Pieces:
    """Compares questions and sentences by the vectors of a model's folder (`pieces.npz`)."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        with np.load(io.BytesIO((folder / "pieces.npz").read_bytes())) as held:
            self._vectors = held["vectors"]
            self._weights = held["weights"].astype(np.float32)
        self._encoder = encoder

    def compare(
        self, question: str, passages: Sequence[tuple[str, Sequence[str]]]
    ) -> list[list[Meant]]:
        """How much of a question each sentence means; `passages` are titles with sentences."""
        ids = self._encoder.question(question)
        weights = self._weights[ids]
        matters = weights / max(float(weights.sum()), 1e-6)
        asked = self._of(ids)
        return [list(self._passage(asked, matters, *each)) for each in passages]

    def _of(self, ids: Sequence[int]) -> Vectors:
        return np.asarray(self._vectors[ids], np.float32) / 127.0

    def _passage(
        self, asked: Vectors, matters: Vectors, title: str, sentences: Sequence[str]
    ) -> Iterator[Meant]:
        titled = self._likest(asked, [self._encoder.pieces(title)[:MOST_TITLE]])[0]
        each = self._likest(asked, self._encoder.many(sentences))
        whole = each.max(0, initial=0.0)
        for place, own in enumerate(each):
            near = each[max(0, place - 1) : place + 2].max(0)
            said = (own, near, np.maximum(near, titled), whole)
            yield Meant(*(float(likeness**2 @ matters) for likeness in said))

    def _likest(self, asked: Vectors, texts: Sequence[Sequence[int]]) -> Vectors:
        """For each text and each piece of the question, how like the likest piece there is."""
        ends = np.cumsum([0, *(len(ids) for ids in texts)])
        likeness = asked @ self._of([each for ids in texts for each in ids]).T
        found = np.zeros((len(texts), len(asked)), np.float32)
        for row, (start, end) in enumerate(pairwise(ends)):
            if end > start:
                found[row] = likeness[:, start:end].max(1)
        return np.maximum(found, 0.0)
