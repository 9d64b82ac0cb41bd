"""A publisher on loopback: a feed and its pages, which a test writes and corrects."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Self

NAME = "Quay Gazette"


@dataclass(frozen=True)
class Story:
    """An article as it is published."""

    title: str
    text: str
    day: str = "Fri, 02 May 2025 08:00:00 GMT"


class Newsstand:
    """`with Newsstand() as stand`: serves `stories` at `feed` and at `page(name)`.

    `failing` is an HTTP status to answer everything with instead; `gone` names pages that are
    answered 410.
    """

    def __init__(self) -> None:
        self.stories: dict[str, Story] = {}
        self.failing: int | None = None
        self.gone: set[str] = set()
        self.asked: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(handler) -> None:  # noqa: N805
                status, kind, body = self._answer(handler.path)
                handler.send_response(status)
                handler.send_header("Content-Type", f"{kind}; charset=utf-8")
                handler.send_header("Content-Length", str(len(body)))
                handler.end_headers()
                handler.wfile.write(body)

            def log_message(handler, *parts: object) -> None:  # noqa: N805
                """Nothing: tests look at `asked`."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def feed(self) -> str:
        """The feed's address."""
        return self.page("feed.xml")

    def page(self, name: str) -> str:
        """A page's address."""
        return f"http://127.0.0.1:{self._server.server_port}/{name}"

    def _answer(self, path: str) -> tuple[int, str, bytes]:
        self.asked.append(path)
        name = path.strip("/")
        if name == "robots.txt":
            return 404, "text/plain", b"none"
        if self.failing:
            return self.failing, "text/plain", b"no"
        if name == "feed.xml":
            return 200, "application/rss+xml", self._rss().encode()
        if name in self.gone:
            return 410, "text/html", b"gone"
        if name in self.stories:
            return 200, "text/html", _html(self.stories[name], self.page(name)).encode()
        return 404, "text/html", b"not found"

    def _rss(self) -> str:
        items = [
            f"<item><title>{escape(story.title)}</title><link>{self.page(name)}</link>"
            f"<guid>{self.page(name)}</guid><pubDate>{story.day}</pubDate>"
            f"<description>{escape(story.text)}</description></item>"
            for name, story in self.stories.items()
        ]
        return (
            '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
            f"<title>{NAME}</title><link>{self.page('')}</link><description>News</description>"
            f"{''.join(items)}</channel></rss>"
        )


def _html(story: Story, url: str) -> str:
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in story.text.split("\n"))
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{escape(story.title)}</title>"
        f"<link rel='canonical' href='{url}'>"
        f"<meta property='og:title' content='{escape(story.title)}'>"
        f"<meta property='og:site_name' content='{NAME}'>"
        "<meta property='article:published_time' content='2025-05-02T08:00:00Z'></head>"
        f"<body><article><h1>{escape(story.title)}</h1>{paragraphs}</article></body></html>"
    )
