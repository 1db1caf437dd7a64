"""Weights files: PyTorch's names and order, and nothing accepted unseen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from safetensors.numpy import load, save

from model.cells.lstm import LSTM
from model.errors import ExplorerError, ShapeError, UnknownCell, WeightsError
from model.graph import Array
from model.weights import dump, parse
from tests.model.helpers import random_network

Tensors = dict[str, Array]


def test_what_was_written_is_read_back() -> None:
    network = random_network(LSTM, V=6, D=3, H=4, L=2)
    again = parse(dump(network), "lstm")
    assert again.L == 2
    for before, after in zip(network.layers, again.layers, strict=True):
        for name, weights in before.items():
            np.testing.assert_array_equal(after[name], weights.astype(np.float32))
    assert again.embedding is not None
    assert again.parameters == network.parameters


def test_names_shapes_and_order_are_those_of_pytorch() -> None:
    network = random_network(LSTM, V=6, D=3, H=4, L=1)
    tensors = load(dump(network))
    assert {k: v.shape for k, v in tensors.items()} == {
        "embedding.weight": (6, 3), "lstm.weight_ih_l0": (16, 3), "lstm.weight_hh_l0": (16, 4),
        "lstm.bias_ih_l0": (16,), "lstm.bias_hh_l0": (16,), "linear.weight": (6, 4), "linear.bias": (6,),
    }  # fmt: skip
    for n, k in enumerate("ifgo"):
        rows = slice(4 * n, 4 * n + 4)
        np.testing.assert_array_equal(tensors["lstm.weight_ih_l0"][rows], network.layers[0][f"W_{k}"].astype(np.float32))


def test_the_two_biases_are_added() -> None:
    tensors = load(dump(random_network(LSTM, V=6, D=3, H=4, L=1)))
    whole = parse(save(tensors), "lstm").layers[0].b_f
    tensors["lstm.bias_hh_l0"] = np.ones(16, np.float32)
    np.testing.assert_allclose(parse(save(tensors), "lstm").layers[0].b_f, whole + 1)


def test_a_network_without_embedding_reads_numbers() -> None:
    network = random_network(LSTM, V=2, D=3, H=4, L=1, words=False)
    assert parse(dump(network), "lstm").embedding is None


def drop(name: str) -> Callable[[Tensors], object]:
    return lambda tensors: tensors.pop(name)


def put(name: str, value: Array) -> Callable[[Tensors], object]:
    return lambda tensors: tensors.update({name: value})


@pytest.mark.parametrize(
    ("spoil", "error", "says"),
    [
        (drop("linear.bias"), WeightsError, "linear.bias is missing"),
        (drop("lstm.weight_hh_l0"), WeightsError, "weight_hh_l0 is missing"),
        (put("lstm.weight_hh_l0", np.zeros((15, 4), np.float32)), ShapeError, "weight_hh_l0"),
        (put("lstm.weight_ih_l0", np.zeros((16, 9), np.float32)), ShapeError, "W_f"),
        (put("linear.weight", np.zeros((6, 9), np.float32)), ExplorerError, "9"),
        (put("linear.bias", np.zeros(7, np.float32)), ShapeError, "b_out"),
        (put("linear.bias", np.zeros((2, 3), np.float32)), WeightsError, "dimensions"),
        (put("linear.bias", np.full(6, np.nan, np.float32)), WeightsError, "NaN"),
        (put("linear.bias", np.zeros(6, np.int64)), WeightsError, "int64"),
        (put("extra", np.zeros(6, np.float32)), WeightsError, "extra"),
        (put("lstm.weight_ih_l7", np.zeros((16, 3), np.float32)), WeightsError, "l7|missing|belong"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_by_name(
    spoil: Callable[[Tensors], object], error: type[ExplorerError], says: str
) -> None:
    tensors: Tensors = load(dump(random_network(LSTM, V=6, D=3, H=4, L=1)))
    spoil(tensors)
    with pytest.raises(error, match=says):
        parse(save(tensors), "lstm")


@pytest.mark.parametrize("data", [b"", b"abc", b"\xff" * 100, save({})])
def test_what_is_no_weights_file_is_refused(data: bytes) -> None:
    with pytest.raises(WeightsError):
        parse(data, "lstm")


def test_an_unknown_cell_is_refused() -> None:
    with pytest.raises(UnknownCell):
        parse(b"", "transformer")
