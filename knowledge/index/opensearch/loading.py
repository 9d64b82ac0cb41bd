"""Documents put into an index of a cluster and taken out, many at a time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from knowledge.index.opensearch.cluster import (
    LOAD_SECONDS,
    Cluster,
    ClusterError,
    is_full,
)

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

Document = dict[str, Any]

_log = logging.getLogger(__name__)

# Requests under way: while the cluster works on some, the next is made here.
_SENDERS = 3
# Documents of a request, and the bytes of them; a cluster that has too much to do (429) is given
# 1, 2, 4, … seconds between so many tries.
_CHUNK, _CHUNK_BYTES, _CHUNK_TRIES, _FIRST_WAIT = 500, 4 * 1024 * 1024, 6, 1


def load(cluster: Cluster, actions: Iterable[Document], done: Callable[[int], object]) -> None:
    """Puts and deletes documents; `done` is told how many there are so far. Raises ClusterError."""
    rest = _Shared(actions)
    counting, count = threading.Lock(), 0

    def tell() -> None:
        nonlocal count
        with counting:
            count += 1
            done(count)

    def send_rest() -> None:
        try:
            cluster.do(lambda client: _send(client, rest, tell))
        except BaseException:
            rest.end()
            raise

    with ThreadPoolExecutor(_SENDERS) as threads:
        for sender in [threads.submit(send_rest) for _ in range(_SENDERS)]:
            sender.result()


class _Shared(Iterator[Document]):
    """What several threads take one after the other from, until it is ended."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = iter(documents)
        self._taking = threading.Lock()

    def __next__(self) -> Document:
        with self._taking:
            return next(self._documents)

    def end(self) -> None:
        """Gives no more."""
        with self._taking:
            self._documents = iter(())


def _send(client: OpenSearch, documents: Iterable[Document], tell: Callable[[], object]) -> None:
    from opensearchpy.helpers import BulkIndexError, streaming_bulk

    try:
        for _ in streaming_bulk(
            client,
            documents,
            chunk_size=_CHUNK,
            max_chunk_bytes=_CHUNK_BYTES,
            max_retries=_CHUNK_TRIES,
            initial_backoff=_FIRST_WAIT,
            request_timeout=LOAD_SECONDS,
        ):
            tell()
    except BulkIndexError as error:
        raise _refused(error.errors) from None  # which holds all of the documents


def _refused(errors: Sequence[Mapping[str, Any]]) -> ClusterError:
    """What it means that documents were not taken."""
    _log.warning("the search cluster refused documents, the first: %s", errors[:1])
    if is_full(str(errors)):
        return ClusterError("the search cluster's disks are full; make room there")
    return ClusterError("the search cluster took not all of the articles; reload the coverage")
