"""Trains knowledge/answering/weights.json: ``python -m benchmarks.train --coverage --questions``.

Every question is asked as of its day + 2. Scorers are fitted in stages, each on what the stage
before gives questions it has not seen (five folds): sentences that hold the answer, candidates that
are it, then the probabilities. They learn as well from short questions made out of articles, from
the working half of the chat questions and from those written for it (`benchmarks/written.jsonl`).
That the coverage does not say is learned from coverage without the answer: another month's, the
same with the answer's passages taken out, a handful of articles, and near misses.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt

from benchmarks.cases import (
    ANALYZER,
    FOLDS,
    Case,
    chat_cases,
    dated_cases,
    made_cases,
    written_cases,
)
from benchmarks.evaluation import RIGHT_F1
from benchmarks.learning import Group, fit_probability, fit_ranker, joined
from benchmarks.metrics import area_under_curve, exact_match, f1
from benchmarks.questions import load
from knowledge import Coverage
from knowledge.answering.candidates import Candidate
from knowledge.answering.features import (
    CANDIDATE_FEATURES,
    DECISION_FEATURES,
    LEAD_FEATURES,
    SENTENCE_FEATURES,
    candidate_features,
    decision_features,
    lead_features,
    sentence_features,
)
from knowledge.answering.ranking import READ, rank_candidates, rank_leads, rank_sentences
from knowledge.answering.scorer import ARRAYS, Matrix, Scorer

# Questions that the rankers learn from: put to coverage that may answer them.
_ASKED = ("normal", "made", "chat", "written", "story")
CHAT = Path("tests/questions/chat.jsonl")
WRITTEN = Path("benchmarks/written.jsonl")
SAMPLE = Path("config/sample-coverage")
NETWORKS = 5
# Sentences that short questions are made from.
MADE = 900
# Cases that a probability has to tell apart, right ones of one kind from wrong ones of another.
CONTRASTS = (
    ("normal", "other month"),
    ("normal", "removed"),
    ("small", "small removed"),
    ("small", "small other"),
    ("made", "made untold"),
    ("made", "made swapped"),
    ("chat", "chat"),
    ("written", "written"),
    ("story", "story"),
)
# Coverages that do not say what is asked.
NOT_SAID = ("other month", "removed", "small removed", "small other", "made untold", "made swapped")
# What the features see of a fact that is told in other words and of one that is not told beside it
# is nearly the same: learned from, these lose answers to questions that name their words; left out,
# the others are refused too readily. So half of the networks that tell whether the coverage says it
# learn from them.
NEAR_MISSES = ("written", "story")
# How often a dated question put to its own coverage is learned from, so that those weigh as much as
# the cases without an answer that are made of each.
SAID_COPIES = 3
# How often a dated question is ranked by, of which there are fewer than of those made and written.
DATED_COPIES = 3
BARS = (0.2, 0.3, 0.4, 0.5)
WEIGHTS = Path("knowledge/answering/weights.json")


def main() -> None:
    """Runs the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--coverage", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--data-dir", type=Path)
    options = parser.parse_args()
    with Coverage.open([options.coverage], data_dir=options.data_dir) as coverage:
        cases = list(dated_cases(coverage.index, load(options.questions)))
        cases += made_cases(coverage.index, MADE)
        cases += chat_cases(load(CHAT), options.coverage, SAMPLE)
        cases += written_cases(coverage.index, load(WRITTEN))
        print(f"{len(cases)} cases")
        scorers = train(cases)
    WEIGHTS.write_text(json.dumps(_stored(scorers)), encoding="utf-8")
    print(f"{WEIGHTS}: {WEIGHTS.stat().st_size} bytes")


