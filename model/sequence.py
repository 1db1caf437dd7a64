"""A layer over a whole sequence, from its cell's declaration: forward, and back-propagation through time.

What makes it fast enough to train with, for any graph: the product with the input is taken for all steps at once, before
the loop; all weights that read the same vector are one matrix; the gradients of all weights are taken after the loop.
The LSTM has a path of its own (``unroll.py``); ``layer_of`` chooses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from model.evaluate import along
from model.graph import OPS, Array, Cell, Node, Params, Values
from model.unroll import stack


class Run(Protocol):
    """What a layer did with a sequence."""

    @property
    def nodes(self) -> Values:
        """Node id → (T, H[, B]): the carried inputs and the computed nodes, in the order of computation."""


class Layer(Protocol):
    """One layer's weights, ready to run over sequences. R: H rows for each learned node, D more where x is read as it is.

    Attributes:
        W: (R, D) what ``project`` multiplies with.
    """

    @property
    def W(self) -> Array: ...

    def project(self, x: Array) -> Array:
        """What follows from the input alone, for all steps: (T, D[, B]) → (T, R[, B])."""

    def run(self, z: Array, start: Mapping[str, Array]) -> Any:
        """Run over a projected input from a state, carried node → (H[, B])."""

    def backward(self, run: Any, d: Mapping[str, Array]) -> tuple[Array, Params]:
        """Back-propagation through time.

        Args:
            d: node id → (T, H[, B]) ∂L/∂node from above, not through later steps.

        Returns: ∂L/∂z (T, R[, B]), and ∂L/∂weight of all weights but those of ``input_gradients``.
        """

    def input_gradients(self, dW: Array, db: Array) -> Params:
        """∂L/∂W (R, D) and ∂L/∂b (R,) of ``project`` under the weights' own names."""


def layer_of(cell: Cell, p: Params, D: int, dtype: Any = np.float64) -> Layer:
    """A layer that reads (D,): the fast path for the LSTM, the graph's for all others."""
    return stack(p, dtype) if cell.name == "lstm" else GraphLayer(cell, p, D, dtype)


@dataclass(frozen=True)
class GraphRun:
    nodes: Values


@dataclass(frozen=True)
class Reading:
    """All weights that read one vector, as one matrix: its products go into ``rows`` of the R."""

    matrix: Array
    rows: slice
    readers: tuple[Node, ...]


