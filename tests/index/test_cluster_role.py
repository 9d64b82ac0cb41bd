"""The role that docs/scale.md gives the bot in a search cluster: all that it asks for, no more.

The plugin that checks roles is not in the distribution that the tests start, so this goes by the
names that OpenSearch's documentation has for what is asked, and for what a group allows.
"""

from __future__ import annotations

import re
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("opensearchpy", reason="needs the opensearch extra")

import yaml
from fake_cluster import keeping, serving
from small_coverage import HARBOUR, OTTERS, write

from knowledge import Collections, Coverage

DOCS = Path(__file__).parents[2] / "docs" / "scale.md"
GROUPS = {
    "read": ("indices:data/read*",),
    "write": ("indices:data/write*", "indices:admin/mapping/put"),
    "create_index": ("indices:admin/create", "indices:admin/mapping/put"),
    "manage_aliases": ("indices:admin/aliases*",),
}
# What requests need, by their method and path: of the cluster, and of the index.
NEEDED = {
    r"GET /": ("cluster:monitor/main", None),
    r"GET /_cluster/health/.*": ("cluster:monitor/health", None),
    r"PUT /_index_template/\w+": ("indices:admin/index_template/put", None),
    r"POST /_bulk": ("indices:data/write/bulk", "indices:data/write/bulk[s]"),
    r"POST /_aliases": (None, "indices:admin/aliases"),
    r"GET /[\w-]+-\*": (None, "indices:admin/get"),
    r"PUT /[\w-]+": (None, "indices:admin/create"),
    r"DELETE /[\w-]+": (None, "indices:admin/delete"),
    r"POST /[\w-]+/_refresh": (None, "indices:admin/refresh"),
    r"POST /[\w,-]+/(_count|_search)": (None, "indices:data/read/search"),
}


def test_the_role_allows_what_the_bot_asks_for_and_no_more(tmp_path: Path) -> None:
    needed = [NEEDED[pattern] for pattern in asked_for(tmp_path)]
    text = re.search(r"```yaml\n(dateline:.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert text
    role = yaml.safe_load(text[1])["dateline"]
    (indexes,) = role["index_permissions"]
    assert indexes["index_patterns"] == ["dateline-*"]
    assert set(role["cluster_permissions"]) == {each for each, _ in needed if each}
    allowed = {each: GROUPS.get(each, (each,)) for each in indexes["allowed_actions"]}
    used: set[str] = set()
    for action in {each for _, each in needed if each}:
        by = {
            name
            for name, patterns in allowed.items()
            if any(fnmatchcase(action, pattern) for pattern in patterns)
        }
        assert by, f"nothing allows {action}"
        used |= by
    assert used == allowed.keys()


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