def train(cases: Sequence[Case]) -> dict[str, Scorer]:
    """All scorers, by name; prints what each reaches on questions it has not seen."""
    asking = [case for case in cases if case.kind in _ASKED and case.sentences and case.golds]
    scorers = {}

    def sentence_scorer(of: Sequence[Case], networks: int = 1) -> Scorer:
        groups = [_sentence_group(case) for case in _weighed(of)]
        return fit_ranker(groups, SENTENCE_FEATURES, networks=networks)

    def candidate_scorer(of: Sequence[Case], networks: int = 1) -> Scorer:
        groups = [group for case in _weighed(of) if len((group := _candidate_group(case))[1])]
        return fit_ranker(groups, CANDIDATE_FEATURES, networks=networks)

    def lead_scorer(of: Sequence[Case], networks: int = 1) -> Scorer:
        return fit_ranker(
            [_lead_group(case) for case in _weighed(of)], LEAD_FEATURES, networks=networks
        )

    folds = _fold_scorers(asking, sentence_scorer)
    for case in cases:
        case.ranked = rank_sentences(case.question, case.sentences, case.today, folds[case.fold])
    _print_sentences(asking)
    scorers["sentence"] = sentence_scorer(asking, NETWORKS)

    for case in cases:
        case.candidates = _candidates(case, None)
    folds = _fold_scorers(asking, candidate_scorer)
    scorers["candidate"] = candidate_scorer(asking, NETWORKS)
    for case in cases:
        case.candidates = _candidates(case, folds[case.fold])
    _print_candidates(asking)
    folds = _fold_scorers(asking, lead_scorer)
    scorers["lead"] = lead_scorer(asking, NETWORKS)
    for case in cases:
        case.ranked = rank_leads(case.question, case.ranked, case.candidates, folds[case.fold])
    _print_sentences(asking)
    scorers.update(_probabilities(cases))
    return scorers


def _weighed(cases: Sequence[Case]) -> list[Case]:
    """The cases to rank by, dated ones as often as needed to weigh about what the others do."""
    return [case for case in cases for _ in range(DATED_COPIES if case.kind == "normal" else 1)]


def _fold_scorers(
    cases: Sequence[Case], fit: Callable[[Sequence[Case]], Scorer]
) -> dict[int, Scorer]:
    """For each fold the scorer fitted on the others."""
    return {fold: fit([case for case in cases if case.fold != fold]) for fold in range(FOLDS)}


def _sentence_group(case: Case) -> Group:
    rows = np.array(sentence_features(case.question, case.sentences, case.today))
    labels = np.array([float(case.tells(s)) for s in case.sentences])
    return rows, labels


def _lead_group(case: Case) -> Group:
    leads = case.ranked[:READ]
    rows = np.array(lead_features(case.question, leads, case.candidates))
    return rows, np.array([float(case.tells(s)) for s in leads])


class _Formula:
    """Stands in for the candidate scorer before there is one: keeps the order of the formula."""

    def __call__(self, rows: Sequence[Sequence[float]]) -> Matrix:
        place = CANDIDATE_FEATURES.index("best_mention")
        return np.array([row[place] for row in rows])


def _candidates(case: Case, scorer: Scorer | None) -> list[Candidate]:
    chosen = scorer or cast(Scorer, _Formula())
    return rank_candidates(case.question, case.ranked, ANALYZER, case.index, case.today, chosen)


def _right(text: str, golds: Sequence[str]) -> bool:
    return exact_match(text, golds) == 1 or f1(text, golds) >= RIGHT_F1


def _candidate_group(case: Case) -> Group:
    # The rows are made of the formula's scores, as they are when an answer is looked for.
    candidates = _candidates(case, None)
    rows = np.array(candidate_features(case.question, candidates, case.today))
    labels = np.array([float(_right(c.text, case.golds)) for c in candidates])
    return rows.reshape(-1, len(CANDIDATE_FEATURES)), labels


def _probabilities(cases: Sequence[Case]) -> dict[str, Scorer]:
    def rows_of(of: Sequence[Case]) -> Matrix:
        return np.array(
            [decision_features(c.question, c.ranked, c.candidates, c.today) for c in of]
        )

    told = [c for c in cases if c.ranked and (c.kind != "normal" or c.answerable)]
    golden = [c for c in cases if c.golds or not c.answerable]
    spans = [c for c in golden if c.candidates]
    shown = [c for c in golden if c.ranked]
    targets = {
        "evidence": (told, [_is_said(c) for c in told]),
        "span": (spans, [_right(c.candidates[0].text, c.golds) for c in spans]),
        "shown": (shown, [c.tells(c.ranked[0]) for c in shown]),
    }
    scorers = {}
    for name, (of, labels) in targets.items():
        rows, wanted = rows_of(of), np.array(labels, float)
        copies = np.array([SAID_COPIES if c.kind == "normal" else 1 for c in of])
        plain = np.array([name != "evidence" or c.kind not in NEAR_MISSES for c in of])
        scores = np.zeros(len(of))
        for fold in range(FOLDS):
            mine = np.array([c.fold == fold for c in of])
            fitted = _fit_twice(rows[~mine], wanted[~mine], copies[~mine], plain[~mine])
            scores[mine] = _scored(fitted, rows[mine])
        _print_probability(name, of, scores, wanted)
        scorers[name] = _fit_twice(rows, wanted, copies, plain)
    return scorers


