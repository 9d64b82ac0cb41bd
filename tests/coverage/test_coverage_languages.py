"""A coverage in several languages, asked in each of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_coverage import ARTICLES, Record, write

from knowledge import Collections, Coverage

FERRY: Record = {
    "id": "ferry-de",
    "title": "Fähre fährt auch im Winter",
    "source": "Veldruner Bote",
    "published": "2024-09-02",
    "text": "Der Stadtrat von Veldrun hat beschlossen, dass die Fähren nach Skarholm auch im Winter"
    " fahren. Die Kosten von zwei Millionen Euro trägt das Land.",
}
BRIDGE: Record = {
    "id": "bridge-es",
    "title": "Un puente nuevo",
    "source": "El Faro",
    "published": "2024-09-03",
    "text": "El ayuntamiento de Lindmark construirá un puente sobre el río, que costará nueve"
    " millones de euros. Las obras de los puentes antiguos terminarán en otoño.",
}
SCHOOL: Record = {
    "id": "school-zh",
    "title": "新学校",
    "source": "海港日报",
    "published": "2024-09-04",
    "text": "林德马克市政府周三宣布，新学校将于十月开放。学校有三百名学生，费用由州政府承担。",
}


@pytest.fixture
def coverage(tmp_path: Path) -> Iterator[Coverage]:
    write(tmp_path / "news.jsonl", [*ARTICLES, FERRY, BRIDGE, SCHOOL])
    with Coverage.open([tmp_path / "news.jsonl"], reader_threads=0) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("Fährt die Fähre nach Skarholm im Winter?", "ferry-de"),
        ("Wer trägt die Kosten der Fähre?", "ferry-de"),
        ("fahre kosten", "ferry-de"),
        ("¿Cuánto costará el puente?", "bridge-es"),
        ("puentes", "bridge-es"),
        ("新学校什么时候开放？", "school-zh"),
        ("学生", "school-zh"),
        ("When does the solar plant begin work?", "plant"),
        ("harbours", "opening"),
    ],
)
def test_what_is_asked_in_a_language_is_found_in_it(
    coverage: Coverage, question: str, article: str
) -> None:
    found = [hit.passage.article.id for hit in coverage.search(question, 3)]
    assert article in found[: 1 if article != "opening" else 2]


def test_answers_quote_the_article_of_the_language(coverage: Coverage) -> None:
    for question, article in (
        ("Was hat der Stadtrat von Veldrun beschlossen?", "ferry-de"),
        ("¿Qué construirá el ayuntamiento de Lindmark?", "bridge-es"),
        ("林德马克市政府宣布了什么？", "school-zh"),
    ):
        answer = coverage.ask(question)
        assert answer.citations[0].article.id == article
        assert answer.corrections == ()


def test_topics_are_read_in_every_language(coverage: Coverage) -> None:
    for topic, article in (("Fähren", "ferry-de"), ("puentes", "bridge-es"), ("学校", "school-zh")):
        summary = coverage.summarise(topic)
        assert {each.article.id for each in summary.citations} == {article}
        assert [each.article.id for each in coverage.latest(topic).articles] == [article]


def test_the_language_is_told_where_none_is_declared(tmp_path: Path) -> None:
    declared = {**FERRY, "id": "declared", "language": "en"}
    write(tmp_path / "news.jsonl", [*ARTICLES, FERRY, declared])
    with Coverage.open([tmp_path / "news.jsonl"], reader_threads=0) as coverage:
        languages = {
            each: article.language
            for each in ("ferry-de", "declared", "plant")
            if (article := coverage.article(each))
        }
        assert languages == {"ferry-de": "de", "declared": "en", "plant": None}
        assert {each.language: each.articles for each in coverage.status().languages} == {
            None: len(ARTICLES),
            "de": 1,
            "en": 1,
        }


def test_questions_know_the_languages_of_their_own_server_alone(tmp_path: Path) -> None:
    write(tmp_path / "news.jsonl", ARTICLES)
    with Coverage.open([tmp_path / "news.jsonl"], tmp_path / "data", reader_threads=0) as base:
        collections = Collections(base, tmp_path / "servers", most_open=2)
        with collections.use(1) as one:
            one.add_file("own.jsonl", (json.dumps(FERRY) + "\n").encode(), by="ada")
            assert one.search("die Fähre im Winter", 1)[0].passage.article.id == "ferry-de"
            assert one.index.language_codes == (None, "de")
        with collections.use(2) as two:
            assert two.index.language_codes == (None,)
            assert not two.search("Fähre", 3)
        collections.close()
