"""The reader: a small encoder that reads a question and windows of articles together."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import KnowledgeError
from knowledge.reading.encoding import Encoded, Encoder, batch
from knowledge.reading.pieces import Pieces
from knowledge.reading.runtime import onnxruntime
from knowledge.reading.windows import Window

MODEL = Path(__file__).with_name("model")
# Windows that are read at once: they are padded to the longest, so few of about one length.
AT_ONCE = 4
# Tokens of the longest answer.
LONGEST = 40

Scores = NDArray[np.float64]


class ReaderError(KnowledgeError):
    """The model cannot be used; the message says which file and why."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in a window: whether it answers (a logit), and for each token of its text, at
    `places` of the article, the scores of an answer's beginning and end there."""

    relevance: float
    places: list[tuple[int, int]]
    begins: Scores
    ends: Scores


class Reader:
    """Reads with the model of a folder: `model.onnx`, `pieces.npz` and `tokenizer.json`.

    Any thread may call it. `pieces` compare words before anything is read; `threads` bounds the
    processor cores that all readings at a time use. Raises ReaderError where a file is missing or
    damaged.
    """

    def __init__(self, folder: Path = MODEL, threads: int = 2) -> None:
        options = onnxruntime.SessionOptions()
        # Each core reads windows of its own, since sharing out each step of a reading among cores
        # costs more than it saves: 24 windows on two took 211 ms instead of 151, and of two
        # questions at once 276 instead of 130 each.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Memory that one question needed is given back; a bot is idle most of the time.
        options.enable_cpu_mem_arena = False
        # Without it a processor that lacks VNNI cuts off sums of products that pass 16 bits, and
        # reads something else than one that has it: logits differed by more than 1.
        options.add_session_config_entry("session.x64quantprecision", "1")
        try:
            self._encoder = Encoder(folder / "tokenizer.json")
            self.pieces = Pieces(folder, self._encoder)
            self._session = onnxruntime.InferenceSession(
                (folder / "model.onnx").read_bytes(), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # both libraries raise what they like
            raise ReaderError(
                f"the reader's model {folder.name} cannot be used: {error}"
            ) from error
        self._count = threads
        self._process = 0  # whose `_cores` are
        self._threads()  # so that no two of them begin at once

    def read(self, question: str, windows: Sequence[Window]) -> list[Reading]:
        """What is read in each window."""
        asked = self._encoder.question(question)
        encoded = [
            self._encoder.encode(
                asked, window.article.title or "", window.article.text[window.start : window.end]
            )
            for window in windows
        ]
        order = sorted(range(len(windows)), key=lambda number: len(encoded[number].ids))
        # The longest first, so that no core has one of them left to read alone.
        parts = [order[first : first + AT_ONCE] for first in range(0, len(order), AT_ONCE)][::-1]
        found: dict[int, Reading] = {}
        read = self._threads().map(lambda rows: self._run([encoded[row] for row in rows]), parts)
        for rows, (places, relevance) in zip(parts, read, strict=True):
            for row, scores, logit in zip(rows, places, relevance, strict=True):
                start = windows[row].start
                found[row] = _reading(encoded[row], start, scores, float(logit))
        return [found[number] for number in range(len(windows))]

    def _threads(self) -> ThreadPoolExecutor:
        """Those that read, one a core: a process that was forked has none of its parent's."""
        if self._process != os.getpid():
            self._cores = ThreadPoolExecutor(self._count, thread_name_prefix="reading")
            self._process = os.getpid()
        return self._cores

    def _run(self, encoded: Sequence[Encoded]) -> tuple[Scores, Scores]:
        ids, types, mask = batch(encoded)
        places, relevance = self._session.run(None, {"ids": ids, "types": types, "mask": mask})
        return np.asarray(places, np.float64), np.asarray(relevance, np.float64)


def _reading(encoded: Encoded, start: int, scores: Scores, relevance: float) -> Reading:
    """A window's scores without those of the question, the title and what was cut off."""
    title = next((n for n, (begin, _) in enumerate(encoded.places) if begin >= 0), 0)
    first, last = encoded.first + title, encoded.first + len(encoded.places)
    places = [(begin + start, end + start) for begin, end in encoded.places[title:]]
    return Reading(relevance, places, scores[first:last, 0], scores[first:last, 1])


@lru_cache(maxsize=4)
def load_reader(folder: Path = MODEL, *, threads: int = 2) -> Reader:
    """The reader of a folder, loaded once. Raises ReaderError."""
    return Reader(folder, threads)
