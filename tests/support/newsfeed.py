"""RSS feeds as a test writes them down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from xml.sax.saxutils import escape

from web import Served

LONG = "The bridge of Harburg stands under water, said the mayor to reporters. " * 20


def item(number: int, text: str = LONG, **fields: str) -> str:
    """An entry of an RSS feed; a field that is empty is left out."""
    day = datetime(2025, 5, 1, 8, tzinfo=UTC) + timedelta(minutes=number)
    values = {
        "title": f"Story {number}",
        "link": f"/story/{number}",
        "guid": f"guid-{number}",
        "pubDate": format_datetime(day),
        "description": text,
        **fields,
    }
    inner = "".join(f"<{key}>{escape(value)}</{key}>" for key, value in values.items() if value)
    return f"<item>{inner}</item>"


def rss(*items: str, title: str = "Tarn Daily") -> bytes:
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>'
        f"{''.join(items)}</channel></rss>"
    ).encode()


def served(*items: str, **fields: Any) -> Served:
    return Served(rss(*items), type="application/rss+xml", **fields)
