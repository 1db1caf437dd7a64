"""The long short-term memory cell with a forget gate: what everybody means by "LSTM"."""

from __future__ import annotations

import numpy as np

from model.cells.layers import C_PREV, H_PREV, X, fits, layer
from model.graph import Array, Cell, Node, Params, Values, sigmoid

NODES = (
    X,
    H_PREV,
    C_PREV,
    layer("f", "sigmoid", "forget"),
    Node("keep", "mul", ("f", "c_prev"), gate="forget"),
    layer("i", "sigmoid", "memory"),
    layer("g", "tanh", "memory"),
    Node("write", "mul", ("i", "g"), gate="memory"),
    Node("c", "add", ("keep", "write"), gate="update"),
    layer("o", "sigmoid", "output"),
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
    fits(p, "W_f", x=x, h_prev=h_prev, c_prev=c_prev)
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


LSTM = Cell("lstm", NODES, carry={"h_prev": "h", "c_prev": "c"}, step=step)
