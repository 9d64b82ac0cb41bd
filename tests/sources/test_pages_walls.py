"""Pages that are not the article: consent, challenges, notices, in whatever language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from web import ALLOWED, Served, Web, article_page, redirect

from knowledge import Coverage, FetchError
from knowledge.report import Unreadable
from knowledge.sources.fetching import Fetcher
from knowledge.sources.pages import Page, fetch_page

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
DATED = '<meta property="article:published_time" content="2026-03-03T15:31:00Z">'
CONSENT = {
    "nl": "<p>Wij en onze 140 partners plaatsen cookies en verwerken persoonsgegevens. Met uw "
    "toestemming tonen wij reclame op maat en meten wij het bereik ervan op uw apparaat.</p>"
    "<p>U kunt uw keuze altijd wijzigen. Lees onze privacyverklaring.</p>",
    "fr": "<p>Avec nos partenaires, nous utilisons des cookies pour stocker des données "
    "personnelles sur votre appareil et afficher de la publicité.</p><p>Vous pouvez retirer votre "
    "consentement à tout moment dans notre politique de confidentialité.</p>",
    "pl": "<p>My i nasi partnerzy przechowujemy pliki cookie na urządzeniu i przetwarzamy dane "
    "osobowe, aby wyświetlać reklamy.</p><p>Zgodę można wycofać w ustawieniach prywatności.</p>",
    "ru": "<p>Мы и наши партнёры храним файлы куки на вашем устройстве и обрабатываем персональные "
    "данные, чтобы показывать рекламу.</p><p>Нажимая кнопку, вы выражаете согласие.</p>",
    "ja": "<p>当社とパートナーは、デバイスにクッキーを保存し、個人情報を処理して広告を表示します。"
    "</p><p>同意はいつでも撤回できます。プライバシーポリシーをご覧ください。</p>",
}
ICELANDIC = (
    "<p>Velkomin á vefinn. Til að halda áfram þarf að velja hvernig efni er sniðið að þér. Veldu "
    "annan hvorn kostinn hér að neðan til að komast áfram, eða farðu aftur síðar.</p>"
)


@pytest.fixture
def coverage(tmp_path: Path) -> Iterator[Coverage]:
    (tmp_path / "articles").mkdir()
    with Coverage.open([tmp_path / "articles"], tmp_path / "data", rules=ALLOWED) as coverage:
        yield coverage


def fetched(web: Web, body: bytes, path: str = "/story", announced: str = "") -> Page:
    web.pages[path] = Served(body)
    return fetch_page(Fetcher(ALLOWED), f"{web.base}{path}", NOW, announced)


def refusal(web: Web, body: bytes, path: str = "/story", announced: str = "") -> str:
    with pytest.raises(FetchError) as caught:
        fetched(web, body, path, announced)
    return str(caught.value)


def of_feed(web: Web, coverage: Coverage, title: str, teaser: str) -> list[Unreadable]:
    """What a feed of one entry is told after its page, `/story`, was fetched."""
    web.pages["/feed"] = Served(
        f"<rss version='2.0'><channel><title>Wire</title><item><title>{title}</title>"
        f"<link>{web.base}/story</link><description>{teaser}</description>"
        "<pubDate>Tue, 03 Mar 2026 10:00:00 GMT</pubDate></item></channel></rss>".encode(),
        type="application/rss+xml",
    )
    return list(coverage.add_feed(f"{web.base}/feed").feed.problems)


@pytest.mark.parametrize("language", CONSENT)
def test_consent_is_known_in_many_languages(web: Web, language: str) -> None:
    assert "consent" in refusal(web, article_page("Nieuws", text=CONSENT[language]))


@pytest.mark.parametrize("language", CONSENT)
def test_an_article_about_consent_is_one(web: Web, language: str) -> None:
    title, body = "Regulator fines publisher", CONSENT[language]
    head = f'{DATED}<meta name="description" content="The regulator fined a publisher on Monday.">'
    text = f"<p>The regulator fined a publisher on Monday for its consent text:</p>{body}"
    assert "fined" in fetched(web, article_page(title, head, text=text)).record["text"]


def test_consent_under_the_head_of_the_article_is_none(web: Web) -> None:
    head = (
        f'{DATED}<meta property="og:title" content="Zeesluis gaat dicht">'
        '<meta property="og:description" content="De sluis bij Tarn gaat op 3 maart dicht.">'
    )
    assert "consent" in refusal(web, article_page("Zeesluis", head, text=CONSENT["nl"]))


@pytest.mark.parametrize("long", [False, True])
def test_what_is_not_the_article_leaves_the_feed_its_text(
    web: Web, coverage: Coverage, long: bool
) -> None:
    web.pages["/story"] = Served(article_page("Vefur", text=ICELANDIC * (9 if long else 1)))
    teaser = "The lock at Tarn is to shut on 3 March, the county council decided on Monday evening."
    problems = of_feed(web, coverage, "Sea lock to shut", teaser)
    (article,) = coverage.articles()
    assert article.text == teaser
    assert "hardly a word of the feed's title" in problems[0].reason
    assert "only what the feed gives was read" in problems[0].reason


def test_the_article_that_a_feed_announces_is_taken(web: Web, coverage: Coverage) -> None:
    teaser = "Closed again: the river at Harburg stands too high for the bridge, a mayor warns."
    web.pages["/story"] = Served(article_page())
    assert of_feed(web, coverage, "Trouble at the bridge", teaser) == []
    (article,) = coverage.articles()
    assert article.text.count("the mayor told reporters") == 8


def test_a_headline_that_the_text_does_not_repeat(web: Web) -> None:
    body = article_page("Deep trouble for commuters", DATED)
    assert fetched(web, body, announced="Deep trouble for commuters ").record["text"]


def test_a_text_without_spaces_is_compared_by_its_characters(web: Web) -> None:
    text = "<p>" + "市議会は火曜日、古い橋を三月三日から閉鎖することを決めた。" * 4 + "</p>"
    body = article_page("橋を閉鎖", DATED, text=text)
    assert fetched(web, body, announced="古い橋、三月から閉鎖へ 市議会が決定").record["text"]
    assert "hardly a word" in refusal(web, body, announced="台風が接近、学校は休校に 気象庁が警報")


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Just a moment...", "person"),
        ("Nur einen Moment…", "person"),
        ("Attention Required! | Example Shield", "person"),
        ("Access denied", "person"),
        ("Page not found – Tarn Daily", "no such page"),
        ("404 Not Found", "no such page"),
    ],
)
def test_a_challenge_or_an_error_is_known_by_its_title(web: Web, title: str, words: str) -> None:
    text = "<p>Ray 8f2a1c. The performance of this site is looked after by Example Shield.</p>"
    assert words in refusal(web, article_page(title, text=text))


def test_a_page_that_says_that_its_story_is_gone(web: Web) -> None:
    text = (
        "<p>The page you were looking for is no longer here. It may have expired, or the address"
        " may be wrong.</p><p>Try the search, or one of these stories.</p>"
    )
    assert "no such page" in refusal(web, article_page("Tarn Daily - news", text=text))
    told = "<p>Visitors of the county's site read: the page you were looking for is gone.</p>"
    more = "".join(
        f"<p>Office {number} of the county took {number + 7} calls, a clerk in room {number} said,"
        " and sent each caller on to the next one.</p>"
        for number in range(12)
    )
    assert fetched(web, article_page("County site down", DATED, text=told + more)).record["text"]


def test_an_article_may_speak_of_moments_and_denials(web: Web) -> None:
    for title in ("Access denied: how a library lost its key", "Wait a moment, says the mayor"):
        assert fetched(web, article_page(title, DATED, paragraphs=2)).record["text"]


def test_a_challenge_is_known_by_its_noscript(web: Web) -> None:
    body = article_page("tarn.example", text="<p>Un instant, le site vérifie la connexion.</p>")
    body = body.replace(b"<nav>", b"<noscript>Activez JavaScript et rechargez.</noscript><nav>")
    assert "person" in refusal(web, body)
    short = "<p>The library of Tarn opened again on Monday after two years.</p>"
    body = article_page("Library opens", DATED, text=short)
    body = body.replace(b"<nav>", b"<noscript>Comments need JavaScript.</noscript><nav>")
    assert fetched(web, body).record["text"]


def test_a_notice_has_nothing_of_the_address(web: Web) -> None:
    path = "/2026/03/harbour-bridge-closes-for-repairs"
    assert "not a word of its address" in refusal(web, article_page("V", text=ICELANDIC), path)
    assert fetched(web, article_page(), path).record["text"]  # "bridge" is in it
    cyrillic = "<p>" + "Мост закрыт во вторник из-за паводка, сообщил мэр города. " * 9 + "</p>"
    assert fetched(web, article_page("Мост", text=cyrillic), path).record["text"]


def test_what_is_sent_on_to_the_home_page_is_gone(web: Web) -> None:
    web.pages["/old/story"] = redirect("/")
    web.pages["/"] = Served(article_page())
    with pytest.raises(FetchError, match="home page"):
        fetch_page(Fetcher(ALLOWED), f"{web.base}/old/story", NOW)


@pytest.mark.parametrize(
    "text",
    [
        "We have noticed that you are using an ad blocker. Please allow ads on this site.",
        "Please disable your ad-blocker, then load the page again.",
        "Sie nutzen offenbar einen Adblocker. Bitte schalten Sie ihn für diese Seite ab.",
        "Vous utilisez un bloqueur de publicité. Merci de le désactiver pour lire la suite.",
    ],
)
def test_a_plea_to_let_advertising_through_is_no_article(web: Web, text: str) -> None:
    plea = f"<p>{text} It pays for the work of our journalists, and for all that they do.</p>"
    assert "advertising" in refusal(web, article_page("Quay opens", text=plea))


def test_an_article_about_blocking_advertising_is_one(web: Web) -> None:
    text = "<p>A court in Tarn ruled on Monday that readers may use an ad blocker at home.</p>"
    assert "may use" in fetched(web, article_page("Court", DATED, text=text)).record["text"]