def _is_said(case: Case) -> bool:
    """Whether refusing would lose something: of a handful of articles a reader looks at the three
    best sentences, of many at the five best passages."""
    if case.kind in ("normal", *NOT_SAID):
        return case.answerable
    return case.answerable and any(case.tells(sentence) for sentence in case.ranked[:3])


def _fit_twice(
    rows: Matrix, wanted: Matrix, copies: npt.NDArray[np.int64], plain: npt.NDArray[np.bool_]
) -> Scorer:
    """The scorer of all rows, joined with that of the plain ones where not all are plain."""
    scorer = fit_probability(
        np.repeat(rows, copies, axis=0), np.repeat(wanted, copies), DECISION_FEATURES
    )
    if plain.all():
        return scorer
    kept = copies * plain
    other = fit_probability(
        np.repeat(rows, kept, axis=0),
        np.repeat(wanted, kept),
        DECISION_FEATURES,
        standard=(scorer.mean, scorer.scale),
    )
    return joined(scorer, other)


def _scored(scorer: Scorer, rows: Matrix) -> Matrix:
    return 1.0 / (1.0 + np.exp(-scorer(rows)))


def _print_sentences(cases: Sequence[Case]) -> None:
    for kind, of in _by_kind(cases):
        shares = [
            np.mean([any(case.tells(s) for s in case.ranked[:k]) for case in of]) for k in (1, 3)
        ]
        print(f"{kind}: sentence H@1 {shares[0]:.3f} H@3 {shares[1]:.3f}")


def _print_candidates(cases: Sequence[Case]) -> None:
    for kind, of in _by_kind(cases):
        best = [(c.candidates[0].text, c.golds) for c in of if c.candidates]
        exact = sum(exact_match(*pair) for pair in best) / len(of)
        overlap = sum(f1(*pair) for pair in best) / len(of)
        print(f"{kind}: answer EM {exact:.3f} F1 {overlap:.3f}")


def _by_kind(cases: Sequence[Case]) -> Iterator[tuple[str, list[Case]]]:
    for kind in dict.fromkeys(case.kind for case in cases):
        yield kind, [case for case in cases if case.kind == kind]


def _print_probability(name: str, cases: Sequence[Case], scores: Matrix, wanted: Matrix) -> None:
    """Calibration error in ten bins and, for each kind of case, the mean score of both labels."""
    bins = np.minimum((scores * 10).astype(int), 9)
    error = sum(
        abs(scores[bins == b].mean() - wanted[bins == b].mean()) * (bins == b).mean()
        for b in range(10)
        if (bins == b).any()
    )
    print(f"{name}: n {len(cases)}, right {wanted.mean():.3f}, calibration error {error:.3f}")
    kinds = np.array([case.kind for case in cases])
    yes = {kind: scores[(kinds == kind) & (wanted > 0)].tolist() for kind in set(kinds)}
    no = {kind: scores[(kinds == kind) & (wanted == 0)].tolist() for kind in set(kinds)}
    for right, wrong in CONTRASTS:
        kept = [np.mean(np.array(yes[right]) >= t) for t in BARS]
        rejected = [np.mean(np.array(no[wrong]) < t) for t in BARS]
        rates = ", ".join(
            f"{k:.2f}/{r:.2f} at {t}" for t, k, r in zip(BARS, kept, rejected, strict=True)
        )
        area = area_under_curve(yes[right], no[wrong])
        print(f"  {right} against {wrong}: AUC {area:.3f}, kept/rejected {rates}")


def _stored(scorers: dict[str, Scorer]) -> dict[str, object]:
    """The scorers as JSON, four significant digits each."""
    return {
        name: {
            "names": scorer.names,
            **{key: _rounded(getattr(scorer, key)) for key in ARRAYS},
        }
        for name, scorer in scorers.items()
    }


def _rounded(array: Matrix) -> object:
    return np.vectorize(lambda value: float(f"{value:.4g}"))(array).tolist()


if __name__ == "__main__":
    main()
