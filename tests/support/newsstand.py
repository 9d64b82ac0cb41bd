"""A publisher on loopback: a feed and its pages, which a test publishes, corrects, withdraws."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

from web import Served, Web, article_page, serving

PAPER = "Quay Gazette"
_FEED = "/feed.xml"


class Newsstand:
    """What the paper serves: its feed at `feed`, each article at `page(name)`."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._items: dict[str, str] = {}
        self._publish_feed()

    @property
    def feed(self) -> str:
        """The feed's address."""
        return self._web.base + _FEED

    def page(self, name: str) -> str:
        """An article's address."""
        return f"{self._web.base}/{name}"

    def publish(self, name: str, title: str, text: str) -> None:
        """Puts an article into the feed and on its page, in place of an earlier version."""
        url = self.page(name)
        head = (
            f"<link rel='canonical' href='{url}'><meta property='og:site_name' content='{PAPER}'>"
            "<meta property='article:published_time' content='2025-05-02T08:00:00Z'>"
        )
        paragraphs = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines())
        self._web.pages[f"/{name}"] = Served(article_page(title, head, text=paragraphs))
        self._items[name] = (
            f"<item><title>{escape(title)}</title><link>{url}</link><guid>{url}</guid>"
            "<pubDate>Fri, 02 May 2025 08:00:00 GMT</pubDate>"
            f"<description>{escape(text)}</description></item>"
        )
        self._publish_feed()

    def withdraw(self, name: str) -> None:
        """Answers 410 for an article, and leaves it out of the feed."""
        self._web.pages[f"/{name}"] = Served(b"gone", status=410)
        del self._items[name]
        self._publish_feed()

    def fail(self) -> None:
        """Answers 503 for the feed."""
        self._web.pages[_FEED] = Served(b"no", status=503)

    def stall(self, seconds: float) -> None:
        """Answers for the feed only after a while."""
        self._web.pages[_FEED] = Served(b"late", pause=seconds)

    @property
    def asked(self) -> int:
        """How often the feed was asked for."""
        return self._web.paths().count(_FEED)

    def _publish_feed(self) -> None:
        feed = (
            f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
            f"<title>{PAPER}</title><link>{self._web.base}</link><description>News</description>"
            f"{''.join(self._items.values())}</channel></rss>"
        )
        self._web.pages[_FEED] = Served(feed.encode(), "application/rss+xml")


@contextmanager
def newsstand() -> Iterator[Newsstand]:
    """The publisher while the block runs."""
    with serving() as web:
        yield Newsstand(web)
