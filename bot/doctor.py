"""Whether all that the bot needs is there: each finding with what to do about it."""

from __future__ import annotations

import base64
import importlib.metadata
import json
import os
import platform
import re
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import urllib3

from bot import VERSION
from bot.app.conditions import MANY_FAILURES, free_megabytes, full, searched_badly, stale
from bot.app.guild_settings import can_have_ask_channels
from bot.app.opening import looked_at, state_found
from bot.app.problems import Problem, SettingsError
from bot.app.settings import Settings
from bot.app.token import FILE_VARIABLE, VARIABLE, read_token
from bot.state.errors import StateError
from knowledge import ClusterState, KnowledgeError, ReaderError, Status, can_plot, load_reader

if TYPE_CHECKING:
    from discord import Permissions

State = Literal["ok", "warning", "problem"]

_DISCORD = "https://discord.com/api/v10"
_LEAST_MB = 200  # with less nothing can be written soon
_CLOCK_SECONDS = 60
_FEW_LOGINS = 20
# What the bot needs to answer everywhere, by discord.py's names.
_NEEDED = (
    *("view_channel", "send_messages", "send_messages_in_threads"),
    *("embed_links", "read_message_history"),
)
_GUILDS = 200  # as many as Discord tells at once
# Discord's flags of an application: Message Content, for verified bots and others.
_MESSAGE_CONTENT = 1 << 18 | 1 << 19
_WRITTEN = datetime(2025, 6, 1, tzinfo=UTC)  # no clock that goes right is before it


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and what to do where that is not well."""

    about: str
    state: State
    text: str
    hint: str = ""

    def to_json(self) -> dict[str, str]:
        """The shape for `doctor --json`."""
        return asdict(self)

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.state} {self.about}: {self.text}{hint}"


def examine(settings: Settings, problems: list[Problem], *, online: bool) -> Iterator[Finding]:
    """All findings, in the order in which they should be put right.

    `problems` are those of the settings. Only with `online` is anything sent, to Discord's API.
    """
    yield from _settings(problems)
    token, findings = _token()
    yield from findings
    yield from _clock()
    yield from _data_dir(settings.data_dir)
    yield from _disk(settings)
    yield from _state(settings)
    yield from _versions()
    yield from _model(wanted=settings.answer.reader)
    yield from _pictures()
    yield from _coverage(settings)
    if online and token:
        yield from _discord(settings, token)


def _settings(problems: list[Problem]) -> Iterator[Finding]:
    for problem in problems:
        yield Finding("settings", "problem", f"{problem.where}: {problem.problem}", problem.hint)
    if not problems:
        yield Finding("settings", "ok", "every key is known and allowed")


def _token() -> tuple[str | None, list[Finding]]:
    try:
        token = read_token()
    except SettingsError as error:
        first = error.problems[0]
        return None, [Finding("token", "problem", f"{first.where} {first.problem}", first.hint)]
    if token is None:
        hint = f"set {VARIABLE} or {FILE_VARIABLE} to run the Discord bot"
        return None, [Finding("token", "warning", "there is none, so this is the console", hint)]
    application = _application_of(token)
    if application is None:
        text = "has not the form of a bot's token: three parts, the first an application's id"
        hint = "copy it from the Bot page at https://discord.com/developers/applications"
        return token, [Finding("token", "problem", text, hint)]
    found = [Finding("token", "ok", f"is one of the application {application}")]
    named = os.environ.get(FILE_VARIABLE, "").strip()
    if named and os.name == "posix" and Path(named).stat().st_mode & 0o077:
        text = f"{named} can be read by other users of this machine"
        found.append(Finding("token", "warning", text, f"chmod 600 {named}"))
    return token, found


def _application_of(token: str) -> str | None:
    """The id that a token begins with, in base 64; None where it is no bot's token."""
    parts = token.split(".")
    try:
        number = base64.urlsafe_b64decode(parts[0] + "==").decode("ascii")
    except ValueError:
        return None
    return number if len(parts) == 3 and all(parts) and number.isdigit() else None


def _clock() -> Iterator[Finding]:
    now = datetime.now(UTC)
    if now < _WRITTEN:
        text = f"says {now:%Y-%m-%d %H:%M} UTC, which is past"
        yield Finding("clock", "problem", text, "set it, and let NTP keep it")
    else:
        yield Finding("clock", "ok", f"{now:%Y-%m-%d %H:%M} UTC")


