"""Restoring: a reader that can be trained further, out of an exported model of 8 bits.

The weights are those of the export up to its rounding, so that nobody has to keep checkpoints to
go on from the model that is shipped.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from training.model import Reader


def restore(reader: Reader, model: Path) -> None:
    """Puts the weights of an exported model into a reader.

    The embeddings of words and positions stay as they are: training leaves them alone.
    """
    graph = onnx.load(str(model)).graph
    held = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    weights = {name: torch.tensor(held[name]) for name, _ in reader.named_parameters()
               if name in held}  # fmt: skip
    for node in graph.node:
        if node.op_type in ("MatMulInteger", "MatMul", "Gemm") and node.input[1] in held:
            layer = node.name.strip("/").rpartition("/")[0].replace("/", ".")
            weights[f"{layer}.weight"] = _whole(held, node.input[1]).T
    types = "encoder.embeddings.token_type_embeddings.weight"
    weights[types] = _whole(held, f"{types}_quantized")
    for name, value in reader.named_parameters():
        if name in weights:
            value.data.copy_(weights[name])
        elif value.requires_grad:
            raise ValueError(f"{model} has no weights for {name}")


def _whole(held: dict[str, np.ndarray], name: str) -> Tensor:
    """A weight as it was before it was rounded to 8 bits, up to that rounding."""
    if not name.endswith("_quantized"):
        return torch.tensor(held[name])
    stem = name.removesuffix("_quantized")
    value = held[name].astype(np.float32) - held[f"{stem}_zero_point"].astype(np.float32)
    return torch.tensor(value * held[f"{stem}_scale"])
