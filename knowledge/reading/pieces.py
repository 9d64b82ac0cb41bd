"""Word pieces: how much of a question is meant by a text, whatever words it is put in.

Every piece of a question is compared with the pieces of a sentence, by vectors that
``python -m training`` makes: "buy" and "acquisition" are alike, and "lol" weighs next to nothing.
It costs no reading, so that what is worth reading is chosen by it.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
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
        # All texts at once: a call costs by itself many times what a sentence in it does.
        titles = self._encoder.many([title for title, _ in passages])
        texts = self._encoder.many([text for _, sentences in passages for text in sentences])
        asked = self._of(ids)
        titled = self._likest(asked, [pieces[:MOST_TITLE] for pieces in titles])
        each = self._likest(asked, texts)
        ends = accumulate((len(sentences) for _, sentences in passages), initial=0)
        return [
            _meant(matters, title, each[start:end])
            for title, (start, end) in zip(titled, pairwise(ends), strict=True)
        ]

    def _of(self, ids: Sequence[int]) -> Vectors:
        return np.asarray(self._vectors[ids], np.float32) / 127.0

    def _likest(self, asked: Vectors, texts: Sequence[Sequence[int]]) -> Vectors:
        """For each text and each piece of the question, how like the likest piece there is."""
        sizes = np.array([len(ids) for ids in texts], np.intp)
        found = np.zeros((len(texts), len(asked)), np.float32)
        if sizes.any():
            likeness = self._of([each for ids in texts for each in ids]) @ asked.T
            starts = np.cumsum(sizes) - sizes
            found[sizes > 0] = np.maximum.reduceat(likeness, starts[sizes > 0])
        return np.maximum(found, 0.0)


def _meant(matters: Vectors, title: Vectors, each: Vectors) -> list[Meant]:
    """What the sentences of one passage mean, by how like each piece of the question they are."""
    near = each.copy()
    near[1:] = np.maximum(near[1:], each[:-1])
    near[:-1] = np.maximum(near[:-1], each[1:])
    whole = np.broadcast_to(each.max(0, initial=0.0), each.shape)
    said = (each, near, np.maximum(near, title), whole)
    # OpenBLAS may look at what lies beside an array, and numpy then warns of a value that is not
    # ours (numpy issue 24067): these are all finite.
    with np.errstate(invalid="ignore"):
        shares = [(like**2 @ matters).tolist() for like in said]
    return [Meant(*each) for each in zip(*shares, strict=True)]
