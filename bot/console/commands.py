"""What the console understands: the bot's commands as typed lines, each with its rendering."""

from __future__ import annotations

import difflib
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rich.console import Group, RenderableType
from rich.text import Text

from bot.app.day_options import read_scope
from bot.app.days import day
from bot.app.emptiness import remark_on_scope
from bot.app.question_lines import check_question
from bot.app.settings import Settings
from bot.console import reports, terminal
from bot.console.alerts import SessionAlerts
from bot.console.coverage_actions import add, remove, who
from bot.console.news import digest_action
from bot.console.options import count_of, length_of, split_options
from bot.console.progress import progress_bar
from bot.console.sources import render_comparison, render_latest
from knowledge import (
    LENGTHS,
    MOST_TURNS,
    Asking,
    Choice,
    Coverage,
    KnowledgeError,
    Scope,
    Turn,
)

# Where a change comes from, and how much of their log is shown.
_PLACE = "console"
_LOG_LINES = 30
# Articles that are listed.
_LISTED = 15


class QuitConsole(Exception):  # noqa: N818 - a wish, not an error
    """The user asked to leave."""


# What can be completed after a command's name: `options` are those of OPTIONS.
Completes = Literal["nothing", "options", "files", "articles", "feeds"]


@dataclass(frozen=True, slots=True)
class Command:
    """A command as `/help` lists it; `run` gets the text after its name, and `completes` is what
    may stand there."""

    usage: str
    help: str
    run: Callable[[str], RenderableType]
    completes: Completes = "nothing"

    @property
    def name(self) -> str:
        """The words it starts with, such as "/coverage add"."""
        return " ".join(word for word in self.usage.split() if word[0] == "/" or word.islower())

    @property
    def needs_more(self) -> bool:
        """Whether something must follow its name."""
        return self.usage.removeprefix(self.name).strip()[:1].isupper()


