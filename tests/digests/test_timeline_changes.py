"""Timelines over many days and articles: which days and sentences, and plans that were changed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from small_index import ANALYZER, index_of

from knowledge.article import Article
from knowledge.digests.timeline import Timeline, timeline
from knowledge.scope import Scope

TODAY = Scope(as_of=date(2024, 3, 20))
PLAN = Article(
    "plan",
    "The Harburg bridge festival will be held on April 6, 2024, Mayor Ines Falk announced.",
    title="Harburg plans a bridge festival",
    published=datetime(2024, 3, 1),
)


def later(text: str, day: int = 15) -> Article:
    return Article("later", text, title="Harburg's festival", published=datetime(2024, 3, day))


def festival(*articles: Article, scope: Scope = TODAY) -> Timeline:
    return timeline(index_of(*articles), ANALYZER, "bridge festival", scope)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The Harburg bridge festival was postponed to April 20, 2024, Ines Falk said.", 20),
        ("Ines Falk postponed the Harburg bridge festival from April 6 to April 13.", 13),
        ("The Harburg bridge festival planned for April 6 was called off by Ines Falk.", 6),
    ],
)
def test_a_correction_replaces_the_plan_and_shows_it(text: str, day: int) -> None:
    (event,) = festival(PLAN, later(text)).events
    assert (event.date, event.status) == (date(2024, 4, day), "planned")
    assert event.text == text
    assert event.replaces is not None
    assert event.replaces.date == date(2024, 4, 6)
    assert event.replaces.text == PLAN.text
    shape = event.to_json()["replaces"]
    assert shape["citations"][0]["article"]["id"] == "plan"
    assert {event.citations[0].n, event.replaces.citations[0].n} == {1, 2}


def test_what_happened_a_day_late_replaces_the_plan() -> None:
    report = Article(
        "report",
        "The Harburg bridge festival was held on April 7, 2024, Mayor Ines Falk said.",
        published=datetime(2024, 4, 8),
    )
    (event,) = festival(PLAN, report, scope=Scope(as_of=date(2024, 4, 9))).events
    assert (event.date, event.status) == (date(2024, 4, 7), "past")
    assert event.replaces is not None


def test_an_earlier_or_other_change_replaces_nothing() -> None:
    earlier = later("The Harburg bridge festival was postponed to May 4, 2024, Falk said.", day=1)
    assert all(event.replaces is None for event in festival(PLAN, earlier).events)
    other = later("The Lund harbour concert was moved to the bridge festival of May 4, 2024.")
    assert all(event.replaces is None for event in festival(PLAN, other).events)


def story(days: int) -> list[Article]:
    """A flood told of by one article a day over some weeks, and by five on its third day."""
    start = datetime(2023, 1, 2)
    articles = []
    for n in range(days):
        for copy in range(5 if n == 2 else 1):
            day = start + timedelta(n)
            text = (
                f"The flood of Tarn reached {place(n)} on {day:%A} and {n + 3} houses of witness"
                f" {name(copy)} stood under water. Page last updated at {day:%d %B %Y}."
            )
            articles.append(Article(f"{n}-{copy}", text, title="Flood of Tarn", published=day))
    return articles


def place(n: int) -> str:
    tree = "Ash Birch Cedar Elm Fir Hazel Juniper Larch".split()[n % 8]
    return tree + ("ton", "ford")[n // 8]


def name(n: int) -> str:
    return "Ada Bela Cora Dora Edda".split()[n]


def test_the_busiest_day_comes_first_and_each_event_has_a_day_of_its_own() -> None:
    index = index_of(*story(12))
    (one,) = timeline(index, ANALYZER, "flood of Tarn", Scope(), 1).events
    assert one.date == date(2023, 1, 4)
    assert len(one.citations) > 1
    for events in (4, 12):
        found = timeline(index, ANALYZER, "flood of Tarn", Scope(), events).events
        assert len({event.date for event in found}) == len(found) == events


def test_no_furniture_is_an_event_and_the_volume_is_counted() -> None:
    found = timeline(index_of(*story(8)), ANALYZER, "flood of Tarn", Scope())
    assert "updated" not in " ".join(event.text for event in found.events)
    assert found.volume[0] == (date(2023, 1, 2), 1)
    assert dict(found.volume)[date(2023, 1, 4)] == 5


def test_the_whole_span_is_in_view() -> None:
    old = Article(
        "old",
        "The flood of Tarn reached the old town on 3 May 1924 and forty houses stood under water.",
        published=datetime(1924, 5, 4),
    )
    found = timeline(index_of(old, *story(8)), ANALYZER, "flood of Tarn", Scope(), 20)
    assert found.events[0].date == date(1924, 5, 3)
    main = timeline(index_of(old, *story(8)), ANALYZER, None, Scope(), 20)
    assert main.events[0].date == date(1924, 5, 3)
