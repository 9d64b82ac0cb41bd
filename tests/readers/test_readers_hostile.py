"""Files that are damaged, hostile or odd: each fault is told with its line, and the rest loads."""

from __future__ import annotations

import gzip
import json
import random
import sys
import tracemalloc
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import read_bytes

from knowledge.report import Unreadable
from knowledge.sources.readers import MOST_REPORTS, read, scan

GOOD = b'{"text": "They spoke about trade."}'
BINARY = random.Random(1).randbytes(500)


@pytest.mark.parametrize(
    ("name", "data", "line", "words"),
    [
        ("a.txt", b"", None, "empty"),
        ("a.txt", b" \n\t\n", None, "no text"),
        ("a.txt", b"Advertisement\n", None, "no text"),
        ("a.txt", b"one\ntwo \xff\xfe three\n", 2, "not UTF-8"),
        ("a.txt", "The café".encode()[:-1], 1, "not UTF-8"),
        ("a.txt", "Переговоры".encode("koi8-r"), 1, "not UTF-8"),
        ("a.txt", b"\xff\xfea", 1, "not UTF-16"),
        ("a.txt", b"some\0binary", None, "binary"),
        ("a.txt", b"\x01\x02\x03\x04\x05", None, "binary"),
        ("a.txt", b"x" * 5_000_001, None, "5 MB"),
        ("a.txt", b" " * 20_000_001, None, "20 MB"),
        ("a.md", b"", None, "empty"),
        ("a.md", b"---\ntitle: a\ntext\n", 1, "not closed"),
        ("a.md", b"---\ntitle: a\nsource: [b\n---\ntext", 4, "front matter"),
        ("a.md", b"---\n- a\n---\ntext", 2, "front matter"),
        ("a.md", b"---\ntitle: \x01\n---\n" + b"words " * 20, 1, "front matter"),
        ("a.md", b"---\ntitle: a\n---\n", None, "no text"),
        ("a.html", b"", None, "empty"),
        ("a.html", b"<html><body></body></html>", None, "no article"),
        ("a.html", b"<<<<>>>", None, "no"),
        ("a.html", BINARY, None, ""),
        ("a.json", b"", None, "empty"),
        ("a.json", b"nonsense", 1, "malformed"),
        ("a.json", b'{"text": "cut o', 1, "malformed JSON: it ends early"),
        ("a.json", b'{"text":\n"x"\n"y"}', 3, "malformed"),
        ("a.json", b'{"title": "no text"}', 1, "no text"),
        ("a.json", b'{"text": 5}', 1, "5"),
        ("a.json", b'{"text": ""}', 1, "no text"),
        ("a.json", b"[1]", 1, "not an article"),
        ("a.json", b"[" * 100_000, 1, "cannot be read"),
        ("a.json", b'{"text": ' + b"9" * 5000 + b"}", 1, "cannot be read"),
        ("a.json", json.dumps({"text": "é" * 2_500_001}).encode(), 1, "5 MB"),
        ("a.jsonl", b"", None, "empty"),
        ("a.jsonl", b"\n\n", None, "empty"),
        ("a.txt.gz", gzip.compress(b"They spoke about trade.")[:-9], None, "half-written"),
        ("a.txt.gz", b"no gzip", None, "not a gzip"),
        ("a.txt.gz", gzip.compress(bytes(30_000_000)), None, "20 MB"),
        ("a.json.gz", gzip.compress(b" " * 130_000_000, 1), None, "128 MB"),
        ("a.docx", b"PK", None, "format"),
    ],
)
def test_a_bad_file_is_reported(name: str, data: bytes, line: int | None, words: str) -> None:
    articles, faults = read_bytes(name, data)
    assert not articles
    (fault,) = faults
    assert words in fault.reason
    assert fault.line == line or name == "a.html"
    assert fault.path.endswith(f"news/{name}")


def test_bad_lines_are_reported_and_the_rest_loads() -> None:
    lines = [GOOD, b"{", b"\xff\xfe{}", b"", b"[1]", b'{"text": "a"} x', b'{"text": "The last."}']
    articles, faults = read_bytes("a.jsonl", b"\n".join(lines))
    assert [article.text for article in articles] == ["They spoke about trade.", "The last."]
    assert [fault.line for fault in faults] == [2, 3, 5, 6]


def test_a_list_that_breaks_off_loads_up_to_the_fault() -> None:
    articles, faults = read_bytes("a.json", b"[\n" + GOOD + b',\n{"text": "cut o')
    assert [article.text for article in articles] == ["They spoke about trade."]
    assert [fault.line for fault in faults] == [3]


