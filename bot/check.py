"""What is wrong with the coverage, the data directory and what the bot keeps, before the bot meets
it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from bot.app.naming import where
from bot.app.opening import articles_of, search_cluster, state_found
from bot.app.problems import Problem, display_path
from bot.app.settings import Settings
from bot.state.errors import StateError
from knowledge import Coverage, KnowledgeError, ReaderError, check_cluster, load_reader


def coverage_problems(settings: Settings, server: int | None = None) -> list[Problem]:
    """A refused address of the API, a state or index that cannot be used, every path that is
    missing, every file that cannot be read, and whether anything is left.

    Reads the whole coverage, or that of a server, and writes nothing, so it can run beside the bot.
    """
    paths, filling = settings.coverage.paths, bool(settings.coverage.feeds)
    if server is not None:
        paths, filling = (articles_of(settings, server),), True
    return [
        *_api(settings.discord.api_url),
        *_data_dir(settings.data_dir),
        *_state(settings),
        *_reader(settings.answer.reader),
        *_index(settings),
        *_coverage(paths, filling=filling),
    ]


def _api(address: str | None) -> Iterator[Problem]:
    from bot.discord.endpoint import Endpoint  # late: they load discord.py
    from bot.discord.errors import SetUpError

    try:
        if address:
            Endpoint(address)
    except SetUpError as error:
        yield Problem("discord.api_url", str(error), "correct it, or DISCORD_API_URL")


def _reader(wanted: bool) -> Iterator[Problem]:
    """Where the reader's model cannot be used, so that words alone decide."""
    try:
        if wanted:
            load_reader()
    except ReaderError as error:
        yield Problem(
            "answer.reader",
            f"{error}; questions are answered by their words alone",
            "install dateline-bot again, or set answer.reader to false",
        )


def _index(settings: Settings) -> Iterator[Problem]:
    """Where the search cluster cannot be asked as the settings say."""
    cluster = search_cluster(settings)
    if cluster is None:
        return
    exposed = [host for host in cluster.hosts if _is_exposed(host)]
    if cluster.password and exposed:
        yield Problem("index.hosts", f"{exposed[0]} gets the password unencrypted", "use https://")
    try:
        check_cluster(cluster)
    except KnowledgeError as error:
        yield Problem("index.hosts", str(error), "docs/scale.md tells what the cluster needs")


def _is_exposed(host: str) -> bool:
    """Whether what is sent to an address can be read on the way."""
    parts = urlsplit(host)
    return parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "::1", "localhost")


def _data_dir(path: Path) -> Iterator[Problem]:
    nearest = next(folder for folder in (path, *path.parents) if folder.exists())
    if not nearest.is_dir():
        yield Problem(display_path(path), f"{nearest} is not a folder", "choose another data_dir")
    elif not os.access(nearest, os.W_OK | os.X_OK):
        yield Problem(
            display_path(path), f"{nearest} cannot be written to", "change its owner or data_dir"
        )


def _state(settings: Settings) -> Iterator[Problem]:
    """Where what the bot keeps cannot be read and written."""
    try:
        state_found(settings)
    except StateError as error:
        where = "state.url" if settings.state.url else "state"
        hint = "docs/operators.md tells how what the bot keeps is saved and restored"
        yield Problem(where, str(error), hint)


def _coverage(paths: tuple[Path, ...], *, filling: bool) -> Iterator[Problem]:
    """What is wrong with the articles; none may be there yet where feeds will be `filling` them."""
    present = [path for path in paths if path.exists()]
    for path in paths:
        if path not in present:
            yield Problem(
                display_path(path), "does not exist", "create it, or correct coverage.paths"
            )
    if not present:
        return
    try:
        with Coverage.open(present) as coverage:
            status = coverage.status()
    except KnowledgeError as error:
        yield Problem("coverage", str(error), "correct coverage.paths")
        return
    for item in status.unreadable:
        yield Problem(where(item), item.reason, "correct or remove it; the rest is used")
    if not status.articles and not filling:
        folders = ", ".join(map(display_path, present))
        yield Problem(
            folders, "holds no article", "put articles there: docs/admins.md names the formats"
        )
