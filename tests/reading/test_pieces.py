"""Word pieces: what a text means of a question, in its words and in others."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hostile import TEXT as HOSTILE
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.reading.encoding import Encoder
from knowledge.reading.pieces import Pieces
from knowledge.reading.reader import MODEL, Reader, ReaderError

ANY = HOSTILE.map(lambda text: text.replace("\ud800", "�"))
PIECES = Pieces(MODEL, Encoder(MODEL / "tokenizer.json"))


def own(question: str, *sentences: str) -> list[float]:
    ((*found,),) = PIECES.compare(question, [("", sentences)])
    return [each.own for each in found]


def test_a_sentence_means_itself() -> None:
    (share,) = own("Who won the election?", "Who won the election?")
    assert share == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize(
    ("question", "means", "does_not"),
    [
        (
            "when did the plane crash",
            "The aircraft came down on Monday.",
            "Rice was sold on Monday.",
        ),
        ("who purchased the firm", "A rival bought the company.", "It rained in the north."),
        ("how many people died", "At least forty were killed.", "The bakery opened at nine."),
    ],
)
def test_other_words_for_the_same_mean_it(question: str, means: str, does_not: str) -> None:
    near, far = own(question, means, does_not)
    assert near > far + 0.1


def test_filler_weighs_little() -> None:
    sentence = "The bridge was closed in March after a crack was found."
    plain, filled = (
        own("when was the bridge closed", sentence),
        own("lol anyone know when was the bridge closed pls", sentence),
    )
    assert filled[0] > 0.7 * plain[0]


def test_neighbours_title_and_passage_count_for_those_around() -> None:
    sentences = ["It was closed.", "Rain fell.", "Cats slept.", "Nobody spoke."]
    ((first, second, third, last),) = PIECES.compare("closed bridge", [("Old bridge", sentences)])
    assert second.near > second.own
    assert third.near < second.near
    assert first.titled > first.near
    assert first.passage == last.passage >= max(first.own, last.near)


def test_nothing_asked_or_told_means_nothing() -> None:
    assert own("", "A sentence.") == [0.0]
    assert own("who", "") == [0.0]
    assert PIECES.compare("who", []) == []
    assert PIECES.compare("who", [("title", [])]) == [[]]


@settings(max_examples=60, deadline=None)
@given(ANY, ANY, st.lists(ANY, max_size=4))
def test_shares_are_between_nothing_and_all(
    question: str, title: str, sentences: list[str]
) -> None:
    (found,) = PIECES.compare(question, [(title, sentences)])
    assert len(found) == len(sentences)
    for each in found:
        assert 0.0 <= each.own <= each.near <= each.titled <= 1.05
        assert each.own <= each.passage <= 1.05


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 and no more"])
def test_a_missing_or_damaged_file_is_named(tmp_path: Path, content: bytes | None) -> None:
    folder = tmp_path / "model"
    shutil.copytree(MODEL, folder)
    (folder / "pieces.npz").unlink()
    if content is not None:
        (folder / "pieces.npz").write_bytes(content)
    with pytest.raises(ReaderError, match="the reader's model model cannot be used"):
        Reader(folder)
