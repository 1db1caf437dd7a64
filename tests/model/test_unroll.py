"""The fast path is the readable step, only faster."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from model.cells.lstm import LSTM, step
from model.graph import Array, Params
from model.unroll import stack, unroll
from tests.model.helpers import random_network, random_params

SIZES = st.integers(1, 12)


@settings(max_examples=60)
@given(T=SIZES, D=SIZES, H=SIZES, seed=st.integers(0, 10_000))
def test_unroll_equals_step_at_every_node(T: int, D: int, H: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    p = random_params(LSTM, D, H, rng)
    xs: Array = rng.normal(size=(T, D))
    h: Array = rng.normal(size=H)
    c: Array = rng.normal(size=H)
    layer = stack(p)
    nodes = unroll(layer, layer.project(xs), h, c).nodes
    for t, x in enumerate(xs):
        values = step(p, x, h, c)
        for id, rows in nodes.items():
            np.testing.assert_allclose(rows[t], values[id], rtol=0, atol=1e-12, err_msg=id)
        h, c = values["h"], values["c"]


@settings(max_examples=30)
@given(T=SIZES, D=SIZES, H=SIZES, B=SIZES, seed=st.integers(0, 10_000))
def test_a_batch_is_its_sequences_side_by_side(T: int, D: int, H: int, B: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    layer = stack(random_params(LSTM, D, H, rng))
    xs, h, c = rng.normal(size=(T, D, B)), rng.normal(size=(H, B)), rng.normal(size=(H, B))
    together = unroll(layer, layer.project(xs), h, c).nodes
    for b in range(B):
        alone = unroll(layer, layer.project(xs[:, :, b]), h[:, b], c[:, b]).nodes
        for id, rows in alone.items():
            np.testing.assert_allclose(together[id][:, :, b], rows, rtol=0, atol=1e-12, err_msg=id)


def test_stacked_layers_feed_each_other_and_state_goes_in_and_out() -> None:
    network = random_network(LSTM, V=5, D=3, H=4, L=3)
    x = np.random.default_rng(1).normal(size=(8, 3))
    whole = network.trace(x)
    first = network.trace(x[:5])
    second = network.trace(x[5:], first.state)
    for layer in range(3):
        for id, rows in whole.layers[layer].items():
            joined = np.concatenate([first.node(id, layer), second.node(id, layer)])
            np.testing.assert_allclose(joined, rows, rtol=0, atol=1e-14)
        if layer:
            np.testing.assert_array_equal(whole.node("x", layer), whole.node("h", layer - 1))
    np.testing.assert_array_equal(whole.state[2]["c"], whole.node("c", 2)[-1])


def test_float32_stays_float32_and_close() -> None:
    rng = np.random.default_rng(2)
    p = random_params(LSTM, 24, 48, rng)
    xs, zeros = rng.normal(size=(40, 24)), np.zeros(48)
    exact, light = stack(p), stack(p, np.float32)
    slow = unroll(exact, exact.project(xs), zeros, zeros).nodes
    fast = unroll(light, light.project(xs.astype(np.float32)), zeros, zeros).nodes
    for id, rows in fast.items():
        assert rows.dtype == np.float32
        np.testing.assert_allclose(rows, slow[id], atol=2e-4, err_msg=id)


def test_back_propagation_through_time_agrees_with_central_differences() -> None:
    rng = np.random.default_rng(3)
    T, D, H, B = 5, 3, 4, 2
    p = random_params(LSTM, D, H, rng)
    xs, pull_h, pull_c = rng.normal(size=(T, D, B)), rng.normal(size=(T, H, B)), rng.normal(size=(T, H, B))
    zeros = np.zeros((H, B))

    def loss(weights: Params) -> float:
        layer = stack(weights)
        nodes = unroll(layer, layer.project(xs), zeros, zeros).nodes
        return float((pull_h * nodes["h"]).sum() + (pull_c * nodes["c"]).sum())

    layer = stack(p)
    run = unroll(layer, layer.project(xs), zeros, zeros)
    dz, grads = layer.backward(run, {"h": pull_h, "c": pull_c})
    grads |= layer.input_gradients(np.tensordot(dz, xs, axes=((0, 2), (0, 2))), dz.sum(axis=(0, 2)))
    for name, weights in p.items():
        flat = weights.reshape(-1)
        for at in range(flat.size):
            kept = flat[at]
            flat[at] = kept + 1e-5
            above = loss(p)
            flat[at] = kept - 1e-5
            below = loss(p)
            flat[at] = kept
            assert abs((above - below) / 2e-5 - grads[name].reshape(-1)[at]) < 1e-6, (name, at)
