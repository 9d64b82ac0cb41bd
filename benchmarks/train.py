"""Trains knowledge/answering/weights.json: ``python -m benchmarks.train --coverage --questions``.

Every question is asked as of its day + 2. Scorers are fitted in stages, each on what the stage
before gives questions it has not seen (five folds): sentences that hold the answer, candidates that
are it, then the probabilities. That the coverage does not say is learned from three kinds of
coverage without the answer: another month's, the same with the answer's passages taken out, and a
handful of articles, with and without them.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

import numpy as np

from benchmarks.cases import ANALYZER, FOLDS, Case, chat_cases, dated_cases, made_cases
from benchmarks.evaluation import RIGHT_F1
from benchmarks.learning import Group, fit_probability, fit_ranker
from benchmarks.metrics import exact_match, f1, holds
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
_ASKED = ("normal", "made", "chat")
CHAT = Path("tests/questions/chat.jsonl")
SAMPLE = Path("config/sample-coverage")
NETWORKS = 3
# Sentences that short questions are made from.
MADE = 900
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
        print(f"{len(cases)} cases")
        scorers = train(cases)
    WEIGHTS.write_text(json.dumps(_stored(scorers)), encoding="utf-8")
    print(f"{WEIGHTS}: {WEIGHTS.stat().st_size} bytes")


def train(cases: Sequence[Case]) -> dict[str, Scorer]:
    """All scorers, by name; prints what each reaches on questions it has not seen."""
    asking = [case for case in cases if case.kind in _ASKED and case.sentences and case.golds]
    normal = [case for case in asking if case.kind == "normal"]
    scorers = {}

    def sentence_scorer(of: Sequence[Case], networks: int = 1) -> Scorer:
        groups = [_sentence_group(case) for case in of]
        return fit_ranker(groups, SENTENCE_FEATURES, networks=networks)

    def candidate_scorer(of: Sequence[Case], networks: int = 1) -> Scorer:
        groups = [group for case in of if len((group := _candidate_group(case))[1])]
        return fit_ranker(groups, CANDIDATE_FEATURES, networks=networks)

    def lead_scorer(of: Sequence[Case], networks: int = 1) -> Scorer:
        return fit_ranker([_lead_group(case) for case in of], LEAD_FEATURES, networks=networks)

    folds = _fold_scorers(asking, sentence_scorer)
    for case in cases:
        case.ranked = rank_sentences(case.question, case.sentences, case.today, folds[case.fold])
    _print_sentences(normal)
    scorers["sentence"] = sentence_scorer(asking, NETWORKS)

    for case in cases:
        case.candidates = _candidates(case, None)
    folds = _fold_scorers(asking, candidate_scorer)
    scorers["candidate"] = candidate_scorer(asking, NETWORKS)
    for case in cases:
        case.candidates = _candidates(case, folds[case.fold])
    _print_candidates(normal)
    folds = _fold_scorers(asking, lead_scorer)
    scorers["lead"] = lead_scorer(asking, NETWORKS)
    for case in cases:
        case.ranked = rank_leads(case.question, case.ranked, case.candidates, folds[case.fold])
    _print_sentences(normal)
    scorers.update(_probabilities(cases))
    return scorers


def _fold_scorers(
    cases: Sequence[Case], fit: Callable[[Sequence[Case]], Scorer]
) -> dict[int, Scorer]:
    """For each fold the scorer fitted on the others."""
    return {fold: fit([case for case in cases if case.fold != fold]) for fold in range(FOLDS)}


def _sentence_group(case: Case) -> Group:
    rows = np.array(sentence_features(case.question, case.sentences, case.today))
    labels = np.array([float(holds(s.text, case.golds)) for s in case.sentences])
    return rows, labels


def _lead_group(case: Case) -> Group:
    leads = case.ranked[:READ]
    rows = np.array(lead_features(case.question, leads, case.candidates))
    return rows, np.array([float(holds(s.text, case.golds)) for s in leads])


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

    told = [c for c in cases if c.kind != "normal" or c.answerable]
    golden = [c for c in cases if c.golds or not c.answerable]
    spans = [c for c in golden if c.candidates]
    shown = [c for c in golden if c.ranked]
    targets = {
        "evidence": (told, [c.answerable for c in told]),
        "span": (spans, [_right(c.candidates[0].text, c.golds) for c in spans]),
        "shown": (shown, [holds(c.ranked[0].text, c.golds) for c in shown]),
    }
    scorers = {}
    for name, (of, labels) in targets.items():
        rows, wanted = rows_of(of), np.array(labels, float)
        scores = np.zeros(len(of))
        for fold in range(FOLDS):
            mine = np.array([c.fold == fold for c in of])
            fitted = fit_probability(rows[~mine], wanted[~mine], DECISION_FEATURES)
            scores[mine] = _scored(fitted, rows[mine])
        _print_probability(name, of, scores, wanted)
        scorers[name] = fit_probability(rows, wanted, DECISION_FEATURES)
    return scorers


def _scored(scorer: Scorer, rows: Matrix) -> Matrix:
    return 1.0 / (1.0 + np.exp(-scorer(rows)))


def _print_sentences(cases: Sequence[Case]) -> None:
    for k in (1, 3):
        found = [any(holds(s.text, c.golds) for s in c.ranked[:k]) for c in cases]
        print(f"sentence H@{k} {np.mean(found):.3f}")


def _print_candidates(cases: Sequence[Case]) -> None:
    best = [(c.candidates[0].text, c.golds) for c in cases if c.candidates]
    exact = sum(exact_match(*pair) for pair in best) / len(cases)
    overlap = sum(f1(*pair) for pair in best) / len(cases)
    print(f"answer EM {exact:.3f} F1 {overlap:.3f}")


def _print_probability(name: str, cases: Sequence[Case], scores: Matrix, wanted: Matrix) -> None:
    """Calibration error in ten bins and, for each kind of case, the mean score of both labels."""
    bins = np.minimum((scores * 10).astype(int), 9)
    error = sum(
        abs(scores[bins == b].mean() - wanted[bins == b].mean()) * (bins == b).mean()
        for b in range(10)
        if (bins == b).any()
    )
    print(f"{name}: n {len(cases)}, right {wanted.mean():.3f}, calibration error {error:.3f}")
    kinds = np.array([c.kind for c in cases])
    for kind in dict.fromkeys(kinds):
        for threshold in (0.2, 0.3, 0.5):
            mine = kinds == kind
            passed = (scores[mine] >= threshold).mean()
            right = wanted[mine & (scores >= threshold)]
            rate = right.mean() if len(right) else float("nan")
            print(f"  {kind:14s} at {threshold}: {passed:.3f} pass, {rate:.3f} of them right")


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
