"""What the bot shows: pure functions from values to messages within Discord's limits."""

from bot.rendering.answers import answer_card, passages_card, sources_card
from bot.rendering.articles import title_of
from bot.rendering.card import Card
from bot.rendering.digests import summary_card, timeline_card
from bot.rendering.reports import (
    change_card,
    coverage_sources_card,
    help_card,
    reload_card,
    status_card,
)

__all__ = [
    "Card",
    "answer_card",
    "change_card",
    "coverage_sources_card",
    "help_card",
    "passages_card",
    "reload_card",
    "sources_card",
    "status_card",
    "summary_card",
    "timeline_card",
    "title_of",
]
