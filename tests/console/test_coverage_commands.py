"""`run_bot.py coverage …` and the console's `/coverage …`: pages, files, feeds, status, log."""

from __future__ import annotations

import asyncio
import json
import os
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from consoles import shown
from newsstand import PAPER, Newsstand, newsstand
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from running import Done, run

from bot.app.opening import note_feeds, opened
from bot.app.settings import FeedSettings, Settings
from bot.app.settings_file import load_settings
from bot.console.commands import ConsoleCommands
from bot.console.completion import ConsoleCompleter
from bot.state.repositories import State
from knowledge import CoverageError, KnowledgeError

LOCK = "The new lock of Aldermouth opens to barges on March 4, 2026, the port said on Monday."
QUESTION = "When does the new lock of Aldermouth open?"

Call = Callable[..., Done]


@pytest.fixture
def stand() -> Iterator[Newsstand]:
    with newsstand() as stand:
        stand.publish("lock", "A new lock for Aldermouth", LOCK)
        yield stand


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    text = "The ferry of Aldermouth was sold to Brandon for one crown."
    article = {"id": "ferry", "title": "Ferry sold", "source": "Coast Daily", "text": text}
    (tmp_path / "articles" / "ferry.json").write_text(json.dumps(article), encoding="utf-8")
    path = tmp_path / "bot.yaml"
    values = "data_dir: data\ncoverage:\n  paths: [articles]\nfetch:\n  allow: [127.0.0.1]\n"
    path.write_text(values, encoding="utf-8")
    return path


@pytest.fixture
def coverage(config: Path) -> Call:
    """Runs a `coverage` command."""
    return lambda *arguments: run("coverage", *arguments, "--config", config)


@pytest.fixture
def commands(config: Path) -> Iterator[ConsoleCommands]:
    settings = load_settings(config, {})
    with opened(settings, None) as coverage:
        yield ConsoleCommands(coverage, settings)


def value(done: Done) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_status_in_words_and_as_json(coverage: Call, stand: Newsstand) -> None:
    coverage("feeds", "add", stand.feed)
    words = coverage("status").stdout
    assert words.startswith("2 articles, 2 passages, published 2 May 2025\nloaded ")
    assert "2 sources\n    Coast Daily 1 article, undated\n" in words
    assert f"1 feed\n    {PAPER} 1 article, every 15 min, checked " in words
    assert stand.feed in words
    status = value(coverage("status", "--json"))
    assert (status["articles"], status["first"]) == (2, "2025-05-02")
    assert [feed["url"] for feed in status["feeds"]] == [stand.feed]


def test_feeds_are_added_refreshed_listed_and_removed(
    coverage: Call, config: Path, stand: Newsstand
) -> None:
    assert coverage("feeds").stdout == "There is no feed.\n"
    assert "new: A new lock for Aldermouth" in coverage("feeds", "add", stand.feed).stdout
    assert "March 4, 2026" in run("ask", QUESTION, "--config", config).stdout
    stand.publish("lock", "A new lock for Aldermouth", LOCK.replace("March 4", "April 9"))
    assert "changed: A new lock" in coverage("feeds", "refresh").stdout
    assert "April 9, 2026" in run("ask", QUESTION, "--config", config).stdout
    (feed,) = value(run("coverage", "--json", "feeds", "--config", config, "list"))
    assert (feed["url"], feed["title"], feed["minutes"]) == (stand.feed, PAPER, 15)
    assert "its articles stay" in coverage("feeds", "remove", stand.feed).stdout
    assert value(coverage("feeds", "--json")) == []


def test_a_feed_that_fails_is_exit_code_1(coverage: Call, stand: Newsstand) -> None:
    assert coverage("feeds", "add", stand.feed, "--minutes", "5").returncode == 0
    stand.fail()
    done = coverage("feeds", "refresh")
    assert done.returncode == 1
    assert "503" in done.stdout
    assert "503" in coverage("status").stdout
    assert coverage("feeds", "add", stand.page("none")).returncode == 1
    assert coverage("feeds", "remove", "https://a.example").returncode == 1


