"""Opening the coverage, and the collections of servers beside it, as the settings say."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.app.guild_settings import GuildSettings, effective, read_kept
from bot.app.records import StateRecords
from bot.app.settings import Settings
from knowledge import (
    BASE,
    BaseChoice,
    BusyError,
    Collections,
    Coverage,
    FetchRules,
    Progress,
    Records,
    SearchCluster,
)

if TYPE_CHECKING:
    from bot.state.database import Database

# Who notes the feeds of the settings, for the log of the coverage.
SETTINGS = "settings"
# Below the data directory, a folder for each server.
SERVERS = "servers"
_OPEN_FILES = 65_536
# Seconds between two looks whether another process has made the index.
_PAUSE = 0.5


def open_coverage(
    settings: Settings,
    records: Records | None,
    progress: Progress | None = None,
    *,
    strict: bool = False,
) -> Coverage:
    """The coverage of the settings; raises what `Coverage.open` raises, and does as that does
    without `records`."""
    return Coverage.open(
        settings.coverage.paths,
        settings.data_dir,
        progress,
        rules=FetchRules(settings.fetch.contact or "", settings.fetch.allow),
        keep_days=settings.coverage.keep_days or None,
        strict=strict,
        reader_threads=settings.answer.threads if settings.answer.reader else 0,
        cluster=search_cluster(settings),
        records=records,
    )


def search_cluster(settings: Settings) -> SearchCluster | None:
    """The cluster that passages are searched in; None where the bot does that itself."""
    wanted = settings.index
    if wanted.engine == "embedded":
        return None
    password = wanted.password.get_secret_value() if wanted.password else None
    return SearchCluster(
        wanted.hosts,
        wanted.user,
        password,
        wanted.ca_file,
        wanted.prefix,
        wanted.shards,
        wanted.replicas,
    )


def open_collections(
    settings: Settings, database: Database, progress: Progress | None = None
) -> Collections:
    """The coverage of the settings as the base of the servers' collections, which come later.
    Feeds and logs are kept in the database.

    Of several processes, the first makes the index; the others wait for it.
    """
    _allow_open_files()
    records = StateRecords(lambda: database, lambda: _folders(settings))
    while True:
        try:
            base = open_coverage(settings, records, progress)
            return collections_beside(base, settings, records)
        except BusyError:
            if not settings.discord.shard_ids:
                raise
            if progress:
                progress("waiting for another process", 0, None)
            time.sleep(_PAUSE)


def _allow_open_files() -> None:
    """Lets the process have as many files open as it may: each open collection needs a few."""
    try:
        import resource  # not on Windows, which has no such limit
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, _OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def collections_beside(base: Coverage, settings: Settings, records: Records) -> Collections:
    """The collections of servers beside the coverage."""
    return Collections(
        base,
        settings.data_dir / SERVERS,
        most_open=settings.coverage.open_servers,
        keep_days=settings.coverage.keep_days or None,
        records=records,
    )


@contextmanager
def records_of(settings: Settings) -> Iterator[StateRecords]:
    """Where feeds and logs are kept, as the settings say; closed in the end."""
    records = StateRecords(lambda: open_database(settings), lambda: _folders(settings))
    try:
        yield records
    finally:
        records.close()


def _folders(settings: Settings) -> dict[str, Path]:
    """The folder of each collection by its name."""
    servers = {each.name: each for each in (settings.data_dir / SERVERS).glob("[0-9]*")}
    return {BASE: settings.data_dir, **servers}


def articles_of(settings: Settings, server: int) -> Path:
    """The folder with the articles of a server's collection."""
    return settings.data_dir / SERVERS / str(server) / "articles"


@contextmanager
def opened(
    settings: Settings,
    server: int | None,
    progress: Progress | None = None,
    *,
    strict: bool = False,
) -> Iterator[Coverage]:
    """The coverage of the settings, or a server's collection beside it; closed in the end."""
    with (
        records_of(settings) as records,
        open_coverage(settings, records, progress, strict=strict) as base,
    ):
        if server is None:
            yield base
        else:
            collections = collections_beside(base, settings, records)
            collections.choice_of = lambda number: chosen_base(settings, number)
            with collections.use(server) as coverage:
                yield coverage
            collections.close()


@contextmanager
def looked_at(settings: Settings) -> Iterator[Coverage]:
    """The coverage of the settings for who only looks, as before an upgrade: while the database is
    an earlier version's, which may be running, feeds are read where that keeps them."""
    from bot.state.examining import is_newest

    newest = is_newest(settings.data_dir, _state_url(settings))
    with (
        records_of(settings) as records,
        open_coverage(settings, records if newest else None) as coverage,
    ):
        yield coverage


def open_database(settings: Settings) -> Database:
    """The database with what the bot keeps; raises StateError."""
    from bot.state.database import Database  # slow to load, and not needed to answer

    url = _state_url(settings)
    return Database.connect(url) if url else Database.open(settings.data_dir)


def _state_url(settings: Settings) -> str | None:
    """The address of the server with what the bot keeps; None where that is a file."""
    url = settings.state.url
    return url.get_secret_value() if url else None


def state_found(settings: Settings) -> str:
    """What the database with what the bot keeps is like; raises StateError where it cannot be
    used."""
    from bot.state.examining import examine

    return examine(settings.data_dir, _state_url(settings))


def move_state(settings: Settings, *, to_server: bool) -> int:
    """Copies what the bot keeps from the file to the server of the settings, or back; the number of
    rows. The bot is not to run meanwhile. Raises StateError."""
    from bot.state.database import Database
    from bot.state.errors import StateError
    from bot.state.moving import move

    if not settings.state.url:
        raise StateError("state.url names no database; set it, for this command at least")
    server, file = open_database(settings), Database.open(settings.data_dir)
    try:
        return move(file, server) if to_server else move(server, file)
    finally:
        server.close()
        file.close()


def chosen_base(settings: Settings, server: int) -> BaseChoice:
    """What a server has chosen in Discord to read of the base, as the bot has kept it."""
    from bot.state.database import FILE
    from bot.state.guilds import GuildRepository

    if not settings.state.url and not (settings.data_dir / FILE).exists():
        return BaseChoice()
    database = open_database(settings)
    try:
        kept = asyncio.run(GuildRepository(database, time.time).settings_of(server))
    finally:
        database.close()
    chosen = read_kept(server, kept) if kept else GuildSettings()
    return effective(settings, chosen).base


def note_feeds(coverage: Coverage, settings: Settings) -> None:
    """Notes the settings' feeds that are not known yet; each is fetched when it is its turn."""
    known = {address for feed in coverage.feeds() for address in (feed.url, *feed.former)}
    for feed in settings.coverage.feeds:
        if feed.url not in known:
            coverage.add_feed(feed.url, by=SETTINGS, minutes=feed.minutes, check=False)
