"""The titles of a feed's entries, for who wants to know what is out and not to keep it."""

from __future__ import annotations

from knowledge.sources.feeds.parsing import FEED_TYPES, parse_feed
from knowledge.sources.fetching import Fetcher, FetchRules


def feed_headlines(url: str, rules: FetchRules) -> tuple[str, ...]:
    """The titles of the entries of a feed, the newest first.

    Raises CoverageError where it cannot be fetched or is no feed.
    """
    entries = parse_feed(Fetcher(rules).fetch(url, FEED_TYPES)).entries
    return tuple(str(each.fields["title"]) for each in entries if each.fields["title"])
