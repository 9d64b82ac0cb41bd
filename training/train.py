"""Training the reader: resumable, on the processor or an accelerator."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from knowledge.reading.encoding import Encoder
from training.batches import GROUP, Batch, batches
from training.examples import Example
from training.model import Reader

SAVED_EVERY = 180.0  # seconds
# Whether the processor multiplies numbers of 16 bits: one that does not is slower with them.
HAS_BFLOAT16 = bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
# Parts in which a batch is read.
PARTS = 4


@dataclass(frozen=True, slots=True)
class Settings:
    """What training is run with: its length in steps, learning rates, and shares of the kinds of
    example at its beginning and end."""

    steps: int = 6000
    encoder_rate: float = 1e-4
    heads_rate: float = 5e-4
    warm: int = 100
    seed: int = 1
    early: tuple[tuple[str, float], ...] = (("page", 0.3), ("written", 0.65), ("quiz", 0.05))
    late: tuple[tuple[str, float], ...] = (("page", 0.12), ("written", 0.8), ("quiz", 0.08))


def losses(reader: Reader, each: Batch) -> tuple[Tensor, Tensor, Tensor]:
    """The losses of a batch: of spans, of relevance by row, and of relevance within a group.

    A span's probability is over all tokens of its group, so that snippets are told apart too.
    """
    places, relevance = _read(reader, each)
    span = torch.zeros(())
    groups = len(each.answered)
    if each.answered.any():
        scores = places.masked_fill(~each.inside.unsqueeze(-1), -1e4)
        scores = scores.view(groups, -1, 2)[each.answered]
        for end, marks in enumerate((each.begins, each.ends)):
            wanted = marks.view(groups, -1)[each.answered]
            value = scores[..., end]
            right = value.masked_fill(~wanted, -1e4).logsumexp(1)
            span = span + (value.logsumexp(1) - right).mean() / 2
    grouped = relevance.view(groups, GROUP)
    target = torch.zeros_like(grouped)
    target[each.answered, 0] = 1.0
    by_row = functional.binary_cross_entropy_with_logits(grouped, target)
    within = torch.zeros(())
    if each.answered.any():
        first = torch.zeros(int(each.answered.sum()), dtype=torch.long)
        within = functional.cross_entropy(grouped[each.answered], first)
    return span, by_row, within


def _read(reader: Reader, each: Batch) -> tuple[Tensor, Tensor]:
    """The reader's scores, read in parts of rows of about one length: less of it is padding."""
    lengths = each.mask.sum(1)
    places = torch.full((*each.ids.shape, 2), -1e4)
    relevance = torch.zeros(len(lengths))
    for rows in lengths.argsort().chunk(PARTS):
        width = int(lengths[rows].max())
        read = reader(each.ids[rows, :width], each.types[rows, :width], each.mask[rows, :width])
        places[rows, :width] = read[0].float()
        relevance[rows] = read[1].float()
    return places, relevance


class Trainer:
    """Trains a reader and keeps where it stands in a file."""

    def __init__(self, reader: Reader, settings: Settings, checkpoint: Path) -> None:
        self.reader, self.settings, self.checkpoint = reader, settings, checkpoint
        encoder = [p for p in reader.encoder.parameters() if p.requires_grad]
        kept = {id(p) for p in reader.encoder.parameters()}
        heads = [p for p in reader.parameters() if id(p) not in kept]
        self.optimizer = torch.optim.AdamW(
            [{"params": encoder, "rate": settings.encoder_rate},
             {"params": heads, "rate": settings.heads_rate}], lr=0.0, weight_decay=0.01,
        )  # fmt: skip
        self.step = 0
        if checkpoint.exists():
            saved = torch.load(checkpoint, weights_only=True)
            reader.load_state_dict(saved["reader"])
            self.optimizer.load_state_dict(saved["optimizer"])
            self.step = saved["step"]

    def save(self) -> None:
        """Writes the checkpoint whole or not at all."""
        saved = {
            "reader": self.reader.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
        }
        partial = self.checkpoint.with_suffix(".partial")
        torch.save(saved, partial)
        partial.replace(self.checkpoint)

    def run(self, examples: Mapping[str, Sequence[Example]], encoder: Encoder) -> None:
        """Trains to the last step; a line of JSON every fifty tells how it goes."""
        settings, started, saved = self.settings, time.monotonic(), time.monotonic()
        shuffle = random.Random(settings.seed + self.step)
        torch.manual_seed(settings.seed + self.step)
        early, late = (
            batches(examples, dict(shares), encoder, shuffle)
            for shares in (settings.early, settings.late)
        )
        means: dict[str, float] = {}
        begun = self.step
        self.reader.train()
        while self.step < settings.steps:
            done = self.step / settings.steps
            each = next(late if shuffle.random() < 2 * done else early)
            parts = self._learn(each, done)
            for name, value in zip(("span", "row", "group"), parts, strict=True):
                key = f"{each.kind} {name}"
                means[key] = 0.97 * means.get(key, value) + 0.03 * value
            self.step += 1
            if self.step % 50 == 0:
                told = {key: round(value, 3) for key, value in sorted(means.items())}
                rate = (self.step - begun) / (time.monotonic() - started)
                print(json.dumps({"step": self.step, "per_second": round(rate, 2)} | told),
                      flush=True)  # fmt: skip
            if time.monotonic() - saved > SAVED_EVERY:
                self.save()
                saved = time.monotonic()
        self.save()

    def _learn(self, each: Batch, done: float) -> list[float]:
        """One step; the learning rate rises over the first steps and then falls to nothing."""
        share = min(1.0, (self.step + 1) / self.settings.warm) * max(0.01, 1.0 - done)
        for group in self.optimizer.param_groups:
            group["lr"] = group["rate"] * share
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=HAS_BFLOAT16):
            parts = losses(self.reader, each)
        sum(parts, torch.zeros(())).backward()
        torch.nn.utils.clip_grad_norm_(self.reader.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        return [float(part.detach()) for part in parts]


def settings_json(settings: Settings) -> str:
    """The settings as JSON, for the model's card."""
    return json.dumps(asdict(settings), indent=2)
