"""Encoding: tokens that point back at the text, within their bounds, and what each of them is."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import numpy as np
import pytest
from hostile import TEXT as HOSTILE
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from knowledge.reading.encoding import (
    MOST_QUESTION,
    MOST_TOKENS,
    QUESTION,
    SHARED,
    TEXT,
    Encoded,
    Encoder,
    batch,
)
from knowledge.reading.reader import MODEL

# Readers replace lone surrogates, which no output can hold.
ANY = HOSTILE.map(lambda text: text.replace("\ud800", "�"))
ENCODER = Encoder(MODEL / "tokenizer.json")
TOKENIZER = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
BEGIN, PART = (TOKENIZER.token_to_id(name) for name in ("[CLS]", "[SEP]"))


def encode(question: str, title: str, text: str) -> Encoded:
    return ENCODER.encode(ENCODER.question(question), title, text)


def shared(question: str, title: str, text: str) -> list[str]:
    """The words of a text that are marked as the question's."""
    found = encode(question, title, text)
    kinds = found.types[found.first : found.first + len(found.places)]
    whole = f"{title}. {text}" if title else text
    moved = len(whole) - len(text)
    return [
        whole[start + moved : end + moved].lower()
        for kind, (start, end) in zip(kinds, found.places, strict=True)
        if kind == SHARED
    ]


def plain(text: str) -> str:
    """A text in lower case without accents, as the model's vocabulary has it."""
    decomposed = unicodedata.normalize("NFD", text).lower()
    return "".join(char for char in decomposed if unicodedata.category(char) != "Mn")


@given(ANY, ANY, ANY)
@settings(max_examples=60, deadline=None)
def test_the_parts_have_their_places_and_bounds(question: str, title: str, text: str) -> None:
    asked = ENCODER.question(question)
    found = ENCODER.encode(asked, title, text)
    count = len(found.places)
    assert len(found.ids) == len(found.types) == found.first + count + 1 <= MOST_TOKENS
    assert found.first == len(asked) + 2
    assert found.ids[: found.first] == [BEGIN, *asked, PART]
    assert found.ids[-1] == PART
    assert set(found.types[: found.first]) == {QUESTION}
    assert set(found.types[found.first :]) <= {TEXT, SHARED}
    assert found.types[-1] == TEXT


@given(ANY, ANY)
@settings(max_examples=60, deadline=None)
def test_the_places_lie_in_the_text_in_order(title: str, text: str) -> None:
    places = encode("when", title, text).places
    lead = len(title) + 2 if title else 0
    assert all(-lead <= start <= end <= len(text) for start, end in places)
    assert all(one[0] <= other[0] for one, other in pairwise(places))
    for start, end in places:
        assert start >= 0 or end <= 0  # no token is of title and text at once


words = st.lists(
    st.sampled_from("The ferry, Müller’s 1,200 U.S. “Tarn” naïve €5m — İzmir 北京 Ångström".split())
).map(" ".join)


@given(words, words)
@settings(max_examples=60, deadline=None)
def test_what_a_place_points_at_is_its_token(title: str, text: str) -> None:
    found = encode("when", title, text)
    for token, (start, end) in zip(found.ids[found.first :], found.places, strict=False):
        piece = str(TOKENIZER.id_to_token(token)).removeprefix("##")
        if start >= 0 and piece != "[UNK]":
            assert plain(text[start:end]) == plain(piece)


def test_a_long_text_is_cut_at_its_end() -> None:
    found = encode("when", "A title", "ferry " * 500)
    assert len(found.ids) == MOST_TOKENS
    assert found.places[-1][1] < len("ferry " * 500)


def test_a_long_question_keeps_its_end() -> None:
    asked = ENCODER.question("ferry " * 100 + "when does it sail to Skarholm")
    assert len(asked) == MOST_QUESTION
    assert asked[-4:] == ENCODER.question("ferry sail to Skarholm")[-4:]
    found = ENCODER.encode(asked, "", "The ferry left at noon.")
    assert len(found.places) == 6


def test_a_title_comes_before_the_text() -> None:
    found = encode("when", "Ferry news", "It sails.")
    before = [place for place in found.places if place[0] < 0]
    assert len(before) == 3  # with its full stop
    assert found.places[3] == (0, 2)


def test_nothing_asked_of_nothing_is_still_encoded() -> None:
    found = encode("", "", "")
    assert (found.ids, found.types) == ([BEGIN, PART, PART], [QUESTION, QUESTION, TEXT])
    assert found.places == []


@pytest.mark.parametrize(
    ("question", "title", "text", "expected"),
    [
        ("When does the ferry sail?", "", "The ferry left. When? It may.", ["ferry"]),
        ("ferry to the bank", "FERRY", "A ferry to a Bank", ["ferry", "ferry", "bank"]),
        ("what is it?", "", "What it is, is it?", []),
        ("ferry", "", "The bus left at noon.", []),
        ("“$5” (5%)!", "", "It cost $5: 5% – “more”!", ["5", "5"]),
    ],
)
def test_words_of_the_question_are_marked_but_no_common_ones(
    question: str, title: str, text: str, expected: list[str]
) -> None:
    found = shared(question, title, text)
    assert [word for word in found if word.isalnum()] == expected


@given(ANY, ANY)
@settings(max_examples=60, deadline=None)
def test_only_tokens_of_the_question_are_marked(question: str, text: str) -> None:
    asked = ENCODER.question(question)
    found = ENCODER.encode(asked, "", text)
    for token, kind in zip(found.ids, found.types, strict=True):
        assert kind != SHARED or token in asked


def test_several_are_padded_to_the_longest() -> None:
    encoded = [encode("when", "", "Rain."), encode("when", "", "The ferry left at noon.")]
    ids, types, mask = batch(encoded)
    width = len(encoded[1].ids)
    assert ids.shape == types.shape == mask.shape == (2, width)
    assert ids.dtype == types.dtype == mask.dtype == np.int64
    for row, each in enumerate(encoded):
        size = len(each.ids)
        assert ids[row, :size].tolist() == each.ids
        assert types[row, :size].tolist() == each.types
        assert mask[row].tolist() == [1] * size + [0] * (width - size)
        assert not ids[row, size:].any()
        assert not types[row, size:].any()
