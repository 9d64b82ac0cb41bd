"""The words in a timeline's picture; who draws it for readers of another language has others."""

from __future__ import annotations

from datetime import date
from typing import Literal

from knowledge.digests.timeline import Timeline, TimelineEvent
from knowledge.text.dates import format_range

Tick = Literal["year", "month", "day"]


class PlotWords:
    """Every word of a picture that is not an article's, in English; a subclass has another
    language."""

    def headline(self, timeline: Timeline) -> str:
        """What stands above it all."""
        return timeline.headline

    def event(self, event: TimelineEvent) -> str:
        """When an event is, whether it is still to come, and when it was to be before."""
        planned = "  planned" if event.status == "planned" else ""
        changed = f"  (changed; before: {_days(event.replaces)})" if event.replaces else ""
        return f"{_days(event)}{planned}{changed}"

    def volume(self, articles: int, days: int) -> str:
        """How many articles the highest bar stands for, and how many days each bar."""
        noun = "article" if articles == 1 else "articles"
        return f"at most {articles:,} {noun} {'a day' if days == 1 else f'in {days} days'}"

    def legend(self) -> str:
        """What the marks and the bars are."""
        return "● past   ○ planned   bars: articles published"

    def tick(self, day: date, unit: Tick) -> str:
        """A day of the axis, or the month or the year that begins there."""
        if unit == "year":
            return str(day.year)
        return f"{day:%b} {day.year}" if unit == "month" else f"{day.day} {day:%b}"


def _days(event: TimelineEvent) -> str:
    return format_range(event.date, event.end or event.date)
