"""What a process of a test run starts for all of them: it ends with the run, and not before."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import lasting
import pytest

# Prints its number, and leaves a file when it is stopped; meanwhile another process must last.
PROGRAM = """\
import os, signal, sys
from pathlib import Path
import lasting

signal.signal(signal.SIGTERM, lambda *_: sys.exit())
lasting.stop_after(int(sys.argv[1]))
try:
    print(os.getpid(), flush=True)
    signal.pause()
finally:
    Path(sys.argv[2]).touch()
"""
# Starts that program, tells its number, and ends.
STARTER = "import lasting, sys; print(lasting.start(sys.argv[1:]))"


@pytest.fixture
def owner() -> Iterator[subprocess.Popen[bytes]]:
    """The process on which the program depends."""
    with subprocess.Popen(["sleep", "600"]) as process:
        yield process
        process.kill()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_it_outlives_who_started_it_and_ends_with_whom_it_is_for(
    tmp_path: Path, owner: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(lasting.__file__).parent))
    stopped = tmp_path / "stopped"
    program = (sys.executable, "-c", PROGRAM, str(owner.pid), str(stopped))
    starter = subprocess.run(
        [sys.executable, "-c", STARTER, *program], check=True, stdout=subprocess.PIPE
    )
    number = int(starter.stdout)
    os.kill(number, 0)  # it is there
    assert not stopped.exists()
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    until(stopped.exists)


def test_why_it_did_not_start_is_told() -> None:
    with pytest.raises(RuntimeError, match="no room"):
        lasting.start([sys.executable, "-c", "import sys; sys.exit('no room')"])