class GraphLayer:
    """One layer of any cell."""

    def __init__(self, cell: Cell, p: Params, D: int, dtype: Any = np.float64) -> None:
        self.cell, self.H = cell, cell.check(p, D)
        learned = [n for n in cell.computed if n.learned]
        blocks = [p[n.weights["x"]] if "x" in n.weights else np.zeros((self.H, D)) for n in learned]
        biases = [p[n.bias] if n.bias else np.zeros(self.H) for n in learned]
        self.rows = {n.id: slice(k * self.H, (k + 1) * self.H) for k, n in enumerate(learned)}
        if any("x" in n.inputs for n in cell.computed if not n.learned):  # read as it is: rows of ones on the diagonal
            self.rows["x"] = slice(len(learned) * self.H, len(learned) * self.H + D)
            blocks, biases = [*blocks, np.eye(D)], [*biases, np.zeros(D)]
        self.W, self.b = np.concatenate(blocks).astype(dtype), np.concatenate(biases).astype(dtype)
        self.vectors = {w: p[w].astype(dtype) for n in learned for w in n.weights.values() if p[w].ndim == 1}
        matrices = [(n, k) for n in learned for k, w in n.weights.items() if k != "x" and p[w].ndim == 2]
        self.readings = {
            source: self._reading(source, [n for n, k in matrices if k == source], p, dtype)
            for source in dict.fromkeys(k for _, k in matrices)
        }

    def _reading(self, source: str, readers: list[Node], p: Params, dtype: Any) -> Reading:
        first, last = self.rows[readers[0].id].start, self.rows[readers[-1].id].stop
        matrix = np.zeros((last - first, self.H), dtype)
        for n in readers:
            at = self.rows[n.id]
            matrix[at.start - first : at.stop - first] = p[n.weights[source]]
        return Reading(matrix, slice(first, last), tuple(readers))

    def project(self, x: Array) -> Array:
        out: Array = x @ self.W.T if x.ndim == 2 else self.W @ x
        out += self.b if x.ndim == 2 else self.b[:, None]
        return out

    def run(self, z: Array, start: Mapping[str, Array]) -> GraphRun:
        T, shape = len(z), next(iter(start.values())).shape
        nodes: Values = {}
        for k, node in self.cell.carry.items():
            kept = np.empty((T + 1, *shape), z.dtype)
            kept[0] = start[node]
            nodes[k], nodes[node] = kept[:-1], kept[1:]
        for n in self.cell.computed:
            nodes.setdefault(n.id, np.empty((T, *shape), z.dtype))
        if "x" in self.rows:
            nodes["x"] = z[:, self.rows["x"]]
        before = [(k, r) for k, r in self.readings.items() if k in self.cell.carry]
        for t in range(T):
            net = z[t].copy()
            for k, reading in before:
                net[reading.rows] += reading.matrix @ nodes[k][t]
            for n in self.cell.computed:
                if n.learned:
                    value = OPS[n.op].value(self._net(n, net, nodes, t))
                else:
                    value = OPS[n.op].value(*(nodes[k][t] for k in n.inputs))
                nodes[n.id][t] = value
                if n.id in self.readings:
                    reading = self.readings[n.id]
                    net[reading.rows] += reading.matrix @ value
        order = [n.id for n in self.cell.nodes if n.id in nodes]
        return GraphRun({id: nodes[id] for id in order})

    def _net(self, n: Node, net: Array, nodes: Values, t: int) -> Array:
        """The pre-activation: what is in ``net``, what is added as it is, what is seen through a peephole."""
        a = net[self.rows[n.id]]
        for k in n.inputs:
            weight = n.weights.get(k)
            if weight is None:
                a = a + nodes[k][t]
            elif weight in self.vectors:
                a = a + along(self.vectors[weight], a) * nodes[k][t]
        return a

    def backward(self, run: GraphRun, d: Mapping[str, Array]) -> tuple[Array, Params]:
        nodes, cell = run.nodes, self.cell
        some = nodes[cell.computed[-1].id]
        dz = np.zeros((len(some), len(self.W), *some.shape[2:]), some.dtype)
        later: Values = {}
        for t in range(len(some) - 1, -1, -1):
            at: Values = {id: rows[t] for id, rows in d.items()}
            for k, node in cell.carry.items():
                if k in later:
                    _add(at, node, later[k])
            for n in reversed(cell.computed):
                if n.id in self.readings:
                    self._pull_reading(at, n.id, dz[t])
                if n.id in at:
                    self._pull(n, at, nodes, dz[t], t)
            for k in cell.carry:
                if k in self.readings:
                    self._pull_reading(at, k, dz[t])
            if "x" in self.rows and "x" in at:
                dz[t, self.rows["x"]] = at["x"]
            later = {k: at[k] for k in cell.carry if k in at}
        return dz, self._weight_gradients(nodes, dz)

    def _pull_reading(self, at: Values, source: str, dz: Array) -> None:
        reading = self.readings[source]
        _add(at, source, reading.matrix.T @ dz[reading.rows])

    def _pull(self, n: Node, at: Values, nodes: Values, dz: Array, t: int) -> None:
        if not n.learned:
            arguments = [nodes[k][t] for k in n.inputs]
            for k, g in zip(n.inputs, OPS[n.op].gradient(at[n.id], nodes[n.id][t], *arguments), strict=True):
                _add(at, k, g)
            return
        (a,) = OPS[n.op].gradient(at[n.id], nodes[n.id][t])
        dz[self.rows[n.id]] = a
        for k in n.inputs:
            weight = n.weights.get(k)
            if weight is None:
                _add(at, k, a)
            elif weight in self.vectors:
                _add(at, k, along(self.vectors[weight], a) * a)

    def _weight_gradients(self, nodes: Values, dz: Array) -> Params:
        out = Params()
        for source, reading in self.readings.items():
            product = _columns(dz[:, reading.rows]) @ _columns(nodes[source]).T
            for n in reading.readers:
                at, first = self.rows[n.id], reading.rows.start
                out[n.weights[source]] = product[at.start - first : at.stop - first]
        for n in self.cell.computed:
            for k, weight in n.weights.items():
                if weight in self.vectors:
                    out[weight] = _columns(dz[:, self.rows[n.id]] * nodes[k]).sum(axis=1)
        return out

    def input_gradients(self, dW: Array, db: Array) -> Params:
        out = Params()
        for n in self.cell.computed:
            if n.bias:
                out[n.bias] = db[self.rows[n.id]]
            if "x" in n.weights:
                out[n.weights["x"]] = dW[self.rows[n.id]]
        return out


def _add(d: Values, id: str, more: Array) -> None:
    d[id] = d[id] + more if id in d else more


def _columns(v: Array) -> Array:
    """(T, N[, B]) → (N, T·B)."""
    return np.moveaxis(v, 1, 0).reshape(v.shape[1], -1)
