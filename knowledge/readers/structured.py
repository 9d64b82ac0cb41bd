"""What newspapers state about an article as data (JSON-LD, in the words of schema.org)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from lxml.etree import _Element

_TYPE = "application/ld+json"
_ARTICLES = ("Article", "Posting", "Report")
# An article's data is a few objects deep and some dozen in number.
_MOST_NODES = 1000


def article_data(tree: _Element) -> Mapping[str, Any]:
    """The properties of the article that a page is about; empty where it states none."""
    for script in tree.iterfind(f".//script[@type='{_TYPE}']"):
        try:
            value = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for node in _nodes(value):
            kinds = node.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(kind, str) and kind.endswith(_ARTICLES) for kind in kinds):
                return node
    return {}


def _nodes(value: Any) -> Iterator[Mapping[str, Any]]:
    """The objects at the top of a value and in its lists and graphs."""
    pending = [value]
    for _ in range(_MOST_NODES):
        if not pending:
            return
        node = pending.pop(0)
        if isinstance(node, dict):
            yield node
            pending.append(node.get("@graph"))
            pending.append(node.get("mainEntity"))
        elif isinstance(node, list):
            pending.extend(node[:_MOST_NODES])
