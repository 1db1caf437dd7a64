"""The whole network: its trace, its single step, what goes in and out of it."""

from __future__ import annotations

import numpy as np
import pytest

from model.cells.lstm import LSTM
from model.errors import NotFinite, ShapeError, UnknownNode, WrongState
from model.network import Network
from model.trace import softmax, top_of
from tests.model.helpers import random_network

NETWORK = random_network(LSTM, V=7, D=3, H=4, L=2)
IDS = [1, 5, 2, 2, 6]


def test_steps_one_after_the_other_give_what_one_trace_gives() -> None:
    trace = NETWORK.trace(NETWORK.embed(IDS))
    state = NETWORK.start()
    for t, id in enumerate(IDS):
        layers, output, state = NETWORK.step(NETWORK.embed([id])[0], state)
        for n, values in enumerate(layers):
            for node, vector in values.items():
                np.testing.assert_allclose(vector, trace.node(node, n)[t], rtol=0, atol=1e-12)
        np.testing.assert_allclose(output, trace.output[t], rtol=0, atol=1e-12)
    for before, after in zip(trace.state, state, strict=True):
        np.testing.assert_allclose(before["c"], after["c"], rtol=0, atol=1e-12)


def test_many_sentences_at_once_give_what_each_alone_gives() -> None:
    columns = np.array([[1, 2], [5, 0], [2, 3]])
    h = NETWORK.hidden(columns)
    for b in range(2):
        np.testing.assert_allclose(h[:, :, b], NETWORK.trace(NETWORK.embed(columns[:, b].tolist())).node("h", 1), atol=1e-5)


def test_a_trace_cannot_be_changed() -> None:
    trace = NETWORK.trace(NETWORK.embed(IDS))
    with pytest.raises(ValueError, match="read-only"):
        trace.node("f")[0, 0] = 1.0
    with pytest.raises(AttributeError):
        trace.output = trace.output  # type: ignore[misc]


def test_predictions_are_probabilities_in_order() -> None:
    trace = NETWORK.trace(NETWORK.embed(IDS))
    np.testing.assert_allclose(trace.probabilities.sum(axis=1), 1)
    ids, p = trace.top(7)
    assert (np.diff(p, axis=1) <= 0).all()
    for t in range(len(IDS)):
        for rank, id in enumerate(ids[t].tolist()):
            assert trace.rank(t, id) == rank + 1
            assert trace.surprise(t, id) == pytest.approx(-np.log2(p[t, rank]))


def test_ties_are_broken_by_id() -> None:
    ids, _ = top_of(np.array([[0.2, 0.3, 0.2, 0.3]]), 3)
    assert ids.tolist() == [[1, 3, 0]]


def test_softmax_bears_large_numbers() -> None:
    np.testing.assert_allclose(softmax(np.array([1e4, 1e4, -1e4])), [0.5, 0.5, 0])


def test_an_unknown_vector_is_refused() -> None:
    with pytest.raises(UnknownNode):
        NETWORK.trace(NETWORK.embed(IDS)).node("z")


def test_a_run_that_overflows_is_refused() -> None:
    numbers = random_network(LSTM, V=2, D=3, H=4, L=1, words=False)
    state = [{"h": [0.0] * 4, "c": [1e308] * 4}]
    with pytest.raises(NotFinite):
        numbers.trace(np.ones((3, 3)), numbers.check_state(state))
    with pytest.raises(NotFinite):
        numbers.step(np.ones(3), numbers.check_state(state))


@pytest.mark.parametrize(
    ("state", "error"),
    [
        ([], WrongState),
        ([{"h": [0.0] * 4, "c": [0.0] * 4}], WrongState),
        ([{"h": [0.0] * 4}, {"h": [0.0] * 4}], WrongState),
        ([{"h": [0.0] * 4, "c": [0.0] * 4, "x": [0.0]}] * 2, WrongState),
        ([{"h": [0.0] * 3, "c": [0.0] * 4}] * 2, WrongState),
        ([{"h": [0.0] * 4, "c": [float("nan")] * 4}] * 2, NotFinite),
        ([{"h": [0.0] * 4, "c": [float("inf")] * 4}] * 2, NotFinite),
    ],
)
def test_a_state_that_does_not_fit_is_refused(state: list[dict[str, list[float]]], error: type[Exception]) -> None:
    with pytest.raises(error):
        NETWORK.check_state(state)


def test_layers_must_fit_each_other() -> None:
    wide, narrow = random_network(LSTM, 5, 3, 6, 1), random_network(LSTM, 5, 3, 4, 1)
    with pytest.raises(ShapeError):
        Network(LSTM, narrow.embedding, (narrow.layers[0], wide.layers[0]), narrow.W_out, narrow.b_out)


def test_parameters_are_counted() -> None:
    assert random_network(LSTM, V=7, D=3, H=4, L=1).parameters == 7 * 3 + 4 * 4 * (3 + 4 + 1) + 7 * 4 + 7