def test_json_lines_under_the_name_of_json_are_pointed_to_theirs() -> None:
    articles, faults = read_bytes("a.json", GOOD + b"\n" + GOOD)
    assert len(articles) == 1
    assert (faults[0].line, ".jsonl" in faults[0].reason) == (2, True)


def test_a_truncated_stream_loads_up_to_the_fault() -> None:
    lines = b"\n".join(b'{"text": "Number %d, %d."}' % (n, n * n * 7919) for n in range(5000))
    articles, faults = read_bytes("a.jsonl.gz", gzip.compress(lines)[:-2000])
    assert len(articles) > 1000
    (fault,) = faults
    assert fault.line == len(articles) + 1
    assert "half-written" in fault.reason


def test_a_line_without_end_costs_no_memory() -> None:
    data = gzip.compress(bytes(60_000_000) + b"\n" + GOOD, 1)
    tracemalloc.start()
    articles, faults = read_bytes("a.jsonl.gz", data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (len(articles), [fault.line for fault in faults]) == (1, [1])
    assert peak < 80_000_000


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".pdf", ".json", ".jsonl"])
def test_a_file_of_a_gigabyte_is_told_and_costs_no_memory(tmp_path: Path, suffix: str) -> None:
    with (tmp_path / f"huge{suffix}").open("wb") as stream:
        stream.truncate(1_000_000_000)
    tracemalloc.start()
    (file,) = scan([tmp_path]).files
    (fault,) = read(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(fault, Unreadable)
    assert fault.reason.startswith("more than")
    assert peak < 300_000_000


def test_a_stream_is_never_held_whole() -> None:
    line = b'{"text": "%d %s"}\n'
    data = b"".join(line % (n, b"x" * 1_000_000) for n in range(60))
    tracemalloc.start()
    articles = read_bytes("a.jsonl", data)[0]
    texts = sum(sys.getsizeof(article.text) for article in articles)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(articles) == 60
    assert peak - texts < 20_000_000


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("published", "soonish"),
        ("published", 20250507),
        ("published", "05/07/2025"),
        ("published", "May 2025"),
        ("published", "0001-01-01"),
        ("published", "2026 10:0" + "7" * 40),  # found by fuzzing
        ("published", {"year": 2025}),
        ("updated", "2025-02-31"),
        ("title", 5),
        ("language", "English"),
        ("language", "x-default"),
        ("language", ["en"]),
        ("title", ["a"]),
        ("authors", 5),
        ("authors", [{"name": "Jane"}]),
        ("source", False),
        ("url", {}),
        ("id", ["x"]),
    ],
)
def test_a_field_that_cannot_be_used_is_reported_and_left_empty(field: str, value: object) -> None:
    articles, faults = read_bytes("a.json", json.dumps({"text": "x", field: value}).encode())
    (fault,) = faults
    assert fault.reason.startswith(f"{field}:")
    assert fault.line == 1
    assert field == "id" or not getattr(articles[0], field)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2025-05-07", datetime(2025, 5, 7)),
        ("2025-05-07T10:00:00Z", datetime(2025, 5, 7, 10)),
        ("Wed, 07 May 2025 10:00:00 +0200", datetime(2025, 5, 7, 10)),
        ("7 May 2025", datetime(2025, 5, 7)),
        ("2199-01-01", datetime(2199, 1, 1)),
        ("1843-12-19", datetime(1843, 12, 19)),
    ],
)
def test_dates_that_are_kept(written: str, read: datetime) -> None:
    articles, faults = read_bytes("a.json", json.dumps({"text": "x", "date": written}).encode())
    assert not faults
    assert articles[0].published == read


def test_an_id_that_is_taken_is_reported_with_both_lines() -> None:
    line = b'{"id": "a", "text": "%s"}\n'
    articles, faults = read_bytes("a.jsonl", line % b"one" + line % b"two")
    assert [article.text for article in articles] == ["one"]
    assert (faults[0].line, "line 1" in faults[0].reason) == (2, True)


def test_a_file_wrong_throughout_is_reported_in_bounds() -> None:
    articles, faults = read_bytes("a.jsonl", b"{\n" * (MOST_REPORTS + 7) + GOOD)
    assert len(articles) == 1
    assert len(faults) == MOST_REPORTS + 1
    assert "7 more" in faults[-1].reason


