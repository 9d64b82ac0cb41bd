"""A search cluster that answers whatever a test wants, in its own time; no OpenSearch is needed."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from web import in_a_thread

from knowledge import SearchCluster

# What is answered to a method, a path and a body; None for what others answer.
Answer = Callable[[str, str, str], "tuple[int, Any] | None"]

HITS: dict[str, Any] = {"hits": {"hits": []}}
INFO = {"version": {"distribution": "opensearch", "number": "3.6.0"}}


@dataclass
class Troubled:
    """What a cluster answers to everything, and after how many seconds; `bodies` have what it
    answers to what begins with a path instead, and `answer` what it makes of a request itself."""

    status: int = 200
    body: Any = field(default_factory=lambda: dict(HITS))
    bodies: dict[str, Any] = field(default_factory=dict)
    answer: Answer | None = None
    type: str = "application/json"
    pause: float = 0.0
    asked: int = 0
    headers: list[Message] = field(default_factory=list)  # of what was asked
    address: str = ""

    @property
    def settings(self) -> SearchCluster:
        return SearchCluster((self.address,))


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[Troubled]:
    """A cluster, over TLS where a `context` is given."""
    troubled = Troubled()
    ended = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply()

        def do_HEAD(self) -> None:
            self._reply()

        def do_POST(self) -> None:
            self._reply()

        def do_PUT(self) -> None:
            self._reply()

        def do_DELETE(self) -> None:
            self._reply()

        def _reply(self) -> None:
            text = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            troubled.asked += 1
            troubled.headers.append(self.headers)
            own = [path for path in troubled.bodies if self.path.startswith(path)]
            body = troubled.bodies[own[-1]] if own else troubled.body
            found = troubled.answer and troubled.answer(self.command, self.path, text)
            status, body = found or (troubled.status, body)
            data = b"" if self.command == "HEAD" else json.dumps(body).encode()
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
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    scheme = "https" if context else "http"
    troubled.address = f"{scheme}://127.0.0.1:{server.server_port}"
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


def keeping(troubled: Troubled) -> None:
    """Has a healthy cluster keep what is put into it, and find all of that for any search, up to
    the day that is asked for."""
    healthy(troubled)
    kept: dict[str, dict[str, Any]] = {}  # the documents of each index by their names
    led: dict[str, str] = {}  # the indexes of aliases

    def take(text: str) -> dict[str, Any]:
        lines, items = iter(map(json.loads, text.splitlines())), []
        for line in lines:
            ((what, about),) = line.items()
            name = about["_index"]
            index = kept.setdefault(led.get(name, name), {})
            is_there = about["_id"] in index
            if what == "delete":
                index.pop(about["_id"], None)
            else:
                index[about["_id"]] = next(lines)
            items.append({what: {"status": 200 if is_there or what == "index" else 404}})
        return {"items": items}

    def answer(method: str, path: str, text: str) -> tuple[int, Any] | None:
        names, _, what = path.strip("/").partition("?")[0].rpartition("/")
        documents = [
            {"_index": name, "_source": source, "_score": 1.0}
            for name in names.split(",")
            for source in kept.get(name, {}).values()
        ]
        if what == "_bulk":
            return 200, take(text)
        if method == "PUT":
            led.update(dict.fromkeys(json.loads(text)["aliases"], what))
            return 200, {}
        if what == "_count":
            return 200, {"count": len(documents)}
        if what == "_search":
            asked = json.loads(text)
            found = [each for each in documents if _is_admitted(each["_source"], asked["query"])]
            return 200, {"hits": {"hits": found[: asked["size"]]}}
        if method == "GET" and not names and what.endswith("-*"):
            about = {"mappings": {}, "settings": {"index": {"creation_date": "0"}}}
            return 200, {name: about for name in kept if name.startswith(what[:-1])}
        return None

    troubled.answer = answer


def _is_admitted(source: dict[str, Any], query: dict[str, Any]) -> bool:
    filters = query.get("function_score", {}).get("query", query)["bool"]["filter"]
    last = [each["range"]["day"].get("lte") for each in filters if "range" in each]
    return all(day is None or source.get("day", day + 1) <= day for day in last)
