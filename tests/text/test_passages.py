"""Sentences and passages: nothing of an article lost, nothing twice, nothing cut within."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hostile import TEXT as HOSTILE
from hypothesis import given
from hypothesis import strategies as st

from knowledge.article import Article, Section
from knowledge.passages import TARGET_WORDS, Passage, split_passages
from knowledge.text.sentences import sentence_spans

# Readers replace lone surrogates, which no output can hold.
TEXT = HOSTILE.map(lambda text: text.replace("\ud800", "�"))


def squeezed(texts: Iterable[str]) -> str:
    """Texts with all white space out: what must neither be lost nor doubled."""
    return "".join("".join(texts).split())


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u3000", "\u2003\u00a0", "\x85"])
def test_a_capital_between_wide_spaces_before_a_point_is_read(space: str) -> None:
    text = (
        f"The plan was named by its letter,{space}A{space}. It was dropped in the spring of 2024."
    )
    assert squeezed(sentences(text)) == squeezed([text])
    assert squeezed(sentences(f"A{space}." * 20)) == squeezed([f"A{space}." * 20])


@pytest.mark.parametrize(
    "expected",
    [
        ["The mayor, Dr. Ilse Harkan, spoke at 7 a.m. on Monday.", "Nobody else did."],
        ["The U.S. envoy met Mr. Volmer on Jan. 5 in Tarn.", "They talked for 3.5 hours."],
        ["“We are ready,” the captain of the ferry said.", "The boat sailed at noon."],
        ["Will the bridge open again this year?", "Nobody in the town knows!", "It may."],
    ],
)
def test_sentences_end_where_a_reader_ends_them(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


def test_a_line_break_ends_a_sentence() -> None:
    text = "A heading\n\n  - the price of the ferry  \n- a school\nThe council voted \n"
    expected = ["A heading", "- the price of the ferry", "- a school", "The council voted"]
    assert sentences(text) == expected


def test_an_open_quotation_mark_swallows_no_later_line() -> None:
    text = "He said: “We shall see what the council wants.\nRain fell. The guests went home early."
    assert sentences(text)[-2:] == ["Rain fell.", "The guests went home early."]


@given(TEXT, st.integers(0, 300), st.integers(0, 300))
def test_sentences_hold_all_that_is_not_blank_within_a_range(text: str, one: int, two: int) -> None:
    start, end = sorted((min(one, len(text)), min(two, len(text))))
    spans = sentence_spans(text, start, end)
    assert squeezed(text[a:b] for a, b in spans) == squeezed([text[start:end]])
    assert all(text[a:b] == text[a:b].strip() != "" for a, b in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


words = st.lists(
    st.sampled_from("rain Harkan 1,200 U.S. ferry “we will” Dr. 🤔".split()), min_size=1
)
lines = words.map(" ".join).flatmap(lambda line: st.sampled_from([line + ".", line, f"- {line}"]))
prose = st.lists(lines, max_size=8).flatmap(
    lambda parts: st.sampled_from([" ", "\n", "\n\n"]).map(lambda gap: gap.join(parts))
)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """An article with sections at the beginnings of lines, with or without gaps between them."""
    parts = draw(st.lists(prose | TEXT, max_size=4))
    text, sections = "", []
    for number, part in enumerate(parts):
        start = len(text)
        text += part + "\n"
        if draw(st.booleans()):
            sections.append(Section(f"Part {number}", start, len(text)))
    return Article("a", text, sections=tuple(sections))


@given(articles(), st.integers(1, 12))
def test_every_word_is_in_exactly_one_passage(article: Article, target: int) -> None:
    passages = list(split_passages(article, target))
    assert [passage.number for passage in passages] == list(range(len(passages)))
    assert squeezed(passage.text for passage in passages) == squeezed([article.text])
    assert all(one.end <= other.start for one, other in pairwise(passages))
    for passage in passages:
        assert passage.text == article.text[passage.start : passage.end] == passage.text.strip()


@given(articles(), st.integers(1, 12))
def test_a_passage_is_a_run_of_whole_sentences(article: Article, target: int) -> None:
    spans = sentence_spans(article.text)
    long = {
        place
        for start, end in spans
        if len(article.text[start:end].split()) > 2 * target
        for place in range(start, end + 1)
    }
    starts, ends = {start for start, _ in spans}, {end for _, end in spans}
    for passage in split_passages(article, target):
        assert passage.start in starts or passage.start in long
        assert passage.end in ends or passage.end in long


@given(articles(), st.integers(1, 12))
def test_a_passage_has_about_the_target_s_words(article: Article, target: int) -> None:
    for passage in split_passages(article, target):
        assert 1 <= len(passage.text.split()) <= 3 * target + target // 3
    by_section: dict[str | None, list[Passage]] = {}
    for passage in split_passages(article, target):
        by_section.setdefault(passage.section, []).append(passage)
    for passages in (found for title, found in by_section.items() if title):
        whole = sum(len(passage.text.split()) for passage in passages)
        assert len(passages) <= whole // target + 1


@given(articles(), st.integers(1, 12))
def test_a_passage_lies_in_the_section_it_names(article: Article, target: int) -> None:
    for passage in split_passages(article, target):
        around = [
            section
            for section in article.sections
            if section.start < passage.end and passage.start < section.end
        ]
        assert [section.title for section in around] == ([passage.section] * len(around))
        assert len(around) == (passage.section is not None)
        assert all(s.start <= passage.start and passage.end <= s.end for s in around)


@given(articles(), st.integers(1, 12))
def test_a_passage_s_own_sentences_hold_all_but_its_list_marks(
    article: Article, target: int
) -> None:
    marks = str.maketrans("", "", "•‣◦▪●·*–—-")
    for passage in split_passages(article, target):
        spans = passage.sentences()
        assert spans[-1][1] == passage.end
        held = squeezed(article.text[a:b] for a, b in spans)
        assert held.translate(marks) == squeezed([passage.text]).translate(marks)


def test_a_list_mark_is_no_part_of_a_sentence() -> None:
    text = "Highlights\n• The ferry left at noon.\n- It was late."
    (passage,) = split_passages(Article("a", text))
    sentences = [text[start:end] for start, end in passage.sentences()]
    assert sentences == ["Highlights", "The ferry left at noon.", "It was late."]


def test_a_short_tail_joins_the_passage_before_it() -> None:
    sentence = "The ferry to Skarholm left the harbour of Veldrun at noon."  # eleven words
    (one, two, three) = split_passages(Article("a", " ".join([sentence] * 13)), 40)
    counts = [passage.text.count("ferry") for passage in (one, two, three)]
    assert counts == [4, 4, 5]


def test_a_page_without_sentences_is_cut_at_white_space() -> None:
    text = "word " * 5000
    passages = list(split_passages(Article("a", text)))
    assert len(passages) == 5000 // (2 * TARGET_WORDS) + (5000 % (2 * TARGET_WORDS) > 0)
    assert all(set(passage.text.split()) == {"word"} for passage in passages)


@pytest.mark.parametrize("text", ["", " ", "\n \n\t"])
def test_a_blank_article_has_no_passages(text: str) -> None:
    assert (
        list(split_passages(Article("a", text, sections=(Section("Empty", 0, len(text)),)))) == []
    )
