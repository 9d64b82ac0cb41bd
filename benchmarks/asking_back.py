"""Which questions are asked back, by sets of clear ones and of such as lack what they are about.

Clear are those of tests/questions that `benchmarks.chat` uses. Underspecified are those that
MTRAG-UN marks so, each put alone over all the passages that come with its set.
"""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.chat import QUESTIONS, SAMPLE, named_articles
from benchmarks.questions import load
from knowledge import Coverage
from knowledge.answering import CONSIDERED
from knowledge.conversation.asking_back import find_choices, lacks_subject
from knowledge.text.analysis import Analyzer

ON_ARTICLES, ON_SAMPLE = ("chat", "chat_new"), ("sample", "sample_fresh", "casual")
UNDERSPECIFIED = "mtrag-un.jsonl.gz"


def asked_back(paths: Sequence[Path], questions: Sequence[str]) -> list[str]:
    """Those of some questions that are asked back over files of articles."""
    analyzer = Analyzer()
    with Coverage.open(paths, reader_threads=0) as coverage:
        return [
            question
            for question in questions
            if lacks_subject(question, analyzer)
            and find_choices(question, coverage.search(question, CONSIDERED), analyzer)
        ]


def sets(
    measure: Path | None, collection: Path | None
) -> Iterator[tuple[str, list[Path], list[str]]]:
    """The sets that can be asked with what is given: name, files of articles, questions."""
    folder = Path(tempfile.mkdtemp(prefix="dateline-"))
    for name in ON_SAMPLE:
        yield f"clear: {name}", [SAMPLE], [each.question for each in load(_set(name))]
    for name in ON_ARTICLES if collection else ():
        assert collection is not None
        questions = load(_set(name))
        of_2022 = [each for each in questions if not each.article.startswith("2023")]
        paths = [named_articles(folder, [collection], of_2022), SAMPLE]
        yield f"clear: {name}", paths, [each.question for each in of_2022]
    if measure is not None:
        yield from _underspecified(measure / UNDERSPECIFIED, folder)


def _set(name: str) -> Path:
    return QUESTIONS / f"{name}.jsonl"


def _underspecified(path: Path, folder: Path) -> Iterator[tuple[str, list[Path], list[str]]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    passages = {each["document_id"]: each["text"] for row in rows for each in row["contexts"]}
    file = folder / "passages.jsonl"
    file.write_text(
        "".join(json.dumps({"id": key, "text": text}) + "\n" for key, text in passages.items()),
        encoding="utf-8",
    )
    kinds = (("underspecified", "UNDERSPECIFIED"), ("answerable and alone", "ANSWERABLE"))
    for name, label in kinds:
        questions = [
            row["input"][-1]["text"]
            for row in rows
            if label in row["answerability"] and (len(row["input"]) == 1 or name != kinds[1][0])
        ]
        yield f"MTRAG-UN, {name}", [file], questions
