"""Weights: those of an encoder or a whole reader out of a model in ONNX, by their names in torch.

Both what base weights come as and what training exports can be read, so that nobody has to keep
checkpoints to go on from the model that is shipped: its weights of 8 bits are given up to their
rounding.
"""

from __future__ import annotations

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

PRODUCTS = ("MatMulInteger", "MatMul", "Gemm")
QUANTIZED = "_quantized"


def read_weights(model: bytes) -> dict[str, Tensor]:
    """The weights of a model in ONNX, each by the name that its parameter has in torch.

    The weight of a product has no name of its own there and is stored across: it is told by the
    node, whose path is that of the layer. Raises google.protobuf's DecodeError where it is no
    model.
    """
    graph = onnx.load_model_from_string(model).graph
    held = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    found: dict[str, Tensor] = {}
    for name in held:
        if name.endswith(QUANTIZED) and "." in name:
            found[name.removesuffix(QUANTIZED)] = _whole(held, name)
        elif name.endswith((".weight", ".bias")):
            found[name] = torch.tensor(held[name])
    for node in graph.node:
        if node.op_type in PRODUCTS and node.input[1] in held:
            layer = node.name.strip("/").rpartition("/")[0].replace("/", ".")
            across = _whole(held, node.input[1]).T
            found[f"{layer}.weight"] = across.contiguous()
    return found


def _whole(held: dict[str, np.ndarray], name: str) -> Tensor:
    """A weight as it was before it was rounded to 8 bits, up to that rounding."""
    if not name.endswith(QUANTIZED):
        return torch.tensor(held[name])
    stem = name.removesuffix(QUANTIZED)
    value = held[name].astype(np.float32) - held[f"{stem}_zero_point"].astype(np.float32)
    return torch.tensor(value * held[f"{stem}_scale"])
