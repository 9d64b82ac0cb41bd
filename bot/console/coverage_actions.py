"""What `run_bot.py coverage …` does; shared with the console: what may be added, and by whom."""

from __future__ import annotations

import argparse
import dataclasses
import getpass
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from bot.app.naming import article_id
from bot.app.opening import note_feeds
from bot.app.problems import explain
from bot.app.settings import FEED_MINUTES, Settings
from bot.console import reports, terminal
from knowledge import MOST_FILE_BYTES, Change, Coverage, GoneError, KnowledgeError

# What is printed: values for JSON, the same as text, and whether all that was asked was done.
Outcome = tuple[Any, RenderableType, bool]


def coverage_action(
    coverage: Coverage, settings: Settings, arguments: argparse.Namespace
) -> Outcome:
    """Does one `coverage` command; raises KnowledgeError and OSError with words for the user."""
    if arguments.server is None and arguments.act == "feeds":
        note_feeds(coverage, settings)
    actions: dict[str, Callable[[Coverage, argparse.Namespace], Outcome]] = {
        "add": _add,
        "remove": _remove,
        "undo": _undo,
        "status": _status,
        "feeds": _feeds,
        "log": _log,
    }
    return actions[arguments.act](coverage, arguments)


def who(where: str) -> str:
    """Who acts, for the log of the coverage: the place, and the login name where there is one."""
    try:
        return f"{getpass.getuser()} ({where})"
    except (OSError, KeyError, ImportError):  # no such user, no variable, Windows without pwd
        return where


def add(coverage: Coverage, target: str, by: str) -> Change:
    """Adds a page by its address or a file by its path; raises KnowledgeError or OSError.

    A page that is gone is told with the article that the coverage still holds from it.
    """
    if "://" not in target:
        path = Path(target).expanduser()
        return coverage.add_file(path.name, _content(path), by=by)
    try:
        return coverage.add_url(target, by=by)
    except GoneError as error:
        if error.article is None:
            raise
        name = error.article.title or error.article.id
        raise KnowledgeError(
            f"{error.reason}; the coverage still holds “{name}” from there: "
            f"`coverage remove {error.article.id}` removes it"
        ) from error


def _content(path: Path) -> bytes:
    """A file's bytes: no more of them than are needed to refuse it."""
    if path.exists() and not path.is_file():
        raise KnowledgeError(f"{path}: not a file")
    with path.open("rb") as stream:
        return stream.read(MOST_FILE_BYTES + 1)


def remove(coverage: Coverage, named: str, by: str) -> Change:
    """Removes the article that is named by its id, title or file; raises KnowledgeError."""
    return coverage.remove(article_id(coverage, named), by=by)


def _add(coverage: Coverage, arguments: argparse.Namespace) -> Outcome:
    by = who("command line")
    values: list[Any] = []
    lines: list[RenderableType] = []
    whole = True
    for target in arguments.target:
        try:
            change = add(coverage, target, by)
        except (KnowledgeError, OSError) as error:
            whole = False
            reason = explain(error).removeprefix(f"{target}: ")
            values.append({"target": target, "error": reason})
            lines.append(Text(terminal.clean(f"not added: {target}: {reason}"), "yellow"))
        else:
            values.append({"target": target, **shape(change)})
            lines.append(reports.render_change(change))
    return values, Group(*lines), whole


def _remove(coverage: Coverage, arguments: argparse.Namespace) -> Outcome:
    change = remove(coverage, arguments.article, who("command line"))
    return shape(change), reports.render_change(change), True


def _undo(coverage: Coverage, arguments: argparse.Namespace) -> Outcome:
    change = coverage.undo(arguments.change, by=who("command line"))
    return shape(change), reports.render_change(change), True


def _status(coverage: Coverage, arguments: argparse.Namespace) -> Outcome:
    status = coverage.status(with_feeds=True)
    return shape(status), reports.render_status(status), True


def _feeds(coverage: Coverage, arguments: argparse.Namespace) -> Outcome:
    by, act = who("command line"), arguments.feeds_act
    if act == "add":
        minutes = arguments.minutes or FEED_MINUTES
        update = coverage.add_feed(arguments.url, by=by, minutes=minutes)
        return shape(update), reports.render_updates([update]), True
    if act == "remove":
        feed = coverage.remove_feed(arguments.url, by=by)
        return shape(feed), Text(f"removed: {terminal.clean(feed.url)}; its articles stay"), True
    if act == "refresh":
        updates = coverage.refresh_feeds(force=True)
        fine = not any(update.error for update in updates)
        return shape(updates), reports.render_updates(updates), fine
    feeds = coverage.feeds()
    return shape(feeds), reports.render_feeds(feeds), True


def _log(coverage: Coverage, arguments: argparse.Namespace) -> Outcome:
    entries = coverage.log(arguments.most)
    return shape(entries), reports.render_log(entries), True


def shape(value: Any) -> Any:
    """A value of the library as JSON has it: fields by name, days and times in ISO's form."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: shape(getattr(value, item.name)) for item in dataclasses.fields(value)}
    if isinstance(value, list | tuple):
        return [shape(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Path) else value
