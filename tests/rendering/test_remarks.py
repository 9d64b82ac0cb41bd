"""What an admin is told of the coverage as a whole, and how copies are named."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from discord_text import text_of

from bot.app.naming import papers_with_copies
from bot.app.remarks import remarks
from bot.console import reports, terminal
from bot.discord.rendering import status_card
from bot.state.values import Votes
from knowledge import Article, Citation, Coverage

STORY = "The harbour of Veldrun will close for repairs on March 3, 2025, the port office said."
AUF_DEUTSCH = "Der Hafen von Veldrun wird im März geschlossen, teilte das Hafenamt mit."


def opened(
    tmp_path: Path, *records: Mapping[str, str | None], keep_days: int | None = None
) -> Coverage:
    path = tmp_path / "articles.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return Coverage.open([path], keep_days=keep_days)


def test_copies_other_languages_and_what_is_too_old_are_told(tmp_path: Path) -> None:
    records = (
        {"text": STORY, "source": "Post", "lang": "en-GB"},
        {"text": STORY, "source": "Herald", "id": "b"},
        {"text": AUF_DEUTSCH, "lang": "de"},
        {"text": f"{AUF_DEUTSCH} Mehr folgt.", "url": "https://a.example/x", "lang": "de-AT"},
        {"text": "Un port ferme.", "lang": "fr"},
        {"text": "A comet passed in another year.", "published": "2001-01-01"},
    )
    with opened(tmp_path, *records, keep_days=90) as coverage:
        status = coverage.status()
    said = [
        "5 articles state no date: since and until leave such articles out",
        "2 articles have the text of another; cited as one",
        "3 articles are not in English (2 de, 1 fr): quoted in whole sentences",
        "1 article is in the files but left out as too old by coverage.keep_days",
    ]
    assert remarks(status) == said
    shown = text_of(status_card(status, Votes(0, 0)))
    assert all(sentence in shown for sentence in said)
    console = terminal.make_console()
    with console.capture() as captured:
        console.print(reports.render_status(status))
    assert all(sentence in captured.get() for sentence in said)


def test_dates_that_are_not_there_or_can_hardly_be_are_told(tmp_path: Path) -> None:
    texts = {"a": None, "b": "1970-01-01", "c": "2199-01-01", "d": "1990-01-01"}
    records = ({"id": name, "text": f"{STORY} {name}", "published": texts[name]} for name in texts)
    with opened(tmp_path, *records) as coverage:
        assert remarks(coverage.status())[:2] == [
            "1 article states no date: since and until leave such articles out",
            "2 articles are dated before 1990 or in the future: look whether that is right",
        ]


def test_nothing_is_said_of_an_english_coverage_without_copies(tmp_path: Path) -> None:
    day = {"published": datetime.now().isoformat()}
    records = ({"text": STORY, "language": "en", **day}, {"text": "A comet.", **day})
    with opened(tmp_path, *records) as coverage:
        assert remarks(coverage.status()) == []


def test_papers_are_named_once_and_the_cited_one_not_at_all() -> None:
    def article(name: str, source: str | None) -> Article:
        return Article(name, STORY, title=f"Title {name}", source=source)

    also = tuple(article(f"a{n}", source) for n, source in enumerate(["Wire", "Post", "Wire"]))
    cited = Citation(1, article("a", "Post"), 0, 9, also=(*also, article("b", None)))
    assert papers_with_copies([cited, cited]) == ["Wire", "Title b"]
    assert papers_with_copies([Citation(1, article("a", None), 0, 9, also=also)]) == [
        "Wire",
        "Post",
    ]