def test_pages_and_files_are_added_and_each_fault_is_told(
    coverage: Call, stand: Newsstand, tmp_path: Path
) -> None:
    (tmp_path / "fair.txt").write_text("Fair\n\nThe fair opens on May 1, 2026.\n", "utf-8")
    targets = (stand.page("lock"), tmp_path / "fair.txt", stand.page("none"), tmp_path / "gone.txt")
    done = coverage("add", *targets)
    assert done.returncode == 1
    assert "added: “A new lock for Aldermouth”" in done.stdout
    assert "articles/fair.txt)" in done.stdout
    assert f"not added: {stand.page('none')}: " in done.stdout
    assert f"not added: {tmp_path / 'gone.txt'}: " in done.stdout
    assert done.stdout.count(stand.page("none")) == 1
    assert done.stdout.count(str(tmp_path / "gone.txt")) == 1
    assert value(coverage("status", "--json"))["articles"] == 3
    undone = value(coverage("undo", "--json"))
    assert (undone["action"], Path(undone["path"]).name) == ("removed", "fair.txt")


def test_what_is_no_file_of_articles_is_refused_at_once(
    commands: ConsoleCommands, coverage: Call, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with (tmp_path / "huge.txt").open("wb") as stream:
        stream.truncate(1_000_000_000)
    reasons = {
        tmp_path / "pipe.txt": "not a file",
        tmp_path: "not a file",
        tmp_path / "huge.txt": "larger than 25 MB",
        "ftp://news.example/a": "not a web address",
    }
    tracemalloc.start()
    for target, reason in reasons.items():
        with pytest.raises(KnowledgeError, match=reason):
            commands.respond(f"/coverage add {target}")
    assert tracemalloc.get_traced_memory()[1] < 60_000_000
    tracemalloc.stop()
    assert value(coverage("status", "--json"))["articles"] == 1


def test_a_page_that_is_gone_names_the_article_that_is_held(
    coverage: Call, stand: Newsstand
) -> None:
    (added,) = value(coverage("add", stand.page("lock"), "--json"))
    stand.withdraw("lock")
    done = coverage("add", stand.page("lock"))
    article = added["articles"][0][0]
    assert done.returncode == 1
    assert f"`coverage remove {article}` removes it" in done.stdout
    assert done.stdout.count("still holds") == 1
    assert coverage("remove", article).returncode == 0
    assert value(coverage("status", "--json"))["articles"] == 1


def test_the_log_tells_who_and_what_newest_first(coverage: Call, stand: Newsstand) -> None:
    coverage("feeds", "add", stand.feed)
    coverage("remove", "ferry")
    lines = coverage("log").stdout.splitlines()
    assert "removed ferry.json: Ferry sold" in lines[0]
    assert "command line" in lines[0]
    assert any("feed added" in line for line in lines[1:])
    (entry,) = value(coverage("log", "--most", "1", "--json"))
    assert (entry["action"], entry["what"]) == ("removed", "ferry.json: Ferry sold")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "required: WHAT"),
        (["ad"], "invalid choice"),
        (["add"], "required: TARGET"),
        (["feeds", "add"], "required: URL"),
        (["feeds", "add", "https://a.example", "--minutes", "0"], "not a number from 1 to 1440"),
        (["log", "--most", "none"], "not a number from 1 to"),
    ],
)
def test_wrong_usage_is_exit_code_2(coverage: Call, arguments: list[str], message: str) -> None:
    done = coverage(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def test_the_settings_feeds_are_noted_once(config: Path, stand: Newsstand) -> None:
    feeds = (FeedSettings(url=stand.feed, minutes=7),)
    before = load_settings(config, {})
    settings = before.model_copy(
        update={"coverage": before.coverage.model_copy(update={"feeds": feeds})}
    )
    with opened(settings, None) as coverage:
        for _ in range(2):
            note_feeds(coverage, settings)
        (feed,) = coverage.feeds()
        assert (feed.url, feed.minutes, feed.checked) == (stand.feed, 7, None)
        (update,) = coverage.refresh_feeds()
        assert [title for _, title in update.new] == ["A new lock for Aldermouth"]
        assert [entry.by for entry in coverage.log() if entry.action == "feed added"] == [
            "settings"
        ]


def test_an_empty_folder_that_feeds_will_fill_is_no_problem(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    path = tmp_path / "bot.yaml"
    values = "data_dir: data\ncoverage:\n  paths: [articles]\n"
    path.write_text(values, encoding="utf-8")
    assert "holds no article" in run("check", "--config", path).stdout
    path.write_text(f"{values}  feeds: [https://a.example/rss]\n", encoding="utf-8")
    assert run("check", "--config", path).returncode == 0


def test_the_console_does_the_same(commands: ConsoleCommands, stand: Newsstand) -> None:
    def said(line: str) -> str:
        return shown(commands.respond(line))

    assert "new: A new lock" in said(f"/coverage feed add {stand.feed}")
    assert PAPER in said("/coverage feed list")
    assert "March 4, 2026" in said(QUESTION)
    stand.publish("fair", "The fair opens", "The fair of Aldermouth opens on May 1, 2026.")
    assert "new: The fair opens" in said("/coverage feed refresh")
    assert "3 articles" in said("/coverage status")
    assert "its articles stay" in said(f"/coverage feed remove {stand.feed}")
    assert "console" in said("/coverage log").splitlines()[0]
    with pytest.raises(KnowledgeError, match="404"):
        said(f"/coverage add {stand.page('none')}")


def test_the_console_names_the_feed_commands_and_completes_feeds(
    commands: ConsoleCommands, stand: Newsstand
) -> None:
    with pytest.raises(KnowledgeError, match="write one of /coverage feed list, /coverage feed"):
        commands.respond("/coverage feed")
    with pytest.raises(CoverageError, match="not among"):
        commands.respond("/coverage feed remove https://a.example")
    commands.respond(f"/coverage feed add {stand.feed}")
    line = "/coverage feed remove quay"
    found = ConsoleCompleter(commands).get_completions(Document(line, len(line)), CompleteEvent())
    assert [each.text for each in found] == [stand.feed]


def test_without_settings_nothing_is_fetched(stand: Newsstand) -> None:
    assert Settings().coverage.feeds == ()
    assert Settings().fetch.allow == ()


def test_a_servers_collection_is_apart_from_the_base(
    config: Path, coverage: Call, tmp_path: Path
) -> None:
    (tmp_path / "lock.txt").write_text(LOCK)
    added = coverage("add", str(tmp_path / "lock.txt"), "--server", "5", "--json")
    assert value(added)[0]["action"] == "added"
    assert (tmp_path / "data" / "servers" / "5" / "articles" / "lock.txt").exists()
    status = {
        server: value(coverage("status", "--json", *server)) for server in ((), ("--server", "5"))
    }
    assert [each["articles"] for each in status.values()] == [1, 2]
    assert [each["own"] for each in status.values()] == [None, 1]
    asked = value(run("ask", QUESTION, "--config", config, "--json", "--server", "5"))
    assert "March 4, 2026" in asked["answer"]
    assert value(run("check", "--config", config, "--json", "--server", "5"))["problems"] == []
    assert run("ask", QUESTION, "--config", config, "--server", "five").returncode == 2


def test_what_a_server_has_chosen_of_the_base_holds_at_the_command_line(
    config: Path, coverage: Call, tmp_path: Path
) -> None:
    (tmp_path / "lock.txt").write_text(LOCK)
    coverage("add", str(tmp_path / "lock.txt"), "--server", "5", "--json")
    state = State.open(tmp_path / "data", keep_days=30)
    asyncio.run(state.guilds.keep_settings(5, json.dumps({"base": {"read": False}})))
    state.close()
    articles = [
        value(coverage("status", "--json", "--server", server))["articles"] for server in "56"
    ]
    assert articles == [1, 1]
    assert value(coverage("status", "--json", "--server", "5"))["own"] == 1


def test_settings_of_a_server_that_cannot_be_read_end_no_command(
    config: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    state = State.open(tmp_path / "data", keep_days=30)
    asyncio.run(state.guilds.keep_settings(5, '{"base": {"read": false}, "colour": "red"}'))
    state.close()
    done = run("coverage", "status", "--json", "--server", "5", "--config", config)
    assert value(done)["articles"] == 1  # as with nothing chosen
    assert "server 5: its settings cannot be read, yours hold" in caplog.text


def test_only_a_look_at_the_feeds_notes_those_of_the_settings(config: Path) -> None:
    feeds = "  feeds: [https://wire.example/rss]\n"
    config.write_text(config.read_text(encoding="utf-8").replace("fetch:", f"{feeds}fetch:"))
    for act, noted in (("status", []), ("log", []), ("feeds", ["https://wire.example/rss"])):
        assert run("coverage", act, "--config", config).returncode == 0
        with opened(load_settings(config, {}), None) as coverage:
            assert [feed.url for feed in coverage.feeds()] == noted
