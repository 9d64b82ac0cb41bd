"""Training the vectors of word pieces by which the windows to be read are chosen.

A question and a window are compared piece by piece: each piece of the question counts by how much
it matters and by the likeness of the piece of the window that is most like it (Khattab and
Zaharia, "ColBERT", SIGIR 2020), but the vectors are those of pieces alone and not in context, so
that nothing has to be read to compare them. They are a linear map of the encoder's own.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from knowledge.reading.encoding import Encoder
from knowledge.reading.pieces import MOST_TITLE, MOST_WINDOW, WIDTH
from training.examples import Example, Snippet

# Questions of a batch, and windows of each: the first answers.
QUESTIONS, WINDOWS = 16, 12
STEPS, RATE, WEIGHTS_RATE = 4000, 3e-3, 3e-2


class PieceVectors(nn.Module):
    """A vector and a weight for each word piece; `shares` weigh the likeness to the window, to its
    title and to the better of both."""

    def __init__(self, embeddings: Tensor) -> None:
        super().__init__()
        self.embeddings = embeddings - embeddings.mean(0)
        size, width = embeddings.shape
        self.map = nn.Parameter(torch.randn(width, WIDTH) / width**0.5)
        self.weights = nn.Parameter(torch.zeros(size))
        self.shares = nn.Parameter(torch.tensor([5.0, 2.0, 3.0]))

    def vectors(self, ids: Tensor) -> Tensor:
        """The vectors of some pieces, each of length 1."""
        held, places = ids.unique(return_inverse=True)
        table = functional.normalize(self.embeddings[held] @ self.map, dim=-1)
        return table[places]

    def forward(self, asked: Tensor, windows: Tensor, titles: Tensor) -> Tensor:
        """How alike each window is to its question: questions × windows.

        The ids of questions × pieces, and of questions × windows × pieces; 0 is no piece.
        """
        matters = functional.softplus(self.weights[asked]) * (asked > 0)
        matters = matters / matters.sum(1, keepdim=True).clamp_min(1e-6)
        vectors = self.vectors(asked)
        inside, titled = (self._likest(vectors, ids) for ids in (windows, titles))
        likeness = [
            (each.square() * matters[:, None]).sum(-1)
            for each in (inside, titled, torch.maximum(inside, titled))
        ]
        return (torch.stack(likeness, -1) * self.shares).sum(-1)

    def _likest(self, asked: Tensor, ids: Tensor) -> Tensor:
        likeness = torch.einsum("bqd,bwtd->bwqt", asked, self.vectors(ids))
        there = (ids > 0)[:, :, None]
        return likeness.masked_fill(~there, 0.0).amax(-1).clamp_min(0.0)


def train_pieces(
    examples: Sequence[Example], embeddings: Tensor, encoder: Encoder, folder: Path, seed: int
) -> None:
    """Trains the vectors on questions with windows that answer them and windows that do not, and
    writes them to `pieces.npz`."""
    shuffle = random.Random(seed)
    torch.manual_seed(seed)
    used = [e for e in examples if e.positives and len(e.own) + len(e.other) >= WINDOWS // 2]
    model = PieceVectors(embeddings)
    optimizer = torch.optim.Adam(
        [{"params": [model.map], "rate": RATE},
         {"params": [model.weights, model.shares], "rate": WEIGHTS_RATE}], lr=0.0,
    )  # fmt: skip
    mean = 0.0
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = group["rate"] * (1.0 - step / STEPS)
        scores = model(*_batch(shuffle.sample(used, QUESTIONS), encoder, shuffle))
        loss = functional.cross_entropy(scores, torch.zeros(QUESTIONS, dtype=torch.long))
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        mean = 0.98 * mean + 0.02 * loss.item() if step else loss.item()
        if step % 100 == 99:
            print(f"pieces: step {step + 1}, loss {mean:.3f}", flush=True)
    _write(model, folder / "pieces.npz")


def _batch(
    examples: Sequence[Example], encoder: Encoder, shuffle: random.Random
) -> tuple[Tensor, Tensor, Tensor]:
    asked, windows, titles = [], [], []
    for example in examples:
        lower = shuffle.random() < 0.3
        asked.append(encoder.question(example.question.lower() if lower else example.question))
        pool = example.own + example.other
        others = shuffle.sample(pool, min(WINDOWS - 1, len(pool)))
        chosen: list[Snippet] = [shuffle.choice(example.positives), *others]
        chosen += chosen[-1:] * (WINDOWS - len(chosen))
        windows += [encoder.pieces(each.text)[:MOST_WINDOW] for each in chosen]
        titles += [encoder.pieces(each.title)[:MOST_TITLE] for each in chosen]
    shape = (len(examples), WINDOWS, -1)
    return _padded(asked), _padded(windows).view(shape), _padded(titles).view(shape)


def _padded(rows: Sequence[Sequence[int]]) -> Tensor:
    ids = np.zeros((len(rows), max(1, *map(len, rows))), np.int64)
    for row, each in enumerate(rows):
        ids[row, : len(each)] = each
    return torch.from_numpy(ids)


def _write(model: PieceVectors, path: Path) -> None:
    """Vectors in 8 bits, since they are of length 1, and weights in 16."""
    with torch.no_grad():
        vectors = functional.normalize(model.embeddings @ model.map, dim=-1)
        weights = functional.softplus(model.weights)
    np.savez_compressed(
        path,
        vectors=(vectors * 127).round().to(torch.int8).numpy(),
        weights=weights.to(torch.float16).numpy(),
    )
