"""``python -m training.fit``: fits the blend on questions that the reader was not trained on.

The questions written on the articles kept out, put to coverages of many sizes, and the dated ones
that training left. Writes `blend.json` of the model's folder.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from benchmarks.metrics import exact_match, f1, holds
from benchmarks.questions import load
from knowledge import Coverage
from knowledge.answering import blend as blends
from knowledge.answering.blend import Blend, Features, answer_features, sentence_features
from knowledge.answering.candidates import collect
from knowledge.answering.decision import candidate_features
from knowledge.answering.evidence import Evidence, gather
from knowledge.answering.pipeline import CONSIDERED, Answering, find_hits
from knowledge.index import Index, IndexBuilder
from knowledge.questions import Question, read_question
from knowledge.questions.background import Background
from knowledge.reading import Measured, Sentence, load_reader, measure
from knowledge.scope import Scope
from knowledge.text.analysis import Analyzer
from training.written import QUESTIONS, Written, kept_out, load_written

ANALYZER = Analyzer()
Rows = list[Features]


Tells = Callable[[Sentence], bool]


@dataclass(slots=True)
class Case:
    """A question put to a coverage: what was found and which of it tells, the accepted answers,
    and, once its windows were read, the evidence in their sentences."""

    question: Question
    index: Index
    found: list[list[Measured]]
    tells: Tells
    answers: tuple[str, ...]
    group: str
    evidence: list[Evidence] = field(default_factory=list)

    def read(self, answering: Answering, chosen_by: Features) -> None:
        """Reads the windows that the weights choose."""
        blend = Blend(chosen_by, {}, {}, {})
        reader, most = answering.reader, answering.windows
        self.evidence = gather(self.question, self.found, self.index, reader, blend, most)


def written_cases(
    index: Index, questions: Sequence[Written], answering: Answering
) -> Iterator[Case]:
    """The written questions over the whole coverage, and over a few of any articles, or of those
    nearest to theirs: a story told by many is the harder one."""
    shuffle = random.Random(4)
    everything = list(index.article_ids())
    by_article: dict[str, list[Written]] = {}
    for question in questions:
        by_article.setdefault(question.article, []).append(question)
    for article_id, asked in by_article.items():
        others = shuffle.sample(everything, shuffle.choice((2, 8, 40)))
        few = _index_of(index, [article_id, *others])
        story = _index_of(index, [article_id, *_nearest(index, article_id)])
        for question in asked:
            small = shuffle.choice(((few, "few"), (story, "story")))
            for where, size in ((index, "all"), small):
                yield _case(where, question.question, Scope(), answering, f"written {size}",
                            _tells(index, question), _answers(index, question))  # fmt: skip


def _nearest(index: Index, article_id: str) -> list[str]:
    """The ids of the articles that are nearest in words, a handful."""
    article = index.article(article_id)
    terms = ANALYZER.terms(f"{article.title or ''} {article.text[:400]}")
    hits = find_hits(index, terms, 20, Scope())
    return list(dict.fromkeys(hit.passage.article.id for hit in hits))[:9]


def _answers(index: Index, question: Written) -> tuple[str, ...]:
    text = index.article(question.article).text
    return tuple(text[start:end] for start, end in question.spans)


def _tells(index: Index, question: Written) -> Tells:
    answers = _answers(index, question)

    def tells(each: Sentence) -> bool:
        if each.article.id == question.article:
            return any(each.start < end and start < each.end for start, end in question.told)
        # Elsewhere a longer answer is hardly there by accident.
        return any(len(a.split()) > 1 and holds(each.text, [a]) for a in answers)

    return tells


def quiz_cases(index: Index, path: Path, answering: Answering) -> Iterator[Case]:
    """The dated questions as of their day, and put to another month, which does not say."""
    for asked in load(path)[1::2]:
        if asked.asked is None:
            continue
        day = asked.asked + timedelta(days=2)

        def tells(each: Sentence, answers: tuple[str, ...] = asked.answers) -> bool:
            return holds(each.text, answers)

        yield _case(
            index, asked.question, Scope(as_of=day), answering, "quiz", tells, asked.answers
        )
        until = day - timedelta(days=90)
        scope = Scope(since=day - timedelta(days=120), until=until, as_of=until)
        yield _case(index, asked.question, scope, answering, "other month", lambda _: False, ())


def _case(
    index: Index,
    text: str,
    scope: Scope,
    answering: Answering,
    group: str,
    tells: Tells,
    answers: tuple[str, ...],
) -> Case:
    question = read_question(text, index, ANALYZER, Background.load())
    hits = find_hits(index, question.terms, CONSIDERED, scope)
    pieces = answering.reader.pieces if answering.reader else None
    found = measure(question, hits, ANALYZER, pieces)
    return Case(question, index, found, tells, answers, group)


def _index_of(index: Index, ids: Sequence[str]) -> Index:
    builder = IndexBuilder(ANALYZER)
    builder.extend(index.article(each) for each in dict.fromkeys(ids))
    return builder.build()


def fit(cases: Sequence[Case], answering: Answering) -> Blend:
    """The four models, fitted one after the other, each on what the ones before it do."""
    window = _fit_ranking(
        [[(m.features(), case.tells(m.sentence)) for row in case.found for m in row]
         for case in cases]
    )  # fmt: skip
    for case in cases:
        case.read(answering, window)
    sentence = _fit_ranking(
        [[(sentence_features(e), case.tells(e.measured.sentence)) for e in case.evidence]
         for case in cases]
    )  # fmt: skip
    ranked = Blend(window, sentence, {}, {})
    first: Rows = []
    right: list[bool] = []
    for case in cases:
        order = rank(case, ranked)
        if order:
            evidence = [each for each, _ in order]
            first.append(answer_features(case.question, evidence, case.index.passage_count))
            right.append(order[0][1])
    tells = _fit_logistic(first, right)
    both = Blend(window, sentence, tells, {})
    rows: Rows = []
    stated: list[bool] = []
    for case in cases:
        if (row := span_row(case, both)) is not None:
            rows.append(row[0])
            stated.append(row[1])
    return Blend(window, sentence, tells, _fit_logistic(rows, stated) if rows else {})


def rank(case: Case, blend: Blend) -> list[tuple[Evidence, bool]]:
    """The sentences of a case in order, with whether each tells the answer."""
    return [(each, case.tells(each.measured.sentence)) for each in blend.ranked(case.evidence)]


def span_row(case: Case, blend: Blend) -> tuple[Features, bool] | None:
    """The features of the first candidate and whether it is right."""
    order = [each for each, _ in rank(case, blend)]
    candidates = collect(order)
    if not candidates:
        return None
    tells = blend.tells_chance(answer_features(case.question, order, case.index.passage_count))
    features = candidate_features(case.question, candidates, tells)
    text = candidates[0].text
    right = bool(exact_match(text, case.answers)) or f1(text, case.answers) >= 0.6
    return features, right or (bool(case.answers) and holds(text, case.answers))


def _fit_ranking(groups: Sequence[Sequence[tuple[Features, bool]]]) -> dict[str, float]:
    """A conditional logit: the telling sentences of each question against the others."""
    used = [group for group in groups if len({told for _, told in group}) == 2]
    names = list(used[0][0][0])
    shape = (len(used), max(map(len, used)))
    features = torch.zeros((*shape, len(names)))
    tells, there = (torch.zeros(shape, dtype=torch.bool) for _ in range(2))
    for row, group in enumerate(used):
        features[row, : len(group)] = torch.tensor([list(each.values()) for each, _ in group])
        tells[row, : len(group)] = torch.tensor([told for _, told in group])
        there[row, : len(group)] = True

    def loss(weights: Tensor) -> Tensor:
        scores = (features @ weights).masked_fill(~there, -1e4)
        right = scores.masked_fill(~tells, -1e4).logsumexp(1)
        return (scores.logsumexp(1) - right).mean() + 1e-4 * weights.square().sum()

    return dict(zip(names, _minimised(loss, len(names)), strict=True))


def _fit_logistic(rows: Rows, right: Sequence[bool]) -> dict[str, float]:
    names = list(rows[0])
    features = torch.tensor([[row[name] for name in names] for row in rows])
    target = torch.tensor(right, dtype=torch.float32)
    spread = features.std(0).clamp_min(1e-3)

    def loss(weights: Tensor) -> Tensor:
        logits = features / spread @ weights
        bce = torch.nn.functional.binary_cross_entropy_with_logits(logits, target)
        return bce + 1e-3 * weights.square().sum() / len(names)

    found = torch.tensor(_minimised(loss, len(names))) / spread
    return dict(zip(names, [round(float(weight), 5) for weight in found], strict=True))


def _minimised(loss: Callable[[Tensor], Tensor], size: int) -> list[float]:
    weights = torch.zeros(size, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=500, line_search_fn="strong_wolfe")

    def closure() -> Any:
        optimizer.zero_grad()
        value = loss(weights)
        value.backward()
        return value

    optimizer.step(closure)
    return [round(float(weight), 5) for weight in weights.detach()]


def report(cases: Sequence[Case], blend: Blend) -> Iterator[str]:
    """What the blend does on each group of cases: shares right, and the areas of refusing."""
    groups = sorted({case.group for case in cases})
    for group in groups:
        some = [(case, rank(case, blend)) for case in cases if case.group == group]
        can = [order for _, order in some if any(tells for _, tells in order)]
        first = sum(order[0][1] for order in can)
        three = sum(any(tells for _, tells in order[:3]) for order in can)
        said = [case for case, _ in some if case.answers]
        shares = [f"{part / max(1, len(said)):.3f}" for part in (len(can), first, three)]
        found = "found {}, first {}, in three {}".format(*shares)
        yield f"{group}: {len(some)} asked, {len(said)} said, {found}"


def fit_blend(
    articles: Path, quiz: Path, data_dir: Path | None, limit: int | None = None
) -> list[str]:
    """Fits the weights with the reader and without it, writes them, and returns the reports.

    `articles` are those that the written questions are on, `quiz` their dated questions,
    `data_dir` is where the index is kept, and `limit` leaves only so many written questions.
    """
    questions = [each for each in load_written(QUESTIONS) if kept_out(each.article)][:limit]
    found: dict[str, Blend] = {}
    told: list[str] = []
    with Coverage.open([articles], data_dir=data_dir) as coverage:
        for name, reader in (("read", load_reader()), ("plain", None)):
            answering = Answering(ANALYZER, reader)
            cases = [
                *written_cases(coverage.index, questions, answering),
                *quiz_cases(coverage.index, quiz, answering),
            ]
            found[name] = fit(cases, answering)
            told += [f"{name}:", *report(cases, found[name])]
    rows = {name: asdict(blend) for name, blend in found.items()}
    blends.PATH.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return told


def main() -> None:
    """Runs the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=Path, required=True, help="the articles of 2022")
    parser.add_argument("--quiz", type=Path, required=True, help="its dated quiz questions")
    parser.add_argument("--data-dir", type=Path, help="where their index is kept")
    parser.add_argument("--limit", type=int, help="only the first N written questions")
    options = parser.parse_args()
    print("\n".join(fit_blend(options.articles, options.quiz, options.data_dir, options.limit)))


if __name__ == "__main__":
    main()
