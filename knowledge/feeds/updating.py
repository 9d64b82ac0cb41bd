"""One fetch of a feed: what is new in it becomes files."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from knowledge.durable import whole_file
from knowledge.errors import CoverageError
from knowledge.feeds.parsing import FEED_TYPES, Entry, ParsedFeed, parse_feed
from knowledge.feeds.store import WITHOUT_TEXT, Stored
from knowledge.fetching import Fetcher, FetchError
from knowledge.pages import Page, fetch_page, make_page
from knowledge.report import Named, Unreadable

# Pages fetched for one feed at a time, and for how long: other feeds wait meanwhile. The entries
# that are left wait for the next time.
MOST_PAGES = 30
PAGES_SECONDS = 60.0
_MOST_PROBLEMS = 50
# A feed that fails is asked half as often each time, down to once a day.
_LONGEST_WAIT = timedelta(days=1)


@dataclass(slots=True)
class Update:
    """A fetch of one feed, whose articles lie in `folder`.

    `is_taken` tells of an article's id whether it came another way: it is not read twice.
    After `run`, `new` and `changed` name what was written.
    """

    fetcher: Fetcher
    folder: Path
    now: datetime
    is_taken: Callable[[str], bool]
    new: list[Named] = field(default_factory=list)
    changed: list[Named] = field(default_factory=list)
    _problems: list[Unreadable] = field(default_factory=list)
    _pages_left: int = MOST_PAGES
    _pages_until: float = 0.0

    def run(self, feed: Stored) -> Stored:
        """The feed as it is afterwards. Raises CoverageError where a file cannot be written."""
        try:
            reply = self.fetcher.fetch(feed.url, FEED_TYPES, etag=feed.etag, modified=feed.modified)
            if reply.is_unchanged:
                return self._succeeded(feed)
            parsed = _recognised(parse_feed(reply), feed)
        except CoverageError as error:
            return self._failed(feed, error)
        known = self._take(feed, parsed)
        complete = len(known) == len(parsed.entries)
        return replace(
            self._succeeded(feed),
            title=parsed.title,
            settled=feed.settled or complete,
            # What was not dealt with is to come again, although the feed is the same by then.
            etag=reply.etag if complete else None,
            modified=reply.modified if complete else None,
            known=known,
            names={entry.name: entry.id for entry in parsed.entries if entry.name},
            problems=self._told(feed, parsed),
        )

    def _succeeded(self, feed: Stored) -> Stored:
        now = self.now.isoformat()
        due = (self.now + timedelta(minutes=feed.minutes)).isoformat()
        return replace(feed, checked=now, succeeded=now, due=due, failures=0, error=None)

    def _failed(self, feed: Stored, error: CoverageError) -> Stored:
        failures = feed.failures + 1
        wait = timedelta(minutes=feed.minutes) * 2 ** min(failures, 12)
        asked = error.wait if isinstance(error, FetchError) else None
        wait = min(max(wait, timedelta(seconds=min(asked or 0, 86_400))), _LONGEST_WAIT)
        return replace(
            feed,
            checked=self.now.isoformat(),
            due=(self.now + wait).isoformat(),
            failures=failures,
            error=str(error),
        )

    def _take(self, feed: Stored, parsed: ParsedFeed) -> dict[str, str]:
        """Writes what is new or changed; the digests of all entries that are dealt with."""
        known = {}
        self._pages_until = time.monotonic() + PAGES_SECONDS
        for entry in parsed.entries:
            digest = entry.digest
            if self._is_wanted(entry, feed.known.get(entry.id), digest):
                if entry.is_teaser and not self._may_fetch():
                    continue
                digest = digest if self._write(entry) else WITHOUT_TEXT + digest
            known[entry.id] = digest
        left = len(parsed.entries) - len(known)
        if left:
            self._note(
                feed.url,
                f"{left:,} entries wait for the next fetch: at most {MOST_PAGES} pages are "
                f"fetched at a time, in {PAGES_SECONDS:.0f} seconds",
            )
        return known

    def _may_fetch(self) -> bool:
        return self._pages_left > 0 and time.monotonic() < self._pages_until

    def _is_wanted(self, entry: Entry, before: str | None, digest: str) -> bool:
        """Whether an entry is new or has changed. One whose article was removed stays away."""
        is_ours = self._path(entry).exists()
        if before is None or before.startswith(WITHOUT_TEXT):
            return before != WITHOUT_TEXT + digest and (is_ours or not self.is_taken(entry.id))
        return before != digest and is_ours

    def _path(self, entry: Entry) -> Path:
        return self.folder / f"{entry.id}.json"

    def _write(self, entry: Entry) -> bool:
        """Writes the article of an entry; False where there is no text to be had."""
        page = self._complete(entry)
        title = page.record.get("title")
        if not page.record.get("text"):
            return False
        for problem in page.problems:
            self._note(entry.url or entry.id, problem)
        path = self._path(entry)
        data = page.to_bytes()
        try:
            is_new = not path.exists()
            if not is_new and path.read_bytes() == data:
                return True
            self.folder.mkdir(parents=True, exist_ok=True)
            with whole_file(path) as stream:
                stream.write(data)
        except OSError as error:
            raise CoverageError(f"{error.filename or path}: {error.strerror or error}") from None
        (self.new if is_new else self.changed).append((entry.id, title))
        return True

    def _complete(self, entry: Entry) -> Page:
        """The article with the whole text where the feed gives a taste of it and its page more.

        It keeps the feed's words on title, source and time, and its own id.
        """
        page = self._fetched(entry) if entry.is_teaser and entry.url else None
        if page is None:
            return _as_entry(make_page(entry.fields, self.now), entry)
        updates = page.records if page.is_update else page.more
        if page.is_update and not entry.text:
            return _as_entry(replace(page, record=updates[0]), entry, updates[1:])
        is_longer = len(page.record["text"]) > len(entry.text) and not page.is_update
        given = {name: value for name, value in entry.fields.items() if value}
        given["text"] = page.record["text"] if is_longer else entry.text
        whole = make_page({**page.record, "id": None, **given}, self.now)
        return _as_entry(whole, entry, updates)

    def _fetched(self, entry: Entry) -> Page | None:
        """The page of an entry; None, with a note of why, where it does not hold its article."""
        url = str(entry.url)
        self._pages_left -= 1
        announced = f"{entry.fields.get('title') or ''} {entry.text}"
        try:
            return fetch_page(self.fetcher, url, self.now, announced)
        except FetchError as error:
            left = "only what the feed gives was read" if entry.text else "nothing was read"
            self._note(url, f"{str(error).removeprefix(f'{url}: ')}; {left}")
            return None

    def _note(self, where: str, reason: str) -> None:
        self._problems.append(Unreadable(where, None, reason))

    def _told(self, feed: Stored, parsed: ParsedFeed) -> tuple[Unreadable, ...]:
        """What is wrong with the feed now, and the last that was wrong with its entries."""
        whole = [Unreadable(feed.url, None, reason) for reason in parsed.problems]
        there = {entry.url or entry.id for entry in parsed.entries}
        fresh = {item.path for item in self._problems}
        kept = [item for item in feed.problems if item.path in there - fresh]
        return tuple((*whole, *self._problems, *kept)[:_MOST_PROBLEMS])


def _as_entry(page: Page, entry: Entry, updates: Sequence[dict[str, Any]] = ()) -> Page:
    """A page under the id of its entry, its updates under the feed's title and source."""
    words = {name: entry.fields[name] for name in ("title", "source") if entry.fields.get(name)}
    more = tuple({**update, **words} for update in updates)
    return replace(page, record={**page.record, "id": entry.id}, more=more)


def _recognised(parsed: ParsedFeed, feed: Stored) -> ParsedFeed:
    """The feed with the ids that its entries had before: one that keeps its name in the feed is the
    same article, although its address has been changed with its headline."""
    ids = {entry.id for entry in parsed.entries}
    entries = (
        replace(entry, id=feed.names[entry.name])
        if entry.name in feed.names and feed.names[entry.name] not in ids
        else entry
        for entry in parsed.entries
    )
    return replace(parsed, entries=tuple(entries))
