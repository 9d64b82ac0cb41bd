"""Random worlds: a base and the collections of several servers, with much in common."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import strategies as st

from knowledge.article import Article

_WORDS = (
    "harbour mayor ferry council river bridge festival school plant delay otter storm "
    "Veldrun Lindmark Skarholm Harkan opened closed sails votes costs million euros monday"
).split()
_SLIPS = ("harbor", "mayro", "ferrry", "cuoncil", "brigde", "festivl", "Veldurn", "plnat")
_SOURCES = (None, "Herald", "Wire", "Gazette")
_DAY = datetime(2024, 6, 1)


@dataclass(frozen=True)
class World:
    """The articles of the base and of each server, and what is asked."""

    base: tuple[Article, ...]
    servers: tuple[tuple[Article, ...], ...]
    questions: tuple[str, ...]


def worlds() -> st.SearchStrategy[World]:
    """Worlds of a base and two servers."""
    return st.integers(0, 2**32 - 1).map(random_world)


def random_world(seed: int) -> World:
    made = random.Random(seed)
    # Articles share texts, as papers share an agency's, and those share words.
    vocabulary = made.sample(_WORDS, made.randint(5, len(_WORDS)))
    texts = [_text(made, vocabulary) for _ in range(made.randint(2, 8))]
    base = _articles(made, texts, "base", 14)
    servers = tuple(_articles(made, texts, name, 6) for name in ("a", "b"))
    asked = [made.sample((*_WORDS, *_SLIPS), made.randint(1, 5)) for _ in range(3)]
    return World(base, servers, tuple(map(" ".join, asked)))


def _text(made: random.Random, words: list[str]) -> str:
    sentences = (made.choices(words, k=made.randint(3, 14)) for _ in range(made.randint(1, 12)))
    return " ".join(f"{' '.join(each).capitalize()}." for each in sentences)


def _articles(made: random.Random, texts: list[str], name: str, most: int) -> tuple[Article, ...]:
    """The articles of one collection; some have ids that others use too."""
    found = {}
    for number in range(made.randint(0, most)):
        id_ = f"{made.choice((name, name, name, 'shared'))}-{number}"
        more = made.choice(("", f" {_text(made, _WORDS)}"))
        hours = made.choice((None, *range(0, 120, 12)))
        found[id_] = Article(
            id=id_,
            text=made.choice(texts) + more,
            title=made.choice((None, " ".join(made.choices(_WORDS, k=4)))),
            source=made.choice(_SOURCES),
            published=None if hours is None else _DAY + timedelta(hours=hours),
            language=made.choice((None, "en", "de")),
        )
    return tuple(found.values())
