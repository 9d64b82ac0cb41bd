"""The command line: what can be asked of the program, and the exit code of each outcome."""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot import VERSION
from bot.app.bounds import MOST_EVENTS, MOST_LISTED, MOST_PAGES, MOST_SENTENCES

# Exit codes. An abstention is a result, so it is DONE; wrong usage is argparse's 2.
DONE, PROBLEM = 0, 1
# What a shell gives a program that Ctrl-C ended: 128 + SIGINT. The bot and the console have no end
# of their own, so for them it is DONE.
INTERRUPTED = 130

_MOST_PASSAGES = 1000
_MOST_LOG_LINES = 100_000
_MINUTES_OF_A_DAY = 24 * 60
_LARGEST_ID = 2**64 - 1


def main(
    argv: Sequence[str] | None = None, *, default_config: Path, program: str = "run_bot.py"
) -> int:
    """Runs one command and returns its exit code; expected errors are told on standard error.

    `default_config` is the settings file to use when `--config` names none; `program` is the name
    that the help calls this by.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What the terminal's encoding has no letter for is shown as an escape.
            stream.reconfigure(errors="backslashreplace")
    parser = _parser(default_config, program)
    arguments = parser.parse_args(argv)
    serves = arguments.command is None
    if serves:
        # Until the bot or the console is there to end in its own way.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        code = _run(parser, arguments)
        sys.stdout.flush()
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in ("bot", "knowledge"):
            raise
        # A checkout that was never installed, or that was updated and not installed again.
        print(f"error: {error.name} is not installed; {_remedy()}", file=sys.stderr)
        return PROBLEM
    except KeyboardInterrupt:
        return DONE if serves else INTERRUPTED
    except BrokenPipeError:
        # The reader (`| head`) has what it wanted. Python flushes standard output once more on
        # exit, which must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return code


def _remedy() -> str:
    """What to do about a missing dependency: in a checkout, and where the wheel was installed."""
    folder = Path(__file__).resolve().parents[1]
    if (folder / "pyproject.toml").is_file():
        return f"install all with: {sys.executable} -m pip install -e {folder}"
    return f"list what is missing with: {sys.executable} -m pip check"


def _run(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> int:
    """Checks the usage, then does what was asked; imports late so that `--help` is instant."""
    from bot.app.heap import share_memory

    share_memory()  # before a thread has any of its own
    from bot import actions
    from bot.app.problems import SettingsError, explain
    from bot.state.errors import StateError
    from knowledge import KnowledgeError

    _read_scope(parser, arguments)
    try:
        return actions.run(arguments)
    except SettingsError as error:
        for problem in error.problems:
            print(f"error: {problem}", file=sys.stderr)
    except BrokenPipeError:
        raise
    except (KnowledgeError, StateError, OSError) as error:
        print(f"error: {explain(error)}", file=sys.stderr)
    return PROBLEM


def _read_scope(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> None:
    from bot.app.day_options import read_scope
    from knowledge import BadDateError

    try:
        arguments.scope = read_scope(vars(arguments), prefix="--")
    except BadDateError as error:
        parser.error(str(error))


def _parser(default_config: Path, program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program,
        parents=[_shared_options()],
        description="Answers questions from the news coverage you give it, with quotes, sources "
        "and dates. Without a command: the Discord bot if DISCORD_TOKEN is set, else the console.",
    )
    parser.add_argument("--version", action="version", version=f"Dateline {VERSION}")
    parser.set_defaults(
        command=None,
        config=default_config,
        coverage=None,
        data_dir=None,
        server=None,
        json=False,
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    shared = _shared_options()  # not the parser's own: set_defaults changed those
    output = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    output.add_argument("--json", action="store_true", help="print JSON instead of text")
    scope = _scope_options()

    ask = commands.add_parser("ask", help="answer a question", parents=[shared, output, scope])
    ask.add_argument(
        "question",
        nargs="+",
        metavar="QUESTION",
        help="the question; - reads one a line from standard input, as text or as a JSON object "
        '{"question": …, "source": …, "since": …, "until": …, "as_of": …}',
    )
    ask.add_argument(
        "--passages",
        type=_number(_MOST_PASSAGES),
        metavar="N",
        help="also give the N best passages, in order",
    )
    ask.add_argument(
        "--proof", action="store_true", help="show each quote in its paragraph, marked"
    )
    summary = commands.add_parser(
        "summary", help="summarise the coverage, or a topic", parents=[shared, output, scope]
    )
    timeline = commands.add_parser(
        "timeline", help="dated events in order, or a topic's", parents=[shared, output, scope]
    )
    for command in (summary, timeline):
        command.add_argument("topic", nargs="*", metavar="TOPIC", help="what it is about")
    summary.add_argument(
        "--length", choices=("short", "medium", "long"), default="medium",
        help="how much to tell (default: medium)",
    )  # fmt: skip
    timeline.add_argument(
        "--events", type=_number(MOST_EVENTS), metavar="N", help="at most so many events"
    )
    timeline.add_argument(
        "--sentences", type=_number(MOST_SENTENCES), default=1, metavar="N",
        help="at most so many sentences of each (default: 1)",
    )  # fmt: skip
    timeline.add_argument(
        "--plot", type=Path, metavar="FILE.png", help="also draw it (needs matplotlib)"
    )
    _add_source_commands(commands, shared, output)
    commands.add_parser("index", help="build or refresh the index", parents=[shared, output])
    commands.add_parser(
        "check", help="list every problem of config and coverage", parents=[shared, output]
    )
    doctor = commands.add_parser(
        "doctor", help="look whether all the bot needs is there", parents=[shared, output]
    )
    doctor.add_argument("--online", action="store_true", help="also ask Discord about the token")
    for name, text in (
        ("backup", "save settings, state, feeds and articles, without the token"),
        ("restore", "put back what a backup holds"),
    ):
        command = commands.add_parser(name, help=text, parents=[shared, output])
        command.add_argument("file", type=Path, metavar="FILE.tar.gz", help="the backup")
        command.add_argument("--overwrite", action="store_true", help="replace what is there")
    state = commands.add_parser(
        "state", help="move what the bot keeps to another database", parents=[shared, output]
    )
    state.add_argument("act", choices=("move",), metavar="move")
    state.add_argument(
        "target", choices=("server", "file"), metavar="server|file",
        help="to the database of state.url, or from it to the file in the data directory",
    )  # fmt: skip
    _add_coverage_commands(commands, [shared, output])
    return parser


def _add_source_commands(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    shared: argparse.ArgumentParser,
    output: argparse.ArgumentParser,
) -> None:
    """`compare`, `latest`, `digest` and `alert`."""
    compare = commands.add_parser(
        "compare",
        help="what the sources agree on, where they differ",
        parents=[shared, output, _scope_options(source=False)],
    )
    compare.add_argument("topic", nargs="+", metavar="TOPIC", help="a topic, or a question")
    latest = commands.add_parser(
        "latest", help="the newest articles", parents=[shared, output, _scope_options()]
    )
    latest.add_argument("--topic", metavar="T", help="only articles about this")
    latest.add_argument(
        "--most",
        type=_number(MOST_LISTED),
        default=10,
        metavar="N",
        help="how many (default: 10)",
    )
    latest.add_argument(
        "--page", type=_number(MOST_PAGES), default=1, metavar="N", help="so many further on"
    )

    digest = commands.add_parser(
        "digest",
        help="the new stories, since yesterday unless --since says otherwise",
        parents=[shared, output, _scope_options()],
    )
    digest.add_argument("topic", nargs="*", metavar="TOPIC", help="only stories about this")
    alert = commands.add_parser("alert", help="try what an alert tells", parents=[shared, output])
    acts = alert.add_subparsers(dest="act", metavar="WHAT", required=True)
    test = acts.add_parser("test", help="of the newest article", parents=[shared, output])
    why = acts.add_parser("why", help="of one article, or why not", parents=[shared, output])
    why.add_argument("article", metavar="ARTICLE", help="its address, title, file or id")
    for command in (test, why):
        command.add_argument("about", nargs="+", metavar="ABOUT", help="a topic, or a question")
        command.add_argument("--source", metavar="S", help="only articles of this source")
        command.add_argument(
            "--words",
            default="",
            metavar="W",
            help="only articles with one of these words, none after a minus: --words=flood,-ball",
        )


def _add_coverage_commands(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    parents: Sequence[argparse.ArgumentParser],
) -> None:
    """`coverage` with what can be done to it; `act` names that, `feeds_act` what to feeds."""
    parser = commands.add_parser(
        "coverage", help="look at the articles and feeds, change them", parents=parents
    )
    acts = parser.add_subparsers(dest="act", metavar="WHAT", required=True)

    def act(name: str, text: str, *arguments: tuple[str, dict[str, Any]]) -> None:
        made = acts.add_parser(name, help=text, parents=parents)
        for argument, options in arguments:
            made.add_argument(argument, **options)

    act("status", "what the coverage holds, and how its feeds do")
    target = {"nargs": "+", "metavar": "TARGET", "help": "a page's address or a file"}
    act("add", "add pages from the web or files", ("target", target))
    article = {"metavar": "ARTICLE", "help": "its id, title or file"}
    act("remove", "take out an article", ("article", article))
    change = {"nargs": "?", "metavar": "CHANGE", "help": "its number (default: the last)"}
    act("undo", "take back a change", ("change", change))
    most = {
        "type": _number(_MOST_LOG_LINES),
        "default": 100,
        "metavar": "N",
        "help": "lines (default: 100)",
    }
    act("log", "who changed the coverage, when and how", ("--most", most))
    feeds = acts.add_parser("feeds", help="list the feeds, or change them", parents=parents)
    _add_feed_commands(feeds, parents)


def _add_feed_commands(
    feeds: argparse.ArgumentParser, parents: Sequence[argparse.ArgumentParser]
) -> None:
    acts = feeds.add_subparsers(dest="feeds_act", metavar="WHAT")
    acts.add_parser("list", help="each feed and how it does", parents=parents)
    add = acts.add_parser("add", help="add an RSS or Atom feed", parents=parents)
    remove = acts.add_parser("remove", help="remove a feed; its articles stay", parents=parents)
    for parser in (add, remove):
        parser.add_argument("url", metavar="URL", help="its address")
    add.add_argument(
        "--minutes",
        type=_number(_MINUTES_OF_A_DAY),
        metavar="N",
        help="how often to look (default: 15)",
    )
    acts.add_parser("refresh", help="look at all feeds now", parents=parents)


def _shared_options() -> argparse.ArgumentParser:
    """The options that may stand before or after the command; only given ones are set."""
    options = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    options.add_argument(
        "--config", type=Path, metavar="FILE", help="the settings (default: config/bot.yaml)"
    )
    options.add_argument(
        "--coverage",
        type=Path,
        action="append",
        metavar="PATH",
        help="a file or folder of articles instead of the settings' (repeatable)",
    )
    options.add_argument(
        "--data-dir", type=Path, metavar="DIR", help="where the index and the state live"
    )
    options.add_argument(
        "--server",
        type=_number(_LARGEST_ID),
        metavar="ID",
        help="the collection of this Discord server, beside the coverage",
    )
    return options


def _scope_options(*, source: bool = True) -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(add_help=False)
    if source:
        options.add_argument("--source", metavar="S", help="only articles of this source")
    options.add_argument("--since", metavar="DATE", help="only articles of this day or later")
    options.add_argument("--until", metavar="DATE", help="only articles of this day or earlier")
    options.add_argument(
        "--as-of",
        metavar="DATE",
        help="answer as if that were today: later articles don't exist",
    )
    return options


def _number(most: int) -> Callable[[str], int]:
    """Reads a number from 1 to `most`."""

    def read(text: str) -> int:
        if text.isascii() and text.isdigit() and 1 <= int(text) <= most:
            return int(text)
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to {most}")

    return read
