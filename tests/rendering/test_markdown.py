import unicodedata
from datetime import date

import pytest
from discord_text import shown
from hostile import TEXT
from hypothesis import given
from hypothesis import strategies as st

from bot.app.days import days
from bot.app.marks import MOST_MARKS, without_piles
from bot.discord.limits import length
from bot.discord.markdown import bold, clean_url, escape, excerpt, label, link


def plain(text: str) -> str:
    """What a reader should see of a text: controls and marks that turn lines round are left out."""
    text = without_piles(text)
    kept = [
        " " if char.isspace() else char
        for char in text
        if char.isspace()
        or (
            not (ord(char) < 32 or 0x7F <= ord(char) < 0xA0 or 0xD800 <= ord(char) < 0xE000)
            and char not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
        )
    ]
    return " ".join("".join(kept).split())


@given(TEXT)
def test_escaped_text_shows_as_it_is(text: str) -> None:
    seen, strong = shown(escape(text))
    assert seen.replace("@\u200b", "@") == plain(text).replace("@\u200b", "@")
    assert strong == ""


def test_marks_piled_on_a_letter_are_left_out_and_written_words_are_not() -> None:
    for word in ("Việt Nam".replace("ệ", "e\u0323\u0302"), "שָּׁלוֹם", "ที่นี่", "رَّبِّ"):
        assert escape(word) == word
    zalgo = "".join(letter + "\u0301\u0489\u0334\u035c" * 12 for letter in "zalgo")
    shown_marks = [mark for mark in escape(zalgo) if unicodedata.combining(mark)]
    assert [letter for letter in escape(zalgo) if letter.isalpha()] == list("zalgo")
    assert len(shown_marks) <= MOST_MARKS * len("zalgo")


@pytest.mark.parametrize("text", ["# head", "- item", "> quote", "-# small", "1. one", "12) two"])
def test_a_line_cannot_become_a_heading_list_or_quote(text: str) -> None:
    assert not escape(text).startswith(("#", "-", ">", "1.", "12)"))
    assert shown(escape(text))[0] == text


def spans_of(text: str) -> st.SearchStrategy[list[tuple[int, int]]]:
    ends = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    return st.lists(ends.map(lambda pair: (min(pair), max(pair))), max_size=5)


@given(TEXT.flatmap(lambda text: st.tuples(st.just(text), spans_of(text))), st.integers(1, 400))
def test_an_excerpt_is_within_its_limit_and_a_beginning_of_the_text(
    sample: tuple[str, list[tuple[int, int]]], limit: int
) -> None:
    text, spans = sample
    markdown = excerpt(text, limit, spans)
    assert length(markdown) <= limit
    seen = shown(markdown)[0]
    if seen != plain(text):
        assert seen.endswith("…")
        assert plain(text).startswith(seen[:-1].rstrip())


@given(TEXT.flatmap(lambda text: st.tuples(st.just(text), spans_of(text))))
def test_what_is_to_be_bold_is_bold(sample: tuple[str, list[tuple[int, int]]]) -> None:
    text, spans = sample
    strong = shown(excerpt(text, 10_000, spans))[1]
    marked = sorted({at for start, end in spans for at in range(start, end)})
    wanted = plain("".join(text[at] for at in marked))
    assert "".join(wanted.split()) == "".join(strong.split())


def test_words_in_bold_that_stand_together_are_one() -> None:
    assert excerpt("on May 7, 2025 there", 100, [(3, 6), (7, 8), (10, 14)]) == (
        "on **May 7**, **2025** there"
    )


def test_an_excerpt_ends_with_a_sentence_or_word_where_it_can() -> None:
    text = "The first sentence is here. The second is a good deal longer than that."
    assert excerpt(text, 45) == "The first sentence is here.…"
    assert excerpt("Donaudampfschifffahrt and more words", 30) == "Donaudampfschifffahrt and…"


@pytest.mark.parametrize("emoji", ["👩‍👩‍👧", "🇩🇪", "👍🏽", "e\u0301", "❤️"])
@pytest.mark.parametrize("limit", range(3, 30))
def test_an_excerpt_never_ends_within_an_emoji(emoji: str, limit: int) -> None:
    cut = excerpt(emoji * 20, limit).removesuffix("…")
    assert cut == emoji * (len(cut) // len(emoji))


@given(TEXT, st.integers(5, 120))
def test_bold_text_is_within_its_limit(text: str, limit: int) -> None:
    markdown = bold(text, limit)
    assert length(markdown) <= limit
    assert shown(markdown)[1].rstrip("…") in plain(text).replace("@\u200b", "@")


@given(TEXT, st.integers(10, 120))
def test_a_label_cannot_end_its_link(text: str, limit: int) -> None:
    name = label(text, limit)
    assert name
    assert length(name) <= limit
    assert not set(name) & set("[]*`|<>\\\n")
    assert "://" not in name


@given(TEXT, st.one_of(st.none(), TEXT, TEXT.map(lambda path: f"https://a.example/{path}")))
def test_a_link_is_one_link_or_plain_text(text: str, url: str | None) -> None:
    markdown = link(text, url, 300)
    assert length(markdown) <= 300
    if (address := clean_url(url)) and markdown.endswith(f"]({address})"):
        assert markdown.count("](") == 1
        assert not set(address) & set(' ()[]<>*|`\\"\n')
    else:
        shown(markdown)


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://a.example/b_(c)?d=1&e=ü#f g", "https://a.example/b_%28c%29?d=1&e=%C3%BC#f%20g"),
        ("http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://a.example/%20x", "https://a.example/%20x"),
        ("javascript:alert(1)", None),
        ("ftp://a.example/", None),
        ("https://bank.example@evil.example/", None),
        ("https://", None),
        ("//a.example/x", None),
        ("https://a.example:99999/", None),
        ("https://[::1", None),
        ("https://a.example/" + "x" * 500, None),
        ("", None),
        (None, None),
    ],
)
def test_only_web_addresses_that_discord_takes_become_links(
    url: str | None, clean: str | None
) -> None:
    assert clean_url(url) == clean


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2025, 5, 7), date(2025, 5, 7), "7 May 2025"),
        (date(2025, 5, 7), date(2025, 5, 10), "7–10 May 2025"),
        (date(2025, 5, 7), date(2025, 6, 1), "7 May – 1 June 2025"),
        (date(2024, 12, 30), date(2025, 1, 2), "30 December 2024 – 2 January 2025"),
        (date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        (date(2024, 2, 1), date(2024, 2, 28), "1–28 February 2024"),
        (date(2024, 1, 1), date(2024, 12, 31), "2024"),
        (None, None, ""),
    ],
)
def test_ranges_of_days_say_nothing_twice(first: date | None, last: date | None, text: str) -> None:
    assert days(first, last) == text
