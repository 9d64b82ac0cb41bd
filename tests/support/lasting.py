"""Programs that last as long as another process than the one that starts them.

What pytest's workers share is started by whichever wants it first, and has to be there until pytest
itself has ended: a worker may be done, or killed, while others go on.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

_LOOK_SECONDS = 0.2

# Those that go on when this process ends, which it does not wait for.
_started: list[subprocess.Popen[bytes]] = []


def start(command: Sequence[str | Path]) -> str:
    """Starts a program and leaves it to itself; the first line that it prints.

    Raises RuntimeError with its other words where it ends instead.
    """
    with tempfile.TemporaryFile() as errors:
        program = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,  # or Ctrl-C would end it before those who use it
        )
        _started.append(program)
        assert program.stdout
        with program.stdout as told:
            try:
                line = told.readline().decode()
            except BaseException:  # as where a test takes too long and is given up
                program.terminate()
                raise
        if not line:
            program.wait()
            errors.seek(0)
            raise RuntimeError(errors.read().decode(errors="replace"))
    return line.strip()


def stop_after(owner: int) -> None:
    """Has this process end as SIGTERM ends it, soon after another one has ended in any way."""

    def look() -> None:
        while True:
            try:
                os.kill(owner, 0)
            except ProcessLookupError:
                os.kill(os.getpid(), signal.SIGTERM)
                return
            time.sleep(_LOOK_SECONDS)

    threading.Thread(target=look, daemon=True).start()
