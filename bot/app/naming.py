"""How articles and sources are named to people, and which of them people name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from pathlib import PurePath, PureWindowsPath

from bot.app.problems import display_path
from bot.language import gettext, ngettext
from knowledge import (
    Article,
    Citation,
    Coverage,
    CoverageError,
    Listed,
    SourceCount,
    Unreadable,
)

_MOST_NAMED = 5
_MOST_SOURCES = 10


# A path that begins at the root of a disk, of two parts at least; not that of a web address.
_PATH = re.compile(r"""(?<![\w:/\\.])(?:[A-Za-z]:)?(?:[/\\][^\s/\\:;,'"“”]+){2,}[/\\]?""")
# What stands between the words of a file's name.
_JOINTS = re.compile("[-_]+")


def without_folders(text: str) -> str:
    """A message with the names of files alone: where they lie is the server's."""
    return _PATH.sub(lambda path: PureWindowsPath(path[0]).name, text)


def file_name(path: str) -> str:
    """A file as readers may know it: its name and its folder's; where that lies is the server's."""
    return "/".join(PurePath(path).parts[-2:]).lstrip("/")


def title_of(article: Article) -> str:
    """The title, or the words of the file's name where there is none; not escaped."""
    name = PurePath(article.path).name.partition(".")[0] if article.path else ""
    return article.title or _JOINTS.sub(" ", name).strip() or gettext("Untitled")


def papers_with_copies(citations: Sequence[Citation | Listed]) -> list[str]:
    """The sources that also have the text of the articles cited, each once, or the titles where no
    source is known; not escaped."""
    own = {cited.article.source for cited in citations} - {None}
    others = [each for cited in citations for each in cited.also if each.source not in own]
    return list(dict.fromkeys(each.source or title_of(each) for each in others))


class SeveralCalledError(CoverageError):
    """More than one article has a title."""


def article_id(coverage: Coverage, named: str, *, with_base: bool = False) -> str:
    """The id of the article that somebody names by its id, its title or its file; where it is
    said, also of one of the base.

    Raises CoverageError, saying what to write, when that is none, and SeveralCalledError when it is
    more than one. Unless it is an
    id, every article is looked at, which takes seconds where there are a hundred thousand.
    """
    if named in coverage.index.article_ids():
        return named
    wanted = named.casefold()
    called: list[tuple[str, str]] = []
    near: list[tuple[str, str]] = []
    every = (coverage.article(each) for each in coverage.index.article_ids())
    for article in filter(None, every) if with_base else coverage.articles():
        title = title_of(article)
        if title.casefold() == wanted or f"/{article.path}".casefold().endswith(f"/{wanted}"):
            called.append((title, article.id))
        elif wanted in title.casefold():
            near.append((title, article.id))
    if len(called) == 1:
        return called[0][1]
    if called:
        count = ngettext(
            "{count} article is called that", "{count} articles are called that", len(called)
        )
        raise SeveralCalledError(f"{count}; {_by_id(called)}")
    hint = f"; {_by_id(near)}" if near else ""
    none = gettext("no article has the id, title or file “{name}”", name=named[:80])
    raise CoverageError(f"{none}{hint}")


def _by_id(found: Sequence[tuple[str, str]]) -> str:
    named = [f"{each} (“{title}”)" for title, each in found[:_MOST_NAMED]]
    if (more := len(found) - _MOST_NAMED) > 0:
        named.append(ngettext("and {count} more", "and {count} more", more))
    return gettext("name one by its id: {articles}", articles="; ".join(named))


def sources_instead(counts: Sequence[SourceCount], wanted: str | None) -> list[str] | None:
    """The sources to name where no article has the one wanted: those that its name is a part of or
    much like, else the largest. None where some article has it, or none is wanted."""
    if not wanted:
        return None
    folded = {count.source.casefold(): count.source for count in counts if count.source}
    sought = wanted.casefold()
    if sought in folded:
        return None
    near = [name for name in folded if sought in name]
    near += difflib.get_close_matches(sought, folded.keys() - near)
    return [folded[name] for name in near or folded][:_MOST_SOURCES]


def where(item: Unreadable) -> str:
    """The file, and the line where it is known: "news.jsonl:12"."""
    path = display_path(item.path)
    return f"{path}:{item.line}" if item.line else path
