"""`Coverage`: the one door to everything this library knows."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar, Unpack

from knowledge.answer import Answer, Citation, Hit
from knowledge.answering import Answering, Asking, asking, rank
from knowledge.article import AHEAD, FIRST_DAY, Article
from knowledge.collection import BASE, Collection
from knowledge.comparing import Comparison, compare
from knowledge.conversation import Turn, converse
from knowledge.conversation.public_topics import public_topics
from knowledge.digests.latest import MOST_COPIES, MOST_LISTED, Latest, latest
from knowledge.digests.summary import Length, Summary, summarise
from knowledge.digests.timeline import Timeline, timeline
from knowledge.index import BaseChoice, Index, SearchCluster, TableIndex, View, read_passage
from knowledge.questions.background import Background
from knowledge.questions.wording import read_terms
from knowledge.reading import ReaderError, load_reader
from knowledge.report import Progress, SourceCount, Status
from knowledge.scope import ScopeOptions, make_scope
from knowledge.sources.fetching import FetchRules
from knowledge.sources.identity import article_id, is_at, plain_address
from knowledge.sources.records import Records
from knowledge.text.analysis import MOST_ASKED_WORDS, Analyzer
from knowledge.tracking import (
    Following,
    Sighting,
    Stage,
    Story,
    assign_stories,
    can_follow,
    find_change,
    look_for,
    tell_stories,
)

_log = logging.getLogger(__name__)

Made = TypeVar("Made")


class Coverage(Collection):
    """A collection that questions are put to. Every method may be called from any thread.

    One with a `base`, another coverage, is a collection of its own beside it: questions are
    answered from both together, as `choice` says.

    A question is answered from one generation of the index; `reload` makes the next one aside and
    swaps it in, so none waits for it nor sees half of it.

    >>> with Coverage.open(["config/sample-coverage"]) as coverage:
    ...     answer = coverage.ask("When does Xi visit Moscow?", since="2025-05-06")
    >>> answer.answer
    'May 7 to May 10, 2025'
    """

    def __init__(
        self,
        paths: Sequence[str | Path],
        data_dir: str | Path | None,
        rules: FetchRules,
        keep_days: int | None,
        reader_threads: int,
        base: Coverage | None = None,
        cluster: SearchCluster | None = None,
        name: str = BASE,
        records: Records | None = None,
    ) -> None:
        super().__init__(paths, data_dir, rules, keep_days, base, cluster, name, records)
        self._base: Coverage | None = base
        self._view = View()
        if base:
            base._current.tell(self._view)
        self.choice = BaseChoice()
        self._analyzer: Analyzer = base._analyzer if base else Analyzer(most_words=MOST_ASKED_WORDS)
        self._reader_threads = reader_threads

    @classmethod
    def open(
        cls,
        paths: Sequence[str | Path],
        data_dir: str | Path | None = None,
        progress: Progress | None = None,
        *,
        rules: FetchRules | None = None,
        keep_days: int | None = None,
        strict: bool = False,
        reader_threads: int = 2,
        base: Coverage | None = None,
        cluster: SearchCluster | None = None,
        name: str = BASE,
        records: Records | None = None,
    ) -> Coverage:
        """Opens the articles of files and folders, indexing what is new or changed.

        `rules` are for what is fetched. Articles older than `keep_days` are left out, and those
        among them that feeds brought are deleted. The index lives in `data_dir`; without one it is
        made anew for this object alone. Where it cannot be brought up to date, since another
        process is at it or `data_dir` cannot be written to, it is used as it is with a warning,
        unless `strict`. `reader_threads` are the processor cores that reading may use; with 0, or
        where the reader's model is missing or damaged, words alone decide. A `base` has its own
        `rules` and reader, and has to stay open for longer. Under `name`, passages are searched in
        a `cluster` (that of the base if there is one), and feeds and the log kept in `records`, or
        else in `data_dir`. Raises CoverageError when a path is missing or that cannot be used.
        """
        rules = rules or FetchRules()
        made = cls(paths, data_dir, rules, keep_days, reader_threads, base, cluster, name, records)
        made._open(progress, strict=strict)
        return made

    def close(self) -> None:
        """Lets go of the index; it is not to be asked again."""
        self._view.forget()
        super().close()

    def __enter__(self) -> Coverage:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @property
    def index(self) -> Index:
        """What questions are answered from now."""
        return self._read(self._current.stored.index)

    def _read(self, own: TableIndex, base: TableIndex | None = None) -> Index:
        """The index of what is read with a generation of its own articles."""
        if self._base is None:
            return own
        return self._view.of(base or self._base._current.stored.index, own, self.choice)

    def _answer(self, make: Callable[[Index], Made]) -> Made:
        """What `make` makes of what is read; a damaged index is built again first."""
        if self._base is None:
            return self._current.answer(make)
        return self._base._current.answer(
            lambda base: self._current.answer(lambda own: make(self._read(own, base)))
        )

    def search(self, question: str, k: int = 10, **options: Unpack[ScopeOptions]) -> list[Hit]:
        """The k passages nearest to the question, best first; the newer weigh a little more.

        They are read when they are looked at, as they were when they were found.
        """
        scope, analyzer = make_scope(**options), self._analyzer
        index, found = self._answer(
            lambda index: (index, rank(index, read_terms(question, index, analyzer), k, scope))
        )
        read = partial(read_passage, self._answer, index)
        return [Hit(partial(read, number), score) for number, score in found]

    def ask(
        self,
        question: str,
        *,
        passages: int | None = None,
        turns: Sequence[Turn] = (),
        windows: int | None = None,
        **options: Unpack[ScopeOptions],
    ) -> Answer:
        """Answers a question, or abstains; `passages` asks for so many of the best with it.

        For an answer in haste, `windows` is the most that the reader reads, each about fifty words;
        with 0, words alone decide. The answer's `hurried` then tells that it may be worse for it.

        A question that leans on the `turns` before it, oldest first, is completed from them;
        the answer's `understood` then tells as what. One that leans on turns that there are not
        gets the stories that it may mean as `choices`.
        """
        scope = make_scope(**options)
        answering = self.answering if windows is None else self.answering.hurried(windows)
        return self._answer(
            lambda index: converse(index, answering, question, turns, scope, passages=passages)
        )

    def asking(self, text: str, *, follows: bool = False) -> Asking:
        """Whether a message asks something, so that one among people's talk can be left alone.

        `follows` tells that something was asked before, on which it may lean.
        """
        analyzer, background = self._analyzer, Background.load()
        return self._answer(
            lambda index: asking(text, index, analyzer, background, follows=follows)
        )

    def topics_of(self, question: str) -> tuple[str, ...]:
        """What a question is about, in words that tell nothing of who asks it."""
        return self._answer(lambda index: public_topics(question, index, self._analyzer))

    @cached_property
    def answering(self) -> Answering:
        """What questions are answered with; loads the reader's model when it is first used."""
        if self._base:
            return self._base.answering
        if not self._reader_threads:
            return Answering(self._analyzer)
        try:
            return Answering(self._analyzer, load_reader(threads=self._reader_threads))
        except ReaderError as error:
            _log.warning("%s; questions are answered by their words alone", error)
            return Answering(self._analyzer)

    def summarise(
        self,
        topic: str | None = None,
        *,
        length: Length = "medium",
        among: Sequence[str] | None = None,
        **options: Unpack[ScopeOptions],
    ) -> Summary:
        """What the coverage says on a topic, or in all, in sentences of the articles; of those
        `among` some ids alone, in the order in which they came."""
        scope, analyzer = make_scope(**options), self._analyzer
        return self._answer(lambda index: summarise(index, analyzer, topic, scope, length, among))

    def timeline(
        self,
        topic: str | None = None,
        *,
        events: int | None = None,
        sentences: int = 1,
        **options: Unpack[ScopeOptions],
    ) -> Timeline:
        """The dated events of a topic, or of the main story, in the order of their days: at most
        `events`, without it as many as one can take in, each in at most so many `sentences`."""
        scope, analyzer = make_scope(**options), self._analyzer
        return self._answer(
            lambda index: timeline(index, analyzer, topic, scope, events, sentences)
        )

    def compare(self, topic: str, **options: Unpack[ScopeOptions]) -> Comparison:
        """What the sources say of a topic or answer to a question: what they agree on, where they
        differ, and what only one of them has."""
        scope = make_scope(**options)
        answering = self.answering
        return self._answer(lambda index: compare(index, answering, topic, scope))

    def latest(
        self,
        topic: str | None = None,
        *,
        most: int = MOST_LISTED,
        **options: Unpack[ScopeOptions],
    ) -> Latest:
        """The newest articles, or those on a topic, newest first: at most `most`, or 200."""
        scope = make_scope(**options)
        return self._answer(lambda index: latest(index, self._analyzer, topic, scope, most))

    def can_follow(self, about: str) -> bool:
        """Whether a topic or question has any word that tells one article from another."""
        return self._answer(lambda index: can_follow(index, self._analyzer, about))

    def look_for(
        self, article_id: str, followings: Sequence[Following]
    ) -> list[Sighting | Stage] | None:
        """What an article tells of each thing that is followed, or where it fails to; None where
        it is not among what is read."""
        article, answering = self.article(article_id), self.answering
        if article is None:
            return None
        return self._answer(lambda index: look_for(index, answering, article, followings))

    def assign_stories(
        self, articles: Sequence[str], stories: Sequence[Sequence[str]] = ()
    ) -> list[int]:
        """For each article, by its id, the number of its story: one of those given, or a new one
        counted on. An article that is no longer there is a story of its own."""
        known, new = [self._kept(story) for story in stories], self._kept(articles)
        return self._answer(lambda index: assign_stories(index, self._analyzer, new, known))

    def _kept(self, ids: Sequence[str]) -> list[Article]:
        return [self.article(each) or Article(each, "") for each in ids]

    def find_change(self, told: str, teller: Article, article_id: str) -> Citation | None:
        """The sentence of an article that tells something else than a sentence that was told by
        another, or by itself before it was changed."""
        article = self.article(article_id)
        if article is None:
            return None
        return self._answer(lambda index: find_change(index, self._analyzer, told, teller, article))

    def tell_stories(
        self, articles: Sequence[str], most: int, told: Sequence[Sequence[str]] = ()
    ) -> list[Story]:
        """The stories that articles tell, by their ids, the largest first; two sentences of each.
        Those that are no longer there are left out. What goes on with a story that was `told`
        before, by its articles, comes last, where there is anything new in it."""
        found = [article for each in articles if (article := self.article(each))]
        known = [self._kept(story) for story in told]
        return self._answer(lambda index: tell_stories(index, self._analyzer, found, most, known))

    def copies(self, article_id: str) -> tuple[Article, ...]:
        """Other articles with the text of an article, twenty at most; none for an unknown one."""
        try:
            return tuple(self._answer(lambda index: index.copies(article_id, MOST_COPIES)))
        except KeyError:
            return ()

    def article(self, article_id: str) -> Article | None:
        """The article of an id in what is read; None where there is none."""
        try:
            return self._answer(lambda index: index.article(article_id))
        except KeyError:
            return None

    def article_at(self, url: str) -> Article | None:
        """The newest article of an address, for which all are looked at where none was fetched
        from there; None where there is none."""
        if article := self.article(article_id(url)):
            return article
        wanted = plain_address(url)
        return self._answer(lambda index: index.find(lambda each: is_at(each.url, wanted)))

    def sources(self) -> tuple[SourceCount, ...]:
        """The sources of what is read, most articles first."""
        return self.index.sources()

    def status(self, *, with_feeds: bool = False) -> Status:
        """What can be read now; files, feeds (where wanted) and what is left out are those of the
        coverage itself, not of a base."""
        stored = self._current.stored
        index = self._read(stored.index)
        sources = index.sources()
        return Status(
            articles=index.article_count,
            passages=index.passage_count,
            first=min((count.first for count in sources if count.first), default=None),
            last=max((count.last for count in sources if count.last), default=None),
            sources=sources,
            unreadable=self._current.unreadable,
            index_bytes=stored.bytes,
            loaded_at=self._current.loaded_at,
            feeds=self._feeds.all() if with_feeds else (),
            copies=index.copy_count,
            too_old=stored.generation.too_old,
            languages=index.languages(),
            undated=index.undated_count,
            misdated=index.count_outside(FIRST_DAY, date.today() + AHEAD),
            own=stored.index.article_count if self._base else None,
            cluster=self._current.engine.state(),
        )
