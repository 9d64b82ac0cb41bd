"""An index whose files were damaged, cut short or made by another version is built again."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from index_states import answers, first_state

from knowledge import Coverage
from knowledge.index.disk import articles as texts
from knowledge.index.disk import generation
from knowledge.index.disk.articles import DamagedError
from knowledge.index.disk.store import settings


@pytest.fixture
def built(tmp_path: Path) -> Path:
    return first_state(tmp_path)


@pytest.fixture
def expected(built: Path) -> Any:
    """What the index answers before it is damaged."""
    return answers(built)


def test_every_flip_in_the_header_is_noticed(built: Path) -> None:
    (path,) = built.glob("generation-*")
    whole = path.read_bytes()
    size = int.from_bytes(whole[12:16], "little") + 20
    assert b'"settings"' in whole[:size]
    for place in range(size):
        for bit in (1 << place % 8, 0xFF):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :])
            with pytest.raises(DamagedError):
                generation.read(path, settings())


def test_flips_elsewhere_are_noticed_or_harmless(built: Path, expected: Any) -> None:
    chance = random.Random(7)
    files = {path: path.read_bytes() for path in sorted(built.iterdir()) if path.name != "lock"}
    noticed = 0
    for _ in range(1000):
        path = chance.choice(list(files))
        whole = files[path]
        place = chance.randrange(len(whole))
        with path.open("r+b") as stream:
            stream.seek(place)
            stream.write(bytes([whole[place] ^ chance.randrange(1, 256)]))
        try:
            found = answers(built)
        except DamagedError:
            noticed += 1
        else:
            noticed += found is None
            assert found in (None, expected)
        path.write_bytes(whole)
    assert noticed > 800  # the rest fell between arrays or in a text no question asked for


@pytest.mark.parametrize("cut", [0, 5, 19, 20, 500, -1])
def test_a_file_cut_short_is_built_again_and_told_of_once(
    built: Path, cut: int, expected: Any, caplog: pytest.LogCaptureFixture
) -> None:
    (path,) = built.glob("generation-*")
    path.write_bytes(path.read_bytes()[:cut])
    with Coverage.open([built.parents[1] / "articles"], built.parent) as coverage:
        assert coverage.opened.added == 24
    (told,) = caplog.messages
    assert told.endswith("will be built again")
    assert answers(built) == expected


def test_a_foreign_file_and_a_missing_text_are_built_again(
    built: Path, expected: Any, caplog: pytest.LogCaptureFixture
) -> None:
    (built / "generation-00000099.index").write_bytes(b"PK\x03\x04 not ours" * 10)
    with Coverage.open([built.parents[1] / "articles"], built.parent) as coverage:
        assert coverage.opened.added == 0  # the one before it is whole and counts
    assert "another program" in caplog.text
    next(built.glob("articles-*")).unlink()
    with Coverage.open([built.parents[1] / "articles"], built.parent) as coverage:
        assert coverage.opened.added == 24
    assert "is missing" in caplog.text
    assert answers(built) == expected


def test_other_settings_build_again(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    others = {**settings(), "k1": 1.5}
    monkeypatch.setattr("knowledge.index.disk.store.settings", lambda: others)
    with Coverage.open([built.parents[1] / "articles"], built.parent) as coverage:
        assert coverage.opened.added == 24


def test_a_text_damaged_while_in_use_is_never_cited(
    built: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (path,) = built.glob("articles-*")
    with Coverage.open([built.parents[1] / "articles"], built.parent) as coverage:
        damaged = path.read_bytes().replace(b"bridge", b"brodge")
        with path.open("r+b") as stream:
            stream.write(damaged)
        hits = coverage.search("bridge")
        assert hits
        assert all("bridge" in hit.passage.text for hit in hits)
    assert "building the index again" in caplog.text


def test_every_flip_in_the_first_bytes_of_a_text_file_is_noticed(built: Path) -> None:
    (path,) = built.glob("articles-*")
    whole = path.read_bytes()
    for place in range(len(texts.MAGIC)):
        for bit in range(8):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :])
            assert answers(built) is None
    path.write_bytes(whole)
    assert answers(built)
