"""What the bot shows: pure functions from values to messages within Discord's limits."""

from bot.discord.rendering.alerts import alerts_card, digests_card, why_card
from bot.discord.rendering.answers import answer_card, passages_card, sources_card
from bot.discord.rendering.card import Button, Card
from bot.discord.rendering.digests import looked_remark, summary_card
from bot.discord.rendering.feeds import feeds_card, log_card, title_or_address, updates_card
from bot.discord.rendering.insights import feedback_card, gaps_card
from bot.discord.rendering.lines import nudge
from bot.discord.rendering.lists import LATEST_PER_PAGE, comparison_card, latest_card
from bot.discord.rendering.news import digest_card, looked_back, story_card
from bot.discord.rendering.privacy import forgotten_card, privacy_card
from bot.discord.rendering.proof import proof_card
from bot.discord.rendering.reports import (
    SOURCES_PER_PAGE,
    changes_card,
    conditions_card,
    coverage_sources_card,
    gone_card,
    help_card,
    reload_card,
    status_card,
    welcome_card,
)
from bot.discord.rendering.timelines import PictureWords, timeline_card

__all__ = [
    "LATEST_PER_PAGE",
    "SOURCES_PER_PAGE",
    "Button",
    "Card",
    "PictureWords",
    "alerts_card",
    "answer_card",
    "changes_card",
    "comparison_card",
    "conditions_card",
    "coverage_sources_card",
    "digest_card",
    "digests_card",
    "feedback_card",
    "feeds_card",
    "forgotten_card",
    "gaps_card",
    "gone_card",
    "help_card",
    "latest_card",
    "log_card",
    "looked_back",
    "looked_remark",
    "nudge",
    "passages_card",
    "privacy_card",
    "proof_card",
    "reload_card",
    "sources_card",
    "status_card",
    "story_card",
    "summary_card",
    "timeline_card",
    "title_or_address",
    "updates_card",
    "welcome_card",
    "why_card",
]
