"""Base: the reader that training begins with, and its tokenizer.

Either a Java archive that ships an encoder in ONNX with its tokenizer, or the folder of a model
that training exported, to go on from it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

import torch

from knowledge.reading.encoding import MOST_TOKENS
from training.model import POSITIONS, TYPES, WORDS, Reader, reader_of
from training.vocabulary import cut_tokenizer, kept_pieces
from training.weights import read_weights

# Word pieces that are kept: with twelve layers of width 384 the model is then of 30 MB.
VOCABULARY = 17_000


def exported_base(folder: Path) -> tuple[Reader, str]:
    """The reader of an exported model's folder and its tokenizer as JSON."""
    weights = read_weights((folder / "model.onnx").read_bytes())
    return reader_of(weights), (folder / "tokenizer.json").read_text(encoding="utf-8")


def archive_base(archive: Path, texts: Sequence[str]) -> tuple[Reader, str]:
    """A reader with the encoder of an archive and new heads, and its tokenizer as JSON.

    `texts` decide which word pieces are kept. Raises ValueError where the archive does not hold
    one model and one tokenizer.
    """
    with zipfile.ZipFile(archive) as held:
        model = held.read(_only(held, archive, ".onnx"))
        tokenizer = held.read(_only(held, archive, "tokenizer.json")).decode("utf-8")
    kept = kept_pieces(tokenizer, texts, VOCABULARY)
    weights = {f"encoder.{name}": value for name, value in read_weights(model).items()}
    weights[WORDS] = weights[WORDS][torch.tensor(kept)]
    weights[POSITIONS] = weights[POSITIONS][:MOST_TOKENS]
    # The third type, for text that the question has too, begins as that of text.
    weights[TYPES] = torch.cat([weights[TYPES], weights[TYPES][1:]])
    return reader_of(weights), cut_tokenizer(tokenizer, kept)


def _only(held: zipfile.ZipFile, archive: Path, ending: str) -> str:
    found = [name for name in held.namelist() if name.endswith(ending)]
    if len(found) != 1:
        raise ValueError(f"{archive} has {len(found)} files that end in {ending}, not one")
    return found[0]
