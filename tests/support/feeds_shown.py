"""Feeds that a test makes up, without a publisher."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from knowledge import Coverage, Feed


def feed(now: float, worked: float, failures: int, name: str = "Tarn Daily") -> Feed:
    """A feed that worked so many seconds before now."""
    moment = datetime.fromtimestamp(now, UTC)
    return Feed(
        url=f"https://tarn.example/{name}?key=secret",
        title=name,
        added=moment - timedelta(days=9),
        minutes=15,
        checked=moment,
        succeeded=moment - timedelta(seconds=worked),
        due=moment + timedelta(minutes=15),
        failures=failures,
        error="no answer" if failures else None,
        articles=3,
        problems=(),
    )


def of_the_base(monkeypatch: pytest.MonkeyPatch, shown: list[Feed]) -> None:
    """Has the base feeds that the test makes up, and servers none."""

    def feeds(coverage: Coverage) -> tuple[Feed, ...]:
        return tuple(shown) if coverage.status().own is None else ()

    monkeypatch.setattr(Coverage, "feeds", feeds)
