"""The connection to an OpenSearch cluster, and how long it may take.

A reader waits for what a question searches for, so all tries of all its searches together end
within `patience`, each at another node. When one has failed and no other search went well since the
question began, the next ones fail at once for `_PAUSE` seconds (a circuit breaker), then one tries
again for all. What loads articles waits longer, and for a cluster that has too much to do.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from knowledge.index.opensearch.failures import (
    TOO_LONG,
    ClusterError,
    explained,
    is_down,
    may_pass,
    no_opensearch,
)
from knowledge.report import ClusterState

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

Made = TypeVar("Made")

# Seconds for all tries while a reader waits, of the three after which Discord gives up, the share
# of them for one try, and the pauses between tries.
PATIENCE, _TRY_SHARE, _PAUSES = 2.2, 0.5, (0.05, 0.2, 0.5)
_GLANCE_SHARE = 0.25  # of as much time, besides, for what is asked before a search
_PAUSE, _LEAST_SECONDS = 5.0, 0.3  # with less time left, none is begun
# Without: one request, and how often the client tries another node before it gives up.
LOAD_SECONDS, _RETRIES = 60.0, 3
_STATE_SECONDS = 5.0  # for which what was told of the cluster's health holds

_OLDEST, _TOO_NEW = (2, 0), (4, 0)  # the versions that the client and what is asked here fit


@dataclass(frozen=True, slots=True)
class SearchCluster:
    """Where an OpenSearch cluster is, who asks, and how an index is laid out there.

    `prefix` begins the names of all indexes, so that several coverages may share a cluster.
    `patience` is the seconds that the searches of a question may take in all.
    """

    hosts: tuple[str, ...]
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    prefix: str = "dateline"
    shards: int = 1
    replicas: int = 1
    patience: float = PATIENCE


@dataclass(slots=True)
class _Waiting:
    """Since when a question is answered, and the seconds for which it has waited for a cluster."""

    began: float = field(default_factory=time.monotonic)
    seconds: float = 0.0


_waiting: ContextVar[_Waiting | None] = ContextVar("waiting", default=None)


@contextmanager
def one_question() -> Iterator[None]:
    """What is searched for within is for one question, whose reader waits once for all of it."""
    if _waiting.get():
        yield
        return
    token = _waiting.set(_Waiting())
    try:
        yield
    finally:
        _waiting.reset(token)


@cache
def connection(settings: SearchCluster) -> Cluster:
    """The connection of this process to a cluster; nothing is sent yet."""
    return Cluster(settings)


def check_cluster(settings: SearchCluster) -> None:
    """Raises ClusterError where a cluster cannot be asked, or is too old or new."""
    connection(settings).check()


class Cluster:
    """A cluster. May be used from any thread."""

    def __init__(self, settings: SearchCluster) -> None:
        self.settings = settings
        self._client = _client(settings, max_retries=_RETRIES)
        # A node that fails or hangs is passed over by the next tries, which are made here: the
        # client would give each as long as the first.
        self._searcher = _client(settings, max_retries=0, retry_on_timeout=True)
        self._lock = threading.Lock()
        self._closed_until = 0.0  # until when searches fail at once
        self._failure: ClusterError | None = None
        self._went_well = -math.inf  # when a search last did
        self.searches = self.failures = 0
        self._health: ClusterState | None = None
        self._looked = -math.inf
        self._looking: threading.Thread | None = None

    def search(self, indexes: Sequence[str], body: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The hits of a search over indexes with the statistics of all of them together.

        Raises ClusterError, at the latest when the time that a reader can wait is over.
        """
        self._let_in()
        waiting = _waiting.get() or _Waiting()
        left = self.settings.patience - waiting.seconds
        began = time.monotonic()
        try:
            if left < _LEAST_SECONDS:
                raise ClusterError(TOO_LONG)
            found = self._in_time(lambda seconds: self._search(indexes, body, seconds), left)
        except ClusterError as error:
            with self._lock:
                self.failures += 1
            self._note(error, waiting.began)
            raise
        finally:
            waiting.seconds += time.monotonic() - began
        with self._lock:
            self.searches += 1
            self._failure, self._went_well = None, time.monotonic()
        return found

    def _note(self, error: ClusterError, began: float) -> None:
        """Has the next searches fail at once, unless one went well since what failed began."""
        with self._lock:
            if not is_down(error.__cause__):
                self._failure = None
            elif self._went_well < began:
                self._failure, self._closed_until = error, time.monotonic() + _PAUSE

    def glance(self, ask: Callable[[OpenSearch, dict[str, float]], Made]) -> Made:
        """What is asked of the cluster, with the parameters given, where a reader may wait for it
        before a search: for a moment, and not at all while searches fail. Raises ClusterError."""
        self._refuse(time.monotonic())
        return self._soon(ask, _GLANCE_SHARE * self.settings.patience)

    def _soon(self, ask: Callable[[OpenSearch, dict[str, float]], Made], patience: float) -> Made:
        return self._in_time(
            lambda seconds: ask(self._searcher, {"request_timeout": seconds}), patience
        )

    def _search(
        self, indexes: Sequence[str], body: Mapping[str, Any], seconds: float
    ) -> list[dict[str, Any]]:
        found = self._searcher.search(
            index=",".join(indexes),
            body=dict(body),
            params={
                "search_type": "dfs_query_then_fetch",
                "allow_partial_search_results": "false",
                "request_timeout": seconds,
            },
        )
        hits: list[dict[str, Any]] = found["hits"]["hits"]
        return hits

    def _let_in(self) -> None:
        """Raises what failed last, while that is not long ago; then one may try for all."""
        with self._lock:
            now = time.monotonic()
            try:
                self._refuse(now)
            except ClusterError:
                self.failures += 1
                raise
            self._closed_until = now + _PAUSE

    def _refuse(self, now: float) -> None:
        """Raises what failed last, while that is not long ago."""
        if self._failure is not None and now < self._closed_until:
            raise ClusterError(*self._failure.args)

    def _in_time(self, ask: Callable[[float], Made], patience: float) -> Made:
        """What is asked, tried again where that may help, while there is time: where one node
        takes too long, another is asked."""
        from opensearchpy import ConnectionTimeout, OpenSearchException

        deadline = time.monotonic() + patience
        pauses = iter(_PAUSES)
        while True:
            left = deadline - time.monotonic()
            try:
                return ask(min(_TRY_SHARE * patience, left))
            except OpenSearchException as error:
                pause = 0.0 if isinstance(error, ConnectionTimeout) else next(pauses, None)
                late = pause is None or time.monotonic() + pause + _LEAST_SECONDS > deadline
                if late or not may_pass(error):
                    raise explained(error) from error
                time.sleep(pause or 0.0)

    def do(self, ask: Callable[[OpenSearch], Made]) -> Made:
        """What else is asked of the cluster while nobody waits; raises ClusterError."""
        from opensearchpy import OpenSearchException

        try:
            return ask(self._client)
        except OpenSearchException as error:
            raise explained(error) from error

    def prepare(self) -> None:
        """As `check`, before articles are put in. Where it fails, so do the next searches: a reader
        may have waited for it who could not wait for another search too."""
        began = time.monotonic()
        try:
            self.check()
        except ClusterError as error:
            self._note(error, began)
            raise

    def check(self) -> None:
        """Raises ClusterError where it is another program, or too old or new a version."""
        patience = self.settings.patience
        found = self._soon(lambda client, wait: client.info(params=wait), patience)
        try:
            version = found["version"]
            number = tuple(map(int, version["number"].split(".")[:2]))
        except (LookupError, TypeError, ValueError):
            raise no_opensearch() from None
        if version.get("distribution") != "opensearch" or not _OLDEST <= number < _TOO_NEW:
            name = version.get("distribution", "Elasticsearch")
            raise ClusterError(
                f"index.hosts: {name} {version['number']} is not supported; use OpenSearch 2 or 3"
            )

    def state(self) -> ClusterState:
        """How the cluster does, as far as is known. Only the first to ask waits for it; where that
        was some seconds ago it is asked again aside, and the next to look get what comes of it."""
        if self._health is None:
            self._look()
        with self._lock:
            is_due = time.monotonic() - self._looked > _STATE_SECONDS
            if is_due and not (self._looking and self._looking.is_alive()):
                self._looking = threading.Thread(target=self._look, daemon=True)
                self._looking.start()
        assert self._health
        return replace(self._health, searches=self.searches, failures=self.failures)

    def _look(self) -> None:
        self._health, self._looked = self._ask_for_health(), time.monotonic()

    def _ask_for_health(self) -> ClusterState:
        """How the cluster does as far as the bot's own indexes go; others may be on it too."""
        patience, ours = self.settings.patience, f"{self.settings.prefix}-*"
        try:
            self.check()
            health = self._soon(
                lambda client, wait: client.cluster.health(index=ours, params=wait), patience
            )
        except ClusterError as error:
            return ClusterState(None, 0, 0, 0, str(error))
        return ClusterState(health["status"], health["number_of_nodes"], 0, 0, None)


def _client(
    settings: SearchCluster, *, max_retries: int, retry_on_timeout: bool = False
) -> OpenSearch:
    try:
        from opensearchpy import OpenSearch
    except ImportError:
        raise ClusterError(
            "index.engine is opensearch, whose client is not installed; install "
            "dateline-bot[opensearch]"
        ) from None
    if settings.ca_file and not settings.ca_file.is_file():
        raise ClusterError(f"index.ca_file: there is no file {settings.ca_file}")
    # It would log each try with its whole trace; what comes of all tries is logged here.
    logging.getLogger("opensearch").setLevel(logging.ERROR)
    user = (settings.user, settings.password or "") if settings.user else None
    return OpenSearch(
        list(settings.hosts),
        http_auth=user,
        ca_certs=str(settings.ca_file) if settings.ca_file else None,
        timeout=LOAD_SECONDS,
        max_retries=max_retries,
        retry_on_timeout=retry_on_timeout,
        retry_on_status=(502,),
        pool_maxsize=32,
    )
