"""Plain text as people copy it from a page: head, sections, bullets, furniture."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import read_bytes, read_text, squeeze

from knowledge.text.sentences import sentence_spans

SHARED = Path(os.environ.get("SHARED_ARTICLES", Path(__file__).resolve().parents[3] / "shared"))

PARAGRAPH = "The two presidents met in the capital and spoke about trade for more than three hours."
STAMPED = f"""\
May 7, 2025, 3:31 PM
May 4, 2025, 8:15 AM

Leaders meet amid tension over trade

Highlights
  • The first point is made here.
  • The second point follows.
Story

{PARAGRAPH}

Opinions

You've reached the end
"""


def test_time_stamps_are_told_apart_by_their_order_in_time() -> None:
    for page in (STAMPED, STAMPED.replace("May 4", "May 9")):
        article = read_text("page.txt", page)
        assert article.published is not None
        assert article.updated is not None
        assert article.published < article.updated
    assert read_text("page.txt", STAMPED).published == datetime(2025, 5, 4, 8, 15)


def test_a_stamped_page_has_its_title_sections_and_no_furniture() -> None:
    article = read_text("page.txt", STAMPED)
    assert article.title == "Leaders meet amid tension over trade"
    assert article.text == (
        f"• The first point is made here.\n• The second point follows.\n\n{PARAGRAPH}"
    )
    assert [section.title for section in article.sections] == ["Highlights", "Story"]
    story = article.sections[1]
    assert article.text[story.start : story.end] == PARAGRAPH
    assert (article.source, article.url, article.authors) == (None, None, ())


def test_a_page_without_title_and_date_gets_none() -> None:
    article = read_text("page.txt", f"{PARAGRAPH}\nWhy it matters\n{PARAGRAPH} Twice.\n")
    assert (article.title, article.published, article.updated) == (None, None, None)
    assert [section.title for section in article.sections] == ["Why it matters"]
    assert article.text[article.sections[0].start :].startswith("Why it matters\nThe two")


def test_bullets_alone_on_a_line_join_their_items() -> None:
    article = read_text("page.txt", f"{PARAGRAPH}\n-\nMore trade.\n-\n\nLess talk.\n2.\nRest\n-\n")
    assert article.text.endswith("\n- More trade.\n- Less talk.\n2. Rest")


@pytest.mark.parametrize(
    ("date_line", "published", "authors"),
    [
        ("June 1, 2025", datetime(2025, 6, 1), ()),
        ("By Jane Doe", None, ("Jane Doe",)),
        ("By Jane Doe, Political Correspondent", None, ("Jane Doe",)),
        ("By Jane Doe and João de la Cruz", None, ("Jane Doe", "João de la Cruz")),
        ("By A. Smith, Jane O'Neil and Li Wei", None, ("A. Smith", "Jane O'Neil", "Li Wei")),
        ("June 1, 2025 | By Jane Doe", datetime(2025, 6, 1), ("Jane Doe",)),
        ("June 1, 2025 By Jane Doe", datetime(2025, 6, 1), ("Jane Doe",)),
        ("Published on 1 June 2025 at 14:05", datetime(2025, 6, 1, 14, 5), ()),
        ("Sunday, 1 June 2025, 2:05 PM EDT", datetime(2025, 6, 1, 14, 5), ()),
        ("Published: 2025-06-01T14:05:00Z", datetime(2025, 6, 1, 14, 5), ()),
        ("01 Jun 2025 - 14:05", datetime(2025, 6, 1, 14, 5), ()),
        ("3 hours ago", None, ()),
    ],
)
def test_a_line_below_the_title(
    date_line: str, published: datetime | None, authors: tuple[str, ...]
) -> None:
    article = read_text("page.txt", f"Leaders meet over trade\n\n{date_line}\n\n{PARAGRAPH}\n")
    assert article.title == "Leaders meet over trade"
    assert (article.published, article.updated, article.authors) == (published, None, authors)
    assert article.text == PARAGRAPH


def test_an_update_alone_is_no_publication() -> None:
    article = read_text("page.txt", f"Leaders meet\n\nUpdated June 1, 2025\n\n{PARAGRAPH}\n")
    assert (article.published, article.updated) == (None, datetime(2025, 6, 1))


def test_an_ambiguous_date_is_told_of_and_not_guessed() -> None:
    articles, faults = read_bytes("a.txt", f"Leaders meet\n\n05/07/2025\n\n{PARAGRAPH}".encode())
    assert [article.published for article in articles] == [None]
    assert "05/07/2025" in faults[0].reason


@pytest.mark.parametrize(
    "first_line",
    [
        "Xi is to visit Moscow from May 7 to May 10.",
        f"{PARAGRAPH} {PARAGRAPH} {PARAGRAPH}",
        "• Xi is to visit Moscow",
        "Jane Doe and Thomas A. Anderson",
        "Special to the Example Wire",
        "WASHINGTON —",
        "On the agenda are:",
    ],
)
def test_a_first_line_that_is_no_headline_is_no_title(first_line: str) -> None:
    article = read_text("page.txt", f"{first_line}\n\n{PARAGRAPH}\n")
    assert article.title is None
    assert article.text == f"{first_line}\n\n{PARAGRAPH}"


def test_a_lone_line_is_the_text_and_no_title() -> None:
    article = read_text("page.txt", "Leaders meet over trade\n")
    assert (article.title, article.text) == (None, "Leaders meet over trade")


def test_what_stands_above_a_headline_is_left_out() -> None:
    page = f"Skip to main content\nExample News\n\nWorld\n\nLeaders meet over trade\n\n{PARAGRAPH}"
    article = read_text("page.txt", page)
    assert (article.title, article.text) == ("Leaders meet over trade", PARAGRAPH)


@pytest.mark.parametrize(
    "page",
    [
        f"Leaders meet\nSource: Example Wire\nURL: https://www.example.org/a\n\n{PARAGRAPH}\n",
        f"https://www.example.org/a\n\nLeaders meet\n\nsource: Example Wire\n\n{PARAGRAPH}\n",
        f"https://www.example.org/a\nLeaders meet\n\n{PARAGRAPH}\n\nSource: Example Wire\n",
    ],
)
def test_source_and_address_are_taken_where_they_are_written(page: str) -> None:
    article = read_text("page.txt", page)
    assert (article.title, article.source) == ("Leaders meet", "Example Wire")
    assert (article.url, article.text) == ("https://www.example.org/a", PARAGRAPH)


def test_a_source_that_is_not_written_is_the_host_of_the_address() -> None:
    article = read_text("page.txt", f"https://www.example.org/a\n\n{PARAGRAPH}\n")
    assert article.source == "example.org"


FURNITURE = [
    *("Advertisement", "ADVERTISEMENT - SCROLL TO CONTINUE", "Share", "Share on Facebook", "Tweet"),
    *(
        "Read more: Ten other stories",
        "Sign up for our newsletter",
        "12 Comments",
        "5 min read",
        "—",
    ),
    *("Listen to this article", "© 2025 Example News", "* * *", "Image credit: Example", "Home"),
    *("Related: Another story", "Skip to content", "You’ve reached the end", "Back to top »"),
]
STORY_LINES = [
    *("They share the cost.", "Print is dead, he said.", "The advertisement was withdrawn."),
    *("Home prices rose", "Search for survivors goes on", "Sign of the times", "Like father", "Xi"),
]


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_is_left_out_wherever_it_stands(line: str) -> None:
    article = read_text("a.txt", f"{PARAGRAPH}\n\n{line}\n\n{PARAGRAPH} Again.\n\n{line}\n")
    assert article.text == f"{PARAGRAPH}\n\n{PARAGRAPH} Again."


@pytest.mark.parametrize("line", STORY_LINES)
def test_words_like_those_of_furniture_stay(line: str) -> None:
    assert line in read_text("a.txt", f"{PARAGRAPH}\n\n{line}\n\n{PARAGRAPH}\n").text


def test_a_tail_of_links_is_cut_and_a_section_of_that_name_stays() -> None:
    tail = "Opinions\nWhy trade matters\nTen questions\n"
    assert read_text("a.txt", f"{PARAGRAPH}\n\n{tail}").text == PARAGRAPH
    article = read_text("a.txt", f"{PARAGRAPH}\n\nOpinions\n\n{PARAGRAPH}\n")
    assert article.text == f"{PARAGRAPH}\n\nOpinions\n\n{PARAGRAPH}"


def test_lines_broken_to_a_width_are_joined() -> None:
    text = (
        "The two presidents met in the capital and spoke about\n"
        "trade for more than three hours. They agreed to meet\n"
        "again in autumn.\n\nA second paragraph stands by itself.\n"
    )
    joined = "spoke about trade for more than three hours. They agreed to meet again in autumn."
    assert joined in read_text("a.txt", text).text


def test_lines_are_not_joined_over_one_that_was_left_out() -> None:
    broken = "The two presidents met in the capital and spoke about\nShare\ntrade for long.\n"
    article = read_text("a.txt", f"{PARAGRAPH}\n\n{broken}")
    assert article.text.endswith("and spoke about\n\ntrade for long.")


def test_a_day_further_down_is_no_time_stamp() -> None:
    page = f"Diary of the visit\n\nMay 4, 2025\n\nDay one\n\nMay 7, 2025\n\n{PARAGRAPH}\n"
    article = read_text("a.txt", page)
    assert (article.published, article.updated) == (datetime(2025, 5, 4), None)
    assert "May 7, 2025" in article.text


def test_lines_that_were_not_broken_stay_lines() -> None:
    text = f"{PARAGRAPH}\n\nWinners:\nApples\nPears and other fruit of the season\nPlums\n"
    assert "Apples\nPears and other fruit of the season\nPlums" in read_text("a.txt", text).text


# No zeros: where every other byte is one, a page is read as UTF-16.
LINE = st.sampled_from(
    [
        *("", "", PARAGRAPH, "A heading", "• item one", "-", "Story", "May 4, 2025", "By Jane Doe"),
        *("Source: Wire", "Highlights", "Share", "Opinions", "What next?", "https://example.org/x"),
        *("一句话。", "مرحبا", "🙂 ok", "\u00a0\u2003wide\u00a0", "1.", "x" * 90),
    ]
) | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=80)


@given(st.lists(LINE, max_size=25))
def test_every_sentence_stands_in_the_page(lines: list[str]) -> None:
    page = "\n".join(lines)
    articles, _ = read_bytes("page.txt", page.encode("utf-8", "replace"))
    original = squeeze(page.encode("utf-8", "replace").decode())
    for article in articles:
        for start, end in sentence_spans(article.text):
            assert squeeze(article.text[start:end]) in original
        ends = [0]
        for section in article.sections:
            assert ends[-1] <= section.start < section.end <= len(article.text)
            assert squeeze(section.title) in original
            ends.append(section.end)


@pytest.mark.skipif(not (SHARED / "seeds").is_dir(), reason="the seed articles are not there")
def test_the_seed_articles() -> None:
    first, second = (
        read_text(path.name, path.read_text(encoding="utf-8"))
        for path in sorted((SHARED / "seeds").glob("*.txt"))
    )
    assert first.title == "Xi Jinping visits Russia amid ongoing Ukraine conflict"
    assert (first.published, first.updated) == (
        datetime(2025, 5, 4, 8, 15),
        datetime(2025, 5, 7, 15, 31),
    )
    assert [section.title for section in first.sections] == ["Highlights", "Story"]
    assert "Opinions" not in first.text
    assert (second.title, second.published, second.source) == (None, None, None)
    assert [section.title for section in second.sections] == [
        "A Meeting of Strategic Minds",
        "What’s on the Agenda?",
        "A Message to the West",
        "Implications for the Global Order",
    ]
    assert second.text.count("\n- ") == 5
