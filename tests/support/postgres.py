"""A PostgreSQL server on this machine for tests: started when it is first wanted, then stopped."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

# Where Debian, Fedora and Homebrew put the programs of the server, which are not on the PATH.
_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")


@dataclass
class PostgreSQL:
    """A server, which gives each test a database of its own."""

    port: int
    programs: Path
    folder: Path
    _numbers: Iterator[int] = field(default_factory=count)

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://tester@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """The address of a database that is empty."""
        name = f"test_{next(self._numbers)}"
        where = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "tester")
        subprocess.run([self.programs / "createdb", *where, name], check=True)
        return self.url(name)

    def control(self, *action: str) -> None:
        """Has `pg_ctl` do something with the server, and waits until it is done."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        data = str(self.folder / "data")
        program = str(self.programs / "pg_ctl")
        _run([program, "-D", data, "-w", "-o", options, *action], self.folder)

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """The server, which takes connections and answers nothing within the block."""
        first = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(first, signal.SIGSTOP)  # it starts no other from now on
        processes = [first, *_children(first)]
        try:
            for each in processes:
                os.kill(each, signal.SIGSTOP)
            yield
        finally:
            for each in processes:
                with suppress(ProcessLookupError):  # one that was ending as it was stopped
                    os.kill(each, signal.SIGCONT)


def programs() -> Path | None:
    """The folder of the server's programs; None where it is not installed."""
    found = [path for place in _PLACES for path in sorted(Path("/").glob(place[1:]))]
    return found[-1] if found else None


@contextmanager
def running() -> Iterator[PostgreSQL]:
    """A server in a folder of its own, gone afterwards. PostgreSQL refuses to run as root."""
    where = programs()
    assert where is not None
    folder = Path(tempfile.mkdtemp())
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, _owner())
        options = ("-A", "trust", "-U", "tester", "-E", "UTF8", "--locale=C", "--no-sync")
        _run([where / "initdb", "-D", folder / "data", *options], folder)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = PostgreSQL(port, where, folder)
        server.control("start", "-l", str(folder / "log"))
        try:
            yield server
        finally:
            server.control("stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _children(process: int) -> list[int]:
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid="], check=True, capture_output=True, text=True
    )
    pairs = (map(int, line.split()) for line in listed.stdout.splitlines())
    return [child for child, parent in pairs if parent == process]


def _owner() -> str:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise AssertionError("there is no user but root to run the server as")


def _run(command: Sequence[str | Path], folder: Path) -> None:
    # The server's children keep the pipes of `pg_ctl` open, so that nothing may wait for their end.
    user = _owner() if os.geteuid() == 0 else None
    subprocess.run(command, cwd=folder, user=user, stdout=subprocess.DEVNULL, check=True)
