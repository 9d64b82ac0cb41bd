"""Evidence and candidates made by hand, for the tests of what is decided on them."""

from __future__ import annotations

from knowledge.answer import Hit
from knowledge.answering.candidates import Candidate
from knowledge.answering.evidence import Evidence, Span
from knowledge.article import Article
from knowledge.passages import split_passages
from knowledge.questions import AnswerType, Value, find_values
from knowledge.reading import Measured, Sentence

HARBOUR = Article(
    "harbour",
    "The harbour of Veldrun opened on 1 June 2024. Petra Volmer paid for the cranes. "
    "It rained. The ferry to Skarholm sails at noon. Nobody knows why.",
    title="Veldrun opens its harbour",
)
OTTERS = Article("otters", "Otters live along the Tarn. Ilse Harkan counted 23 of them.")


def hits_of(*articles: Article) -> list[Hit]:
    """The passages of some articles as hits, each of a lower score than the one before."""
    passages = [passage for article in articles for passage in split_passages(article)]
    return [Hit(passage, 10.0 / (1 + rank)) for rank, passage in enumerate(passages)]


def evidence_of(
    article: Article,
    place: int = 0,
    *,
    says: str | None = None,
    kind: AnswerType = AnswerType.THING,
    score: float = 0.0,
    mass: float = -1.0,
    near: float = 1.0,
    fits: bool = True,
    heading: bool = False,
    origin: str | None = None,
) -> Evidence:
    """The sentence at a place of an article's first passage; `says` is its short answer, read as a
    value where the kind asked for has values."""
    hit = hits_of(article)[0]
    start, end = hit.passage.sentences()[place]
    sentence = Sentence(hit, 0, start, end)
    measured = Measured(sentence, near, 0.0, near, near, 0.0, 1.0, fits)
    span = None
    if says is not None:
        first = start + sentence.text.index(says)
        value = _value(says, kind, sentence)
        span = Span(first, first + len(says), mass, value)
    return Evidence(measured, origin or article.id, 0.0, mass, span, heading, score)


def _value(says: str, kind: AnswerType, sentence: Sentence) -> Value | None:
    found = find_values(kind, "", sentence.text, sentence.anchor)
    return next((value for value in found if value.text == says), None)


def candidate_of(*mentions: Evidence, share: float = 0.5) -> Candidate:
    """The short answer that some sentences give, the likeliest first."""
    span = mentions[0].span
    assert span
    return Candidate(mentions[0].article.text[span.start : span.end], mentions, share)
