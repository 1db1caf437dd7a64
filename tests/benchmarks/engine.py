"""The engine, keeping every vector, against the LSTM of the textbook."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from model.cells.lstm import LSTM
from model.graph import Array, Params, Values
from model.unroll import Run, stack, unroll
from tests.benchmarks.report import ratio
from tests.model.helpers import random_params

ROUNDS = 15
SIZES = ((16, 50, 40, 3.0), (64, 200, 12, 3.0), (128, 200, 8, 2.0))  # H, T, calls a round, goal


def textbook(p: Params, xs: Array) -> list[Values]:
    """Step by step as the formulas stand, one product for each gate on [h, x]."""
    H = len(p.b_f)
    weights = {k: np.concatenate([p[f"U_{k}"], p[f"W_{k}"]], axis=1) for k in "figo"}
    h, c = np.zeros(H, xs.dtype), np.zeros(H, xs.dtype)
    out: list[Values] = []
    for x in xs:
        hx = np.concatenate([h, x])
        f = 1 / (1 + np.exp(-(weights["f"] @ hx + p.b_f)))
        i = 1 / (1 + np.exp(-(weights["i"] @ hx + p.b_i)))
        g = np.tanh(weights["g"] @ hx + p.b_g)
        o = 1 / (1 + np.exp(-(weights["o"] @ hx + p.b_o)))
        c = f * c + i * g
        h = o * np.tanh(c)
        out.append({"f": f, "i": i, "g": g, "o": o, "c": c, "h": h})
    return out


def seconds(run: Callable[[], object], calls: int) -> float:
    start = time.thread_time()
    for _ in range(calls):
        run()
    return (time.thread_time() - start) / calls


def main() -> None:
    print("engine: all vectors, float32, fresh result, against the textbook NumPy LSTM (which keeps six)")
    for size in SIZES:
        compare(*size)


def compare(H: int, T: int, calls: int, goal: float) -> None:
    rng = np.random.default_rng(0)
    p = Params({k: v.astype(np.float32) for k, v in random_params(LSTM, H, H, rng).items()})
    xs = rng.normal(size=(T, H)).astype(np.float32)
    layer, zeros = stack(p, np.float32), np.zeros(H, np.float32)

    def ours() -> Run:
        return unroll(layer, layer.project(xs), zeros, zeros)

    nodes = ours().nodes
    for t, values in enumerate(textbook(p, xs)):
        for id, vector in values.items():
            assert np.allclose(nodes[id][t], vector, atol=1e-4), id
    slow, fast = [], []
    for _ in range(ROUNDS):
        slow.append(seconds(lambda: textbook(p, xs), calls))
        fast.append(seconds(ours, calls))
    ratio(f"H {H}, T {T}: {1e6 * float(np.median(fast)) / T:.1f} µs a step", slow, fast, goal)
