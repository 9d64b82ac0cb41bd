"""Which articles from the web are the same: by their addresses, or by a feed's names for them."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import urldefrag, urlsplit


def article_id(identity: str, url: str | None = None) -> str:
    """The id of an article from the web, by its address or a feed's name for it.

    Addresses that differ only in scheme, "www.", what tracks readers, and a final slash are one.
    """
    host = re.sub(r"[^a-z0-9.-]", "-", host_of(url or identity))
    if re.match(r"https?://", identity, re.IGNORECASE):
        identity = plain_address(identity)
    digest = hashlib.blake2s(identity.encode("utf-8", "replace"), digest_size=8).hexdigest()
    return f"{host[:40].strip('.-') or 'article'}-{digest}"


def plain_address(url: str) -> str:
    """An address without what does not name a page."""
    from courlan import normalize_url  # slow to load, and often not needed

    try:
        parts = urlsplit(normalize_url(urldefrag(url).url))
    except ValueError:
        return url
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}{query}"


def is_at(url: str | None, plain: str) -> bool:
    """Whether an address, where there is any, is one that `plain_address` has given."""
    return bool(url) and plain_address(url or "") == plain


def host_of(url: str | None) -> str:
    """The host of an address without "www.", or an empty text."""
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""
