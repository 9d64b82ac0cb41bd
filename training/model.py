"""The reader as it is trained: an encoder with a head for spans and one for relevance."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

LAYERS, WIDTH, HEADS, INNER = 6, 384, 12, 1536


class Reader(nn.Module):
    """Reads a question and a text: where the answer begins and ends, and whether it is there.

    The third type of token, for text that the question has too, begins as that of text.
    """

    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        config = BertConfig(
            vocab_size=vocabulary,
            hidden_size=WIDTH,
            num_hidden_layers=LAYERS,
            num_attention_heads=HEADS,
            intermediate_size=INNER,
            type_vocab_size=3,
            hidden_dropout_prob=0.05,
            attention_probs_dropout_prob=0.0,
            attn_implementation="eager",  # on a processor a third faster than the fused one
        )
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.span = nn.Linear(WIDTH, 2)
        self.inner = nn.Linear(2 * WIDTH, WIDTH)
        self.relevance = nn.Linear(WIDTH, 1)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """The scores of beginning and end for each token (rows × tokens × 2), and of relevance
        for each row: of the first token and of what stands where the answer likely begins."""
        states = self.encoder(
            input_ids=ids, token_type_ids=types, attention_mask=mask
        ).last_hidden_state
        places = self.span(states)
        outside = (types == 0) | (mask == 0)
        likely = (places.sum(-1) / 2).masked_fill(outside, -1e4).softmax(-1)
        found = (likely.unsqueeze(-1) * states).sum(1)
        both = torch.cat([states[:, 0], found], -1)
        return places, self.relevance(torch.tanh(self.inner(both))).squeeze(-1)


def base_reader(folder: Path) -> Reader:
    """A reader with the encoder's weights of a folder (`model.safetensors`, BERT's names).

    Its heads and its third type of token are new.
    """
    from safetensors.torch import load_file

    weights = load_file(folder / "model.safetensors")
    name = "embeddings.token_type_embeddings.weight"
    weights[name] = torch.cat([weights[name], weights[name][1:]])
    reader = Reader(len(weights["embeddings.word_embeddings.weight"]))
    kept = {key: value for key, value in weights.items() if not key.startswith("pooler.")}
    reader.encoder.load_state_dict(kept, strict=False)
    for frozen in (reader.encoder.embeddings.word_embeddings,
                   reader.encoder.embeddings.position_embeddings):  # fmt: skip
        frozen.weight.requires_grad_(False)
    return reader
