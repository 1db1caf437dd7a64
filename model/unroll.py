"""The fast path over a whole sequence: the LSTM of ``cells/lstm.py``, equal to it to 1e-12 in float64.

Three ideas (measured by ``python -m tests.benchmarks engine``):
- the product with the input is taken for all steps at once, before the loop;
- the four recurrent products are one, and σ(a) = ½ + ½ tanh(a/2) with the inner ½ folded into the
  weights (a power of two, so exact), so that a step needs one tanh for all four layers;
- the buffers are laid out so that both products of a step, i ⊙ g and f ⊙ c_prev, are one multiplication.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from model.graph import Array, Params, Values

ORDER = ("o", "i", "f", "g")  # the stacked rows: the three gates first, then [i, f] opposite [g, c_prev]


@dataclass(frozen=True)
class Stack:
    """One layer's weights stacked for the fast path, rows in ORDER, the gates' rows halved.

    Attributes: W (4H, D), U (4H, H) column-major, b (4H,).
    """

    W: Array
    U: Array
    b: Array

    @property
    def H(self) -> int:
        return int(self.U.shape[1])

    def project(self, x: Array) -> Array:
        """W x + b for all steps: (T, D[, B]) → (T, 4H[, B])."""
        if x.ndim == 2:
            return x @ self.W.T + self.b
        out: Array = self.W @ x
        out += self.b[:, None]
        return out

    def run(self, z: Array, start: Mapping[str, Array]) -> Run:
        return unroll(self, z, start["h"], start["c"])

    def backward(self, run: Run, d: Mapping[str, Array]) -> tuple[Array, Params]:
        dz, dU = backward(self, run, d["h"], d.get("c"))
        return dz, self._named("U", dU)

    def input_gradients(self, dW: Array, db: Array) -> Params:
        return Params(self._named("W", dW) | self._named("b", db))

    def _named(self, kind: str, rows: Array) -> Params:
        """∂L/∂(named weights) from ∂L/∂(stacked weights): a halved row passes on half its gradient."""
        halves = {k: 1.0 if k == "g" else 0.5 for k in ORDER}
        return Params({f"{kind}_{k}": rows[n * self.H : (n + 1) * self.H] * halves[k] for n, k in enumerate(ORDER)})


def stack(p: Params, dtype: Any = np.float64) -> Stack:
    def rows(kind: str) -> Array:
        return np.concatenate([p[f"{kind}_{k}"] * (1.0 if k == "g" else 0.5) for k in ORDER]).astype(dtype)

    return Stack(rows("W"), np.asfortranarray(rows("U")), rows("b"))


@dataclass(frozen=True)
class Run:
    """All vectors of all steps, as they lie in the buffers.

    Attributes:
        rows: (T + 1, 5H[, B]), each step's o, i, f, g and the c it started from; the last row has only c.
        products: (T, 2H[, B]), write and keep.
        tanh_c: (T, H[, B]).
        h: (T + 1, H[, B]), h[0] the one it started from.
    """

    rows: Array
    products: Array
    tanh_c: Array
    h: Array

    @property
    def nodes(self) -> Values:
        """Node id → (T, H[, B]), views in the order of computation."""
        H = self.tanh_c.shape[1]
        o, i, f, g, c_prev = (self.rows[:-1, n * H : (n + 1) * H] for n in range(5))
        return {
            "h_prev": self.h[:-1], "c_prev": c_prev,
            "f": f, "keep": self.products[:, H:], "i": i, "g": g, "write": self.products[:, :H],
            "c": self.rows[1:, 4 * H :], "o": o, "tanh_c": self.tanh_c, "h": self.h[1:],
        }  # fmt: skip


def unroll(layer: Stack, z: Array, h0: Array, c0: Array) -> Run:
    """Run one layer over T steps.

    Args:
        z: (T, 4H[, B]) the projected input, from ``Stack.project`` or gathered from a projected embedding.
        h0, c0: (H[, B]) the state to start from.
    """
    T, H, batch = len(z), layer.H, z.shape[2:]
    rows = np.empty((T + 1, 5 * H, *batch), z.dtype)
    products = np.empty((T, 2 * H, *batch), z.dtype)
    tanh_c = np.empty((T, H, *batch), z.dtype)
    h = np.empty((T + 1, H, *batch), z.dtype)
    rows[0, 4 * H :], h[0] = c0, h0
    half = np.array(0.5, z.dtype)
    recur, add, multiply, tanh = layer.U.dot, np.add, np.multiply, np.tanh
    views: Sequence[Array] = (
        z, rows[:-1, : 4 * H], rows[:-1, : 3 * H], rows[:-1, H : 3 * H], rows[:-1, 3 * H :], rows[:-1, :H],
        products, products[:, :H], products[:, H:], rows[1:, 4 * H :], tanh_c, h[:-1], h[1:],
    )  # fmt: skip
    for zt, net, gates, i_f, g_c, o, both, write, keep, c, squashed, before, after in zip(*views, strict=True):
        recur(before, net)
        add(net, zt, net)
        tanh(net, net)
        multiply(gates, half, gates)
        add(gates, half, gates)
        multiply(i_f, g_c, both)
        add(keep, write, c)
        tanh(c, squashed)
        multiply(o, squashed, after)
    return Run(rows, products, tanh_c, h)


def backward(layer: Stack, run: Run, dh: Array, dc: Array | None = None) -> tuple[Array, Array]:
    """Back-propagation through time over a run.

    Args:
        dh: (T, H[, B]) ∂L/∂h_t from above, not through later steps.
        dc: (T, H[, B]) the same for c_t, or None.

    Returns: ∂L/∂z (T, 4H[, B]), from which the input's and W's and b's gradients follow, and ∂L/∂U (4H, H);
        both with regard to the halved rows of the stack.
    """
    v = run.nodes
    T, H = run.tanh_c.shape[:2]
    o, i, f, g = v["o"], v["i"], v["f"], v["g"]
    dz = np.empty((T, 4 * H, *run.tanh_c.shape[2:]), run.rows.dtype)
    through_o = 2 * v["tanh_c"] * o * (1 - o)  # the factor 2 undoes the halved rows: dσ(a)/d(a/2) = 2 σ (1 − σ)
    to_c = o * (1 - v["tanh_c"] ** 2)
    local = np.concatenate([2 * g * i * (1 - i), 2 * v["c_prev"] * f * (1 - f), i * (1 - g * g)], axis=1)
    local = local.reshape(T, 3, H, *run.tanh_c.shape[2:])
    deltas = dz[:, H:].reshape(local.shape)
    back = layer.U.T
    later_h, later_c = np.zeros_like(run.tanh_c[0]), np.zeros_like(run.tanh_c[0])
    for t in range(T - 1, -1, -1):
        later_h += dh[t]
        np.multiply(later_h, through_o[t], dz[t, :H])
        later_c += later_h * to_c[t]
        if dc is not None:
            later_c += dc[t]
        np.multiply(local[t], later_c, deltas[t])
        later_c *= f[t]
        np.dot(back, dz[t], later_h)
    columns = np.moveaxis(dz, 1, 0).reshape(4 * H, -1)
    return dz, columns @ np.moveaxis(run.h[:-1], 1, 0).reshape(H, -1).T
