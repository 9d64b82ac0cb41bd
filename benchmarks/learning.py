"""Small learners in numpy: a listwise network for ranking, a logistic network for probabilities."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from knowledge.answering.scorer import Matrix, Scorer

Labels = npt.NDArray[np.float64]
Starts = npt.NDArray[np.int64]
Group = tuple[Matrix, Labels]

EPOCHS, BATCH, RATE, L2 = 30, 16, 3e-3, 1e-3


def fit_ranker(
    groups: Sequence[Group], names: tuple[str, ...], *, hidden: int = 12, networks: int = 3
) -> Scorer:
    """A scorer that ranks the rows of each group by maximum marginal likelihood.

    A group is a question's rows with their labels (more than 0: right). The loss is the negative
    log of the softmax mass on right rows (the listwise loss of ListNet, Cao et al. 2007, with
    several right rows). Groups without a right row teach nothing and are left out.
    """
    mean, scale = _standard(np.vstack([rows for rows, _ in groups]))
    useful = [
        (np.clip((rows - mean) / scale, -4, 4), labels)
        for rows, labels in groups
        if 0 < (labels > 0).sum() < len(labels)
    ]
    return _fit(useful, names, mean, scale, hidden, networks, _listwise)


def fit_probability(
    rows: Matrix,
    labels: Labels,
    names: tuple[str, ...],
    *,
    hidden: int = 20,
    networks: int = 5,
    standard: tuple[Matrix, Matrix] | None = None,
) -> Scorer:
    """A scorer whose score is the log-odds of the label (0 or 1), by cross entropy.

    `standard` are the means and scales of the features, where not those of the rows.
    """
    mean, scale = standard or _standard(rows)
    scaled = np.clip((rows - mean) / scale, -4, 4)
    order = np.random.default_rng(0).permutation(len(rows))
    chunks = np.array_split(order, max(1, len(order) // 4))
    groups = [(scaled[chunk], labels[chunk]) for chunk in chunks]
    return _fit(groups, names, mean, scale, hidden, networks, _logistic)


def joined(one: Scorer, other: Scorer) -> Scorer:
    """A scorer of the networks of both, which have the same shape and standard."""
    return replace(
        one,
        first=np.concatenate([one.first, other.first]),
        bias=np.concatenate([one.bias, other.bias]),
        second=np.concatenate([one.second, other.second]),
        offset=np.concatenate([one.offset, other.offset]),
    )


def _standard(rows: Matrix) -> tuple[Matrix, Matrix]:
    return rows.mean(0), rows.std(0) + 1e-6


def _listwise(scores: Matrix, labels: Labels, starts: Starts) -> Matrix:
    sizes = np.diff(starts, append=len(scores))
    shifted = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
    right = shifted * (labels > 0) + 1e-12
    chances = shifted / np.repeat(np.add.reduceat(shifted, starts), sizes)
    gradient: Matrix = chances - right / np.repeat(np.add.reduceat(right, starts), sizes)
    return gradient


def _logistic(scores: Matrix, labels: Labels, starts: Starts) -> Matrix:
    gradient: Matrix = 1.0 / (1.0 + np.exp(-np.clip(scores, -30, 30))) - labels
    return gradient / (len(labels) / len(starts))


class _Adam:
    """Kingma and Ba, 2015, with the usual constants."""

    def __init__(self, parameters: list[Matrix]) -> None:
        self.parameters = parameters
        self._first = [np.zeros_like(p) for p in parameters]
        self._second = [np.zeros_like(p) for p in parameters]
        self._step = 0

    def update(self, gradients: list[Matrix], rate: float) -> None:
        self._step += 1
        for p, g, m, v in zip(self.parameters, gradients, self._first, self._second, strict=True):
            m += 0.1 * (g - m)
            v += 0.001 * (g * g - v)
            m_hat, v_hat = m / (1 - 0.9**self._step), v / (1 - 0.999**self._step)
            p -= rate * m_hat / (np.sqrt(v_hat) + 1e-8)


def _fit(
    groups: Sequence[Group],
    names: tuple[str, ...],
    mean: Matrix,
    scale: Matrix,
    hidden: int,
    networks: int,
    loss: Callable[[Matrix, Labels, Starts], Matrix],
) -> Scorer:
    """Trains `networks` networks from different seeds; their scores are averaged."""
    trained = []
    for seed in range(networks):
        random = np.random.default_rng(seed)
        width = len(names)
        first = random.normal(0, np.sqrt(2 / width), (width, hidden))
        second = random.normal(0, 0.3, hidden)
        adam = _Adam([first, np.zeros(hidden), second, np.zeros(1)])
        for epoch in range(EPOCHS):
            rate = RATE * 0.5 * (1 + np.cos(np.pi * epoch / EPOCHS))
            order = random.permutation(len(groups))
            for begin in range(0, len(order), BATCH):
                chosen = [groups[n] for n in order[begin : begin + BATCH]]
                adam.update(_gradients(adam.parameters, chosen, loss), rate)
        trained.append(adam.parameters)
    first, bias, second, offset = (np.stack([parts[n] for parts in trained]) for n in range(4))
    return Scorer(names, mean, scale, first, bias, second, offset[:, 0])


def _gradients(
    parameters: Sequence[Matrix],
    groups: Sequence[Group],
    loss: Callable[[Matrix, Labels, Starts], Matrix],
) -> list[Matrix]:
    """The mean gradient of the loss over some groups, whose rows are put into one matrix."""
    first, bias, second, offset = parameters
    rows, labels = np.vstack([g[0] for g in groups]), np.concatenate([g[1] for g in groups])
    starts = np.cumsum([0, *(len(group[1]) for group in groups[:-1])])
    inner = rows @ first + bias
    activated = np.maximum(inner, 0)
    slope = loss(activated @ second + offset, labels, starts) / len(groups)
    back = np.outer(slope, second) * (inner > 0)
    return [
        L2 * first + rows.T @ back,
        back.sum(0),
        L2 * second + activated.T @ slope,
        np.array([slope.sum()]),
    ]
