"""Coverage-guided fuzzing of the feed parser with atheris, as fuzz_readers.py does the readers.

    python tests/fuzz/fuzz_feeds.py -max_total_time=600 [corpus folder]

What breaks it belongs into tests/test_feeds_parsing.py, made small.
"""

import json
import sys
from pathlib import Path

import atheris  # type: ignore[import-untyped, import-not-found, unused-ignore]

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
with atheris.instrument_imports(include=["knowledge", "feedparser"]):
    from knowledge.sources.feeds.parsing import FeedError, parse_feed
    from knowledge.sources.fetching import Reply


def check(data: bytes) -> None:
    """Parses the bytes as a feed; what holds for every entry must hold for these."""
    try:
        feed = parse_feed(Reply("https://news.example/feed", data, "application/xml"))
    except FeedError:
        return
    for entry in feed.entries:
        assert entry.id == Path(entry.id).name
        assert json.dumps(dict(entry.fields))
        assert entry.text == entry.text.strip()


if __name__ == "__main__":
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()
