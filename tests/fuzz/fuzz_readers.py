"""Coverage-guided fuzzing of one reader with atheris (which is not among the test dependencies).

    python tests/fuzz/fuzz_readers.py .txt -max_total_time=180 [corpus folder]

What breaks a reader belongs into tests/test_readers_hostile.py, made small.
"""

import sys
import tempfile
from pathlib import Path

import atheris  # type: ignore[import-untyped, import-not-found, unused-ignore]

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
with atheris.instrument_imports(include=["knowledge", "yaml", "markdown_it", "pypdf"]):
    from knowledge.article import Article
    from knowledge.sources.readers import SourceFile, read
    from knowledge.sources.readers.html import page  # noqa: F401  (loads trafilatura)


def check(path: Path, data: bytes) -> None:
    """Reads the bytes as a file; what holds for every article must hold for these."""
    path.write_bytes(data)
    for item in read(SourceFile(path, path.name, len(data), 0)):
        if isinstance(item, Article):
            assert item.id
            assert item.text == item.text.strip()
            assert item.text.encode()
            assert "\0" not in item.text
            ends = [0]
            for section in item.sections:
                assert ends[-1] <= section.start < section.end <= len(item.text), section
                ends.append(section.end)
        else:
            assert item.reason.encode()


def main() -> None:
    """Takes the format off the arguments; the rest is libFuzzer's."""
    suffix = sys.argv.pop(1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"input{suffix}")
        atheris.Setup(sys.argv, lambda data: check(path, data))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
