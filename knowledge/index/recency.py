"""The recency factor: news that is older counts a little less."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Recency:
    """Multiplies a passage's score by `floor + (1 - floor) * 2 ** (-age / half_life_days)`.

    `age` is the days from the article's publication to `today`, at least 0; an article without a
    date counts as infinitely old. `floor`, 0 to 1, is what the oldest article keeps of its score.
    The defaults were the best of a grid over two years of dated news questions.
    """

    today: date
    floor: float = 0.7
    half_life_days: float = 30.0

    def factor(self, published: date | None) -> float:
        """The factor of one article; the index's own must equal it."""
        if published is None:
            return self.floor
        age = max(0, (self.today - published).days)
        return self.floor + (1 - self.floor) * float(2 ** (-age / self.half_life_days))
