"""Summaries: what is chosen, in which order, and that every sentence can be traced."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_index import ANALYZER, index_of

from knowledge.article import Article
from knowledge.digests.summary import LENGTHS, Summary, summarise
from knowledge.scope import Scope
from knowledge.text.prose import stands_alone, trim

BRIDGE = Article(
    "bridge",
    "Workers in Harburg closed the Old Mill Bridge on Tuesday after cracks were found in two"
    " pillars. Harburg's mayor Ines Falk said the bridge would stay closed until September. He also"
    " asked drivers for patience. Drivers have to take the ferry at Brenne, which adds 40 minutes"
    " to the trip.",
    title="Cracks close the Old Mill Bridge",
    source="Harburg Post",
    published=datetime(2024, 3, 6),
)
COPY = Article(
    "copy",
    "Workers closed the Old Mill Bridge in Harburg on Tuesday after cracks were found in two of"
    " its pillars. Engineers from Lund will examine the steel of the Old Mill Bridge next week.",
    title="Old Mill Bridge closed after cracks found",
    source="Lund Times",
    published=datetime(2024, 3, 7),
)
FERRY = Article(
    "ferry",
    "READ MORE\nSubscribe to our newsletter to get more from the Lund Times.\nThe ferry company"
    " Nordline will add six boats at Brenne while the Old Mill Bridge is closed. “It is the least"
    " we can do,” she said. This decision was welcome. What does that mean for you?",
    title="More boats at Brenne",
    source="Lund Times",
    published=datetime(2024, 3, 9),
)
SCHOOL = Article(
    "school",
    "The school board of Tarn voted on Monday to build a new library beside the Central School."
    " Builders from Tarn will begin their work on the library in June.",
    title="Tarn gets a library",
    source="Tarn Daily",
)
COVERAGE = (BRIDGE, COPY, FERRY, SCHOOL)


def summary_of(*articles: Article, topic: str | None = None, scope: Scope | None = None) -> Summary:
    return summarise(index_of(*articles), ANALYZER, topic, scope or Scope())


def texts(summary: Summary) -> str:
    return " ".join(sentence.text for sentence in summary.sentences)


@pytest.mark.parametrize("topic", [None, "Old Mill Bridge", "library"])
def test_every_sentence_is_verbatim_in_the_article_it_cites(topic: str | None) -> None:
    summary = summary_of(*COVERAGE, topic=topic)
    by_number = {citation.n: citation for citation in summary.citations}
    assert list(by_number) == list(range(1, len(by_number) + 1))
    assert {sentence.n for sentence in summary.sentences} == set(by_number)
    for sentence in summary.sentences:
        assert sentence.text in by_number[sentence.n].article.text


def test_a_topic_leaves_out_other_stories() -> None:
    summary = summary_of(*COVERAGE, topic="Old Mill Bridge")
    assert "Old Mill Bridge" in texts(summary)
    assert "school" not in texts(summary)
    assert summary.topic == "Old Mill Bridge"


def test_a_misspelt_topic_is_understood() -> None:
    assert summary_of(*COVERAGE, topic="Old Mill Brige").sentences
    assert (
        summary_of(*COVERAGE, topic="libary").sentences
        == summary_of(*COVERAGE, topic="library").sentences
    )


def test_a_sentence_beside_the_topic_is_left_out() -> None:
    fair = Article(
        "fair",
        "Mayor Ilse Harkan opened the new harbour of Veldrun on Saturday. Bakers of Lindmark sold"
        " 4,000 loaves of rye bread at the Summer Fair on Sunday. Harkan said on Monday that"
        " the harbour had cost 85 million euros.",
        title="Veldrun celebrates its harbour",
    )
    said = texts(summary_of(fair, *COVERAGE, topic="harbour"))
    assert "Veldrun on Saturday" in said
    assert "85 million" in said
    assert "rye bread" not in said


def test_a_topic_is_read_as_another_only_where_it_is_misspelt() -> None:
    assert "Nordline" in texts(summary_of(*COVERAGE, topic="ferry compny"))
    assert summary_of(*COVERAGE, topic="accompanied").sentences == ()


def test_without_a_topic_every_story_is_told() -> None:
    summary = summary_of(*COVERAGE)
    assert summary.topic is None
    assert {citation.article.id for citation in summary.citations} >= {"ferry", "school"}


def test_nothing_is_said_twice_in_other_words() -> None:
    summary = summary_of(*COVERAGE, topic="Old Mill Bridge cracks")
    assert texts(summary).count("cracks were found") == 1


def test_only_sentences_that_stand_alone() -> None:
    told = texts(summary_of(*COVERAGE))
    for leaning in ("He also", "This decision", "she said", "Subscribe", "READ MORE", "What does"):
        assert leaning not in told


def test_the_newest_article_comes_first_and_the_undated_last() -> None:
    summary = summary_of(*COVERAGE)
    days = [citation.article.published or datetime.min for citation in summary.citations]
    assert days == sorted(days, reverse=True)


def test_sentences_of_an_article_keep_their_order() -> None:
    summary = summary_of(BRIDGE)
    places = [BRIDGE.text.index(sentence.text) for sentence in summary.sentences]
    assert len(places) >= 2
    assert places == sorted(places)


@pytest.mark.parametrize("topic", ["volcano eruption", "zzz", "?!", "the of and"])
def test_what_is_not_covered_gives_no_sentences(topic: str) -> None:
    assert summary_of(*COVERAGE, topic=topic).sentences == ()


def test_an_empty_coverage_gives_no_sentences() -> None:
    assert summary_of().sentences == ()


@pytest.mark.parametrize("topic", [None, "Old Mill Bridge"])
def test_the_scope_restricts_the_articles(topic: str | None) -> None:
    def cited(scope: Scope) -> set[str]:
        summary = summary_of(*COVERAGE, topic=topic, scope=scope)
        return {citation.article.id for citation in summary.citations} - {"school"}

    assert cited(Scope(source="harburg post")) == {"bridge"}
    assert cited(Scope(until=date(2024, 3, 6))) == {"bridge"}
    assert cited(Scope(since=date(2024, 3, 8))) == {"ferry"}
    assert "ferry" not in cited(Scope(as_of=date(2024, 3, 8)))


def test_three_lengths() -> None:
    counts = [
        len(summarise(index_of(*COVERAGE), ANALYZER, None, length=length).sentences)
        for length in LENGTHS
    ]
    assert counts == sorted(counts)
    assert counts[0] == 3 < counts[1] <= 6


@pytest.mark.parametrize(
    ("topic", "cited"), [(None, {"copy", "school"}), ("Old Mill Bridge", {"copy"})]
)
def test_some_articles_alone_are_summed_up(topic: str | None, cited: set[str]) -> None:
    index, some = index_of(*COVERAGE), ["school", "gone", "copy"]
    summary = summarise(index, ANALYZER, topic, among=some)
    assert {citation.article.id for citation in summary.citations} == cited
    assert not summarise(index, ANALYZER, topic, among=[]).sentences
    early = Scope(until=date(2024, 3, 6))
    assert not summarise(index, ANALYZER, topic, early, among=some).sentences


def test_json_shape() -> None:
    summary = summary_of(BRIDGE, topic="Old Mill Bridge")
    shape = summary.to_json()
    assert set(shape) == {"topic", "sentences", "citations"}
    assert shape["sentences"][0] == {"text": summary.sentences[0].text, "n": 1}
    assert shape["citations"][0]["n"] == 1
    assert shape["citations"][0]["article"]["id"] == "bridge"


def test_the_sample_coverage_is_summarised() -> None:
    from knowledge.sources.readers import read, scan

    sample = Path(__file__).parents[2] / "config" / "sample-coverage"
    articles = [
        item for file in scan([sample]).files for item in read(file) if isinstance(item, Article)
    ]
    summary = summary_of(*articles, topic="Xi Jinping in Moscow")
    assert len(summary.sentences) >= 3
    assert len(summary.citations) >= 2
    assert "Xi" in texts(summary)


@pytest.mark.parametrize(
    "sentence",
    [
        "President Xi Jinping will visit Russia from May 7 to May 10, 2025.",
        "During his trip, Xi will engage with Russian President Vladimir Putin.",
        "“We are ready for the talks in Moscow,” Kremlin spokesman Dmitry Peskov said.",
        "In 2019 the United States left the treaty that both had signed.",
        "Prices rose by 4% this week, Statistics Norway said on Friday.",
    ],
)
def test_whole_statements_stand_alone(sentence: str) -> None:
    assert stands_alone(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "He also met the prime minister of Slovakia there.",
        "However, the Kremlin has not confirmed the date of the talks.",
        "This visit marks another chapter in the growing alliance between two powers.",
        "Throughout this visit, Xi is expected to discuss trade with Vladimir Putin.",
        "“We are ready for the talks in Moscow,” he said.",
        "“We are ready for the talks in Moscow.",
        "What will Xi Jinping discuss with Vladimir Putin in Moscow?",
        "A Meeting of Strategic Minds",
        "Xi In Moscow For Victory Day As Leaders Meet.",
        "You can read the whole story of the visit in our morning edition.",
        "Click here to subscribe to the Moscow newsletter of the Harbour Post.",
        "Expanding energy collaboration, especially given the reduced reliance on gas;",
        "and the two countries will sign several agreements in Moscow.",
        "Short one.",
    ],
)
def test_what_leans_on_its_context_does_not(sentence: str) -> None:
    assert not stands_alone(sentence)


@pytest.mark.parametrize(
    "prefix", ["• ", "MOSCOW (Reuters) - ", "WASHINGTON — ", "Kyiv, Ukraine (CNN) ", "(CNN) "]
)
def test_bullets_and_datelines_are_left_out(prefix: str) -> None:
    sentence = "President Xi Jinping will visit Russia in May."
    text = f"Before. {prefix}{sentence}"
    start, end = trim(text, 8, len(text))
    assert text[start:end] == sentence


WORDS = "The bridge Harburg closed on Tuesday said. Ines Falk “ ” \n\n - 2024 he this $ $5 .".split(
    " "
)


@settings(max_examples=50)
@given(
    st.lists(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join), max_size=5),
    st.one_of(st.none(), st.text(max_size=20), st.sampled_from(["bridge", "Harburg Falk"])),
)
def test_any_coverage_gives_a_summary_of_its_own_sentences(
    bodies: list[str], topic: str | None
) -> None:
    articles = [Article(str(i), body) for i, body in enumerate(bodies) if body.strip()]
    summary = summary_of(*articles, topic=topic)
    told = [sentence.text for sentence in summary.sentences]
    assert len(told) == len(set(told)) <= 6
    for sentence in summary.sentences:
        assert sentence.text in summary.citations[sentence.n - 1].article.text
