"""`Coverage`: the one door to everything this library knows."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from types import TracebackType

from knowledge import folder
from knowledge.analysis import Analyzer
from knowledge.answer import Answer, Hit
from knowledge.answering import ask
from knowledge.article import Article
from knowledge.errors import CoverageError
from knowledge.folder import Change
from knowledge.index import Index, IndexBuilder, Recency
from knowledge.readers import read, scan
from knowledge.report import Progress, ReloadReport, SourceCount, Status, Unreadable
from knowledge.scope import Scope, parse_day
from knowledge.summary import Summary, summarise
from knowledge.timeline import Timeline, timeline

Day = date | str | None


class Coverage:
    """Articles in files, made searchable. Every method may be called from any thread.

    Each question is answered from one generation of the index; `reload` makes the next one aside
    and swaps it in, so questions never wait for it nor see half of it.
    """

    def __init__(self, paths: Sequence[str | Path], data_dir: str | Path | None) -> None:
        self._paths = [Path(path) for path in paths]
        self._data_dir = Path(data_dir) if data_dir is not None else None
        self._analyzer = Analyzer()
        self._writing = threading.Lock()
        self._index: Index = IndexBuilder(self._analyzer).build()
        self._unreadable: tuple[Unreadable, ...] = ()
        self._loaded_at = datetime.now()
        # What `open` read; `index` on the command line reports it.
        self.opened = ReloadReport(0, 0, 0, 0, 0, (), 0.0)

    @classmethod
    def open(
        cls,
        paths: Sequence[str | Path],
        data_dir: str | Path | None = None,
        progress: Progress | None = None,
    ) -> Coverage:
        """Opens the articles of files and folders, indexing what is new or changed.

        The index lives in `data_dir`; without one it is made anew and kept for this object alone.
        Raises CoverageError when a path is missing or another process is writing `data_dir`.
        """
        coverage = cls(paths, data_dir)
        coverage.opened = coverage.reload(progress)
        return coverage

    def close(self) -> None:
        """Lets go of the index."""

    def __enter__(self) -> Coverage:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def index(self) -> Index:
        """The generation in use."""
        return self._index

    def search(
        self,
        question: str,
        k: int = 10,
        *,
        source: str | None = None,
        since: Day = None,
        until: Day = None,
        as_of: Day = None,
    ) -> list[Hit]:
        """The k passages nearest to the question, best first; the newer weigh a little more."""
        index = self._index
        scope = make_scope(source, since, until, as_of)
        recency = Recency(scope.as_of or date.today())
        found = index.search(self._analyzer.terms(question), k, scope, recency)
        return [Hit(index.passage(number), score) for number, score in found]

    def ask(
        self,
        question: str,
        *,
        passages: int | None = None,
        source: str | None = None,
        since: Day = None,
        until: Day = None,
        as_of: Day = None,
    ) -> Answer:
        """Answers a question from the coverage, or abstains; with the best `passages` on request."""
        scope = make_scope(source, since, until, as_of)
        return ask(self._index, self._analyzer, question, scope, passages=passages)

    def summarise(
        self,
        topic: str | None = None,
        *,
        source: str | None = None,
        since: Day = None,
        until: Day = None,
        as_of: Day = None,
    ) -> Summary:
        """What the coverage says on a topic, or in all, in sentences of the articles."""
        scope = make_scope(source, since, until, as_of)
        return summarise(self._index, self._analyzer, topic, scope)

    def timeline(
        self,
        topic: str | None = None,
        *,
        source: str | None = None,
        since: Day = None,
        until: Day = None,
        as_of: Day = None,
    ) -> Timeline:
        """The dated sentences on a topic, or of all, in the order of their dates."""
        scope = make_scope(source, since, until, as_of)
        return timeline(self._index, self._analyzer, topic, scope)

    def reload(self, progress: Progress | None = None) -> ReloadReport:
        """Reads what is new or changed in the files and forgets what is gone."""
        started = time.perf_counter()
        with self._writing:
            old = {i: self._index.article(i) for i in self._index.article_ids()}
            builder = IndexBuilder(self._analyzer)
            unreadable: list[Unreadable] = []
            new: dict[str, Article] = {}
            found = scan(self._paths)
            unreadable.extend(found.unreadable)
            for done, file in enumerate(found.files):
                if progress:
                    progress("reading", done, len(found.files))
                for item in read(file):
                    if isinstance(item, Unreadable):
                        unreadable.append(item)
                    else:
                        new[item.id] = item
            builder.extend(new.values())
            self._index = builder.build()
            self._unreadable = tuple(unreadable)
            self._loaded_at = datetime.now()
        return ReloadReport(
            articles=self._index.article_count,
            passages=self._index.passage_count,
            added=len(new.keys() - old.keys()),
            changed=sum(
                article_id in old and old[article_id] != new[article_id] for article_id in new
            ),
            removed=len(old.keys() - new.keys()),
            unreadable=self._unreadable,
            seconds=time.perf_counter() - started,
        )

    def add_file(self, name: str, data: bytes) -> Change:
        """Adds a file of articles to the coverage's folder and takes it in.

        Raises CoverageError where there is no folder to add to or the file is refused.
        """
        change = folder.add_file(self._folder(), name, data)
        self.reload()
        return change

    def remove(self, article_id: str) -> Change:
        """Removes an article from its folder and forgets it.

        Raises CoverageError for an unknown article or one that lies outside the folders.
        """
        try:
            article = self._index.article(article_id)
        except KeyError:
            raise CoverageError(
                f"there is no article {article_id!r}; reload the coverage"
            ) from None
        file = next((file for file in scan(self._paths).files if file.label == article.path), None)
        if file is None:
            raise CoverageError(f"{article.path} is gone; reload the coverage")
        change = folder.remove_article(self._folder(file.path), file, article_id)
        self.reload()
        return change

    def undo(self, change_id: str | None = None) -> Change:
        """Takes back a change that `add_file` or `remove` made, by default the last."""
        change = folder.undo(self._folder(), change_id)
        self.reload()
        return change

    def _folder(self, holding: Path | None = None) -> Path:
        """The first folder of the coverage, or the one that holds a file."""
        for path in self._paths:
            if path.is_dir() and (
                holding is None or holding.resolve().is_relative_to(path.resolve())
            ):
                return path
        what = f"{holding} is not in a folder of the coverage" if holding else "no folder is open"
        raise CoverageError(f"{what}; name a folder as the coverage, not single files")

    def articles(self) -> Sequence[Article]:
        """Every article, newest first."""
        return [self._index.article(article_id) for article_id in self._index.article_ids()]

    def sources(self) -> tuple[SourceCount, ...]:
        """The sources, most articles first."""
        days: dict[str | None, list[date | None]] = {}
        for article in self.articles():
            day = article.published.date() if article.published else None
            days.setdefault(article.source, []).append(day)
        counts = (
            SourceCount(source, len(each), min(dated, default=None), max(dated, default=None))
            for source, each in days.items()
            for dated in [[day for day in each if day]]
        )
        return tuple(sorted(counts, key=lambda count: (-count.articles, count.source or "")))

    def status(self) -> Status:
        """What the coverage holds now."""
        sources = self.sources()
        return Status(
            articles=self._index.article_count,
            passages=self._index.passage_count,
            first=min((count.first for count in sources if count.first), default=None),
            last=max((count.last for count in sources if count.last), default=None),
            sources=sources,
            unreadable=self._unreadable,
            index_bytes=0,
            loaded_at=self._loaded_at,
        )


def make_scope(source: str | None, since: Day, until: Day, as_of: Day) -> Scope:
    """A scope from a caller's options; raises BadDateError naming the option."""
    return Scope(
        source or None,
        parse_day(since, "since"),
        parse_day(until, "until"),
        parse_day(as_of, "as_of"),
    )
