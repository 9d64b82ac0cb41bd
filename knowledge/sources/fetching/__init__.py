"""Fetching from the web: only public addresses, bounded in size and time, and politely."""

from knowledge.sources.fetching.client import Fetcher
from knowledge.sources.fetching.reply import FetchError, GoneError, Reply
from knowledge.sources.fetching.rules import FetchRules

__all__ = ["FetchError", "FetchRules", "Fetcher", "GoneError", "Reply"]
