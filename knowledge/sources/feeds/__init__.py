"""Feeds: RSS, Atom and JSON Feed, fetched politely, each new entry an article in a file."""

from knowledge.sources.feeds.headlines import feed_headlines
from knowledge.sources.feeds.store import FeedFiles, FeedStore, StoredFeed
from knowledge.sources.feeds.subscriptions import Subscriptions

__all__ = ["FeedFiles", "FeedStore", "StoredFeed", "Subscriptions", "feed_headlines"]
