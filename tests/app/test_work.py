"""What is small is answered at once, and all else so that others are answered meanwhile."""

from __future__ import annotations

import threading
import time
from typing import Any

import httpx
import numpy as np
import pytest

from app.work import INLINE, cost
from model.control import control
from model.hold import Hold, held
from model.library import Library, Model
from model.network import Network
from model.trace import State, Trace

COUNT: dict[str, Any] = {"model": "count-lstm"}
ZH: dict[str, Any] = {"model": "zh-memory-lstm"}
HOLDS = [{"t": 0, "node": node, "units": [0], "value": 0.1} for node in ("f", "i", "g", "o")] * 16
SMALL: list[tuple[str, dict[str, Any]]] = [
    ("trace", {**ZH, "tokens": [3] * 28, "hold": HOLDS[:3]}),
    ("explain", {**ZH, "tokens": [3] * 28, "node": "h", "unit": 0}),
    ("ledger", {**COUNT, "tokens": [2] * 100, "unit": 0}),
]
LARGE: list[tuple[str, dict[str, Any]]] = [
    ("explain", {**COUNT, "tokens": [2] * 1_000, "node": "h", "unit": 0}),
    ("explain", {**ZH, "tokens": [3] * 100, "node": "h", "unit": 0, "hold": HOLDS[:1]}),
    ("explain", {**ZH, "tokens": [3] * 30, "node": "h", "unit": 0, "hold": HOLDS}),
    ("ledger", {**COUNT, "tokens": [2] * 1_000, "unit": 0}),
    ("ledger", {**COUNT, "tokens": [2] * 100, "unit": 0, "hold": HOLDS[:1]}),
    ("decode", {**COUNT, "tokens": [2] * 1_000, "node": "h"}),
    ("decode", {**COUNT, "tokens": [2] * 100, "node": "h", "hold": HOLDS[:1]}),
    ("trace", {**COUNT, "tokens": [2] * 500, "nodes": [], "top": 0}),
    ("trace", {**COUNT, "tokens": [2] * 40, "nodes": [], "top": 0, "hold": HOLDS}),
    ("control", {**COUNT, "tokens": [2] * 60, "draws": 1, "hold": HOLDS[:1]}),
    ("scan", {**COUNT, "tokens": [2] * 1_000, "source": {"tokens": [3] * 1_000}, "t": 999}),
    ("gradient", {**COUNT, "tokens": [2] * 100, "nodes": [], "attribution": False}),
]


@pytest.fixture
def computed_in(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """The threads in which networks have been run."""
    found: set[int] = set()
    trace = Network.trace

    def noted(network: Network, x: Any, state: State | None = None) -> Trace:
        found.add(threading.get_ident())
        return trace(network, x, state)

    monkeypatch.setattr(Network, "trace", noted)
    return found


def test_only_what_is_small_is_made_where_requests_are_taken(http: httpx.Client, computed_in: set[int]) -> None:
    for route, body in SMALL:
        assert http.post(f"/api/{route}", json=body).status_code == 200
    (loop,) = computed_in
    for route, body in LARGE:
        computed_in.clear()
        assert http.post(f"/api/{route}", json=body).status_code == 200
        assert computed_in
        assert loop not in computed_in, (route, body["model"], len(body["tokens"]), len(body.get("hold", ())))


def took(model: Model, runs: int, holds: int) -> float:
    """Seconds for as many steps as are answered at once."""
    network = model.network
    steps = max(1, INLINE // cost(network, 1, runs, holds))
    x, hold = np.zeros((steps, network.D)), Hold(0, steps - 1, 0, network.cell.computed[-1].id, [0, 1], value=0.1)
    times = []
    for _ in range(5):
        start = time.thread_time()
        if runs == 1:
            held(network, x, [hold] * holds)
        else:
            control(network, x, [hold] * holds, steps - 1, runs - 1, 0, model.answer == "value")
        times.append(time.thread_time() - start)
    return min(times)


@pytest.mark.parametrize(
    "name", ["zh-memory-lstm", "zh-memory-gru", "zh-memory-lstm-stack", "count-lstm", "order-lstm", "adding-rnn"]
)
def test_what_costs_the_same_takes_about_as_long(zoo: Library, name: str) -> None:
    """Of any shape as much as is answered at once, against the shape that the bound was measured with."""
    plain = took(zoo.model("zh-memory-lstm"), 1, 0)
    for runs, holds in ((1, 0), (1, 1), (1, 8), (1, 64), (2, 1), (2, 64), (21, 1), (101, 1)):
        assert took(zoo.model(name), runs, holds) < 8 * plain, (runs, holds)
