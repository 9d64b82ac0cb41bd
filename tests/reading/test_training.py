"""What the reader is trained on: the examples made of questions, and the batches drawn of them."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from small_index import ANALYZER, index_of
from tokenizers import Tokenizer

from knowledge.article import Article
from knowledge.questions import read_question
from knowledge.questions.background import Background
from knowledge.reading.encoding import Encoder, batch
from knowledge.reading.reader import MODEL, load_reader
from training.examples import Example, Snippet, hits_of, snippet, telling, windows_of
from training.sources import page_question, squad_examples
from training.vocabulary import cut_tokenizer, kept_pieces
from training.written import kept_out

TEXT = (
    "The ferry to Skarholm sails at seven. Mayor Ilse Harkan opened the harbour on June 1. "
    "It cost 85 million euros. The guests ate fish. Rain delayed the fireworks until midnight."
)
ARTICLE = Article("a", TEXT, title="Harbour opens")


def test_one_article_in_ten_is_kept_out_and_always_the_same_ones() -> None:
    ids = [f"2022-{number:05}" for number in range(3000)]
    kept = [each for each in ids if kept_out(each)]
    assert 0.08 < len(kept) / len(ids) < 0.12
    assert kept == [each for each in ids if kept_out(each)]


def test_windows_that_tell_hold_the_answer_where_it_is_said() -> None:
    start = TEXT.index("85 million euros")
    told = [(TEXT.index("It cost"), TEXT.index(" The guests"))]
    made = list(telling(ARTICLE, told, [(start, start + len("85 million euros"))]))
    assert len(made) == 3
    for each in made:
        assert each.title == "Harbour opens"
        assert each.text in TEXT
        assert [each.text[a:b] for a, b in each.spans] == ["85 million euros"]
    assert len({len(each.text) for each in made}) > 1


def test_a_window_as_it_is_read_keeps_the_place_of_its_answer() -> None:
    index = index_of(ARTICLE)
    question = read_question("who opened the harbour", index, ANALYZER, Background.load())
    window = windows_of(question, hits_of([ARTICLE]), 1)[0]
    start = TEXT.index("Ilse Harkan")
    made = snippet(window, [(start, start + len("Ilse Harkan"))])
    assert [made.text[a:b] for a, b in made.spans] == ["Ilse Harkan"]


def test_a_page_gives_examples_with_the_other_paragraphs_to_be_told_from(tmp_path: Path) -> None:
    other = "The bridge of Tarn was built in 1931 by Ada Quill and closed in 1999."
    questions = [
        {"question": "What did the harbour cost?", "is_impossible": False,
         "answers": [{"answer_start": TEXT.index("85"), "text": "85 million euros"}]},
        {"question": "What did the ferry cost?", "is_impossible": True, "answers": []},
    ]  # fmt: skip
    paragraphs = [{"context": TEXT, "qas": questions}, {"context": other, "qas": []}]
    path = tmp_path / "squad.json"
    path.write_text(json.dumps({"data": [{"title": "Harbour", "paragraphs": paragraphs}]}))
    answered, unanswered = squad_examples(path)
    assert answered.question == "What did the harbour cost?"
    assert all("85 million" in each.text for each in answered.positives)
    assert not any("85 million" in each.text for each in answered.own)
    assert [each.text for each in answered.other] == [other]
    assert unanswered.positives == []
    assert unanswered.own


def test_a_page_s_question_is_weighed_by_general_news() -> None:
    weights = page_question("When did Moscow close the harbour?").weights
    assert weights[ANALYZER.term("harbour")] > weights[ANALYZER.term("close")] > 0


def test_a_group_has_the_answer_first_and_never_a_snippet_twice() -> None:
    pytest.importorskip("torch", reason="needs the training extra")
    from training.batches import GROUP, draw

    snippets = [Snippet("", f"text {number}") for number in range(9)]
    right = Snippet("", "the answer", ((0, 3),))
    example = Example("?", "written", [right], snippets[:3], snippets[3:6], snippets[6:])
    for seed in range(20):
        group = draw(example, random.Random(seed))
        assert group is not None
        assert group[0] is right
        assert len({each.text for each in group}) == len(group) == GROUP
    assert draw(Example("?", "written", [right], snippets[:2]), random.Random(1)) is None


def test_a_cut_vocabulary_reads_what_it_keeps_and_spells_the_rest() -> None:
    tokenizer = (MODEL / "tokenizer.json").read_text(encoding="utf-8")
    texts = ["The port reopened.", "The port cost 85 million."]
    most = len(kept_pieces(tokenizer, [], 0)) + 2
    kept = kept_pieces(tokenizer, texts, most)
    whole, cut = map(Tokenizer.from_str, (tokenizer, cut_tokenizer(tokenizer, kept)))
    whole.no_padding()
    cut.no_padding()
    assert len(kept) == cut.get_vocab_size() == most
    for text in ("the port", "[CLS] [SEP] [PAD] [UNK]"):
        assert cut.encode(text).tokens == whole.encode(text).tokens
    spelt = cut.encode("reopened", add_special_tokens=False)
    assert spelt.tokens == ["r", *(f"##{letter}" for letter in "eopened")]
    assert spelt.offsets[-1] == (7, 8)
    assert max(cut.get_vocab().values()) == most - 1
    assert cut.token_to_id("[PAD]") == 0


def test_a_reader_goes_on_from_the_model_that_is_shipped() -> None:
    torch = pytest.importorskip("torch", reason="needs the training extra")

    from training.base import exported_base

    reader, tokenizer = exported_base(MODEL)
    reader.eval()
    path = MODEL / "tokenizer.json"
    assert tokenizer == path.read_text(encoding="utf-8")
    encoder = Encoder(path)
    asked = "What did the harbour cost?"
    question = read_question(asked, index_of(ARTICLE), ANALYZER, Background.load())
    window = windows_of(question, hits_of([ARTICLE]), 1)[0]
    encoded = encoder.encode(encoder.question(asked), "Harbour opens", snippet(window).text)
    arrays = [torch.from_numpy(each) for each in batch([encoded])]
    with torch.no_grad():
        places, relevance = reader(*arrays)
    (read,) = load_reader().read(asked, [window])
    assert relevance.item() == pytest.approx(read.relevance, abs=0.5)
    likeliest = encoded.places[int(places[0, encoded.first : -1, 0].argmax())][0]
    assert likeliest + window.start == read.places[read.begins.argmax()][0]
