"""The memory of a process that answers one line after another, without Discord."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest
from running import OURS, QUESTION, ROOT, two_articles

# Runs a command, then tells how often it gave memory back and from how many places glibc took it.
PROGRAM = """
import ctypes, sys
from pathlib import Path
from bot.app import heap
from bot.cli import main
given = []
heap.give_back = lambda: given.append(1)
assert main(sys.argv[2:], default_config=Path('config/bot.yaml')) == 0
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
file = ctypes.c_void_p(libc.fopen(sys.argv[1].encode(), b'w'))
libc.malloc_info(0, file)
libc.fclose(file)
places = Path(sys.argv[1]).read_text().count('<heap nr=')
print(f'given back {len(given)} times, {places} places', file=sys.stderr)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc tells of its memory so")
@pytest.mark.parametrize("command", [("ask", "-"), ()], ids=["lines", "console"])
def test_threads_share_memory_and_it_is_given_back_every_sixteen_answers(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in filter(lambda each: each.startswith(OURS), list(os.environ)):
        monkeypatch.delenv(name)
    (tmp_path / "articles").mkdir()
    articles = two_articles(tmp_path / "articles")
    options = ("--coverage", str(articles), "--data-dir", str(tmp_path / "data"))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "info"), *command, *options],
        cwd=ROOT,
        input=f"{QUESTION}\n" * 40,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.stdout.count("Edda Vance") >= 40
    assert "given back 2 times, 2 places" in done.stderr
