"""``python -m training``: from base weights and question files to the reader's model folder.

Prepares the examples, trains (it may be stopped and run again: it goes on from its last
checkpoint), exports the model, fits the blend and writes the card.
"""

from __future__ import annotations

import argparse
import pickle
import time
from dataclasses import replace
from pathlib import Path

import torch

from knowledge import Coverage
from knowledge.reading.encoding import Encoder
from knowledge.reading.reader import MODEL
from training import sources
from training.base import archive_base, exported_base
from training.card import write_card
from training.examples import Example
from training.export import export
from training.fit import fit_blend
from training.model import Reader
from training.pieces import train_pieces
from training.train import Settings, Trainer, settings_json
from training.written import QUESTIONS, load_written


def main() -> None:
    """Runs the command line."""
    options = _options()
    options.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    started = time.monotonic()
    examples = prepare(options)
    counts = {kind: (len(found), sum(bool(e.positives) for e in found))
              for kind, found in examples.items()}  # fmt: skip
    print(counts, round(time.monotonic() - started), "s", flush=True)
    torch.manual_seed(options.seed)
    reader, tokenizer = begin(options)
    path = options.work / "tokenizer.json"
    path.write_text(tokenizer, encoding="utf-8")
    encoder = Encoder(path)
    settings = replace(Settings(), steps=options.steps, seed=options.seed)
    Trainer(reader, settings, options.work / "checkpoint.pt").run(examples, encoder)
    export(reader, path, MODEL)
    words = reader.encoder.embeddings.word_embeddings.weight.detach()
    train_pieces(examples["written"], words, encoder, MODEL, options.seed)
    figures = fit_blend(options.articles, options.quiz, options.work / "data")
    write_card(MODEL, reader, counts, settings_json(settings), figures)


def begin(options: argparse.Namespace) -> tuple[Reader, str]:
    """The reader that training begins with and its tokenizer as JSON."""
    if options.base.is_dir():
        return exported_base(options.base)
    with Coverage.open([options.articles], data_dir=options.work / "data") as coverage:
        articles = map(coverage.index.article, coverage.index.article_ids())
        texts = [f"{each.title or ''}\n{each.text}" for each in articles]
    texts += [each.question for each in load_written(options.written)]
    return archive_base(options.base, texts)


def prepare(options: argparse.Namespace) -> dict[str, list[Example]]:
    """The examples of all sources by their kind, kept in the folder of work."""
    kept = options.work / "examples.pickle"
    if kept.exists():
        with kept.open("rb") as file:
            made: dict[str, list[Example]] = pickle.load(file)
            return made
    found: dict[str, list[Example]] = {"page": [], "written": [], "quiz": []}
    with Coverage.open([options.articles], data_dir=options.work / "data") as coverage:
        found["written"] = list(sources.written_examples(coverage, load_written(options.written)))
        found["quiz"] = list(sources.quiz_examples(coverage, options.quiz))
    for path in sorted(options.pages.glob("*.gz")):
        if path.name.startswith(("squad", "covid")):
            found["page"].extend(sources.squad_examples(path))
        elif path.name.startswith("qed"):
            found["page"].extend(sources.qed_examples(path))
        elif path.name.startswith("time-sensitive"):
            found["page"].extend(sources.timed_examples(path))
    with kept.open("wb") as file:
        pickle.dump(found, file)
    return found


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=Path, required=True, help="the articles of 2022")
    parser.add_argument("--quiz", type=Path, required=True, help="its dated quiz questions")
    parser.add_argument("--pages", type=Path, required=True, help="a folder of public sets")
    parser.add_argument("--written", type=Path, default=QUESTIONS)
    parser.add_argument("--work", type=Path, default=Path("work"), help="checkpoints and examples")
    begins_with = "an archive with base weights, or the folder of a model to go on from"
    parser.add_argument("--base", type=Path, required=True, help=begins_with)
    parser.add_argument("--steps", type=int, default=Settings().steps)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    main()
