"""A cluster with OpenSearch's security plugin: what the bot's user may do there, and no more.

The role and the user are made by the lines of docs/scale.md, word for word.
"""

from __future__ import annotations

import json
import logging
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("opensearchpy", reason="needs the opensearch extra")

import secured_cluster
from newsroom import Newsroom, running
from running import run
from search_cluster import UnavailableError
from secured_cluster import SecuredCluster
from small_coverage import ARTICLES, HARBOUR, OPENING, OTTERS, PLANT, write
from standin import StandIn

from knowledge import Collections, Coverage, KnowledgeError, SearchCluster, check_cluster
from knowledge.index.disk import generation
from knowledge.index.opensearch import engine
from knowledge.index.opensearch.cluster import Cluster, connection

# A node takes half a minute to start, and each of a dozen permissions is taken away once.
pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]

DOCS = Path(__file__).parents[2] / "docs" / "scale.md"
SCRIPT = re.findall(r"```sh\n(put\(\).*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)[0]
ROLE = json.loads(re.findall(r"put roles/dateline <<'END'\n(.*?)END\n", SCRIPT, re.DOTALL)[0])
CLUSTER = ROLE["cluster_permissions"]
INDEXES = ROLE["index_permissions"][0]["allowed_actions"]
PASSWORD = "seventy-seven otters"
LACKING = re.compile(r"does not allow the bot's user (.+?); give it the role of docs/scale\.md")


@pytest.fixture(scope="module")
def started() -> Iterator[SecuredCluster]:
    """A node on which an admin has run what the page says, by the node's address and certificate
    and with the admin's password, for which nobody is there to be asked."""
    if shutil.which("curl") is None:
        pytest.skip("needs curl")
    try:
        with secured_cluster.running() as cluster:
            script = SCRIPT
            for shown, ours in (
                ("https://search-1.example:9200", cluster.address),
                ("/etc/dateline/search-ca.pem", str(cluster.ca_file)),
                ("--user admin", f"--user {cluster.user}:{cluster.password}"),
            ):
                assert shown in script
                script = script.replace(shown, ours)
            env = {"DATELINE_INDEX_PASSWORD": PASSWORD, "PATH": "/usr/bin:/bin"}
            done = subprocess.run(["sh", "-e", "-c", script], env=env, capture_output=True)
            assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
            warm_up(cluster)
            yield cluster
    except UnavailableError as error:
        pytest.skip(f"needs OpenSearch with its security plugin: {error}")


@pytest.fixture
def cluster(started: SecuredCluster) -> Iterator[SecuredCluster]:
    """The node, with nothing on it before and after a test."""
    yield started
    connection.cache_clear()
    started.configure("roles/dateline", ROLE)
    for name in names(started, "*"):
        if not name.startswith("."):
            started.ask("DELETE", f"/{name}")


def warm_up(cluster: SecuredCluster) -> None:
    """Waits until a node that has just started is as quick as readers want it."""
    quick = 0
    while quick < 10:
        began = time.monotonic()
        cluster.ask_as("dateline", PASSWORD, "GET", "/dateline-*/_search")
        quick = quick + 1 if time.monotonic() - began < 0.5 else 0


def names(cluster: SecuredCluster, pattern: str) -> list[str]:
    found = cluster.ask("GET", f"/_cat/indices/{pattern}?format=json")[1]
    return sorted(each["index"] for each in found)


def without(cluster: SecuredCluster, permission: str) -> None:
    """Takes a permission from the role."""
    indexes = {**ROLE["index_permissions"][0]}
    indexes["allowed_actions"] = [each for each in INDEXES if each != permission]
    rest = [each for each in CLUSTER if each != permission]
    role = {"cluster_permissions": rest, "index_permissions": [indexes]}
    cluster.configure("roles/dateline", role)


def settings(cluster: SecuredCluster) -> SearchCluster:
    return SearchCluster(
        (cluster.address,),
        user="dateline",
        password=PASSWORD,
        ca_file=cluster.ca_file,
        replicas=0,
        patience=100,
    )


def lived(folder: Path, where: SearchCluster, patch: pytest.MonkeyPatch) -> list[Any]:
    """What comes of all that a bot asks a cluster for."""
    connection.cache_clear()
    check_cluster(where)
    news = write(folder / "news.jsonl", [HARBOUR, OPENING, PLANT])

    def opened() -> Coverage:
        return Coverage.open([news], folder / "data", cluster=where, reader_threads=0)

    with opened() as base:
        write(news, [HARBOUR, {**OPENING, "text": "A storm came from Skarholm."}, OTTERS])
        base.reload()
        came = found(base, "storm otters plant")
        answer = base.ask("Who opened the harbour of Veldrun?").answer
        state = base.status().cluster
        collections = Collections(base, folder / "servers")
        for server in (1, 2):
            with collections.use(server) as one:
                one.add_file("own.jsonl", json.dumps({**OTTERS, "id": f"own{server}"}).encode())
                own = found(one, "otters")
        collections.close()
        collections.give_up(1, date(2025, 1, 1))
        collections.delete_given_up(date(2025, 3, 1))
    patch.setattr(generation, "VERSION", generation.VERSION + 1)
    with opened() as base:
        changed = found(base, "storm otters plant")
        patch.setattr(engine, "_KEPT_SECONDS", 0)
        write(news, [HARBOUR, OTTERS])
        base.reload()
    return [came, answer and "Ilse Harkan" in answer, state and state.colour, own, changed]


def found(coverage: Coverage, words: str) -> set[str]:
    return {hit.passage.article.id for hit in coverage.search(words)}


def test_by_the_role_of_the_docs_nothing_is_refused(
    tmp_path: Path,
    cluster: SecuredCluster,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING, "knowledge"):
        assert lived(tmp_path, settings(cluster), monkeypatch) == [
            {"opening", "otters"},
            True,
            "green",
            {"otters", "own2"},
            {"opening", "otters"},
        ]
    told = [each for each in caplog.messages if "another version of this program" not in each]
    assert told == []
    indexes = [name.rpartition("-")[0] for name in names(cluster, "*") if name[0] != "."]
    assert indexes == ["dateline-2", "dateline-base"]  # those of server 1 and of before are gone


@pytest.mark.parametrize("permission", [*CLUSTER, *INDEXES])
def test_without_any_of_it_something_is_refused_and_told(
    tmp_path: Path,
    cluster: SecuredCluster,
    permission: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    without(cluster, permission)
    told: list[str] = []
    with caplog.at_level(logging.WARNING, "knowledge"):
        try:
            came = lived(tmp_path, settings(cluster), monkeypatch)
            told += [str(connection(settings(cluster)).state().error)] if came[2] is None else []
        except KnowledgeError as error:
            told.append(str(error))
    lacking = {each for text in [*told, *caplog.messages] for each in LACKING.findall(text)}
    assert lacking == {permission}
    assert PASSWORD not in "".join([*told, *caplog.messages])


def test_nothing_of_another_prefix_can_be_read_or_changed(cluster: SecuredCluster) -> None:
    other, ours = "other-base-1", "dateline-base-1"
    assert cluster.ask("PUT", f"/{other}/_doc/1?refresh=true", {"terms": "otters"})[0] == 201
    assert cluster.ask("PUT", f"/{ours}/_doc/1?refresh=true", {"terms": "otters"})[0] == 201
    both = f"{ours},{other}"
    before = cluster.ask("GET", f"/{both}")

    def ask(method: str, path: str, body: Any = None) -> tuple[int, Any]:
        return cluster.ask_as("dateline", PASSWORD, method, path, body)

    assert ask("GET", f"/{ours}/_search")[1]["hits"]["total"]["value"] == 1
    actions = [
        {"add": {"index": other, "alias": "dateline-mine"}},
        {"remove_index": {"index": other}},
    ]
    template = {"index_patterns": ["other-*"], "template": {"aliases": {"dateline-mine": {}}}}
    refused: Sequence[tuple[str, str, Any]] = [
        *(("GET", f"/{which}/_search", None) for which in (other, "other-*", "*", both)),
        ("GET", "/_search", None),
        ("GET", f"/{other}/_doc/1", None),
        ("GET", f"/{other}", None),
        ("GET", "/*", None),
        ("GET", "/_cat/indices", None),
        ("GET", "/_cluster/state", None),
        ("POST", "/_msearch", f'{{"index": "{other}"}}\n{{}}\n'),
        ("GET", "/_mget", {"docs": [{"_index": other, "_id": "1"}]}),
        ("PUT", f"/{other}/_doc/2", {"terms": "mine"}),
        ("PUT", "/other-base-2", {}),
        ("PUT", f"/{other}/_settings", {"index.number_of_replicas": 0}),
        ("PUT", f"/{other}/_mapping", {"properties": {"mine": {"type": "keyword"}}}),
        ("POST", f"/{other}/_refresh", None),
        ("POST", f"/{other}/_close", None),
        *(("DELETE", f"/{which}", None) for which in (other, "other-*", "*", both)),
        *(("POST", "/_aliases", {"actions": [each]}) for each in actions),
        ("PUT", "/_index_template/other", template),
        ("PUT", "/_cluster/settings", {"persistent": {"action.auto_create_index": "false"}}),
        ("GET", "/_plugins/_security/api/internalusers", None),
    ]
    assert [(each, status) for each in refused if (status := ask(*each)[0]) != 403] == []
    for what, document in (("index", "{}\n"), ("delete", "")):
        line = json.dumps({what: {"_index": other, "_id": "1"}})
        items = ask("POST", "/_bulk", f"{line}\n{document}")[1]["items"]
        assert [each["status"] for item in items for each in item.values()] == [403]
    assert cluster.ask("GET", f"/{both}") == before
    assert cluster.ask("GET", f"/{other}/_doc/1")[1]["_source"] == {"terms": "otters"}


def test_a_wrong_password_is_told_without_it(cluster: SecuredCluster) -> None:
    for wrong in (
        replace(settings(cluster), password="wrong words"),
        replace(settings(cluster), user=None, password=None),
    ):
        with pytest.raises(KnowledgeError, match="does not know the bot's user or its") as caught:
            Cluster(wrong).check()
        assert "wrong words" not in str(caught.value)


def configured(folder: Path, cluster: SecuredCluster, password: str) -> Path:
    """A file of settings by which the program asks the cluster."""
    write(folder / "news.jsonl", ARTICLES)
    index = {
        "engine": "opensearch",
        "hosts": [cluster.address],
        "user": "dateline",
        "password": password,
        "ca_file": str(cluster.ca_file),
        "replicas": 0,
    }
    sections = {
        "coverage": {"paths": [str(folder / "news.jsonl")]},
        "data_dir": str(folder / "data"),
        "answer": {"reader": False},
        "index": index,
    }
    path = folder / "bot.yaml"
    path.write_text(json.dumps(sections))
    return path


def test_the_commands_go_well(tmp_path: Path, cluster: SecuredCluster) -> None:
    config = configured(tmp_path, cluster, PASSWORD)
    for command, told in (
        (["index"], "5 articles"),
        (["check"], "0 problems found"),
        (["ask", "Who opened the harbour of Veldrun?"], "Ilse Harkan"),
        (["coverage", "status"], "green"),
    ):
        done = run("--config", config, *command)
        assert done.returncode == 0, done.stderr
        assert told in done.stdout + done.stderr
    done = run("--config", config, "doctor")
    assert "search cluster: is green, with 1 node" in done.stdout


def test_a_refused_user_is_told_by_each_command(tmp_path: Path, cluster: SecuredCluster) -> None:
    config = configured(tmp_path, cluster, "wrong words")
    for command in (
        ["index"],
        ["check"],
        ["ask", "Who opened the harbour?"],
        ["doctor"],
    ):
        done = run("--config", config, *command)
        said = done.stdout + done.stderr
        assert done.returncode != 0
        assert "correct index.user and index.password" in said
        assert "wrong words" not in said
        assert "Traceback" not in said


async def test_a_reader_is_told_what_the_cluster_no_longer_allows(
    tmp_path: Path, cluster: SecuredCluster
) -> None:
    index = {"engine": "opensearch", "hosts": [cluster.address], "user": "dateline", "replicas": 0}
    index |= {"password": PASSWORD, "ca_file": str(cluster.ca_file)}
    room = Newsroom(tmp_path / "room", {"answer": {"reader": False}, "index": index})
    async with StandIn(rate_limits=False) as discord:
        discord.patience = 60
        async with running(room, discord, unexpected="Traceback"):
            asked = await discord.slash("ask", question="When does Xi visit Moscow?")
            assert "May 10, 2025" in asked.plain
            without(cluster, "indices:data/read/search")
            asked = await discord.slash("ask", question="When is the parade in Moscow?")
            assert LACKING.findall(asked.plain) == ["indices:data/read/search"]
            assert PASSWORD not in asked.plain
        assert discord.violations == []
