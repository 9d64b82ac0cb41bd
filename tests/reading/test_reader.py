"""The reader gives the same on every processor, whatever it multiplies small numbers with."""

from __future__ import annotations

import pytest
from small_evidence import HARBOUR, OTTERS, hits_of
from small_index import ANALYZER, index_of

from knowledge.questions import read_question
from knowledge.questions.background import Background
from knowledge.reading import load_reader, measure
from knowledge.reading.windows import Window

ARTICLES = (HARBOUR, OTTERS)


# As read where no sum is cut off. One with AVX2 alone gave -7.80 and 0.03 in place of the second
# ones of the first and third row before it was told not to.
@pytest.mark.parametrize(
    ("asked", "relevance"),
    [
        ("When did the harbour open?", (2.65, -5.58)),
        ("Who paid for the cranes?", (2.69, -5.22)),
        ("How many otters are there?", (-7.83, 0.73)),
        ("why does the ferry sail at noon", (1.66, -5.57)),
    ],
)
def test_a_logit_is_the_same_on_every_processor(asked: str, relevance: tuple[float, ...]) -> None:
    question = read_question(asked, index_of(*ARTICLES), ANALYZER, Background.load())
    windows = [Window(tuple(row)) for row in measure(question, hits_of(*ARTICLES), ANALYZER)]
    read = [each.relevance for each in load_reader().read(question.read, windows)]
    assert read == pytest.approx(relevance, abs=0.4)
