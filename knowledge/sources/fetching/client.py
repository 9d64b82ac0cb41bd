"""`Fetcher`: a polite client for pages and feeds."""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from urllib.parse import urljoin

from protego import Protego
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.util import Url, parse_url

from knowledge.sources.fetching.connection import connected, in_words
from knowledge.sources.fetching.content import GZIP_MAGIC, HEAD, kind_of, unpacked
from knowledge.sources.fetching.reply import FetchError, Reply
from knowledge.sources.fetching.rules import NAME, FetchRules

# Seconds for which a site's robots.txt is taken as read, and how much of it (RFC 9309, 2.4, 2.5).
_ROBOTS_SECONDS = 3600
_ROBOTS_BYTES = 512_000
_MOST_SITES = 1000
_MOST_ADDRESS = 2000
_CHUNK = 65_536
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
# What is left of a body that says nothing: white space, a byte order mark, NULs.
_NOTHING = b" \t\r\n\f\0\xef\xbb\xbf\xfe\xff"
_NOT_MODIFIED = 304
# What reading from a server can raise that is slow, gone or broken.
_BROKEN = (HTTPError, HTTPException, OSError, ValueError, EOFError, zlib.error)
_EMPTY = "it sent nothing but an empty body; look at the address, or try again later"
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


@dataclass(frozen=True, slots=True)
class _Redirect:
    """Where an address sends on to, as it is written there, and whether for good."""

    location: str
    for_good: bool


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

        The type is told by how the body begins, and by its header where that does not tell. `etag`
        and `modified` are those of the reply before, for the server to say that nothing has
        changed. Raises FetchError for everything else than a whole body, and for an empty one.
        """
        headers = {"If-None-Match": etag, "If-Modified-Since": modified}
        request = _Request(
            types,
            {name: value for name, value in headers.items() if value},
            self.rules.most_bytes,
            time.monotonic() + self.rules.seconds,
        )
        reply = self._follow(url, request)
        if not reply.is_unchanged and not reply.body.strip(_NOTHING):
            raise FetchError(f"{reply.url}: {_EMPTY}")
        return reply

    def _follow(self, url: str, request: _Request) -> Reply:
        moved_to: str | None = None
        for_good = True
        for _ in range(self.rules.most_redirects + 1):
            target = _parse(url)
            if request.obeys:
                self._obey_robots(target, request.deadline)
            reply = self._ask(target, request)
            if isinstance(reply, Reply):
                return replace(reply, moved_to=moved_to)
            url = _joined(target.url, reply.location)
            # Behind a redirect that may end tomorrow, nothing is for good.
            for_good = for_good and reply.for_good
            moved_to = url if for_good else moved_to
        raise FetchError(f"{url}: more than {self.rules.most_redirects} redirects")

    def _ask(self, url: Url, request: _Request) -> Reply | _Redirect:
        """The reply, or where it sends on to."""
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


def _take(url: str, response: BaseHTTPResponse, request: _Request) -> Reply | _Redirect:
    """The reply of a response whose body is still on its way, or where it sends on to."""
    status, location = response.status, response.headers.get("Location")
    if status in _REDIRECTS and location:
        return _Redirect(location, status in _FOR_GOOD)
    if status == _NOT_MODIFIED and request.headers:
        return Reply(url, b"", "", is_unchanged=True)
    if status != 200:
        why = _REASONS.get(status, f"the server answers {status}")
        raise FetchError(f"{url}: {why}", status, _seconds(response.headers.get("Retry-After")))
    header = Message()
    header["Content-Type"] = response.headers.get("Content-Type", "application/octet-stream")
    kind, body = _read(url, response, request, header.get_content_type())
    return Reply(
        url=url,
        body=body,
        content_type=kind,
        charset=header.get_content_charset(),
        etag=response.headers.get("ETag"),
        modified=response.headers.get("Last-Modified"),
    )


def _read(
    url: str, response: BaseHTTPResponse, request: _Request, declared: str
) -> tuple[str, bytes]:
    """The type of a body and the body, unless it is of none of the types or too long.

    Decompressed piece by piece, so that little can never become much unseen, and left unread where
    neither its header nor its beginning is of a type that is wanted.
    """
    too_much = FetchError(f"{url}: more than {request.most_bytes / 1e6:g} MB")
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > request.most_bytes and not request.cuts:
        raise too_much
    body = bytearray()
    kind: str | None = None
    for piece in unpacked(_pieces(url, response), request.most_bytes, request.deadline):
        body += piece
        if kind is None and len(body) >= HEAD:
            kind = _wanted_kind(url, bytes(body[:HEAD]), declared, request.types)
        if len(body) > request.most_bytes:
            if not request.cuts:
                raise too_much
            break
    if time.monotonic() >= request.deadline:  # a body without a length ends where it is cut off
        raise TimeoutError
    kind = kind or _wanted_kind(url, bytes(body), declared, request.types)
    return kind, bytes(body[: request.most_bytes])


def _wanted_kind(url: str, head: bytes, declared: str, types: Collection[str]) -> str:
    """What a body is by its beginning or its header; raises FetchError where neither is wanted."""
    kind = kind_of(head) or declared
    if types and kind not in types and declared not in types:
        raise FetchError(f"{url}: of type {declared}, which I cannot read")
    return kind


def _pieces(url: str, response: BaseHTTPResponse) -> Iterator[bytes]:
    """The body as it comes; raises FetchError where it is compressed in a way of its own.

    What is said to be compressed and is not may be something that is known all the same: a server
    that says so of everything. Raises zlib.error where it is said to be gzip and is nothing.
    """
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    first = response.read(_CHUNK, decode_content=False)
    is_plain = encoding in ("", "identity")
    if not (is_plain or first.startswith(GZIP_MAGIC) or kind_of(first[:HEAD]) or not first):
        if encoding in ("gzip", "x-gzip"):
            raise zlib.error("not gzip")
        raise FetchError(f"{url}: compressed with {encoding[:20]}, which I cannot read")
    yield first
    while chunk := response.read(_CHUNK, decode_content=False):
        yield chunk


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
