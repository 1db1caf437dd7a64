"""The gated recurrent unit as PyTorch, Keras and cuDNN run it: the reset gate comes after the product with U_n."""

from __future__ import annotations

import numpy as np

from model.cells.layers import H_PREV, X, fits, layer
from model.graph import Array, Cell, Node, Params, Values, sigmoid

NODES = (
    X,
    H_PREV,
    layer("r", "sigmoid", "reset"),
    layer("z", "sigmoid", "update"),
    Node("hn", "linear", ("h_prev",), {"h_prev": "U_n"}, "b_hn", "candidate"),
    Node("rhn", "mul", ("r", "hn"), gate="candidate"),
    Node("n", "tanh", ("x", "rhn"), {"x": "W_n"}, "b_n", "candidate"),
    Node("keep", "mul", ("z", "h_prev"), gate="update"),
    Node("nz", "one_minus", ("z",), gate="update"),
    Node("write", "mul", ("nz", "n"), gate="update"),
    Node("h", "add", ("keep", "write"), gate="update"),
)


def step(p: Params, x: Array, h_prev: Array) -> Values:
    """Run one time step and return every vector on the way, by node id.

        r = σ(W_r x + U_r h_prev + b_r)        n = tanh(W_n x + r ⊙ (U_n h_prev + b_hn) + b_n)
        z = σ(W_z x + U_z h_prev + b_z)        h = z ⊙ h_prev + (1 − z) ⊙ n

    Args:
        p: the weights by name: W_* (H, D), U_* (H, H), b_* (H,); b_hn stands inside the reset, so it cannot be added to b_n.
        x: (D,) input vector.
        h_prev: (H,) hidden state one step earlier, in (-1, 1); zeros at t = 0.

    Returns: one array for each of NODES: r, z, nz in (0, 1); n, keep, write, h in (-1, 1); hn, rhn unbounded.
    Raises: ShapeError: x or h_prev does not fit p.
    Reference: torch.nn.GRU, whose z is what is kept; in Cho et al. 2014 and the article it is what is replaced.
    """
    fits(p, "W_r", x=x, h_prev=h_prev)
    r = sigmoid(p.W_r @ x + p.U_r @ h_prev + p.b_r)  # reset gate: how much of the past the candidate sees
    z = sigmoid(p.W_z @ x + p.U_z @ h_prev + p.b_z)  # update gate: how much of the old state to keep
    hn = p.U_n @ h_prev + p.b_hn
    rhn = r * hn
    n = np.tanh(p.W_n @ x + rhn + p.b_n)  # candidate: what there is to write
    keep = z * h_prev
    nz = 1 - z
    write = nz * n
    h = keep + write
    return {
        "x": x, "h_prev": h_prev, "r": r, "z": z, "hn": hn, "rhn": rhn, "n": n,
        "keep": keep, "nz": nz, "write": write, "h": h,
    }  # fmt: skip


GRU = Cell("gru", NODES, carry={"h_prev": "h"}, step=step)
