"""The index under kill -9, a full disk and flipped bits: the old state or the new, never a mix."""

from __future__ import annotations

import errno
import gc
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import index_states
import pytest
from index_states import answers, first_state, write_articles

from knowledge import Coverage, CoverageError
from knowledge.index.build.refresh import refresh
from knowledge.index.disk import generation
from knowledge.index.disk.store import BusyError, Store

SUPPORT = str(Path(index_states.__file__).parent)  # for a process that imports it as well


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Any]:
    """What each state of the coverage answers when nothing goes wrong."""
    root = tmp_path_factory.mktemp("expected")
    made = {}
    for state in range(4):
        write_articles(root / "articles", state)
        refresh([root / "articles"], root / "index", anew=True)
        made[state] = answers(root / "index")
    return made


# Each round is a process forked off this one, so that the rounds do not each pay for starting
# Python; it has one thread, as the tests' own process may not.
KILLING = """
import os, random, signal, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from index_states import answers, write_articles
from knowledge.index.build.refresh import refresh
from knowledge.index.disk import generation

root = Path(sys.argv[1])
chance = random.Random(int(sys.argv[3]))
index, articles = root / "index", root / "articles"
started = time.perf_counter()
write_articles(articles, 0)
refresh([articles], index)
longest = 1.2 * (time.perf_counter() - started)
wanted = {}
for state in range(4):
    write_articles(articles, state)
    refresh([articles], root / "expected", anew=True)
    wanted[state] = answers(root / "expected")
state, killed, turn = 3, 0, -1
while killed < 50:
    turn += 1
    if turn % 10 == 0:  # a first build, not a reload
        for path in index.iterdir():
            path.unlink()
    before = answers(index)
    state = (state + 1) % 4
    write_articles(articles, state)
    child = os.fork()
    if child == 0:
        refresh([articles], index)
        os._exit(0)
    time.sleep(chance.uniform(0, longest))
    os.kill(child, signal.SIGKILL)
    killed += os.WIFSIGNALED(os.waitpid(child, 0)[1])
    after = answers(index)
    assert after in (before, wanted[state]), (turn, "a mix")
    if chance.random() < 0.5:
        refresh([articles], index)
        assert answers(index) == wanted[state], (turn, "not the new state")
        left = sorted(path.name.split("-")[0] for path in index.iterdir())
        assert left.count("generation") == 1, left
        assert not [path for path in index.iterdir() if path.suffix == ".tmp"]
print(killed)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_any_time(tmp_path: Path) -> None:
    seed = random.randrange(1 << 30)
    done = subprocess.run(
        [sys.executable, "-c", KILLING, str(tmp_path), SUPPORT, str(seed)],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, f"seed {seed}\n{done.stderr}"
    assert int(done.stdout) == 50  # those that were done before the signal came do not count


class FullDisk:
    """A stream to a disk that has room for so many more bytes."""

    room = 0

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def write(self, data: bytes | memoryview) -> int:
        size = memoryview(data).nbytes
        fits = min(size, FullDisk.room)
        self._stream.write(memoryview(data).cast("B")[:fits])
        FullDisk.room -= fits
        if fits < size:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), self._stream.name)
        return size

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __enter__(self) -> FullDisk:
        return self

    def __exit__(self, *error: object) -> None:
        self._stream.close()


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[FullDisk]]:
    original = Path.open

    def opened(path: Path, mode: str = "r", *args: Any, **options: Any) -> Any:
        stream = original(path, mode, *args, **options)
        return FullDisk(stream) if mode == "wb" else stream

    monkeypatch.setattr(Path, "open", opened)
    yield FullDisk
    monkeypatch.undo()


def test_a_disk_that_fills_up_at_any_byte(
    tmp_path: Path, full_disk: type[FullDisk], expected: dict[int, Any]
) -> None:
    articles, index = tmp_path / "articles", tmp_path / "index"
    write_articles(articles, 0)
    full_disk.room = 10**9
    refresh([articles], index)
    shutil.copytree(index, tmp_path / "measured")
    write_articles(articles, 1)
    full_disk.room = 10**9
    refresh([articles], tmp_path / "measured")
    needed = 10**9 - full_disk.room
    for room in range(0, needed, max(1, needed // 60)):
        full_disk.room = room
        with pytest.raises(CoverageError, match=r"No space left.*stays as it was"):
            refresh([articles], index)
        full_disk.room = 10**9
        assert answers(index) == expected[0]
        assert not list(index.glob("*.tmp"))
    refresh([articles], index)
    assert answers(index) == expected[1]
    assert len(list(index.glob("generation-*"))) == len(list(index.glob("articles-*"))) == 1


@pytest.fixture
def built(tmp_path: Path) -> Path:
    return first_state(tmp_path)


def test_a_file_of_an_older_version_is_told_of_and_built_again(
    tmp_path: Path,
    expected: dict[int, Any],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    write_articles(tmp_path / "articles", 0)
    with monkeypatch.context() as older:
        older.setattr(generation, "VERSION", generation.VERSION - 1)
        refresh([tmp_path / "articles"], tmp_path / "data" / "index")
    with Coverage.open([tmp_path / "articles"], tmp_path / "data") as coverage:
        assert coverage.opened.added == 24
    (told,) = caplog.messages
    assert "another version of this program; the index will be built again" in told
    assert answers(tmp_path / "data" / "index") == expected[0]
    assert len(list((tmp_path / "data" / "index").glob("generation-*"))) == 1


def test_a_reader_keeps_the_generation_it_has_and_lets_go_of_it(
    built: Path, expected: dict[int, Any]
) -> None:
    reader = Store(built).newest()
    assert reader is not None
    ids = reader.index.article_ids()
    for state in (1, 2):
        write_articles(built.parents[1] / "articles", state)
        refresh([built.parents[1] / "articles"], built, anew=True)
    assert not reader.path.exists() or os.name != "posix"
    assert answers(built) == expected[2]
    for article_id in ids:  # none was read before
        assert reader.index.article(article_id).text.startswith("State0 ")
    if Path("/proc/self/fd").is_dir():
        assert gone_but_open(built) != []
        del reader
        gc.collect()
        assert gone_but_open(built) == []


def gone_but_open(folder: Path) -> list[str]:
    """The files of a folder that are removed and that this process still has open or mapped."""
    links = [str(each.readlink()) for each in Path("/proc/self/fd").iterdir() if each.is_symlink()]
    lines = Path("/proc/self/maps").read_text().splitlines()
    return [each for each in (*links, *lines) if str(folder) in each and "(deleted)" in each]


WRITING = """
import sys
from pathlib import Path
from knowledge import Coverage

