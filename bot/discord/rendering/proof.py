"""The proof of a quote: the paragraph that it stands in, with the quote marked."""

from __future__ import annotations

from collections.abc import Sequence

from bot.app.naming import title_of
from bot.app.proving import PARAGRAPH_CHARS, paragraph, shown_from
from bot.discord.markdown import excerpt
from bot.discord.rendering import budgets
from bot.discord.rendering.articles import TITLE_CHARS, byline
from bot.discord.rendering.card import Button, Card, Colour
from bot.language import gettext, gettext_noop
from bot.state.values import Quoted
from knowledge import Article

_GONE = gettext_noop(
    "That article is no longer in the coverage, so its text cannot be shown. It was quoted as:"
)
_CHANGED = gettext_noop(
    "The article has been changed since: it no longer has that sentence. It was quoted as:"
)


def proof_card(quoted: Quoted, article: Article | None, *, buttons: Sequence[Button] = ()) -> Card:
    """The quote in bold in its paragraph; where the article has gone or changed, words for that."""
    card = Card(Colour.NEUTRAL, buttons=buttons)
    start = _place(quoted, article)
    if article is None or start is None:
        why = gettext(_GONE) if article is None else gettext(_CHANGED)
        card.text(why, f"> {excerpt(quoted.text, budgets.PARAGRAPH)}")
        return card
    card.section(
        f"**{quoted.n} · {excerpt(title_of(article), TITLE_CHARS)}**",
        f"-# {byline(article, authors=True)}",
        url=article.url,
    )
    first, last = paragraph(article.text, start, start + len(quoted.text))
    cut = shown_from(article.text, first, start)
    shown = article.text[cut:last]
    span = (start - cut, start - cut + len(quoted.text))
    before = "… " if cut > first else ""
    card.text(f"> {before}{excerpt(shown, PARAGRAPH_CHARS, [span])}")
    return card


def _place(quoted: Quoted, article: Article | None) -> int | None:
    """Where the quote stands now; None where it no longer does."""
    if article is None:
        return None
    if article.text.startswith(quoted.text, quoted.start):
        return quoted.start
    found = article.text.find(quoted.text)
    return None if found < 0 else found
