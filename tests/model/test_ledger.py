"""The ledger against its definition, term by term."""

from __future__ import annotations

import numpy as np
import pytest

from model.cells import CELLS
from model.errors import NoLedger, NotFinite
from model.graph import Cell
from model.hold import Hold, held
from model.ledger import half_lives, ledger, writing
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
