"""What a body is by its content: its type, its compression, and that it is one at all."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from web import ALLOWED, Served, Web, redirect

from knowledge import FetchError
from knowledge.sources.fetching import Fetcher
from knowledge.sources.fetching.content import kind_of, unpacked

HTML = ("text/html",)
PAGE = b"<!doctype html><title>The ferry</title><p>It runs again.</p>"
FOREVER = float("inf")


def gunzip(data: bytes, most_bytes: int = 1_000_000, chunk: int = 7) -> bytes:
    pieces = (data[at : at + chunk] for at in range(0, len(data), chunk))
    return b"".join(unpacked(pieces, most_bytes, FOREVER))


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (PAGE, "text/html"),
        (b"\xef\xbb\xbf\n <HTML lang=de>", "text/html"),
        (b"<p class=x>It runs.", "text/html"),
        (b"<!-- saved --><!DOCTYPE HTML>", "text/html"),
        (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C//DTD'><html>", "text/html"),
        (b"<?xml version='1.0'?>\n<!-- by hand --><rss version='2.0'>", "application/xml"),
        (b"\n\n<rss>", "application/xml"),
        (b"<!DOCTYPE rss [<!ENTITY a '<b>x</b>'>]><rss>", "application/xml"),
        (b"<atom:feed xmlns:atom='http://www.w3.org/2005/Atom'>", "application/xml"),
        (b"<rdf:RDF xmlns='x'>", "application/xml"),
        ("<?xml version='1.0' encoding='utf-16'?><feed >".encode("utf-16-le"), "application/xml"),
        ("<feed >".encode("utf-16"), "application/xml"),
        (b' {"version": 1}', "application/json"),
        (b"<?xml version='1.0'?><svg>", None),
        (b"<svg>", None),
        (b"\x89PNG\r\n", None),
        (b"The ferry runs.", None),
        (b"", None),
    ],
)
def test_the_beginning_tells_what_a_body_is(head: bytes, kind: str | None) -> None:
    assert kind_of(head) == kind


@pytest.mark.parametrize("kind", ["application/octet-stream", "text/plain", "video/mp4", "", "x"])
def test_a_page_is_read_whatever_its_header_says(web: Web, kind: str) -> None:
    web.pages["/"] = Served(PAGE, type=kind)
    reply = Fetcher(ALLOWED).fetch(f"{web.base}/", HTML)
    assert (reply.body, reply.content_type) == (PAGE, "text/html")


def test_a_film_is_left_at_its_beginning(web: Web) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n" + b"\0\0\0\x20ftypisom" * 300
    web.pages["/"] = Served(raw=(head, *(b"x" * 4096,) * 5000), pause=0.01)
    with pytest.raises(FetchError, match="video/mp4"):
        Fetcher(ALLOWED).fetch(f"{web.base}/", HTML)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(PAGE, mtime=0), {}),
        (gzip.compress(PAGE, mtime=0), {"Content-Encoding": "gzip"}),
        (gzip.compress(gzip.compress(PAGE, mtime=0)), {"Content-Encoding": "gzip"}),
        (PAGE, {"Content-Encoding": "gzip"}),
        (PAGE, {"Content-Encoding": "br"}),
        (PAGE, {"Content-Encoding": "utf-8"}),
        (gzip.compress(PAGE, mtime=0), {"Content-Encoding": "none"}),
        (PAGE, {"Content-Encoding": ""}),
    ],
)
def test_gzip_is_told_by_how_it_begins(web: Web, body: bytes, headers: dict[str, str]) -> None:
    web.pages["/"] = Served(body, type="application/x-gzip", headers=headers)
    reply = Fetcher(ALLOWED).fetch(f"{web.base}/", HTML)
    assert (reply.body, reply.content_type) == (PAGE, "text/html")


def test_gzip_in_several_files_and_what_follows_them() -> None:
    parts = [b"one " * 50_000, b"", b"two"]
    packed = b"".join(map(gzip.compress, parts))
    for chunk in (1, 7, 100_000):
        assert gunzip(packed, chunk=chunk) == b"".join(parts)
        assert gunzip(packed + bytes(512), chunk=chunk) == b"".join(parts)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (gzip.compress(PAGE, mtime=0)[:-9], EOFError),
        (b"\x1f\x8b" + b"x" * 40, zlib.error),
        (b"\x1f\x8b", EOFError),
        (gzip.compress(gzip.compress(gzip.compress(gzip.compress(PAGE, mtime=0)))), ValueError),
    ],
)
def test_gzip_that_is_damaged_or_a_trick(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        gunzip(data)


def test_gzip_in_gzip_cannot_become_much(web: Web) -> None:
    web.pages["/"] = Served(gzip.compress(gzip.compress(bytes(50_000_000), 1)))
    with pytest.raises(FetchError, match="10 MB"):
        Fetcher(ALLOWED).fetch(f"{web.base}/", HTML)
    # Files without content, by the hundred thousand, in little: each layer is bounded.
    empty = gzip.compress(gzip.compress(b"") * 100_000)
    with pytest.raises(EOFError):
        list(unpacked([empty], 1_000_000, FOREVER))


@settings(deadline=None)
@given(st.binary(max_size=60), st.integers(1, 9), st.booleans())
def test_what_was_packed_comes_out(data: bytes, chunk: int, twice: bool) -> None:
    if data.startswith(b"\x1f\x8b"):
        return
    packed = gzip.compress(data, mtime=0)
    assert gunzip(gzip.compress(packed, mtime=0) if twice else packed, chunk=chunk) == data


@pytest.mark.parametrize("body", [b"", b" \r\n", b"\xef\xbb\xbf", b"\0\0"])
def test_an_empty_body_is_told(web: Web, body: bytes) -> None:
    web.pages["/"] = Served(body, etag='"1"')
    with pytest.raises(FetchError, match="empty body"):
        Fetcher(ALLOWED).fetch(f"{web.base}/", HTML)
    assert Fetcher(ALLOWED).fetch(f"{web.base}/", HTML, etag='"1"').is_unchanged


@pytest.mark.parametrize(
    ("statuses", "moved_to"),
    [
        ((301,), "/1"),
        ((308, 301), "/2"),
        ((301, 302), "/1"),
        ((301, 307, 301), "/1"),
        ((302, 301), None),
        ((303,), None),
        ((), None),
    ],
)
def test_what_has_moved_for_good(web: Web, statuses: tuple[int, ...], moved_to: str | None) -> None:
    for number, status in enumerate(statuses):
        web.pages[f"/{number}"] = redirect(f"/{number + 1}", status)
    web.pages[f"/{len(statuses)}"] = Served(PAGE)
    reply = Fetcher(ALLOWED).fetch(f"{web.base}/0", HTML)
    assert reply.moved_to == (f"{web.base}{moved_to}" if moved_to else None)
