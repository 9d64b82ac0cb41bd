"""The console: in a pipe, at a terminal, and command by command."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from consoles import ARTICLES, QUESTION, shown, start, write_articles
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from bot.app.settings import Settings
from bot.cli import main
from bot.console.commands import ConsoleCommands, QuitConsole
from bot.console.completion import ConsoleCompleter
from bot.console.options import split_options
from knowledge import Coverage, CoverageError, KnowledgeError


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    return write_articles(tmp_path / "articles")


@pytest.fixture
def commands(articles: Path, tmp_path: Path) -> Iterator[ConsoleCommands]:
    with Coverage.open([articles], tmp_path / "data") as coverage:
        yield ConsoleCommands(coverage, Settings())


def test_a_plain_line_is_a_question(commands: ConsoleCommands) -> None:
    said = shown(commands.respond(QUESTION))
    assert "Edda Vance" in said.splitlines()[0]
    assert said == shown(commands.respond(f"/ask {QUESTION}"))
    assert said == shown(commands.respond(f'/ask question:"{QUESTION}"'))


@pytest.mark.parametrize("line", ["hi", "thanks", "/ask what can you do?", "3"])
def test_who_asks_nothing_gets_a_line_of_help(commands: ConsoleCommands, line: str) -> None:
    told = shown(commands.respond(line))
    assert told == "Ask me something, for example: When does Xi visit Moscow? /help tells more.\n"
    commands.respond(QUESTION)
    assert shown(commands.respond(line)) == told or line.endswith("?")


@pytest.mark.parametrize(
    ("line", "same"),
    [("help", "/help"), ("Sources ", "/sources"), ("COVERAGE  log", "/coverage log")],
)
def test_a_command_needs_no_slash_where_nothing_else_is_meant(
    commands: ConsoleCommands, line: str, same: str
) -> None:
    assert shown(commands.respond(line)) == shown(commands.respond(same))


def test_a_question_that_begins_like_a_command_is_one(commands: ConsoleCommands) -> None:
    said = shown(commands.respond("Sources of the new bridge in Aldermouth?"))
    assert said != shown(commands.respond("/sources"))


@pytest.mark.parametrize(
    "option", ["source:Gazette", 'source:"Gazette"', "--source Gazette", "since:2025-05-01"]
)
def test_options_restrict_an_answer(commands: ConsoleCommands, option: str) -> None:
    assert "Coast Daily" in shown(commands.respond(f"/ask {QUESTION}"))
    assert "Coast Daily" not in shown(commands.respond(f"/ask {QUESTION} {option}"))
    assert "Coast Daily" not in shown(commands.respond(f"/ask {option} {QUESTION}"))


def test_how_much_a_timeline_and_a_summary_tell(commands: ConsoleCommands) -> None:
    one = shown(commands.respond("/timeline bridge events:1"))
    assert len(re.findall(r"^\S.*20\d\d", one, re.MULTILINE)) == 1
    short, long = (shown(commands.respond(f"/summary length:{n}")) for n in ("short", "long"))
    assert len(short) <= len(long)
    assert shown(commands.respond("/timeline bridge events:1 sentences:3")) == one
    for wrong in ("/timeline events:many", "/timeline sentences:11", "/summary length:huge"):
        with pytest.raises(KnowledgeError, match=r"number from 1|one of short, medium, long"):
            commands.respond(wrong)


def test_summary_timeline_sources_status_help(commands: ConsoleCommands) -> None:
    assert "[1]" in shown(commands.respond("/summary"))
    assert "4 March 2025" in shown(commands.respond("/timeline bridge"))
    assert "Coast Daily 1 article, 4 March 2025" in shown(commands.respond("/sources"))
    status = shown(commands.respond("/coverage status"))
    assert "2 articles, 2 passages, published 4 March – 1 June 2025" in status
    helped = shown(commands.respond("/help"))
    assert all(command.usage in helped for command in commands.commands.values())


def test_add_remove_and_undo(commands: ConsoleCommands, articles: Path, tmp_path: Path) -> None:
    new = tmp_path / "ferry.json"
    text = "The old ferry of Aldermouth was sold to Brandon."
    new.write_text(json.dumps({"title": "Ferry sold", "text": text}), encoding="utf-8")
    question = "Who was the old ferry sold to?"
    added = shown(commands.respond(f"/coverage add {new}"))
    assert "added: “Ferry sold”" in added
    assert "/coverage undo 1 takes this back" in added
    assert "Brandon" in shown(commands.respond(question))
    assert "removed: “Ferry sold”" in shown(commands.respond("/coverage undo 1"))
    assert "Brandon" not in shown(commands.respond(question))
    title = ARTICLES[0]["title"]
    assert "removed: “Aldermouth opens" in shown(commands.respond(f"/coverage remove {title}"))
    assert "restored: “Aldermouth opens" in shown(commands.respond("/coverage undo"))
    assert "removed: “Aldermouth opens" in shown(commands.respond("/coverage remove bridge.json"))
    assert "restored: “Aldermouth opens" in shown(commands.respond("/coverage undo"))
    assert "removed: “Aldermouth opens" in shown(commands.respond("/coverage remove bridge"))
    assert "Edda Vance" not in shown(commands.respond(QUESTION))
    assert "restored: “Aldermouth opens" in shown(commands.respond("/coverage undo"))
    assert "Edda Vance" in shown(commands.respond(QUESTION))


def test_reload_reads_what_is_new(commands: ConsoleCommands, articles: Path) -> None:
    (articles / "new.txt").write_text("Ferry sold\n\nThe old ferry was sold to Brandon.\n", "utf-8")
    (articles / "bad.jsonl").write_text("{", encoding="utf-8")
    said = shown(commands.respond("/coverage reload"))
    assert "1 added, 0 changed, 0 removed, 1 unreadable" in said
    assert "bad.jsonl:1" in said
    assert "Brandon" in shown(commands.respond("Who was the old ferry sold to?"))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("/sumary", "did you mean /summary?"),
        ("/xyzzy", "/help lists them"),
        ("/coverage", "/coverage status, /coverage reload"),
        ("/coverage sttaus", "/coverage status, /coverage reload"),
        ("/ask", "write /ask QUESTION"),
        ("/ask source:Gazette", "the question is empty"),
        ("/coverage remove", "write /coverage remove ARTICLE (take out one, by its"),
        ("coverage remove", "write /coverage remove ARTICLE"),
        ("/coverage remove counts", "name one by its id: cars (“Aldermouth counts its cars”)"),
        ("/coverage remove pair.jsonl", "2 articles are called that; name one by its id: left"),
        ("/coverage add", "write /coverage add FILE|URL"),
        ("/coverage feed add", "write /coverage feed add URL"),
        ("/ask why? since:soon", "since: 'soon' is not a date"),
        ("x" * 501, "501 characters, 500 are allowed"),
        ("/coverage remove nosuch", "no article has the id, title or file “nosuch”"),
    ],
)
def test_mistakes_are_told(
    commands: ConsoleCommands, articles: Path, line: str, message: str
) -> None:
    pair = [{"id": side, "text": f"The {side} ferry sails at noon."} for side in ("left", "right")]
    (articles / "pair.jsonl").write_text("\n".join(map(json.dumps, pair)), encoding="utf-8")
    commands.respond("/coverage reload")
    with pytest.raises(KnowledgeError) as caught:
        commands.respond(line)
    assert message in str(caught.value)


@pytest.mark.parametrize("line", ["/quit", "quit", "exit"])
def test_quit_quits(commands: ConsoleCommands, line: str) -> None:
    with pytest.raises(QuitConsole):
        commands.respond(line)


def test_an_unknown_source_is_said(commands: ConsoleCommands) -> None:
    said = shown(commands.respond(f"/ask {QUESTION} source:Gazete"))
    assert 'no article is from "Gazete"; there are: "Gazette".' in said
    said = shown(commands.respond(f"/ask {QUESTION} source:Wire"))
    assert 'there are: "Coast Daily", "Gazette".' in said


@pytest.mark.parametrize(
    ("text", "rest", "options"),
    [
        ("what did Xi say: peace?", "what did Xi say: peace?", {}),
        ("see http://source.example", "see http://source.example", {}),
        ('a source:"The Post" b', "a b", {"source": "The Post"}),
        ("--as-of=2025-01-02 a", "a", {"as_of": "2025-01-02"}),
        ("--until 2025-01-02 a", "a", {"until": "2025-01-02"}),
        ("a --unknown b", "a --unknown b", {}),
        ("it's Xi's", "it's Xi's", {}),
        ("a source:the  post today", "a today", {"source": "the post"}),
        ("a source:The Post Daily b", "a b", {"source": "The Post Daily"}),
        ("a source:The Times b", "a Times b", {"source": "The"}),
        ("a source: The Post b", "a b", {"source": "The Post"}),
        ("is the source: gas or oil", "is the source: gas or oil", {}),
        ("a since: 7 May 2025", "a", {"since": "7 May 2025"}),
        ("since:last week why?", "why?", {"since": "last week"}),
        ("until:2025 10 of them", "10 of them", {"until": "2025"}),
        ("since:7 May 2025 10 of them", "10 of them", {"since": "7 May 2025"}),
        (
            "a until:May 7, 2025 source:The Post",
            "a",
            {"until": "May 7, 2025"} | {"source": "The Post"},
        ),
    ],
)
def test_options_are_told_from_text(text: str, rest: str, options: dict[str, str]) -> None:
    assert split_options(text, ["The Post", "The Post Daily"]) == (rest, options)


@given(st.text(st.characters(exclude_characters=':"-'), max_size=60))
def test_text_without_options_stays(text: str) -> None:
    assert split_options(text) == (" ".join(text.split()), {})


def completions(commands: ConsoleCommands, line: str) -> list[str]:
    found = ConsoleCompleter(commands).get_completions(Document(line), CompleteEvent())
    return [line[: len(line) + item.start_position] + item.text for item in found]


def test_completion(commands: ConsoleCommands, tmp_path: Path) -> None:
    assert completions(commands, "/su") == ["/summary"]
    assert "/coverage remove" in completions(commands, "/cov")
    assert completions(commands, "/ask why? sin") == ["/ask why? since:"]
    assert completions(commands, "/ask source:c") == ['/ask source:"Coast Daily"']
    assert completions(commands, '/ask source:"Coast D') == ['/ask source:"Coast Daily"']
    assert completions(commands, "/ask source:g") == ["/ask source:Gazette"]
    assert completions(commands, "/coverage remove counts") == ["/coverage remove cars"]
    assert completions(commands, f"/coverage add {tmp_path}/art") == [
        f"/coverage add {tmp_path}/articles"
    ]
    assert completions(commands, "who") == []


def test_feeds_are_completed_where_they_can_be_read(
    commands: ConsoleCommands, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "/coverage feed remove"
    commands.coverage.add_feed("https://wire.example/rss", check=False)
    assert completions(commands, f"{name} https") == [f"{name} https://wire.example/rss"]

    def refuse(_coverage: Coverage) -> None:
        raise CoverageError("the database hangs")

    monkeypatch.setattr(Coverage, "feeds", refuse)
    assert completions(commands, f"{name} https") == []


def test_piped_lines_are_answered_one_by_one(articles: Path) -> None:
    process = start(articles)
    assert process.stdin
    assert process.stdout
    with process:
        for question in (QUESTION, f"/ask {QUESTION}"):
            process.stdin.write(f"{question}\n".encode())
            process.stdin.flush()
            assert b"Edda Vance" in process.stdout.readline()
            while process.stdout.readline() != b"\n":
                pass
            while process.stdout.readline() != b"\n":
                pass
        output, errors = process.communicate(b"\n/nosuch\n\xff\n/quit\nnot reached\n", timeout=30)
    assert process.returncode == 0
    assert b"/nosuch is not a command" in output
    assert b"reached" not in output
    assert b"dateline>" not in output
    assert errors.startswith(b"Dateline holds 2 articles")


def test_the_end_of_the_input_ends_the_console(articles: Path) -> None:
    process = start(articles)
    output, errors = process.communicate(QUESTION.encode(), timeout=30)
    assert process.returncode == 0
    assert b"Edda Vance" in output
    assert len(errors.splitlines()) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_a_piped_console_cleanly(articles: Path, number: signal.Signals) -> None:
    process = start(articles)
    assert process.stderr
    assert process.stderr.readline().startswith(b"Dateline holds")
    process.send_signal(number)
    output, errors = process.communicate(timeout=10)
    assert (process.returncode, output, errors) == (0, b"", b"")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_while_it_starts_end_it_cleanly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    def signalled(parser: object, arguments: object) -> int:
        signal.raise_signal(number)
        return 1

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr("bot.cli._run", signalled)
    try:
        assert main([], default_config=tmp_path / "bot.yaml") == 0
    finally:
        signal.signal(signal.SIGTERM, before)


def test_a_line_leans_on_the_lines_before_it(commands: ConsoleCommands) -> None:
    commands.respond(QUESTION)
    said = shown(commands.respond("when was that?"))
    assert said.startswith("Understood as: when was that (")
    assert "opened the new bridge in Aldermouth" in said.splitlines()[0]
    assert "March 4, 2025" in said


def test_a_number_picks_one_of_the_stories_asked_back_for(articles: Path, tmp_path: Path) -> None:
    for name in ("Veldrun", "Skarholm"):
        text = f"A storm hit {name}. {len(name)} people died there."
        story = {"title": f"Storm hits {name}", "text": text}
        (articles / f"{name}.json").write_text(json.dumps(story), encoding="utf-8")
    with Coverage.open([articles], tmp_path / "data") as coverage:
        commands = ConsoleCommands(coverage, Settings())
        said = shown(commands.respond("How many died?"))
        assert "Which story do you mean?" in said
        number = next(line[0] for line in said.splitlines() if line.endswith("hits Veldrun"))
        assert "7 people died there" in shown(commands.respond(number))
        assert "9 people died" not in shown(commands.respond("9"))
