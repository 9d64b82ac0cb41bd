"""Spelling: slips are read as words of the coverage, and nothing else is."""

from __future__ import annotations

import pytest
from hostile import TEXT
from hypothesis import given
from hypothesis import strategies as st
from small_index import ANALYZER, index_of

from knowledge.article import Article
from knowledge.index import Index
from knowledge.questions.spelling import read_misspelt

WORDS = "parliament ceremony harbour kremlin visited agreement veterans solar bridge tarn night"


def index_of_texts(*texts: str) -> Index:
    return index_of(*(Article(f"a{i}", text) for i, text in enumerate(texts)))


INDEX = index_of_texts(WORDS, "parliament voted", "the solar bridge")


def read(word: str, index: Index = INDEX) -> str | None:
    """What a word is read as, its words joined by a blank."""
    readings = read_misspelt(word, index, ANALYZER)
    return None if readings is None else " ".join(reading for reading, _ in readings)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("parliment", "parliament"),  # a letter less
        ("cerremony", "ceremony"),  # a letter more
        ("kramlin", "kremlin"),  # another letter
        ("agreemnet", "agreement"),  # two swapped
        ("rkemlin", "kremlin"),  # the first two swapped
        ("harbor", "harbour"),
        ("Parliment", "parliament"),
        ("parliment's", "parliament"),
        ("parliment’s", "parliament"),
        ("birdge", "bridge"),
    ],
)
def test_one_slip_is_undone(typed: str, meant: str) -> None:
    readings = read_misspelt(typed, INDEX, ANALYZER)
    assert readings
    ((_, term),) = readings
    assert term == ANALYZER.term(meant)


def test_the_reading_is_a_word_and_not_a_stem() -> None:
    assert read("parliment") == "parliament"
    assert read("veternas") == "veterans"
    assert read("vistied") == "visited"


@pytest.mark.parametrize("typed", ["parlaiemnt", "cerremonny", "agremeent"])
def test_two_slips_are_met_in_a_long_word(typed: str) -> None:
    readings = read_misspelt(typed, INDEX, ANALYZER)
    assert readings
    assert readings[0][1] in set(ANALYZER.terms(WORDS))


def test_two_words_typed_as_one_are_parted() -> None:
    assert read("solarbridge") == "solar bridge"
    assert read("tarnnight") == "tarn night"


@pytest.mark.parametrize("typed", ["teh", "whre", "thsi", "wher", "fro"])
def test_a_slip_in_a_stop_word_asks_for_nothing(typed: str) -> None:
    assert read_misspelt(typed, INDEX, ANALYZER) == []


@pytest.mark.parametrize(
    "typed",
    [
        "zebra",
        "volcano",
        "sloarr",
        "2o24",
        "kreml1n",
        "xq",
        "x",
        "",
        "🤔",
        "q" * 41,
        "a" * 9999,
    ],
)
def test_what_is_near_nothing_stays_unknown(typed: str) -> None:
    assert read_misspelt(typed, INDEX, ANALYZER) is None


def test_of_two_readings_the_commoner_word_is_meant() -> None:
    index = index_of_texts("marten", "martin", "martin spoke", "martin left")
    assert read("martn", index) == "martin"


def test_without_articles_no_word_is_read() -> None:
    assert read_misspelt("parliment", index_of_texts(), ANALYZER) is None


@given(
    TEXT
    | st.text(max_size=50)
    | st.sampled_from(WORDS.split()).flatmap(st.permutations).map("".join)
)
def test_whatever_is_read_is_in_the_coverage(text: str) -> None:
    for token in ANALYZER.tokens(text):
        for reading, term in read_misspelt(text[token.start : token.end], INDEX, ANALYZER) or []:
            assert INDEX.document_frequency(term) > 0
            assert reading
