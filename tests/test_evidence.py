"""What a sentence holds of a question: in its own words, in related ones, in its article."""

from __future__ import annotations

from small_index import ANALYZER, index_of

from knowledge.answering.evidence import Sentence, gather
from knowledge.answering.pipeline import find_hits
from knowledge.answering.question import read_question
from knowledge.answering.thesaurus import Thesaurus
from knowledge.answering.value_test import value_test
from knowledge.article import Article
from knowledge.background import Background
from knowledge.scope import Scope


def gathered(question: str, *texts: str) -> dict[str, Sentence]:
    """The sentences of articles with these texts, by their own text."""
    index = index_of(*(Article(id=str(n), text=text) for n, text in enumerate(texts)))
    asked = read_question(question, index, ANALYZER, Background.load())
    hits = find_hits(index, [term.term for term in asked.terms], 10, Scope())
    return {each.text: each for each in gather(asked, hits, ANALYZER, index)}


def test_related_words_are_neither_names_nor_unknown() -> None:
    thesaurus = Thesaurus.load()
    cost = thesaurus.related(ANALYZER.term("cost"))
    assert ANALYZER.term("price") in cost
    assert all(0 < share <= 1 for share in cost.values())
    assert ANALYZER.term("cost") not in cost
    assert thesaurus.related(ANALYZER.term("Moscow")) == {}
    assert thesaurus.related("qzxv") == {}


def test_a_sentence_in_other_words_holds_the_question_in_part() -> None:
    wed = "The husband of Ada Quill is a baker."
    works = "The office of Ada Quill is in Leeds."
    found = gathered("whom did Ada Quill marry", f"{wed} {works}")
    assert found[wed].own == found[works].own
    assert found[wed].meant > found[works].meant
    assert found[wed].facts > found[works].facts


def test_what_every_sentence_of_a_story_says_tells_least() -> None:
    asked = "Ada Quill built the bridge."
    others = ["Ada Quill is from Leeds.", "Ada Quill has a dog.", "Ada Quill likes tea."]
    found = gathered("What has Ada Quill built?", " ".join([asked, *others]))
    assert found[others[0]].told < found[others[0]].own < found[asked].told == 1.0
    assert found[others[0]].near_told == found[asked].told
    assert all(sentence.story == 1.0 for sentence in found.values())


def test_terms_that_stand_together_are_told_from_those_far_apart() -> None:
    together = "Norway's prime minister Jonas Falk spoke in Oslo about fish and boats and the sea."
    apart = (
        "The prime time show of the minister's brother, a singer with a band that toured Asia"
        " and Australia last year before the autumn storms, is seen in Norway."
    )
    found = gathered("who is the prime minister of Norway", together, apart)
    assert found[together].tight == 1.0
    assert found[apart].tight < 0.6


def test_a_value_that_the_question_has_itself_is_none() -> None:
    index = index_of(Article(id="a", text="Nothing to see."))

    def gives(question: str, text: str) -> bool:
        return value_test(read_question(question, index, ANALYZER, Background.load()))(text)

    assert gives("how old is Ada Quill", "Ada Quill, a 43-year-old engineer, spoke.")
    assert not gives("how old is Ada Quill", "Ada Quill has 43 bridges.")
    assert gives("how much is the ferry", "It costs $9.")
    assert gives("who met Ada Quill", "Tom Birch met her.")
    assert not gives("who met Ada Quill", "It was Ada Quill who came.")
    assert gives("where is Ada Quill", "She is in Leeds.")
