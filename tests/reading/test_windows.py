"""Windows: what is read are whole sentences of one passage, few and within their length."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_evidence import HARBOUR, OTTERS, hits_of
from small_index import ANALYZER, index_of

from knowledge.article import Article
from knowledge.questions import Question, read_question
from knowledge.questions.background import Background
from knowledge.reading import Measured, choose_windows, measure
from knowledge.reading.windows import WINDOW_WORDS, window_around

PROMISE = {
    "own": 2.0, "near": 1.0, "title": 1.0, "passage": 1.0, "lacks": -1.0, "found": 1.0, "fits": 1.0,
    "meant": 1.0, "meant_near": 1.0, "meant_titled": 1.0, "meant_passage": 1.0,
}  # fmt: skip

lengths = st.lists(st.integers(1, 40), min_size=1, max_size=12)
sentence = st.lists(
    st.sampled_from("the harbour Veldrun opened rain ferry on 1 June 2024 23 otters why".split()),
    min_size=1,
    max_size=12,
).map(lambda words: f"{' '.join(words).capitalize()}.")
articles = st.lists(
    st.lists(sentence, min_size=1, max_size=8).map(" ".join), min_size=1, max_size=3
).map(lambda texts: [Article(f"a{number}", text) for number, text in enumerate(texts)])


def question_of(text: str, *covered: Article) -> Question:
    return read_question(text, index_of(*covered), ANALYZER, Background.load())


def measured(text: str, *covered: Article) -> list[list[Measured]]:
    return measure(question_of(text, *covered), hits_of(*covered), ANALYZER)


@given(lengths, st.data(), st.integers(1, 80))
def test_a_window_is_a_run_about_its_heart_within_the_limit(
    lengths: list[int], data: st.DataObject, words: int
) -> None:
    place = data.draw(st.integers(0, len(lengths) - 1))
    first, last = window_around(lengths, place, words)
    assert 0 <= first <= place < last <= len(lengths)
    assert sum(lengths[first:last]) <= words or (first, last) == (place, place + 1)


@given(lengths, st.data(), st.integers(1, 80))
def test_a_window_is_as_long_as_the_limit_lets_it_be(
    lengths: list[int], data: st.DataObject, words: int
) -> None:
    place = data.draw(st.integers(0, len(lengths) - 1))
    first, last = window_around(lengths, place, words)
    size = sum(lengths[first:last])
    assert first == 0 or size + lengths[first - 1] > words
    assert last == len(lengths) or size + lengths[last] > words


@pytest.mark.parametrize(
    ("words", "expected"), [(5, (2, 3)), (10, (2, 4)), (15, (1, 4)), (20, (1, 5)), (99, (0, 5))]
)
def test_what_follows_and_what_precedes_are_taken_in_turn(
    words: int, expected: tuple[int, int]
) -> None:
    assert window_around([5, 5, 5, 5, 5], 2, words) == expected


def test_every_sentence_of_every_hit_is_measured_in_order() -> None:
    rows = measured("When did the harbour of Veldrun open?", HARBOUR, OTTERS)
    assert [len(row) for row in rows] == [5, 2]
    for rank, (hit, row) in enumerate(zip(hits_of(HARBOUR, OTTERS), rows, strict=True)):
        assert [each.sentence.rank for each in row] == [rank] * len(row)
        places = [(each.sentence.start, each.sentence.end) for each in row]
        assert places == hit.passage.sentences()


def test_what_a_sentence_holds_of_the_question_is_measured() -> None:
    (first, second, *_, last), (otters, _) = measured(
        "When did the harbour of Veldrun open?", HARBOUR, OTTERS
    )
    assert first.own == pytest.approx(1.0)
    assert first.title == pytest.approx(1.0)
    assert first.fits
    assert first.lacks == 0.0
    assert (second.own, second.fits) == (0.0, False)
    assert second.near == pytest.approx(1.0)  # its neighbour says it
    assert last.near < 1.0
    assert otters.own == otters.near == otters.title == 0.0
    assert otters.lacks > 0.0
    assert (first.found, otters.found) == (1.0, 0.5)


def test_a_question_without_terms_measures_nothing() -> None:
    rows = measured("the of ???", HARBOUR)
    assert all(each.own == each.near == each.lacks == 0.0 for each in rows[0])


def test_without_hits_there_are_no_windows() -> None:
    assert measure(question_of("harbour", HARBOUR), [], ANALYZER) == []
    assert choose_windows([], PROMISE, 16) == []


@given(articles, st.sampled_from(["when did the harbour open", "otters", "who", ""]))
@settings(max_examples=25, deadline=None)
def test_all_that_is_measured_is_a_share(covered: list[Article], text: str) -> None:
    for row in measured(text, *covered):
        for each in row:
            assert all(-1e-9 <= value <= 1 + 1e-9 for value in each.features().values())
            assert each.own <= each.near + 1e-9
            assert each.near <= each.passage + 1e-9


@given(articles, st.integers(0, 8), st.integers(1, 60))
@settings(max_examples=25, deadline=None)
def test_windows_are_whole_sentences_of_one_passage(
    covered: list[Article], most: int, words: int
) -> None:
    rows = measured("When did the harbour of Veldrun open?", *covered)
    windows = choose_windows(rows, PROMISE, most, words)
    assert len(windows) <= most
    assert windows == choose_windows(rows, PROMISE, most, words)
    for window in windows:
        row = next(row for row in rows if window.sentences[0] in row)
        first = row.index(window.sentences[0])
        assert list(window.sentences) == row[first : first + len(window.sentences)]
        assert window.article is row[0].sentence.article
        assert (window.start, window.end) == (
            row[first].sentence.start,
            window.sentences[-1].sentence.end,
        )
        size = sum(each.sentence.words for each in window.sentences)
        assert size <= words or len(window.sentences) == 1


@given(articles, st.integers(1, 60))
@settings(max_examples=25, deadline=None)
def test_no_sentence_is_the_heart_of_two_windows(covered: list[Article], words: int) -> None:
    rows = measured("When did the harbour of Veldrun open?", *covered)
    every = {(each.sentence.rank, each.sentence.start) for row in rows for each in row}
    seen: set[tuple[int, int]] = set()
    for window in choose_windows(rows, PROMISE, len(every), words):
        held = {(each.sentence.rank, each.sentence.start) for each in window.sentences}
        assert held - seen  # its heart was in none before it
        seen |= held
    assert seen == every  # with enough windows all is read


def test_the_most_promising_sentence_comes_first() -> None:
    rows = measured("When did the harbour of Veldrun open?", OTTERS, HARBOUR)
    windows = choose_windows(rows, PROMISE, 3, words=10)
    assert "1 June 2024" in windows[0].sentences[0].sentence.text
    assert len(windows) == 3


def test_of_equal_promise_the_earlier_is_read_first() -> None:
    nothing = dict.fromkeys(PROMISE, 0.0)
    rows = measured("harbour", OTTERS, HARBOUR)
    windows = choose_windows(rows, nothing, 16, words=1)
    places = [(window.sentences[0].sentence.rank, window.start) for window in windows]
    assert all(one < other for one, other in pairwise(places))
    assert len(places) == 7


def test_a_window_has_about_fifty_words_unless_told_otherwise() -> None:
    text = "The ferry to Skarholm left the harbour of Veldrun at noon. " * 12
    (window, *_) = choose_windows(measured("ferry", Article("a", text)), PROMISE, 1)
    assert len(window.sentences) == WINDOW_WORDS // 11
