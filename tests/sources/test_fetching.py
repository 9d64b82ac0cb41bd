"""Fetching: what is refused, what is cut off, and how politely it is asked."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from dataclasses import replace
from typing import Any

import pytest
import trustme
from web import ALLOWED, HTML, Served, Web, packed, redirect, refused, serving

from knowledge import FetchError, FetchRules
from knowledge.sources.fetching import Fetcher

QUICK = replace(ALLOWED, seconds=0.6)


@pytest.fixture
def web(web: Web) -> Web:
    web.pages["/"] = Served(b"hello")
    return web


def test_a_page_comes_with_what_its_server_says(web: Web) -> None:
    web.pages["/a?b=1"] = Served(
        b"x", type="Text/HTML; charset=ISO-8859-1", etag='"1"', headers={"Last-Modified": "then"}
    )
    reply = Fetcher(ALLOWED).fetch(f"{web.base}/a?b=1#part", HTML)
    assert (reply.body, reply.content_type, reply.charset) == (b"x", "text/html", "iso-8859-1")
    assert (reply.etag, reply.modified, reply.is_unchanged) == ('"1"', "then", False)
    assert reply.url == f"{web.base}/a?b=1"


def test_the_server_sees_who_asks_and_gets_no_cookie_back(web: Web) -> None:
    web.pages["/"] = redirect("/next")
    web.pages["/next"] = Served(b"x", headers={"Set-Cookie": "spy=1"})
    fetcher = Fetcher(ALLOWED)
    for _ in range(2):
        fetcher.fetch(f"{web.base}/", HTML)
    assert {each.headers["User-Agent"] for each in web.requests} == {
        "Dateline (+desk@news.example)"
    }
    assert not any("Cookie" in each.headers for each in web.requests)


def test_what_has_not_changed_is_not_sent_again(web: Web) -> None:
    web.pages["/"] = Served(b"x", etag='"7"')
    fetcher = Fetcher(ALLOWED)
    first = fetcher.fetch(f"{web.base}/", HTML)
    again = fetcher.fetch(f"{web.base}/", HTML, etag=first.etag, modified="Wed, 07 May 2025")
    assert again.is_unchanged
    assert web.requests[-1].headers["If-Modified-Since"] == "Wed, 07 May 2025"


def test_redirects_are_followed_so_far(web: Web) -> None:
    for number in range(6):
        web.pages[f"/{number}"] = redirect(f"/{number + 1}", 301 + number % 2)
    web.pages["/6"] = Served(b"there")
    fetcher = Fetcher(ALLOWED)
    reply = fetcher.fetch(f"{web.base}/1", HTML)
    assert (reply.body, reply.url) == (b"there", f"{web.base}/6")
    assert "5 redirects" in refused(fetcher, f"{web.base}/0")


def test_a_redirect_to_another_scheme_is_refused(web: Web) -> None:
    web.pages["/"] = redirect("file:///etc/passwd")
    assert "web address" in refused(Fetcher(ALLOWED), f"{web.base}/")


@pytest.mark.parametrize("location", ["http://[bad", "http://127.0.0.1:99999/", "http://a b/"])
def test_a_redirect_to_no_address(web: Web, location: str) -> None:
    web.pages["/"] = redirect(location)
    assert "address" in refused(Fetcher(ALLOWED), f"{web.base}/")


@pytest.mark.parametrize(
    ("status", "words", "gone"),
    [
        (404, "nothing", True),
        (410, "for good", True),
        (401, "login", False),
        (403, "let me in", False),
        (429, "too often", False),
        (500, "500", False),
        (204, "204", False),
    ],
)
def test_what_a_server_refuses(web: Web, status: int, words: str, gone: bool) -> None:
    web.pages["/robots.txt"] = Served()
    web.pages["/"] = Served(status=status, headers={"Retry-After": "120"})
    with pytest.raises(FetchError, match=words) as caught:
        Fetcher(ALLOWED).fetch(f"{web.base}/", HTML)
    error = caught.value
    assert (error.status, error.is_gone, error.wait) == (status, gone, 120)


def test_a_server_may_name_a_time_to_come_back(web: Web) -> None:
    later = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 600))
    for value, least, most in ((later, 590, 601), ("tomorrow", 0, 0)):
        web.pages["/"] = Served(status=503, headers={"Retry-After": value})
        with pytest.raises(FetchError) as caught:
            Fetcher(ALLOWED).fetch(f"{web.base}/", HTML)
        assert least <= (caught.value.wait or 0) <= most


def test_the_type_of_content_is_checked(web: Web) -> None:
    web.pages["/"] = Served(b"MZ", type="application/x-msdownload")
    assert "application/x-msdownload" in refused(Fetcher(ALLOWED), f"{web.base}/")


def test_a_file_of_a_gigabyte_is_not_begun(web: Web) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000000000\r\n\r\n"
    web.pages["/"] = Served(raw=(head, b"x"), pause=0.05)
    assert "more than 10 MB" in refused(Fetcher(ALLOWED), f"{web.base}/")


def test_a_body_that_does_not_end_is_cut_off(web: Web) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    web.pages["/"] = Served(raw=(head, *(b"x" * 300_000,) * 10))
    rules = replace(ALLOWED, most_bytes=1_000_000)
    assert "more than 1 MB" in refused(Fetcher(rules), f"{web.base}/")


def test_little_that_becomes_much_is_cut_off(web: Web) -> None:
    web.pages["/"] = packed(bytes(200_000_000))
    assert "more than 10 MB" in refused(Fetcher(ALLOWED), f"{web.base}/")


def test_compressed_pages_are_read(web: Web) -> None:
    web.pages["/"] = packed(b"small" * 100)
    assert Fetcher(ALLOWED).fetch(f"{web.base}/", HTML).body == b"small" * 100


@pytest.mark.parametrize("data", [b"no gzip at all", packed(b"x" * 1000).body[:-12]])
def test_broken_compression(web: Web, data: bytes) -> None:
    web.pages["/"] = Served(data, headers={"Content-Encoding": "gzip"})
    assert "broken" in refused(Fetcher(ALLOWED), f"{web.base}/")


@pytest.mark.parametrize(
    "raw",
    [
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100\r\n\r\nshort",),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n",
            b"Content-Type: text/html\r\n\r\nzz\r\n",
        ),
        (b"nonsense\r\n\r\n",),
        (b"\0" * 70_000,),
        (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 5000,),
        (b"HTTP/1.1 999999 OK\r\n\r\n",),
    ],
)
def test_broken_replies(web: Web, raw: tuple[bytes, ...]) -> None:
    web.pages["/robots.txt"] = Served()
    web.pages["/"] = Served(raw=raw)
    assert refused(Fetcher(ALLOWED), f"{web.base}/").startswith(f"{web.base}/")


@pytest.mark.parametrize(
    "raw",
    [
        (b"H",) * 40,
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", *(b"x",) * 40),
        (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 40\r\n\r\n",
            *(b"x",) * 40,
        ),
    ],
)
def test_a_server_that_trickles_is_cut_off(web: Web, raw: tuple[bytes, ...]) -> None:
    web.pages["/robots.txt"] = Served()
    web.pages["/"] = Served(raw=raw, pause=0.1)
    started = time.monotonic()
    assert "more than 0.6 s" in refused(Fetcher(QUICK), f"{web.base}/")
    assert time.monotonic() - started < 2


def test_all_redirects_together_have_the_time(web: Web) -> None:
    for number in range(5):
        web.pages[f"/{number}"] = replace(redirect(f"/{number + 1}"), pause=0.25)
    started = time.monotonic()
    refused(Fetcher(QUICK), f"{web.base}/0")
    assert time.monotonic() - started < 1.2


def test_a_server_that_says_nothing(web: Web) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        said = refused(Fetcher(QUICK), f"http://127.0.0.1:{silent.getsockname()[1]}/")
    assert "0.6 s" in said


def test_a_name_server_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*args: Any, **options: Any) -> list[Any]:
        time.sleep(3)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", late)
    started = time.monotonic()
    assert "name server" in refused(Fetcher(QUICK), "http://news.example/")
    assert time.monotonic() - started < 2


def test_a_port_where_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert "refused" in refused(Fetcher(ALLOWED), f"http://127.0.0.1:{port}/")


def test_robots_txt_is_obeyed(web: Web) -> None:
    web.pages["/robots.txt"] = Served(
        b"User-agent: *\nDisallow: /private\nDisallow: /*.html$\nUser-agent: Dateline\n"
        b"Disallow: /desk\nDisallow: /*.print$\n"
    )
    for path in ("/desk/a", "/a.print", "/private"):
        web.pages[path] = Served(b"x")
    fetcher = Fetcher(ALLOWED)
    assert fetcher.fetch(f"{web.base}/private", HTML).body == b"x"
    for path in ("/desk/a", "/a.print"):
        assert "robots.txt" in refused(fetcher, web.base + path)
    assert [each.path for each in web.requests] == ["/robots.txt", "/private"]


def test_robots_txt_speaks_of_the_name_and_not_of_the_contact(web: Web) -> None:
    web.pages["/robots.txt"] = Served(b"User-agent: desk\nDisallow: /\n")
    assert Fetcher(ALLOWED).fetch(f"{web.base}/", HTML).body == b"hello"


def test_robots_txt_counts_after_a_redirect(web: Web) -> None:
    web.pages["/robots.txt"] = Served(b"User-agent: *\nDisallow: /no")
    web.pages["/"] = redirect("/no")
    assert "robots.txt" in refused(Fetcher(ALLOWED), f"{web.base}/")


def test_a_site_whose_robots_txt_fails_is_left_alone(web: Web) -> None:
    web.pages["/robots.txt"] = Served(status=503)
    assert "robots.txt" in refused(Fetcher(ALLOWED), f"{web.base}/")
    assert web.paths() == []


def test_a_long_robots_txt_is_read_so_far(web: Web) -> None:
    web.pages["/robots.txt"] = Served(b"User-agent: *\nDisallow: /no\n" + b"# x\n" * 1_000_000)
    web.pages["/no"] = Served(b"x")
    assert "robots.txt" in refused(Fetcher(ALLOWED), f"{web.base}/no")


def test_a_host_has_one_request_at_a_time(web: Web) -> None:
    web.pages["/"] = Served(b"x", pause=0.03)
    fetcher = Fetcher(ALLOWED)
    fetcher.fetch(f"{web.base}/", HTML)
    threads = [
        threading.Thread(target=fetcher.fetch, args=(f"{web.base}/", HTML)) for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(web.paths()) == 6
    assert web.most_at_once == 1


def test_the_ports_of_a_host_are_one_host(web: Web) -> None:
    fetcher = Fetcher(ALLOWED)
    with serving() as other:
        other.counted = web.counted  # type: ignore[method-assign]
        for each in (web, other):
            each.pages["/"] = Served(b"x", pause=0.1)
        threads = [
            threading.Thread(target=fetcher.fetch, args=(f"{each.base}/", HTML))
            for each in (web, other)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (len(web.paths()), len(other.paths()), web.most_at_once) == (1, 1, 1)


@pytest.fixture
def authority(monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """An authority that this process trusts."""
    authority = trustme.CA()
    real = ssl.create_default_context

    def trusting(*args: Any, **options: Any) -> ssl.SSLContext:
        context = real(*args, **options)
        authority.configure_trust(context)
        return context

    monkeypatch.setattr(
        "knowledge.sources.fetching.connection.ssl.create_default_context", trusting
    )
    return authority


@pytest.mark.parametrize("name", ["news.example", "other.example"])
def test_the_certificate_is_that_of_the_host_by_name(
    authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("news.example").configure_cert(context)
    with serving(context) as web:
        web.pages["/"] = Served(b"private words")
        real = socket.getaddrinfo
        monkeypatch.setattr(
            "knowledge.sources.fetching.connection.socket.getaddrinfo",
            lambda host, port, *args, **options: real("127.0.0.1", port, *args, **options),
        )
        fetcher = Fetcher(FetchRules(allow=("127.0.0.1",)))
        if name == "news.example":
            reply = fetcher.fetch(f"https://{name}:{web.port}/", HTML)
            assert reply.body == b"private words"
        else:
            assert "certificate" in refused(fetcher, f"https://{name}:{web.port}/")


def test_a_certificate_that_nobody_vouches_for() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with serving(context) as web:
        assert "certificate" in refused(Fetcher(ALLOWED), f"{web.base}/")


def test_a_tls_server_that_trickles_is_cut_off(authority: trustme.CA) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    with serving(context) as web:
        web.pages["/robots.txt"] = Served()
        web.pages["/"] = Served(raw=(head, *(b"x",) * 40), pause=0.1)
        assert "0.6 s" in refused(Fetcher(QUICK), f"{web.base}/")
