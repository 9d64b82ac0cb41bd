"""Timelines: dates of events resolved, merged across articles, planned or past, and drawn."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_index import ANALYZER, index_of

from knowledge.article import Article
from knowledge.digests.dating import event_dates
from knowledge.digests.timeline import Timeline, timeline
from knowledge.digests.timeline_plot import PlotError, plot_timeline
from knowledge.scope import Scope

# March 5, 2024 is a Tuesday.
CLOSED = Article(
    "closed",
    "Workers in Harburg closed the Old Mill Bridge on Monday after cracks were found in two"
    " pillars. The Old Mill Bridge was built in 1962 by the engineer Anna Rohde. Engineers from"
    " Lund will examine the Old Mill Bridge from March 11 to March 13.",
    title="Cracks close the Old Mill Bridge",
    source="Harburg Post",
    published=datetime(2024, 3, 5, 9, 30),
)
AGAIN = Article(
    "again",
    "The Old Mill Bridge in Harburg was closed on March 4 because cracks were found in two"
    " pillars. The Old Mill Bridge has been a landmark since 1962, Mayor Ines Falk said Friday.",
    title="Harburg without its bridge",
    source="Lund Times",
    published=datetime(2024, 3, 8),
)
PLANS = Article(
    "plans",
    "Harburg plans to open the repaired Old Mill Bridge on September 2, 2024, Mayor Ines Falk"
    " wrote. Falk had seen the cracks of the Old Mill Bridge in December 2022 and June 2023.",
    title="Bridge to open in autumn",
    source="Lund Times",
)
SCHOOL = Article(
    "school",
    "The school board of Tarn voted on Monday to build a new library beside the Central School.",
    title="Tarn gets a library",
    source="Tarn Daily",
    published=datetime(2024, 3, 5),
)
COVERAGE = (CLOSED, AGAIN, PLANS, SCHOOL)
AS_OF = Scope(as_of=date(2024, 3, 9))


def timeline_of(
    *articles: Article,
    topic: str | None = "Old Mill Bridge",
    scope: Scope = AS_OF,
    events: int | None = None,
    sentences: int = 1,
) -> Timeline:
    return timeline(index_of(*articles), ANALYZER, topic, scope, events, sentences)


def days(found: Timeline) -> list[tuple[str, str | None, str]]:
    return [
        (event.date.isoformat(), event.end.isoformat() if event.end else None, event.status)
        for event in found.events
    ]


def test_events_in_order_with_resolved_days_and_status() -> None:
    assert days(timeline_of(*COVERAGE)) == [
        ("1962-01-01", "1962-12-31", "past"),
        ("2022-12-01", "2022-12-31", "past"),
        ("2023-06-01", "2023-06-30", "past"),
        ("2024-03-04", None, "past"),
        ("2024-03-11", "2024-03-13", "planned"),
        ("2024-09-02", None, "planned"),
    ]


def test_one_event_told_by_two_articles_is_one_with_two_citations() -> None:
    (closing,) = [event for event in timeline_of(*COVERAGE).events if event.date.day == 4]
    assert {citation.article.id for citation in closing.citations} == {"closed", "again"}


def test_citations_are_verbatim_numbered_by_article_and_mark_the_date() -> None:
    numbers: dict[int, str] = {}
    for event in timeline_of(*COVERAGE).events:
        assert event.text == event.citations[0].quote
        for citation in event.citations:
            assert citation.quote in citation.article.text
            assert numbers.setdefault(citation.n, citation.article.id) == citation.article.id
            ((start, end),) = citation.highlights
            assert citation.quote[start:end].strip()
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert len(set(numbers.values())) == len(numbers)


TRAFFIC = Article(
    "traffic",
    "The Old Mill Bridge in Harburg was closed on March 4 after cracks were found in two pillars."
    " Buses to the coast took detours of forty minutes around the Old Mill Bridge on March 4,"
    " 2024.",
    title="Buses go round by Tarn",
    source="Tarn Daily",
    published=datetime(2024, 3, 6),
)


def test_further_sentences_of_an_event_tell_what_the_first_does_not() -> None:
    one = timeline_of(*COVERAGE, TRAFFIC, events=3)
    three = timeline_of(*COVERAGE, TRAFFIC, events=3, sentences=3)
    assert [event.more for event in one.events] == [()] * 3
    assert [event.text for event in three.events] == [event.text for event in one.events]
    (closing,) = [event for event in three.events if event.date.day == 4]
    (buses,) = closing.more
    assert buses.quote.startswith("Buses to the coast took detours")
    named = next(each for each in closing.citations if each.article.id == "traffic")
    assert buses.n == named.n
    ((start, end),) = buses.highlights
    assert buses.quote[start:end] == "March 4, 2024"
    assert [event.get("more") for event in three.to_json()["events"]].count(None) == 2
    assert three.to_json()["events"][0].get("replaces") is None


def test_the_more_sentences_each_has_the_fewer_events_make_a_timeline() -> None:
    daily = [
        Article(
            str(day),
            f"The Old Mill Bridge of Harburg lost pillar number {day} on March {day}, 2024.",
            published=datetime(2024, 3, day),
        )
        for day in range(1, 21)
    ]
    scope = Scope(as_of=date(2024, 4, 1))
    counts = [len(timeline_of(*daily, scope=scope, sentences=n).events) for n in (1, 2, 3)]
    assert counts == [16, 8, 5]


def test_what_was_planned_is_past_once_its_day_is_over() -> None:
    scope = Scope(as_of=date(2024, 10, 1))
    assert {event.status for event in timeline_of(*COVERAGE, scope=scope).events} == {"past"}


def test_on_the_day_itself_the_tense_decides() -> None:
    told = Article("t", "The Old Mill Bridge was opened on May 7, 2024 by Ines Falk of Harburg.")
    plan = Article(
        "p", "The Old Mill Bridge will be opened on May 7, 2024 by Ines Falk of Harburg."
    )
    scope = Scope(as_of=date(2024, 5, 7))
    assert days(timeline_of(told, scope=scope)) == [("2024-05-07", None, "past")]
    assert days(timeline_of(plan, scope=scope)) == [("2024-05-07", None, "planned")]


def test_articles_after_the_point_of_view_do_not_exist() -> None:
    found = timeline_of(*COVERAGE, scope=Scope(as_of=date(2024, 3, 6)))
    cited = {citation.article.id for event in found.events for citation in event.citations}
    assert "again" not in cited


def test_without_a_topic_the_main_story_is_told() -> None:
    found = timeline_of(*COVERAGE, topic=None)
    assert found.topic is None
    assert found.to_json()["topic"] is None
    assert found.headline == "Timeline of the main story"
    assert "library" not in " ".join(event.text for event in found.events)
    assert ("2024-03-04", None, "past") in days(found)


def test_an_event_beside_the_topic_is_left_out() -> None:
    fair = Article(
        "fair",
        "The board of Tarn opened the Central School on March 2, 2024. Bakers of Lindmark sold rye"
        " bread at the Summer Fair on March 3, 2024.",
        title="Tarn celebrates its school",
    )
    told = " ".join(event.text for event in timeline_of(fair, topic="Central School").events)
    assert "board of Tarn" in told
    assert "rye bread" not in told


def test_what_is_not_covered_gives_no_events() -> None:
    assert timeline_of(*COVERAGE, topic="volcano eruption").events == ()
    assert timeline_of(topic=None).events == ()


def test_json_shape() -> None:
    shape = timeline_of(CLOSED).to_json()
    assert shape["topic"] == "Old Mill Bridge"
    event = shape["events"][-1]
    assert (event["date"], event["end"], event["status"]) == ("2024-03-11", "2024-03-13", "planned")
    assert event["citations"][0]["article"]["id"] == "closed"


@pytest.mark.parametrize(
    ("sentence", "dates"),
    [
        ("Biden will visit Israel on Wednesday, the White House said Tuesday.", ["Wednesday"]),
        ("The law has been in force since 2014.", []),
        ("The January 6 committee met the press in Washington.", []),
        ("The 2022 World Cup was watched by many people.", []),
        ("He visited Russia in March 2023 and September 2024.", ["March 2023", "September 2024"]),
        ("It has been a landmark since 1962, the mayor said Friday.", []),
        ("The star was freed, President Joe Biden said Thursday.", ["Thursday"]),
        ("Every Friday the mayor walked across the bridge.", []),
        ("Nothing is dated here.", []),
    ],
)
def test_the_date_of_what_is_told(sentence: str, dates: list[str]) -> None:
    found = event_dates(sentence, date(2024, 3, 5))
    assert [sentence[mention.start : mention.end] for mention, _ in found] == dates


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_a_timeline_is_drawn(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"bridge{suffix}"
    target.write_bytes(b"older")
    found = timeline_of(*COVERAGE)
    plot_timeline(found, target)
    start = target.read_bytes()[:300]
    assert start.startswith((b"\x89PNG", b"%PDF")) or b"<?xml" in start
    assert list(tmp_path.iterdir()) == [target]


def test_signs_that_a_plot_could_trip_over(tmp_path: Path) -> None:
    text = "The $5 bridge of $x_{ was opened \x07 on May 7, 2024 by Ines Falk, 龍 🎉 of Harburg."
    plot_timeline(timeline_of(Article("a", text), topic="bridge"), tmp_path / "a.png")
    assert (tmp_path / "a.png").stat().st_size > 1000


def test_plot_errors_say_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = timeline_of(*COVERAGE)
    with pytest.raises(PlotError, match=r"\.png"):
        plot_timeline(found, tmp_path / "a.txt")
    with pytest.raises(PlotError, match="no events"):
        plot_timeline(Timeline("x", ()), tmp_path / "a.png")
    with pytest.raises(PlotError, match=r"no folder .*missing"):
        plot_timeline(found, tmp_path / "missing" / "a.png")
    (tmp_path / "taken.png").mkdir()
    with pytest.raises(PlotError, match=r"taken\.png: cannot be written"):
        plot_timeline(found, tmp_path / "taken.png")
    (tmp_path / "taken.png").rmdir()
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(PlotError, match="pip install"):
        plot_timeline(found, tmp_path / "a.png")
    assert list(tmp_path.iterdir()) == []


WORDS = "The bridge in Harburg was closed on May 7, 2024 will open Tuesday . He “ ” \n 1999".split(
    " "
)


@settings(max_examples=50)
@given(
    st.lists(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join), max_size=4),
    st.one_of(st.none(), st.sampled_from(["bridge", "Harburg", "zzz", ""])),
)
def test_any_coverage_gives_ordered_events(bodies: list[str], topic: str | None) -> None:
    articles = [
        Article(str(i), body, published=datetime(2024, 5, 1 + i))
        for i, body in enumerate(bodies)
        if body.strip()
    ]
    events = timeline_of(*articles, topic=topic, scope=Scope()).events
    assert [event.date for event in events] == sorted(event.date for event in events)
    for event in events:
        assert event.end is None or event.date < event.end
        assert event.text in event.citations[0].article.text
