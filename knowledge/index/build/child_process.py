"""Processes that work for this one, spoken to in pickled objects over their pipes.

They are started as plain commands, so they need no main module that can be imported and are safe
beside threads and event loops; they end when this process does, however it ends.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from contextlib import suppress
from typing import Any, BinaryIO, cast


class Child:
    """A process that runs `function`, "package.module.name", which takes two streams: of what is
    sent to it and of what it sends."""

    def __init__(self, function: str) -> None:
        module, _, name = function.rpartition(".")
        code = f"from {__name__} import run; from {module} import {name}; run({name})"
        self._process = subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )

    def send(self, item: object) -> None:
        """Sends one object; EOFError where the process is gone."""
        send(cast(BinaryIO, self._process.stdin), item)

    def receive(self) -> Any:
        """The next object; EOFError where the process is gone."""
        return receive(cast(BinaryIO, self._process.stdout))

    def stop(self) -> int:
        """Ends the process, waits for it, and returns its exit code."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            try:
                cast(BinaryIO, stream).close()
            except OSError:  # what was still to be sent has nowhere to go
                continue
        return self._process.wait()


def run(function: Any) -> None:
    """The main program of a child."""
    # Ctrl-C reaches the whole group of processes; the parent alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    results = sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing else may get into the stream of results
    with suppress(EOFError):  # the parent ended while this worked for it
        function(sys.stdin.buffer, results)


def send(stream: BinaryIO, item: object) -> None:
    """Sends one object; EOFError where the other side is gone."""
    try:
        pickle.dump(item, stream, pickle.HIGHEST_PROTOCOL)
        stream.flush()
    except OSError as error:
        raise EOFError from error


def receive(stream: BinaryIO) -> Any:
    """The next object; EOFError where the other side is gone."""
    try:
        return pickle.load(stream)
    except pickle.UnpicklingError as error:  # it went while it was sending
        raise EOFError from error
