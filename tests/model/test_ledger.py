"""The ledger against its definition, term by term."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from model.cells import CELLS
from model.errors import NoLedger, NotFinite
from model.graph import Cell
from model.hold import Hold, held
from model.ledger import half_lives, ledger, writing
from model.trace import Trace
from tests.model.helpers import random_network

ADDING = {name: cell for name, cell in CELLS.items() if name != "rnn"}
EACH = pytest.mark.parametrize("cell", ADDING.values(), ids=ADDING)


@EACH
def test_it_is_the_sum_of_the_definition(cell: Cell) -> None:
    network = random_network(cell, 7, 4, 5, 2)
    start = tuple({k: v + 0.3 * (n + 1) for n, (k, v) in enumerate(layer.items())} for layer in network.start())
    trace = network.trace(network.embed([3, 1, 4, 1, 5, 2]), start)
    how = writing(cell)
    for layer in range(network.L):
        nodes = trace.layers[layer]
        gates = nodes[how.keep] if how.keep else np.ones_like(nodes[how.memory])
        for t in range(len(trace)):
            found = ledger(cell, trace, layer, t)
            for k in range(t + 1):
                np.testing.assert_allclose(
                    found.shares[k], np.prod(gates[k + 1 : t + 1], axis=0) * nodes[how.write][k], atol=1e-12
                )
            np.testing.assert_allclose(found.start, np.prod(gates[: t + 1], axis=0) * start[layer][how.memory], atol=1e-12)
            np.testing.assert_allclose(found.shares.sum(axis=0) + found.start, nodes[how.memory][t], atol=1e-12)
            assert found.along.sum() == pytest.approx(np.linalg.norm(nodes[how.memory][t]), abs=1e-12)


@EACH
def test_half_of_what_was_written_is_gone_after_its_half_life(cell: Cell) -> None:
    network = random_network(cell, 7, 4, 5, 1)
    trace = network.trace(network.embed([3, 1, 4, 1, 5, 2]))
    how = writing(cell)
    for unit in range(network.H):
        for k, steps in enumerate(half_lives(cell, trace, 0, unit)):
            left = [np.prod(trace.node(how.keep)[k + 1 : k + 1 + n, unit]) if how.keep else 1.0 for n in range(len(trace) - k)]
            if steps is None:
                assert min(left) > 0.5
            else:
                assert left[steps] <= 0.5 < left[steps - 1]


def with_gates(gates: list[float]) -> Trace:
    """A trace whose forget gates are these."""
    network = random_network(CELLS["lstm"], 7, 4, 5, 1)
    return held(network, network.embed([3] * len(gates)), [Hold(t, t, 0, "f", value=f) for t, f in enumerate(gates)])


@pytest.mark.parametrize(
    ("gates", "lives"),
    [
        ([1, 0.8, 0.5, 0.9], [2, 1, None, None]),
        ([1, -0.9, -0.4, 0.9], [2, 1, None, None]),  # its sign is none of its size
        ([1, 0.4, 3, 0.9], [None, None, None, None]),  # what was half gone came back
        ([1, 0.4, 3, 0.1], [3, 2, 1, None]),
        ([1, 0, 1e10, 1e10], [1, None, None, None]),  # nothing of nothing comes back
        ([1, 1e10, 0, 0, 0.9], [2, 1, 1, None, None]),
        ([0.5, 0.5, 0.5, 0.5], [1, 1, 1, None]),  # exactly half is gone
    ],
)
def test_a_half_life_is_right_for_gates_that_no_sigmoid_gives(gates: list[float], lives: list[int | None]) -> None:
    assert half_lives(CELLS["lstm"], with_gates(gates), 0, 2) == lives


def test_half_lives_are_those_of_the_definition_for_any_gates() -> None:
    rng = np.random.default_rng(0)
    for scale in (0.5, 1.0, 2.0):
        gates = rng.choice([0.0, 1.0, -1.0], p=[0.1, 0.8, 0.1], size=60) * rng.uniform(0.2, 1.2, 60) * scale
        found = half_lives(CELLS["lstm"], with_gates(gates.tolist()), 0, 0)
        for k, steps in enumerate(found):
            there = [n for n in range(60 - k) if abs(np.prod(gates[k + 1 : k + 1 + n])) > 0.5]
            assert steps == (None if there[-1] == 59 - k else there[-1] + 1)


def test_half_lives_of_a_long_text_take_no_longer_for_each_step() -> None:
    """Nothing is ever forgotten, where looking on from each step would take all steps."""
    nodes = dict.fromkeys(("c", "c_prev", "f", "write"), np.ones((60_000, 1)))

    def took(steps: int) -> float:
        trace = cast(Trace, SimpleNamespace(layers=({id: rows[:steps] for id, rows in nodes.items()},)))
        times = []
        for _ in range(3):
            start = time.thread_time()
            assert half_lives(CELLS["lstm"], trace, 0, 0) == [None] * steps
            times.append(time.thread_time() - start)
        return min(times)

    assert took(60_000) < 120 * took(3_000)  # twenty times as many steps: 400 times as long by the definition


def test_what_is_no_number_is_refused() -> None:
    """Nothing was written, and what is left of it would be ∞ · 0; the memory itself is an ordinary 0."""
    network = random_network(CELLS["lstm"], 7, 4, 5, 1)
    holds = [Hold(0, 11, 0, "f", value=1e38), Hold(0, 11, 0, "write", value=0.0)]
    trace = held(network, network.embed([3] * 12), holds)
    assert np.all(trace.node("c") == 0)
    with pytest.raises(NotFinite):
        ledger(network.cell, trace, 0, 11)


def test_each_kind_of_memory_is_found_in_its_declaration() -> None:
    def told(name: str) -> tuple[str, str | None, str]:
        how = writing(CELLS[name])
        return how.memory, how.keep, how.write

    assert told("lstm") == told("lstm-peephole") == told("lstm-coupled") == ("c", "f", "write")
    assert told("lstm-1997") == ("c", None, "write")
    assert told("gru") == told("gru-before") == ("h", "z", "write")


def test_a_memory_that_is_written_anew_has_none() -> None:
    with pytest.raises(NoLedger):
        writing(CELLS["rnn"])
