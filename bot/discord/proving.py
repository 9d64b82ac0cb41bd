"""The quotes of an answer that are kept, and each in its paragraph."""

from __future__ import annotations

from collections.abc import Sequence

from bot.app.naming import title_of
from bot.discord.buttons import ProofSelect
from bot.discord.limits import CHOICES
from bot.discord.rendering import Card, proof_card
from bot.language import gettext
from bot.state.values import Quoted
from knowledge import Answer, Coverage


def quotes_of(answer: Answer) -> list[Quoted]:
    """The quotes that can be shown in their paragraphs."""
    newer = (answer.superseded.citation,) if answer.superseded else ()
    cited = (*answer.citations, *newer)[:CHOICES]
    return [Quoted(each.n, each.article.id, each.start, each.quote) for each in cited]


def prove(coverage: Coverage, key: str, quotes: Sequence[Quoted], at: int) -> Card:
    """The quote at that place in its paragraph, and a menu of the others."""
    articles = [coverage.article(quoted.article) for quoted in quotes]
    gone = gettext("no longer there")
    names = [
        f"{quoted.n} · {title_of(article) if article else gone}: {quoted.text}"
        for quoted, article in zip(quotes, articles, strict=True)
    ]
    menu = [ProofSelect(key, names, at)] if len(quotes) > 1 else []
    return proof_card(quotes[at], articles[at], buttons=menu)
