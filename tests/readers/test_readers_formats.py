"""Markdown, HTML, JSON and JSON Lines: what becomes of a sound file."""

from __future__ import annotations

import gzip
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import read_bytes, read_text, squeeze

from knowledge.sources.readers import scan

PAGE = """\
<!doctype html><html><head><meta charset="utf-8"><title>Leaders meet | Example Wire</title>
<meta property="og:title" content="Leaders meet over trade">
<meta property="og:site_name" content="Example Wire">
<meta property="article:published_time" content="2025-05-04T08:15:00+03:00">
<meta property="article:modified_time" content="2025-05-07T15:31:00Z">
<meta name="author" content="Jane Doe">
<link rel="canonical" href="https://news.example.org/leaders-meet"></head>
<body><nav><a href="/">Home</a><a href="/world">World</a></nav>
<article><h1>Leaders meet over trade</h1>
<p>The two presidents met in the <b>capital</b> and spoke about trade for three hours.</p>
<h2>What is on the agenda</h2>
<ul><li>Energy supplies from the <a href="/n">north</a></li><li>Trade by rail</li></ul>
<p>A second paragraph<br>has two lines and tells of the dinner that followed the talks.</p>
</article><footer>Subscribe to our newsletter</footer></body></html>
"""
MARKDOWN = """\
---
title: Leaders meet over trade
source: Example Wire
url: https://news.example.org/leaders-meet
authors: [Jane Doe, John Roe]
published: 2025-05-04T08:15:00+03:00
updated: 2025-05-07
---

# Leaders meet over trade

The two presidents met in the **capital**
and spoke about [trade](https://example.org).

## What is on the agenda

- Energy
- Trade
  by rail

| Year | Trade |
|------|-------|
| 2024 | 240   |
"""
ARTICLE: dict[str, Any] = {
    "id": "a-1",
    "url": "https://www.example.org/leaders-meet",
    "source": "Example Wire",
    "title": "Leaders meet over trade",
    "authors": ["Jane Doe"],
    "published": "2025-05-04T08:15:00+03:00",
    "text": "The two presidents met.\r\n\r\nThey spoke\u00a0about trade.",
}


def test_a_saved_page() -> None:
    article = read_text("page.html", PAGE)
    assert (article.title, article.source) == ("Leaders meet over trade", "Example Wire")
    assert article.url == "https://news.example.org/leaders-meet"
    assert article.authors == ("Jane Doe",)
    assert article.published == datetime(2025, 5, 4, 8, 15)
    assert article.updated == datetime(2025, 5, 7, 15, 31)
    (section,) = article.sections
    assert section.title == "What is on the agenda"
    assert article.text == (
        "The two presidents met in the capital and spoke about trade for three hours.\n\n"
        "What is on the agenda\n\n- Energy supplies from the north\n- Trade by rail\n\n"
        "A second paragraph\nhas two lines and tells of the dinner that followed the talks."
    )


def test_a_page_in_the_encoding_it_declares() -> None:
    page = PAGE.replace("utf-8", "windows-1251").replace("two presidents", "президенты")
    articles, faults = read_bytes("page.htm", page.encode("windows-1251"))
    assert not faults
    assert "The президенты met" in articles[0].text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Les présidents se sont rencontrés à Moscou, dit-on."),
        ("iso-8859-2", "Prezydenci spotkali się w piątek w Łodzi."),
        ("windows-1250", "Prezydenci spotkali się w piątek w Łodzi."),
        ("koi8-r", "Президенты встретились в Москве."),
    ],
)
@pytest.mark.parametrize(
    "head",
    [
        "<html><meta charset='{}'>",
        "<?xml version='1.0' encoding='{}'?>\n<html xmlns='http://www.w3.org/1999/xhtml'>",
    ],
)
def test_the_encoding_that_a_page_declares(encoding: str, text: str, head: str) -> None:
    page = f"{head.format(encoding)}<body><article>{f'<p>{text}</p>' * 3}</article>"
    articles, faults = read_bytes("page.html", page.encode(encoding))
    assert not faults
    assert text in articles[0].text


