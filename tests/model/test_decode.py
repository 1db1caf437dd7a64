"""Reading a vector as if it were the answer."""

from __future__ import annotations

import numpy as np
import pytest

from model.cells import CELLS
from model.decode import decode
from model.errors import NotFinite, ShapeError, UnknownNode
from model.graph import Cell
from model.library import Library
from tests.conftest import ARTICLE
from tests.model.helpers import random_network


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_every_vector_is_read_as_the_answer_is_and_all_but_the_answers_own_is_a_stretch(cell: Cell) -> None:
    network = random_network(cell, 7, 5, 5, 2)
    trace = network.trace(network.embed([3, 1, 4]))
    for layer in range(2):
        for id, rows in trace.layers[layer].items():
            for t in range(3):
                found = decode(network, trace, t, layer, id)
                np.testing.assert_allclose(found.output, network.W_out @ rows[t] + network.b_out, atol=1e-12)
                assert found.stretch == ((layer, id) != (1, "h"))
    np.testing.assert_allclose(decode(network, trace, 1, 1, "h").output, trace.output[1], atol=1e-12)


def test_of_a_trained_network_the_last_h_is_the_answer(zoo: Library) -> None:
    model = zoo.model("zh-memory-lstm")
    trace = model.network.trace(model.network.embed([token.id for token in model.from_text(ARTICLE)]))
    asked = decode(model.network, trace, 13, 0, "h")
    assert model.sayings[int(asked.output.argmax())] == "汉语"


def test_what_cannot_be_read_is_refused() -> None:
    network = random_network(CELLS["lstm"], 7, 4, 5, 2)
    trace = network.trace(network.embed([3]))
    with pytest.raises(ShapeError):
        decode(network, trace, 0, 0, "x")
    with pytest.raises(UnknownNode):
        decode(network, trace, 0, 0, "z")
    kept = tuple({"h": np.zeros(5), "c": np.full(5, 3e38)} for _ in range(2))
    full = network.trace(network.embed([3]), kept)
    with pytest.raises(NotFinite):
        decode(network, full, 0, 0, "c_prev")
