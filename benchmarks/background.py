"""Makes knowledge/background.json.gz: `python -m benchmarks.background ARTICLES...`.

Counts in how many passages of general news each term occurs. Terms found in few articles are left
out: they belong to one story, not to the language.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter

from knowledge.analysis import Analyzer
from knowledge.article import Article
from knowledge.background import _TABLE
from knowledge.passages import split_passages
from knowledge.readers import read, scan

MIN_ARTICLES = 5


def main() -> None:
    """Reads the articles, counts and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="+", help="files or folders of articles")
    analyzer = Analyzer()
    in_passages: Counter[str] = Counter()
    in_articles: Counter[str] = Counter()
    passages = 0
    for file in scan(parser.parse_args().articles).files:
        for article in read(file):
            if not isinstance(article, Article):
                continue
            seen: set[str] = set()
            for passage in split_passages(article):
                terms = set(analyzer.terms(passage.text))
                in_passages.update(terms)
                seen |= terms
                passages += 1
            in_articles.update(seen)
    counts = {
        term: in_passages[term]
        for term, articles in sorted(in_articles.items())
        if articles >= MIN_ARTICLES and not any(char.isdigit() for char in term)
    }
    body = json.dumps({"passages": passages, "counts": counts}, ensure_ascii=False)
    _TABLE.write_bytes(gzip.compress(body.encode(), 9, mtime=0))
    print(f"{len(counts)} terms of {passages} passages, {_TABLE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
