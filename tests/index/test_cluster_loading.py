"""Documents sent to a search cluster that has too much to do, is full, or loses shards."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

pytest.importorskip("opensearchpy", reason="needs the opensearch extra")

from fake_cluster import Troubled, keeping, serving

from knowledge import ClusterError
from knowledge.index.opensearch import loading as module
from knowledge.index.opensearch.cluster import Cluster
from knowledge.index.opensearch.loading import load

LOST = {"type": "unavailable_shards_exception", "reason": "primary shard is not active"}
FULL = {"type": "cluster_block_exception", "reason": "index has read-only-allow-delete block"}
LACKING = {
    "type": "security_exception",
    "reason": "no permissions for [indices:data/write/index] and User [name=dateline]",
}
WRONG = {"type": "strict_dynamic_mapping_exception", "reason": "introducing [x] is not allowed"}


@pytest.fixture
def troubled(monkeypatch: pytest.MonkeyPatch) -> Iterator[Troubled]:
    monkeypatch.setattr(module, "_PAUSES", (0.01,) * 3)
    monkeypatch.setattr(module, "_SENDERS", 1)
    with serving() as found:
        keeping(found)
        yield found


def documents(number: int) -> Iterator[dict[str, Any]]:
    for each in range(number):
        yield {"_index": "any", "_id": str(each), "terms": "a"}


def loaded(troubled: Troubled, number: int) -> list[int]:
    """What is told while so many documents are loaded; all of them are there then."""
    told: list[int] = []
    cluster = Cluster(troubled.settings)
    load(cluster, documents(number), told.append)
    assert cluster.do(lambda client: client.count(index="any"))["count"] == number
    return told


def refusing(troubled: Troubled, answers: Sequence[tuple[int, dict[str, Any]]]) -> None:
    """Has the first document of each of the next requests refused so, with a status and an error,
    and the others taken."""
    does, left = troubled.answer, list(answers)
    assert does

    def answer(method: str, path: str, text: str) -> tuple[int, Any] | None:
        if not path.startswith("/_bulk") or not left:
            return does(method, path, text)
        status, error = left.pop(0)
        first, rest = text.splitlines()[:2], text.splitlines()[2:]
        about = {**json.loads(first[0])["index"], "status": status, "error": error}
        found = does(method, path, "\n".join(rest))
        assert found
        return 200, {"items": [{"index": about}, *found[1]["items"]]}

    troubled.answer = answer


@pytest.mark.parametrize("status", [429, 503])
def test_a_request_that_is_refused_for_a_while_is_made_again(
    troubled: Troubled, status: int
) -> None:
    does, left = troubled.answer, [status, status]
    assert does

    def answer(method: str, path: str, text: str) -> tuple[int, Any] | None:
        if path.startswith("/_bulk") and left:
            return left.pop(), {"error": {"type": "rejected_execution_exception"}}
        return does(method, path, text)

    troubled.answer = answer
    assert loaded(troubled, 3)[-1] == 3
    assert not left


def test_documents_of_a_shard_that_is_lost_are_sent_again(troubled: Troubled) -> None:
    refusing(troubled, [(503, LOST), (429, LOST)])
    assert loaded(troubled, 3) == [2, 2, 3]


def test_how_far_it_is_is_told(troubled: Troubled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CHUNK", 4)
    assert loaded(troubled, 10) == [4, 8, 10]


@pytest.mark.parametrize(
    ("status", "error", "told", "sent"),
    [
        (429, FULL, "disks are full; make room there", 1),
        (403, LACKING, "not allow the bot's user indices:data/write/index; give it the role", 1),
        (400, WRONG, "took not all of the articles; reload the coverage", 1),
        (503, LOST, "took not all of the articles; reload the coverage", 4),
    ],
)
def test_what_stays_refused_is_told(
    troubled: Troubled, status: int, error: dict[str, Any], told: str, sent: int
) -> None:
    refusing(troubled, [(status, error)] * 9)
    with pytest.raises(ClusterError, match=told):
        load(Cluster(troubled.settings), documents(2), id)
    assert troubled.asked == sent


def test_what_is_gone_already_can_be_taken_out(troubled: Troubled) -> None:
    loaded(troubled, 1)
    deleted = [{"_op_type": "delete", "_index": "any", "_id": each} for each in ("0", "1")]
    cluster = Cluster(troubled.settings)
    load(cluster, deleted, id)
    assert cluster.do(lambda client: client.count(index="any"))["count"] == 0


def test_loading_ends_where_a_part_is_refused(troubled: Troubled) -> None:
    troubled.answer = lambda method, path, text: (401, {})
    given = []

    def many() -> Iterator[dict[str, Any]]:
        for each in documents(50_000):
            given.append(each)
            yield each

    with pytest.raises(ClusterError, match="does not know the bot's user"):
        load(Cluster(troubled.settings), many(), id)
    assert len(given) < 10_000
