"""Dates in running text: found with their offsets, resolved to days, compared and written out."""

from knowledge.text.dates.finding import date_places, find_dates
from knowledge.text.dates.mention import (
    DateMention,
    Grain,
    covers,
    format_range,
    overlaps,
    same_dates,
)
from knowledge.text.dates.tense import Tense, tense_at

__all__ = [
    "DateMention",
    "Grain",
    "Tense",
    "covers",
    "date_places",
    "find_dates",
    "format_range",
    "overlaps",
    "same_dates",
    "tense_at",
]
