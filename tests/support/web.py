"""A web server on loopback whose replies a test writes down, as slow or broken as it likes."""

from __future__ import annotations

import gzip
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from knowledge import FetchError, FetchRules
from knowledge.sources.fetching import Fetcher

HTML = ("text/html",)
ALLOWED = FetchRules(contact="desk@news.example", allow=("127.0.0.1",))


@dataclass(frozen=True)
class Served:
    """A reply. `etag` is compared with the request's; `raw` goes out instead of everything else,
    in pieces with `pause` seconds between them."""

    body: bytes = b""
    type: str = "text/html"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str | None = None
    raw: tuple[bytes, ...] = ()
    pause: float = 0.0


def redirect(to: str, status: int = 302) -> Served:
    """A reply that sends on."""
    return Served(status=status, headers={"Location": to})


def packed(data: bytes, **fields: Any) -> Served:
    """A reply compressed with gzip."""
    return Served(gzip.compress(data), headers={"Content-Encoding": "gzip"}, **fields)


@dataclass
class Request:
    """A request as it came."""

    path: str
    headers: Mapping[str, str]


class Web:
    """The server: `pages` are its replies by path, `requests` what it was asked."""

    def __init__(self, port: int, scheme: str = "http") -> None:
        self.port = port
        self.base = f"{scheme}://127.0.0.1:{port}"
        self.pages: dict[str, Served | Callable[[], Served]] = {}
        self.requests: list[Request] = []
        self.at_once = self.most_at_once = 0
        self._guard = threading.Lock()

    def paths(self) -> list[str]:
        """The paths that were asked for, robots.txt aside."""
        return [each.path for each in self.requests if each.path != "/robots.txt"]

    @contextmanager
    def counted(self) -> Iterator[None]:
        with self._guard:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            yield
        finally:
            with self._guard:
                self.at_once -= 1


def _handler(web: Web) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            web.requests.append(Request(self.path, dict(self.headers.items())))
            page = web.pages.get(self.path, Served(status=404))
            with web.counted():
                try:
                    self._reply(page() if callable(page) else page)
                except OSError:
                    self.close_connection = True

        def _reply(self, page: Served) -> None:
            if page.raw:
                for piece in page.raw:
                    self.wfile.write(piece)
                    self.wfile.flush()
                    time.sleep(page.pause)
                self.close_connection = True
                return
            time.sleep(page.pause)
            known = page.etag is not None and self.headers.get("If-None-Match") == page.etag
            self.send_response(304 if known else page.status)
            headers = {"Content-Type": page.type, "Content-Length": str(len(page.body))}
            headers |= {"ETag": page.etag} if page.etag else {}
            for name, value in ({} if known else headers | dict(page.headers)).items():
                self.send_header(name, value)
            self.end_headers()
            if not known:
                self.wfile.write(page.body)

        def log_message(self, *args: object) -> None:
            """Silence."""

    return Handler


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[Web]:
    """A server while the block runs; with a context it speaks TLS."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.handle_error = lambda *args: None  # type: ignore[method-assign]
    web = Web(server.server_port, "https" if context else "http")
    server.RequestHandlerClass = _handler(web)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    with in_a_thread(server):
        yield web


@contextmanager
def in_a_thread(server: ThreadingHTTPServer) -> Iterator[None]:
    """Has a server answer while the block runs."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def article_page(
    title: str = "Bridge of Harburg closed", head: str = "", paragraphs: int = 8, text: str = ""
) -> bytes:
    """A newspaper's page."""
    body = text or "".join(
        f"<p>The bridge of Harburg was closed for the {number}. time this year because the river "
        "stands too high, the mayor told reporters at the town hall on Tuesday.</p>"
        for number in range(1, paragraphs + 1)
    )
    return (
        f"<!doctype html><html><head><meta charset='utf-8'><title>{title}</title>{head}</head>"
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{title}</h1>{body}</article></body>"
        "</html>"
    ).encode()


def refused(fetcher: Fetcher, url: str) -> str:
    """Why nothing is fetched from an address."""
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(url, HTML)
    return str(caught.value)
