"""The picture of a timeline has the words of its reader's language, and so has its alt text."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from newsroom import Newsroom, running
from standin import StandIn

from bot.discord.rendering import PictureWords
from bot.discord.rendering.timelines import described
from bot.language import LANGUAGES, Language, speaking
from knowledge import (
    Article,
    Citation,
    Coverage,
    Timeline,
    TimelineEvent,
    can_write_out,
    draw_timeline,
)
from knowledge.digests import plot_fonts, timeline_plot

TEXT = "Η γέφυρα"
ARTICLE = Article("a", TEXT, published=datetime(2024, 3, 1))


def event(
    day: date, *, planned: bool = False, before: TimelineEvent | None = None
) -> TimelineEvent:
    cited = (Citation(1, ARTICLE, 0, len(TEXT)),)
    return TimelineEvent(day, None, TEXT, "planned" if planned else "past", cited, before)


FOUND = Timeline(
    "γέφυρα",
    (
        event(date(2024, 3, 2)),
        event(date(2024, 11, 6), planned=True, before=event(date(2024, 4, 7), planned=True)),
    ),
    ((date(2024, 3, 1), 1200), (date(2024, 3, 2), 1)),
)
# What is said of it: above, of the second event, of the bars, of the marks, and of the axis.
SAID: dict[Language, tuple[str, str, str, str, str]] = {
    "en": (
        "Timeline: γέφυρα",
        "6 November 2024  (planned)  (changed; before: 7 April 2024)",
        "at most 1,201 articles in 4 days",
        "● past   ○ planned   bars: articles published",
        "May 2024",
    ),
    "de": (
        "Zeitleiste: γέφυρα",
        "6. November 2024  (geplant)  (geändert; vorher: 7. April 2024)",
        "höchstens 1.201 Artikel in 4 Tagen",
        "● vergangen   ○ geplant   Balken: erschienene Artikel",
        "Mai 2024",
    ),
    "fr": (
        "Chronologie : γέφυρα",
        "6 novembre 2024  (prévu)  (modifié ; avant : 7 avril 2024)",
        "au plus 1 201 articles en 4 jours",
        "● passé   ○ prévu   barres : articles parus",
        "mai 2024",
    ),
    "es": (
        "Cronología: γέφυρα",
        "6 de noviembre de 2024  (previsto)  (cambiado; antes: 7 de abril de 2024)",
        "como máximo 1.201 artículos en 4 días",
        "● pasado   ○ previsto   barras: artículos publicados",
        "may 2024",
    ),
    "zh": (
        "时间线：γέφυρα",
        "2024年11月6日  （计划中）  （已更改；此前：2024年4月7日）",
        "4 天内最多 1,201 篇文章",
        "● 已发生   ○ 计划中   柱形：已发表文章数",
        "2024年5月",
    ),
}


def drawn(words: PictureWords) -> list[str]:
    """The texts of the picture as an SVG file names them beside their outlines."""
    picture = draw_timeline(FOUND, "svg", words).decode()
    return [" ".join(text.split()) for text in re.findall(r"<!-- (.*?) -->", picture)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_in_the_language_spoken(
    language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (timeline_plot, plot_fonts):  # whatever fonts there are
        monkeypatch.setattr(module, "can_write", lambda _: True)
    with speaking(language):
        texts = drawn(PictureWords())
        alt = described(FOUND)
    for said in SAID[language]:
        assert " ".join(said.split()) in texts
    assert alt.startswith(SAID[language][0])
    assert SAID[language][1].split("  ")[0] in alt


@pytest.mark.parametrize("count", [16, 25])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sentence", ["The bridge was opened to traffic again. ", "新桥重新开放。"])
def test_the_alt_text_has_every_event_whole(count: int, language: Language, sentence: str) -> None:
    long = Article("a", sentence * 20, published=datetime(2024, 3, 1))
    cited = (Citation(1, long, 0, len(long.text)),)
    before = event(date(2024, 4, 7), planned=True)
    events = [
        TimelineEvent(date(2024, 5, n), None, long.text, "past", cited) for n in range(2, count + 1)
    ]
    events.insert(0, TimelineEvent(date(2024, 5, 1), None, "Short.", "planned", cited, before))
    with speaking(language):
        alt = described(Timeline("bridge", tuple(events), ()))
        first = " ".join(PictureWords().event(events[0]).split())
    assert len(alt) <= 1024
    lines = alt.splitlines()[1:]
    assert len(lines) == count
    assert lines[0] == f"{first}: Short."
    said = [line.partition(": ")[2].removesuffix("…") for line in lines[1:]]
    assert all(text and text in long.text for text in said)
    assert len(alt) > 800


def test_an_alt_text_without_room_for_sentences_has_the_days() -> None:
    whole = TimelineEvent(date(2023, 9, 28), date(2024, 12, 30), TEXT, "planned", ())
    events = [replace(whole, replaces=whole)] * 25
    alt = described(Timeline(None, tuple(events), ()))
    assert len(alt) <= 1024
    assert set(alt.splitlines()[1:]) == {"28 September 2023 – 30 December 2024"}
    assert len(alt.splitlines()) == 26


def test_words_without_letters_to_write_them_are_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline_plot, "can_write", lambda text: text.isascii())
    with speaking("zh"):
        texts = drawn(PictureWords())
    assert "at most 1,201 articles in 4 days" in texts
    assert not any("时间线" in text for text in texts)


def test_what_no_font_has_letters_for_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert can_write_out(FOUND)
    letters = frozenset(map(ord, "●○" + "".join(map(chr, range(128)))))
    monkeypatch.setattr(plot_fonts, "_letters", lambda: letters)
    assert not can_write_out(FOUND)
    texts = drawn(PictureWords())
    assert "Timeline: …" in texts
    assert "2 March 2024" in texts
    assert not any("γ" in text for text in texts)
    assert plot_fonts.writable("Xi (习近平) met him ✌🏽") == "Xi (…) met him "


def test_lines_of_wide_letters_are_half_as_long() -> None:
    wide = "".join(chr(ord("一") + n) for n in range(200))
    letters = frozenset(map(ord, wide))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plot_fonts, "_letters", lambda: letters)
        one, *_ = timeline_plot._lines(wide, 60, 3)
    assert len(one) == 30


@pytest.fixture
async def discord(tmp_path: Path) -> AsyncIterator[StandIn]:
    async with StandIn(rate_limits=False) as standin, running(Newsroom(tmp_path), standin):
        yield standin
        assert standin.violations == []


async def test_discord_gets_the_picture_of_the_reader(discord: StandIn, tmp_path: Path) -> None:
    coverage = Coverage.open([tmp_path / "coverage"], data_dir=tmp_path / "mine")
    found = coverage.timeline("Victory Day")
    coverage.close()
    locales: dict[str, Language] = {"en-GB": "en", "de": "de", "fr": "fr", "es-ES": "es"}
    for locale, language in locales.items():
        discord.world.locale = locale
        (shown,) = (await discord.slash("timeline", topic="Victory Day")).message.attachments
        with speaking(language):
            assert discord.state.files[shown["id"]] == draw_timeline(found, words=PictureWords())


async def test_a_picture_without_all_words_says_so(discord: StandIn, tmp_path: Path) -> None:
    whole = await discord.slash("timeline", topic="Victory Day")
    assert "leaves words out" not in whole.plain
    tangut = "The bridge of \U00017000\U00017001 was opened to traffic on March 4, 2025."
    (tmp_path / "coverage" / "tangut.txt").write_text(tangut, encoding="utf-8")
    await discord.slash("coverage reload", by=discord.world.admin, base=True)
    shown = await discord.slash("timeline", topic="bridge opened traffic")
    assert "The picture leaves words out, as no font here has their letters." in shown.plain
    assert len(shown.message.attachments) == 1
