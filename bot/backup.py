"""All that cannot be made anew in one file, and back; never the token."""

from __future__ import annotations

import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO

from bot import VERSION
from bot.app.opening import open_database
from bot.app.problems import Problem, SettingsError, display_path
from bot.app.settings import Settings
from bot.app.token import read_token
from bot.state.database import FILE as DATABASE
from bot.state.database import Database
from bot.state.moving import move
from bot.state.sqlite import copy_file

_FORMAT = 1
_MANIFEST, _SETTINGS, _DATA, _ARTICLES = "backup.json", "settings.yaml", "data", "articles"
# In the data directory, with whose an index in a search cluster is; in that of a server its
# articles too, and when it removed the bot.
_STATE = ("changes.jsonl", "feeds", "cluster-owner")
_SERVERS = "servers"
_KEPT = (*_STATE, _SERVERS)
_MOST_NAMED = 3
_BLOCK = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Report:
    """What was saved or restored: how many files, and their bytes."""

    file: Path
    files: int
    bytes: int

    def to_json(self) -> dict[str, str | int]:
        """The shape for `--json`."""
        return {"file": str(self.file), "files": self.files, "bytes": self.bytes}


def back_up(settings: Settings, config: Path, file: Path, *, overwrite: bool) -> Report:
    """Writes a backup, also while the bot runs. Raises SettingsError or OSError.

    The database is copied by SQLite, whole as of one moment. Articles that come or go meanwhile
    are in it or not.
    """
    file = file.absolute()
    if file.exists() and not overwrite:
        raise _error(file, "is there already", "name another file, or say --overwrite")
    for folder in (settings.data_dir, *settings.coverage.paths):
        if file.is_relative_to(folder):
            raise _error(file, f"lies in {folder}, which is saved", "name a file elsewhere")
    count = size = 0
    # Whole or not at all, and for its owner's eyes: it holds what members asked.
    with tempfile.TemporaryDirectory(dir=file.parent) as beside:
        made = Path(beside, file.name)
        with tarfile.open(made, "w:gz") as archive:
            for name, content in _contents(settings, config, Path(beside)):
                entry = tarfile.TarInfo(name)
                entry.size, entry.mode = len(content), 0o600
                entry.mtime = int(datetime.now(UTC).timestamp())
                archive.addfile(entry, io.BytesIO(content))
                count, size = count + 1, size + len(content)
        made.chmod(0o600)
        made.replace(file)
    return Report(file, count - 1, size)  # the manifest is none of the user's


def _contents(settings: Settings, config: Path, beside: Path) -> Iterator[tuple[str, bytes]]:
    """What is in a backup, by name."""
    manifest = {
        "format": _FORMAT,
        "version": VERSION,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "coverage_paths": len(settings.coverage.paths),
    }
    yield _MANIFEST, json.dumps(manifest).encode()
    token = (read_token() or "").encode()
    text = config.read_bytes()
    yield _SETTINGS, text.replace(token, b"[token]") if token else text
    copy = beside / DATABASE
    if settings.state.url:
        _copy_server(settings, copy)
    elif (settings.data_dir / DATABASE).exists():
        copy_file(settings.data_dir / DATABASE, copy)
    if copy.exists():
        yield f"{_DATA}/{DATABASE}", copy.read_bytes()
    for kept in _STATE:
        yield from _files(settings.data_dir / kept, f"{_DATA}/{kept}")
    for server in sorted(settings.data_dir.glob(f"{_SERVERS}/*/")):
        for kept in (*_STATE, "articles", "left"):
            yield from _files(server / kept, f"{_DATA}/{_SERVERS}/{server.name}/{kept}")
    for number, path in enumerate(settings.coverage.paths):
        yield from _files(path, f"{_ARTICLES}/{number}")


def _copy_server(settings: Settings, file: Path) -> None:
    """Copies a server's database into a file, from which it can be moved to any server."""
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        copy, server = Database.open(Path(folder)), open_database(settings)
        try:
            move(server, copy)
        finally:
            server.close()
            copy.close()
        copy_file(Path(folder, DATABASE), file)


def _files(path: Path, name: str) -> Iterator[tuple[str, bytes]]:
    """A file, or all files of a folder, hidden ones too; those that go meanwhile are left out."""
    for each in [path] if path.is_file() else sorted(path.rglob("*")):
        below = each.relative_to(path)
        try:
            if each.is_file():
                yield (f"{name}/{below.as_posix()}" if below.parts else name), each.read_bytes()
        except FileNotFoundError:
            continue


