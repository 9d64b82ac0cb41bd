"""PDF pages as they are laid out: heads and feet, columns, divided words, headlines."""

from __future__ import annotations

import io
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf import Placed, placed
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject
from reading import read_bytes

from knowledge.article import Article

STORY = (
    "The library of Tarn opened again on Monday after two years of repairs to its roof and its "
    "cellar. Curator Ada Moor said that nine thousand books had been saved from the water. The "
    "county paid for all of the work, and readers gave forty shelves. A second cellar is to be "
    "dug in the spring, under the yard behind the house."
)
OTHER = (
    "The ferry to Ness was sold on Tuesday to a builder from the mainland who wants to live on it. "
    "Skipper Olav Brandt had sailed it since the year of the great flood. He means to row from now "
    "on, he said, as long as his arms allow it, and to fish on the way."
)


def read(data: bytes) -> Article:
    (article,), faults = read_bytes("a.pdf", data)
    assert not faults
    return article


def column(text: str, x: float = 60, y: float = 700, width: int = 40) -> list[Placed]:
    lines = textwrap.wrap(text, width)
    return [(line, x, y - 13 * number, 10) for number, line in enumerate(lines)]


def by_rows(*columns: list[Placed]) -> list[Placed]:
    """The lines of columns in the order of their heights."""
    return sorted((line for each in columns for line in each), key=lambda line: -line[2])


def furnished(number: int, pages: int, body: list[Placed]) -> list[Placed]:
    head: list[Placed] = [("Tarn Courier", 60, 800, 9), ("3 March 2026", 480, 800, 9)]
    foot: list[Placed] = [(f"Page {number} of {pages}", 280, 40, 9), ("tarn.example", 60, 40, 9)]
    return [*head, *foot, *body] if number % 2 else [*head, *body, *foot]


def test_heads_feet_and_page_numbers_are_left_out() -> None:
    lines = column(STORY)
    pages = [furnished(number, 4, lines[2 * number - 2 : 2 * number]) for number in range(1, 4)]
    assert read(placed(*pages, furnished(4, 4, lines[6:]))).text == STORY


def test_heads_that_alternate_and_bare_numbers() -> None:
    lines = column(STORY)
    pages: list[list[Placed]] = [
        [
            ("Tarn Courier" if number % 2 else "Towns and parishes", 60, 800, 9),
            *lines[2 * number : 2 * number + 2],
            (str(number + 12), 290, 40, 9),
        ]
        for number in range(4)
    ]
    assert read(placed(*pages)).text == " ".join(line for line, *_ in lines[:8])


def test_heads_of_left_and_right_pages() -> None:
    lines = column(STORY)
    pages: list[list[Placed]] = [
        [("Tarn Courier 3 March 2026 7", 60, 800, 9), *lines[:4]],
        [("8 Tarn Courier 3 March 2026", 60, 800, 9), *lines[4:]],
    ]
    assert read(placed(*pages)).text == STORY


def test_what_only_looks_like_a_head_stays() -> None:
    pages: list[list[Placed]] = [
        [(f"{day} March 2026", 60, 800, 10), *column(text)]
        for day, text in ((3, STORY), (4, OTHER))
    ]
    text = read(placed(*pages)).text
    assert "3 March 2026" in text  # the days of a diary
    assert "4 March 2026" in text
    twice = placed([("All is well.", 60, 700, 10)], [("All is well.", 60, 700, 10)])
    assert read(twice).text.count("All is well.") == 2  # nothing else would be left


@pytest.mark.parametrize("apart", [False, True])
def test_columns_that_are_drawn_row_by_row(apart: bool) -> None:
    rows = by_rows(column(STORY), column(OTHER, x=310))
    assert read(placed(rows, apart=apart)).text == f"{STORY}\n\n{OTHER}"


def test_columns_whose_lines_are_not_level() -> None:
    rows = by_rows(column(STORY), column(OTHER, x=310, y=694))
    assert read(placed(rows)).text == f"{STORY}\n\n{OTHER}"


def test_columns_below_a_headline_over_both() -> None:
    head: list[Placed] = [("A library opens and a ferry is sold, both in one week", 60, 740, 18)]
    third = "Rain is expected on both days, and the wind is to turn to the west in the evening."
    columns = (column(STORY, width=30), column(OTHER, 225, width=30), column(third, 390, width=30))
    article = read(placed([*head, *by_rows(*columns)]))
    assert article.title == head[0][0]
    assert article.text == f"{STORY}\n\n{OTHER}\n\n{third}"


def test_words_that_are_placed_one_by_one_are_no_columns() -> None:
    words: list[Placed] = []
    for line, x, y, size in column(STORY, width=60):
        for word in line.split():
            words.append((word, x, y, size))
            x += 6.0 * (len(word) + 1)  # as in a font whose letters are all of one width
    assert read(placed(words)).text == STORY


