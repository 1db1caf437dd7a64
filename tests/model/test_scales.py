"""What the scales say of a cell's vectors is so, with any weights."""

from __future__ import annotations

import numpy as np
import pytest

from model.cells import CELLS
from model.graph import Array, Cell, Params
from model.scales import memory, scales

EACH = pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)


def run(cell: Cell, scale: float, H: int = 9, T: int = 40) -> dict[str, Array]:
    """Every vector over T steps, (T, H), with weights and inputs of a size."""
    rng = np.random.default_rng(5)
    D = H if not cell.shapes(1, 1) else 4
    p = Params({name: rng.normal(0, scale, shape) for name, shape in cell.shapes(D, H).items()})
    state: dict[str, Array] = {key: np.zeros(H) for key in cell.carry}
    steps = []
    for x in rng.normal(0, scale, (T, D)):
        steps.append(cell.step(p, x, **state))
        state = {key: steps[-1][node] for key, node in cell.carry.items()}
    return {id: np.array([values[id] for values in steps]) for id in cell.by_id}


@EACH
@pytest.mark.parametrize("scale", [0.3, 3.0])
def test_gates_stay_within_0_and_1_and_bounded_vectors_within_minus_1_and_1(cell: Cell, scale: float) -> None:
    values = run(cell, scale)
    for id, kind in scales(cell).items():
        if kind == "gate":
            assert values[id].min() >= 0
            assert values[id].max() <= 1
        elif kind == "bounded":
            assert np.abs(values[id]).max() <= 1


@EACH
def test_what_is_told_to_have_no_bound_grows_beyond_1(cell: Cell) -> None:
    values = run(cell, 3.0)
    for id, kind in scales(cell).items():
        if kind == id and id != "x":
            assert np.abs(values[id]).max() > 1, id


@EACH
def test_what_a_gate_has_made_smaller_is_never_larger_than_its_scale(cell: Cell) -> None:
    values, kinds = run(cell, 3.0), scales(cell)
    products = {n.id for n in cell.computed if n.op == "mul" and any(kinds[k] == kinds[n.id] for k in n.inputs)}
    for id in products & {id for id, kind in kinds.items() if kind in cell.by_id}:
        assert np.abs(values[id]).max() <= np.abs(values[kinds[id]]).max()


def test_a_product_is_drawn_to_compare_with_its_sum() -> None:
    assert {scales(CELLS["lstm"])[id] for id in ("c_prev", "keep", "write", "c")} == {"c"}
    assert {scales(CELLS["lstm-1997"])[id] for id in ("c_prev", "write", "c")} == {"c"}


def test_a_mean_of_bounded_vectors_is_bounded() -> None:
    for cell, id in (("lstm-coupled", "c"), ("gru", "h"), ("gru-before", "h")):
        assert scales(CELLS[cell])[id] == "bounded"
    assert scales(CELLS["gru"])["hn"] == scales(CELLS["gru"])["rhn"] == "hn"  # h_prev after a matrix: without bound


@pytest.mark.parametrize(("cell", "node"), [("rnn", "h"), ("lstm", "c"), ("lstm-1997", "c"), ("gru", "h"), ("mean", "s")])
def test_the_memory_is_what_is_carried_and_added_to(cell: str, node: str) -> None:
    assert memory(CELLS[cell]) == node
