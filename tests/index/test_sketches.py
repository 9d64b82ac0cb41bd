"""Which articles have the same text: made copies, articles of their own, every order of coming."""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import Article, Coverage
from knowledge.index import Index, IndexBuilder
from knowledge.text.analysis import Analyzer

CHANCE = random.Random(3)
WORDS = ["".join(CHANCE.choices("bdfgklmnprstv", k=2)) + CHANCE.choice("aeiou") for _ in range(900)]


def story(seed: int, sentences: int = 24) -> list[str]:
    """Sentences of a story in words that occur as unevenly as those of a language."""
    chance = random.Random(seed)
    weights = [1 / rank for rank in range(1, len(WORDS) + 1)]
    return [
        " ".join(chance.choices(WORDS, weights, k=chance.randint(9, 20))).capitalize() + "."
        for _ in range(sentences)
    ]


def index_of(*texts: str) -> Index:
    builder = IndexBuilder(Analyzer())
    for number, text in enumerate(texts):
        day = datetime(2025, 3, 1 + number % 28)
        builder.add(Article(f"{number:03}", text, title=f"Title {number}", published=day))
    return builder.build()


def same(index: Index, one: int, other: int) -> bool:
    return index.origin(f"{one:03}") == index.origin(f"{other:03}")


AGENCY, OTHER = story(1), story(2)
COPIES = {
    "as it is": AGENCY,
    "another first paragraph": OTHER[:3] + AGENCY[3:],
    "cut to two thirds": AGENCY[:16],
    "cut to two fifths": AGENCY[:10],
    "with a paragraph of its own": AGENCY + OTHER[:5],
    "another beginning, cut": OTHER[:2] + AGENCY[2:16],
    "sentences left out": [each for n, each in enumerate(AGENCY) if n % 6],
    "words left out": [" ".join(each.split()[:-1]) + "." for each in AGENCY],
}


@pytest.mark.parametrize("how", COPIES)
def test_an_agency_s_text_is_known_again(how: str) -> None:
    index = index_of(" ".join(AGENCY), " ".join(COPIES[how]), " ".join(OTHER))
    assert same(index, 0, 1)
    assert not same(index, 0, 2)
    assert index.copy_count == 1


@pytest.mark.parametrize(
    "text",
    [
        OTHER,
        AGENCY[:4],  # a caption with words of the story
        OTHER[:16] + AGENCY[:8],  # a report with what is known so far
        [" ".join(reversed(each.split())) for each in AGENCY],  # the same words
    ],
)
def test_what_shares_less_is_no_copy(text: list[str]) -> None:
    assert not index_of(" ".join(AGENCY), " ".join(text)).copy_count


def test_stories_of_the_same_words_are_no_copies() -> None:
    assert not index_of(*(" ".join(story(seed)) for seed in range(10, 150))).copy_count


def test_a_text_that_is_in_every_paper_is_one() -> None:
    texts = [" ".join(AGENCY[: 24 - n % 6]) for n in range(300)]
    index = index_of(*texts, *(" ".join(story(seed)) for seed in range(40, 80)))
    assert len({index.origin(f"{n:03}") for n in range(300)}) == 1
    assert index.copy_count == 299
    assert [each.id for each in index.copies("005", 2)] == ["027", "055"]


@pytest.mark.parametrize(
    "text", ["", "Word.", "The.", "🙂 🙂", "习近平访问莫斯科。", "\ud800 x \ud800"]
)
def test_the_shortest_texts(text: str) -> None:
    index = index_of(text or " ", "Another text stands here.", text or " ")
    assert same(index, 0, 2) == (len(Analyzer().terms(text)) > 1)
    assert not same(index, 0, 1)


WORD = st.sampled_from("alpha beta gamma delta river council".split())
TEXTS = st.lists(st.lists(WORD, min_size=1, max_size=12).map(" ".join), max_size=8)


@given(TEXTS, st.randoms(use_true_random=False))
def test_the_first_published_is_the_origin_in_whatever_order_they_come(
    texts: list[str], chance: random.Random
) -> None:
    articles = [
        Article(str(n), text, published=chance.choice([None, datetime(2025, 3, 1 + n % 4)]))
        for n, text in enumerate(texts)
    ]
    found = []
    for _ in range(2):
        builder = IndexBuilder(Analyzer())
        builder.extend(articles)
        index = builder.build()
        found.append({each.id: index.origin(each.id) for each in articles})
        chance.shuffle(articles)
    assert found[0] == found[1]
    numbers = {article_id: number for number, article_id in enumerate(index.article_ids())}
    for article in articles:
        first = found[0][article.id]
        assert found[0][index.article_ids()[first]] == first
        others = [each for each in articles if found[0][each.id] == first]
        oldest = min(others, key=lambda each: (each.published or datetime.max, numbers[each.id]))
        assert numbers[oldest.id] == first
        for other in articles:
            if other.text == article.text and len(Analyzer().terms(other.text)) > 1:
                assert found[0][other.id] == first


def test_reloads_find_what_a_build_finds(tmp_path: Path) -> None:
    chance = random.Random(5)
    texts = [*COPIES.values(), *(story(seed) for seed in range(30, 36))]
    folder = tmp_path / "articles"
    folder.mkdir()
    with Coverage.open([folder], tmp_path / "data") as coverage:
        for turn in range(6):
            for number in chance.sample(range(12), 5):
                text = " ".join(chance.choice(texts))
                (folder / f"{number}.md").write_text(text, encoding="utf-8")
            coverage.reload()
            with Coverage.open([folder], tmp_path / f"anew{turn}") as anew:
                ids = anew.index.article_ids()
                assert coverage.index.article_ids() == ids
                mine = np.array([coverage.index.origin(each) for each in ids])
                assert (mine == [anew.index.origin(each) for each in ids]).all()
