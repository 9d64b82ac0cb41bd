"""Lets a released version write what it keeps, for the tests of upgrades.

    git worktree add ../released COMMIT
    python tests/support/write_released.py ../released tests/state/released/VERSION

The version runs its own command line: articles of its own, one removed, one added and taken back,
and a feed with two articles. What its Discord bot keeps (`discord.sqlite3`) is not made here.
"""

from __future__ import annotations

import importlib
import shutil
import sys
from pathlib import Path
from typing import Any

FEED = "https://wire.example/rss"
DAILY = (
    "The ferry of Harburg starts again on Monday, said the mayor to reporters at the quay. " * 20
)
ARTICLES = {
    "bridge.md": "---\ntitle: Bridge opened\npublished: 2025-03-04\n---\n"
    "The bridge of Aldermouth was opened by Mayor Edda Vance on March 4, 2025.\n",
    "hall.md": "---\ntitle: Hall closed\npublished: 2025-03-05\n---\n"
    "The town hall of Aldermouth is closed until April 2, 2025.\n",
}
ADDED = "The market of Aldermouth moves into the old mill."


def feed_body() -> bytes:
    """The feed, with two articles."""
    items = "".join(
        f"<item><title>Ferry {name}</title><link>https://wire.example/{name}</link>"
        f"<guid>{name}</guid><pubDate>Thu, 0{day} May 2025 08:00:00 GMT</pubDate>"
        f"<description>{name}: {DAILY}</description></item>"
        for day, name in ((1, "first"), (8, "second"))
    )
    return f'<rss version="2.0"><channel><title>Wire</title>{items}</channel></rss>'.encode()


def serve_feed() -> None:
    """Has whatever version is imported find the feed at its address."""
    try:
        fetching = importlib.import_module("knowledge.sources.fetching")
    except ModuleNotFoundError:  # 0.1.0 has it elsewhere
        fetching = importlib.import_module("knowledge.fetching")

    def fetch(_self: object, url: str, *_: Any, **_options: Any) -> Any:
        return fetching.Reply(url, feed_body(), "application/rss+xml", etag='"1"')

    fetching.Fetcher.fetch = fetch


def main() -> None:
    """Writes `articles` and `data` below the target, beside what is there."""
    checkout, target = (Path(argument).resolve() for argument in sys.argv[1:3])
    articles, data = target / "articles", target / "data"
    shutil.rmtree(articles, ignore_errors=True)
    articles.mkdir(parents=True)
    for name, text in ARTICLES.items():
        (articles / name).write_text(text, encoding="utf-8")
    extra = target / "market.txt"
    extra.write_text(ADDED, encoding="utf-8")
    sys.path.insert(0, str(checkout))
    serve_feed()
    run = importlib.import_module("bot.cli").main
    paths = ["--coverage", str(articles), "--data-dir", str(data)]
    for words in (
        ["index"],
        ["coverage", "remove", "Hall closed"],
        ["coverage", "add", str(extra)],
        ["coverage", "undo"],
        ["coverage", "feeds", "add", FEED],
        ["ask", "Who opened the bridge?"],
    ):
        code = run([*words, *paths], default_config=checkout / "config" / "bot.yaml")
        if code:
            raise SystemExit(f"{words}: exit code {code}")
    extra.unlink()


if __name__ == "__main__":
    main()
