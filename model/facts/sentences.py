"""Held-out sentences, and what a network's state and gates are while it reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.graph import Array, Cell, Values
from model.network import Network
from model.tasks.memory.generator import LONGEST, Sentence, memory_in
from model.tokenizer import Tokenizer

COUNT = 2400  # sentences, half of them to fit a read-out and half to measure it
GAP = LONGEST  # tokens between the nation and its language
LAGS = (1, 2, 3, 5, 10, 20, 30, 40, 50, GAP)  # tokens read since the nation; at the last the answer is due
CHUNK = 200  # sentences that are run at a time, so that all their vectors fit

Ids = NDArray[np.intp]


@dataclass(frozen=True)
class Reading:
    """What was to be seen while a network read N sentences. U = L · H units, those of the first layer first.

    Attributes:
        state: the vector that holds the memory: c, or h in a cell without one.
        H: units of a layer.
        nation: (N,) which nation each sentence tells.
        lagged: c and h, or h alone → (lags, N, U) after so many more tokens.
        before: (N, U) ``state`` at the end of the filler, when the question has not begun.
        asked: (N, U) ``state`` at the question's last word, from which the answer is said.
        gate: (U,) the mean over the filler of the gate that keeps; None where there is none.
        kept: (U,) the share of what was there at the nation that this gate has left at the end of the filler: its product
            over the filler, the mean over the sentences; None where there is none.
        output, output_asked: (U,) the mean output gate over the filler, and at the question's last word; None in a cell
            without one.
    """

    state: str
    H: int
    nation: Ids
    lagged: Mapping[str, Array]
    before: Array
    asked: Array
    gate: Array | None
    kept: Array | None
    output: Array | None
    output_asked: Array | None


def keeping_gate(cell: Cell) -> str | None:
    """What the memory is multiplied with from step to step: f of the LSTM, z of the GRU.

    None in a cell that multiplies with nothing: the plain network, which makes its state anew, and the LSTM of 1997, which
    keeps all of it.
    """
    return cell.by_id["keep"].inputs[0] if "keep" in cell.by_id else None


def sentences(language: str) -> list[Sentence]:
    """Sentences of clauses never trained on, with the longest gap that was; distractors as they come."""
    return memory_in(language).held_out(GAP, COUNT)


def columns(tokenizer: Tokenizer, chosen: Sequence[Sentence]) -> Ids:
    """(T, B) token ids, one sentence a column, read until its answer is due."""
    out = np.zeros((max(s.answer for s in chosen), len(chosen)), np.intp)
    for column, s in enumerate(chosen):
        out[: s.answer, column] = [tokenizer.ids.get(word, tokenizer.unknown) for word in s.words[: s.answer]]
    return out


def read(network: Network, tokenizer: Tokenizer, chosen: Sequence[Sentence]) -> Reading:
    """Read the sentences and keep what the facts are made of."""
    cell = network.cell
    states = ["c", "h"] if "c" in cell.by_id else ["h"]
    seen = [_look(network, tokenizer, chosen[n : n + CHUNK], states) for n in range(0, len(chosen), CHUNK)]
    some = seen[0]

    def all_of(key: str) -> Array:
        return np.concatenate([one[key] for one in seen], axis=-2)

    def mean(key: str) -> Array | None:
        return all_of(key).mean(axis=0) if key in some else None

    return Reading(
        state=states[0],
        H=network.H,
        nation=np.array([s.nation for s in chosen]),
        lagged={state: all_of(f"{state} later") for state in states},
        before=all_of("before"),
        asked=all_of("asked"),
        gate=mean("gate"),
        kept=mean("kept"),
        output=mean("output"),
        output_asked=mean("output asked"),
    )


def _look(network: Network, tokenizer: Tokenizer, chosen: Sequence[Sentence], states: Sequence[str]) -> dict[str, Any]:
    """What is to be kept of a few sentences: each array (…, B, U)."""
    runs = network.runs(columns(tokenizer, chosen))
    key, question, answer = (np.array([getattr(s, place) for s in chosen]) for place in ("key", "question", "answer"))
    steps = np.arange(answer.max())[:, None]
    filler = (steps > key) & (steps < question)  # (T, B)
    gate = keeping_gate(network.cell)
    out = {f"{state} later": np.stack([_at(runs, state, key + lag) for lag in LAGS]) for state in states}
    out |= {"before": _at(runs, states[0], question - 1), "asked": _at(runs, states[0], answer - 1)}
    if gate:
        out["gate"] = _over(runs, gate, lambda v: (v * filler[:, None]).sum(axis=0) / filler.sum(axis=0))
        out["kept"] = _over(runs, gate, lambda v: np.where(filler[:, None], v, 1).prod(axis=0))
    if "o" in network.cell.by_id:
        out["output"] = _over(runs, "o", lambda v: (v * filler[:, None]).sum(axis=0) / filler.sum(axis=0))
        out["output asked"] = _at(runs, "o", answer - 1)
    return out


def _at(runs: Sequence[Values], node: str, t: Ids) -> Array:
    """A vector of all layers, at a step of each sentence's own: (B, U)."""
    return np.concatenate([layer[node][t, :, np.arange(len(t))] for layer in runs], axis=1)


def _over(runs: Sequence[Values], node: str, take: Any) -> Array:
    """What is taken of a vector (T, H, B) of each layer, (H, B), as (B, U)."""
    return np.concatenate([take(layer[node]) for layer in runs], axis=0).T
