"""What is followed is found in articles of other languages too, in all forms of a word."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_coverage import ARTICLES, write
from test_coverage_languages import BRIDGE, FERRY

from knowledge import Coverage, Following, Sighting


@pytest.mark.parametrize(
    ("article", "about", "word"),
    [("ferry-de", "Fähren nach Skarholm", "Stadträte"), ("bridge-es", "puentes", "millón")],
)
def test_words_count_in_every_form_of_their_language(
    tmp_path: Path, article: str, about: str, word: str
) -> None:
    write(tmp_path / "news.jsonl", [*ARTICLES, FERRY, BRIDGE])
    with Coverage.open([tmp_path / "news.jsonl"], reader_threads=0) as coverage:
        found = coverage.look_for(
            article, [Following(about, wanted=(word,)), Following(about, unwanted=(word,))]
        )
        assert found is not None
        assert isinstance(found[0], Sighting)
        assert found[1] == "words"
