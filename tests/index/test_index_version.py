"""The version of the index is raised when files of articles are made into something else.

Run as a program, this writes the golden file anew:
`PYTHONPATH=.:tests/support python tests/index/test_index_version.py`.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from contextlib import chdir
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from pdf import pdf

from knowledge.index.build.refresh import refresh
from knowledge.index.disk import generation
from knowledge.index.disk.store import settings
from knowledge.passages import split_passages

HERE = Path(__file__).parent / "golden"
GOLDEN = HERE / "index.json"
PREFIX = 20  # bytes before the header, with the version itself
# With other versions of these the same files may rightly be made into something else.
LIBRARIES = (
    *("PyStemmer", "sentencex", "rensa", "trafilatura", "lxml", "pypdf"),
    *("stop-words", "cld3-py", "rjieba", "tinysegmenter"),
)
REPORT = pdf("Night trains\n\nA night train from Veldrun to Skarholm starts on May 2, 2025.")
UPDATE = "PYTHONPATH=.:tests/support python tests/index/test_index_version.py"


def made() -> dict[str, Any]:
    """What the golden articles are made into, as digests."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, chdir(folder):
        shutil.copytree(HERE / "articles", "articles")
        Path("articles", "report.pdf").write_bytes(REPORT)
        for path in Path("articles").iterdir():
            os.utime(path, ns=(0, 0))
        unreadable = refresh([Path("articles")], Path("data")).unreadable
        assert not unreadable, unreadable
        (texts,) = Path("data").glob("articles-*")
        (index,) = Path("data").glob("generation-*")
        stored = generation.read(index, settings())
        # The settings hold versions of libraries; those of other libraries are no change of ours.
        generation.write(Path("bare"), stored.generation, {})
        spans = [
            passage.sentences()
            for article in stored.articles
            for passage in split_passages(article)
        ]
        return {
            "version": generation.VERSION,
            "articles": sha256(texts.read_bytes()).hexdigest(),
            "sentences": sha256(json.dumps(spans).encode()).hexdigest(),
            "index": sha256(Path("bare").read_bytes()[PREFIX:]).hexdigest(),
        }


def libraries() -> dict[str, str]:
    return {name: version(name) for name in LIBRARIES}


def test_the_version_is_raised_when_the_index_changes() -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    if libraries() != golden.pop("libraries"):
        pytest.skip("other versions of the libraries than those the golden file was made with")
    now = made()
    parts = ("articles", "sentences", "index")
    changed = [part for part in parts if now[part] != golden[part]]
    where = "VERSION in knowledge/index/disk/generation.py"
    if now["version"] == golden["version"]:
        assert not changed, (
            f"the golden files' {' and '.join(changed)} came out otherwise than before, so every "
            f"index has to be built again: raise {where}, then run {UPDATE}"
        )
    assert now == golden, f"{where} was changed; run {UPDATE}"


def test_nothing_else_of_the_code_counts() -> None:
    assert settings().keys() == {
        *("stemmer", "sentences", "sketches"),
        *("stop_words", "detector", "chinese", "japanese"),
        *("target_words", "k1", "b"),
    }


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps({"libraries": libraries(), **made()}, indent=2) + "\n")
