"""Random weights and inputs for the tests of the maths."""

from __future__ import annotations

import numpy as np

from model.graph import Array, Cell, Params
from model.network import Network


def input_size(cell: Cell, D: int, H: int) -> int:
    """D, or H in a cell that learns nothing and can make nothing else of it."""
    return D if cell.shapes(D, H) else H


def random_params(cell: Cell, D: int, H: int, rng: np.random.Generator) -> Params:
    return Params({name: rng.normal(0, 0.5, shape) for name, shape in cell.shapes(D, H).items()})


def random_inputs(cell: Cell, D: int, H: int, rng: np.random.Generator) -> dict[str, Array]:
    return {n.id: rng.normal(0, 1, input_size(cell, D, H) if n.id == "x" else H) for n in cell.nodes if not n.computed}


def random_network(cell: Cell, V: int, D: int, H: int, L: int, seed: int = 0, words: bool = True) -> Network:
    rng, D = np.random.default_rng(seed), input_size(cell, D, H)
    layers = tuple(random_params(cell, D if n == 0 else H, H, rng) for n in range(L))
    return Network(cell, rng.normal(size=(V, D)) if words else None, layers, rng.normal(size=(V, H)), rng.normal(size=V))
