"""Scorers: small learned functions from features to a score, kept as plain arrays."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]

ARRAYS = ("mean", "scale", "first", "bias", "second", "offset")
_WEIGHTS = Path(__file__).with_name("weights.json")


@dataclass(frozen=True, slots=True)
class Scorer:
    """An average of networks with one hidden layer of rectified units over standardised features.

    `first` has the shape (networks, features, hidden), `bias` and `second` (networks, hidden) and
    `offset` (networks,).
    """

    names: tuple[str, ...]
    mean: Matrix
    scale: Matrix
    first: Matrix
    bias: Matrix
    second: Matrix
    offset: Matrix

    def __call__(self, features: Sequence[Sequence[float]] | Matrix) -> Matrix:
        """One score a row of features; higher is better. No rows give no scores."""
        rows = np.asarray(features, dtype=np.float64).reshape(-1, len(self.names))
        standard = np.minimum(np.maximum((rows - self.mean) / self.scale, -4.0), 4.0)
        hidden = np.maximum(standard @ self.first + self.bias[:, None, :], 0.0)
        scores: Matrix = ((hidden @ self.second[:, :, None])[..., 0] + self.offset[:, None]).mean(0)
        return scores


@lru_cache(maxsize=1)
def load_scorers() -> dict[str, Scorer]:
    """The scorers that ship with the library, made by `python -m benchmarks.train`."""
    stored = json.loads(_WEIGHTS.read_text(encoding="utf-8"))
    return {
        name: Scorer(tuple(parts["names"]), *(np.array(parts[key]) for key in ARRAYS))
        for name, parts in stored.items()
    }