class ConsoleCommands:
    """Answers lines from one coverage: a line is a question unless it is a command.

    Commands start with a slash, which may be left out where nothing else can be meant: "help",
    "coverage status". A question may lean on the last ones and their answers; a number alone picks
    one of the stories that were asked back for.
    """

    def __init__(self, coverage: Coverage, settings: Settings) -> None:
        self.coverage = coverage
        self._most_chars = settings.answer.max_question_chars
        self._example = settings.answer.example_question
        self._choices: tuple[Choice, ...] = ()
        self._turns: deque[Turn] = deque(maxlen=MOST_TURNS)
        alerts = self._alerts = SessionAlerts(coverage)
        scope = "[source:S] [since:DATE] [until:DATE] [as_of:DATE]"
        self.commands = {
            command.name: command
            for command in (
                Command(f"/ask QUESTION {scope}", "answer a question", self._ask, "options"),
                Command(
                    f"/summary [TOPIC] {scope} [length:L]",
                    f"summarise all, or a topic; L is {', '.join(LENGTHS)}",
                    self._summary,
                    "options",
                ),
                Command(
                    f"/timeline [TOPIC] {scope} [events:N] [sentences:N]",
                    "dated events in order",
                    self._timeline,
                    "options",
                ),
                Command(
                    "/compare TOPIC [since:DATE] [until:DATE] [as_of:DATE]",
                    "where the sources agree and differ",
                    self._compare,
                    "options",
                ),
                Command(f"/latest [TOPIC] {scope}", "the newest articles", self._latest, "options"),
                Command(
                    f"/digest now [TOPIC] {scope}",
                    "catch up: the new stories, since yesterday",
                    self._digest,
                    "options",
                ),
                Command(
                    "/alert add ABOUT [words:W,-W] [source:S]",
                    "be told here of a topic, or an answer",
                    alerts.add,
                    "options",
                ),
                Command("/alert list", "what you are told of", alerts.show),
                Command("/alert remove NUMBER", "end one", alerts.remove),
                Command("/alert test NUMBER", "what it would tell now", alerts.test),
                Command("/alert why ARTICLE", "why it was told, or not", alerts.why, "articles"),
                Command("/sources", "the sources and how many articles each has", self._sources),
                Command("/coverage status", "what the coverage holds", self._status),
                Command("/coverage reload", "read what is new or changed", self._reload),
                Command(
                    "/coverage add FILE|URL", "add a file, or a page of the web", self._add, "files"
                ),
                Command(
                    "/coverage remove ARTICLE",
                    "take out one, by its id, title or file",
                    self._remove,
                    "articles",
                ),
                Command("/coverage undo [CHANGE]", "take back the last change", self._undo),
                Command("/coverage log", "who changed the coverage", self._log),
                Command("/coverage feed list", "the feeds, and how each does", self._feeds),
                Command("/coverage feed add URL", "add an RSS or Atom feed", self._add_feed),
                Command(
                    "/coverage feed remove URL", "its articles stay", self._remove_feed, "feeds"
                ),
                Command("/coverage feed refresh", "look at all feeds now", self._refresh),
                Command("/help", "this list", self._help),
                Command("/quit", "end (so do /exit and Ctrl-D)", self._quit),
            )
        }
        self.commands["/exit"] = self.commands["/quit"]

    def respond(self, line: str) -> RenderableType:
        """The answer to a line that is not blank, and what alerts tell of articles that came.

        Raises KnowledgeError with a message for the user, OSError, or QuitConsole.
        """
        answer = self._respond(line)
        news = self._alerts.news()
        return Group(answer, Text(), *news) if news else answer

    def _respond(self, line: str) -> RenderableType:
        line = line.strip()
        if not line.startswith("/"):
            if not self._is_command(f"/{line}"):
                return self._answer(line, Scope())
            line = f"/{line}"
        words = line.split(maxsplit=3)
        for size in (3, 2, 1):
            command = self.commands.get(" ".join(words[:size]).casefold())
            if command:
                rest = line.split(maxsplit=size)[size] if len(words) > size else ""
                if command.needs_more and not rest:
                    raise KnowledgeError(f"write {command.usage} ({command.help})")
                return command.run(rest)
        raise KnowledgeError(self._unknown(" ".join(words[:2]), words[0]))

    def _is_command(self, line: str) -> bool:
        """Whether it is a command's name alone, or begins with one of several words."""
        words = line.casefold().split()
        starts = (" ".join(words[:size]) for size in (2, 3))
        return " ".join(words) in self.commands or any(name in self.commands for name in starts)

    def _unknown(self, typed: str, first: str) -> str:
        subcommands = [name for name in self.commands if name.startswith(f"{typed} ")]
        subcommands = subcommands or [n for n in self.commands if n.startswith(f"{first} ")]
        if subcommands:
            return f"write one of {', '.join(subcommands)}"
        near = difflib.get_close_matches(first, {name.split()[0] for name in self.commands}, n=1)
        near = near or difflib.get_close_matches(typed, self.commands, n=1)
        return f"{first} is not a command; " + (
            f"did you mean {near[0]}?" if near else "/help lists them"
        )

    def _ask(self, text: str) -> RenderableType:
        question, scope, _ = self._split(text)
        return self._answer(question, scope)

    def _answer(self, question: str, scope: Scope) -> RenderableType:
        typed = check_question(question, self._most_chars)
        question = self._chosen(typed)
        turns = tuple(self._turns) if question == typed else ()
        if self.coverage.asking(question, follows=bool(turns)) is Asking.NOTHING:
            return Text(terminal.NUDGE.format(example=self._example, help="/help"))
        answer = self.coverage.ask(question, turns=turns, scope=scope)
        self._turns.append(Turn.of(answer))
        self._choices = answer.choices
        is_empty = not self.coverage.articles()
        rendered = terminal.render_answer(answer, _today(scope), is_empty=is_empty)
        return self._warned(rendered, scope)

    def _chosen(self, typed: str) -> str:
        """The question of the story whose number was typed, or what was typed."""
        number = int(typed) if typed in ("1", "2", "3", "4") else 0
        return self._choices[number - 1].question if 0 < number <= len(self._choices) else typed

    def _summary(self, text: str) -> RenderableType:
        topic, scope, more = self._split(text, "length")
        length = length_of(more.get("length", "medium"))
        summary = self.coverage.summarise(topic or None, scope=scope, length=length)
        return self._warned(terminal.render_summary(summary, _today(scope)), scope)

    def _timeline(self, text: str) -> RenderableType:
        topic, scope, more = self._split(text, "events", "sentences")
        events = count_of("events", more["events"]) if "events" in more else None
        sentences = count_of("sentences", more.get("sentences", "1"))
        timeline = self.coverage.timeline(
            topic or None, scope=scope, events=events, sentences=sentences
        )
        return self._warned(terminal.render_timeline(timeline, _today(scope)), scope)

    def _compare(self, text: str) -> RenderableType:
        topic, scope, _ = self._split(text)
        if scope.source:
            raise KnowledgeError("a comparison is of all sources; leave source: out")
        comparison = self.coverage.compare(check_question(topic, self._most_chars), scope=scope)
        return self._warned(render_comparison(comparison, _today(scope)), scope)

    def _latest(self, text: str) -> RenderableType:
        topic, scope, _ = self._split(text)
        latest = self.coverage.latest(topic or None, most=_LISTED, scope=scope)
        return self._warned(render_latest(latest, _today(scope)), scope)

    def _digest(self, text: str) -> RenderableType:
        topic, scope, _ = self._split(text)
        rendered = digest_action(self.coverage, topic or None, scope, _today(scope))[1]
        return self._warned(rendered, scope)

    def _split(self, text: str, *more: str) -> tuple[str, Scope, dict[str, str]]:
        """A line without its options, their scope, and those that there are `more` of."""
        sources = [each.source for each in self.coverage.sources() if each.source]
        rest, options = split_options(text, sources, more)
        return rest, read_scope(options), options

    def _warned(self, rendered: RenderableType, scope: Scope) -> RenderableType:
        """Says first how the days were read, and when no article can be meant."""
        days = (("since", scope.since), ("until", scope.until), ("as of", scope.as_of))
        read = [f"{name} {day(value)}" for name, value in days if value]
        notes = [Text(f"Only articles {', '.join(read)}.", "dim")] if read else []
        if warning := remark_on_scope(self.coverage, scope):
            notes.append(Text(terminal.clean(f"Note: {warning}."), "yellow"))
        return Group(*notes, rendered) if notes else rendered

    def _sources(self, text: str) -> RenderableType:
        return reports.render_sources(self.coverage.sources())

    def _status(self, text: str) -> RenderableType:
        return reports.render_status(self.coverage.status())

    def _reload(self, text: str) -> RenderableType:
        with progress_bar() as progress:
            return reports.render_report(self.coverage.reload(progress, by=who(_PLACE)))

    def _add(self, text: str) -> RenderableType:
        target = text.strip().strip('"')
        return reports.render_change(add(self.coverage, target, who(_PLACE)))

    def _remove(self, text: str) -> RenderableType:
        return reports.render_change(remove(self.coverage, text.strip(' "'), who(_PLACE)))

    def _undo(self, text: str) -> RenderableType:
        return reports.render_change(self.coverage.undo(text.strip() or None, by=who(_PLACE)))

    def _log(self, text: str) -> RenderableType:
        return reports.render_log(self.coverage.log(_LOG_LINES))

    def _feeds(self, text: str) -> RenderableType:
        return reports.render_feeds(self.coverage.feeds())

    def _add_feed(self, text: str) -> RenderableType:
        return reports.render_updates([self.coverage.add_feed(text.strip(), by=who(_PLACE))])

    def _remove_feed(self, text: str) -> RenderableType:
        feed = self.coverage.remove_feed(text.strip(), by=who(_PLACE))
        return Text(f"removed: {terminal.clean(feed.url)}; its articles stay")

    def _refresh(self, text: str) -> RenderableType:
        return reports.render_updates(self.coverage.refresh_feeds(force=True))

    def _help(self, text: str) -> RenderableType:
        commands = dict.fromkeys(self.commands.values())
        width = max(len(command.usage) for command in commands)
        lines = [f"{item.usage:{width}}  {item.help}" for item in commands]
        first = "Whatever is no command is a question. What stands in brackets may be left out."
        return Text("\n".join([first, *lines]))

    def _quit(self, text: str) -> RenderableType:
        raise QuitConsole


def _today(scope: Scope) -> date | None:
    """The day that ages count from, at a terminal; in a pipe dates alone are told."""
    if not sys.stdout.isatty():
        return None
    return scope.as_of or date.today()
