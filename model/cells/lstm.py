"""The long short-term memory cell with a forget gate: what everybody means by "LSTM"."""

from __future__ import annotations

import numpy as np

from model.errors import ShapeError
from model.graph import Array, Cell, Node, Params, Values, sigmoid


def learned(id: str, op: str, gate: str) -> Node:
    """A yellow layer that reads x and h_prev: op(W x + U h_prev + b)."""
    return Node(id, op, ("x", "h_prev"), {"x": f"W_{id}", "h_prev": f"U_{id}"}, f"b_{id}", gate)


NODES = (
    Node("x", "input"),
    Node("h_prev", "input"),
    Node("c_prev", "input"),
    learned("f", "sigmoid", "forget"),
    Node("keep", "mul", ("f", "c_prev"), gate="forget"),
    learned("i", "sigmoid", "memory"),
    learned("g", "tanh", "memory"),
    Node("write", "mul", ("i", "g"), gate="memory"),
    Node("c", "add", ("keep", "write"), gate="update"),
    learned("o", "sigmoid", "output"),
    Node("tanh_c", "tanh", ("c",), gate="output"),
    Node("h", "mul", ("o", "tanh_c"), gate="output"),
)


def step(p: Params, x: Array, h_prev: Array, c_prev: Array) -> Values:
    """Run one time step and return every vector on the way, by node id.

        f = σ(W_f x + U_f h_prev + b_f)        keep  = f ⊙ c_prev
        i = σ(W_i x + U_i h_prev + b_i)        write = i ⊙ g
        g = tanh(W_g x + U_g h_prev + b_g)     c = keep + write
        o = σ(W_o x + U_o h_prev + b_o)        h = o ⊙ tanh(c)

    Args:
        p: the weights by name: W_* (H, D), U_* (H, H), b_* (H,).
        x: (D,) input vector.
        h_prev: (H,) hidden state one step earlier, in (-1, 1); zeros at t = 0.
        c_prev: (H,) cell state one step earlier; zeros at t = 0.

    Returns: one array for each of NODES: f, i, o in (0, 1); g, tanh_c, h in (-1, 1); keep, write, c unbounded.
    Raises: ShapeError: x, h_prev or c_prev does not fit p.
    Reference: Hochreiter & Schmidhuber 1997; forget gate: Gers, Schmidhuber & Cummins 2000.
    """
    fits(p, x, h_prev, c_prev)
    f = sigmoid(p.W_f @ x + p.U_f @ h_prev + p.b_f)  # forget gate: how much of the old cell to keep
    keep = f * c_prev
    i = sigmoid(p.W_i @ x + p.U_i @ h_prev + p.b_i)  # input gate: how much of the candidate to let in
    g = np.tanh(p.W_g @ x + p.U_g @ h_prev + p.b_g)  # candidate: what there is to write
    write = i * g
    c = keep + write
    o = sigmoid(p.W_o @ x + p.U_o @ h_prev + p.b_o)  # output gate: how much of the cell to show
    tanh_c = np.tanh(c)
    h = o * tanh_c
    return {
        "x": x, "h_prev": h_prev, "c_prev": c_prev,
        "f": f, "keep": keep, "i": i, "g": g, "write": write, "c": c, "o": o, "tanh_c": tanh_c, "h": h,
    }  # fmt: skip


def fits(p: Params, x: Array, h_prev: Array, c_prev: Array) -> None:
    H, D = p.W_f.shape
    for name, array, shape in (("x", x, (D,)), ("h_prev", h_prev, (H,)), ("c_prev", c_prev, (H,))):
        if array.shape != shape:
            raise ShapeError(name, array.shape, shape)


LSTM = Cell("lstm", NODES, carry={"h_prev": "h", "c_prev": "c"}, step=step)
