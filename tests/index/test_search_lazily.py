"""What a search finds is read when somebody looks at it, as it was when it was found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from knowledge import Coverage
from knowledge.index.disk.articles import DamagedError, StoredArticles

LIBRARY = {"id": "library", "text": "The library of Tarn burned."}
BRIDGE = {"id": "bridge", "text": "The bridge of Tarn was closed."}


def write(folder: Path, *articles: dict[str, str]) -> None:
    """A coverage of these articles."""
    folder.mkdir(exist_ok=True)
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, articles)))


@pytest.fixture
def coverage(tmp_path: Path) -> Coverage:
    write(tmp_path / "articles", LIBRARY, BRIDGE)
    return Coverage.open([tmp_path / "articles"], tmp_path / "data", reader_threads=0)


def test_only_what_is_looked_at_is_read(
    coverage: Coverage, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    original = StoredArticles.record

    def record(articles: StoredArticles, number: int) -> bytes:
        read.append(number)
        return original(articles, number)

    monkeypatch.setattr(StoredArticles, "record", record)
    hits = coverage.search("Tarn")
    assert len(hits) == 2
    assert not read
    assert hits[1].score > 0
    assert hits[1].passage is hits[1].passage
    assert len(read) == 1


def test_hits_stay_what_they_were_after_a_reload_and_the_end(
    coverage: Coverage, tmp_path: Path
) -> None:
    hits = coverage.search("library")
    write(tmp_path / "articles", {**LIBRARY, "text": "No library burned."}, BRIDGE)
    assert coverage.reload().changed == 1
    coverage.close()
    assert hits[0].passage.text == LIBRARY["text"]


def damage(tmp_path: Path) -> None:
    """Another library, in the texts of the index."""
    for path in (tmp_path / "data" / "index").glob("articles-*"):
        damaged = path.read_bytes().replace(b"library of", b"lidrary of")
        with path.open("r+b") as stream:
            stream.write(damaged)


def test_a_text_damaged_before_it_is_looked_at_comes_from_its_file(
    coverage: Coverage, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (hit,) = coverage.search("library")
    damage(tmp_path)
    # The article's number is another one by then.
    write(tmp_path / "articles", BRIDGE, {"id": "a", "text": "A bakery."}, LIBRARY)
    assert hit.passage.text == LIBRARY["text"]
    assert "building the index again" in caplog.text
    assert coverage.search("bakery")


def test_a_damaged_text_whose_article_is_gone_says_so(coverage: Coverage, tmp_path: Path) -> None:
    (hit,) = coverage.search("library")
    damage(tmp_path)
    write(tmp_path / "articles", BRIDGE)
    with pytest.raises(DamagedError, match="damaged"):
        _ = hit.passage