def test_latin_1_is_windows_1252_on_the_web() -> None:
    page = f"<meta charset=iso-8859-1><article>{'<p>“Ça va”, he said in the café – twice.</p>' * 3}"
    (article,), _ = read_bytes("page.html", page.encode("cp1252"))
    assert "“Ça va”, he said in the café – twice." in article.text


def test_a_page_that_states_no_date_gets_none() -> None:
    page = re.sub("<meta property=.article:.*>", "", PAGE).replace(
        "A second", "On 3 May 2024 a second"
    )
    assert "3 May 2024" in read_text("page.html", page).text
    assert read_text("page.html", page).published is None


@pytest.mark.parametrize(
    ("head", "language"),
    [
        ('<html lang="en-GB">', "en"),
        ('<html lang="DE"><meta property="og:locale" content="fr_FR">', "de"),
        ('<html lang=""><meta property="og:locale" content="fr_FR">', "fr"),
        (
            '<html lang="en"><script type="application/ld+json">'
            '{"@type": "NewsArticle", "inLanguage": "sk"}</script>',
            "sk",
        ),
        ('<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="es">', "es"),
        ('<html lang="x-default">', None),
        ("<html>", None),
    ],
)
def test_the_language_that_a_page_declares(head: str, language: str | None) -> None:
    page = re.sub("<html[^>]*>", head, PAGE)
    assert "<html" in page
    assert read_text("page.html", page).language == language


def test_the_language_that_fields_declare() -> None:
    for name, value in (("language", "de-AT"), ("lang", "DE"), ("language", "de")):
        assert read_text("a.json", json.dumps({**ARTICLE, name: value})).language == "de"
        assert read_text("a.md", f"---\n{name}: {value}\n---\nText.").language == "de"
    assert read_text("a.md", "---\nlang: no\n---\nTekst.").language == "no"
    assert read_text("a.json", json.dumps(ARTICLE)).language is None


def test_markdown_with_front_matter() -> None:
    article = read_text("page.md", MARKDOWN)
    assert (article.title, article.source) == ("Leaders meet over trade", "Example Wire")
    assert article.authors == ("Jane Doe", "John Roe")
    assert (article.published, article.updated) == (
        datetime(2025, 5, 4, 8, 15),
        datetime(2025, 5, 7),
    )
    assert article.text == (
        "The two presidents met in the capital and spoke about trade.\n\n"
        "What is on the agenda\n\n- Energy\n- Trade by rail\n\nYear | Trade\n2024 | 240"
    )
    assert [section.title for section in article.sections] == ["What is on the agenda"]


def test_markdown_takes_its_title_from_a_heading_at_the_top_and_only_there() -> None:
    assert read_text("a.md", "# Leaders meet\n\nThey spoke.\n").title == "Leaders meet"
    assert read_text("a.md", "# Leaders meet\n\nThey spoke.\n").text == "They spoke."
    below = read_text("a.md", "They spoke.\n\n# Leaders meet\n\nAgain.\n")
    assert (below.title, below.text) == (None, "They spoke.\n\nLeaders meet\n\nAgain.")


def test_front_matter_takes_words_as_they_are_written() -> None:
    article = read_text("a.md", "---\ntitle: No\nid: 0012\nauthor: Jane Doe\n---\nThey spoke.\n")
    assert (article.title, article.id, article.authors) == ("No", "0012", ("Jane Doe",))


def test_a_json_article() -> None:
    article = read_text("a.json", json.dumps(ARTICLE))
    assert (article.id, article.url) == ("a-1", "https://www.example.org/leaders-meet")
    assert article.published == datetime(2025, 5, 4, 8, 15)
    assert article.text == "The two presidents met.\n\nThey spoke about trade."
    assert article.path is not None
    assert article.path.endswith("news/a.json")


@pytest.mark.parametrize("space", ["\u00a0", "\u2007", "\u2009", "\u202f"])
def test_the_space_within_a_number_stays_a_narrow_one(space: str) -> None:
    text = (
        f"In{space}2019{space}300 of 1{space}204{space}560 left; 12{space}{space}345 and 1 000 did."
    )
    article = read_text("a.json", json.dumps(ARTICLE | {"text": text}))
    assert article.text == "In 2019 300 of 1\u202f204\u202f560 left; 12 345 and 1 000 did."
    again = read_text("a.json", json.dumps(ARTICLE | {"text": article.text}))
    assert again.text == article.text


