"""embedding → L recurrent layers → linear: a whole network, its trace and its single step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.errors import ShapeError, WrongState
from model.evaluate import along
from model.graph import Array, Cell, Params, Values
from model.sequence import Layer, layer_of
from model.trace import State, Trace, check_finite


@dataclass(frozen=True)
class Network:
    """A trained network.

    Attributes:
        cell: the kind of cell, the same in every layer.
        embedding: (V, D) one row a token, or None for a network that reads numbers.
        layers: one set of weights a layer.
        W_out: (V, H) and b_out: (V,) the output layer: logits of the next token, or values.
    """

    cell: Cell
    embedding: Array | None
    layers: tuple[Params, ...]
    W_out: Array
    b_out: Array

    def __post_init__(self) -> None:
        size = self.D
        for p in self.layers:
            H = self.cell.check(p, size)
            if H != self.H:
                raise ShapeError("a layer", (H, size), (self.H, size))
            size = H
        if self.W_out.shape[1:] != (self.H,):
            raise ShapeError("W_out", self.W_out.shape, (self.W_out.shape[0], self.H))
        if self.b_out.shape != self.W_out.shape[:1]:
            raise ShapeError("b_out", self.b_out.shape, self.W_out.shape[:1])

    @property
    def D(self) -> int:
        """Size of the input vector x of the first layer."""
        if self.embedding is not None:
            return int(self.embedding.shape[1])
        return next((int(w.shape[1]) for name, w in self.layers[0].items() if name.startswith("W_")), self.H)

    @property
    def H(self) -> int:
        return int(self.W_out.shape[1])

    @property
    def L(self) -> int:
        return len(self.layers)

    def size(self, id: str, layer: int) -> int:
        """How long a vector is: D for what the first layer reads, else H. Raises: UnknownNode."""
        return self.D if self.cell.node(id).id == "x" and layer == 0 else self.H

    @cached_property
    def parameters(self) -> int:
        """How many numbers were learned."""
        embedding = 0 if self.embedding is None else self.embedding.size
        return embedding + self.W_out.size + self.b_out.size + sum(w.size for p in self.layers for w in p.values())

    @cached_property
    def largest_embedded(self) -> float:
        """The largest |E|; 1 for a network that reads numbers."""
        return 1.0 if self.embedding is None else float(np.abs(self.embedding).max())

    def _ready(self, dtype: type = np.float64) -> tuple[Layer, ...]:
        sizes = (self.D, *[self.H] * (self.L - 1))
        return tuple(layer_of(self.cell, p, D, dtype) for p, D in zip(self.layers, sizes, strict=True))

    @cached_property
    def fast(self) -> tuple[Layer, ...]:
        """The layers ready to run over sequences, in float64."""
        return self._ready()

    @cached_property
    def exact(self) -> tuple[Params, ...]:
        """The layers' weights in float64, in which all that is told of a network is computed."""
        return tuple(Params({k: w.astype(np.float64) for k, w in p.items()}) for p in self.layers)

    @cached_property
    def _out(self) -> tuple[Array, Array]:
        return np.ascontiguousarray(self.W_out.T, dtype=np.float64), self.b_out.astype(np.float64)

    def embed(self, ids: Sequence[int] | NDArray[Any]) -> Array:
        """(T,) token ids → (T, D) rows of the embedding, float64; (T, B) → (T, B, D)."""
        assert self.embedding is not None  # the library asks a network of numbers for numbers
        return self.embedding[np.asarray(ids, dtype=np.intp)].astype(np.float64)

    def start(self) -> State:
        """The state before the first step: zeros."""
        return tuple({node: np.zeros(self.H) for node in self.cell.carry.values()} for _ in self.layers)

    def check_state(self, state: Sequence[Mapping[str, Sequence[float]]]) -> State:
        """A state that came from outside, as arrays.

        Raises: WrongState when layers, keys or lengths differ; NotFinite.
        """
        keys = list(self.cell.carry.values())
        expected = f"{self.L} layer(s) of {{{', '.join(keys)}}} with {self.H} numbers each"
        if len(state) != self.L:
            raise WrongState(f"has {len(state)} layer(s)", expected)
        for n, given in enumerate(state):
            if set(given) != set(keys):
                raise WrongState(f"has {sorted(given)} in layer {n}"[:200], expected)
            for key in keys:
                if len(given[key]) != self.H:
                    raise WrongState(f"has {len(given[key])} numbers for {key} in layer {n}", expected)
        arrays = tuple({k: np.array(given[k], dtype=np.float64) for k in keys} for given in state)
        for array in (v for layer in arrays for v in layer.values()):
            check_finite(array, "state")
        return arrays

    def trace(self, x: Array, state: State | None = None) -> Trace:
        """Run the network over (T, D) input vectors and keep everything. Float64.

        Raises: NotFinite when the run overflows.
        """
        with np.errstate(over="ignore", invalid="ignore"):  # what overflows is refused by the trace
            layers = self.run(x, state or self.start())
            after = ({node: nodes[node][-1].copy() for node in self.cell.carry.values()} for nodes in layers)
            return Trace(layers, self.read_out(layers[-1]["h"]), tuple(after))

    def run(self, x: Array, state: State) -> tuple[Values, ...]:
        """All vectors of every layer, x among them, over (T, D[, B]) input vectors; all columns start from one state (H,).

        Returns: for each layer node id → (T, H[, B]), float64.
        """
        layers: list[Values] = []
        for one, before in zip(self.fast, state, strict=True):
            start = {node: np.broadcast_to(along(v, x[0]), (self.H, *x.shape[2:])) for node, v in before.items()}
            layers.append({"x": x, **one.run(one.project(x), start).nodes})
            x = layers[-1]["h"]
        return tuple(layers)

    def step(self, x: Array, state: State) -> tuple[tuple[Values, ...], Array, State]:
        """One step by the readable ``step`` of the cell.

        Returns: each layer's vectors by node id, the output (V,), and the state after it.
        """
        layers: list[Values] = []
        with np.errstate(over="ignore", invalid="ignore"):
            for p, before in zip(self.exact, state, strict=True):
                values = self.cell.step(p, x, **{k: before[node] for k, node in self.cell.carry.items()})
                layers.append(values)
                x = values["h"]
        out = self.read_out(x)
        for array in (out, *(v for layer in layers for v in layer.values())):
            check_finite(array, "the step")
        return tuple(layers), out, tuple({n: v[n] for n in self.cell.carry.values()} for v in layers)

    def hidden(self, read: NDArray[Any]) -> Array:
        """What many sequences come to: the last layer's h, (T, H, B). Float32, for measuring.

        Args:
            read: (T, B) token ids, one sentence a column, or (T, D, B) numbers.
        """
        return self.nodes(read)["h"]

    def nodes(self, read: NDArray[Any]) -> Values:
        """All vectors of the last layer for many sequences, as ``hidden``: node id → (T, H, B)."""
        return self.runs(read)[-1]

    def runs(self, read: NDArray[Any]) -> list[Values]:
        """All vectors of every layer for many sequences, as ``hidden``: for each layer node id → (T, H, B)."""
        layers = self._ready(np.float32)
        if self.embedding is None:
            z = layers[0].project(read.astype(np.float32))
        else:
            z = np.ascontiguousarray(np.moveaxis(layers[0].project(self.embedding.astype(np.float32))[read], 2, 1))
        start: Values = {node: np.zeros((self.H, read.shape[-1]), np.float32) for node in self.cell.carry.values()}
        found: list[Values] = [layers[0].run(z, start).nodes]
        for one in layers[1:]:
            found.append(one.run(one.project(found[-1]["h"]), start).nodes)
        return found

    def read_out(self, h: Array) -> Array:
        """(…, H) hidden states → (…, V) logits or values."""
        W, b = self._out
        return h @ W + b
