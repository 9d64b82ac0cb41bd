"""What a server sent, and why nothing came."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.article import Article
from knowledge.errors import CoverageError


class FetchError(CoverageError):
    """Nothing usable came; the message says from where and why.

    `status` is the server's, where one answered; `wait` the seconds it asked to be left alone.
    """

    def __init__(self, message: str, status: int | None = None, wait: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.wait = wait

    @property
    def is_gone(self) -> bool:
        """Whether the server says that there is nothing at this address (404, 410)."""
        return self.status in (404, 410)


class GoneError(FetchError):
    """There is nothing at an address any more; `article` is what the coverage has from there, and
    `reason` what the server says."""

    def __init__(self, error: FetchError, article: Article | None) -> None:
        known = "; the coverage still holds its article, which you can remove" if article else ""
        super().__init__(f"{error}{known}", error.status)
        self.article = article
        self.reason = str(error)


@dataclass(frozen=True, slots=True)
class Reply:
    """A body and what its server says of it. `url` is the address after redirects.

    `body` is empty and `is_unchanged` true where the server says that nothing has changed since
    the `etag` or the `modified` it was asked with. `content_type` is what the body is by how it
    begins, or what its header says, lower case and without parameters; `charset` is the header's
    parameter, where given. `moved_to` is the address that the one asked for has moved to for good.
    """

    url: str
    body: bytes
    content_type: str
    charset: str | None = None
    etag: str | None = None
    modified: str | None = None
    is_unchanged: bool = False
    moved_to: str | None = None
