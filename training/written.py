"""Written questions: on articles that are named by their ids, answers by their offsets."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

QUESTIONS = Path(__file__).with_name("questions.jsonl.gz")
# One article in so many is kept out of training, to choose settings on and to measure.
KEPT_OUT = 10


@dataclass(frozen=True, slots=True)
class Written:
    """A question written by reading an article.

    `told` are the sentences that tell the answer and `spans` the answers in them, both as offsets
    into the article's text; there are none where the article does not say (a near miss). With
    `whole` all the spans are needed, as for a list; else any of them will do. `kind` is what is
    asked for, `note` how it is typed.
    """

    article: str
    question: str
    told: tuple[tuple[int, int], ...]
    spans: tuple[tuple[int, int], ...]
    whole: bool
    kind: str
    note: str


def kept_out(article_id: str) -> bool:
    """Whether the questions on an article are kept out of training, drawn by its id."""
    return int(hashlib.sha256(article_id.encode()).hexdigest(), 16) % KEPT_OUT == 0


def load_written(path: Path = QUESTIONS) -> list[Written]:
    """The questions of a file, in its order."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [_written(json.loads(line)) for line in lines]


def _written(row: dict[str, Any]) -> Written:
    told, spans = (tuple((a, b) for a, b in row.get(key, ())) for key in ("told", "spans"))
    return Written(
        article=str(row["article"]),
        question=str(row["question"]),
        told=told,
        spans=spans,
        whole=bool(row.get("whole")),
        kind=str(row["type"]),
        note=str(row["note"]),
    )
