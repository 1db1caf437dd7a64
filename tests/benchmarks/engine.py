"""The engine, keeping every vector, against the LSTM of the textbook."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from model import library
from model.cells.lstm import LSTM
from model.control import control
from model.graph import Array, Params, Values
from model.hold import Hold, held
from model.scan import pair, scan
from model.unroll import Run, stack, unroll
from tests.benchmarks.report import line, ratio
from tests.conftest import ARTICLE
from tests.model.helpers import random_network, random_params

ROUNDS = 15
FRENCH = ARTICLE.replace("中国人", "法国人")
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
    print("engine: what if")
    hold_once()
    scan_all()
    print("engine: all vectors, float32, fresh result, against the textbook NumPy LSTM (which keeps six)")
    for size in SIZES:
        compare(*size)


def hold_once() -> None:
    """What if, as it answers: a gate held from the beginning to the end, and the same on twenty draws side by side."""
    network = random_network(LSTM, 300, 24, 48, 1)
    x = network.embed(np.random.default_rng(0).integers(0, 300, 60).tolist())
    hold = [Hold(0, 59, 0, "f", range(6), value=0.0)]
    line("a hold of 60 steps, H 48, T 60, ms", f"{1000 * wall(lambda: held(network, x, hold)):.1f}", 150)
    line("its control by 20 draws, ms", f"{1000 * wall(lambda: control(network, x, hold, 59, 20, 0, False)):.1f}", 150)


def scan_all() -> None:
    """Every node, step and unit of the article's sentence, by patches from its French twin."""
    model = library.load().model("zh-memory-lstm")
    network, nodes = model.network, [node.id for node in LSTM.computed]
    own, source = (network.embed([token.id for token in model.from_text(text)]) for text in (ARTICLE, FRENCH))
    found = pair(network, (own, None), (source, None), 27, (model.words.ids["汉语"], model.words.ids["法语"]))
    lines: list[object] = []
    seconds = wall(lambda: lines.extend(scan(found, 0, nodes, range(28), each=True)), 1)
    assert len(lines) == 28 * 9
    line("a scan of 28 steps × 9 nodes × 48 units, s", f"{seconds:.1f}", 20)


def wall(run: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Seconds by the clock, the median of some."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return float(np.median(times))


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
