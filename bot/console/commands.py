"""What the console understands: the bot's commands as typed lines, each with its rendering."""

from __future__ import annotations

import difflib
import sys
from collections import deque
from datetime import date

from rich.console import Group, RenderableType
from rich.text import Text

from bot.app.day_options import read_scope
from bot.app.days import day
from bot.app.emptiness import remark_on_scope
from bot.app.question_lines import check_question
from bot.app.settings import Settings
from bot.console import terminal
from bot.console.alerts import SessionAlerts
from bot.console.command import Command
from bot.console.coverage_commands import CoverageCommands
from bot.console.news import NOTHING_NEW, digest_action
from bot.console.options import count_of, length_of, split_options, yes_or_no
from bot.console.sources import page_of, pages_of, render_comparison, render_latest
from knowledge import (
    LENGTHS,
    MOST_TURNS,
    Asking,
    Choice,
    Citation,
    Coverage,
    KnowledgeError,
    Scope,
    Turn,
)

# Articles on a page of a list.
_LISTED = 15


class QuitConsole(Exception):  # noqa: N818 - a wish, not an error
    """The user asked to leave."""


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
        self._cited: tuple[Citation, ...] = ()
        self._looked: frozenset[str] | None = None
        alerts = self._alerts = SessionAlerts(coverage)
        scope = "[source:S] [since:DATE] [until:DATE] [as_of:DATE]"
        self.commands = {
            command.name: command
            for command in (
                Command(f"/ask QUESTION {scope}", "answer a question", self._ask, "options"),
                Command("/proof [NUMBER]", "the last quotes in their paragraphs", self._proof),
                Command(
                    f"/summary [TOPIC] {scope} [length:L] [new:yes]",
                    f"summarise all, a topic, or what is new; L is {', '.join(LENGTHS)}",
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
                Command(
                    f"/latest [TOPIC] {scope} [page:N]",
                    "the newest articles",
                    self._latest,
                    "options",
                ),
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
                *CoverageCommands(coverage).rows(),
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
        newer = (answer.superseded.citation,) if answer.superseded else ()
        self._cited = (*answer.citations, *newer)
        is_empty = not self.coverage.articles()
        rendered = terminal.render_answer(answer, _today(scope), is_empty=is_empty)
        return self._warned(rendered, scope)

    def _chosen(self, typed: str) -> str:
        """The question of the story whose number was typed, or what was typed."""
        number = int(typed) if typed in ("1", "2", "3", "4") else 0
        return self._choices[number - 1].question if 0 < number <= len(self._choices) else typed

    def _summary(self, text: str) -> RenderableType:
        topic, scope, more = self._split(text, "length", "new")
        length = length_of(more.get("length", "medium"))
        is_new = yes_or_no("new", more.get("new", "no"))
        there = self.coverage.article_ids() if is_new else []
        among = None
        if is_new and self._looked is not None:
            among = [each for each in reversed(there) if each not in self._looked]
        summary = self.coverage.summarise(topic or None, scope=scope, length=length, among=among)
        if is_new:
            self._looked = frozenset(there)
        if among is not None and not summary.sentences:
            return Text(NOTHING_NEW)
        return self._warned(terminal.render_summary(summary, _today(scope)), scope)

    def _proof(self, text: str) -> RenderableType:
        """The quotes of the last answer, or those of one of its articles, in their paragraphs."""
        number = text.strip().strip("[]")
        cited = [each for each in self._cited if number in ("", str(each.n))]
        if not cited:
            numbers = ", ".join(dict.fromkeys(str(each.n) for each in self._cited))
            raise KnowledgeError(
                f"the last answer quotes {numbers}" if numbers else "nothing was quoted yet"
            )
        return Group(*(line for each in cited for line in terminal.proved(each, _today(Scope()))))

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
        topic, scope, more = self._split(text, "page")
        page = count_of("page", more.get("page", "1"))
        latest = self.coverage.latest(topic or None, scope=scope)
        rendered = render_latest(page_of(latest, page, _LISTED), _today(scope))
        if (pages := pages_of(latest, _LISTED)) > 1:
            turn = f"; page:{page + 1} goes on" if page < pages else ""
            rendered = Group(rendered, Text(f"Page {page} of {pages}{turn}", "dim"))
        return self._warned(rendered, scope)

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
