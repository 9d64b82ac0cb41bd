"""Fetching goes to public addresses only, however an address is written or found."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from web import ALLOWED, HTML, Served, Web, redirect, refused

from knowledge import CoverageError, FetchError, FetchRules
from knowledge.sources.fetching import Fetcher


@pytest.fixture
def web(web: Web) -> Web:
    web.pages["/"] = Served(b"hello")
    return web


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "240.0.0.1"),
        *("::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "fd00:ec2::254"),
        *("64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:db8::1", "::ffff:10.0.0.1"),
        *("192.0.0.192", "168.63.129.16", "192.88.99.1"),  # metadata of clouds; relays
        *("::127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b:1::7f00:1", "fec0::1", "fe80::1%eth0"),
        *("2001:0:7f00:1::1", "3fff::1", "5f00::1", "100::1"),
    ],
)
def test_no_address_that_is_not_public(address: str) -> None:
    assert not FetchRules().admits("news.example", ipaddress.ip_address(address))


@given(st.ip_addresses())
def test_only_global_addresses(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if FetchRules().admits("news.example", address):
        assert address.is_global or address.ipv4_mapped  # type: ignore[union-attr]
        assert not any((address.is_multicast, address.is_loopback, address.is_link_local))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_public_addresses(address: str) -> None:
    assert FetchRules().admits("news.example", ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("entry", "allowed", "other"),
    [
        ("10.0.0.0/8", ("a.example", "10.9.9.9"), ("a.example", "192.168.0.1")),
        ("Wiki.example", ("wiki.example.", "10.0.0.1"), ("a.wiki.example", "10.0.0.1")),
        ("::1", ("localhost", "::1"), ("localhost", "127.0.0.1")),
    ],
)
def test_an_intranet_can_be_allowed(
    entry: str, allowed: tuple[str, str], other: tuple[str, str]
) -> None:
    rules = FetchRules(allow=(entry,))
    assert rules.admits(allowed[0], ipaddress.ip_address(allowed[1]))
    assert not rules.admits(other[0], ipaddress.ip_address(other[1]))


def test_a_malformed_entry_is_told() -> None:
    with pytest.raises(CoverageError, match="https://x"):
        FetchRules(allow=("https://x",))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_loopback_is_refused_however_it_is_written(web: Web, host: str) -> None:
    said = refused(Fetcher(FetchRules()), f"http://{host}:{web.port}/")
    assert "private network" in said or "no such host" in said
    assert web.requests == []


def test_a_redirect_into_the_private_network_is_refused(web: Web) -> None:
    web.pages["/"] = redirect("http://169.254.169.254/latest/meta-data/")
    assert "169.254.169.254" in refused(Fetcher(ALLOWED), f"{web.base}/")


def resolving(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Name servers that answer so, the last for ever; returns the names that were asked."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, *args: Any, **options: Any) -> list[Any]:
        asked.append(host)
        chosen = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in chosen]

    monkeypatch.setattr("knowledge.sources.fetching.connection.socket.getaddrinfo", getaddrinfo)
    return asked


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, ["93.184.216.34", "10.0.0.1"])
    assert "10.0.0.1" in refused(Fetcher(FetchRules()), "http://news.example/")


def test_the_connection_goes_to_the_address_that_was_checked(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A name server that answers well first and with another address ever after.
    real = socket.getaddrinfo
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, *args: Any, **options: Any) -> list[Any]:
        if host != "news.example":
            return real(host, port, *args, **options)
        asked.append(host)
        address = "127.0.0.1" if len(asked) <= 2 else "127.0.0.2"
        return real(address, port, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    rules = FetchRules(allow=("127.0.0.1",))
    reply = Fetcher(rules).fetch(f"http://news.example:{web.port}/", HTML)
    assert reply.body == b"hello"
    assert asked == ["news.example", "news.example"]  # robots.txt, the page: once for each
    assert web.requests[-1].headers["Host"] == f"news.example:{web.port}"
    assert "127.0.0.2" in refused(Fetcher(rules), f"http://news.example:{web.port}/")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("file:///etc/passwd", "web address"),
        ("ftp://news.example/a", "web address"),
        ("gopher://127.0.0.1:70/_x", "web address"),
        ("javascript:alert(1)", "web address"),
        ("news.example", "web address"),
        ("", "web address"),
        ("http://", "web address"),
        ("http://[::1", "cannot|not"),
        ("https://user:secret@news.example/", "password"),
        ("http://news.example/" + "x" * 3000, "2000 characters"),
        ("http://no-such-host.invalid/", "no such host"),
        ("http://a\x00b/", "no such host|not an address|web address"),
    ],
)
def test_what_is_no_web_address(url: str, words: str) -> None:
    with pytest.raises(FetchError, match=words) as caught:
        Fetcher(FetchRules()).fetch(url, HTML)
    assert "secret" not in str(caught.value)


@given(st.text(max_size=60))
def test_no_address_breaks_the_parser(text: str) -> None:
    from knowledge.sources.fetching.client import _parse

    try:
        parsed = _parse(text)
    except FetchError:
        return
    assert parsed.scheme in ("http", "https")
    assert parsed.host
