"""Every number of every cell taken apart: the terms are the whole of it."""

from __future__ import annotations

import numpy as np
import pytest

from model.cells import CELLS
from model.errors import UnknownNode
from model.explain import explain
from model.graph import Cell
from model.library import Library
from tests.conftest import ARTICLE
from tests.model.helpers import random_network

EACH = pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)


@EACH
@pytest.mark.parametrize("L", [1, 2])
def test_the_terms_add_up_to_the_number_for_every_node_unit_and_step(cell: Cell, L: int) -> None:
    network = random_network(cell, 7, 4, 5, L)
    trace = network.trace(network.embed([3, 1, 4, 1, 5]))
    for layer in range(L):
        for node in cell.computed:
            for t, unit in np.ndindex(trace.node(node.id, layer).shape):
                found = explain(network, trace, t, layer, node.id, unit)
                assert abs(found.value - found.traced) <= 1e-12
                assert [part.node for part in found.parts] == list(node.inputs)
                if node.learned:
                    assert found.net == pytest.approx(
                        sum(part.products.sum() for part in found.parts) + (found.bias or 0), abs=1e-15
                    )
                else:
                    assert found.net is found.bias is None
                    assert all(part.units == (unit,) for part in found.parts)


def test_on_a_whole_sentence_of_a_trained_network(zoo: Library) -> None:
    for name in ("zh-memory-lstm", "zh-memory-gru", "zh-memory-lstm-peephole", "zh-memory-lstm-stack"):
        model = zoo.model(name)
        trace = model.network.trace(model.network.embed([token.id for token in model.from_text(ARTICLE)]))
        for node in model.network.cell.computed:
            for t in range(len(trace)):
                for layer in range(model.network.L):
                    found = explain(model.network, trace, t, layer, node.id, (7 * t + 3) % model.network.H)
                    assert abs(found.value - found.traced) <= 1e-12, (name, node.id, t)


def test_what_is_multiplied_is_what_stands_one_step_earlier() -> None:
    network = random_network(CELLS["lstm"], 7, 4, 5, 2)
    trace = network.trace(network.embed([3, 1, 4]))
    word, memory = explain(network, trace, 2, 1, "f", 3).parts
    np.testing.assert_array_equal(word.values, trace.node("h", 0)[2])
    np.testing.assert_array_equal(memory.values, trace.node("h", 1)[1])
    np.testing.assert_array_equal(word.weights, network.layers[1].W_f[3])
    peephole = random_network(CELLS["lstm-peephole"], 7, 4, 5, 1)
    *_, eye = explain(peephole, peephole.trace(peephole.embed([3, 1])), 1, 0, "f", 3).parts
    assert (eye.node, eye.weight, eye.units) == ("c_prev", "p_f", (3,))


def test_a_node_that_is_not_there_is_refused() -> None:
    network = random_network(CELLS["lstm"], 7, 4, 5, 1)
    with pytest.raises(UnknownNode):
        explain(network, network.trace(network.embed([3])), 0, 0, "z", 0)
