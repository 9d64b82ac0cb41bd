"""One fetch of a feed: what is new in it becomes files."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from knowledge.durable import whole_file
from knowledge.errors import CoverageError
from knowledge.report import Named, Unreadable
from knowledge.sources.feeds.entries import Entry, ParsedFeed
from knowledge.sources.feeds.parsing import FEED_TYPES, MOST_ENTRIES, parse_feed
from knowledge.sources.feeds.store import WITHOUT_TEXT, StoredFeed
from knowledge.sources.fetching import Fetcher, FetchError, Reply
from knowledge.sources.pages import Page, fetch_page, make_page

# Pages fetched for one feed at a time, and for how long: other feeds wait meanwhile. The entries
# that are left wait for the next time.
MOST_PAGES = 30
PAGES_SECONDS = 60.0
_MOST_PROBLEMS = 50
# The names of entries are kept when they have left the feed, of so many.
_MOST_KEPT = 4 * MOST_ENTRIES
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

    def run(self, feed: StoredFeed) -> StoredFeed:
        """The feed as it is afterwards. Raises CoverageError where a file cannot be written."""
        try:
            reply = self.fetcher.fetch(feed.url, FEED_TYPES, etag=feed.etag, modified=feed.modified)
            if reply.is_unchanged:
                return replace(self._succeeded(feed), **_moved(feed, reply))
            parsed = _recognised(parse_feed(reply, feed.address), feed)
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
            names=_latest(feed.names, {each.name: each.id for each in parsed.entries if each.name}),
            marks=_latest(feed.marks, {each.id: each.mark for each in parsed.entries}),
            shared=_shared(feed, parsed),
            **_moved(feed, reply),
            problems=self._told(feed, parsed),
        )

    def _succeeded(self, feed: StoredFeed) -> StoredFeed:
        now = self.now.isoformat()
        due = (self.now + timedelta(minutes=feed.minutes)).isoformat()
        return replace(feed, checked=now, succeeded=now, due=due, failures=0, error=None)

    def _failed(self, feed: StoredFeed, error: CoverageError) -> StoredFeed:
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

    def _take(self, feed: StoredFeed, parsed: ParsedFeed) -> dict[str, str]:
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

    def _told(self, feed: StoredFeed, parsed: ParsedFeed) -> tuple[Unreadable, ...]:
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


def _recognised(parsed: ParsedFeed, feed: StoredFeed) -> ParsedFeed:
    """The feed with the ids that its entries had before: by the feed's own names for them first,
    by their addresses second.

    What keeps its name is the same article, although its address has been changed with its
    headline. What has a name of its own and an address that another entry has or had is another
    article, unless it is that one under a new name: of the same time, or title where it has none.
    """
    owners = {id_: name for name, id_ in feed.names.items()}
    present = {entry.name for entry in parsed.entries}
    shared = set(feed.shared)
    entries: dict[str, Entry] = {}
    for entry in parsed.entries:
        owner = owners.get(entry.id)
        is_renamed = owner not in present and feed.marks.get(entry.id) in (None, entry.mark)
        if entry.name in feed.names:
            entry = replace(entry, id=feed.names[entry.name])
        elif entry.name and owner and not is_renamed:
            shared |= set() if owner in present else {entry.id}
            entry = replace(entry, id=entry.name)
        elif entry.name and entry.id in shared:
            entry = replace(entry, id=entry.name)
        entries.setdefault(entry.id, entry)
    told = (
        replace(entry, shares_link=entry.shares_link or entry.link_id in shared)
        for entry in entries.values()
    )
    return replace(parsed, entries=tuple(told))


def _shared(feed: StoredFeed, parsed: ParsedFeed) -> list[str]:
    """The addresses on which several entries stand or stood, the last of them last."""
    now = {entry.link_id for entry in parsed.entries if entry.shares_link and entry.link_id}
    return [*(each for each in feed.shared if each not in now), *sorted(now)][-_MOST_KEPT:]


def _latest(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """What is kept of the entries that a feed has, and of the last that it had.

    An entry that comes back is the same article, and what stands at its address meanwhile is not.
    """
    left = [item for item in before.items() if item[0] not in now]
    return dict([*left, *now.items()][-_MOST_KEPT:])


def _moved(feed: StoredFeed, reply: Reply) -> dict[str, Any]:
    """What changes in a feed whose server says that its address is another one for good."""
    if not reply.moved_to or reply.moved_to == feed.url:
        return {}
    former = (*(each for each in feed.former if each != reply.moved_to), feed.url)
    return {"url": reply.moved_to, "former": former}
