"""Connections to addresses that were checked, cut off at a deadline."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util import Url

from knowledge.sources.fetching.reply import FetchError
from knowledge.sources.fetching.rules import FetchRules

_PORTS = {"http": 80, "https": 443}


@contextmanager
def connected(url: Url, rules: FetchRules, deadline: float) -> Iterator[HTTPConnection]:
    """A connection to the server of an http or https address, until `deadline` (monotonic time).

    The host's name is resolved once, every address it has is checked, and the connection goes to
    one of those, so that a name server that answers differently the next time changes nothing. At
    the deadline the connection is shut down, whatever state it is in.

    Raises FetchError where the host is unknown, forbidden or out of reach.
    """
    host = (url.host or "").strip("[]")
    addresses = _resolve(host, url.port or _PORTS[url.scheme or "http"], rules, deadline)
    connection = _open(url, host, addresses, deadline)
    sock = connection.sock
    # A handle of its own: the connection's may be closed and its number given away by then.
    handle = socket.fromfd(sock.fileno(), sock.family, sock.type)
    timer = threading.Timer(max(0.0, deadline - time.monotonic()), _shut_down, (handle,))
    timer.daemon = True
    timer.start()
    try:
        yield connection
    finally:
        timer.cancel()
        handle.close()
        connection.close()


def _resolve(host: str, port: int, rules: FetchRules, deadline: float) -> list[tuple[str, int]]:
    addresses = _look_up(host, port, deadline)
    for address, _ in addresses:
        if not rules.admits(host, ipaddress.ip_address(address)):
            raise FetchError(
                f"{host} is in a private network ({address}), where I fetch nothing; if it is your "
                "own, name it in fetch.allow"
            )
    return addresses


def _look_up(host: str, port: int, deadline: float) -> list[tuple[str, int]]:
    """The addresses of a host. The system cannot be told how long to ask for them, so a thread
    asks, and is left to itself at the deadline."""
    answers: SimpleQueue[list[tuple[str, int]]] = SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            found = []
        answers.put(list(dict.fromkeys((str(each[4][0]), int(each[4][1])) for each in found)))

    threading.Thread(target=ask, daemon=True).start()
    try:
        addresses = answers.get(timeout=max(0.0, deadline - time.monotonic()))
    except Empty:
        raise FetchError(f"{host}: its name server took too long") from None
    if not addresses:
        raise FetchError(f"{host}: no such host; check the address")
    return addresses


def _open(url: Url, host: str, addresses: list[tuple[str, int]], deadline: float) -> HTTPConnection:
    """A connection to the first address that takes one."""
    problem: Exception = OSError("it has no address")
    for address, port in addresses:
        left = deadline - time.monotonic()
        if left <= 0:
            problem = TimeoutError("timed out")
            break
        if url.scheme == "https":
            connection: HTTPConnection = HTTPSConnection(
                address,
                port,
                timeout=left,
                server_hostname=host,
                assert_hostname=host,
                ssl_context=ssl.create_default_context(),
            )
        else:
            connection = HTTPConnection(address, port, timeout=left)
        try:
            connection.connect()
        except (HTTPError, OSError, ValueError) as error:  # a certificate's fault is a ValueError
            connection.close()
            problem = error
        else:
            return connection
    raise FetchError(f"{host} cannot be reached: {in_words(problem)}")


def _shut_down(handle: socket.socket) -> None:
    with contextlib.suppress(OSError):  # closed meanwhile
        handle.shutdown(socket.SHUT_RDWR)


def in_words(error: BaseException) -> str:
    """What went wrong with a connection, as a person would say it."""
    text = str(error)
    if "CERTIFICATE_VERIFY_FAILED" in text or "doesn't match" in text:
        return "its certificate is not valid for it"
    if isinstance(error, (zlib.error, EOFError)):
        return "its compression is broken"
    if isinstance(error, TimeoutError) or "timed out" in text:
        return "it took too long"
    inner: BaseException | None = error
    while inner is not None:  # what the system said stands behind what the library makes of it
        if isinstance(inner, OSError) and inner.strerror:
            return inner.strerror.lower()
        inner = inner.__cause__ or inner.__context__
    return "what it sent is broken or was cut short"
