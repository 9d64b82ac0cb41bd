"""An index in several states, each told by what it answers."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

from knowledge.index.build.refresh import refresh
from knowledge.index.disk.store import Store

WORDS = "comet bridge library snow Tarn Harburg council mayor river vote".split()


def write_articles(folder: Path, state: int) -> None:
    """A coverage of which every article tells its state; what they are differs between states."""
    folder.mkdir(exist_ok=True)
    chance = random.Random(state)
    words = [" ".join(chance.choices(WORDS, k=12)) for _ in range(30)]
    for name in ("one", "two"):
        lines = [
            json.dumps(
                {
                    "id": f"{name}{number}",
                    "title": f"State {state}",
                    # Some of the one stand in the other too, as copies.
                    "text": f"State{state} {words[number % 5 and number + 15 * (name == 'two')]}. "
                    * 3,
                    "published": f"2025-03-{1 + number:02}",
                }
            )
            for number in range(state % 3, 12)
        ]
        aside = folder / f"{name}.part"
        aside.write_text("\n".join(lines))
        aside.rename(folder / f"{name}.jsonl")
        os.utime(folder / f"{name}.jsonl", ns=(state * 10**9, state * 10**9))


def answers(folder: Path) -> list[tuple[str, str, float, list[str]]] | None:
    """All that the index in a folder says to some questions; None where nothing is there."""
    stored = Store(folder).newest()
    if stored is None:
        return None
    found = []
    for question in (["comet"], ["bridg", "librari"], ["snow", "tarn", "council"], ["state"]):
        for number, score in stored.index.search(question, 40):
            passage = stored.index.passage(number)
            copies = [each.id for each in stored.index.copies(passage.article.id, 9)]
            found.append((passage.article.id, passage.text, score, copies))
    return found


def first_state(root: Path) -> Path:
    """The index of the first state in a folder of its own, and where it is."""
    write_articles(root / "articles", 0)
    refresh([root / "articles"], root / "data" / "index")
    return root / "data" / "index"
