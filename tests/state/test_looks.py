"""When people last looked: by person and place, forgotten with the person and in time."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from bot.state.repositories import State

DAY = 86_400


def test_a_look_is_of_one_person_at_one_place_and_ends(tmp_path: Path, url: str | None) -> None:
    now = [1_000_000.0]
    state = State.open(tmp_path, keep_days=30, clock=lambda: now[0], url=url)

    async def story() -> None:
        assert await state.looks.last(1, "server 5") is None
        await state.looks.note(1, "server 5", now[0])
        now[0] += DAY
        await state.looks.note(2, "server 5", now[0])
        first = datetime.fromtimestamp(1_000_000, UTC)
        assert await state.looks.last(1, "server 5") == first
        assert await state.looks.last(1, "server 6") is None
        await state.looks.note(1, "server 5", now[0])
        assert await state.looks.last(1, "server 5") == datetime.fromtimestamp(now[0], UTC)
        await state.forget(1)
        assert await state.looks.last(1, "server 5") is None
        assert await state.looks.last(2, "server 5") is not None
        now[0] += 30 * DAY
        assert await state.looks.last(2, "server 5") is None

    try:
        asyncio.run(story())
    finally:
        state.close()
