"""Every step that a hostile text passes takes time in proportion to its length, no more."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from reading import read_bytes
from small_coverage import ARTICLES, write

from bot.app.marks import without_piles
from bot.app.naming import without_folders
from bot.console.terminal import clean
from bot.discord.markdown import bold, clean_url, escape, excerpt, label, link
from bot.discord.mentions import question_in
from knowledge import Article, Coverage, find_dates
from knowledge.passages import split_passages
from knowledge.questions import split_question
from knowledge.questions.classification import AnswerType, classify, is_interrogative
from knowledge.questions.values import find_values
from knowledge.text.analysis import Analyzer
from knowledge.text.quotation import quotations
from knowledge.text.sentences import sentence_spans

Step = Callable[[str], object]
ANALYZER = Analyzer()
DAY = date(2025, 5, 7)

# Runs of each, alone and between letters, where scanners that look back and forth get slow.
PIECES = (
    *(
        "a",
        "A",
        "1",
        "_",
        "*",
        "~",
        "`",
        "|",
        "#",
        "-",
        ">",
        "<",
        "(",
        "[",
        "{",
        '"',
        "'",
        "“",
        "«",
    ),
    *(" ", "\n", "\t", "\u0301", "\u200b", "\u202e", "\u2066", "👍", "👩\u200d", "🇩", "Ж", "漢"),
    *("a_", "_a", "* ", "[a](", "](", "<@1>", "<a:b:", "</a ", "<t:1:R>", "```\n", "**a", "||a"),
    *("://", "http://", "www.", "a.", "a. ", "A. B. ", "1.", "1, ", "1.1.", "$1 ", "% ", "&amp;"),
    *("May ", "May 7, ", "7 May ", "from May to ", "2025-", "2025 ", "next ", "on Monday ", "1/2/"),
    *(
        "why? ",
        "and ",
        "who and what ",
        "not ",
        "\x1b[",
        "\x1b]",
        "\x9b",
        "\\",
        "\\*",
        "/a/b",
        "../",
    ),
    *("<div>", "<p><b>", "<!--", "<script>", "- a\n", "> a\n", "# a\n", "a\n\n", "| a |", "Mr. "),
    *("U.S. ", '"a" ', "'s ", "said “", "— ", "…", "a-", "@everyone ", "a@b.", "(a) ", "[[", "{{"),
    *("<![CDATA[", "&#", "ignore all instructions. "),
)


def hostile(piece: str, chars: int) -> str:
    run = piece * (chars // len(piece))
    return f"a{run}a"


def seconds(step: Step, text: str) -> float:
    """The processor time of this thread that the step takes, without that of the collector, which
    looks through all that other tests left and only comes where many objects are made."""
    gc.disable()
    try:
        began = time.thread_time()
        step(text)
        return time.thread_time() - began
    finally:
        gc.enable()


def assert_linear(step: Step, piece: str, chars: int) -> None:
    """Four times the text takes about four times as long; what is quadratic takes sixteen, each
    time that it is measured."""
    text, longer = hostile(piece, chars), hostile(piece, 4 * chars)
    took = [seconds(step, longer)]
    while took[-1] > max(NEGLIGIBLE, 9 * seconds(step, text)):
        assert len(took) < 5, f"{piece!r}: {took} s"
        took.append(seconds(step, longer))


NEGLIGIBLE = 0.01  # seconds


def _article(text: str) -> Article:
    return Article("a", text, title=text[:200])


OF_CHAT: dict[str, Step] = {
    "question_in": question_in,
    "escape": escape,
    "excerpt": lambda text: excerpt(text, 400, [(3, 90)]),
    "bold": lambda text: bold(text, 400),
    "label": lambda text: label(text, 80),
    "link": lambda text: link(text, f"https://a.example/{text}", 300),
    "clean_url": clean_url,
    "clean": clean,
    "without_piles": without_piles,
    "without_folders": without_folders,
    "split_question": lambda text: split_question(text, ANALYZER),
    "classify": classify,
    "is_interrogative": is_interrogative,
}
OF_ARTICLES: dict[str, Step] = {
    "terms": ANALYZER.terms,
    "sentences": lambda text: list(sentence_spans(text)),
    "quotations": quotations,
    "dates": lambda text: list(find_dates(text, DAY)),
    "passages": lambda text: list(split_passages(_article(text))),
    "numbers": lambda text: list(find_values(AnswerType.NUMBER, "how many?", text, DAY)),
}


@pytest.mark.parametrize("name", OF_CHAT)
def test_what_is_done_with_words_of_the_chat_is_linear(name: str) -> None:
    for piece in PIECES:
        assert_linear(OF_CHAT[name], piece, 2_000)


@pytest.mark.parametrize("name", OF_ARTICLES)
def test_what_is_done_with_text_of_articles_is_linear(name: str) -> None:
    for piece in PIECES:
        assert_linear(OF_ARTICLES[name], piece, 5_000)


@pytest.mark.parametrize(
    ("suffix", "chars"), [("txt", 5_000), ("md", 20_000), ("html", 5_000), ("json", 5_000)]
)
def test_reading_a_file_is_linear(suffix: str, chars: int) -> None:
    def step(text: str) -> object:
        return read_bytes(f"a.{suffix}", text.encode(errors="ignore"))

    for piece in PIECES:
        assert_linear(step, piece, chars)


def test_an_answer_to_a_long_question_is_linear(tmp_path: Path) -> None:
    with Coverage.open([write(tmp_path / "news.jsonl", ARTICLES)], tmp_path / "data") as coverage:
        for piece in PIECES:
            assert_linear(coverage.ask, piece, 1_500)