def _data_dir(path: Path) -> Iterator[Finding]:
    nearest = _nearest(path)
    try:
        with tempfile.TemporaryFile(dir=nearest):
            pass
    except OSError as error:
        text = f"{nearest} cannot be written to: {error.strerror}"
        yield Finding("data directory", "problem", text, "change its owner or data_dir")
    else:
        yield Finding("data directory", "ok", f"{path} can be written to")


def _disk(settings: Settings) -> Iterator[Finding]:
    if condition := full(settings):
        least = free_megabytes(settings.data_dir) < _LEAST_MB
        state: State = "problem" if least else "warning"
        yield Finding("disk", state, condition.text, condition.hint)
    else:
        free = free_megabytes(settings.data_dir)
        yield Finding("disk", "ok", f"{free:,} MB are free for {settings.data_dir}")


def _state(settings: Settings) -> Iterator[Finding]:
    try:
        yield Finding("state", "ok", state_found(settings))
    except StateError as error:
        hint = "docs/operators.md tells how what the bot keeps is saved and restored"
        yield Finding("state", "problem", str(error), hint)


def _nearest(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.is_dir())


def _versions() -> Iterator[Finding]:
    own = f"Dateline {VERSION}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    yield Finding("versions", "ok", f"{own}, {platform.system()} {platform.machine()}")
    try:
        needed = importlib.metadata.requires("dateline-bot") or []
    except importlib.metadata.PackageNotFoundError:
        text = "Dateline is not installed, only lies here"
        yield Finding("versions", "warning", text, "python -m pip install -e .")
        return
    found, missing = [], []
    for requirement in needed:
        name = re.match(r"[\w.-]+", requirement)
        if name is None or "extra ==" in requirement:
            continue
        try:
            found.append(f"{name[0]} {importlib.metadata.version(name[0])}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(name[0])
    if missing:
        text = f"not installed: {', '.join(missing)}"
        yield Finding("versions", "problem", text, "python -m pip install -e .")
    yield Finding("versions", "ok", ", ".join(found))


def _model(*, wanted: bool) -> Iterator[Finding]:
    if not wanted:
        yield Finding("model", "ok", "answer.reader is off: words alone decide what answers")
        return
    try:
        load_reader()
    except ReaderError as error:
        hint = "install dateline-bot again, or set answer.reader to false"
        yield Finding("model", "problem", str(error), hint)
    else:
        yield Finding("model", "ok", "the reader's model can be used")


def _pictures() -> Iterator[Finding]:
    if can_plot():
        yield Finding("pictures", "ok", "matplotlib can draw timelines")
    else:
        text = "matplotlib is not installed, so timelines have no picture"
        yield Finding("pictures", "warning", text, "python -m pip install -e '.[plot]'")


def _coverage(settings: Settings) -> Iterator[Finding]:
    try:
        with looked_at(settings) as coverage:
            yield from _articles(coverage.status(with_feeds=True), settings.warnings.stale_days)
    except KnowledgeError as error:
        yield Finding("coverage", "problem", str(error), "run_bot.py check tells all of it")


def _articles(status: Status, stale_days: int) -> Iterator[Finding]:
    newest = f", the newest of {status.last}" if status.last else ""
    text = f"{status.articles:,} articles{newest}"
    yield from _cluster(status.cluster)
    if not status.articles:
        yield Finding("coverage", "problem", "there is no article", "docs/admins.md: how to add")
    elif condition := stale(status, stale_days, datetime.now(UTC).date()):
        yield Finding("coverage", "warning", f"{text}: {condition.text}", condition.hint)
    else:
        yield Finding("coverage", "ok", text)
    if status.unreadable:
        text = f"{len(status.unreadable):,} files or lines cannot be read"
        yield Finding("coverage", "warning", text, "run_bot.py check names them")
    failing = [feed for feed in status.feeds if feed.failures >= MANY_FAILURES]
    for feed in failing:
        text = f"{feed.url} failed {feed.failures} times in a row: {feed.error}"
        hint = "look at its address in a browser, or remove the feed"
        yield Finding("feeds", "warning", text, hint)
    if status.feeds and not failing:
        yield Finding("feeds", "ok", f"{len(status.feeds)}, none fails for long")


def _cluster(cluster: ClusterState | None) -> Iterator[Finding]:
    if cluster is None:
        return
    if condition := searched_badly(cluster):
        state: State = "warning" if cluster.colour == "yellow" else "problem"
        yield Finding("search cluster", state, condition.text, condition.hint)
    else:
        nodes = "1 node" if cluster.nodes == 1 else f"{cluster.nodes:,} nodes"
        yield Finding("search cluster", "ok", f"is green, with {nodes}")


def _discord(settings: Settings, token: str) -> Iterator[Finding]:
    from bot.discord.endpoint import Endpoint  # late: they load discord.py
    from bot.discord.errors import SetUpError

    base = (settings.discord.api_url or _DISCORD).rstrip("/")
    try:
        Endpoint(base)  # refuses an address to which the token should not be sent
        response = _get(base, "/gateway/bot", token)
    except SetUpError as error:
        yield Finding("Discord", "problem", str(error), "correct discord.api_url")
        return
    except urllib3.exceptions.HTTPError as error:
        text = f"{base} does not answer: {type(error).__name__}"
        yield Finding("Discord", "problem", text, "look at the network, proxy and firewall")
        return
    yield from _offset(response.headers.get("Date"))
    if response.status != 200:
        hint = "copy the token anew from the Bot page" if response.status == 401 else "try again"
        yield Finding("Discord", "problem", f"{base} answers {response.status}", hint)
        return
    left = json.loads(response.data).get("session_start_limit", {}).get("remaining", 0)
    state: State = "ok" if left > _FEW_LOGINS else "warning"
    hint = "" if state == "ok" else "find out why the bot starts so often"
    yield Finding("Discord", state, f"{base} takes the token; {left:,} logins are left today", hint)
    yield from _intents(settings, base, token)
    yield from _permissions(base, token)


def _intents(settings: Settings, base: str, token: str) -> Iterator[Finding]:
    if not can_have_ask_channels(settings):
        return
    application: dict[str, Any] = json.loads(_get(base, "/applications/@me", token).data)
    if not application.get("flags", 0) & _MESSAGE_CONTENT:
        text = "ask channels need the Message Content intent, which is off"
        hint = "switch it on at https://discord.com/developers/applications under Bot"
        yield Finding("intents", "problem", text, hint)
    else:
        yield Finding("intents", "ok", "the Message Content intent is on")


def _permissions(base: str, token: str) -> Iterator[Finding]:
    """What the bot's roles lack in each server; channels may differ."""
    from discord import Permissions

    count, after, is_well = 0, "0", True
    while True:
        page = _get(base, f"/users/@me/guilds?limit={_GUILDS}&after={after}", token)
        guilds = json.loads(page.data) if page.status == 200 else []
        for guild in guilds:
            granted = Permissions(int(guild["permissions"]))
            if not granted.administrator and (lacking := _lacking(granted)):
                is_well = False
                text = f"{guild['name']} ({guild['id']}) does not allow: {', '.join(lacking)}"
                hint = "give them to the bot's role in that server's settings"
                yield Finding("permissions", "warning", text, hint)
        count += len(guilds)
        if len(guilds) < _GUILDS:
            break
        after = guilds[-1]["id"]
    if is_well:
        text = f"nothing that the bot needs is lacking (servers: {count:,})"
        yield Finding("permissions", "ok", text)


def _lacking(granted: Permissions) -> list[str]:
    return [each.replace("_", " ") for each in _NEEDED if not getattr(granted, each)]


def _get(base: str, path: str, token: str) -> urllib3.BaseHTTPResponse:
    headers = {
        "Authorization": f"Bot {token}",
        "User-Agent": f"DiscordBot (https://discord.com, {VERSION})",
    }
    return urllib3.request("GET", base + path, headers=headers, timeout=10, redirect=False,
                           retries=False)  # fmt: skip


def _offset(date: str | None) -> Iterator[Finding]:
    """How far the clock is from that of Discord's API."""
    try:
        seconds = time.time() - parsedate_to_datetime(date or "").timestamp()
    except ValueError:
        return
    if abs(seconds) > _CLOCK_SECONDS:
        text = f"differs from Discord's by {seconds:,.0f} seconds"
        yield Finding("clock", "problem", text, "set it, and let NTP keep it")
