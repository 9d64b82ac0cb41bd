"""Feeds: RSS, Atom and JSON Feed, fetched politely, each new entry an article in a file."""

from knowledge.sources.feeds.headlines import feed_headlines
from knowledge.sources.feeds.store import FeedStore
from knowledge.sources.feeds.subscriptions import Subscriptions

__all__ = ["FeedStore", "Subscriptions", "feed_headlines"]
