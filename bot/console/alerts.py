"""What is followed in a session of the console: told once an article brings it, until the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rich.console import Group, RenderableType
from rich.text import Text

from bot.console.news import explain_article, find, follow, render_sighting, try_out
from bot.console.options import split_options
from bot.console.terminal import clean
from knowledge import Coverage, Following, KnowledgeError, Sighting

ENDED = "Alerts of the console end with it; those of Discord go on in the bot."


@dataclass(slots=True)
class _Alert:
    """What is followed, and the articles of each story that was told of it."""

    followed: Following
    told: list[list[str]] = field(default_factory=list)


class SessionAlerts:
    """The alerts of a session, known by their numbers."""

    def __init__(self, coverage: Coverage) -> None:
        self._coverage = coverage
        self._alerts: dict[int, _Alert] = {}
        self._made = 0
        self._index: object = None
        self._seen: set[str] = set()

    def add(self, text: str) -> RenderableType:
        """Follows a topic or a question from now on."""
        sources = [each.source for each in self._coverage.sources() if each.source]
        about, options = split_options(text, sources, ("words",))
        followed = follow(self._coverage, about, options.get("words", ""), options.get("source"))
        self._look()
        self._made += 1
        self._alerts[self._made] = _Alert(followed)
        return Text(f"Alert {self._made}: {_line(followed)}. {ENDED}")

    def show(self, text: str) -> RenderableType:
        """All of them."""
        if not self._alerts:
            return Text("There is none; /alert add makes one.")
        lines = [f"{n}. {_line(each.followed)}" for n, each in self._alerts.items()]
        return Text("\n".join(lines))

    def remove(self, text: str) -> RenderableType:
        """Ends one."""
        alert = self._alerts.pop(self._number(text))
        return Text(f"ended: {_line(alert.followed)}")

    def test(self, text: str) -> RenderableType:
        """What one would tell of the newest article that is about it."""
        followed = self._alerts[self._number(text)].followed
        return try_out(self._coverage, followed, None)[1]

    def why(self, text: str) -> RenderableType:
        """What became of an article for each of them."""
        named = text.strip(' "')
        if not self._alerts:
            return self.show("")
        article = find(self._coverage, named)
        lines: list[RenderableType] = []
        for number, alert in self._alerts.items():
            if any(article.id in story for story in alert.told):
                rendered: RenderableType = Text("It was told.")
            else:
                rendered = explain_article(self._coverage, alert.followed, article.id)[1]
            lines += [Text(f"{number}. {_line(alert.followed)}", "dim"), rendered]
        return Group(*lines)

    def news(self) -> list[RenderableType]:
        """What articles that came since the last look tell; each story once for each alert."""
        new = self._look()
        return [line for article in new for line in self._told_of(article)]

    def _look(self) -> list[str]:
        """The articles that came since the last look, the oldest first; copies of texts that were
        there are left out."""
        index = self._coverage.index
        if index is self._index:
            return []
        self._index, there = index, index.article_ids()
        new = [each for each in reversed(there) if each not in self._seen]
        before, self._seen = self._seen, set(there)
        if not self._alerts:
            return []
        return [
            each
            for each in new
            if not any(copy.id in before for copy in self._coverage.copies(each))
        ]

    def _told_of(self, article: str) -> Iterator[RenderableType]:
        followed = [each.followed for each in self._alerts.values()]
        found = self._coverage.look_for(article, followed) or ()
        for (number, alert), sighting in zip(self._alerts.items(), found, strict=False):
            if isinstance(sighting, Sighting):
                (story,) = self._coverage.assign_stories([article], alert.told)
                if story < len(alert.told):
                    alert.told[story].append(article)
                    continue
                alert.told.append([article])
                yield Text(f"Alert {number}: {clean(alert.followed.about)}", "yellow")
                yield render_sighting(sighting, None)

    def _number(self, text: str) -> int:
        number = text.strip().lstrip("#")
        if not number.isdigit() or int(number) not in self._alerts:
            raise KnowledgeError(
                f"there is no alert {clean(number) or '?'}; /alert list shows them"
            )
        return int(number)


def _line(followed: Following) -> str:
    parts = [f"“{clean(followed.about)}”"]
    if followed.wanted:
        parts.append(f"with {', '.join(map(clean, followed.wanted))}")
    if followed.unwanted:
        parts.append(f"without {', '.join(map(clean, followed.unwanted))}")
    if followed.source:
        parts.append(f"from {clean(followed.source)}")
    return ", ".join(parts)
