"""How much of the loss's gradient reaches the states before: what a network can learn from, and what its answer hangs on.

    ratio_k = |∂L/∂s_{T−k}| / |∂L/∂s_T|,   ∂L/∂s_{t−1} = (∂s_t/∂s_{t−1})ᵀ ∂L/∂s_t

s is all that a network carries from step to step: h, or h and c, of all layers. Each step multiplies with one more Jacobian.
Where these shrink what they are multiplied with, the ratio falls exponentially: gradients vanish (Hochreiter 1991; Bengio,
Simard & Frasconi 1994). In an LSTM ∂c_t/∂c_{t−1} is f beside what goes through h: it is the forget gate that decides, so an
LSTM whose gates are half open vanishes just as a plain network does, and a bias that opens them helps (Gers, Schmidhuber &
Cummins 2000; Jozefowicz, Zaremba & Sutskever 2015).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from model.backward import back, norm
from model.cells import cell_named
from model.facts.sentences import GAP, Ids, columns
from model.graph import Array, Values
from model.network import Network
from model.tasks.memory.generator import Sentence
from model.tokenizer import Tokenizer
from model.trace import softmax
from model.training.parameters import Parameters, initialise, network_of, shapes_of

NETWORKS = 10  # fresh ones of a kind
HIDDEN, INPUT = 32, 24  # their H and D
READ = 100  # sentences that the trained network's ratio is taken over
TINY = float(np.finfo(np.float64).tiny)


class Start(NamedTuple):
    """What a fresh network starts from.

    Attributes:
        recurrent: "orthogonal", or "uniform" in ±1/√H.
        bias: of the gate that keeps; None in a cell without one.
    """

    cell: str
    recurrent: str
    bias: float | None


class Curve(NamedTuple):
    start: Start
    ratios: list[float]


STARTS = (
    Start("rnn", "uniform", None), Start("rnn", "orthogonal", None),
    *(Start("lstm", "orthogonal", bias) for bias in (0.0, 1.0, 2.0, 3.0)), Start("gru", "orthogonal", 0.0),
)  # fmt: skip


def gradient_norms(network: Network, layers: Sequence[Values], last: Ids, d: Array, steps: int) -> Array:
    """|∂L/∂s_{T−k}| for k = 0 … steps, of a loss that depends on the last layer's h at step T alone.

    Args:
        layers: for each layer node id → (T, H, B), x (T, D, B), in float64.
        last: (B,) each sequence's own T, from 0; at least ``steps`` − 1.
        d: (H, B) ∂L/∂h_T.

    Returns: (steps + 1, B).
    """
    moments = ([{id: _at(rows, last - k) for id, rows in nodes.items()} for nodes in layers] for k in range(steps))
    states = (before for _, before in back(network, moments, d))
    return np.stack([norm([d]), *(norm(v for layer in state for v in layer.values()) for state in states)])


def _at(rows: Array, t: Ids) -> Array:
    """(T, H, B) at a step of each sequence's own: (H, B)."""
    found: Array = rows[t, :, np.arange(len(t))].T
    return found


def ratios(norms: Array) -> list[float]:
    """(steps + 1, B) norms → the geometric mean over B of each one's share of the first."""
    logs = np.log(np.maximum(norms, TINY)) - np.log(np.maximum(norms[0], TINY))
    return [float(r) for r in np.exp(logs.mean(axis=1))]


def trained(network: Network, tokenizer: Tokenizer, chosen: Sequence[Sentence]) -> list[float]:
    """ratio_k of a trained network for k = 0 … GAP, where k = GAP is the state after the nation.

    L = −log p(answer) at the question's last word, so ∂L/∂h_T = W_outᵀ (p − 1_answer). The geometric mean over the first
    ``READ`` of the sentences.
    """
    some = chosen[:READ]
    read = columns(tokenizer, some)
    last = np.array([s.answer - 1 for s in some])
    layers = network.run(np.moveaxis(network.embed(read), 2, 1), network.start())
    p = softmax(network.read_out(layers[-1]["h"][last, :, np.arange(len(some))]))
    p[np.arange(len(some)), [tokenizer.ids.get(s.words[s.answer], tokenizer.unknown) for s in some]] -= 1
    return ratios(gradient_norms(network, layers, last, network.W_out.T.astype(np.float64) @ p.T, GAP))


@cache
def fresh() -> list[Curve]:
    """ratio_k for k = 0 … GAP of networks as they are before training, the geometric mean over ``NETWORKS`` of each kind.

    They read random words and L = w · h_T, with w a row of the output layer, all as a training starts from them.
    """
    return [Curve(start, ratios(np.concatenate([_of_one(start, seed) for seed in range(NETWORKS)], axis=1))) for start in STARTS]


def _of_one(start: Start, seed: int) -> Array:
    """(GAP + 1, 1) norms of one fresh network."""
    cell, T = cell_named(start.cell), GAP + 1
    p = Parameters(shapes_of(cell, T, INPUT, HIDDEN, 1, 1), np.float64)
    initialise(p, seed, start.bias or 0.0)
    if start.recurrent == "uniform":
        rng = np.random.default_rng([seed, 1])
        for name, view in p.by_name.items():
            if name.startswith("U_"):
                view[:] = rng.uniform(-1, 1, view.shape) / np.sqrt(HIDDEN)
    network = network_of(p, cell, 1)
    layers = network.run(network.embed(range(T))[:, :, None], network.start())  # every word once
    return gradient_norms(network, layers, np.array([T - 1]), network.W_out.T, GAP)
