"""Every cell against what others compute: ONNX's reference evaluator, and the LSTM where a variant is one of its cases."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
import onnx.helper
import pytest
from onnx.reference import ReferenceEvaluator

from model.cells import CELLS, cell_named
from model.graph import Array, Params, Values
from tests.model.helpers import random_params

T, D, H = 9, 5, 7


def close(ours: Array, theirs: Array, what: str = "") -> None:
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12, err_msg=what)


def run(cell: str, p: Params, xs: Array, state: Values) -> list[Values]:
    """The readable step, again and again."""
    out: list[Values] = []
    for x in xs:
        out.append(CELLS[cell].step(p, x, **state))
        state = {k: out[-1][node] for k, node in CELLS[cell].carry.items()}
    return out


def by_onnx(op: str, p: Params, blocks: str, xs: Array, state: Values, peepholes: str = "", **attributes: Any) -> list[Array]:
    """What the reference evaluator says of Y and the last state; ``blocks`` is ONNX's order of the rows."""

    def stacked(kind: str) -> Array:
        return np.concatenate([p[f"{kind}_{k}"] for k in blocks])[None]

    inner = np.concatenate([p.get(f"b_h{k}", np.zeros(H)) for k in blocks])[None]
    feeds = {"X": xs[:, None], "W": stacked("W"), "R": stacked("U"), "B": np.concatenate([stacked("b"), inner], 1)}
    feeds |= {f"{k}0": v[None, None] for k, v in state.items()}
    names = ["X", "W", "R", "B", "", *(f"{k}0" for k in state)]
    if peepholes:
        feeds["P"] = np.concatenate([p[f"p_{k}"] for k in peepholes])[None]
        names.append("P")
    outputs = ["Y", *(f"Y{k}" for k in state)]
    node = onnx.helper.make_node(op, names, outputs, hidden_size=H, **attributes)
    double = onnx.TensorProto.DOUBLE
    graph = onnx.helper.make_graph(
        [node], op.lower(), [onnx.helper.make_tensor_value_info(k, double, v.shape) for k, v in feeds.items()],
        [onnx.helper.make_tensor_value_info(k, double, None) for k in outputs],
    )  # fmt: skip
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 14)])
    return [np.asarray(v) for v in ReferenceEvaluator(model).run(None, feeds)]


@pytest.mark.parametrize(
    ("cell", "op", "blocks", "peepholes", "attributes"),
    [
        ("rnn", "RNN", "h", "", {}),
        ("lstm", "LSTM", "iofg", "", {}),
        ("lstm-peephole", "LSTM", "iofg", "iof", {}),
        ("gru", "GRU", "zrn", "", {"linear_before_reset": 1}),
        ("gru-before", "GRU", "zrn", "", {"linear_before_reset": 0}),
    ],
)
def test_a_cell_agrees_with_the_reference_evaluator_of_onnx(
    cell: str, op: str, blocks: str, peepholes: str, attributes: dict[str, int]
) -> None:
    rng = np.random.default_rng(6)
    p, xs = random_params(cell_named(cell), D, H, rng), rng.normal(size=(T, D))
    state: Values = {k: rng.normal(size=H) for k in CELLS[cell].carry}
    ours = run(cell, p, xs, state)
    Y, *last = by_onnx(op, p, blocks, xs, state, peepholes, **attributes)
    for t, values in enumerate(ours):
        close(values["h"], Y[t, 0, 0])
    for node, theirs in zip(CELLS[cell].carry.values(), last, strict=True):
        close(ours[-1][node], theirs[0, 0])


@pytest.mark.parametrize("cell", ["lstm-coupled", "lstm-1997"])
def test_a_variant_is_the_lstm_with_certain_weights(cell: str) -> None:
    """ONNX's evaluator knows neither: 1 − σ(a) = σ(−a), and a forget gate with bias 40 and no weights is 1."""
    rng = np.random.default_rng(7)
    p, xs = random_params(cell_named(cell), D, H, rng), rng.normal(size=(T, D))
    whole = Params(p)
    if cell == "lstm-coupled":
        whole |= {f"{kind}_i": -p[f"{kind}_f"] for kind in "WUb"}
    else:
        whole |= {"W_f": np.zeros((H, D)), "U_f": np.zeros((H, H)), "b_f": np.full(H, 40.0)}
    state: Values = {"h_prev": rng.normal(size=H), "c_prev": rng.normal(size=H)}
    for ours, theirs in zip(run(cell, p, xs, state), run("lstm", whole, xs, state), strict=True):
        for node in ours:
            close(ours[node], theirs[node], node)


def test_the_mean_is_the_same_for_every_order() -> None:
    xs = np.random.default_rng(8).normal(size=(T, D))
    start: Values = {"s_prev": np.zeros(D), "k_prev": np.zeros(D)}
    forwards, backwards = run("mean", Params(), xs, start), run("mean", Params(), xs[::-1], start)
    close(forwards[-1]["h"], xs.mean(axis=0))
    close(forwards[-1]["h"], backwards[-1]["h"])
