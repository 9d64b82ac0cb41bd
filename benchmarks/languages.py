"""How often the paragraph that answers is found first, in several languages and all together.

    python -m benchmarks.languages xquad-de.json.gz xquad-es.json.gz xquad-zh.json.gz

Each file has paragraphs with their questions in the form of SQuAD; what stands before the first "."
and after the last "-" of its name is its language. The paragraphs become articles that declare no
language, so it is told from their words. Given several files, they are also put into one coverage,
whose questions are put whole, and as their last three words (Chinese: six characters), which may
be of several languages.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from knowledge import Coverage

# Chinese is written without spaces.
_FEW_WORDS, _FEW_CHARACTERS = 3, 6

# A question and the id of the article that it is about.
Asked = tuple[str, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="+", type=Path)
    for line in lines(parser.parse_args().files):
        print(line, flush=True)


def lines(files: Sequence[Path]) -> Iterator[str]:
    """The figures of each file, then those of all together, a line each."""
    yield f"{'coverage':<10} {'questions':<12} {'asked':>6} {'first':>6} {'of five':>8}"
    languages = {each.name.split(".")[0].rsplit("-", 1)[-1]: each for each in files}
    for language, file in languages.items():
        yield from _figures({language: file}, language)
    if len(languages) > 1:
        yield from _figures(languages, "all")


def _figures(languages: dict[str, Path], name: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        asked = {
            language: list(_write(file, language, Path(folder)))
            for language, file in languages.items()
        }
        with Coverage.open([folder], reader_threads=0) as coverage:
            told = {each.language or "en": each.articles for each in coverage.status().languages}
            yield f"{name:<10} articles told to be in " + ", ".join(
                f"{code}: {count}" for code, count in sorted(told.items())
            )
            for language, whole in asked.items():
                yield f"{name:<10} {language:<12} {_found(coverage, whole)}"
                if len(asked) > 1:
                    short = [(_last_words(question), article) for question, article in whole]
                    yield f"{name:<10} {language + ', short':<12} {_found(coverage, short)}"


def _write(file: Path, language: str, folder: Path) -> Iterator[Asked]:
    """Writes the paragraphs of a file as articles; the questions with the ids of theirs."""
    with gzip.open(file, "rt", encoding="utf-8") as stream:
        pages = json.load(stream)["data"]
    paragraphs = [paragraph for page in pages for paragraph in page["paragraphs"]]
    with (folder / f"{language}.jsonl").open("w", encoding="utf-8") as out:
        for number, paragraph in enumerate(paragraphs):
            article = f"{language}-{number}"
            out.write(json.dumps({"id": article, "text": paragraph["context"]}) + "\n")
            yield from ((each["question"], article) for each in paragraph["qas"])


def _last_words(question: str) -> str:
    words = question.split()
    return " ".join(words[-_FEW_WORDS:]) if len(words) > 1 else question[-_FEW_CHARACTERS:]


def _found(coverage: Coverage, asked: Sequence[Asked]) -> str:
    ranks = []
    for question, article in asked:
        hits = [hit.passage.article.id for hit in coverage.search(question, 5)]
        ranks.append(hits.index(article) if article in hits else None)
    first = ranks.count(0) / len(ranks)
    five = sum(rank is not None for rank in ranks) / len(ranks)
    return f"{len(ranks):>6} {first:>6.3f} {five:>8.3f}"


if __name__ == "__main__":
    main()
