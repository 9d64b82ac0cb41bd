"""The reader as it is trained: an encoder with a head for spans and one for relevance."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

# Numbers of a part of attention: as many in every encoder that base weights were found of.
PER_HEAD = 32
_EMBEDDINGS = "encoder.embeddings.{}_embeddings.weight"
WORDS, POSITIONS, TYPES = (_EMBEDDINGS.format(each) for each in ("word", "position", "token_type"))


class Reader(nn.Module):
    """Reads a question and a text: where the answer begins and ends, and whether it is there.

    The third type of token, for text that the question has too, begins as that of text.
    """

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        width = config.hidden_size
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.span = nn.Linear(width, 2)
        self.inner = nn.Linear(2 * width, width)
        self.relevance = nn.Linear(width, 1)

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


def reader_of(weights: Mapping[str, Tensor]) -> Reader:
    """A reader with some weights, whose shapes say how large it is.

    Those of the encoder have to be there (names with `encoder.` before those of BERT); the heads
    are new where they are not. The embeddings of words and positions are left as they are when it
    is trained. Raises ValueError where weights of the encoder are missing.
    """
    reader = Reader(_config(weights))
    left = reader.load_state_dict(weights, strict=False)
    missing = [name for name in left.missing_keys if name.startswith("encoder.")]
    if missing:
        raise ValueError(f"the model has no weights for {', '.join(missing)}")
    for frozen in (reader.encoder.embeddings.word_embeddings,
                   reader.encoder.embeddings.position_embeddings):  # fmt: skip
        frozen.weight.requires_grad_(False)
    return reader


def _config(weights: Mapping[str, Tensor]) -> BertConfig:
    inner = [value for name, value in weights.items() if name.endswith("intermediate.dense.weight")]
    vocabulary, width = weights[WORDS].shape
    return BertConfig(
        vocab_size=vocabulary,
        hidden_size=width,
        num_hidden_layers=len(inner),
        num_attention_heads=width // PER_HEAD,
        intermediate_size=len(inner[0]),
        max_position_embeddings=len(weights[POSITIONS]),
        type_vocab_size=len(weights[TYPES]),
        hidden_dropout_prob=0.0,  # training hardly sees a question twice
        attention_probs_dropout_prob=0.0,
        attn_implementation="eager",  # on a processor a third faster than the fused one
    )
