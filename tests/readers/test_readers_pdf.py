"""Articles in PDF."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf import pdf
from pypdf import PdfReader, PdfWriter
from reading import read_bytes

LINES = (
    "The bridge of Harburg was closed on Tues-\nday because the river stands too high, the\n"
    "mayor said.\nNobody was hurt, said Ada Nkosi of the town's\nfire service (THW)."
)


def test_lines_become_paragraphs_again() -> None:
    (article,), faults = read_bytes("a.pdf", pdf(LINES, title="Bridge closed"))
    assert not faults
    assert article.title == "Bridge closed"
    assert article.text == (
        "The bridge of Harburg was closed on Tuesday because the river stands too high, the mayor "
        "said.\n\nNobody was hurt, said Ada Nkosi of the town's fire service (THW)."
    )
    assert article.published is None  # a file's date is not that of its article


def test_scanned_pages_are_reported() -> None:
    articles, (fault,) = read_bytes("a.pdf", pdf("", ""))
    assert not articles
    assert "scanned" in fault.reason
    (article,), (fault,) = read_bytes("a.pdf", pdf("Read me.", "", "And me."))
    assert article.text == "Read me.\n\nAnd me."
    assert "page 2" in fault.reason


def test_a_locked_file_is_reported() -> None:
    writer = PdfWriter(PdfReader(io.BytesIO(pdf("Secret."))))
    writer.encrypt("word", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    articles, (fault,) = read_bytes("a.pdf", stream.getvalue())
    assert not articles
    assert "password" in fault.reason


def test_a_book_is_reported() -> None:
    articles, (fault,) = read_bytes("a.pdf", pdf(*("x",) * 301))
    assert not articles
    assert "300 pages" in fault.reason


@pytest.mark.timeout(20)
def test_a_page_of_many_lines_is_read() -> None:
    (article,), faults = read_bytes("a.pdf", pdf("\n".join(["They spoke about trade"] * 20_000)))
    assert not faults
    assert article.text.count("trade") == 20_000


def test_what_unfolds_to_more_than_a_page_is_reported() -> None:
    writer = PdfWriter(PdfReader(io.BytesIO(pdf("\n".join(["word"] * 600_000)))))
    for page in writer.pages:
        page.compress_content_streams()
    stream = io.BytesIO()
    writer.write(stream)
    assert len(stream.getvalue()) < 100_000
    articles, (fault,) = read_bytes("a.pdf", stream.getvalue())
    assert not articles
    assert "Limit reached" in fault.reason


def test_what_takes_too_long_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.sources.readers.pdf.document._MOST_SECONDS", 0.05)
    articles, (fault,) = read_bytes("a.pdf", pdf("\n".join(["word"] * 20_000)))
    assert not articles
    assert "seconds to read" in fault.reason


@pytest.mark.parametrize("data", [b"%PDF-1.4", pdf("Text.")[:-60], b"\0" * 100, pdf()])
def test_a_damaged_file_is_reported(data: bytes) -> None:
    articles, faults = read_bytes("a.pdf", data)
    assert bool(articles) != bool(faults)


@given(st.integers(0, 900), st.binary(max_size=20))
def test_no_damage_breaks_the_reader(at: int, damage: bytes) -> None:
    whole = pdf(LINES, "", title="Bridge")
    articles, faults = read_bytes("a.pdf", whole[:at] + damage + whole[at + len(damage) :])
    assert articles or faults
