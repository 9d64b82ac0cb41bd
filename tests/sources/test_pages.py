"""Pages from the web: what is taken from them, and what is no article."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf import pdf
from web import ALLOWED, Served, Web, article_page, redirect

from knowledge import Coverage, CoverageError, FetchError, GoneError
from knowledge.sources.fetching import Fetcher
from knowledge.sources.identity import article_id, plain_address
from knowledge.sources.pages import Page, fetch_page, make_page

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
DATED = '<meta property="article:published_time" content="2025-05-07T15:31:00+02:00">'


def page_of(web: Web, body: bytes, **fields: str) -> Page:
    """The page that such a reply becomes."""
    web.pages["/story"] = Served(body, **fields)  # type: ignore[arg-type]
    return fetch_page(Fetcher(ALLOWED), f"{web.base}/story", NOW)


def refusal(web: Web, body: bytes, **fields: str) -> str:
    with pytest.raises(FetchError) as caught:
        page_of(web, body, **fields)
    return str(caught.value)


def test_what_a_newspaper_states_is_taken(web: Web) -> None:
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": "x", "datePublished": "2001-01-01"},
            {
                "@type": ["NewsArticle"],
                "datePublished": "2025-05-07T15:31:00+02:00",
                "dateModified": "2025-05-08T09:00:00+02:00",
            },
        ],
    }
    head = (
        f'<script type="application/ld+json">{json.dumps(data)}</script>'
        '<meta property="og:site_name" content="Tarn Daily">'
        '<meta name="author" content="Ada Nkosi">'
        '<meta property="og:updated_time" content="2025-05-20T00:00:00">'
        '<meta property="og:locale" content="en_GB">'
    )
    page = page_of(web, article_page(head=head))
    record = page.record
    assert record["title"] == "Bridge of Harburg closed"
    assert (record["published"], record["updated"]) == (
        "2025-05-07T15:31:00",
        "2025-05-08T09:00:00",
    )
    assert (record["source"], record["authors"]) == ("Tarn Daily", ["Ada Nkosi"])
    assert (record["url"], record["language"]) == (f"{web.base}/story", "en")
    assert record["text"].count("the mayor told reporters") == 8
    assert page.problems == ()


def test_broken_data_about_the_article_is_passed_over(web: Web) -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", </script>' + DATED
    assert page_of(web, article_page(head=head)).record["published"] == "2025-05-07T15:31:00"


def test_the_canonical_address_is_taken_from_the_site_itself_only(web: Web) -> None:
    own = f'<link rel="canonical" href="{web.base}/2025/story">'
    assert page_of(web, article_page(head=own)).record["url"] == f"{web.base}/2025/story"
    foreign = '<link rel="canonical" href="https://other.example/story">'
    assert page_of(web, article_page(head=foreign)).record["url"] == f"{web.base}/story"


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (DATED.replace("2025-05", "2031-05"), "2031-05-07 is in the future"),
        (DATED.replace("2025-05", "1970-01"), "1970-01-07 is before 1990"),
        ("", "no date"),
    ],
)
def test_a_date_that_cannot_be_is_left_out_and_told(web: Web, head: str, words: str) -> None:
    page = page_of(web, article_page(head=head))
    assert "published" not in page.record
    assert any(words in problem for problem in page.problems)


def test_an_article_of_one_sentence(web: Web) -> None:
    text = "<p>The library of Tarn opened again on Monday after two years.</p>"
    record = page_of(web, article_page("Library opens", DATED, text=text)).record
    assert record["text"].endswith("The library of Tarn opened again on Monday after two years.")


def test_text_from_right_to_left_and_emoji(web: Web) -> None:
    arabic = "أعلنت البلدية إغلاق الجسر يوم الثلاثاء بسبب ارتفاع منسوب النهر 🌊👩‍👩‍👧."
    text = "".join(f"<p>{number} {arabic}</p>" for number in range(9))
    record = page_of(web, article_page("إغلاق الجسر 🌉", DATED, text=text)).record
    assert record["text"].count(arabic) == 9
    assert record["title"] == "إغلاق الجسر 🌉"


@pytest.mark.parametrize("type_", ["text/html; charset=utf-8", "text/html; charset=nonsense"])
def test_a_wrong_charset_does_no_harm(web: Web, type_: str) -> None:
    body = article_page("Café", DATED).decode().replace("mayor", "maïor").encode("cp1252")
    record = page_of(web, body, type=type_).record
    assert "the maïor told reporters" in record["text"]


def test_the_charset_that_the_server_states(web: Web) -> None:
    text = "".join(
        f"<p>{n} Мост закрыт во вторник из-за паводка, сообщил мэр.</p>" for n in range(9)
    )
    body = article_page("Мост", DATED, text=text).decode().replace("<meta charset='utf-8'>", "")
    record = page_of(web, body.encode("cp1251"), type="text/html; charset=windows-1251").record
    assert "Мост закрыт во вторник" in record["text"]


def test_bytes_in_no_charset_are_refused(web: Web) -> None:
    assert "not" in refusal(web, b"<html><body>\xff\xfe\xfa\x00</body></html>")


@pytest.mark.parametrize(
    ("title", "text", "words"),
    [
        (
            "Before you continue",
            "<p>We and our partners use cookies. <a>Accept all</a></p>",
            "consent",
        ),
        (
            "Your privacy",
            "<p>Manage your privacy preferences or accept all cookies.</p>",
            "consent",
        ),
        ("Bridge", "<p>The bridge of Harburg …</p><p>Log in to continue reading.</p>", "login"),
        ("Bridge", "<p>The bridge …</p><p>Already a subscriber? Sign in here please.</p>", "login"),
        ("Welcome", "<form>Name <input> Word <input type='password'></form>", "login|no article"),
        ("Just a moment", "<p>Verifying you are human. This may take a few seconds.</p>", "person"),
        ("Tarn", "<p>Please enable JavaScript to view this page properly.</p>", "person"),
    ],
)
def test_walls_are_told_from_articles(web: Web, title: str, text: str, words: str) -> None:
    said = refusal(web, article_page(title, text=text))
    assert any(word in said for word in words.split("|")), said


def test_the_free_beginning_of_an_article_is_none(web: Web) -> None:
    data = '{"@type": "Article", "isAccessibleForFree": false}'
    head = f'<script type="application/ld+json">{data}</script>'
    assert "free to read" in refusal(web, article_page(head=head, paragraphs=2))
    assert page_of(web, article_page(head=head, paragraphs=8)).record["text"]  # all there


def test_a_long_article_about_cookies_is_one(web: Web) -> None:
    text = "".join(
        f"<p>{number} sites ask readers to accept all cookies before they read, a study says.</p>"
        for number in range(20)
    )
    assert "accept all cookies" in page_of(web, article_page("Cookies", text=text)).record["text"]


def test_a_redirect_to_a_login_is_no_article(web: Web) -> None:
    web.pages["/login"] = Served(article_page())
    web.pages["/paid"] = redirect("/login?next=/paid")
    web.pages["/login?next=/paid"] = Served(article_page())
    with pytest.raises(FetchError, match="login"):
        fetch_page(Fetcher(ALLOWED), f"{web.base}/paid", NOW)


@pytest.mark.parametrize(
    "body",
    [b"", b"<html><body></body></html>", b"<html><body><nav>Home</nav></body></html>", b"{}"],
)
def test_a_page_without_text(web: Web, body: bytes) -> None:
    assert refusal(web, body).startswith(f"{web.base}/story: ")


def test_what_is_no_page(web: Web) -> None:
    assert "image/png" in refusal(web, b"\x89PNG", type="image/png")


def test_a_pdf_is_read(web: Web) -> None:
    record = page_of(web, pdf("The bridge of Harburg is closed."), type="application/pdf").record
    assert record["text"] == "The bridge of Harburg is closed."
    assert "scanned" in refusal(web, pdf(""), type="application/pdf")
    assert "no PDF" in refusal(web, b"%PDF-1.7 broken", type="application/pdf")


def test_addresses_of_one_article() -> None:
    same = [
        "https://news.example/a/b?id=3",
        "http://www.news.example/a/b/?utm_source=feed&id=3#top",
        "HTTPS://NEWS.example:443/a/b?id=3&fbclid=x",
    ]
    assert len({article_id(url) for url in same}) == 1
    assert article_id(same[0]) != article_id("https://news.example/a/b?id=4")
    assert article_id(same[0]).startswith("news.example-")


@given(st.text(max_size=80), st.sampled_from(["", "http://", "https://[", "https://a.example/"]))
def test_any_name_becomes_an_id_for_a_file(text: str, start: str) -> None:
    name = article_id(start + text)
    assert name == Path(name).name
    assert name.isascii()
    assert not name.startswith((".", "-"))
    assert len(name) < 80
    plain_address(start + text)


@given(
    st.dictionaries(st.sampled_from(["title", "source", "published", "updated"]), st.text()),
    st.text(min_size=1),
)
def test_any_fields_become_a_record(fields: dict[str, str], text: str) -> None:
    page = make_page({**fields, "url": "https://a.example/x", "text": text}, NOW)
    assert json.loads(page.to_bytes())["id"] == page.record["id"]


def test_a_page_is_added_asked_about_and_taken_back(web: Web, coverage: Coverage) -> None:
    web.pages["/story"] = Served(article_page(head=DATED))
    change = coverage.add_url(f"{web.base}/story", by="ada")
    assert [title for _, title in change.articles] == ["Bridge of Harburg closed"]
    answer = coverage.ask("Why is the bridge of Harburg closed?")
    assert answer.citations[0].article.url == f"{web.base}/story"
    with pytest.raises(CoverageError, match="same text"):
        coverage.add_url(f"{web.base}/story#top")
    coverage.undo(change.id, by="ada")
    assert coverage.articles() == [] or not list(coverage.articles())
    assert [(entry.by, entry.action) for entry in coverage.log()] == [
        ("ada", "removed"),
        ("ada", "added"),
    ]


def test_a_corrected_page_replaces_the_old(web: Web, coverage: Coverage) -> None:
    web.pages["/story"] = Served(article_page(head=DATED))
    coverage.add_url(f"{web.base}/story")
    changed = article_page("Bridge of Harburg open again", DATED).replace(b"closed", b"opened")
    web.pages["/story"] = Served(changed)
    change = coverage.add_url(f"{web.base}/story", by="ada")
    (article,) = coverage.articles()
    assert article.title == "Bridge of Harburg open again"
    assert "closed" not in article.text
    assert (change.action, change.articles) == ("changed", ((article.id, article.title),))
    assert str(change).startswith("Changed “Bridge of Harburg open again” in ")
    back = coverage.undo(change.id)
    (article,) = coverage.articles()
    assert (article.title, back.action) == ("Bridge of Harburg closed", "changed")
    assert "opened" not in article.text
    coverage.undo(back.id)  # and so on, either way
    assert next(iter(coverage.articles())).title == "Bridge of Harburg open again"
    assert [entry.action for entry in coverage.log()] == ["changed", "changed", "changed", "added"]


@pytest.mark.parametrize("name", ["all.jsonl", "all.json", "all.jsonl.gz", "sub/all.json"])
def test_a_corrected_page_takes_its_own_place_among_others(
    web: Web, coverage: Coverage, tmp_path: Path, name: str
) -> None:
    web.pages["/story"] = Served(article_page(head=DATED))
    (added,) = (tmp_path / "articles").glob(coverage.add_url(f"{web.base}/story").path.name)
    records = [{"text": "First."}, json.loads(added.read_bytes()), {"text": "Last."}]
    added.unlink()
    path = tmp_path / "articles" / name
    path.parent.mkdir(exist_ok=True)
    lines = "\n".join(map(json.dumps, records)) if "jsonl" in name else json.dumps(records)
    data = lines.encode()
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    coverage.reload()
    before = {each.id: each for each in coverage.articles()}
    web.pages["/story"] = Served(article_page(head=DATED).replace(b"closed", b"opened"))
    change = coverage.add_url(f"{web.base}/story")
    assert change.path == path.resolve()
    after = {each.id: each for each in coverage.articles()}
    (held,) = (each for each in after if after[each].text != before[each].text)
    assert "opened" in after[held].text
    coverage.undo(change.id)
    assert {each.id: each for each in coverage.articles()} == before


def test_an_earlier_version_in_another_form_is_named(
    web: Web, coverage: Coverage, tmp_path: Path
) -> None:
    web.pages["/story"] = Served(article_page(head=DATED))
    added = coverage.add_url(f"{web.base}/story")
    name = added.articles[0][0]
    coverage.undo()
    (tmp_path / "articles" / "own.md").write_text(f"---\nid: {name}\n---\nMy words.")
    coverage.reload()
    with pytest.raises(CoverageError, match=f"remove article '{name}' first"):
        coverage.add_url(f"{web.base}/story")


def test_a_version_whose_article_has_gone_is_not_put_back(
    web: Web, coverage: Coverage, tmp_path: Path
) -> None:
    web.pages["/story"] = Served(article_page(head=DATED))
    coverage.add_url(f"{web.base}/story")
    web.pages["/story"] = Served(article_page(head=DATED).replace(b"closed", b"opened"))
    change = coverage.add_url(f"{web.base}/story")
    change.path.write_text('{"text": "Another."}')
    with pytest.raises(CoverageError, match="any more"):
        coverage.undo(change.id)
    change.path.unlink()
    with pytest.raises(CoverageError, match="No such file"):
        coverage.undo(change.id)


def test_what_is_wrong_with_a_page_is_told(web: Web, coverage: Coverage) -> None:
    web.pages["/story"] = Served(article_page())
    (told,) = coverage.add_url(f"{web.base}/story").unreadable
    assert "no date" in told.reason


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_gone_can_be_removed(web: Web, coverage: Coverage, status: int) -> None:
    web.pages["/story"] = Served(article_page(head=DATED))
    coverage.add_url(f"{web.base}/story")
    web.pages["/story"] = Served(status=status)
    with pytest.raises(GoneError, match="still holds") as caught:
        coverage.add_url(f"{web.base}/story")
    assert coverage.status().articles == 1  # nothing goes without a confirmation
    assert caught.value.article is not None
    coverage.remove(caught.value.article.id)
    assert coverage.status().articles == 0
    with pytest.raises(GoneError) as caught:
        coverage.add_url(f"{web.base}/story")
    assert caught.value.article is None
