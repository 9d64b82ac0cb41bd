"""What a reader sees of an answer, and that Discord would take it whatever articles hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from io import StringIO
from pathlib import Path

import pytest
from discord_text import assert_sendable, components, text_of
from rich.console import Console, RenderableType
from small_answer import ABSTAINED, ANSWER, ASKED, KREMLIN, OTHER, STATUS, cite, lines

from bot.app.guild_settings import LENGTHS
from bot.console.reports import render_feeds, render_updates
from bot.console.sources import render_latest
from bot.console.terminal import answer_line, render_answer, render_timeline, show
from bot.discord.buttons import AnswerButton, answer_buttons
from bot.discord.rendering import (
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
    Change,
    Feed,
    FeedUpdate,
    Hit,
    Latest,
    Listed,
    Passage,
    ReloadReport,
    Scope,
    Summary,
    SummarySentence,
    Timeline,
    TimelineEvent,
    Unreadable,
)


def test_the_answer_comes_first_in_bold_then_a_block_for_each_article() -> None:
    assert lines(answer_card(ANSWER, STATUS, ASKED)) == [
        "**May 7 to May 10, 2025**",
        "**1 · Xi visits Moscow**",
        "-# The Daily · 4 May 2025 (<t:1746316800:R>)",
        "> **Xi** will visit **Moscow** from **May 7 to May 10, 2025**, the Kremlin said.",
        "**2 · notes**",
        "-# undated",
        "> **Xi** meets Putin on **May 7, 2025**.",
        "-# Confidence: 90% · Coverage: 2 articles, up to 4 May 2025",
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
    asked = replace(ASKED, scope=Scope("The *Daily*", since=date(2025, 5, 1)))
    seen = lines(answer_card(ANSWER, STATUS, asked, show_question=True))
    assert seen[-3:] == [
        "-# Asked: when does Xi visit Moscow?",
        "-# Only articles from The \\*Daily\\*, since 1 May 2025",
        "-# Confidence: 90% · Coverage: 2 articles, up to 4 May 2025",
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
    assert "9 May 2025 (planned) (changed; before: 7 May 2025): The visit moved." in gallery
    assert [file.filename for file in card.files()] == ["timeline.png"]
    console = StringIO()
    Console(file=console, width=100).print(render_timeline(found))
    assert "9 May 2025 (planned) (changed; before: 7 May 2025)" in console.getvalue()


def test_further_sentences_of_an_event_follow_with_their_articles() -> None:
    event = TimelineEvent(
        date(2025, 5, 7), None, "Xi visits.", "past", ANSWER.citations[:1], more=ANSWER.citations
    )
    found = Timeline("Xi", (event,))
    first, second = ANSWER.citations
    seen = lines(timeline_card(found, STATUS))
    assert seen[1] == f"**7 May 2025** Xi visits. [1] {first.quote} [1] {second.quote} [2]"
    assert seen[3].startswith("`2` ")
    console = StringIO()
    Console(file=console, width=100).print(render_timeline(found))
    assert console.getvalue().count(second.quote) == 1


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


ADDRESS = "https://daily.example/2025/05/04/politics/xi-visits-moscow-for-the-parade"
ADDED = datetime(2025, 5, 4)
FEED = Feed(ADDRESS, "The Daily", ADDED, 15, None, None, ADDED, 0, None, 3, ())
FAR = replace(KREMLIN, url=ADDRESS)


@pytest.mark.parametrize(
    "shown",
    [
        render_answer(replace(ANSWER, citations=(cite(1, FAR, FAR.text),))),
        render_latest(Latest(None, (Listed(FAR),))),
        render_feeds([FEED]),
        render_updates([FeedUpdate(FEED)]),
    ],
    ids=["answer", "latest", "feeds", "updates"],
)
def test_an_address_at_the_console_is_never_broken(shown: RenderableType) -> None:
    console = StringIO()
    show(shown, Console(file=console, width=40))
    assert ADDRESS in console.getvalue()
