"""A comparison: what sources agree on, where they differ, and what only one of them has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from knowledge.answer import Account, Citation
from knowledge.article import Article


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, with a citation of each source that tells it; the first one is the sentence."""

    citations: tuple[Citation, ...]

    @property
    def text(self) -> str:
        """The sentence, verbatim from the first article cited."""
        return self.citations[0].quote

    def to_json(self) -> dict[str, Any]:
        """The contract's shape."""
        return {"text": self.text, "citations": [cited.to_json() for cited in self.citations]}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is told with different values: each value with the articles that give it, the
    newest first, and the sentences that say so."""

    accounts: tuple[Account, ...]
    citations: tuple[Citation, ...]

    def to_json(self) -> dict[str, Any]:
        """The contract's shape."""
        return {
            "accounts": [account.to_json() for account in self.accounts],
            "citations": [cited.to_json() for cited in self.citations],
        }


Part = TypeVar("Part", Statement, Difference)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the sources of a coverage say of a topic; all empty where it is not covered.

    `articles` and `sources` count what was compared: a source is an outlet, and articles that print
    the same text are one source between them. Citations are numbered by article over all parts.
    """

    topic: str
    articles: int
    sources: int
    agree: tuple[Statement, ...]
    differ: tuple[Difference, ...]
    alone: tuple[Statement, ...]

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every citation, part by part."""
        parts = [each.citations for each in self.differ]
        parts += [each.citations for each in (*self.agree, *self.alone)]
        return tuple(cited for part in parts for cited in part)

    def to_json(self) -> dict[str, Any]:
        """The contract's shape for `compare --json`."""
        return {
            "topic": self.topic,
            "articles": self.articles,
            "sources": self.sources,
            "agree": [statement.to_json() for statement in self.agree],
            "differ": [difference.to_json() for difference in self.differ],
            "alone": [statement.to_json() for statement in self.alone],
        }

    def numbered(self, also: Mapping[str, tuple[Article, ...]]) -> Comparison:
        """The same with its citations numbered by article, in the order in which they are shown,
        and with the articles of the same text, which `also` gives by each article's id."""
        numbers: dict[str, int] = {}

        def number(parts: Sequence[Part]) -> tuple[Part, ...]:
            return tuple(
                replace(
                    part,
                    citations=tuple(
                        replace(
                            cited,
                            n=numbers.setdefault(cited.article.id, len(numbers) + 1),
                            also=also.get(cited.article.id, ()),
                        )
                        for cited in part.citations
                    ),
                )
                for part in parts
            )

        differ = number(self.differ)
        return replace(self, differ=differ, agree=number(self.agree), alone=number(self.alone))
