"""Cases to learn from: questions put to coverages that answer them and to others that do not."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import cast

from benchmarks.chat import named_articles
from benchmarks.evaluation import COLLECTED_AFTER, OTHER_MONTH, RedactedIndex
from benchmarks.made import made_questions
from benchmarks.metrics import holds
from benchmarks.questions import SetQuestion
from knowledge import Coverage
from knowledge.analysis import Analyzer
from knowledge.answering.candidates import Candidate
from knowledge.answering.evidence import Sentence, gather
from knowledge.answering.pipeline import CONSIDERED, find_hits
from knowledge.answering.question import Question, read_question
from knowledge.background import Background
from knowledge.index import Index, IndexBuilder
from knowledge.scope import Scope

FOLDS = 5
# Articles that a question written for training is put to.
WRITTEN_ARTICLES = 60
ANALYZER = Analyzer()


@dataclass(slots=True)
class Case:
    """One question put to one coverage, with everything the stages need and find."""

    fold: int
    golds: tuple[str, ...]
    index: Index
    question: Question
    today: date
    sentences: list[Sentence]
    kind: str
    answerable: bool
    asked: SetQuestion
    ranked: list[Sentence] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)

    def tells(self, sentence: Sentence) -> bool:
        """Whether a sentence tells the answer: holds it and, where the set says which sentences
        tell, is one of them."""
        asked, article = self.asked, sentence.hit.passage.article
        if asked.told_at and not (
            article.id == asked.article
            and any(sentence.start <= place < sentence.end for place in asked.told_at)
        ):
            return False
        return holds(sentence.text, self.golds)


def dated_cases(index: Index, questions: Sequence[SetQuestion]) -> Iterator[Case]:
    shuffle = random.Random(0)
    for number, asked in enumerate(questions):
        if asked.asked is None:
            continue
        fold, day = number % FOLDS, asked.asked + COLLECTED_AFTER
        normal = _case(index, asked, Scope(as_of=day), fold, "normal")
        yield normal
        begin, end = (day - age for age in OTHER_MONTH)
        elsewhere = Scope(since=begin, until=end, as_of=end)
        yield _case(index, asked, elsewhere, fold, "other month")
        if not normal.answerable:
            continue
        redacted = cast(Index, RedactedIndex(index, asked.answers))
        yield _case(redacted, asked, Scope(as_of=day), fold, "removed")
        yield from _small_cases(index, asked, normal, fold, shuffle)


def _small_cases(
    index: Index, asked: SetQuestion, normal: Case, fold: int, shuffle: random.Random
) -> Iterator[Case]:
    """The question put to a handful of articles: the one that tells among others, then redacted."""
    telling = next(
        article
        for article in (s.hit.passage.article for s in normal.sentences)
        if holds(f"{article.title or ''}\n{article.text}", asked.answers)
    )
    ids = index.article_ids()
    others = [index.article(shuffle.choice(ids)) for _ in range(shuffle.randint(1, 8))]
    builder = IndexBuilder(ANALYZER)
    builder.extend([telling, *others])
    small = builder.build()
    day = cast(date, asked.asked) + COLLECTED_AFTER
    yield _case(small, asked, Scope(as_of=day), fold, "small")
    redacted = cast(Index, RedactedIndex(small, asked.answers))
    yield _case(redacted, asked, Scope(as_of=day), fold, "small removed")
    without = IndexBuilder(ANALYZER)
    without.extend(others)
    yield _case(without.build(), asked, Scope(as_of=day), fold, "small other")


def made_cases(index: Index, count: int) -> Iterator[Case]:
    """Questions made from the coverage's own sentences."""
    for number, made in enumerate(made_questions(index, ANALYZER, count, seed=1)):
        asked = SetQuestion("", made.question, (made.answer,), made.answerable)
        # The questions of one sentence stand together, so that no fold learns its own answers.
        case = _case(made.index, asked, Scope(), number // 30 % FOLDS, made.kind)
        case.answerable = made.answerable
        yield case


def chat_cases(questions: Sequence[SetQuestion], articles: Path, sample: Path) -> Iterator[Case]:
    """The working half of the chat set, over the articles it names and the sample coverage."""
    with _chat_index(questions, articles, sample) as index:
        for number, asked in enumerate(q for q in questions if q.half == "work"):
            case = _case(index, asked, Scope(), number % FOLDS, "chat")
            case.answerable = asked.answerable
            yield case


def written_cases(index: Index, questions: Sequence[SetQuestion]) -> Iterator[Case]:
    """Questions written for training, each put to the articles of its chunk ("written") and to its
    article with a few that are near to it or to nothing ("story")."""
    shuffle = random.Random(2)
    by_article: dict[str, list[SetQuestion]] = {}
    for asked in questions:
        by_article.setdefault(asked.article, []).append(asked)
    ids = list(by_article)
    for fold, begin in enumerate(range(0, len(ids), WRITTEN_ARTICLES)):
        chunk = ids[begin : begin + WRITTEN_ARTICLES]
        together = _index_of(index, chunk)
        for article_id in chunk:
            few = [
                _index_of(index, [article_id, *others])
                for others in (
                    shuffle.sample(chunk, shuffle.randint(0, 3)),
                    _nearest(index, article_id)[: shuffle.randint(2, 6)],
                )
            ]
            for asked in by_article[article_id]:
                for small, kind in ((together, "written"), (shuffle.choice(few), "story")):
                    case = _case(small, asked, Scope(), fold % FOLDS, kind)
                    case.answerable = asked.answerable
                    yield case


def _index_of(index: Index, ids: Iterable[str]) -> Index:
    builder = IndexBuilder(ANALYZER)
    builder.extend(index.article(article_id) for article_id in dict.fromkeys(ids))
    return builder.build()


def _nearest(index: Index, article_id: str) -> list[str]:
    """The ids of articles on the same story or one like it, the nearest first."""
    article = index.article(article_id)
    terms = ANALYZER.terms(f"{article.title or ''} {article.text[:400]}")
    hits = find_hits(index, terms, 20, Scope())
    return [each for hit in hits if (each := hit.passage.article.id) != article_id]


@contextmanager
def _chat_index(questions: Sequence[SetQuestion], articles: Path, sample: Path) -> Iterator[Index]:
    with tempfile.TemporaryDirectory() as folder:
        chosen = Path(folder) / "articles.jsonl"
        chosen.write_text("".join(named_articles([articles], questions)), encoding="utf-8")
        with Coverage.open([chosen, sample], data_dir=Path(folder) / "data") as coverage:
            yield coverage.index


def _case(index: Index, asked: SetQuestion, scope: Scope, fold: int, kind: str) -> Case:
    question = read_question(asked.question, index, ANALYZER, Background.load())
    day = index.newest_day(scope) or date.today()
    hits = find_hits(index, [term.term for term in question.terms], CONSIDERED, scope)
    best = (f"{hit.passage.article.title or ''}\n{hit.passage.text}" for hit in hits[:5])
    answerable = kind in ("normal", "small") and any(holds(text, asked.answers) for text in best)
    sentences = gather(question, hits, ANALYZER, index)
    return Case(fold, asked.answers, index, question, day, sentences, kind, answerable, asked)
