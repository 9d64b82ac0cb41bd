"""`Fetcher`: a polite client for pages and feeds."""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from urllib.parse import urljoin

from protego import Protego
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.util import Url, parse_url

from knowledge.fetching.connection import connected, in_words
from knowledge.fetching.reply import FetchError, Reply
from knowledge.fetching.rules import NAME, FetchRules

# Seconds for which a site's robots.txt is taken as read, and how much of it (RFC 9309, 2.4, 2.5).
_ROBOTS_SECONDS = 3600
_ROBOTS_BYTES = 512_000
_MOST_SITES = 1000
_MOST_ADDRESS = 2000
_CHUNK = 65_536
_GZIP = 16 + zlib.MAX_WBITS  # how zlib is told that it is gzip
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_MODIFIED = 304
# What reading from a server can raise that is slow, gone or broken.
_BROKEN = (HTTPError, HTTPException, OSError, ValueError, EOFError, zlib.error)
_REASONS = {
    401: "it wants a login",
    402: "it wants to be paid",
    403: "it does not let me in",
    404: "there is nothing (404)",
    410: "it has been removed for good (410)",
    429: "it was asked too often; try again later",
    451: "it is withheld for legal reasons",
}


@dataclass(frozen=True, slots=True)
class _Request:
    """What is asked for at each address on the way."""

    types: Collection[str]
    headers: dict[str, str]
    most_bytes: int
    deadline: float
    obeys: bool = True
    cuts: bool = False


class Fetcher:
    """Fetches by the rules it is given; may be used from any thread.

    At any time a host has one request from here. What robots.txt forbids is not fetched. Nothing
    is kept of a server's cookies, and nothing that it sends is run.
    """

    def __init__(self, rules: FetchRules) -> None:
        self.rules = rules
        self._guard = threading.Lock()
        self._turns: dict[str, threading.Lock] = {}
        self._robots: dict[str, tuple[float, Protego]] = {}

    def fetch(
        self,
        url: str,
        types: Collection[str],
        *,
        etag: str | None = None,
        modified: str | None = None,
    ) -> Reply:
        """What is at an address, if it is of one of the content types.

        `etag` and `modified` are those of the reply before, for the server to say that nothing has
        changed. Raises FetchError for everything else than a whole body.
        """
        headers = {"If-None-Match": etag, "If-Modified-Since": modified}
        request = _Request(
            types,
            {name: value for name, value in headers.items() if value},
            self.rules.most_bytes,
            time.monotonic() + self.rules.seconds,
        )
        return self._follow(url, request)

    def _follow(self, url: str, request: _Request) -> Reply:
        for _ in range(self.rules.most_redirects + 1):
            target = _parse(url)
            if request.obeys:
                self._obey_robots(target, request.deadline)
            reply = self._ask(target, request)
            if isinstance(reply, Reply):
                return reply
            url = _joined(target.url, reply)
        raise FetchError(f"{url}: more than {self.rules.most_redirects} redirects")

    def _ask(self, url: Url, request: _Request) -> Reply | str:
        """The reply, or the address that it sends on to."""
        headers = {
            "Host": url.netloc or "",
            "User-Agent": self.rules.user_agent,
            "Accept": ", ".join([*request.types, "*/*;q=0.1"]),
            "Accept-Encoding": "gzip",
            "Connection": "close",
            **request.headers,
        }
        with self._turn(url, request.deadline), connected(url, self.rules, request.deadline) as way:
            try:
                way.request("GET", url.request_uri, headers=headers, preload_content=False)
                with closing(way.getresponse()) as response:
                    return _take(url.url, response, request)
            except _BROKEN as error:
                late = time.monotonic() >= request.deadline
                why = f"more than {self.rules.seconds:g} s" if late else in_words(error)
                raise FetchError(f"{url.url}: could not be read: {why}") from None

    @contextmanager
    def _turn(self, url: Url, deadline: float) -> Iterator[None]:
        """The host's one turn."""
        with self._guard:
            turn = self._turns.setdefault(url.host or "", threading.Lock())
        if not turn.acquire(timeout=max(0.0, deadline - time.monotonic())):
            raise FetchError(f"{url.host} is busy with another request; try again")
        try:
            yield
        finally:
            turn.release()

    def _obey_robots(self, url: Url, deadline: float) -> None:
        """Raises FetchError where the site's robots.txt forbids the address."""
        site = f"{url.scheme}://{url.netloc}"
        read_at, robots = self._robots.get(site, (0.0, None))
        if robots is None or time.monotonic() - read_at > _ROBOTS_SECONDS:
            robots = self._read_robots(site, deadline)
            if len(self._robots) >= _MOST_SITES:
                self._robots.clear()
            self._robots[site] = time.monotonic(), robots
        if not robots.can_fetch(url.url, NAME):
            raise FetchError(f"{url.url}: the site's robots.txt asks not to fetch it")

    def _read_robots(self, site: str, deadline: float) -> Protego:
        """A site's rules; those of one without any allow everything.

        A server that fails is left alone, as RFC 9309 asks in 2.3.1.4.
        """
        request = _Request((), {}, _ROBOTS_BYTES, deadline, obeys=False, cuts=True)
        try:
            text = self._follow(f"{site}/robots.txt", request).body.decode("utf-8", "replace")
        except FetchError as error:
            if error.status is None or error.status >= 500 or error.status == 429:
                raise
            text = ""
        return Protego.parse(text)