def test_a_table_is_read_row_by_row() -> None:
    rows: list[Placed] = []
    for number, (town, mayor) in enumerate(
        [
            ("Tarn on the Water", "Ada Moor of Ness"),
            ("Ness Harbour", "Olav Brandt"),
            ("Upper Skerrin", "Edda Weir-Nilsen"),
            ("Pollan and Morrow", "Kurt Feldmann"),
        ]
    ):
        rows += [(town, 60, 700 - 14 * number, 10), (mayor, 310, 700 - 14 * number, 10)]
    assert "Ness Harbour Olav Brandt" in read(placed(rows)).text


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("the swing bridge needs main-", "tenance from May on", "needs maintenance from"),
        ("the swing bridge needs main\u00ad", "tenance from May on", "needs maintenance from"),
        ("harbour master Ines Valken-", "berg said at the quay", "Valkenberg said"),
        ("it was built by the well-", "known Ada Quill of Tarn", "the well-known Ada"),
        ("income fell in the year 2025-", "26 by a third, she said", "year 2025-26 by"),
        ("an accord of Anglo-", "Irish traders was signed", "of Anglo-Irish traders"),
        ("a war-weary county and a war-", "weary town met there", "a war-weary town"),
        ("it rained on that day -", "not for long, she said", "that day - not for"),
    ],
)
def test_words_that_a_line_end_divides(before: str, after: str, whole: str) -> None:
    data = placed([(before, 60, 700, 10), (after, 60, 687, 10)])
    assert whole in read(data).text


def test_a_sentence_goes_on_over_a_page_with_a_divided_word() -> None:
    pages: list[list[Placed]] = [
        [("The tower of Morrow is to be blown up by sur-", 60, 100, 10)],
        [("veyor Edda Weir on 8 August 2026.", 60, 700, 10)],
    ]
    assert "blown up by surveyor Edda Weir on 8" in read(placed(*pages)).text


def test_a_headline_is_apart_from_the_text() -> None:
    head: list[Placed] = [
        ("Tarn Courier", 60, 790, 30),
        ("Library of Tarn opens again", 60, 740, 18),
        ("after two years", 60, 719, 18),
    ]
    article = read(placed([*head, *column(STORY)]))
    assert article.title == "Library of Tarn opens again after two years"
    assert article.text == f"Tarn Courier\n\n{STORY}"
    named = read(placed([*head, *column(STORY)], title="Microsoft Word - draft3.doc"))
    assert named.title == article.title
    stated = read(placed([*head, *column(STORY)], title="A roof for nine thousand books"))
    assert stated.title == "A roof for nine thousand books"
    assert "Library of Tarn opens again after two years\n\nThe library" in stated.text


def test_large_words_within_the_text_are_no_headline() -> None:
    lines = column(STORY)
    lines[4:] = [(text, x, y - 40, size) for text, x, y, size in lines[4:]]
    quoted: Placed = ("We swam among the books, all night", 60, 635, 16)
    article = read(placed([*lines[:4], quoted, *lines[4:]]))
    assert article.title is None
    assert quoted[0] in article.text.split("\n\n")


def test_a_headline_in_the_letters_of_the_text_is_apart_too() -> None:
    head: list[Placed] = [("Library opens", 60, 740, 10)]
    assert read(placed([*head, *column(STORY)])).text == f"Library opens\n\n{STORY}"


def test_a_large_first_letter_belongs_to_its_word() -> None:
    first, *rest = column(STORY)
    letter: list[Placed] = [("T", 60, 688, 34), (first[0][1:], 82, 700, 10)]
    assert read(placed([*letter, *rest])).text == STORY
    vitamin: list[Placed] = [("A", 60, 700, 34), ("Vitamins are sold at the quay.", 60, 660, 10)]
    assert read(placed(vitamin)).text == "A\n\nVitamins are sold at the quay."


def test_text_from_right_to_left_is_put_in_order() -> None:
    # The words as they are drawn from the left, so the last one first: פתוח הגשר.
    writer = PdfWriter(
        PdfReader(io.BytesIO(placed([("abcd", 60, 700, 10), ("efgh", 85, 700, 10)])))
    )
    font = writer.pages[0]["/Resources"]["/Font"]["/F1"].get_object()  # type: ignore[index]
    letters = dict(zip("abcdefgh", "חותפרשגה", strict=True))
    rows = "\n".join(f"<{ord(key):02x}> <{ord(value):04x}>" for key, value in letters.items())
    table = DecodedStreamObject()
    table.set_data(f"8 beginbfchar\n{rows}\nendbfchar".encode())
    font[NameObject("/ToUnicode")] = writer._add_object(table)
    stream = io.BytesIO()
    writer.write(stream)
    plain = PdfReader(stream).pages[0].extract_text()
    assert "\u05d2" in plain
    assert read(stream.getvalue()).text.split() == plain.split()


@pytest.mark.parametrize("number", ["1" * 400, "-1" + "0" * 320, "0", ".", "--5"])
def test_a_place_beyond_all_numbers(number: str) -> None:
    whole = placed([("Tarn.", 60, 700, 10), ("Ness.", 310, 700, 10), ("Tarn.", 60, 687, 10)])
    for old in (b" 310 ", b" 700 ", b"/F1 10 "):
        new = old.replace(old.split()[-1], number.encode())
        articles, faults = read_bytes("a.pdf", whole.replace(old, new))
        assert articles or faults


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Tarn", "of the sea,", "It rained.", "-", "2026"]),
            st.sampled_from([60, 60.5, 200, 310, 400]),
            st.sampled_from([700, 687, 674, 661, 40]),
            st.sampled_from([9, 10, 18]),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_no_word_is_lost_on_one_page(page: list[Placed]) -> None:
    article = read(placed(page))
    words = " ".join((article.title or "", article.text)).split()
    assert sorted("".join(words).replace("-", "")) == sorted(
        "".join(text for text, *_ in page).replace(" ", "").replace("-", "")
    )