def test_characters_that_no_output_can_hold_are_replaced() -> None:
    articles, _ = read_bytes("a.json", b'{"text": "a\\u0000b \\ud800 c", "title": "\\udfff"}')
    assert (articles[0].text, articles[0].title) == ("a\ufffdb \ufffd c", "\ufffd")


def test_any_script_is_read() -> None:
    text = "习近平访问莫斯科。\nمرحبا بالعالم\n🙂👩‍👩‍👧 e\u0301 ok\nשלום"
    articles, faults = read_bytes("a.txt", text.encode())
    assert not faults
    assert articles[0].text == text


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.md", b"<!-- " * 100_000),
        ("a.md", b"x " + b"<!-- " * 100_000),
        ("a.md", b"> " * 20_000 + b"x"),
        ("a.md", b"---\n" + b"a: [b, c]\n" * 400_000 + b"---\nx"),
        ("a.html", b"<p>" * 2_000_000),
        ("a.html", b"<div>" * 100_000 + b"x"),
        ("a.txt", b"a\xe9" * 60 + b"a\xff"),  # found by fuzzing
        ("a.html", b"<meta charset=punycode>" + b"\1" * 500 + b"a" * 10**6 + b"-" + b"ga" * 10**6),
        ("a.html", b"<meta name=author content='" + b"<" * 10**6 + b"'><p>They spoke."),
        ("a.html", b"<script type='application/ld+json'>" + b"<" * 10**6 + b"</script><p>They."),
        (
            "a.html",
            b"<time datetime='" + b"&lt;!--" * 10**6 + b"' @x='" + b"a" * 2000 + b"'>x</time>",
        ),
        ("a.txt", b"By " + b"Aa, " * 200_000 + b"1"),
        ("a.txt", b" - " * 1_000_000),
        ("a.json", b'{"text":' * 200_000),
    ],
)
def test_nothing_takes_more_than_seconds(name: str, data: bytes) -> None:
    articles, faults = read_bytes(name, data)
    assert articles or faults


def test_front_matter_that_unfolds_without_end_is_harmless() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{name}: &{name} [*{before}, *{before}]\n"
        for before, name in zip("abcdefghijklmnopqrstuvw", "bcdefghijklmnopqrstuvwx", strict=True)
    )
    articles, faults = read_bytes("a.md", f"---\n{bomb}title: *x\n---\ntext".encode())
    assert articles[0].text == "text"
    assert faults[0].reason.startswith("title:")
    assert len(faults[0].reason) < 500


@pytest.mark.parametrize("error", [AttributeError, IndexError, OverflowError, RecursionError])
def test_a_page_that_leads_the_extraction_astray_costs_itself_alone(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def fail(*args: object, **options: object) -> None:
        raise error("astray")

    monkeypatch.setattr("trafilatura.bare_extraction", fail)
    articles, (fault,) = read_bytes("a.html", b"<p>They spoke about trade.")
    assert not articles
    assert "astray" in fault.reason


PIECES = st.lists(
    st.sampled_from(
        [
            *(b"---\n", b"title: x\n", b"# H\n", b"- a\n", b"> q\n", b"```\n", b"|a|b|\n|-|-|\n"),
            *(b"{", b"}", b"[", b"]", b'"text"', b":", b",", b'"x"', b"null", b"\\u0000", b"\n"),
            *(b"<p>", b"</p>", b"<h1>T</h1>", b"<ul><li>a", b"<meta charset=x>", b"<!--", b"\r"),
            *(b"\xef\xbb\xbf", b"\xff\xfe", b"\0", b"\xc3", "é".encode(), b"words of a text. "),
        ]
    )
    | st.binary(max_size=12),
    max_size=40,
)
SUFFIXES = st.sampled_from([".txt", ".md", ".html", ".json", ".jsonl", ".txt.gz", ".jsonl.gz"])


@settings(deadline=None)
@given(SUFFIXES, PIECES, st.booleans())
def test_no_bytes_break_a_reader(suffix: str, pieces: list[bytes], compressed: bool) -> None:
    data = b"".join(pieces)
    if compressed and suffix.endswith(".gz"):
        data = gzip.compress(data, 1)
    articles, faults = read_bytes(f"a{suffix}", data)
    assert articles or faults
    for fault in faults:
        assert fault.reason.encode()
    for article in articles:
        assert article.text
        assert article.text == article.text.strip()
        assert not set("\0\r\u2028\u00a0") & set(article.text)
        assert article.text.encode()
        ends = [0]
        for section in article.sections:
            assert ends[-1] <= section.start < section.end <= len(article.text)
            ends.append(section.end)
