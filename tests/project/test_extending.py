"""One place to add a thing: a reader, a Discord command and a console command, each added here."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from small_coverage import HARBOUR, write

import bot.discord.commands
from bot.app.settings import Settings
from bot.console.command import Command
from bot.console.commands import ConsoleCommands
from bot.console.completion import ConsoleCompleter
from knowledge import Coverage
from knowledge.sources.readers.fields import make_article
from knowledge.sources.readers.formats import READERS, Item

PATH = list(bot.discord.commands.__path__)


def read_wire(path: Path, key: str, label: str, known: Mapping[bytes, str]) -> Iterator[Item]:
    """Reads a format that does not exist: an article a line, its title before a bar."""
    for line in path.read_text().splitlines():
        title, _, text = line.partition("|")
        yield make_article({"id": title, "title": title}, text, key=key, path=label)


def test_a_reader_is_added_by_its_suffix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "news.wire").write_text("Otters|Otters have returned to the river Tarn.\n")
    write(folder / "harbour.jsonl", [HARBOUR])
    with Coverage.open([folder]) as coverage:
        (told,) = coverage.opened.unreadable
        assert "not a format that can be read" in told.reason
        assert coverage.opened.articles == 1

    monkeypatch.setitem(READERS, ".wire", read_wire)
    with Coverage.open([folder]) as coverage:
        assert coverage.opened.unreadable == ()
        (hit,) = coverage.search("otters", 1)
        assert (hit.passage.article.title, hit.passage.text) == (
            "Otters",
            "Otters have returned to the river Tarn.",
        )
        change = coverage.add_file("more.wire", b"Herons|Herons nest beside the river Tarn.\n")
        assert [title for _, title in change.articles] == ["Herons"]
        (folder / "broken.odd").write_text("?")
        (told,) = coverage.reload().unreadable
        assert ".wire" in told.reason


def test_a_discord_command_is_added_by_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "otters.py").write_text("async def setup(bot):\n    pass\n")
    (tmp_path / "helping.py").write_text("# no cog\n")
    before = bot.discord.commands.extensions()
    monkeypatch.setattr(bot.discord.commands, "__path__", [*PATH, str(tmp_path)])
    added = bot.discord.commands.extensions()
    for name in ("otters", "helping"):
        monkeypatch.delitem(sys.modules, f"bot.discord.commands.{name}")
        monkeypatch.delattr(bot.discord.commands, name)
    assert added == [*before, "bot.discord.commands.otters"]
    assert {f"bot.discord.commands.{name}" for name in ("ask", "messages")} < set(before)
    assert not {f"bot.discord.commands.{name}" for name in ("adding", "feeds")} & set(before)


def test_a_console_command_is_added_once(tmp_path: Path) -> None:
    with Coverage.open([write(tmp_path / "harbour.jsonl", [HARBOUR])]) as coverage:
        console = ConsoleCommands(coverage, Settings())
        added = Command("/read ARTICLE", "one whole", lambda text: f"read {text}", "articles")
        console.commands[added.name] = added

        def completed(line: str) -> list[str]:
            found = ConsoleCompleter(console).get_completions(Document(line), CompleteEvent())
            return [each.text for each in found]

        assert console.respond("/read harbour") == "read harbour"
        assert "/read ARTICLE" in str(console.respond("/help"))
        assert completed("/rea") == ["/read"]
        assert completed("/read mayor") == ["harbour"]
