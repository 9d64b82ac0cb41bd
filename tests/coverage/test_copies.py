"""One agency text in several papers is one voice: cited once, with the others named."""

from __future__ import annotations

import json
from pathlib import Path

from knowledge import Coverage

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


def test_copies_that_no_question_found_are_named_within_its_scope(tmp_path: Path) -> None:
    papers = [article(f"Paper {n:02}", AGENCY, f"2025-02-{n:02}") for n in range(1, 29)]
    question = "When will the harbour of Veldrun close for repairs?"
    with opened(tmp_path, *papers) as coverage:
        assert coverage.status().copies == 27
        (cited,) = coverage.ask(question).citations
        assert len(cited.also) == 20
        assert cited.article.id not in {each.id for each in cited.also}
        (cited,) = coverage.ask(question, as_of="2025-02-03").citations
        assert {cited.article.id, *(each.id for each in cited.also)} == {
            *("Paper 01", "Paper 02", "Paper 03")
        }
        (cited,) = coverage.ask(question, source="paper 07").citations
        assert (cited.article.id, cited.also) == ("Paper 07", ())


def test_a_copy_that_goes_or_changes_is_named_no_more(tmp_path: Path) -> None:
    papers = [article(name, AGENCY, "2025-02-01") for name in ("Wire", "Post", "Herald")]
    question = "When will the harbour of Veldrun close for repairs?"
    with opened(tmp_path, *papers) as coverage:
        opened(tmp_path, papers[0], article("Post", OWN, "2025-02-01")).close()
        coverage.reload()
        assert coverage.status().copies == 0
        assert not any(cited.also for cited in coverage.ask(question).citations)
