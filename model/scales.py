"""How large a cell's vectors can be, from its declaration alone: what belongs together is drawn on one scale."""

from __future__ import annotations

from collections.abc import Mapping

from model.graph import Cell, Node

GATE, BOUNDED = "gate", "bounded"


def scales(cell: Cell) -> dict[str, str]:
    """Node id → the scale that its values are told on.

        "gate"     0 … 1: σ, and one minus such a vector
        "bounded"  −1 … 1: tanh, what a gate lets through of a bounded vector, and the mean of two that one gate weighs
        "x"        the input's own
        a node id  unbounded: that node's largest |v| is full. A vector that a gate has made smaller is told on the scale of
                   the vector that it comes from, and a product on that of the sum that it goes into, so that both compare.

    What is carried counts as bounded until the node it comes from turns out not to be.
    """
    found = {"x": "x", **dict.fromkeys(cell.carry, BOUNDED)}
    settled = False
    while not settled:
        for n in cell.computed:
            found[n.id] = _scale(cell, n, found)
        carried = {k: found[node] for k, node in cell.carry.items()}
        settled = carried.items() <= found.items()
        found |= carried
    for n in cell.computed:
        if n.op == "add" and found[n.id] == n.id:
            found |= {k: n.id for k in n.inputs if cell.node(k).op == "mul"}
    return found


def memory(cell: Cell) -> str:
    """The carried vector that is a sum and so can hold what was: c of the LSTM, h of the GRU; h where there is none."""
    return next((node for node in cell.carry.values() if cell.node(node).op == "add"), "h")


def _scale(cell: Cell, n: Node, found: Mapping[str, str]) -> str:
    inputs = [found[k] for k in n.inputs]
    if n.op == "sigmoid" or (n.op == "one_minus" and inputs == [GATE]):
        return GATE
    if n.op == "tanh" or (n.op == "add" and _weighed(cell, n) and inputs == [BOUNDED, BOUNDED]):
        return BOUNDED
    if n.op == "mul" and GATE in inputs:
        return next((scale for scale in inputs if scale != GATE), GATE)
    return n.id


def _weighed(cell: Cell, n: Node) -> bool:
    """Whether a sum is a mean: a ⊙ p + (1 − a) ⊙ q."""
    one, two = (set(cell.node(k).inputs) for k in n.inputs)
    rests = [(g.id, g.inputs[0]) for g in cell.computed if g.op == "one_minus"]
    return any((rest in one and gate in two) or (rest in two and gate in one) for rest, gate in rests)
