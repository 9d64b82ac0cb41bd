"""Headings that name a topic, and the topic that one names."""

from __future__ import annotations

from functools import lru_cache

from bot.language import LANGUAGES, gettext, gettext_noop, speaking

TIMELINE = gettext_noop("Timeline: {topic}")
SUMMARY = gettext_noop("Summary: {topic}")
COMPARISON = gettext_noop("Compare: {topic}")
LATEST = gettext_noop("Latest on {topic}")
ALERT = gettext_noop("Alert: {topic}")

_GAP = "\0"


def topic_in(heading: str) -> str | None:
    """The topic that a heading names, without marks and in whatever language it was said; None
    for any other line."""
    for before, after in _frames():
        if heading.startswith(before) and heading.endswith(after):
            return heading[len(before) : len(heading) - len(after)].strip()
    return None


@lru_cache(maxsize=1)
def _frames() -> tuple[tuple[str, str], ...]:
    """What stands before and after the topic in each heading of each language."""
    frames = []
    for language in LANGUAGES:
        with speaking(language):
            for each in (TIMELINE, SUMMARY, COMPARISON, LATEST, ALERT):
                before, after = gettext(each, topic=_GAP).split(_GAP)
                frames.append((" ".join(before.split()), " ".join(after.split())))
    return tuple(frames)
