"""The walk in docs/ is what comes out: its words, and pictures of just these words."""

from __future__ import annotations

from pathlib import Path

import pytest
import pytest_asyncio
from standin import World
from walk.browser import MOST_BYTES, browser, digest_in, draw
from walk.drawing import Drawing, page
from walk.playing import DOCS, PAGES, PICTURES, markdown, play
from walk.walking import Scene

AGAIN = "run `python tests/support/write_walk.py`"
MOST_BYTES_OF_ALL = 1_500_000

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(900),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def walks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Scene]]:
    return await play(tmp_path_factory.mktemp("walk"))


async def test_the_pages_are_what_comes_out(walks: dict[str, list[Scene]]) -> None:
    for name, scenes in walks.items():
        written = (DOCS / name).read_text(encoding="utf-8")
        assert markdown(PAGES[name], scenes) == written, AGAIN


async def test_the_pictures_show_what_comes_out(walks: dict[str, list[Scene]]) -> None:
    if browser() is None:
        pytest.skip("no Chromium to draw them anew with")
    scenes = [scene for each in walks.values() for scene in each if scene.turns]
    shown = {path.stem: digest_in(path.read_bytes()) for path in PICTURES.glob("*.png")}
    assert shown == {scene.name: scene.digest for scene in scenes}, AGAIN


def sizes() -> list[int]:
    return [path.stat().st_size for path in PICTURES.iterdir()]


async def test_the_pictures_are_small() -> None:
    assert max(sizes()) <= MOST_BYTES
    assert sum(sizes()) <= MOST_BYTES_OF_ALL


async def test_a_picture_is_cut_to_what_it_shows(tmp_path: Path) -> None:
    program = browser()
    if program is None:
        pytest.skip("no Chromium")
    world = World()
    drawing = Drawing(world, {})
    line = drawing.said(world.member, f"hello {world.bot.mention}, **who** is <there>?")
    assert "<strong>who</strong> is &lt;there&gt;" in line
    one, two = (draw(page([line] * count), str(count), program) for count in (1, 2))
    assert (digest_in(one), digest_in(two)) == ("1", "2")
    heights = [int.from_bytes(png[20:24], "big") for png in (one, two)]
    assert 60 < heights[0] < heights[1] < 250
