"""Fetching from the web: only public addresses, bounded in size and time, and politely."""

from knowledge.fetching.client import Fetcher
from knowledge.fetching.reply import FetchError, GoneError, Reply
from knowledge.fetching.rules import FetchRules

__all__ = ["FetchError", "FetchRules", "Fetcher", "GoneError", "Reply"]
