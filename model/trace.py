"""What a network did with a sequence: every vector of every step. Frozen; the arrays are read-only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from model.errors import NotFinite, UnknownNode
from model.graph import Array

State = tuple[Mapping[str, Array], ...]  # one mapping a layer: carried node → (H,), for the LSTM h and c
Ids = NDArray[np.integer]


@dataclass(frozen=True)
class Trace:
    """The run of a network over T steps.

    Attributes:
        layers: for each layer node id → (T, H), x (T, D or H); float64. Holds h_prev and c_prev, too.
        output: (T, V) what the output layer says at each step: logits, or values for numeric models.
        state: the carried vectors after the last step, one mapping a layer.

    Raises: NotFinite when the run overflowed.
    """

    layers: tuple[Mapping[str, Array], ...]
    output: Array
    state: State

    def __post_init__(self) -> None:
        for array in (self.output, *(v for layer in self.layers for v in layer.values())):
            array.flags.writeable = False
        carried = (layer[node] for layer, state in zip(self.layers, self.state, strict=True) for node in state)
        for array in (self.layers[0]["x"], self.output, *carried):  # all else is a share of these, or bounded
            check_finite(array, "the trace")

    def __len__(self) -> int:
        return len(self.output)

    def node(self, id: str, layer: int = 0) -> Array:
        """(T, H) one vector over time. Raises: UnknownNode."""
        if id not in self.layers[layer]:
            raise UnknownNode(id, list(self.layers[layer]))
        return self.layers[layer][id]

    @cached_property
    def probabilities(self) -> Array:
        """softmax of the output, (T, V), rows that sum to 1."""
        return softmax(self.output)

    def top(self, count: int) -> tuple[Ids, Array]:
        """The ``count`` most likely next tokens of each step, best first: ids and probabilities, (T, count)."""
        return top_of(self.probabilities, count)

    def surprise(self, t: int, token: int) -> float:
        """How unexpected ``token`` was after step t: −log2 p, in bits."""
        return float(-np.log2(max(self.probabilities[t, token], np.finfo(np.float64).tiny)))

    def largest(self, id: str) -> float:
        """The largest |v| of a vector over all steps and layers."""
        return max(float(np.abs(layer[id]).max()) for layer in self.layers)

    def strongest_unit(self, t: int, id: str, layer: int = 0) -> int:
        """The unit of a vector whose |v| is largest at step t."""
        return int(np.abs(self.layers[layer][id][t]).argmax())

    def actual(self, ids: Sequence[int]) -> tuple[Array, Ids]:
        """What was thought of the tokens that really came: for each step but the last, probability and rank, (T − 1,)."""
        rows = self.probabilities[:-1]
        p = rows[np.arange(len(rows)), np.asarray(ids[1:], dtype=np.intp)]
        return p, 1 + (rows > p[:, None]).sum(axis=1)

    def rank(self, t: int, token: int) -> int:
        """The place of a token among the predictions of step t: 1 is the most likely."""
        row = self.probabilities[t]
        return 1 + int((row > row[token]).sum())


LARGEST = float(np.finfo(np.float32).max)  # vectors leave as float32


def check_finite(array: Array, what: str) -> None:
    """Raises: NotFinite when a value is NaN, infinite or larger than float32 can say."""
    if array.size and not (array.max() <= LARGEST and array.min() >= -LARGEST):
        raise NotFinite(what)


def softmax(logits: Array) -> Array:
    """e^{l − max l} / Σ over the last axis."""
    out: Array = logits - logits.max(axis=-1, keepdims=True)
    np.exp(out, out=out)
    out /= out.sum(axis=-1, keepdims=True)
    return out


def log_odds(output: Array, id: int) -> Array:
    """log p / (1 − p) of one answer, from logits (…, V) → (…): the same number of digits near p = 1 as elsewhere."""
    others = np.delete(output, id, axis=-1)
    top = others.max(axis=-1, keepdims=True)
    odds: Array = (output[..., id] - top[..., 0]) - np.log(np.exp(others - top).sum(axis=-1))
    return odds


def top_of(probabilities: Array, count: int) -> tuple[Ids, Array]:
    """The largest ``count`` of each row, largest first, equal ones by id: ids and values.

    One pass for each place: for the few places that are asked for, faster than sorting.
    """
    count = min(count, probabilities.shape[-1])
    left, ids = probabilities.copy(), np.empty((*probabilities.shape[:-1], count), np.intp)
    for place in range(count):
        best = left.argmax(axis=-1, keepdims=True)
        ids[..., place : place + 1] = best
        np.put_along_axis(left, best, -1.0, axis=-1)
    return ids, np.take_along_axis(probabilities, ids, axis=-1)