def restore(file: Path, config: Path, read: Callable[[], Settings], *, overwrite: bool) -> Report:
    """Puts a backup's files where the settings say; those of the backup where there are none yet.

    `read` reads the settings of `config`, which is itself restored first. Raises SettingsError
    where a file with other content is in the way, unless it may be overwritten, and OSError.
    """
    coverage_paths, text, names = _head(file)
    if not overwrite:
        _refuse([config] if _differs(config, io.BytesIO(text)) else [])
    if not config.exists() or overwrite:
        _write(config, io.BytesIO(text))
    settings = read()
    if coverage_paths != len(settings.coverage.paths):
        told = f"holds {coverage_paths} coverage paths, the settings name others"
        raise _error(file, told, "name as many in coverage.paths")
    targets = {name: _target(name, settings, file) for name in names}
    if not overwrite:
        streams = ((targets[name], each) for name, each in _streams(file) if name in targets)
        _refuse([path for path, each in streams if _differs(path, each)])
    size = len(text)
    for name, stream in _streams(file):
        if (path := targets.get(name)) is not None:
            size += (_write_database if path.name == DATABASE else _write)(path, stream)
    return Report(file, len(targets) + 1, size)


def _head(file: Path) -> tuple[int, bytes, list[str]]:
    """How many coverage paths a backup holds, its settings, and the names of all its other files.
    Raises SettingsError where it is none."""
    head: dict[str, bytes] = {}
    names = []
    try:
        for name, stream in _streams(file):
            if name in (_MANIFEST, _SETTINGS):
                head[name] = stream.read()
            else:
                names.append(name)
        manifest = json.loads(head[_MANIFEST])
        readable, paths = manifest["format"] == _FORMAT, manifest["coverage_paths"]
    except (tarfile.TarError, EOFError, KeyError, ValueError, TypeError) as error:
        raise _error(file, "is no backup, or is damaged", "name another file") from error
    if not readable:
        raise _error(file, f"is of Dateline {manifest['version']}", "install that version or later")
    return paths, head.get(_SETTINGS, b""), names


def _streams(file: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """The files of a backup by name, each to be read before the next; memory need not hold all."""
    with tarfile.open(file, "r:gz") as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.isfile() else None
            if stream is not None:
                yield member.name, stream


def _target(name: str, settings: Settings, file: Path) -> Path:
    """Where a file of the backup belongs; never outside the folders of the settings."""
    parts = PurePosixPath(name).parts
    if ".." not in parts and len(parts) > 1:
        if parts[0] == _DATA and parts[1] in (DATABASE, *_KEPT):
            return settings.data_dir.joinpath(*parts[1:])
        if parts[0] == _ARTICLES and parts[1].isdecimal():
            number = int(parts[1])
            if number < len(settings.coverage.paths):
                return settings.coverage.paths[number].joinpath(*parts[2:])
    raise _error(file, f"holds {name!r}, which is part of no backup", "name another file")


def _differs(path: Path, stream: IO[bytes]) -> bool:
    """Whether something else is at a place."""
    if not path.is_file():
        return path.exists()
    with path.open("rb") as there:
        while block := stream.read(_BLOCK):
            if there.read(len(block)) != block:
                return True
        return bool(there.read(1))


def _refuse(paths: list[Path]) -> None:
    """Raises SettingsError where something is in the way."""
    if paths:
        named = ", ".join(map(display_path, paths[:_MOST_NAMED]))
        more = f" and {len(paths) - _MOST_NAMED:,} more" if len(paths) > _MOST_NAMED else ""
        text = "is there with other content" if len(paths) == 1 else "are there with other content"
        hint = "restore into empty folders, or say --overwrite"
        raise SettingsError([Problem(f"{named}{more}", text, hint)])


def _write(path: Path, stream: IO[bytes]) -> int:
    """Writes a file whole or not at all; its bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".restore-")
    try:
        with os.fdopen(handle, "wb") as out:
            shutil.copyfileobj(stream, out, _BLOCK)
            size = out.tell()
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return size


def _write_database(path: Path, stream: IO[bytes]) -> int:
    """By SQLite, so that who has it open sees one whole state or the other."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as beside:
        copy = Path(beside, DATABASE)
        size = _write(copy, stream)
        copy_file(copy, path)
    return size


def _error(file: Path, problem: str, hint: str) -> SettingsError:
    return SettingsError([Problem(display_path(file), problem, hint)])
