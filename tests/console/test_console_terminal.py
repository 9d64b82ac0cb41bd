"""The console at a pseudo-terminal: prompt, completion, signals, progress."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from consoles import QUESTION, start, write_articles

from bot.console.session import LEAVING

pty = pytest.importorskip("pty", reason="a pseudo-terminal needs a POSIX system")


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    return write_articles(tmp_path / "articles")


class Terminal:
    """The console at a pseudo-terminal, driven by what would be typed."""

    def __init__(self, articles: Path, *commands: str) -> None:
        self.screen, inner = pty.openpty()
        self.process = start(articles, inner, *commands)
        os.close(inner)
        os.set_blocking(self.screen, False)
        self.seen = ""

    def expect(self, text: str, seconds: float = 20) -> None:
        """Waits until `text` appears after what was expected before."""
        deadline = time.monotonic() + seconds
        while text not in self.seen:
            assert time.monotonic() < deadline, f"{text!r} not in {self.seen!r}"
            try:
                self.seen += os.read(self.screen, 65536).decode(errors="replace")
            except BlockingIOError:
                time.sleep(0.02)
        self.seen = self.seen.partition(text)[2]

    def type(self, text: str) -> None:
        os.write(self.screen, text.encode())

    def end(self) -> int:
        code = self.process.wait(10)
        os.close(self.screen)
        return code


@pytest.fixture
def terminal(articles: Path) -> Iterator[Terminal]:
    opened = Terminal(articles)
    yield opened
    if opened.process.poll() is None:
        opened.process.kill()
        opened.end()


def test_a_conversation_at_a_terminal(terminal: Terminal, articles: Path) -> None:
    terminal.expect("Dateline holds 2 articles")
    terminal.expect("dateline>")
    terminal.type(f"{QUESTION}\r")
    terminal.expect("\x1b[1m")
    terminal.expect("Edda Vance")
    terminal.expect("dateline>")
    terminal.type("half a line\x03")
    terminal.expect("dateline>")
    terminal.type("\x1b[A\r")
    terminal.expect("Edda Vance")
    terminal.expect("dateline>")
    terminal.type("\x04")
    assert terminal.end() == 0
    history = (articles.parent / "data" / "console-history").read_text(encoding="utf-8")
    assert f"+{QUESTION}\n" in history


def test_ctrl_c_on_an_empty_line_says_how_to_leave_and_does_so_the_second_time(
    terminal: Terminal,
) -> None:
    terminal.expect("dateline>")
    terminal.type("\x03")
    terminal.expect(LEAVING)
    terminal.expect("dateline>")
    terminal.type("\x03")
    assert terminal.end() == 0
    assert "Traceback" not in terminal.seen


def test_a_long_paste_is_refused_before_enter(terminal: Terminal) -> None:
    terminal.expect("dateline>")
    terminal.type("\x1b[200~" + "word " * 600 + "\x1b[201~")
    terminal.expect("A question has at most 500 characters")
    terminal.type("\x03")
    terminal.expect("dateline>")
    terminal.type("/quit\r")
    assert terminal.end() == 0


def test_sigterm_ends_the_console_at_its_prompt(terminal: Terminal) -> None:
    terminal.expect("dateline>")
    terminal.process.send_signal(signal.SIGTERM)
    assert terminal.end() == 0
    assert "Traceback" not in terminal.seen


def test_long_indexing_shows_its_progress_at_a_terminal(tmp_path: Path) -> None:
    lines = (
        json.dumps({"title": f"Report {n}", "text": f"Gauge {n} read {n * 7} at noon. " * 20})
        for n in range(4000)
    )
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "reports.jsonl").write_text("\n".join(lines), encoding="utf-8")
    terminal = Terminal(folder, "index")
    terminal.expect("indexing")
    terminal.expect("4,000 articles")
    assert terminal.end() == 0
