"""The console: the bot without Discord, at a terminal or in a pipe."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from types import FrameType

from rich.text import Text

from bot.app.heap import answered
from bot.app.opening import opened
from bot.app.problems import explain
from bot.app.settings import Settings
from bot.app.upkeep import Upkeep
from bot.console import reports, terminal
from bot.console.commands import ConsoleCommands, QuitConsole
from bot.console.progress import progress_bar
from knowledge import KnowledgeError

LEAVING = "To leave, press Ctrl-C once more or Ctrl-D, or type /quit."


def run_console(settings: Settings, server: int | None = None) -> None:
    """Answers lines until the end of the input, /quit, Ctrl-C or SIGTERM; then returns.

    At a terminal with history and completion; in a pipe without a prompt, each line answered as
    soon as it is read. Raises KnowledgeError when the coverage cannot be opened. With a
    `server`, they are put to its collection.
    """
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        with ExitStack() as stack:
            with progress_bar() as progress:
                coverage = stack.enter_context(opened(settings, server, progress))
            upkeep = Upkeep(coverage, settings)
            upkeep.start()
            try:
                _converse(ConsoleCommands(coverage, settings), settings)
            finally:
                upkeep.stop()
    except (KeyboardInterrupt, QuitConsole):
        pass
    finally:
        signal.signal(signal.SIGTERM, before)


def _terminate(number: int, frame: FrameType | None) -> None:
    raise QuitConsole


def _converse(commands: ConsoleCommands, settings: Settings) -> None:
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    greeting = terminal.make_console(stderr=not interactive)
    reach = reports.reach(commands.coverage.status())
    example = settings.answer.example_question
    greeting.print(f"Dateline holds {reach}. Ask for example: {example} (/help for more)")
    screen = terminal.make_console()
    lines = _typed_lines(commands, settings) if interactive else _piped_lines()
    for line in lines:
        if not line.strip():
            continue
        try:
            terminal.show(commands.respond(line), screen)
        except (KnowledgeError, OSError) as error:
            if isinstance(error, BrokenPipeError):
                raise
            screen.print(Text(terminal.clean(explain(error)), "yellow"))
        screen.print()
        screen.file.flush()
        answered()


def _piped_lines() -> Iterator[str]:
    """Lines as they come in, bytes that are not UTF-8 shown as such."""
    for raw in iter(sys.stdin.buffer.readline, b""):
        yield raw.decode("utf-8", errors="replace")


def _typed_lines(commands: ConsoleCommands, settings: Settings) -> Iterator[str]:
    """Lines from a prompt with history and completion, until Ctrl-D, or Ctrl-C twice on an empty
    line; one that is too long is told of while it is typed."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.validation import Validator

    from bot.console.completion import ConsoleCompleter
    from bot.console.history import History

    most = settings.answer.max_question_chars
    session: PromptSession[str] = PromptSession(
        history=History(settings.data_dir / "console-history"),
        completer=ConsoleCompleter(commands),
        validator=Validator.from_callable(
            lambda line: line.startswith("/") or len(line) <= most,
            f"A question has at most {most:,} characters; please shorten it.",
        ),
        validate_while_typing=True,
    )
    is_warned = False
    while True:
        try:
            yield session.prompt("dateline> ")
            is_warned = False
        except EOFError:
            return
        except KeyboardInterrupt:
            if session.default_buffer.text:
                continue
            if is_warned:
                return
            is_warned = True
            print(LEAVING)
