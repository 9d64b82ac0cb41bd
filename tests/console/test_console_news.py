"""Alerts and digests in the console and on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from consoles import shown
from wire import STORM, more_of

from bot.app.settings import Settings
from bot.cli import main
from bot.console.commands import ConsoleCommands
from knowledge import Coverage, KnowledgeError


def publish(folder: Path, place: str, count: int, name: str = "", **fields: Any) -> None:
    """A storm that hit somewhere, of a day in May 2025."""
    name = name or place.lower()
    text = f"{STORM.format(place=place, count=count)} {more_of(place, name)}"
    article = {
        "id": name,
        "title": f"Storm hits {place}",
        "source": "Coast Daily",
        "published": "2025-05-05",
        "text": text,
        **fields,
    }
    (folder / f"{name}.json").write_text(json.dumps(article), encoding="utf-8")


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    publish(folder, "Oldtown", 2)
    return folder


@pytest.fixture
def commands(articles: Path, tmp_path: Path) -> Iterator[ConsoleCommands]:
    with Coverage.open([articles], tmp_path / "data") as coverage:
        yield ConsoleCommands(coverage, Settings())


def say(commands: ConsoleCommands, line: str) -> str:
    return shown(commands.respond(line))


def test_an_alert_tells_each_story_that_a_reload_brings_once(
    commands: ConsoleCommands, articles: Path
) -> None:
    assert "Alert 1: “storm”" in say(commands, "/alert add storm")
    assert "Oldtown" not in say(commands, "/coverage reload")  # it was there before
    publish(articles, "Aldermouth", 3)
    publish(articles, "Veldrun", 5)
    text = json.loads((articles / "oldtown.json").read_text())["text"]
    publish(articles, "Oldtown", 2, "oldtown-again", text=text)
    told = say(commands, "/coverage reload")
    assert told.count("Alert 1: storm") == 2
    assert "A storm hit Aldermouth on Monday and 3 people died there" in told
    publish(articles, "Aldermouth", 3, "evening", source="Hill Gazette")
    assert "Alert 1" not in say(commands, "/coverage reload")  # the same story
    assert "Alert 1" not in say(commands, "/sources")


def test_words_and_a_source_narrow_it_and_why_says_so(
    commands: ConsoleCommands, articles: Path
) -> None:
    say(commands, "/alert add storm words:-Veldrun")
    say(commands, '/alert add storm source:"Coast Daily"')
    publish(articles, "Veldrun", 5)
    told = say(commands, "/coverage reload")
    assert "Alert 1" not in told
    assert "Alert 2: storm" in told
    why = say(commands, "/alert why Storm hits Veldrun")
    assert "has a word that is not wanted" in why
    assert "It was told." in why
    assert "1. “storm”, without Veldrun" in say(commands, "/alert list")


def test_alerts_are_tried_and_ended(commands: ConsoleCommands, articles: Path) -> None:
    say(commands, "/alert add storm")
    say(commands, "/alert add glacier")
    assert "A storm hit Oldtown on Monday" in say(commands, "/alert test 1")
    assert "No article is about “glacier” yet" in say(commands, "/alert test 2")
    assert "ended: “storm”" in say(commands, "/alert remove 1")
    publish(articles, "Aldermouth", 3)
    assert "Alert" not in say(commands, "/coverage reload")
    for line in ("/alert remove 1", "/alert test x", "/alert add the of"):
        with pytest.raises(KnowledgeError):
            commands.respond(line)
    say(commands, "/alert remove 2")
    assert "There is none" in say(commands, "/alert list")


def test_a_digest_catches_up(commands: ConsoleCommands, articles: Path) -> None:
    publish(articles, "Aldermouth", 3)
    publish(articles, "Aldermouth", 3, "evening", source="Hill Gazette")
    say(commands, "/coverage reload")
    assert "Nothing new came in that time" in say(commands, "/digest now")
    told = say(commands, "/digest now since:2025-05-01")
    assert told.count("Storm hits Oldtown") == 2  # above, and as the article that is cited
    assert "also in " in told
    assert "Oldtown" not in say(commands, "/digest now Aldermouth since:2025-05-01")


def on_the_command_line(
    articles: Path, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, str]:
    paths = ("--coverage", str(articles), "--data-dir", str(articles.parent / "data"))
    code = main([*paths, *arguments], default_config=Path("config/bot.yaml"))
    return code, capsys.readouterr().out


def test_digest_and_alert_on_the_command_line(
    articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(articles, "Aldermouth", 3)
    code, said = on_the_command_line(articles, capsys, "digest", "--as-of", "2025-05-06", "--json")
    assert code == 0
    digest = json.loads(said)
    assert digest["since"] == "2025-05-05"
    assert len(digest["stories"]) == 2
    story = digest["stories"][0]
    assert story["sentences"][0]["text"].startswith("A storm hit")
    assert story["articles"][story["sentences"][0]["n"] - 1]["source"] == "Coast Daily"
    code, said = on_the_command_line(articles, capsys, "digest", "--as-of", "2025-06-06")
    assert (code, "Nothing new came in that time." in said) == (0, True)
    code, said = on_the_command_line(articles, capsys, "alert", "test", "storm", "in", "Oldtown")
    assert (code, "A storm hit Oldtown on Monday" in said) == (0, True)
    why = ("alert", "why", "oldtown", "storm", "--words=-Oldtown", "--json")
    code, said = on_the_command_line(articles, capsys, *why)
    assert (code, json.loads(said)["stage"]) == (0, "words")
    code, _ = on_the_command_line(articles, capsys, "alert", "why", "no such title", "storm")
    assert code == 1
