"""What a reader sees of an answer, and that Discord would take it whatever articles hold."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from io import StringIO
from pathlib import Path

import pytest
from discord_text import assert_sendable, components, shown, text_of
from hostile import TEXT
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from rich.console import Console

from bot.app.guild_settings import LENGTHS
from bot.console.terminal import answer_line, render_answer, render_timeline
from bot.discord.buttons import AnswerButton, answer_buttons
from bot.discord.commands.adding import undo_buttons
from bot.discord.rendering import (
    Card,
    answer_card,
    changes_card,
    coverage_sources_card,
    help_card,
    passages_card,
    reload_card,
    sources_card,
    status_card,
    summary_card,
    timeline_card,
)
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
    SourceCount,
    Status,
    Summary,
    SummarySentence,
    Timeline,
    TimelineEvent,
    Unreadable,
)

KREMLIN = Article(
    "a1",
    "The visit is on. Xi will visit Moscow from May 7 to May 10, 2025, the Kremlin said.",
    title="Xi visits Moscow",
    source="The Daily",
    url="https://daily.example/xi",
    published=datetime(2025, 5, 4),
)
OTHER = Article("a2", "Xi meets Putin on May 7, 2025.", path="/srv/news/notes.txt")
STATUS = Status(
    articles=2,
    passages=3,
    first=date(2025, 5, 4),
    last=date(2025, 5, 4),
    sources=(SourceCount("The Daily", 1, date(2025, 5, 4), date(2025, 5, 4)),),
    unreadable=(),
    index_bytes=2_500_000,
    loaded_at=datetime(2025, 5, 5),
)
ASKED = Asked("when does Xi visit Moscow?")


def cite(n: int, article: Article, quote: str, *words: str) -> Citation:
    start = article.text.index(quote)
    found = tuple((quote.index(word), quote.index(word) + len(word)) for word in words)
    return Citation(n, article, start, start + len(quote), found)


ANSWER = Answer(
    question=ASKED.question,
    answer="May 7 to May 10, 2025",
    kind="span",
    confidence=0.9,
    citations=(
        cite(1, KREMLIN, KREMLIN.text[17:], "Xi", "Moscow", "May 7 to May 10, 2025"),
        cite(2, OTHER, OTHER.text, "Xi", "May 7, 2025"),
    ),
)
ABSTAINED = replace(ANSWER, answer=None, kind=None, citations=ANSWER.citations[1:])


def lines(card: Card) -> list[str]:
    assert_sendable(card)
    return text_of(card).splitlines()


def test_the_answer_comes_first_in_bold_then_a_block_for_each_article() -> None:
    assert lines(answer_card(ANSWER, STATUS, ASKED)) == [
        "**May 7 to May 10, 2025**",
        "**1 · Xi visits Moscow**",
        "-# The Daily · 4 May 2025 (<t:1746316800:R>)",
        "> **Xi** will visit **Moscow** from **May 7 to May 10, 2025**, the Kremlin said.",
        "**2 · notes**",
        "-# undated",
        "> **Xi** meets Putin on **May 7, 2025**.",
        "-# Coverage: 2 articles, up to 4 May 2025",
    ]


def test_an_article_with_an_address_has_a_button_that_opens_it() -> None:
    every = components(answer_card(ANSWER, STATUS, ASKED))
    assert [item["url"] for item in every if item.get("url")] == ["https://daily.example/xi"]


def test_where_articles_differ_each_value_has_the_numbers_of_its_articles() -> None:
    accounts = (Account("May 7 to May 10, 2025", ("a1",)), Account("May 7, 2025", ("a2", "a9")))
    seen = lines(answer_card(replace(ANSWER, accounts=accounts), STATUS, ASKED))
    differ = "Articles differ: **May 7 to May 10, 2025** [1] (4 May 2025); **May 7, 2025** [2]"
    assert seen[1] == differ


def test_two_quotes_of_an_article_stand_in_one_block() -> None:
    first = cite(1, KREMLIN, "The visit is on.")
    seen = lines(
        answer_card(replace(ANSWER, citations=(first, ANSWER.citations[0])), STATUS, ASKED)
    )
    assert sum(line.startswith("**1 ·") for line in seen) == 1
    assert sum(line.startswith("> ") for line in seen) == 2


def test_a_sentence_that_is_the_answer_is_not_quoted_again() -> None:
    sentence = replace(ANSWER, kind="sentence", answer=OTHER.text, citations=ANSWER.citations[1:])
    seen = lines(answer_card(sentence, STATUS, ASKED))
    assert seen[:3] == [f"**{OTHER.text}**", "**2 · notes**", "-# undated"]


def test_an_abstention_says_so_and_shows_the_nearest_passages_as_such() -> None:
    seen = lines(answer_card(ABSTAINED, STATUS, ASKED))
    assert seen[:3] == [
        "**The coverage doesn't say.**",
        "Nearest passages:",
        "**2 · notes**",
    ]


def test_without_anything_near_or_loaded_an_abstention_says_that() -> None:
    nothing = replace(ABSTAINED, citations=())
    assert "Nearest" not in text_of(answer_card(nothing, STATUS, ASKED))
    empty = replace(STATUS, articles=0, passages=0, first=None, last=None)
    seen = lines(answer_card(nothing, empty, ASKED))
    assert seen[0] == "**No coverage is loaded yet.**"
    assert "/coverage add" in seen[1]


def test_words_that_were_read_as_others_are_named() -> None:
    corrected = replace(ANSWER, corrections=(("moscw", "moscow"),))
    assert "-# Read “moscw” as “moscow”." in lines(answer_card(corrected, STATUS, ASKED))


def test_what_a_line_asks_and_nothing_says_is_named() -> None:
    partly = replace(ANSWER, unsaid=("who pays for it",))
    assert "The coverage doesn't say: who pays for it" in lines(answer_card(partly, STATUS, ASKED))


@pytest.mark.parametrize("closest", [True, False])
def test_a_sentence_that_is_likely_no_answer_is_the_closest_found(closest: bool) -> None:
    answer = replace(ANSWER, kind="sentence", closest=closest)
    shown = text_of(answer_card(answer, STATUS, ASKED))
    assert ("closest I found" in shown) == closest
    console = StringIO()
    Console(file=console).print(render_answer(answer))
    assert ("the closest found" in console.getvalue()) == closest
    assert ("the closest found" in answer_line(answer)) == closest


def test_news_is_told_sentence_by_sentence_with_a_way_to_more() -> None:
    sentences = [cited.quote for cited in ANSWER.citations]
    news = replace(ANSWER, answer="\n".join(sentences), kind="summary", topic="Xi in Moscow")
    shown = text_of(answer_card(news, STATUS, ASKED))
    assert shown.count("Xi will visit Moscow") == 1
    assert "/summary Xi in Moscow" in shown
    console = StringIO()
    Console(file=console, width=500).print(render_answer(news))
    assert "more: summary Xi in Moscow" in console.getvalue()


@pytest.mark.parametrize(
    ("question", "today", "warned"),
    [
        ("what is the latest on Xi?", date(2025, 5, 20), True),
        ("what is the latest on Xi?", date(2025, 5, 5), False),
        ("when does Xi visit Moscow?", date(2025, 5, 20), False),
    ],
)
def test_old_articles_do_not_pass_for_news(question: str, today: date, warned: bool) -> None:
    answer = replace(ANSWER, question=question)
    card = answer_card(answer, STATUS, Asked(question), today=today)
    assert any("As of 4 May 2025" in line for line in lines(card)) == warned


def test_the_question_and_where_it_was_asked_of_are_small_print() -> None:
    asked = replace(ASKED, source="The *Daily*", since="2025-05-01")
    seen = lines(answer_card(ANSWER, STATUS, asked, show_question=True))
    assert seen[-3:] == [
        "-# Asked: when does Xi visit Moscow?",
        "-# Only articles from The \\*Daily\\*, since 1 May 2025",
        "-# Coverage: 2 articles, up to 4 May 2025",
    ]


def test_a_short_answer_has_one_quote_and_a_long_one_longer_quotes() -> None:
    first = ANSWER.citations[0]
    article = replace(first.article, text="word " * 250)
    long_quote = replace(first, article=article, start=0, end=1249, highlights=())
    answer = replace(ANSWER, citations=(long_quote, ANSWER.citations[1]))
    quotes = {}
    for size in LENGTHS:
        seen = lines(answer_card(answer, STATUS, ASKED, size=size))
        quotes[size] = [line for line in seen if line.startswith("> ")]
        assert ("-# … and 1 more" in seen) == (size == "short")
    assert len(quotes["short"]) == 1
    assert len(quotes["short"][0]) <= 242
    assert [len(line) <= 702 for line in quotes["normal"]] == [True, True]
    assert len(quotes["long"][0]) > 702


def test_a_private_answer_can_be_shared_and_another_deleted() -> None:
    def names(private: bool) -> list[object]:
        card = answer_card(ANSWER, STATUS, ASKED, buttons=answer_buttons("0" * 12, private=private))
        assert_sendable(card)
        return [item["custom_id"] for item in components(card) if item.get("custom_id")]

    assert names(True)[:-1] == names(False)[:-1]
    far = [button.action for button in answer_buttons("0" * 12, private=False, near=False)]
    assert far == ["up", "down", "delete"]
    assert names(True)[-1] == f"answer:share:{'0' * 12}:0"
    assert names(False)[-1] == f"answer:delete:{'0' * 12}:0"


def test_passages_are_numbered_on_and_leave_out_the_heading_they_begin_with() -> None:
    article = replace(OTHER, text="The agenda\nEnergy comes first.")
    hit = Hit(Passage(article, 0, 0, len(article.text), "The agenda"), 3.0)
    seen = lines(passages_card([hit], 5, ASKED, buttons=[AnswerButton("more", "0" * 12, 2)]))
    assert seen[:3] == [
        "**5 · notes**",
        "-# undated · The agenda",
        "> Energy comes first.",
    ]
    assert "no more passages" in text_of(passages_card([], 1, ASKED))


def test_sources_tell_all_that_is_known_but_not_where_the_server_keeps_it() -> None:
    article = replace(OTHER, authors=("A. Reporter",), updated=datetime(2025, 5, 9))
    answer = replace(ANSWER, citations=(replace(ANSWER.citations[1], article=article),))
    seen = lines(sources_card(answer, ASKED))
    assert "-# A. Reporter · undated" in seen
    assert "-# File: notes.txt" in seen
    assert "Matched: Xi, May 7, 2025" in seen


def test_where_nothing_is_near_the_way_on_is_told() -> None:
    seen = text_of(answer_card(replace(ABSTAINED, citations=()), STATUS, ASKED))
    assert "No article comes near this. /summary tells" in seen
    assert "comes near" not in text_of(answer_card(ABSTAINED, STATUS, ASKED))


def test_a_summary_numbers_its_sentences_and_lists_the_articles() -> None:
    sentences = (SummarySentence("The visit is on.", 1), SummarySentence(OTHER.text, 2))
    summary = Summary(None, sentences, ANSWER.citations)
    assert lines(summary_card(summary, STATUS)) == [
        "**The coverage in short**",
        "- The visit is on. [1]",
        "- Xi meets Putin on May 7, 2025. [2]",
        "`1` [Xi visits Moscow](https://daily.example/xi) · The Daily"
        " · 4 May 2025 (<t:1746316800:R>)",
        "`2` notes · undated",
        "-# Coverage: 2 articles, up to 4 May 2025",
    ]


def test_a_timeline_gives_days_first_and_marks_what_is_planned() -> None:
    event = TimelineEvent(
        date(2025, 5, 7), date(2025, 5, 10), "Xi visits.", "planned", ANSWER.citations
    )
    past = TimelineEvent(date(2025, 5, 4), None, "The news broke.", "past", ANSWER.citations[:1])
    seen = lines(timeline_card(Timeline("Xi", (past, event)), STATUS))
    assert seen[:3] == [
        "**Timeline: Xi**",
        "**4 May 2025** The news broke. [1]",
        "**7–10 May 2025** *(planned)* Xi visits. [1] [2]",
    ]


def test_a_changed_plan_is_marked_with_what_it_was() -> None:
    plan = TimelineEvent(date(2025, 5, 7), None, "Xi will come.", "planned", ANSWER.citations[1:])
    event = TimelineEvent(
        date(2025, 5, 9), None, "The visit moved.", "planned", ANSWER.citations[:1], plan
    )
    found = Timeline("Xi", (event,), ((date(2025, 5, 4), 2),))
    card = timeline_card(found, STATUS, picture=b"PNG")
    assert lines(card)[1] == (
        "**9 May 2025** *(planned)* *(changed; before: 7 May 2025 [2])* The visit moved. [1]"
    )
    (gallery,) = [str(each["items"]) for each in components(card) if each["type"] == 12]
    assert "attachment://timeline.png" in gallery
    assert "May 9, 2025 (planned): The visit moved." in gallery
    assert [file.filename for file in card.files()] == ["timeline.png"]
    console = StringIO()
    Console(file=console, width=100).print(render_timeline(found))
    assert "9 May 2025 (planned) (changed; before: 7 May 2025)" in console.getvalue()


def test_nothing_to_summarise_is_said() -> None:
    assert "doesn't say" in text_of(summary_card(Summary("chess", (), ()), STATUS))
    assert "doesn't say" in text_of(timeline_card(Timeline("chess", ()), STATUS))


def test_a_reload_reports_counts_and_reasons_and_how_many_more() -> None:
    faults = tuple(Unreadable(f"/srv/news/{n}.jsonl", n, "not UTF-8 text") for n in range(200))
    seen = lines(reload_card(ReloadReport(5, 9, 2, 1, 3, faults, 0.25)))
    assert seen[:4] == [
        "**Coverage reloaded** in 0.2 s",
        "2 added · 1 changed · 3 removed",
        "Now 5 articles, 9 passages",
        "**200 could not be read**",
    ]
    assert "- news/7.jsonl, line 7: not UTF-8 text" in seen
    listed = sum(line.startswith("- ") for line in seen)
    assert seen[-1] == f"-# … and {200 - listed} more"


def test_status_sources_help_and_changes_say_what_there_is() -> None:
    assert "2 articles, 3 passages, 4 May 2025" in lines(status_card(STATUS, Votes(3, 1)))
    assert "- **The Daily** · 1 article · 4 May 2025" in lines(coverage_sources_card(STATUS))
    helped = lines(help_card("Dateline", (77,), "Who won?"))
    assert "- write in <#77>" in helped
    assert any("“@Dateline Who won?”" in line for line in helped)
    change = Change("4", "removed", Path("/srv/news/notes.txt"), (("a2", None),))
    assert lines(changes_card([change], [], [])) == ["**Removed 1 article** from notes.txt", "- a2"]
    change = Change("5", "changed", Path("/srv/news/a2.json"), (("a2", "A title"),))
    assert lines(changes_card([change], [], []))[0] == "**Changed 1 article** in a2.json"


# ------------------------------------------------------------------ whatever articles hold

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
asked = st.builds(Asked, long_text, st.none() | TEXT, st.none() | TEXT, st.none() | TEXT)
statuses = st.builds(
    replace, st.just(STATUS), articles=st.integers(0, 10**7), last=st.none() | st.dates()
)
# Shrinking these large values takes minutes and makes them no easier to read.
QUICK = settings(max_examples=60, deadline=None, phases=set(Phase) - {Phase.explain, Phase.shrink})

# What a card's own markup consists of; the rest of a line is text made harmless.
_OWN = re.compile(
    r"^(?:-# |> |- )|`\d+` |\[[^\[\]]*\]\(https?://[^\s()]*\)|(?<!\\)\[\d+\]|\*\(planned\)\*"
    r"|(?<!\\)<t:\d+:[Rf]>"
)


def assert_harmless(card: Card) -> None:
    assert_sendable(card)
    for line in text_of(card).splitlines():
        shown(_OWN.sub("", line))


@QUICK
@given(answers, statuses, asked, st.booleans())
def test_any_answer_is_sendable_and_harmless(
    answer: Answer, status: Status, question: Asked, private: bool
) -> None:
    buttons = answer_buttons("0" * 12, private=private)
    assert_harmless(answer_card(answer, status, question, show_question=private, buttons=buttons))
    assert_harmless(sources_card(answer, question))


@QUICK
@given(st.lists(articles, max_size=10), asked)
def test_any_passages_are_sendable_and_harmless(found: list[Article], question: Asked) -> None:
    hits = [Hit(Passage(a, 0, 0, len(a.text), a.title), 1.0) for a in found]
    assert_harmless(passages_card(hits, 1, question, buttons=[AnswerButton("more", "0" * 12, 9)]))


@QUICK
@given(cited, st.none() | long_text, statuses)
def test_any_summary_and_timeline_is_sendable_and_harmless(
    found: tuple[Citation, ...], topic: str | None, status: Status
) -> None:
    sentences = tuple(SummarySentence(each.quote, each.n) for each in found)
    assert_harmless(summary_card(Summary(topic, sentences, found), status))
    events = tuple(TimelineEvent(date(2025, 5, 7), None, c.quote, "planned", found) for c in found)
    assert_harmless(timeline_card(Timeline(topic, events), status))


@QUICK
@given(
    st.lists(st.builds(Unreadable, long_text, st.none() | st.integers(1), long_text), max_size=40)
)
def test_any_report_is_sendable_and_harmless(faults: list[Unreadable]) -> None:
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
