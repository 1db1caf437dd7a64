"""Every cell over a sequence is its single step, again and again; and the LSTM's own path is what its graph says."""

from __future__ import annotations

import numpy as np
import pytest

from model.cells import CELLS
from model.cells.lstm import LSTM
from model.graph import Array, Cell
from model.sequence import GraphLayer, Layer, layer_of
from model.unroll import stack
from tests.model.helpers import input_size, random_params

EACH = pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)


@EACH
@pytest.mark.parametrize("batch", [None, 3])
def test_a_sequence_is_its_steps_one_after_the_other(cell: Cell, batch: int | None) -> None:
    rng = np.random.default_rng(0)
    T, H = 9, 5
    D, tail = input_size(cell, 3, H), () if batch is None else (batch,)
    p = random_params(cell, D, H, rng)
    xs = rng.normal(size=(T, D, *tail))
    start: dict[str, Array] = {node: rng.uniform(1, 2, (H, *tail)) for node in cell.carry.values()}
    layer = layer_of(cell, p, D)
    nodes = layer.run(layer.project(xs), start).nodes
    for b in [()] if batch is None else [(b,) for b in range(batch)]:
        state = {k: start[node][:, *b] for k, node in cell.carry.items()}
        for t in range(T):
            values = cell.step(p, xs[t][:, *b], **state)
            for id, rows in nodes.items():
                np.testing.assert_allclose(rows[t][:, *b], values[id], rtol=0, atol=1e-12, err_msg=id)
            state = {k: values[node] for k, node in cell.carry.items()}


@EACH
def test_a_run_holds_what_is_carried_and_computed_in_order(cell: Cell) -> None:
    layer = layer_of(cell, random_params(cell, 4, 4, np.random.default_rng(1)), 4)
    zeros = {node: np.zeros(4) for node in cell.carry.values()}
    nodes = layer.run(layer.project(np.ones((2, 4))), zeros).nodes
    assert [id for id in nodes if id != "x"] == [n.id for n in cell.nodes if n.id != "x"]


def test_the_lstms_own_path_learns_what_its_graph_would() -> None:
    rng = np.random.default_rng(2)
    T, D, H, B = 6, 3, 4, 2
    p = random_params(LSTM, D, H, rng)
    xs, dh, dc = rng.normal(size=(T, D, B)), rng.normal(size=(T, H, B)), rng.normal(size=(T, H, B))
    start = {"h": rng.normal(size=(H, B)), "c": rng.normal(size=(H, B))}
    found = []
    layers: list[Layer] = [stack(p), GraphLayer(LSTM, p, D)]
    for layer in layers:
        dz, named = layer.backward(layer.run(layer.project(xs), start), {"h": dh, "c": dc})
        dW = np.tensordot(dz, xs, axes=((0, 2), (0, 2)))
        found.append((layer.W.T @ dz, named | layer.input_gradients(dW, dz.sum(axis=(0, 2)))))
    np.testing.assert_allclose(found[0][0], found[1][0], rtol=0, atol=1e-12)
    for name in p:
        np.testing.assert_allclose(found[0][1][name], found[1][1][name], rtol=0, atol=1e-12, err_msg=name)


def test_float32_stays_float32() -> None:
    for cell in CELLS.values():
        layer = layer_of(cell, random_params(cell, 4, 4, np.random.default_rng(3)), 4, np.float32)
        zeros = {node: np.zeros(4, np.float32) for node in cell.carry.values()}
        run = layer.run(layer.project(np.ones((2, 4), np.float32)), zeros)
        assert {v.dtype for v in run.nodes.values()} == {np.dtype(np.float32)}