def test_only_a_text_is_required() -> None:
    article = read_text("a.json", '{"text": "They spoke."}')
    assert (article.title, article.source, article.published) == (None, None, None)
    assert read_text("b.json", '{"text": "x", "title": null, "authors": null}').authors == ()


def test_a_source_that_is_not_given_is_the_host_of_the_address() -> None:
    article = read_text("a.json", json.dumps({**ARTICLE, "source": None}))
    assert article.source == "example.org"


def test_lists_and_lines_hold_the_same_articles() -> None:
    records = [{**ARTICLE, "id": f"a-{number}"} for number in range(3)]
    lines = "\n\n".join(json.dumps(record) for record in records)
    from_lines, _ = read_bytes("a.jsonl", lines.encode())
    from_list, _ = read_bytes("b.json", json.dumps(records, indent=1).encode())
    assert [a.id for a in from_lines] == [a.id for a in from_list] == ["a-0", "a-1", "a-2"]
    assert from_lines[0].text == from_list[0].text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "They spoke about trade."),
        ("a.md", MARKDOWN),
        ("a.html", PAGE),
        ("a.json", json.dumps(ARTICLE)),
        ("a.jsonl", json.dumps(ARTICLE) + "\n"),
    ],
)
def test_every_format_can_be_compressed(name: str, content: str) -> None:
    plain = read_text(name, content)
    (packed,), faults = read_bytes(f"{name}.gz", gzip.compress(content.encode()))
    assert not faults
    assert (packed.text, packed.title) == (plain.text, plain.title)


SENTENCE = "The café’s owner spoke – at length."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_encodings_of_text(encoding: str) -> None:
    articles, faults = read_bytes("a.txt", f"{SENTENCE}\nMore.\n".encode(encoding))
    assert not faults
    assert articles[0].text == f"{SENTENCE}\nMore."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le"])
def test_encodings_of_json_lines(encoding: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    line = json.dumps({"text": SENTENCE}, ensure_ascii=False)
    articles, faults = read_bytes("a.jsonl", f"{mark}{line}\nbad\n".encode(encoding))
    assert [article.text for article in articles] == [SENTENCE]
    assert [fault.line for fault in faults] == [2]


def test_ids_are_stable_readable_and_tell_articles_apart() -> None:
    def id_of(**fields: Any) -> str:
        return read_text("a.json", json.dumps({"text": "They spoke.", **fields})).id

    assert id_of(id="x 1") == "x 1"
    assert id_of(id=17) == "17"
    assert id_of(title="Léaders meet!").startswith("leaders-meet-")
    assert id_of() == id_of()
    assert id_of(url="https://example.org/1") != id_of(url="https://example.org/2")
    assert id_of(url="https://example.org/") == id_of(url="https://example.org")


def test_a_record_keeps_its_id_when_others_come_before_it() -> None:
    record = '{"text": "They spoke.", "title": "Leaders meet"}'
    alone, _ = read_bytes("a.jsonl", record.encode())
    second, _ = read_bytes("a.jsonl", f'{{"text": "Another."}}\n{record}'.encode())
    assert alone[0].id == second[1].id


def test_the_same_folder_gives_the_same_ids_wherever_it_lies(tmp_path: Path) -> None:
    for place in ("one", "two"):
        (tmp_path / place / "news").mkdir(parents=True)
        (tmp_path / place / "news" / "a.txt").write_text("They spoke about trade.")
    (one,) = scan([tmp_path / "one" / "news"]).files
    (two,) = scan([tmp_path / "two" / "news" / "a.txt"]).files
    assert one.key == two.key
    both = scan([tmp_path / "one" / "news", tmp_path / "two" / "news"]).files
    assert len({file.key for file in both}) == 2


WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@given(st.lists(WORDS, max_size=6))
def test_json_text_keeps_every_word(words: list[str]) -> None:
    text = "\n".join(words).replace("\0", "\ufffd")
    articles, faults = read_bytes("a.json", json.dumps({"text": text}).encode())
    if articles:
        assert squeeze(articles[0].text) == squeeze(text.lstrip("\ufeff"))
    else:
        assert "no text" in faults[0].reason
