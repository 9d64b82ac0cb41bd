"""Reading from bytes, for the tests of the readers."""

from __future__ import annotations

import tempfile
from pathlib import Path

from knowledge.article import Article
from knowledge.report import Unreadable
from knowledge.sources.readers import read, scan


def read_bytes(name: str, data: bytes) -> tuple[list[Article], list[Unreadable]]:
    """The articles and the faults of a file of that name and content, alone in a folder `news`."""
    with tempfile.TemporaryDirectory() as root:
        path = Path(root, "news", name)
        path.parent.mkdir()
        path.write_bytes(data)
        found = scan([path.parent])
        items = [item for file in found.files for item in read(file)]
    articles = [item for item in items if isinstance(item, Article)]
    faults = [*found.unreadable, *(item for item in items if isinstance(item, Unreadable))]
    return articles, faults


def read_text(name: str, text: str) -> Article:
    """The one article of a text that has no fault."""
    articles, faults = read_bytes(name, text.encode())
    assert not faults
    (article,) = articles
    return article


def squeeze(text: str) -> str:
    """A text with its white space left aside."""
    return " ".join(text.split())
