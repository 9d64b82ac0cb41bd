"""Makes knowledge/background.json.gz: `python -m benchmarks.background ARTICLES...`.

Counts in how many passages of general news each term occurs, and which terms are names: those that
stand with a capital more often than not, where no sentence begins. Terms found in few articles are
left out: they belong to one story, not to the language.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from knowledge.article import Article
from knowledge.passages import split_passages
from knowledge.questions.background import _TABLE
from knowledge.sources.readers import read, scan
from knowledge.text.analysis import Analyzer

MIN_ARTICLES = 5
# The share of a name's occurrences inside sentences that have a capital, at least.
CAPITAL_SHARE = 0.6
# A lower-case word and a space: what stands after it begins no sentence.
_INSIDE = re.compile(r"(?<=[a-z,] )\w[\w.'’-]*")


def main() -> None:
    """Reads the articles, counts and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="+", help="files or folders of articles")
    table = count(articles(parser.parse_args().articles), Analyzer())
    body = json.dumps(table, ensure_ascii=False)
    _TABLE.write_bytes(gzip.compress(body.encode(), 9, mtime=0))
    print(", ".join(f"{name} {_size(value)}" for name, value in table.items()))
    print(f"{_TABLE}: {_TABLE.stat().st_size} bytes")


def _size(value: Any) -> int:
    return value if isinstance(value, int) else len(value)


def articles(paths: Iterable[str]) -> Iterator[Article]:
    """The articles of some files or folders; what cannot be read is passed over."""
    for file in scan([Path(path) for path in paths]).files:
        yield from (each for each in read(file) if isinstance(each, Article))


def count(found: Iterable[Article], analyzer: Analyzer) -> dict[str, Any]:
    """The table: the number of `passages`, the `counts` of terms in them, which are `names`."""
    in_passages: Counter[str] = Counter()
    in_articles: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    passages = 0
    for article in found:
        for word in _INSIDE.findall(article.text):
            term = analyzer.term(word)
            inside[term] += 1
            capital[term] += word[0].isupper()
        in_article = [set(analyzer.terms(each.text)) for each in split_passages(article)]
        in_passages.update(term for terms in in_article for term in terms)
        in_articles.update(set().union(*in_article))
        passages += len(in_article)
    counts = {
        term: in_passages[term]
        for term, articles in sorted(in_articles.items())
        if articles >= MIN_ARTICLES and not any(char.isdigit() for char in term)
    }
    names = [term for term in counts if capital[term] > CAPITAL_SHARE * inside[term]]
    return {"passages": passages, "counts": counts, "names": names}


if __name__ == "__main__":
    main()
