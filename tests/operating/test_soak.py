"""Two hours of the day in fast motion that `python tests/support/soak.py` plays."""

from __future__ import annotations

from pathlib import Path

from soak import soak


async def test_two_hours_lose_and_double_nothing(tmp_path: Path) -> None:
    seen = await soak(tmp_path, hours=2)
    assert seen.is_well, seen
    assert (seen.published, seen.asked) == (4, 8)
    assert seen.faults == 18
