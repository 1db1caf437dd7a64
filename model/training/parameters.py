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

    @property
    def H(self) -> int:
        """Size of the hidden state."""
        return int(self["W_out"].shape[1])

    @property
    def D(self) -> int:
        """Size of what the first layer reads."""
        if "embedding" in self.shapes:
            return int(self["embedding"].shape[1])
        return next(int(v.shape[1]) for name, v in self.by_name.items() if name.startswith("W_") and name.endswith(".0"))

    def like(self) -> Parameters:
        """Zeros of the same shapes, for gradients."""
        return Parameters(self.shapes, self.flat.dtype)

    def layer(self, n: int) -> Params:
        """The weights of one layer under the cell's own names."""
        return Params({name[: -len(f".{n}")]: v for name, v in self.by_name.items() if name.endswith(f".{n}")})


def shapes_of(cell: Cell, words: int | None, D: int, H: int, L: int, out: int) -> dict[str, tuple[int, ...]]:
    """Names and shapes of a network of L layers of H units that says ``out`` numbers.

    Args:
        words: V, with an embedding to D; None for a network that reads D numbers a step.
    """
    layers = {f"{name}.{n}": shape for n in range(L) for name, shape in cell.shapes(D if n == 0 else H, H).items()}
    embedding = {} if words is None else {"embedding": (words, D)}
    return {**embedding, **layers, "W_out": (out, H), "b_out": (out,)}


KEEPING = ("b_f.", "b_z.")  # the gates that keep the state: the LSTM's forget gate, the GRU's update gate


def initialise(p: Parameters, seed: int, forget_bias: float, spread: float = 0.5) -> None:
    """Fill with the start values.

    Recurrent matrices orthogonal, one gate at a time (Saxe, McClelland & Ganguli 2014); embedding N(0, spread²);
    other matrices uniform in ±1/√fan-in; biases zero but those of the gates that keep (Jozefowicz et al. 2015).
    """
    rng = np.random.default_rng(seed)
    for name, view in p.by_name.items():
        if name.startswith("U_"):
            q, r = np.linalg.qr(rng.standard_normal(view.shape))
            view[:] = q * np.sign(np.diag(r))
        elif name == "embedding":
            view[:] = spread * rng.standard_normal(view.shape)
        elif view.ndim == 2:
            bound = 1 / np.sqrt(view.shape[1])
            view[:] = rng.uniform(-bound, bound, view.shape)
        else:
            view[:] = forget_bias if name.startswith(KEEPING) else 0.0


def initialise_uniform(p: Parameters, seed: int) -> None:
    """Fill with start values as PyTorch does: all that is learned uniform in ±1/√H, for numbers in and numbers out.

    PyTorch's LSTM adds two biases before each nonlinearity, the second "for CuDNN compatibility" only. What they add up to
    is all that the network knows of them, so here is one bias, which starts as the sum of two draws.
    """
    rng = np.random.default_rng(seed)
    bound = 1 / np.sqrt(p.H)
    for name, view in p.by_name.items():
        draws = 2 if view.ndim == 1 and name != "b_out" else 1
        view[:] = rng.uniform(-bound, bound, (draws, *view.shape)).sum(axis=0)


def network_of(p: Parameters, cell: Cell, L: int) -> Network:
    """The network that these weights make, on a copy of them."""
    layers = tuple(Params({k: v.copy() for k, v in p.layer(n).items()}) for n in range(L))
    embedding = p["embedding"].copy() if "embedding" in p.shapes else None
    return Network(cell, embedding, layers, p["W_out"].copy(), p["b_out"].copy())
