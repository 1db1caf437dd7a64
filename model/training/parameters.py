"""All weights of a network in one flat vector, with a named view on each part.

The optimiser, the clipping of gradients and the checkpoint see one vector; the maths sees names:
``embedding``, ``W_f.0`` … ``b_o.0`` for layer 0, ``W_out``, ``b_out``.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import DTypeLike

from model.graph import Array, Cell, Params
from model.network import Network

Shapes = Mapping[str, tuple[int, ...]]


class Parameters:
    """Named views on one flat vector."""

    def __init__(self, shapes: Shapes, dtype: DTypeLike = np.float32) -> None:
        self.shapes = dict(shapes)
        self.flat: Array = np.zeros(sum(int(np.prod(s)) for s in self.shapes.values()), dtype)
        self.by_name: dict[str, Array] = {}
        at = 0
        for name, shape in self.shapes.items():
            size = int(np.prod(shape))
            self.by_name[name] = self.flat[at : at + size].reshape(shape)
            at += size

    def __getitem__(self, name: str) -> Array:
        return self.by_name[name]

    def like(self) -> Parameters:
        """Zeros of the same shapes, for gradients."""
        return Parameters(self.shapes, self.flat.dtype)

    def layer(self, n: int) -> Params:
        """The weights of one layer under the cell's own names."""
        return Params({name[: -len(f".{n}")]: v for name, v in self.by_name.items() if name.endswith(f".{n}")})


def shapes_of(cell: Cell, V: int, D: int, H: int, L: int) -> dict[str, tuple[int, ...]]:
    """Names and shapes of a network of words: V tokens, embedding D, L layers of H units."""
    layers = {f"{name}.{n}": shape for n in range(L) for name, shape in cell.shapes(D if n == 0 else H, H).items()}
    return {"embedding": (V, D), **layers, "W_out": (V, H), "b_out": (V,)}


def initialise(p: Parameters, seed: int, forget_bias: float) -> None:
    """Fill with the start values.

    Recurrent matrices orthogonal, one gate at a time (Saxe, McClelland & Ganguli 2014); embedding N(0, ½²);
    other matrices uniform in ±1/√fan-in; biases zero but the forget gate's (Jozefowicz et al. 2015).
    """
    rng = np.random.default_rng(seed)
    for name, view in p.by_name.items():
        if name.startswith("U_"):
            q, r = np.linalg.qr(rng.standard_normal(view.shape))
            view[:] = q * np.sign(np.diag(r))
        elif name == "embedding":
            view[:] = 0.5 * rng.standard_normal(view.shape)
        elif view.ndim == 2:
            bound = 1 / np.sqrt(view.shape[1])
            view[:] = rng.uniform(-bound, bound, view.shape)
        else:
            view[:] = forget_bias if name.startswith("b_f.") else 0.0


def network_of(p: Parameters, cell: Cell) -> Network:
    """The network that these weights make, on a copy of them."""
    L = sum(name.startswith("U_f.") for name in p.shapes)
    layers = tuple(Params({k: v.copy() for k, v in p.layer(n).items()}) for n in range(L))
    return Network(cell, p["embedding"].copy(), layers, p["W_out"].copy(), p["b_out"].copy())
