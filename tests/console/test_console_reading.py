"""Reading on in the console and on the command line: proof, pages, what is new."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from consoles import QUESTION, shown, write_articles
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from running import lines, run
from wire import more_of

from bot.app.settings import Settings
from bot.console.commands import ConsoleCommands
from bot.console.completion import ConsoleCompleter
from knowledge import Coverage, KnowledgeError

QUOTE = "A new bridge in Aldermouth was opened by Mayor Edda Vance on March 4, 2025."
BEFORE, AFTER = "It snowed all morning.", "Children sang."


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """The usual two, the first with a paragraph of three sentences, and twenty small ones."""
    folder = write_articles(tmp_path / "articles")
    bridge = json.loads((folder / "bridge.json").read_text())
    text = f"Winter in the coast towns.\n\n{BEFORE} {QUOTE} {AFTER}\n\nIt ended late."
    (folder / "bridge.json").write_text(json.dumps({**bridge, "text": text}))
    goose = "A goose was seen at the {}th pond of the county on Monday, the warden said."
    for n in range(1, 21):
        text = f"{goose.format(n)} {more_of(str(n), 'warden')}"
        article = {"title": f"Goose {n}", "text": text, "published": f"2025-07-{n:02}"}
        (folder / f"goose{n}.json").write_text(json.dumps(article))
    return folder


@pytest.fixture
def commands(articles: Path, tmp_path: Path) -> Iterator[ConsoleCommands]:
    with Coverage.open([articles], tmp_path / "data") as coverage:
        yield ConsoleCommands(coverage, Settings())


def test_the_quotes_of_the_last_answer_are_proved(commands: ConsoleCommands) -> None:
    with pytest.raises(KnowledgeError, match="nothing was quoted yet"):
        commands.respond("/proof")
    commands.respond(QUESTION)
    proof = shown(commands.respond("/proof 1"))
    assert "[1] Aldermouth opens its bridge, Coast Daily, 4 March 2025" in proof
    assert f"{BEFORE} >>{QUOTE}<< {AFTER}\n" in proof
    assert "Winter" not in proof
    assert proof in shown(commands.respond("/proof"))
    with pytest.raises(KnowledgeError, match="the last answer quotes 1"):
        commands.respond("/proof 99")


def test_a_long_paragraph_is_shown_around_the_quote(tmp_path: Path) -> None:
    words = "Otters swim in the river Tarn at night and eat small fish. " * 100
    article = {"id": "a", "title": "Otters", "text": f"{words}{QUOTE} {words}"}
    path = tmp_path / "otters.json"
    path.write_text(json.dumps(article))
    with Coverage.open([path]) as coverage:
        commands = ConsoleCommands(coverage, Settings())
        commands.respond(QUESTION)
        proof = shown(commands.respond("/proof 1"))
    assert f">>{QUOTE}<<" in proof
    assert "    … " in proof
    assert proof.rstrip().endswith(" …")
    assert len(proof) < 3000


def test_pages_of_the_latest(commands: ConsoleCommands) -> None:
    first = shown(commands.respond("/latest"))
    assert "Page 1 of 2; page:2 goes on" in first
    assert "Goose 20" in first
    second = shown(commands.respond("/latest page:2"))
    assert second.splitlines()[-1] == "Page 2 of 2"
    assert "Aldermouth opens its bridge" in second
    assert not set(first.splitlines()).intersection(second.splitlines())
    assert "Page" not in shown(commands.respond("/latest bridge"))
    for wrong in ("/latest page:3", "/latest page:0", "/latest bridge page:2"):
        with pytest.raises(KnowledgeError, match=r"there (is|are) \d page|number from 1"):
            commands.respond(wrong)


def test_a_summary_of_what_is_new_in_the_session(commands: ConsoleCommands, articles: Path) -> None:
    assert "goose" in shown(commands.respond("/summary new:yes"))
    assert shown(commands.respond("/summary new:yes")) == "Nothing new came in that time.\n"
    late = {
        "title": "Ferry",
        "text": "The old ferry was sold to Brandon.",
        "published": "2020-01-01",
    }
    (articles / "ferry.json").write_text(json.dumps(late))
    commands.respond("/coverage reload")
    told = shown(commands.respond("/summary new:true"))
    assert "Brandon" in told
    assert "goose" not in told
    with pytest.raises(KnowledgeError, match="new is yes or no"):
        commands.respond("/summary new:perhaps")


def test_options_are_completed_as_the_usage_names_them(commands: ConsoleCommands) -> None:
    def completed(line: str) -> list[str]:
        found = ConsoleCompleter(commands).get_completions(Document(line), CompleteEvent())
        return [each.text for each in found]

    assert completed("/summary x ne") == ["new:"]
    assert completed("/latest pa") == ["page:"]
    assert completed("/alert add x wo") == ["words:"]
    assert completed("/compare x so") == []


def test_proof_and_pages_on_the_command_line(articles: Path, tmp_path: Path) -> None:
    ours: list[str | Path] = ["--coverage", articles, "--data-dir", tmp_path / "data"]
    assert f">>{QUOTE}<<" in run(*ours, "ask", QUESTION, "--proof").stdout
    pages = [
        lines(run(*ours, "latest", "--most", "15", "--page", str(n), "--json"))[0]["articles"]
        for n in (1, 2)
    ]
    assert [len(each) for each in pages] == [15, 7]
    beyond = run(*ours, "latest", "--page", "4")
    assert (beyond.returncode, beyond.stderr) == (1, "error: there are 3 pages\n")
