"""The plain recurrent network: one layer that sees the word and its own last answer."""

from __future__ import annotations

import numpy as np

from model.cells.layers import H_PREV, X, fits, layer
from model.graph import Array, Cell, Params, Values

NODES = (X, H_PREV, layer("h", "tanh", "output"))


def step(p: Params, x: Array, h_prev: Array) -> Values:
    """Run one time step and return every vector, by node id.

        h = tanh(W_h x + U_h h_prev + b_h)

    Args:
        p: the weights by name: W_h (H, D), U_h (H, H), b_h (H,).
        x: (D,) input vector.
        h_prev: (H,) hidden state one step earlier, in (-1, 1); zeros at t = 0.

    Returns: one array for each of NODES; h in (-1, 1).
    Raises: ShapeError: x or h_prev does not fit p.
    Reference: Elman 1990; torch.nn.RNN.
    """
    fits(p, "W_h", x=x, h_prev=h_prev)
    h = np.tanh(p.W_h @ x + p.U_h @ h_prev + p.b_h)
    return {"x": x, "h_prev": h_prev, "h": h}


RNN = Cell("rnn", NODES, carry={"h_prev": "h"}, step=step)
