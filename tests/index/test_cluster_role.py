"""The role that docs/scale.md gives the bot in a search cluster: all that it asks for, no more.

This goes by what the security plugin was seen to want for each request, as it is in
`test_secured_cluster.py`, which takes the plugin itself and minutes.
"""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("opensearchpy", reason="needs the opensearch extra")

from fake_cluster import keeping, serving
from small_coverage import HARBOUR, OTTERS, write

from knowledge import Collections, Coverage

DOCS = Path(__file__).parents[2] / "docs" / "scale.md"
# What requests need, by their method and path: of the cluster, and of the index.
NEEDED: dict[str, tuple[str | None, set[str]]] = {
    r"GET /": ("cluster:monitor/main", set()),
    r"GET /_cluster/health/.*": ("cluster:monitor/health", set()),
    r"POST /_bulk": (
        "indices:data/write/bulk",
        {f"indices:data/write/{each}" for each in ("bulk[s]", "index", "delete")},
    ),
    r"POST /_aliases": (None, {"indices:admin/aliases"}),
    r"GET /[\w-]+-\*": (None, {"indices:admin/get"}),
    r"PUT /[\w-]+": (None, {"indices:admin/create", "indices:admin/aliases"}),
    r"DELETE /[\w-]+": (None, {"indices:admin/delete"}),
    r"POST /[\w-]+/_refresh": (None, {"indices:admin/refresh", "indices:admin/refresh[s]"}),
    r"POST /[\w,-]+/(_count|_search)": (None, {"indices:data/read/search"}),
}


def test_the_role_allows_what_the_bot_asks_for_and_no_more(tmp_path: Path) -> None:
    needed = [NEEDED[pattern] for pattern in asked_for(tmp_path)]
    text = re.search(
        r"^put roles/dateline <<'END'\n(.*?)^END", DOCS.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert text
    role = json.loads(text[1])
    (indexes,) = role["index_permissions"]
    assert indexes["index_patterns"] == ["dateline-*"]
    assert set(role["cluster_permissions"]) == {each for each, _ in needed if each}
    assert set(indexes["allowed_actions"]) == set().union(*(each for _, each in needed))


def asked_for(tmp_path: Path) -> set[str]:
    """What is asked while articles come and go, in the base and in a server's collection."""
    found: set[str] = set()
    with serving() as troubled:
        keeping(troubled)
        does = troubled.answer
        assert does

        def note(method: str, path: str, text: str) -> tuple[int, Any] | None:
            request = f"{method} {path.partition('?')[0]}"
            (pattern,) = (each for each in NEEDED if re.fullmatch(each, request))
            found.add(pattern)
            return does(method, path, text)

        troubled.answer = note
        news = write(tmp_path / "news.jsonl", [HARBOUR, OTTERS])
        with Coverage.open([news], tmp_path / "data", cluster=troubled.settings) as base:
            collections = Collections(base, tmp_path / "servers")
            with collections.use(1) as one:
                one.add_file("own.txt", b"The otters of the Tarn swim again.")
                assert one.search("otters")
            write(news, [OTTERS])
            base.reload()
            collections.close()
            collections.give_up(1, date(2025, 1, 1))
            assert collections.delete_given_up(date(2025, 3, 1)) == [1]
    return found
