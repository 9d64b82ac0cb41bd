"""The two engines that search passages, for tests that both have to pass."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import lasting
import search_cluster
import urllib3
from filelock import FileLock
from required import OPENSEARCH, lacking

from knowledge import SearchCluster

# Makes the settings of a cluster under a prefix that nobody has used; None for the embedded index.
Engine = Callable[[], SearchCluster | None]

_prefixes = map(f"test{os.getpid()}n{{}}".format, count())


def at(hosts: tuple[str, ...], replicas: int = 0, patience: float = 100) -> SearchCluster:
    """The settings by which a cluster is asked, with names of its own, however busy it is."""
    return SearchCluster(hosts, prefix=next(_prefixes), replicas=replicas, patience=patience)


def shared(base: Path, *, is_worker: bool) -> Iterator[tuple[str, ...]]:
    """The addresses of three nodes for all tests of a run that take none down: of the cluster that
    runs already, where OPENSEARCH_HOSTS has its addresses, or of one that the first to want it
    starts for the other workers too. `base` is the folder of pytest's temporary ones."""
    _look_for_the_client()
    if running := os.environ.get("OPENSEARCH_HOSTS"):
        hosts = tuple(running.split(","))
        yield hosts
        _leave(hosts[0])
        return
    # pytest itself, and not a worker, which may be done or killed while others go on.
    owner, folder = (os.getppid(), base.parent) if is_worker else (os.getpid(), base)
    told = folder / "search-cluster"
    with FileLock(f"{told}.lock"), _or_lacking():
        if not told.exists():
            search_cluster.find_java()
            search_cluster.fetch()
            program = (sys.executable, search_cluster.__file__, "--while", str(owner))
            told.write_text(lasting.start(program))
    yield tuple(told.read_text().split(","))


def started(nodes: int) -> Iterator[search_cluster.SearchCluster]:
    """A cluster for the tests of a module; they skip where there can be none, and say why."""
    _look_for_the_client()
    with _or_lacking(), search_cluster.running(nodes) as cluster:
        yield cluster


def _look_for_the_client() -> None:
    if importlib.util.find_spec("opensearchpy") is None:
        lacking(OPENSEARCH, "needs the opensearch extra")


@contextmanager
def _or_lacking() -> Iterator[None]:
    try:
        yield
    except search_cluster.UnavailableError as error:
        lacking(OPENSEARCH, f"needs OpenSearch: {error}")


def _leave(host: str) -> None:
    """Deletes what tests of this process have put into a cluster that goes on."""
    urllib3.request("DELETE", f"{host}/test{os.getpid()}n*")
