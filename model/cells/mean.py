"""No recurrent network at all: the running mean of the words' vectors, which is the same for every order of the words."""

from __future__ import annotations

from model.cells.layers import X
from model.errors import ShapeError
from model.graph import Array, Cell, Node, Params, Values

NODES = (
    X,
    Node("s_prev", "input"),
    Node("k_prev", "input"),
    Node("s", "add", ("s_prev", "x"), gate="mean"),
    Node("k", "plus_one", ("k_prev",), gate="mean"),
    Node("h", "div", ("s", "k"), gate="mean"),
)


def step(p: Params, x: Array, s_prev: Array, k_prev: Array) -> Values:
    """Run one time step and return every vector on the way, by node id.

        s = s_prev + x        k = 1 + k_prev        h = s ⊘ k

    Args:
        p: empty; nothing is learned here, so H = D.
        x: (H,) input vector.
        s_prev: (H,) the sum of all vectors before; zeros at t = 0.
        k_prev: (H,) how many there were, in every unit; zeros at t = 0.

    Returns: one array for each of NODES.
    Raises: ShapeError: s_prev or k_prev is not as long as x.
    """
    for name, array in (("s_prev", s_prev), ("k_prev", k_prev)):
        if array.shape != x.shape:
            raise ShapeError(name, array.shape, x.shape)
    s = s_prev + x
    k = 1 + k_prev
    h = s / k
    return {"x": x, "s_prev": s_prev, "k_prev": k_prev, "s": s, "k": k, "h": h}


MEAN = Cell("mean", NODES, carry={"s_prev": "s", "k_prev": "k"}, step=step)
