"""Sources: the question files that examples are made of, each in its own format."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.metrics import holds, occurrences
from benchmarks.questions import load
from knowledge import Coverage
from knowledge.answering.pipeline import CONSIDERED, find_hits
from knowledge.article import Article
from knowledge.questions import Question, read_question
from knowledge.questions.background import Background
from knowledge.questions.classification import classify
from knowledge.scope import Scope
from training.examples import (
    ANALYZER,
    MOST_OTHER,
    MOST_OWN,
    Example,
    far_snippets,
    hits_of,
    snippet,
    telling,
    windows_of,
)
from training.written import Written, kept_out

BACKGROUND = Background.load()


def page_question(text: str) -> Question:
    """A question of a page by itself, weighed by general news alone."""
    weights = {term: BACKGROUND.rarity(term) for term in ANALYZER.terms(text)}
    return Question(text, text, classify(text)[0], weights, (), 1.0)


def written_examples(coverage: Coverage, questions: Sequence[Written]) -> Iterator[Example]:
    """Examples of the written questions whose articles are not kept out."""
    index, shuffle = coverage.index, random.Random(5)
    far = [index.article(each) for each in shuffle.sample(list(index.article_ids()), 400)]
    for asked in questions:
        if kept_out(asked.article):
            continue
        article = index.article(asked.article)
        question = read_question(asked.question, index, ANALYZER, BACKGROUND)
        answers = [article.text[start:end] for start, end in asked.spans]
        example = Example(asked.question, "written")
        example.positives = list(telling(article, asked.told, asked.spans))
        for window in windows_of(question, hits_of([article]), MOST_OWN):
            said = [(a, b) for a, b in asked.spans if window.start <= a and b <= window.end]
            says = any(window.start < end and start < window.end for start, end in asked.told)
            if said:
                example.positives.append(snippet(window, said))
            elif not says and not holds(article.text[window.start : window.end], answers):
                example.own.append(snippet(window))
        hits = find_hits(index, question.terms, CONSIDERED, Scope())
        hits = [h for h in hits if h.passage.article.id != asked.article]
        if asked.spans or len(hits) > 6:  # what is nearest may be on the same story, and say it
            for window in windows_of(question, hits[0 if asked.spans else 3 :], MOST_OTHER):
                text = f"{window.article.title}\n{window.article.text[window.start : window.end]}"
                if not kept_out(window.article.id) and not holds(text, answers):
                    example.other.append(snippet(window))
        example.far = far_snippets(question, far, shuffle)
        yield example


def quiz_examples(coverage: Coverage, path: Path) -> Iterator[Example]:
    """Examples of every other dated quiz question: what holds the answer is taken to tell it.

    The rest are left for the blend to be fitted on.
    """
    for asked in load(path)[::2]:
        if asked.asked is None:
            continue
        index, scope = coverage.index, Scope(as_of=asked.asked + timedelta(days=2))
        question = read_question(asked.question, index, ANALYZER, BACKGROUND)
        example = Example(asked.question, "quiz")
        hits = find_hits(index, question.terms, CONSIDERED, scope)
        for window in windows_of(question, hits, 24):
            if kept_out(window.article.id):
                continue
            text = window.article.text[window.start : window.end]
            places = occurrences(text, asked.answers)
            spans = [(start + window.start, end + window.start) for start, end in places]
            if spans and len(example.positives) < 3:
                example.positives.append(snippet(window, spans))
            elif not spans and not holds(window.article.title or "", asked.answers):
                example.other.append(snippet(window))
        yield example


def squad_examples(path: Path) -> Iterator[Example]:
    """Examples in SQuAD's format; long contexts and unanswerable questions included."""
    rows = json.loads(_read(path))["data"]
    for row in rows:
        title = str(row.get("title", "")).replace("_", " ")
        yield from _paragraph_examples(
            [
                (paragraph["context"], [_squad_question(each) for each in paragraph["qas"]])
                for paragraph in row["paragraphs"]
            ],
            title,
        )


def _squad_question(row: dict[str, Any]) -> tuple[str, list[tuple[int, int]]]:
    found = {(a["answer_start"], a["answer_start"] + len(a["text"])) for a in row["answers"]}
    return row["question"], [] if row.get("is_impossible") else sorted(found)


def qed_examples(path: Path) -> Iterator[Example]:
    """Examples of Natural Questions with their paragraphs, as QED gives them."""
    for line in _read(path).splitlines():
        row = json.loads(line)
        spans = {(s["start"], s["end"]) for given in row["original_nq_answers"] for s in given}
        short = sorted((start, end) for start, end in spans if end - start <= 80)
        if short:
            paragraph = (row["paragraph_text"], [(row["question_text"], short)])
            yield from _paragraph_examples([paragraph], row["title_text"])


def timed_examples(path: Path) -> Iterator[Example]:
    """Examples of the time-sensitive questions: a page, and what held at a time."""
    for row in json.loads(_read(path)):
        paragraphs = row["paras"]
        asked: dict[int, list[tuple[str, list[tuple[int, int]]]]] = {}
        for question, answers in row["questions"]:
            for answer in answers[:1]:
                if answer["answer"]:
                    text = paragraphs[answer["para"]]
                    span = (answer["from"], answer["end"])
                    if text[slice(*span)] == answer["answer"]:
                        asked.setdefault(answer["para"], []).append((question, [span]))
        title = row["link"].removeprefix("/wiki/").replace("_", " ")
        yield from _paragraph_examples(
            [(text, asked.get(place, [])) for place, text in enumerate(paragraphs)], title
        )


def _paragraph_examples(
    paragraphs: Sequence[tuple[str, Sequence[tuple[str, Sequence[tuple[int, int]]]]]], title: str
) -> Iterator[Example]:
    """Examples of the questions on each paragraph of a page; the others are what they have to be
    told from."""
    shuffle = random.Random(len(paragraphs))
    articles = [
        Article(id=f"{n}", text=text, title=title) for n, (text, _) in enumerate(paragraphs)
    ]
    for article, (_, questions) in zip(articles, paragraphs, strict=True):
        rest = [each for each in articles if each is not article]
        for question, spans in questions:
            asked = page_question(question)
            example = Example(question, "page")
            example.positives = list(telling(article, spans, spans))
            for window in windows_of(asked, hits_of([article]), MOST_OWN):
                if not any(window.start < end and start < window.end for start, end in spans):
                    example.own.append(snippet(window))
            others = shuffle.sample(rest, min(4, len(rest)))
            example.other = [snippet(w) for w in windows_of(asked, hits_of(others), 4)]
            yield example


def _read(path: Path) -> str:
    opener: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        return str(file.read())