def told(what, done, total):
    if what == "merging":  # in the middle of it, the lock in hand
        print(what, flush=True)
        sys.stdin.readline()

with Coverage.open([Path(sys.argv[1])], Path(sys.argv[2]), told) as coverage:
    print(coverage.opened.added, flush=True)
"""


def test_two_processes_open_one_folder_and_one_writes(
    tmp_path: Path, expected: dict[int, Any], caplog: pytest.LogCaptureFixture
) -> None:
    articles, data = tmp_path / "articles", tmp_path / "data"
    write_articles(articles, 0)
    command = [sys.executable, "-c", WRITING, str(articles), str(data)]
    for state, added in ((0, 24), (1, 0)):
        write_articles(articles, state)
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdin
            assert writer.stdout
            assert writer.stdout.readline() == "merging\n"
            if state == 0:  # nothing is there to answer from
                with pytest.raises(CoverageError, match=r"another process is indexing in .*data"):
                    Coverage.open([articles], data)
            else:
                with Coverage.open([articles], data) as coverage:
                    assert coverage.index.article_count == 24
                assert "another process is indexing" in caplog.text
                assert answers(data / "index") == expected[0]
            print(file=writer.stdin, flush=True)
            assert writer.stdout.readline() == f"{added}\n"
        assert writer.returncode == 0
        assert answers(data / "index") == expected[state]


KILLED = """
import sys
from pathlib import Path
from knowledge import Coverage
from knowledge.index.build import child_refresh as aside
aside._FEW_BYTES = 0
print("opening", flush=True)
Coverage.open([Path(sys.argv[1])], Path(sys.argv[2]))
"""


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_a_killed_process_takes_the_one_that_indexes_for_it_along(
    tmp_path: Path, expected: dict[int, Any]
) -> None:
    articles, data = tmp_path / "articles", tmp_path / "data"
    write_articles(articles, 0)
    refresh([articles], data / "index")
    chance = random.Random()
    for state in (1, 2, 3, 1, 2, 3):
        before = answers(data / "index")
        write_articles(articles, state)
        command = [sys.executable, "-c", KILLED, str(articles), str(data)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(chance.uniform(0, 0.6))
            process.kill()
        deadline = time.monotonic() + 20
        while True:
            assert answers(data / "index") in (before, expected[state])
            try:
                refresh([articles], data / "index")
                break
            except BusyError:  # until it has noticed
                assert time.monotonic() < deadline
                time.sleep(0.02)
        assert answers(data / "index") == expected[state]
