"""The command line: what can be asked of `run_bot.py`, and the exit code of each outcome."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

# Exit codes. An abstention is a result, so it is DONE; wrong usage is argparse's 2.
DONE, PROBLEM = 0, 1
# What a shell gives a program that Ctrl-C ended: 128 + SIGINT.
INTERRUPTED = 130

_MOST_PASSAGES = 1000


def main(argv: Sequence[str] | None = None, *, default_config: Path) -> int:
    """Runs one command and returns its exit code; expected errors are told on standard error.

    `default_config` is the settings file to use when `--config` names none.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What the terminal's encoding has no letter for is shown as an escape.
            stream.reconfigure(errors="backslashreplace")
    parser = _parser(default_config)
    arguments = parser.parse_args(argv)
    try:
        code = _run(parser, arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (`| head`) has what it wanted. Python flushes standard output once more on
        # exit, which must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return code


def _run(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> int:
    """Checks the usage, then does what was asked; imports late so that `--help` is instant."""
    from bot import actions
    from bot.problems import SettingsError, explain
    from knowledge import KnowledgeError

    _check_days(parser, arguments)
    try:
        return actions.run(arguments)
    except SettingsError as error:
        for problem in error.problems:
            print(f"error: {problem}", file=sys.stderr)
    except BrokenPipeError:
        raise
    except (KnowledgeError, OSError) as error:
        print(f"error: {explain(error)}", file=sys.stderr)
    return PROBLEM


def _check_days(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> None:
    from knowledge import BadDateError, parse_day

    for option in ("since", "until", "as_of"):
        text = getattr(arguments, option, None)
        try:
            setattr(arguments, option, parse_day(text, f"--{option.replace('_', '-')}"))
        except BadDateError as error:
            parser.error(str(error))
    if arguments.since and arguments.until and arguments.since > arguments.until:
        parser.error("--since is later than --until")


def _parser(default_config: Path) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="run_bot.py",
        parents=[_shared_options()],
        description="Answers questions from the news coverage you give it, with quotes, sources "
        "and dates. Without a command: the Discord bot if DISCORD_TOKEN is set, else the console.",
    )
    parser.set_defaults(command=None, config=default_config, coverage=None, data_dir=None)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    shared = _shared_options()  # not the parser's own: set_defaults changed those
    output = argparse.ArgumentParser(add_help=False)
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
        "--passages", type=_passages, metavar="N", help="also give the N best passages, in order"
    )
    summary = commands.add_parser(
        "summary", help="summarise the coverage, or a topic", parents=[shared, output, scope]
    )
    timeline = commands.add_parser(
        "timeline", help="dated events in order, or a topic's", parents=[shared, output, scope]
    )
    for command in (summary, timeline):
        command.add_argument("topic", nargs="*", metavar="TOPIC", help="what it is about")
    timeline.add_argument(
        "--plot", type=Path, metavar="FILE.png", help="also draw it (needs matplotlib)"
    )
    commands.add_parser("index", help="build or refresh the index", parents=[shared, output])
    commands.add_parser(
        "check", help="list every problem of config and coverage", parents=[shared, output]
    )
    return parser


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
    return options


def _scope_options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument("--source", metavar="S", help="only articles of this source")
    options.add_argument("--since", metavar="DATE", help="only articles of this day or later")
    options.add_argument("--until", metavar="DATE", help="only articles of this day or earlier")
    options.add_argument(
        "--as-of",
        metavar="DATE",
        help="answer as if that were today: later articles don't exist",
    )
    return options


def _passages(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= _MOST_PASSAGES:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to {_MOST_PASSAGES}")
