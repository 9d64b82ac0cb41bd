"""One agency text in several papers is one voice: cited once, with the others named."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from knowledge import Article, Coverage
from knowledge.answering.copies import find_copies

AGENCY = (
    "The harbour of Veldrun will close for repairs on March 3, 2025, the port office said. "
    "Ships are sent to the neighbouring harbour of Skarholm until the work is done. "
    "The quay wall has been sinking by two centimetres a year since the flood."
)
OWN = (
    "Veldrun loses its harbour for a while: it will close for repairs on March 3, 2025. "
    "Fishermen fear for the season and ask the council for a second quay."
)


def opened(folder: Path, *articles: dict[str, str]) -> Coverage:
    lines = "".join(json.dumps(article) + "\n" for article in articles)
    (folder / "articles.jsonl").write_text(lines, encoding="utf-8")
    return Coverage.open([folder / "articles.jsonl"], folder / "data")


def article(name: str, text: str, day: str) -> dict[str, str]:
    title = "Harbour of Veldrun to close"
    return {"id": name, "source": name, "title": title, "published": day, "text": text}


def test_copies_are_cited_once_and_named(tmp_path: Path) -> None:
    articles = (
        article("Wire", AGENCY, "2025-02-01"),
        article("Post", AGENCY + " Readers may write to the editor.", "2025-02-02"),
        article("Herald", AGENCY, "2025-02-02"),
        article("Courier", OWN, "2025-02-02"),
    )
    with opened(tmp_path, *articles) as coverage:
        answer = coverage.ask("When will the harbour of Veldrun close for repairs?")
    assert answer.answer == "March 3, 2025"
    papers = {"Wire", "Post", "Herald"}
    cited = [citation for citation in answer.citations if citation.article.id in papers]
    assert len(cited) == 1
    others = {other.id for other in cited[0].also}
    assert others == papers - {cited[0].article.id}
    assert {each["id"] for each in cited[0].to_json()["also"]} == others
    courier = [c for c in answer.citations if c.article.id == "Courier"]
    assert all(not citation.also for citation in courier)


def test_articles_of_their_own_words_are_no_copies(tmp_path: Path) -> None:
    articles = (article("Wire", AGENCY, "2025-02-01"), article("Courier", OWN, "2025-02-02"))
    with opened(tmp_path, *articles) as coverage:
        answer = coverage.ask("When will the harbour of Veldrun close for repairs?")
    assert {citation.article.id for citation in answer.citations} == {"Wire", "Courier"}
    assert not any(citation.also for citation in answer.citations)


@given(
    st.dictionaries(
        st.text("abc", min_size=1, max_size=3),
        st.lists(st.lists(st.sampled_from("uvwxyz"), max_size=8), max_size=4),
        max_size=6,
    )
)
def test_every_article_has_one_origin_that_has_itself(
    sentences: dict[str, list[list[str]]],
) -> None:
    articles = {name: Article(name, "") for name in sentences}
    origins = find_copies(articles, sentences)
    assert origins.keys() == sentences.keys()
    assert all(origins[origin] == origin for origin in origins.values())
