"""Documents put into an index of a cluster and taken out, many at a time."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING, Any

from knowledge.index.opensearch.cluster import LOAD_SECONDS, Cluster
from knowledge.index.opensearch.failures import ClusterError, is_full, refused

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

Document = dict[str, Any]
Answer = Mapping[str, Any]  # what the cluster says of one document

_log = logging.getLogger(__name__)

# Requests under way: while the cluster works on some, the next is made here.
_SENDERS = 3
# Documents of a request, and the bytes of them.
_CHUNK, _CHUNK_BYTES = 500, 4 * 1024 * 1024
# Seconds before what was not taken is sent again: where the cluster has too much to do (429), where
# the first copy of a shard has just been lost (503), where no node could be reached ("N/A").
_PAUSES = (1, 2, 4, 8, 16, 32)
_PASSING = (429, 502, 503, 504, "N/A")


def load(cluster: Cluster, actions: Iterable[Document], done: Callable[[int], object]) -> None:
    """Puts and deletes documents; `done` is told how many there are so far. Raises ClusterError."""
    rest = _Shared(actions)
    counting, count = threading.Lock(), 0

    def tell(more: int) -> None:
        nonlocal count
        with counting:
            count += more
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


def _send(client: OpenSearch, documents: _Shared, tell: Callable[[int], object]) -> None:
    """Sends what is left, some at a time; what is not taken for a while is sent again."""
    while chunk := list(islice(documents, _CHUNK)):
        for pause in (*_PAUSES, None):
            refused = _refused(client, chunk)
            tell(len(chunk) - len(refused))
            if not refused:
                break
            if pause is None or not all(_may_pass(answer) for _, answer in refused):
                raise _explained([answer for _, answer in refused])
            chunk = [document for document, _ in refused]
            time.sleep(pause)


def _refused(client: OpenSearch, chunk: Sequence[Document]) -> list[tuple[Document, Answer]]:
    """Those documents that the cluster did not take, and what it said."""
    from opensearchpy.helpers import streaming_bulk

    answers = streaming_bulk(
        client,
        chunk,
        chunk_size=_CHUNK,
        max_chunk_bytes=_CHUNK_BYTES,
        raise_on_error=False,
        raise_on_exception=False,
        require_alias=True,
        request_timeout=LOAD_SECONDS,
    )
    found = []
    for document, (is_taken, answer) in zip(chunk, answers, strict=True):
        ((what, about),) = answer.items()
        is_gone = what == "delete" and about["status"] == 404
        if not is_taken and not is_gone:
            found.append((document, about))
    return found


def _may_pass(answer: Answer) -> bool:
    """Whether a document may be taken when it is sent again; disks stay full for longer."""
    return answer["status"] in _PASSING and not is_full(str(answer["error"]))


def _explained(answers: Sequence[Answer]) -> Exception:
    """What it means that documents were not taken: what befell the request, or the first of them
    that will not be taken either when they are sent again."""
    worst = next((each for each in answers if not _may_pass(each)), answers[0])
    if failure := worst.get("exception"):
        found: Exception = failure
        return found
    shown = {name: value for name, value in worst.items() if name != "data"}
    _log.warning("the search cluster refused documents, the first: %s", shown)
    if refusal := refused(worst["status"], str(worst.get("error"))):
        return refusal
    return ClusterError("the search cluster took not all of the articles; reload the coverage")
