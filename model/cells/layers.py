"""What the cells have in common: their inputs, the yellow layer, and the check of what a step is given."""

from __future__ import annotations

from collections.abc import Mapping

from model.errors import ShapeError
from model.graph import Array, Node, Params

X = Node("x", "input")
H_PREV = Node("h_prev", "input")
C_PREV = Node("c_prev", "input")


def layer(id: str, op: str, gate: str, reads: tuple[str, ...] = ("x", "h_prev"), peeks: str | None = None) -> Node:
    """A yellow layer: op(W x + U h_prev + b), and with a peephole + p ⊙ c.

    Args:
        reads: x under the weight W, and the vector under the weight U.
        peeks: the vector that is read through a peephole, unit by unit, under the weight p.
    """
    weights = {source: f"{'W' if source == 'x' else 'U'}_{id}" for source in reads}
    if peeks:
        weights[peeks] = f"p_{id}"
    return Node(id, op, tuple(weights), weights, f"b_{id}", gate)


def fits(p: Params, first: str, **given: Array) -> None:
    """Raises: ShapeError: a vector does not fit the weights, of which ``first`` is W (H, D)."""
    H, D = p[first].shape
    sizes: Mapping[str, int] = {"x": D}
    for name, array in given.items():
        if array.shape != (size := (sizes.get(name, H),)):
            raise ShapeError(name, array.shape, size)
