"""The measure of finding in several languages, on paragraphs made up for it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from benchmarks import languages

GERMAN = (
    ("Der Stadtrat von Veldrun hat beschlossen, dass die Fähre im Winter fährt.", "Fähre Winter?"),
    ("Die neue Schule von Lindmark hat die Türen für die Kinder geöffnet.", "Wo ist die Oper?"),
)
SPANISH = (("El alcalde de Veldrun inauguró ayer el puerto nuevo de la ciudad.", "¿Qué puerto?"),)


def test_finding_is_measured_in_each_language_and_in_all(tmp_path: Path) -> None:
    files = []
    for language, paragraphs in (("de", GERMAN), ("es", SPANISH)):
        files.append(tmp_path / f"made-{language}.json.gz")
        found = [{"context": text, "qas": [{"question": asked}]} for text, asked in paragraphs]
        with gzip.open(files[-1], "wt", encoding="utf-8") as stream:
            json.dump({"data": [{"paragraphs": found}]}, stream)
    lines = [" ".join(line.split()) for line in languages.lines(files)]
    assert lines == [
        "coverage questions asked first of five",
        "de articles told to be in de: 2",
        "de de 2 0.500 0.500",
        "es articles told to be in es: 1",
        "es es 1 1.000 1.000",
        "all articles told to be in de: 2, es: 1",
        "all de 2 0.500 0.500",
        "all de, short 2 0.500 0.500",
        "all es 1 1.000 1.000",
        "all es, short 1 1.000 1.000",
    ]
