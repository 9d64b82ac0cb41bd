"""Discord would take every card in every language, whatever articles and questions hold."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from discord_text import assert_sendable, shown, text_of
from hostile import TEXT
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from small_answer import STATUS

from bot.discord.buttons import AnswerButton, answer_buttons
from bot.discord.commands.adding import undo_buttons
from bot.discord.rendering import (
    Card,
    answer_card,
    changes_card,
    coverage_sources_card,
    passages_card,
    reload_card,
    sources_card,
    status_card,
    summary_card,
    timeline_card,
)
from bot.language import LANGUAGES, Language, speaking
from bot.state.values import Asked, Votes
from knowledge import (
    Account,
    Answer,
    Article,
    Change,
    Citation,
    Hit,
    Passage,
    ReloadReport,
    Scope,
    SourceCount,
    Status,
    Summary,
    SummarySentence,
    Timeline,
    TimelineEvent,
    Unreadable,
)

days = st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1))
long_text = st.builds(lambda text, times: text * times, TEXT, st.sampled_from([1, 1, 40]))
articles = st.builds(
    Article,
    id=st.text("abc", min_size=1, max_size=3),
    text=long_text,
    title=st.none() | long_text,
    source=st.none() | long_text,
    url=st.none() | TEXT | TEXT.map(lambda path: f"https://a.example/{path}"),
    authors=st.lists(TEXT, max_size=3).map(tuple),
    published=days,
    updated=days,
    path=st.none() | TEXT,
)


@st.composite
def citations(draw: st.DrawFn) -> Citation:
    article = draw(articles)
    start, end = sorted(draw(st.tuples(*[st.integers(0, len(article.text))] * 2)))
    ends = st.tuples(*[st.integers(0, end - start)] * 2).map(lambda pair: (min(pair), max(pair)))
    highlights = tuple(draw(st.lists(ends, max_size=4)))
    return Citation(draw(st.integers(1, 12)), article, start, end, highlights)


cited = st.lists(citations(), max_size=12).map(tuple)
answers = st.builds(
    Answer,
    question=long_text,
    answer=st.none() | long_text.filter(str.strip),
    kind=st.sampled_from(["span", "sentence"]),
    confidence=st.floats(0, 1),
    citations=cited,
    accounts=st.lists(
        st.builds(Account, long_text, st.lists(st.text("abc"), max_size=3).map(tuple)), max_size=9
    ).map(tuple),
    corrections=st.lists(st.tuples(TEXT, TEXT), max_size=9).map(tuple),
)
scopes = st.builds(Scope, st.none() | TEXT, st.none() | st.dates(), st.none() | st.dates())
asked = st.builds(Asked, long_text, scopes)
statuses = st.builds(
    replace, st.just(STATUS), articles=st.integers(0, 10**7), last=st.none() | st.dates()
)
languages = st.sampled_from(tuple(LANGUAGES))
# Shrinking these large values takes minutes and makes them no easier to read.
QUICK = settings(max_examples=60, deadline=None, phases=set(Phase) - {Phase.explain, Phase.shrink})

# What a card's own markup consists of; the rest of a line is text made harmless.
_OWN = re.compile(
    r"^(?:-# |> |- )|`\d+` |\[[^\[\]]*\]\(https?://[^\s()]*\)|(?<!\\)\[\d+\]"
    r"|(?<!\*)\*[(（][^()（）*]*[)）]\*(?!\*)|(?<!\\)<t:\d+:[Rf]>"
)


def assert_harmless(card: Card) -> None:
    assert_sendable(card)
    for line in text_of(card).splitlines():
        shown(_OWN.sub("", line))


@QUICK
@given(answers, statuses, asked, st.booleans(), languages)
def test_any_answer_is_sendable_and_harmless(
    answer: Answer, status: Status, question: Asked, private: bool, language: Language
) -> None:
    with speaking(language):
        buttons = answer_buttons("0" * 12, private=private)
        assert_harmless(
            answer_card(answer, status, question, show_question=private, buttons=buttons)
        )
        assert_harmless(sources_card(answer, question))


@QUICK
@given(st.lists(articles, max_size=10), asked, languages)
def test_any_passages_are_sendable_and_harmless(
    found: list[Article], question: Asked, language: Language
) -> None:
    with speaking(language):
        hits = [Hit(Passage(a, 0, 0, len(a.text), a.title), 1.0) for a in found]
        assert_harmless(
            passages_card(hits, 1, question, buttons=[AnswerButton("more", "0" * 12, 9)])
        )


@QUICK
@given(cited, st.none() | long_text, statuses, languages)
def test_any_summary_and_timeline_is_sendable_and_harmless(
    found: tuple[Citation, ...], topic: str | None, status: Status, language: Language
) -> None:
    with speaking(language):
        sentences = tuple(SummarySentence(each.quote, each.n) for each in found)
        assert_harmless(summary_card(Summary(topic, sentences, found), status))
        events = tuple(
            TimelineEvent(date(2025, 5, 7), None, c.quote, "planned", found, more=found[:2])
            for c in found
        )
        assert_harmless(timeline_card(Timeline(topic, events), status))


@QUICK
@given(
    st.lists(st.builds(Unreadable, long_text, st.none() | st.integers(1), long_text), max_size=40),
    languages,
)
def test_any_report_is_sendable_and_harmless(faults: list[Unreadable], language: Language) -> None:
    with speaking(language):
        unreadable = tuple(faults)
        assert_harmless(reload_card(ReloadReport(5, 9, 2, 1, 3, unreadable, 0.25)))
        sources = tuple(SourceCount(each.path, 3, None, None) for each in faults)
        status = replace(STATUS, unreadable=unreadable, sources=sources)
        assert_harmless(status_card(status, Votes(0, 0)))
        assert_harmless(coverage_sources_card(status))
        named = tuple((each.path, each.reason) for each in faults)
        change = Change("1", "added", Path("a.txt"), named, unreadable)
        refused = list(named)
        assert_harmless(changes_card([change], refused, undo_buttons([change], 5)))
