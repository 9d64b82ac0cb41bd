"""Plays the walk through Discord and writes its pages and pictures: docs/walk.md.

    python tests/support/write_walk.py

Pictures are drawn anew where what they show has changed (all of them with --all), by headless
Chromium; where there is none, the pages alone are written. Leaves nothing else behind.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from walk.playing import DOCS, PAGES, PICTURES, markdown, play
from walk.walking import Scene


def draw_all(scenes: list[Scene], *, anew: bool) -> None:
    """Draws what has changed, and deletes the pictures of scenes that are no more."""
    from walk.browser import browser, digest_in, draw

    program = browser()
    if program is None:
        print("no Chromium here: no picture is drawn", file=sys.stderr)
        return
    PICTURES.mkdir(exist_ok=True)
    for scene in scenes:
        path = PICTURES / f"{scene.name}.png"
        if anew or not path.exists() or digest_in(path.read_bytes()) != scene.digest:
            path.write_bytes(draw(scene.html, scene.digest, program))
            print(f"{path.name}: {path.stat().st_size:,} bytes", file=sys.stderr)
    names = {f"{scene.name}.png" for scene in scenes}
    for path in PICTURES.glob("*.png"):
        if path.name not in names:
            path.unlink()


def main() -> None:
    """Writes the pages, then the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        walks = asyncio.run(play(Path(folder)))
    for name, scenes in walks.items():
        (DOCS / name).write_text(markdown(PAGES[name], scenes), encoding="utf-8")
    drawn = [scene for scenes in walks.values() for scene in scenes if scene.turns]
    draw_all(drawn, anew="--all" in sys.argv)


if __name__ == "__main__":
    main()
