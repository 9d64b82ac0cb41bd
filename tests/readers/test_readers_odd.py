"""Odd files that were tried on the readers: turned pages, signs for letters, bare text, TOML."""

from __future__ import annotations

import io
import textwrap

import pytest
from pdf import Placed, placed
from pypdf import PdfReader, PdfWriter, Transformation
from pypdf.generic import RectangleObject
from reading import read_bytes

from knowledge.article import Article

STORY = (
    "The lock at Ness was shut on Monday since its gate had come loose, and barges are waiting in"
    " the upper pool. Lock keeper Ida Roe said that a diver had looked at the hinge and found it"
    " broken, so that the gate has to be lifted out. That will take until the end of the week, she"
    " said, if the crane comes from the coast in time."
)


def read(name: str, data: bytes) -> Article:
    (article,), faults = read_bytes(name, data)
    assert not faults
    return article


def page_of(lines: list[str], number: int) -> list[Placed]:
    body = [(line, 60, 700 - 13 * at, 10) for at, line in enumerate(lines)]
    return [("Canal Monthly", 60, 800, 9), *body, (f"- {number} -", 280, 40, 9)]


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_page_that_is_turned_is_read_as_it_is_seen(quarters: int) -> None:
    lines = textwrap.wrap(STORY, 50)
    reader = PdfReader(io.BytesIO(placed(page_of(lines[:3], 1), page_of(lines[3:], 2))))
    writer = PdfWriter()
    writer.append(reader)
    page = writer.pages[1]
    width, height = 595, 842
    upright = Transformation().rotate(90 * quarters)
    page.add_transformation(
        upright.translate(*((0, 0), (height, 0), (width, height), (0, width))[quarters])
    )
    if quarters % 2:
        page.mediabox = RectangleObject((0, 0, height, width))
    page.rotate(90 * quarters)
    data = io.BytesIO()
    writer.write(data)
    assert read("a.pdf", data.getvalue()).text == STORY


def test_signs_that_stand_for_two_letters_are_read_as_letters() -> None:
    data = placed([("The [rst of[cials [nd a leak.", 60, 700, 10)])
    names = b"/Differences [91 /fi]"
    data = data.replace(
        b"/Encoding /WinAnsiEncoding", b"/Encoding << /Type /Encoding " + names + b" >>"
    )
    assert read("a.pdf", data).text == "The first officials find a leak."


def test_a_large_quotation_within_a_sentence_comes_after_its_paragraph() -> None:
    lines = textwrap.wrap(STORY, 50)
    rows: list[Placed] = [(line, 60, 700 - 13 * at, 10) for at, line in enumerate(lines[:3])]
    rows += [("“The gate has to be", 60, 640, 16), ("lifted out”", 60, 620, 16)]
    rows += [(line, 60, 590 - 13 * at, 10) for at, line in enumerate(lines[3:])]
    text = read("a.pdf", placed(rows)).text
    assert text == f"{STORY}\n\n“The gate has to be lifted out”"


def test_a_headline_between_two_articles_stays_where_it_is() -> None:
    lines = textwrap.wrap(STORY, 50)
    rows: list[Placed] = [(line, 60, 700 - 13 * at, 10) for at, line in enumerate(lines)]
    rows += [("A crane from the coast", 60, 500, 16)]
    rows += [(line, 60, 470 - 13 * at, 10) for at, line in enumerate(lines)]
    assert read("a.pdf", placed(rows)).text == f"{STORY}\n\nA crane from the coast\n\n{STORY}"


SHORT = (
    "<p>Two people were saved from a fire at the mill of Ness on Friday.</p>",
    "<p>It began in the loft at 4.15 a.m., fire chief Ned Oke said.</p>",
    "<p>The damage is put at 70,000 euros.</p>",
)


def test_a_short_page_keeps_its_paragraphs_and_nothing_else() -> None:
    related = (
        "<section><article><h3>Bus strike ends</h3><p>Drivers took four per cent.</p></article>"
    )
    page = (
        "<!doctype html><title>Mill fire</title><main><article><h1>Mill fire</h1>"
        f"{SHORT[0]}<noscript>{SHORT[0]}</noscript>{SHORT[1]}"
        f"{SHORT[2]}</article>{related}</section></main>"
    )
    text = read("a.html", page.encode()).text
    assert text == "\n\n".join(each[3:-4] for each in SHORT)


def test_text_that_follows_a_heading_bare_is_text() -> None:
    page = (
        "<title>Mayor asked about her degree</title><div id=story><h1>Mayor asked about her degree"
        "</h1>The mayor lists a degree that she <i>never</i> took, the university said on Friday."
        "<br><br>Mayor Ilse Brand called it a clerk's mistake, and said that it would be mended."
        "<br><br>The council meets on 12 March to hear her.</div>"
    )
    text = read("a.html", page.encode()).text
    assert text.startswith("The mayor lists a degree that she never took, the university said")
    assert "a clerk's mistake" in text
    assert text.endswith("The council meets on 12 March to hear her.")


TOML = """+++
title = "Tower leans"
date = 2026-03-01
authors = ["Kari Oy"]
+++

The tower in Brel leans by two more centimetres.
"""


def test_front_matter_in_toml() -> None:
    article = read("a.md", TOML.encode())
    assert article.title == "Tower leans"
    assert article.published is not None
    assert article.published.date().isoformat() == "2026-03-01"
    assert article.authors == ("Kari Oy",)
    assert article.text == "The tower in Brel leans by two more centimetres."


@pytest.mark.parametrize(
    ("markdown", "reason"),
    [
        ("+++\ntitle = Tower\n+++\n\nText.", "malformed front matter"),
        ("+++\ntitle = 'Tower'\n\nText.", "a line +++ is missing"),
        ("+++\na = " + "[" * 5_000 + "\n+++\n\nText.", "malformed front matter"),
    ],
)
def test_what_is_wrong_with_front_matter_in_toml_is_told(markdown: str, reason: str) -> None:
    articles, (fault,) = read_bytes("a.md", markdown.encode())
    assert not articles
    assert reason in fault.reason
