"""Every cell's declaration is proven: against its readable step, ONNX, finite differences, and by disturbing it."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

from model.cells import CELLS, cell_named
from model.cells.lstm import LSTM
from model.errors import ShapeError, UnknownCell, UnknownNode
from model.evaluate import Replace, evaluate, pull
from model.graph import OPS, Array, Cell, Params, Values, downstream, formula
from tests.model.helpers import input_size, random_inputs, random_params

EACH = pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)


@EACH
def test_step_computes_what_the_graph_declares(cell: Cell) -> None:
    rng = np.random.default_rng(0)
    for D, H in ((1, 1), (3, 5), (24, 48)):
        p, inputs = random_params(cell, D, H, rng), random_inputs(cell, D, H, rng)
        stepped, evaluated = cell.step(p, **inputs), evaluate(cell, p, inputs)
        assert set(stepped) == set(evaluated) == set(cell.by_id)
        for node in cell.by_id:
            np.testing.assert_allclose(stepped[node], evaluated[node], rtol=0, atol=1e-14)


@EACH
def test_each_computed_node_has_a_line_of_its_own_in_the_source(cell: Cell) -> None:
    lines = {n.id: cell.lines[n.id] for n in cell.computed}
    assert len(set(lines.values())) == len(lines)
    assert sorted(lines.values()) == list(lines.values())  # in the order of computation
    text = cell.source.splitlines()
    for node, line in lines.items():
        assert text[line].strip().startswith(f"{node} = ")
    assert cell.source == inspect.getsource(cell.step)


@EACH
def test_disturbing_a_node_changes_exactly_the_nodes_downstream(cell: Cell) -> None:
    rng = np.random.default_rng(1)
    p, inputs = random_params(cell, 4, 6, rng), random_inputs(cell, 4, 6, rng)
    before = evaluate(cell, p, inputs)
    for node in cell.by_id:
        after = evaluate(cell, p, inputs, {node: raised})
        changed = {id for id in cell.by_id if id != node and not np.array_equal(before[id], after[id])}
        assert changed == downstream(cell.nodes, node), node


@EACH
def test_any_node_can_be_held_at_a_value(cell: Cell) -> None:
    rng = np.random.default_rng(2)
    p, inputs = random_params(cell, 4, 6, rng), random_inputs(cell, 4, 6, rng)
    for node in cell.by_id:
        value = rng.normal(size=len(evaluate(cell, p, inputs)[node]))
        held = evaluate(cell, p, inputs, {node: constant(value)})
        np.testing.assert_array_equal(held[node], value)


def constant(value: Array) -> Replace:
    return lambda _: value


def raised(v: Array) -> Array:
    return v + 0.1


def test_forget_gate_at_zero_erases_the_cell() -> None:
    rng = np.random.default_rng(3)
    p, inputs = random_params(LSTM, 4, 6, rng), random_inputs(LSTM, 4, 6, rng)
    held = evaluate(LSTM, p, inputs, {"f": np.zeros_like})
    np.testing.assert_array_equal(held["keep"], 0)
    np.testing.assert_array_equal(held["c"], held["write"])


def test_holding_a_node_that_is_not_there_is_refused() -> None:
    rng = np.random.default_rng(4)
    with pytest.raises(UnknownNode):
        evaluate(LSTM, random_params(LSTM, 2, 2, rng), random_inputs(LSTM, 2, 2, rng), {"z": np.zeros_like})


@EACH
@pytest.mark.parametrize("batch", [None, 3])
def test_gradients_agree_with_central_differences(cell: Cell, batch: int | None) -> None:
    """Of every parameter, through four steps, for a loss on all h and on the last state."""
    rng = np.random.default_rng(5)
    D, H, T = 3, 4, 4
    tail = () if batch is None else (batch,)
    p = random_params(cell, D, H, rng)
    xs = rng.normal(size=(T, input_size(cell, D, H), *tail))
    pulls = rng.normal(size=(T, H, *tail))
    start: Values = {k: rng.normal(size=(H, *tail)) for k in cell.carry}

    def run() -> tuple[list[Values], float]:
        state, values = start, []
        for x in xs:
            values.append(evaluate(cell, p, {"x": x, **state}))
            state = {k: values[-1][node] for k, node in cell.carry.items()}
        loss = sum(float((pulls[t] * v["h"]).sum()) for t, v in enumerate(values))
        return values, loss + sum(float((v**2).sum()) for v in state.values())

    values, _ = run()
    grads = Params({k: np.zeros_like(v) for k, v in p.items()})
    back: Values = {node: 2 * values[-1][node] for node in cell.carry.values()}
    for t in range(T - 1, -1, -1):
        d = dict(back)
        d["h"] = d.get("h", np.zeros((H, *tail))) + pulls[t]
        pull(cell, p, values[t], d, grads)
        back = {node: d[k] for k, node in cell.carry.items()}

    for name, weights in p.items():
        flat: Array = weights.reshape(-1)
        for at in range(flat.size):
            kept, epsilon = flat[at], 1e-5
            flat[at] = kept + epsilon
            above = run()[1]
            flat[at] = kept - epsilon
            below = run()[1]
            flat[at] = kept
            numeric = (above - below) / (2 * epsilon)
            assert abs(numeric - grads[name].reshape(-1)[at]) <= 1e-6 * max(1, abs(numeric)), (name, at)


@EACH
def test_step_refuses_vectors_that_do_not_fit(cell: Cell) -> None:
    rng = np.random.default_rng(7)
    p = random_params(cell, 3, 4, rng)
    good = random_inputs(cell, 3, 4, rng)
    for name in good:
        with pytest.raises(ShapeError):
            cell.step(p, **{**good, name: np.zeros(9)})


def test_formulas_read_as_in_the_docstring() -> None:
    formulas = {n.id: formula(n) for n in LSTM.nodes}
    assert formulas["f"] == "f = σ(W_f x + U_f h_prev + b_f)"
    assert formulas["keep"] == "keep = f ⊙ c_prev"
    assert formulas["c"] == "c = keep + write"
    assert formulas["tanh_c"] == "tanh_c = tanh(c)"
    assert formulas["x"] == "x"


def test_the_sigmoid_neither_overflows_nor_leaves_its_range() -> None:
    a = np.array([-1e9, -800.0, -1.0, 0.0, 1.0, 800.0, 1e9])
    with np.errstate(all="raise", under="ignore"):
        y = OPS["sigmoid"].value(a)
    assert ((y >= 0) & (y <= 1)).all()
    np.testing.assert_allclose(y[2:5], 1 / (1 + np.exp(-a[2:5])), rtol=1e-15)


def test_an_unknown_cell_is_named_in_the_error() -> None:
    with pytest.raises(UnknownCell, match="'gro'"):
        cell_named("gro")
