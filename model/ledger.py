"""Who wrote the memory: the cell state as a sum of what each step put into it, and what is left of that.

A memory that adds up, c_t = f_t ⊙ c_{t−1} + write_t, is exactly

    c_t = Σ_{k ≤ t} (Π_{j = k+1..t} f_j) ⊙ write_k + (Π_{j ≤ t} f_j) ⊙ c_{−1}

(for the GRU z and (1 − z) ⊙ h̃; for a cell without a forget gate f is 1). The split is exact given the gates; the gates
themselves depend on all words before them, so it says who wrote what is there, not all that a word has caused.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.errors import NoLedger
from model.graph import Array, Cell
from model.scales import memory
from model.trace import Trace, check_finite


@dataclass(frozen=True)
class Writing:
    """How a cell's memory adds up: which node it is, what is left of the old in it, which gate keeps that (None: nothing is
    forgotten), what is written."""

    memory: str
    previous: str
    kept: str
    keep: str | None
    write: str

    @property
    def sum(self) -> set[str]:
        """The nodes that must not be held where the memory is to be such a sum; its gates and what is written may be."""
        return {self.memory, self.previous, self.kept}


def writing(cell: Cell) -> Writing:
    """From the declaration alone. Raises: NoLedger where the memory is not such a sum."""
    node = cell.node(memory(cell))
    previous = next(source for source, carried in cell.carry.items() if carried == node.id)
    if node.op == "add":
        for kept, written in (node.inputs, node.inputs[::-1]):
            source = cell.node(kept)
            if kept == previous:
                return Writing(node.id, previous, kept, None, written)
            if source.op == "mul" and previous in source.inputs:
                (gate,) = (k for k in source.inputs if k != previous)
                return Writing(node.id, previous, kept, gate, written)
    raise NoLedger(cell.name)


@dataclass(frozen=True)
class Ledger:
    """What is left at step t of everything that was written.

    Attributes:
        writing: the cell's nodes that this is about.
        shares: (t + 1, H): row k is (Π_{j = k+1..t} f_j) ⊙ write_k.
        start: (H,) what is left of the state before the first step.
        memory: (H,) the memory itself, their sum but for rounding.
    """

    writing: Writing
    shares: Array
    start: Array
    memory: Array

    @property
    def norm(self) -> float:
        """|memory|."""
        return float(np.linalg.norm(self.memory))

    @property
    def along(self) -> Array:
        """(t + 2,) how much of |memory| the start and each step account for: their shares along its direction, which add
        up to its norm. A step that worked against what is there is negative."""
        rows = np.vstack([self.start, self.shares])
        out: Array = rows @ self.memory / self.norm if self.norm else np.zeros(len(rows))
        return out


def _gates(trace: Trace, layer: int, how: Writing) -> Array:
    nodes = trace.layers[layer]
    return nodes[how.keep] if how.keep else np.ones_like(nodes[how.memory])


def ledger(cell: Cell, trace: Trace, layer: int, t: int) -> Ledger:
    """The ledger of all units at one step. O(t · H).

    Raises: NoLedger; NotFinite where gates that are held above 1 overflow, even over nothing: ∞ · 0 is no number.
    """
    how, nodes = writing(cell), trace.layers[layer]
    left = np.ones((t + 2, nodes[how.memory].shape[1]))  # row k: the product of the gates after step k − 1
    with np.errstate(over="ignore", invalid="ignore"):
        left[:-1] = np.cumprod(_gates(trace, layer, how)[t::-1], axis=0)[::-1]
        shares, start = left[1:] * nodes[how.write][: t + 1], left[0] * nodes[how.previous][0]
    for part in (shares, start):
        check_finite(part, "the ledger")
    return Ledger(how, shares, start, nodes[how.memory][t])


def half_lives(cell: Cell, trace: Trace, layer: int, unit: int) -> list[int | None]:
    """After how many steps half of what each step wrote into a unit is gone for good; None where more than half is there at
    the end. O(T · log T).

    A gate that is held may be below 0 or above 1: it is the size of what is left that counts, and what comes back later is
    not gone. With s_m = Σ_{j ≤ m} log₂ |f_j|, half of what was written at k is there at the last m with s_m > s_k − 1.

    Raises: NoLedger.
    """
    gates = np.abs(_gates(trace, layer, writing(cell))[:, unit])
    shut = gates == 0  # nothing comes back from behind it: a number apart, that is compared first
    sums = np.cumsum(np.log2(np.where(shut, 1, gates))) * 1j - np.cumsum(shut)
    most = np.maximum.accumulate(sums[::-1])  # the largest from m on, the last m first, in order like this
    gone = len(gates) - np.searchsorted(most, sums - 1j, side="right")
    return [int(m) - k if m < len(gates) else None for k, m in enumerate(gone)]
