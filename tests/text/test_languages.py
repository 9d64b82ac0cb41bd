"""Texts in other languages than English: told from their words, and analysed as theirs."""

from __future__ import annotations

import pytest
from hostile import TEXT
from hypothesis import given
from hypothesis import strategies as st

from knowledge.article import Article
from knowledge.passages import TARGET_WORDS, split_passages
from knowledge.text.analysis import Analyzer
from knowledge.text.detection import LanguageDetector
from knowledge.text.languages import LANGUAGES, count_words
from knowledge.text.prose import stands_alone
from knowledge.text.sentences import sentence_spans

ANALYZER = Analyzer()
DETECTOR = LanguageDetector()
GERMAN = (
    "Der Stadtrat von Veldrun hat am Montag beschlossen, dass die Fähre nach Skarholm auch im "
    "Winter fährt. Die Kosten trägt das Land."
)
SPANISH = "El alcalde de Veldrun inauguró el puerto nuevo, que ha costado 85 millones de euros."
FRENCH = "Le conseil de Veldrun a voté lundi le prix du bac, qui ne changera pas avant l'été."
RUSSIAN = "Городской совет Вельдруна решил в понедельник, что паром будет ходить и зимой."
CHINESE = "维尔德伦市议会周一决定，前往斯卡霍尔姆的渡轮冬季也将运行。费用由州政府承担。"
JAPANESE = "ベルドルン市議会は月曜日、フェリーを冬も運航することを決めた。費用は州が負担する。"
ENGLISH = "The council of Veldrun decided on Monday that the ferry to Skarholm will sail in winter."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (GERMAN, "de"),
        (SPANISH, "es"),
        (FRENCH, "fr"),
        (RUSSIAN, "ru"),
        (CHINESE, "zh"),
        (JAPANESE, "ja"),
        (ENGLISH, None),
        # An English article on a person with a Chinese name, and one that is a table of results.
        (f"Xi Jinping (习近平) came. {ENGLISH}", None),
        ("Veldrun 3, Lindmark 1; Skarholm 0, Omburg 0; Harkan 12, Selby 9; Ostrand 4.", None),
        # Too short to tell, and in a language that is not analysed otherwise.
        ("Die Fähre", None),
        ("เรือข้ามฟากไปสการ์โฮล์มจะให้บริการในฤดูหนาวด้วย สภาเมืองตัดสินใจเมื่อวันจันทร์", None),
        ("", None),
    ],
)
def test_the_language_is_told_from_a_text(text: str, language: str | None) -> None:
    assert DETECTOR.tell(text) == language


@given(TEXT)
def test_any_text_has_a_language_that_is_known_or_none(text: str) -> None:
    assert DETECTOR.tell(text) in {None, *LANGUAGES} - {"en"}


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("de", "Städte", "Stadt"),
        ("de", "Beschlüsse", "BESCHLUSSE"),
        ("es", "elecciones", "elección"),
        ("fr", "l'élection", "élections"),
        ("it", "dell'Italia", "Italia"),
        ("tr", "Ankara'da", "Ankara"),
        ("ru", "российского", "российский"),
        ("zh", "２０２５", "2025"),
        ("nb", "fergene", "fergen"),
    ],
)
def test_forms_of_a_word_are_one_term_in_their_language(
    language: str, one: str, other: str
) -> None:
    analyzer = ANALYZER.of(language)
    assert analyzer.term(one) == analyzer.term(other) != ""


@pytest.mark.parametrize(
    ("language", "word"),
    [("de", "die"), ("es", "para"), ("fr", "avec"), ("zh", "的"), ("ja", "は"), ("no", "ikke")],
)
def test_stop_words_are_those_of_the_language(language: str, word: str) -> None:
    assert ANALYZER.of(language).term(word) == ""
    assert ANALYZER.term(word) != ""


def test_chinese_and_japanese_are_cut_into_words() -> None:
    tokens = ANALYZER.of("zh").tokens("维尔德伦的议会 voted 12 times")
    text = "维尔德伦的议会 voted 12 times"
    assert [text[token.start : token.end] for token in tokens][-5:] == [
        "的", "议会", "voted", "12", "times",
    ]  # fmt: skip
    assert ANALYZER.of("ja").terms("市議会はフェリーを") == ["市", "議会", "フェリー"]


def test_a_language_without_an_analysis_of_its_own_is_read_as_english_is() -> None:
    assert ANALYZER.of("th") is ANALYZER.of(None) is ANALYZER.of("en") is ANALYZER
    assert ANALYZER.of("nb") is ANALYZER.of("no")


@given(TEXT, st.sampled_from(sorted(LANGUAGES)))
def test_terms_and_tokens_agree_in_every_language(text: str, language: str) -> None:
    analyzer = ANALYZER.of(language)
    tokens = analyzer.tokens(text)
    assert all(0 <= each.start < each.end <= len(text) for each in tokens)
    assert [token.end for token in tokens] == sorted(token.end for token in tokens)


@pytest.mark.parametrize(
    ("language", "text", "sentences"),
    [
        ("de", "Am 3. Mai kam Dr. Harkan. Er blieb.", ["Am 3. Mai kam Dr. Harkan.", "Er blieb."]),
        ("zh", CHINESE, CHINESE.replace("。", "。\n").split()),
        ("ja", JAPANESE, JAPANESE.replace("。", "。\n").split()),
    ],
)
def test_sentences_end_where_they_do_in_their_language(
    language: str, text: str, sentences: list[str]
) -> None:
    spans = sentence_spans(text, language=language)
    assert [text[start:end] for start, end in spans] == sentences


def test_passages_of_chinese_are_as_long_as_those_of_english() -> None:
    article = Article("ferry", CHINESE * 40, language="zh")
    passages = list(split_passages(article))
    assert len(passages) > 1
    sizes = [count_words(passage.text, "zh") for passage in passages[:-1]]
    assert all(TARGET_WORDS <= size < TARGET_WORDS + 30 for size in sizes)
    assert "".join(passage.text for passage in passages) == article.text


def test_sentences_of_chinese_and_japanese_can_stand_alone() -> None:
    assert stands_alone("维尔德伦市议会周一决定，前往斯卡霍尔姆的渡轮冬季也将运行。")
    assert stands_alone("ベルドルン市議会は月曜日、フェリーを冬も運航することを決めた。")
    assert not stands_alone("他说渡轮冬季也将运行，费用由州政府承担。")
    assert not stands_alone("渡轮时间表")
