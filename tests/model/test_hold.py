"""What a hold does, on every cell and in every layer: itself, what follows from it, and nothing before it."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from model.cells import CELLS
from model.errors import NotFinite
from model.evaluate import evaluate
from model.graph import Array, Cell, Values, downstream
from model.hold import Hold, held
from model.network import Network
from model.trace import Trace
from tests.model.helpers import random_network

EACH = pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
LAYERS = pytest.mark.parametrize("L", [1, 2])
IDS = [3, 1, 4, 1, 5, 2, 6]


def equal(one: Trace, other: Trace, atol: float = 1e-12) -> None:
    for a, b in zip(one.layers, other.layers, strict=True):
        assert set(a) == set(b)
        for id in a:
            np.testing.assert_allclose(a[id], b[id], rtol=0, atol=atol)
    np.testing.assert_allclose(one.output, other.output, rtol=0, atol=atol)
    for mine, its in zip(one.state, other.state, strict=True):
        assert all(np.abs(mine[node] - its[node]).max() <= atol for node in its)


def step_by_step(network: Network, x: Array, holds: list[Hold], base: Trace) -> list[list[Values]]:
    """The same written anew, one vector at a time: for each layer and step all vectors by node id."""
    out: list[list[Values]] = []
    for n, p in enumerate(network.exact):
        before: Values = {k: np.zeros(network.H) for k in network.cell.carry}
        steps: list[Values] = []
        for t in range(len(x)):

            def put(v: Array, id: str, n: int = n, t: int = t) -> Array:
                v = v.copy()
                for hold in holds:
                    if (hold.layer, hold.node) == (n, id) and hold.t <= t <= hold.until:
                        for place, unit in enumerate(range(len(v)) if hold.units is None else hold.units):
                            if hold.add is not None:
                                v[unit] += hold.add
                            elif hold.step is not None:
                                v[unit] = base.layers[n][id][hold.step, unit]
                            elif isinstance(hold.value, float):
                                v[unit] = hold.value
                            else:
                                assert hold.value is not None
                                v[unit] = hold.value[place]
                return v

            hold = {id: partial(put, id=id) for id in network.cell.by_id}
            values = evaluate(network.cell, p, {"x": x[t], **before}, hold)
            before = {k: values[node] for k, node in network.cell.carry.items()}
            steps.append(values)
        out.append(steps)
        x = np.array([values["h"] for values in steps])
    return out


@EACH
@LAYERS
def test_holds_that_change_nothing_change_nothing(cell: Cell, L: int) -> None:
    network = random_network(cell, 7, 4, 5, L)
    x = network.embed(IDS)
    base = network.trace(x)
    equal(held(network, x, []), base)
    for layer in range(L):
        for id in cell.by_id:
            for t in (0, 2, 6):
                own = base.node(id, layer)[t].tolist()
                equal(held(network, x, [Hold(t, t, layer, id, step=t)]), base)
                equal(held(network, x, [Hold(t, t, layer, id, value=own)]), base)
                equal(held(network, x, [Hold(t, 6, layer, id, units=[1], add=0.0)]), base)


@EACH
@LAYERS
def test_several_holds_are_what_they_are_one_step_at_a_time(cell: Cell, L: int) -> None:
    """In their order, over spans that overlap, of every node at once."""
    network, rng = random_network(cell, 7, 4, 5, L), np.random.default_rng(1)
    x = network.embed(IDS)
    base = network.trace(x)
    for _ in range(20):
        holds = []
        for id in cell.by_id:
            for _ in range(2):
                t = int(rng.integers(7))
                size = base.node(id, layer := int(rng.integers(L))).shape[1]
                units = rng.permutation(size)[:2].tolist() if rng.random() < 0.7 else None
                n = size if units is None else 2
                how = [{"value": 0.3}, {"value": rng.normal(size=n).tolist()}, {"step": int(rng.integers(7))}, {"add": -0.2}]
                holds.append(Hold(t, int(rng.integers(t, 7)), layer, id, units, **how[int(rng.integers(4))]))
        rng.shuffle(holds)
        found = held(network, x, holds)
        for layer, steps in enumerate(step_by_step(network, x, holds, base)):
            for t, values in enumerate(steps):
                for id, v in values.items():
                    np.testing.assert_allclose(found.node(id, layer)[t], v, rtol=0, atol=1e-12)
        np.testing.assert_allclose(found.output, network.read_out(found.node("h", L - 1)), atol=1e-12)


@EACH
def test_a_hold_changes_what_lies_downstream_and_nothing_before_it(cell: Cell) -> None:
    network = random_network(cell, 7, 4, 5, 2)
    x = network.embed(IDS)
    base = network.trace(x)
    for id in cell.by_id:
        found = held(network, x, [Hold(3, 3, 1, id, add=0.1)])
        assert all(np.array_equal(found.layers[0][k], base.layers[0][k]) for k in base.layers[0])
        assert all(np.array_equal(found.layers[1][k][:3], base.layers[1][k][:3]) for k in base.layers[1])
        changed = {k for k in cell.by_id if np.abs(found.layers[1][k][3] - base.layers[1][k][3]).max() > 1e-9}
        assert changed == downstream(cell.nodes, id) | {id}


def test_what_is_carried_on_is_the_held_value_and_an_input_held_is_this_steps_alone() -> None:
    network = random_network(CELLS["lstm"], 7, 4, 5, 1)
    x = network.embed(IDS)
    base = network.trace(x)
    found = held(network, x, [Hold(2, 2, 0, "c", value=0.5), Hold(6, 6, 0, "c", units=[4], value=-2.0)])
    np.testing.assert_array_equal(found.node("c_prev")[3], 0.5)
    np.testing.assert_allclose(found.node("h")[2], base.node("o")[2] * np.tanh(0.5), atol=1e-15)
    assert found.state[0]["c"][4] == -2
    read = held(network, x, [Hold(3, 3, 0, "c_prev", value=0.5)])
    np.testing.assert_array_equal(read.node("c")[:3], base.node("c")[:3])
    np.testing.assert_allclose(read.node("keep")[3], base.node("f")[3] * 0.5, atol=1e-15)


def test_later_holds_win_or_add_to_what_earlier_ones_have_left() -> None:
    network = random_network(CELLS["gru"], 7, 4, 5, 1)
    x = network.embed(IDS)
    shut, open_, more = Hold(1, 4, 0, "z", value=0.0), Hold(2, 3, 0, "z", [0], value=1.0), Hold(3, 6, 0, "z", [0, 1], add=0.25)
    z = held(network, x, [shut, open_, more]).node("z")
    assert z[1:5, :3].tolist() == [[0, 0, 0], [1, 0, 0], [1.25, 0.25, 0], [0.25, 0.25, 0]]
    assert held(network, x, [more, open_, shut]).node("z")[3].tolist() == [0] * 5


def test_a_hold_goes_on_from_a_state() -> None:
    network = random_network(CELLS["lstm"], 7, 4, 5, 2)
    x = network.embed(IDS)
    whole = held(network, x, [Hold(4, 5, 0, "f", value=0.0)])
    state = network.trace(x[:3]).state
    went_on = held(network, x[3:], [Hold(1, 2, 0, "f", value=0.0)], state)
    for layer in (0, 1):
        np.testing.assert_allclose(went_on.node("h", layer), whole.node("h", layer)[3:], rtol=0, atol=1e-12)


def test_what_overflows_is_refused_in_every_vector() -> None:
    network = random_network(CELLS["lstm"], 7, 4, 5, 1)
    x = network.embed(IDS)
    huge, nothing = Hold(3, 3, 0, "f", value=3e38), Hold(3, 6, 0, "c", value=0.0)
    state = ({"h": np.zeros(5), "c": np.full(5, 10.0)},)
    with pytest.raises(NotFinite):
        held(network, x, [huge, nothing], state)  # keep is too large for float32, though c never sees it
    mean = random_network(CELLS["mean"], 7, 4, 5, 1)
    with pytest.raises(NotFinite):
        held(mean, mean.embed(IDS), [Hold(2, 2, 0, "k", value=0.0)])
