"""What an OpenSearch cluster keeps of a coverage: lost, half loaded, on full disks, deleted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import engines
import pytest
from small_coverage import ARTICLES, HARBOUR, OTTERS, write

from knowledge import Collections, Coverage, CoverageError, SearchCluster
from knowledge.index.bm25 import B
from knowledge.index.opensearch import engine
from knowledge.index.opensearch.cluster import Cluster, connection
from knowledge.index.opensearch.loading import load

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def where(search_hosts: tuple[str, ...]) -> SearchCluster:
    return engines.at(search_hosts)


def opened(tmp_path: Path, where: SearchCluster, records: Sequence[dict[str, Any]]) -> Coverage:
    folder = tmp_path / "articles"
    folder.mkdir()
    write(folder / "news.jsonl", records)
    return Coverage.open([folder], tmp_path / "data", reader_threads=0, cluster=where)


def test_what_the_cluster_lost_is_put_in_again(tmp_path: Path, where: SearchCluster) -> None:
    with opened(tmp_path, where, ARTICLES) as coverage:
        (name,) = connection(where).do(
            lambda each: list(each.indices.get(index=f"{where.prefix}-*"))
        )
        query = {"query": {"term": {"source": "veldrun herald"}}}
        params = {"refresh": "true"}
        connection(where).do(
            lambda each: each.delete_by_query(index=name, body=query, params=params)
        )
        assert coverage.search("Sunfjord") == []
        coverage.reload()
        assert coverage.search("Sunfjord")
        connection(where).do(lambda each: each.indices.delete(index=name))
        coverage.reload()
        assert coverage.search("Sunfjord")


def test_an_index_is_as_the_settings_say_whatever_others_are_like(
    tmp_path: Path, where: SearchCluster
) -> None:
    where, client = replace(where, shards=2), connection(where)
    others = {
        "settings": {"number_of_shards": 3, "number_of_replicas": 1, "refresh_interval": "1s"},
        "mappings": {"dynamic": "true", "properties": {"article": {"type": "text"}}},
    }
    every = f"{where.prefix}-*"
    body = {"index_patterns": [every], "template": others}
    client.do(lambda each: each.indices.put_index_template(name=where.prefix, body=body))
    try:
        with opened(tmp_path, where, ARTICLES):
            (about,) = client.do(lambda each: each.indices.get(index=every)).values()
    finally:
        client.do(lambda each: each.indices.delete_index_template(name=where.prefix))
    assert about["settings"]["index"]["number_of_shards"] == "2"
    assert about["settings"]["index"]["number_of_replicas"] == "0"
    assert about["settings"]["index"]["refresh_interval"] == "-1"
    assert about["settings"]["index"]["similarity"]["default"]["b"] == str(B)
    assert about["mappings"]["dynamic"] == "strict"
    assert about["mappings"]["properties"]["article"] == {"type": "keyword"}


def test_an_index_that_goes_while_it_is_loaded_is_not_made_by_the_cluster(
    tmp_path: Path, where: SearchCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, every, does = connection(where), f"{where.prefix}-*", load
    with opened(tmp_path, where, [HARBOUR]) as coverage:
        (name,) = client.do(lambda each: each.indices.get(index=every))

        def too_late(*given: Any) -> None:
            client.do(lambda each: each.indices.delete(index=name))
            does(*given)

        write(tmp_path / "articles" / "more.jsonl", [OTTERS])
        with monkeypatch.context() as patch:
            patch.setattr(engine, "load", too_late)
            with pytest.raises(CoverageError, match="took not all of the articles; reload"):
                coverage.reload()
        assert client.do(lambda each: each.indices.get(index=every)) == {}
        coverage.reload()
        assert coverage.search("harbour")
        assert coverage.search("otters")


def test_what_a_load_left_half_done_is_put_right(tmp_path: Path, where: SearchCluster) -> None:
    """Of an article that came, and of one that was to go, some passages are there."""
    long = {**OTTERS, "text": "\n\n".join(f"Otter {n} swims. " * 60 for n in range(4))}
    with opened(tmp_path, where, [HARBOUR, long]) as coverage:
        write(tmp_path / "articles" / "news.jsonl", [long])
        coverage.reload()
        client = connection(where)
        every = f"{where.prefix}-*"
        hits = client.do(lambda each: each.search(index=every, body={"size": 99}))["hits"]["hits"]
        assert len(hits) > 3
        first, last = hits[0], hits[-1]
        client.do(lambda each: each.delete(index=first["_index"], id=first["_id"]))
        gone = {**last["_source"], "article": "f" * 32}
        client.do(lambda each: each.index(index=last["_index"], id=f"{'f' * 32}-2", body=gone))
        client.do(lambda each: each.indices.refresh(index=every))
        write(tmp_path / "articles" / "more.jsonl", [HARBOUR])
        coverage.reload()
        count = client.do(lambda each: each.count(index=every))["count"]
        assert count == coverage.status().passages


def test_on_full_disks_answers_stay_and_nothing_is_lost(
    tmp_path: Path, where: SearchCluster
) -> None:
    with opened(tmp_path, where, [HARBOUR]) as coverage:
        client, every = connection(where), f"{where.prefix}-*"

        def block(is_full: bool | None) -> None:
            body = {"index.blocks.read_only_allow_delete": is_full}
            client.do(lambda each: each.indices.put_settings(index=every, body=body))

        block(True)
        write(tmp_path / "articles" / "more.jsonl", [OTTERS])
        with pytest.raises(
            CoverageError, match=r"disks are full; make room there; the index stays"
        ):
            coverage.reload()
        assert coverage.search("harbour")
        assert coverage.search("otters") == []
        block(None)
        assert coverage.reload().added == 1
        assert coverage.search("otters")


def test_the_health_is_that_of_the_bots_own_indexes(where: SearchCluster) -> None:
    assert connection(where).state().colour == "green"  # before there is any
    other = f"other-{where.prefix}"
    lacking = {"settings": {"index.routing.allocation.require._name": "none"}}
    client = connection(where)
    params = {"wait_for_active_shards": "0", "cluster_manager_timeout": "60s"}
    client.do(lambda each: each.indices.create(index=other, body=lacking, params=params))
    try:
        assert client.do(lambda each: each.cluster.health())["status"] == "red"
        assert Cluster(where).state().colour == "green"
    finally:
        client.do(lambda each: each.indices.delete(index=other))


def test_the_index_of_a_deleted_collection_is_deleted_too(
    tmp_path: Path, where: SearchCluster
) -> None:
    with opened(tmp_path, where, ARTICLES) as base:
        collections = Collections(base, tmp_path / "servers")
        for number in (1, 2):
            with collections.use(number) as one:
                one.add_file("own.jsonl", json.dumps({**OTTERS, "id": "own"}).encode())
        with collections.use(3):
            pass
        client = connection(where)

        def names() -> list[str]:
            found = client.do(lambda each: each.indices.get(index=f"{where.prefix}-*"))
            return sorted(name.split("-")[1] for name in found)

        assert names() == ["1", "2", "base"]  # one without articles has none
        collections.give_up(1, date(2025, 1, 1))
        assert collections.delete_given_up(date(2025, 3, 1)) == [1]
        assert names() == ["2", "base"]
        collections.close()
