"""The training sentences of the memory task as arrays, handed out short gaps first."""

from __future__ import annotations

import hashlib
import random

import numpy as np
from numpy.typing import NDArray

from model.tasks.memory.generator import LONGEST, SHORTEST, Memory, Sentence
from model.tokenizer import PADDING
from model.training.loss import Batch

SHORT = 8  # the longest gap in the first part of the training
ASKED_WEIGHT = 5.0  # the asked word counts this much; without it long gaps are not learned
NOISE = 0.02  # share of the words read that are replaced by <unk>
BAND = 512  # a batch is drawn from so many neighbours in the order of gaps, so that its sentences are equally long


def sentences(memory: Memory, count: int) -> list[Sentence]:
    """The training set, the same for every seed: 60 % with log-uniform gaps, 40 % with uniform ones."""
    rng = random.Random(1)
    out = []
    for _ in range(count):
        if rng.random() < 0.6:
            gap = int(SHORTEST * ((LONGEST + 1) / SHORTEST) ** rng.random())
        else:
            gap = SHORTEST + int((LONGEST + 1 - SHORTEST) * rng.random())
        out.append(memory.sentence(rng, gap, "train"))
    return out


def longest_gap(progress: float) -> float:
    """The curriculum: gaps to 8 for the first 15 % of the steps, growing evenly in ratio to 60 at 70 %, then all."""
    return float(SHORT * (LONGEST / SHORT) ** min(max((progress - 0.15) / 0.55, 0.0), 1.0))


class Batches:
    """Draws batches of the same sentences; which ones depends on the seed and the step alone, so training can go on anywhere."""

    def __init__(self, memory: Memory, seed: int, count: int, size: int) -> None:
        self.tokenizer, self.seed, self.size = memory.tokenizer, seed, size
        chosen = sorted(sentences(memory, count), key=lambda s: s.gap)
        text = "\n".join(" ".join(s.words) for s in chosen)
        self.digest = hashlib.sha256(text.encode()).hexdigest()
        self.gaps = np.array([s.gap for s in chosen])
        self.answers = np.array([s.answer for s in chosen])
        self.lengths = np.array([len(s.words) for s in chosen])
        self.padding = self.tokenizer.words.index(PADDING)
        self.ids = np.full((count, int(self.lengths.max())), self.padding, np.int32)
        for row, sentence in zip(self.ids, chosen, strict=True):
            row[: len(sentence.words)] = [self.tokenizer.ids[w] for w in sentence.words]

    def draw(self, step: int, progress: float) -> Batch:
        rng = np.random.default_rng([self.seed, step])
        allowed = int(np.searchsorted(self.gaps, longest_gap(progress), side="right"))
        band = min(BAND, allowed)
        start = int(rng.integers(allowed - band + 1))
        return self._batch(start + rng.permutation(band)[: self.size], rng)

    def _batch(self, rows: NDArray[np.integer], rng: np.random.Generator) -> Batch:
        lengths = self.lengths[rows]
        ids = self.ids[rows, : int(lengths.max())].T.astype(np.intp)  # (T + 1, B)
        weights = (np.arange(1, len(ids))[:, None] < lengths).astype(np.float32)
        weights[self.answers[rows] - 1, np.arange(len(rows))] *= ASKED_WEIGHT
        read = ids[:-1].copy()
        read[(rng.random(read.shape) < NOISE) & (weights > 0)] = self.tokenizer.unknown
        return Batch(read, ids[1:], weights)
