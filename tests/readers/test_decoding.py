"""Encodings by the names and tables of the web's Encoding Standard, and what is lost in them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import read_bytes
from web import ALLOWED, Served, serving

from knowledge import FetchError
from knowledge.sources.fetching import Fetcher
from knowledge.sources.pages import fetch_page
from knowledge.sources.readers.encodings.characters import (
    is_garbled,
    mended_references,
    without_controls,
)
from knowledge.sources.readers.encodings.charsets import declared_in, unmarked_utf16
from knowledge.sources.readers.encodings.decoding import BadInputError, decode, decode_markup
from knowledge.sources.readers.fields import parse_moment

NOW = datetime(2026, 3, 1, tzinfo=UTC)

# A label, the codec that writes what the Standard means by it, and a text that shows the difference
# to the narrower table that Python has under that name.
LABELS = [
    ("gb2312", "gb18030", "總理朱镕基在北京說"),
    ("gbk", "gb18030", "总理朱镕基在北京说㐀"),
    ("x-gbk", "gb18030", "镕"),
    ("shift_jis", "cp932", "①髙橋さんの橋が閉鎖"),
    ("x-sjis", "cp932", "㈱港湾"),
    ("windows-31j", "cp932", "①番埠頭"),
    ("ms_kanji", "cp932", "髙"),
    ("euc-kr", "cp949", "똠방각하 다리 폐쇄"),
    ("ks_c_5601-1987", "cp949", "펲시 공장"),
    ("big5", "big5hkscs", "嘅橋樑關閉"),
    ("euc-jp", "euc_jis_2004", "①番線"),
    ("iso-2022-jp", "iso2022_jp", "橋は火曜日に閉鎖"),
    ("iso-8859-1", "cp1252", "“Ça va” – café"),
    ("us-ascii", "cp1252", "“Pont” fermé"),
    ("iso-8859-9", "cp1254", "Köprü “kapalı” şehir"),
    ("tis-620", "cp874", "สะพานปิด…"),
    ("utf-16le", "utf-16-le", "习近平访问莫斯科"),
]


@pytest.mark.parametrize(("label", "codec", "text"), LABELS)
def test_a_label_means_what_the_web_means_by_it(label: str, codec: str, text: str) -> None:
    assert decode(f"{text}\n".encode(codec), label) == f"{text}\n"


@pytest.mark.parametrize(
    ("label", "codec", "text"), [each for each in LABELS if each[0] != "utf-16le"]
)
def test_a_page_says_it_of_itself(label: str, codec: str, text: str) -> None:
    page = f"<html><head><meta http-equiv='Content-Type' content='text/html; charset={label}'>"
    page += f"<title>x</title></head><body><article>{f'<p>{text}. {text}.</p>' * 9}</article>"
    (article,), faults = read_bytes("page.html", page.encode(codec))
    assert (faults, text in article.text) == ([], True)


@pytest.mark.parametrize(
    ("head", "label"),
    [
        (b"<!-- <meta charset=koi8-r> --><meta charset=big5>", "big5"),
        (b"<meta name=description content='charset=koi8-r'><meta charset='gb2312'>", "gb2312"),
        (b"<meta content='text/html; charset=x-sjis' http-equiv=Content-Type>", "x-sjis"),
        (b"<META CHARSET = ' EUC-KR '>", " EUC-KR "),
        (b"<meta charset=utf-16>", "utf-8"),  # it was read as ASCII, so it is not UTF-16
        (b"<meta charset=x-user-defined>", "windows-1252"),
        (b"<?xml version='1.0' encoding='ISO_8859-1:1987'?>", "ISO_8859-1:1987"),
        (b"<p>charset=koi8-r</p>", None),
        (b" " * 3000 + b"<meta charset=koi8-r>", None),
    ],
)
def test_where_a_page_says_it(head: bytes, label: str | None) -> None:
    assert declared_in(head) == label


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text",
    [
        "The bridge is closed. Ferries run.",
        "Мост закрыт во вторник, сказал мэр.",
        "桥 2026 关闭。",
    ],
)
def test_utf_16_without_a_mark(codec: str, text: str) -> None:
    data = text.encode(codec)
    assert unmarked_utf16(data) == codec
    (article,), faults = read_bytes("a.txt", data)
    assert (faults, article.text) == ([], text)
    page = f"<html><body><article>{f'<p>{text}</p>' * 9}</article></body></html>"
    (article,), _ = read_bytes("page.html", page.encode(codec))
    assert text in article.text
    line = json.dumps({"text": text}, ensure_ascii=False) + "\n"
    lines = line + line.replace(text, "x")
    articles, _ = read_bytes("a.jsonl", lines.encode(codec))
    assert [each.text for each in articles] == [text, "x"]


@pytest.mark.parametrize(
    "data",
    [
        b"some\0binary",
        b"some\0binar",
        b"\0\0\0\x01\0\0\0\x02",
        b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\0>\0\x01\0\0\0",
        b"RIFF\0\0\0\0WAVEfmt ",
        b"plain words",
        "x".encode("utf-32-le") * 9,
    ],
)
def test_what_is_not_utf_16(data: bytes) -> None:
    assert unmarked_utf16(data) is None


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from([None, "gb2312", "utf-16", "hz-gb-2312", "é"]))
def test_no_bytes_break_the_decoder(data: bytes, label: str | None) -> None:
    for read in (decode, decode_markup):
        try:
            text = read(data, label)
        except BadInputError:
            continue
        assert text.encode() is not None


def test_a_page_of_another_alphabet_within_ascii_that_the_standard_refuses() -> None:
    page = b"<meta charset=hz-gb-2312><article><p>" + "桥今天关闭".encode("hz") + b"</p>"
    with pytest.raises(BadInputError, match="hz-gb-2312"):
        decode_markup(page)
    assert decode_markup("<meta charset=iso-2022-kr><p>Fähre".encode()).endswith("Fähre")


def test_a_byte_in_no_encoding_costs_a_character() -> None:
    text = decode_markup("<p>Die Fähre fährt, “sagt” er, über </p>".encode() + b"\xe2\x80<b>x</b>")
    assert text == "<p>Die Fähre fährt, “sagt” er, über </p>\ufffd<b>x</b>"
    page = "<meta charset=gb2312><p>桥今天关闭了。".encode("gb18030") + b"\xff</p>"
    assert decode_markup(page).endswith("桥今天关闭了。\ufffd</p>")


def test_a_text_in_another_encoding_than_it_says_is_refused() -> None:
    page = f"<meta charset=utf-8><article>{'<p>Мост закрыт во вторник.</p>' * 20}"
    articles, (fault,) = read_bytes("page.html", page.encode("cp1251"))
    assert (articles, "not UTF-8" in fault.reason) == ([], True)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.json", "a.jsonl"])
def test_a_text_that_was_lost_before_is_never_stored(name: str) -> None:
    lost = "".join(
        sign if sign in " ,." else "\ufffd" for sign in "Мост закрыт во вторник, увы. " * 9
    )
    data = json.dumps({"text": lost}) if "json" in name else lost
    if name == "a.html":
        data = f"<article><p>{lost}</p><p>{lost}</p></article>"
    articles, (fault,) = read_bytes(name, data.encode())
    assert (articles, "U+FFFD" in fault.reason) == ([], True)
    if name == "a.html":
        with serving() as web:
            web.pages["/p"] = Served(data.encode())
            with pytest.raises(FetchError, match="U\\+FFFD"):
                fetch_page(Fetcher(ALLOWED), f"{web.base}/p", NOW)


def test_a_sign_that_is_lost_is_not_a_text_that_is() -> None:
    assert not is_garbled("The mayor\ufffds word")
    assert not is_garbled("")
    assert is_garbled("\ufffd\ufffd\ufffd, \ufffd.")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("&#55357;&#56911;", "\U0001f64f"),
        ("&#xD83D;&#xde4f;", "\U0001f64f"),
        ("&#xD83D; &#xDE4F;", "\ufffd \ufffd"),
        ("&#1114112;", "\ufffd"),
        ("&#x110000;&#" + "9" * 5000 + ";", "\ufffd\ufffd"),
        ("a&#11;b&#x1b;c&#127;", "abc"),
        ("&#0;&#xFFFE;", "\ufffd"),
        ("&#146;&#x93;", "’“"),
        ("&#8217;&#233;&#10;&#38;", "&#8217;&#233;&#10;&#38;"),
        ("&#; &#x; AT&T", "&#; &#x; AT&T"),
    ],
)
def test_references_to_what_is_no_character(markup: str, text: str) -> None:
    assert mended_references(markup) == text


def test_control_characters_are_left_out() -> None:
    assert without_controls("a\x0b\x00b\x1c\x7f\tc\n\ufffe\ud800é") == "ab\tc\né"
    assert without_controls("it\x92s \x93so\x94") == "it’s “so”"
    text = "It runs\x1c again, he said. " + "They ran. " * 40
    page = f"<title>Fer\x0bry runs</title><article><p>{text}"
    (article,), _ = read_bytes("page.html", page.encode())
    assert (article.title, article.text[:13]) == ("Ferry runs", "It runs again")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026/03/04 09:30 +0900", "2026-03-04T09:30:00"),
        ("2026. 3. 4. 09:30", "2026-03-04T09:30:00"),
        ("2026年3月4日 09:30", "2026-03-04T09:30:00"),
        ("2026/03/04 (Wed) 09:30", "2026-03-04T09:30:00"),
        ("2026-03-04T00:30:00+01:00[Europe/Oslo]", "2026-03-04T00:30:00"),
        ("2026-03-04 09:30:00 +0000 UTC", "2026-03-04T09:30:00"),
        ("20260304093000", "2026-03-04T09:30:00"),
        ("Wed, 04 Mar 26 09:30:00 GMT", "2026-03-04T09:30:00"),
        ("Tues, 1 Sept 2026 9:05 EST", "2026-09-01T09:05:00"),
        ("Thurs., Sept. 3, 2026 at 9:05 p.m. EDT", "2026-09-03T21:05:00"),
        ("Wed, 04 Mar -0001 00:00:00 +0000", None),
        ("Tues 05/07/2026", None),
        ("Sunday", None),
        ("Mon, 01 Jan 0001 00:00:00 +0000", None),
        ("0000-00-00 00:00:00", None),
        ("2026-03", None),
        ("2026", None),
        ("2026-W10", None),
        ("26/03/04", None),
        ("2026/02/30", None),
        ("1772616600", None),
        ("1772616600000", None),
        ("2026/03/04 sometime", None),
        ("May 2026, Wednesday", None),
    ],
)
def test_a_date_is_read_in_full_or_not_at_all(text: str, moment: str | None) -> None:
    found = parse_moment(text)
    assert (found.isoformat() if found else None) == moment
