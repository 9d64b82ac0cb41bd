"""A search cluster that answers whatever a test wants, in its own time; no OpenSearch is needed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from web import in_a_thread

from knowledge import SearchCluster

HITS: dict[str, Any] = {"hits": {"hits": []}}
INFO = {"version": {"distribution": "opensearch", "number": "3.6.0"}}


@dataclass
class Troubled:
    """What a cluster answers to everything, and after how many seconds; `bodies` have what it
    answers to what begins with a path instead."""

    status: int = 200
    body: Any = field(default_factory=lambda: dict(HITS))
    bodies: dict[str, Any] = field(default_factory=dict)
    type: str = "application/json"
    pause: float = 0.0
    asked: int = 0
    port: int = 0

    @property
    def settings(self) -> SearchCluster:
        return SearchCluster((f"http://127.0.0.1:{self.port}",))


@contextmanager
def serving() -> Iterator[Troubled]:
    troubled = Troubled()
    ended = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply()

        def do_HEAD(self) -> None:
            self._reply()

        def do_POST(self) -> None:
            self._reply()

        def _reply(self) -> None:
            own = [path for path in troubled.bodies if self.path.startswith(path)]
            body = troubled.bodies[own[-1]] if own else troubled.body
            status, data = troubled.status, json.dumps(body).encode()
            if self.command == "HEAD":
                data = b""
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            troubled.asked += 1
            ended.wait(troubled.pause)
            try:
                self.send_response(404 if self.command == "HEAD" else status)
                self.send_header("Content-Type", troubled.type)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
            except OSError:
                self.close_connection = True

        def log_message(self, *args: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    troubled.port = server.server_port
    with in_a_thread(server):
        try:
            yield troubled
        finally:
            ended.set()


def healthy(troubled: Troubled, colour: str = "green") -> None:
    """Has a cluster answer what it is asked about itself, and that it has no index yet."""
    health = {"status": colour, "number_of_nodes": 3}
    troubled.bodies = {
        "/": INFO,
        "/_cluster/health": health,
        "/dateline": {"count": 0},
        "/dateline-base-*": {},
    }
