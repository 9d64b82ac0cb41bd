"""How articles are named to people, and messages without the folders of the server."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.naming import title_of, without_folders
from knowledge import Article


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("/srv/dateline/data/changes.jsonl: No space left", "changes.jsonl: No space left"),
        ("C:\\news\\data\\index: Access is denied", "index: Access is denied"),
        ("no article has the id, title or file “/etc/passwd”", "no article … “passwd”"),
        ("https://news.example/a/b: of type image/png", None),
        ("half.json: line 1: malformed JSON", None),
        ("see /coverage add or 1/2 and/or him", None),
        ("May 7/8 · 06/05/2025 is 6 May", None),
    ],
)
def test_a_message_shows_names_of_files_alone(message: str, shown: str | None) -> None:
    expected = message if shown is None else shown
    assert without_folders(message) == expected.replace("…", "has the id, title or file")


NAMES = st.from_regex(r"[a-z0-9._-]{1,12}", fullmatch=True).filter(lambda name: name != ".")


@given(st.lists(NAMES, min_size=2, max_size=6))
def test_no_folder_is_left_of_any_path(parts: list[str]) -> None:
    told = without_folders(f"cannot write /{'/'.join(parts)}: No space left")
    assert told == f"cannot write {parts[-1]}: No space left"


@pytest.mark.parametrize(
    ("article", "title"),
    [
        (Article("a", "Text.", title="Of Quays / and Ferries", path="news/a.txt"), None),
        (
            Article("a", "Text.", path="/srv/news/kremlin-confirms_visit.txt.gz"),
            "kremlin confirms visit",
        ),
        (Article("a", "Text.", path="news/-.txt"), "Untitled"),
        (Article("a", "Text."), "Untitled"),
    ],
)
def test_a_title_is_no_path(article: Article, title: str | None) -> None:
    assert title_of(article) == (title or article.title)
