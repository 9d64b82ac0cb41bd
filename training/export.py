"""Export: a trained reader as ONNX with weights of 8 bits, and its card."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from training.model import Reader

# The heads are small and decide, so they keep their precision.
HEADS = ("span", "inner", "relevance")


def export(reader: Reader, tokenizer: Path, folder: Path) -> None:
    """Writes `model.onnx` and `tokenizer.json` of a trained reader into a folder."""
    reader.eval()
    reader.encoder.set_attn_implementation("eager")
    folder.mkdir(parents=True, exist_ok=True)
    tokens = torch.ones((2, 16), dtype=torch.long)
    axes = {0: "rows", 1: "tokens"}
    with tempfile.TemporaryDirectory() as work:
        whole = Path(work) / "whole.onnx"
        torch.onnx.export(
            reader,
            (tokens, torch.tensor([[0] * 8 + [1] * 8] * 2), tokens),
            str(whole),
            input_names=["ids", "types", "mask"],
            output_names=["places", "relevance"],
            dynamic_axes={"ids": axes, "types": axes, "mask": axes,
                          "places": axes, "relevance": {0: "rows"}},
            opset_version=17,
            dynamo=False,
        )  # fmt: skip
        heads = [
            node.name
            for node in onnx.load(str(whole)).graph.node
            if node.op_type in ("MatMul", "Gemm") and f"/{node.name}".split("/")[-2] in HEADS
        ]
        # A Gemm is first made a MatMul, under a name of its own.
        kept = [name for head in heads for name in (head, f"{head}_MatMul")]
        quantize_dynamic(
            whole,
            folder / "model.onnx",
            weight_type=QuantType.QInt8,
            per_channel=True,
            nodes_to_exclude=kept,
        )
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
