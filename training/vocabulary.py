"""Vocabulary: the word pieces of a tokenizer that are worth their room in a small model.

Only those that the articles and questions use most are kept. What is left out is read in smaller
pieces, and the room goes into layers instead.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from tokenizers import Tokenizer

# Letters and marks are kept however rare they are, so that any word can be read in pieces.
LAST_LETTER = 0x24F  # of Latin Extended-B
TEXTS_AT_ONCE = 200


def kept_pieces(tokenizer: str, texts: Sequence[str], most: int) -> list[int]:
    """The ids of the word pieces to keep, in order: special ones, single letters and marks, and
    those that the texts have most often."""
    model: Any = json.loads(tokenizer)
    pieces: dict[str, int] = model["model"]["vocab"]
    kept = {int(each["id"]) for each in model["added_tokens"]}
    for piece, number in pieces.items():
        letter = piece.removeprefix("##")
        if len(letter) == 1 and ord(letter) <= LAST_LETTER:
            kept.add(number)
    encoder = Tokenizer.from_str(tokenizer)
    encoder.no_truncation()
    encoder.no_padding()
    counts: Counter[int] = Counter()
    for start in range(0, len(texts), TEXTS_AT_ONCE):
        some = list(texts[start : start + TEXTS_AT_ONCE])
        for read in encoder.encode_batch_fast(some, add_special_tokens=False):
            counts.update(read.ids)
    common = [number for number, _ in counts.most_common() if number not in kept]
    return sorted([*kept, *common[: most - len(kept)]])


def cut_tokenizer(tokenizer: str, kept: list[int]) -> str:
    """A tokenizer as JSON with only the word pieces of some ids, numbered anew in their order."""
    model: Any = json.loads(tokenizer)
    renumbered = {old: new for new, old in enumerate(kept)}
    pieces: dict[str, int] = model["model"]["vocab"]
    model["model"]["vocab"] = {
        piece: renumbered[old] for piece, old in pieces.items() if old in renumbered
    }
    for each in model["added_tokens"]:
        each["id"] = renumbered[each["id"]]
    for each in model["post_processor"]["special_tokens"].values():
        each["ids"] = [renumbered[old] for old in each["ids"]]
    return json.dumps(model, ensure_ascii=False, separators=(",", ":"))
