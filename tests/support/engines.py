"""The two engines that search passages, for tests that both have to pass."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterator
from itertools import count

import pytest
import search_cluster
from required import OPENSEARCH, lacking

from knowledge import SearchCluster

# Makes the settings of a cluster under a prefix that nobody has used; None for the embedded index.
Engine = Callable[[], SearchCluster | None]

_prefixes = map(f"test{os.getpid()}n{{}}".format, count())


def at(hosts: tuple[str, ...], replicas: int = 0, patience: float = 100) -> SearchCluster:
    """The settings by which a cluster is asked, with names of its own, however busy it is."""
    return SearchCluster(hosts, prefix=next(_prefixes), replicas=replicas, patience=patience)


def one_node() -> Iterator[tuple[str, ...]]:
    """The addresses of a cluster for the tests of a module: of the one that runs already, where
    OPENSEARCH_HOSTS has its addresses, or of one that is started."""
    if running := os.environ.get("OPENSEARCH_HOSTS"):
        pytest.importorskip("opensearchpy", reason="needs the opensearch extra")
        yield tuple(running.split(","))
    else:
        for cluster in started(1):
            yield cluster.hosts


def started(nodes: int) -> Iterator[search_cluster.SearchCluster]:
    """A cluster for the tests of a module; they skip where there can be none, and say why."""
    if importlib.util.find_spec("opensearchpy") is None:
        lacking(OPENSEARCH, "needs the opensearch extra")
    try:
        with search_cluster.running(nodes) as cluster:
            yield cluster
    except search_cluster.UnavailableError as error:
        lacking(OPENSEARCH, f"needs OpenSearch: {error}")
