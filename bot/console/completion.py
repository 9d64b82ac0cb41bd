"""Completion for the console: commands, options, sources, articles and files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document

from bot.console.command import Command
from bot.console.commands import ConsoleCommands
from bot.console.terminal import clean
from knowledge import CoverageError

# The most articles that are offered at once.
_MOST = 50


class ConsoleCompleter(Completer):
    """Completes what stands before the cursor; plain questions are left alone."""

    def __init__(self, commands: ConsoleCommands) -> None:
        self._commands = commands
        self._files = PathCompleter(expanduser=True)

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterable[Completion]:
        """Every completion of the line up to the cursor."""
        line = document.text_before_cursor
        command = self._command(line)
        if command is None:
            return self._names(line) if line.startswith("/") else ()
        rest = line[len(command.name) + 1 :]
        match command.completes:
            case "options":
                return self._options(line, command.options)
            case "files":
                return self._files.get_completions(Document(rest, len(rest)), event)
            case "articles":
                return self._articles(rest)
            case "feeds":
                return self._feeds(rest)
            case "nothing":
                return ()

    def _command(self, line: str) -> Command | None:
        """The command whose name stands whole at the line's beginning; the longest of several."""
        found = (name for name in self._commands.commands if line.startswith(f"{name} "))
        name = max(found, key=len, default=None)
        return self._commands.commands[name] if name else None

    def _names(self, line: str) -> Iterator[Completion]:
        for name, command in self._commands.commands.items():
            if name.startswith(line):
                yield Completion(name, -len(line), display_meta=command.help)

    def _articles(self, typed: str) -> Iterator[Completion]:
        """Articles by id or by a part of the title."""
        wanted = typed.casefold()
        found = 0
        for article in self._commands.coverage.articles():
            title = clean(article.title or article.path or "")
            if article.id.startswith(typed) or wanted in title.casefold():
                yield Completion(article.id, -len(typed), display_meta=title)
                found += 1
                if found == _MOST:
                    return

    def _feeds(self, typed: str) -> Iterator[Completion]:
        try:
            feeds = self._commands.coverage.feeds()
        except CoverageError:  # as while the database cannot be read; the command says it
            return
        for feed in feeds:
            if typed.casefold() in f"{feed.url} {feed.title}".casefold():
                yield Completion(feed.url, -len(typed), display_meta=clean(feed.title))

    def _options(self, line: str, names: tuple[str, ...]) -> Iterator[Completion]:
        opening = line.rfind('source:"')
        if opening >= 0 and line.count('"', opening) == 1:
            word = line[opening:]  # a quoted source may hold spaces
        else:
            word = "" if line[-1].isspace() else line.split()[-1]
        if word.startswith("source:"):
            yield from self._sources(word)
        elif word:
            for option in names:
                if option.startswith(word):
                    yield Completion(f"{option}:", -len(word))

    def _sources(self, word: str) -> Iterator[Completion]:
        typed = word.removeprefix("source:").strip('"').casefold()
        for count in self._commands.coverage.sources():
            if count.source and count.source.casefold().startswith(typed):
                source = clean(count.source)
                text = f'source:"{source}"' if " " in source else f"source:{source}"
                yield Completion(text, -len(word), display=source)