def _parse(url: str) -> Url:
    """A whole http or https address; raises FetchError for any other."""
    try:
        parsed = parse_url(url.strip())
    except LocationParseError:
        raise FetchError(f"{url[:100]!r} is not an address that can be read") from None
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise FetchError(f"{url[:100]!r} is not a web address; it must begin with https://")
    if parsed.auth:
        raise FetchError(f"{parsed.host}: an address with a password in it is not fetched")
    if len(parsed.url) > _MOST_ADDRESS:
        raise FetchError(f"{parsed.host}: an address of more than {_MOST_ADDRESS} characters")
    return parsed._replace(fragment=None, path=parsed.path or "/")


def _joined(base: str, location: str) -> str:
    try:
        return urljoin(base, location)
    except ValueError:
        sent = f"it sends on to {location[:100]!r}, which is no address"
        raise FetchError(f"{base}: {sent}") from None


def _take(url: str, response: BaseHTTPResponse, request: _Request) -> Reply | str:
    """The reply of a response whose body is still on its way, or where it sends on to."""
    status, location = response.status, response.headers.get("Location")
    if status in _REDIRECTS and location:
        return location
    if status == _NOT_MODIFIED and request.headers:
        return Reply(url, b"", "", is_unchanged=True)
    if status != 200:
        why = _REASONS.get(status, f"the server answers {status}")
        raise FetchError(f"{url}: {why}", status, _seconds(response.headers.get("Retry-After")))
    header = Message()
    header["Content-Type"] = response.headers.get("Content-Type", "application/octet-stream")
    kind = header.get_content_type()
    if request.types and kind not in request.types:
        raise FetchError(f"{url}: of type {kind}, which I cannot read")
    body = _body(url, response, request)
    return Reply(
        url=url,
        body=body,
        content_type=kind,
        charset=header.get_content_charset(),
        etag=response.headers.get("ETag"),
        modified=response.headers.get("Last-Modified"),
    )


def _body(url: str, response: BaseHTTPResponse, request: _Request) -> bytes:
    """The body, decompressed piece by piece so that little can never become much unseen."""
    too_much = FetchError(f"{url}: more than {request.most_bytes / 1e6:g} MB")
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > request.most_bytes and not request.cuts:
        raise too_much
    body = bytearray()
    for chunk in _unpacked(url, response):
        body += chunk
        if len(body) > request.most_bytes:
            if not request.cuts:
                raise too_much
            break
    if time.monotonic() >= request.deadline:  # a body without a length ends where it is cut off
        raise TimeoutError
    return bytes(body[: request.most_bytes])


def _unpacked(url: str, response: BaseHTTPResponse) -> Iterator[bytes]:
    """The body in pieces of a bounded size; raises one of _BROKEN where it is not whole."""
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise FetchError(f"{url}: compressed with {encoding[:20]}, which I cannot read")
    unpacker = None if encoding == "identity" else zlib.decompressobj(_GZIP)
    while chunk := response.read(_CHUNK, decode_content=False):
        if unpacker is None:
            yield chunk
        while unpacker is not None:
            piece = unpacker.decompress(chunk, _CHUNK)
            chunk = unpacker.unconsumed_tail
            yield piece
            if len(piece) < _CHUNK:  # that is all there is in what came
                break
    if unpacker is not None and not unpacker.eof:
        raise EOFError("the compressed body ends early")


def _seconds(value: str | None) -> float | None:
    """A Retry-After header as seconds from now (RFC 9110, 10.2.3)."""
    if value is None:
        return None
    if value.isdecimal():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None
