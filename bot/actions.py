"""What each command of the command line does; results go to standard output, the rest to stderr."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import partial
from typing import Any, Protocol

from rich.console import RenderableType
from rich.text import Text

from bot.app.emptiness import remark_on_scope
from bot.app.in_order import InOrder
from bot.app.opening import move_state, open_collections, opened
from bot.app.question_lines import (
    QuestionLine,
    answer_line,
    check_question,
    line_scope,
    read_questions,
)
from bot.app.settings import Settings
from bot.app.settings_file import load_settings, read_settings
from bot.app.token import read_token
from bot.check import coverage_problems
from bot.console import reports, terminal
from bot.console.coverage_actions import Outcome, coverage_action
from bot.console.news import alert_action, digest_action
from bot.console.progress import progress_bar
from bot.console.sources import page_of, render_comparison, render_latest
from bot.doctor import examine
from knowledge import (
    Answer,
    Asking,
    Coverage,
    Scope,
    can_write_out,
    check_plot,
    plot_timeline,
)


def run(arguments: argparse.Namespace) -> int:
    """Does what the parsed arguments ask and returns the exit code.

    Raises SettingsError, KnowledgeError or OSError with a message for the user.
    """
    if arguments.command == "check":
        return _check(arguments)
    if arguments.command == "doctor":
        return _doctor(arguments)
    if arguments.command == "restore":
        return _restore(arguments)
    settings = _with_paths(load_settings(arguments.config), arguments)
    actions = {
        None: _start,
        "ask": _ask,
        "summary": _summary,
        "timeline": _timeline,
        "compare": _compare,
        "latest": _latest,
        "digest": _digest,
        "alert": _alert,
        "index": _index,
        "coverage": _coverage,
        "backup": _backup,
        "state": _move_state,
    }
    return actions[arguments.command](arguments, settings)


def _with_paths(settings: Settings, arguments: argparse.Namespace) -> Settings:
    """The settings, with the paths that the command line names instead."""
    changes: dict[str, Any] = {}
    if arguments.coverage:
        paths = tuple(path.expanduser().resolve() for path in arguments.coverage)
        changes["coverage"] = settings.coverage.model_copy(update={"paths": paths})
    if arguments.data_dir:
        changes["data_dir"] = arguments.data_dir.expanduser().resolve()
    return settings.model_copy(update=changes)


def _start(arguments: argparse.Namespace, settings: Settings) -> int:
    """The Discord bot if there is a token, else the console; each loads only what it needs."""
    if token := read_token():
        from bot.discord import client

        return client.run(settings, token, partial(open_collections, settings))
    from bot.console.session import run_console

    run_console(settings, arguments.server)
    return 0


def _ask(arguments: argparse.Namespace, settings: Settings) -> int:
    limit = settings.answer.max_question_chars
    if arguments.question == ["-"]:
        with _open(arguments, settings) as coverage:
            return _ask_lines(coverage, arguments, settings)
    question = check_question(" ".join(arguments.question), limit)
    with _open(arguments, settings) as coverage:
        _warn_of_scope(coverage, arguments.scope)
        if not arguments.json and coverage.asking(question) is Asking.NOTHING:
            example = settings.answer.example_question
            terminal.show(Text(terminal.NUDGE.format(example=example, help="--help")))
            return 0
        answer = coverage.ask(question, passages=arguments.passages, scope=arguments.scope)
        is_empty = not coverage.articles()
        rendered = terminal.render_answer(
            answer, _today(arguments), is_empty=is_empty, proof=arguments.proof
        )
        _print(arguments, answer, rendered)
    return 0


def _ask_lines(coverage: Coverage, arguments: argparse.Namespace, settings: Settings) -> int:
    """Answers each line of standard input on a line of its own; 1 when one was no question.

    Several are answered at once, on as many cores as may be used.
    """
    bad = 0
    scopes: set[Scope] = set()

    def show(done: tuple[QuestionLine, Answer | str]) -> None:
        nonlocal bad
        line, found = done
        if isinstance(found, str):
            bad += 1
            shape: dict[str, Any] = {"line": line.number, "error": found}
            text = f"error: line {line.number}: {found}"
        else:
            shape, text = found.to_json(), terminal.answer_line(found)
        if arguments.json:
            _print_json(shape)
        else:
            print(text, flush=True)

    with InOrder(show, settings.answer.threads) as lines:
        for line in read_questions(sys.stdin.buffer, settings.answer.max_question_chars):
            scope = line_scope(line, arguments.scope)
            if isinstance(scope, Scope) and scope not in scopes:
                scopes.add(scope)
                _warn_of_scope(coverage, scope)
            lines.give(partial(answer_line, coverage, line, scope, arguments.passages))
    if bad:
        print(f"error: {bad} of the lines could not be answered", file=sys.stderr)
    return 1 if bad else 0


def _summary(arguments: argparse.Namespace, settings: Settings) -> int:
    with _open(arguments, settings) as coverage:
        _warn_of_scope(coverage, arguments.scope)
        summary = coverage.summarise(
            _topic(arguments), scope=arguments.scope, length=arguments.length
        )
        _print(arguments, summary, terminal.render_summary(summary, _today(arguments)))
    return 0


def _timeline(arguments: argparse.Namespace, settings: Settings) -> int:
    if arguments.plot:
        check_plot(arguments.plot)
    with _open(arguments, settings) as coverage:
        _warn_of_scope(coverage, arguments.scope)
        timeline = coverage.timeline(
            _topic(arguments),
            scope=arguments.scope,
            events=arguments.events,
            sentences=arguments.sentences,
        )
        _print(arguments, timeline, terminal.render_timeline(timeline, _today(arguments)))
    if arguments.plot:
        plot_timeline(timeline, arguments.plot)
        lacking = "" if can_write_out(timeline) else " without words whose letters no font here has"
        print(f"drawn: {arguments.plot}{lacking}", file=sys.stderr)
    return 0


def _compare(arguments: argparse.Namespace, settings: Settings) -> int:
    topic = check_question(" ".join(arguments.topic), settings.answer.max_question_chars)
    with _open(arguments, settings) as coverage:
        _warn_of_scope(coverage, arguments.scope)
        comparison = coverage.compare(topic, scope=arguments.scope)
        _print(arguments, comparison, render_comparison(comparison, _today(arguments)))
    return 0


def _latest(arguments: argparse.Namespace, settings: Settings) -> int:
    with _open(arguments, settings) as coverage:
        _warn_of_scope(coverage, arguments.scope)
        found = coverage.latest(arguments.topic, scope=arguments.scope)
        found = page_of(found, arguments.page, arguments.most)
        _print(arguments, found, render_latest(found, _today(arguments)))
    return 0


def _digest(arguments: argparse.Namespace, settings: Settings) -> int:
    with _open(arguments, settings) as coverage:
        _warn_of_scope(coverage, arguments.scope)
        done = digest_action(coverage, _topic(arguments), arguments.scope, _today(arguments))
        return _show(arguments, done)


def _alert(arguments: argparse.Namespace, settings: Settings) -> int:
    with _open(arguments, settings) as coverage:
        _warn_of_scope(coverage, arguments.scope)
        return _show(arguments, alert_action(coverage, arguments, _today(arguments)))


def _today(arguments: argparse.Namespace) -> date | None:
    """The day that ages count from, at a terminal: what is kept in a file has dates, which stay
    true."""
    return (arguments.scope.as_of or date.today()) if sys.stdout.isatty() else None


def _topic(arguments: argparse.Namespace) -> str | None:
    return " ".join(arguments.topic).strip() or None


def _check(arguments: argparse.Namespace) -> int:
    settings, problems = read_settings(arguments.config)
    problems += coverage_problems(_with_paths(settings, arguments), arguments.server)
    if arguments.json:
        _print_json({"problems": [problem.to_json() for problem in problems]})
    for problem in [] if arguments.json else problems:
        print(terminal.clean(str(problem)))
    if not settings.answer.reader:
        print("answer.reader is off: words alone decide what answers", file=sys.stderr)
    noun = "problem" if len(problems) == 1 else "problems"
    print(f"{len(problems)} {noun} found", file=sys.stderr)
    return 1 if problems else 0


def _doctor(arguments: argparse.Namespace) -> int:
    settings, problems = read_settings(arguments.config)
    settings = _with_paths(settings, arguments)
    findings = list(examine(settings, problems, online=arguments.online))
    if arguments.json:
        _print_json({"findings": [finding.to_json() for finding in findings]})
    for finding in [] if arguments.json else findings:
        print(terminal.clean(str(finding)))
    return 1 if any(finding.state == "problem" for finding in findings) else 0


def _backup(arguments: argparse.Namespace, settings: Settings) -> int:
    from bot import backup

    file, overwrite = arguments.file, arguments.overwrite
    report = backup.back_up(settings, arguments.config, file, overwrite=overwrite)
    _print(arguments, report, f"saved {report.files:,} files in {report.file}")
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    from bot import backup

    def read() -> Settings:
        return _with_paths(load_settings(arguments.config), arguments)

    file, config = arguments.file, arguments.config
    report = backup.restore(file, config, read, overwrite=arguments.overwrite)
    _print(arguments, report, f"restored {report.files:,} files from {report.file}")
    return 0


def _move_state(arguments: argparse.Namespace, settings: Settings) -> int:
    rows = move_state(settings, to_server=arguments.target == "server")
    _print_json({"rows": rows}) if arguments.json else print(f"moved {rows:,} rows")
    return 0


def _index(arguments: argparse.Namespace, settings: Settings) -> int:
    with _open(arguments, settings, strict=True) as coverage:
        _print(arguments, coverage.opened, reports.render_report(coverage.opened))
    return 0


def _coverage(arguments: argparse.Namespace, settings: Settings) -> int:
    with _open(arguments, settings) as coverage:
        return _show(arguments, coverage_action(coverage, settings, arguments))


def _show(arguments: argparse.Namespace, outcome: Outcome) -> int:
    values, rendered, whole = outcome
    if arguments.json:
        _print_json(values)
    else:
        terminal.show(rendered)
    return 0 if whole else 1


def _warn_of_scope(coverage: Coverage, scope: Scope) -> None:
    """Says when no article can be meant: there is none of that source, or of those days."""
    if warning := remark_on_scope(coverage, scope):
        print(f"warning: {terminal.clean(warning)}", file=sys.stderr)


@contextmanager
def _open(
    arguments: argparse.Namespace, settings: Settings, *, strict: bool = False
) -> Iterator[Coverage]:
    """What the command line names: the coverage, or a server's collection beside it."""
    with ExitStack() as stack:
        with progress_bar() as progress:
            coverage = stack.enter_context(
                opened(settings, arguments.server, progress, strict=strict)
            )
        yield coverage


def _print(arguments: argparse.Namespace, result: _Result, rendered: RenderableType) -> None:
    if arguments.json:
        _print_json(result.to_json())
    else:
        terminal.show(rendered)


def _print_json(shape: Any) -> None:
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    print(json.dumps(shape, ensure_ascii=not utf8), flush=True)


class _Result(Protocol):
    def to_json(self) -> dict[str, Any]: ...
