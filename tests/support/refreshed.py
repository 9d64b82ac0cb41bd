"""What a look at feeds brought."""

from __future__ import annotations

from datetime import datetime

from knowledge import Coverage, FeedUpdate


def refresh(coverage: Coverage, now: datetime | None = None) -> FeedUpdate:
    """The one update of the one feed."""
    (update,) = coverage.refresh_feeds(now, force=now is None)
    return update


def titles(named: tuple[tuple[str, str | None], ...]) -> list[str | None]:
    return sorted(title or "" for _, title in named)  # type: ignore[return-value]
