"""The command line as a process: pipes, signals, colours, encodings."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from running import QUESTION, ROOT, start, two_articles


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_articles(tmp_path_factory.mktemp("articles"))


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


def test_each_line_is_answered_before_the_next_is_read(articles: Path, data_dir: Path) -> None:
    process = start("ask", "-", "--json", "--coverage", articles, "--data-dir", data_dir)
    assert process.stdin
    assert process.stdout
    with process:
        for _ in range(2):
            process.stdin.write(f"{QUESTION}\n".encode())
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["question"] == QUESTION
        process.stdin.close()
        assert process.wait(30) == 0


def test_a_reader_that_stops_reading_is_no_problem(articles: Path, data_dir: Path) -> None:
    process = start("ask", "-", "--json", "--coverage", articles, "--data-dir", data_dir)
    assert process.stdout
    process.stdout.close()
    process.stdout = None
    _, errors = process.communicate(f"{QUESTION}\n".encode() * 3, timeout=30)
    assert (process.returncode, errors) == (0, b"")


def test_ctrl_c_ends_without_a_traceback(articles: Path, data_dir: Path) -> None:
    process = start("ask", "-", "--json", "--coverage", articles, "--data-dir", data_dir)
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{QUESTION}\n".encode())
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (130, b"")


def test_hostile_text_is_shown_as_text(tmp_path: Path) -> None:
    text = (
        "The [bold]mayor[/bold] of Quellin is \x1b[31mAda Brook\x1b[0m, "
        "\x1b]0;owned\x07said \u202ethe council :smile: \x07\x9b1m.\r"
    )
    article = {"title": "[red]Quellin\x1b[2J", "text": text}
    path = tmp_path / "a.json"
    path.write_text(json.dumps(article), encoding="utf-8")
    call = ("ask", "Who is the mayor of Quellin?", "--coverage", path)
    process = start(*call, "--data-dir", tmp_path / "data", FORCE_COLOR="1")
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    shown = output.decode()
    for part in ("[bold]", "[/bold]", "[red]Quellin", "Ada", "Brook", ":smile:"):
        assert part in shown
    for part in ("\x1b[31m", "\x1b[2J", "\x1b]", "owned", "\x07", "\u202e", "\x9b"):
        assert part not in shown


def test_colour_only_where_it_is_wanted(articles: Path, data_dir: Path) -> None:
    call = ("ask", QUESTION, "--coverage", articles, "--data-dir", data_dir)
    forced, _ = start(*call, FORCE_COLOR="1").communicate(timeout=30)
    refused, _ = start(*call, FORCE_COLOR="1", NO_COLOR="1").communicate(timeout=30)
    assert b"\x1b[36m" in forced
    assert b"\x1b[36m" not in refused
    assert b"Edda Vance" in refused


def test_other_encodings_lose_no_answer(articles: Path, data_dir: Path) -> None:
    call = ("ask", QUESTION, "--coverage", articles, "--data-dir", data_dir)
    for options in ((), ("--json",)):
        process = start(*call, *options, PYTHONIOENCODING="ascii")
        output, errors = process.communicate(timeout=30)
        assert (process.returncode, errors) == (0, b"")
        assert "Edda Vance" in output.decode("ascii")
        if options:
            assert json.loads(output)["question"] == QUESTION
        else:
            assert b"\\u201c" in output


def test_asking_does_not_load_what_it_can_do_without(articles: Path, data_dir: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from bot.cli import main; "
        f"main(['ask', 'why?', '--coverage', {str(articles)!r}, '--data-dir', {str(data_dir)!r}], "
        "default_config=Path('config/bot.yaml')); "
        "sys.exit(bool({'discord', 'prompt_toolkit', 'matplotlib', 'sqlalchemy', 'alembic'} "
        "& set(sys.modules)))"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_answering_leaves_nothing_in_the_users_home(
    articles: Path, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ONNX Runtime would keep an identifier and reports to be sent there."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME", "ORT_DISABLE_TELEMETRY"):
        monkeypatch.delenv(name, raising=False)
    process = start("ask", QUESTION, "--coverage", articles, "--data-dir", data_dir)
    answer, _ = process.communicate(timeout=60)
    assert b"Edda Vance" in answer
    assert list(tmp_path.iterdir()) == []
