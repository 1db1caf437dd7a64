"""Where one number of a trace comes from: the products and the bias that a unit of a layer adds up, or the operands of a
pointwise operation.

For a unit u of a learned node, a_u = Σ_j W[u, j] x_j + Σ_j U[u, j] h_prev_j + b_u and its value is op(a_u); a peephole adds
p_u c_u alone. Nothing is approximated: the terms are the sum that the network itself took, in float64.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.graph import OPS, Array, Node
from model.network import Network
from model.trace import Trace


@dataclass(frozen=True)
class Part:
    """What one input adds to the unit.

    Attributes:
        node: the input.
        weight: the name of its weight; None where it comes as it is.
        units: which units of the input are read: all by a matrix, the unit's own otherwise.
        weights: one for each of these units, 1 where there is none; values: what they are multiplied with.
    """

    node: str
    weight: str | None
    units: tuple[int, ...]
    weights: Array
    values: Array

    @property
    def products(self) -> Array:
        out: Array = self.weights * self.values
        return out

    @property
    def order(self) -> list[int]:
        """The places of the products, the largest |product| first."""
        out: list[int] = np.argsort(-np.abs(self.products), kind="stable").tolist()
        return out

    @property
    def sum(self) -> float:
        return float(self.products.sum())


@dataclass(frozen=True)
class Explanation:
    """One unit of one node at one step.

    Attributes:
        parts: what is added up, or the operands of a pointwise operation, in the order of the node's inputs.
        bias: of a learned node.
        net: the sum of the parts and the bias, before the activation; None for a pointwise operation.
        value: what follows from these numbers.
        traced: what the trace holds; it differs by rounding only.
    """

    node: Node
    unit: int
    parts: tuple[Part, ...]
    bias: float | None
    net: float | None
    value: float
    traced: float

    @property
    def residual(self) -> float:
        """The value less the trace's own."""
        return self.value - self.traced


def explain(network: Network, trace: Trace, t: int, layer: int, id: str, unit: int) -> Explanation:
    """Take one number of a trace apart.

    Args:
        t, layer, unit: from 0, within bounds.
        id: a computed node.

    Raises: UnknownNode.
    """
    node, p = network.cell.node(id), network.layers[layer]
    parts = tuple(_part(node, p.get(node.weights.get(k, "")), k, trace.node(k, layer)[t], unit) for k in node.inputs)
    traced = float(trace.node(id, layer)[t, unit])
    if not node.learned:
        value = OPS[node.op].value(*(np.float64(part.values[0]) for part in parts))
        return Explanation(node, unit, parts, None, None, float(value), traced)
    bias = float(p[node.bias][unit]) if node.bias else None
    net = sum(part.sum for part in parts) + (bias or 0.0)
    return Explanation(node, unit, parts, bias, net, float(OPS[node.op].value(np.float64(net))), traced)


def _part(node: Node, weight: Array | None, source: str, values: Array, unit: int) -> Part:
    name = node.weights.get(source)
    if weight is not None and weight.ndim == 2:
        return Part(source, name, tuple(range(len(values))), weight[unit].astype(np.float64), values)
    own = np.ones(1) if weight is None else weight[unit : unit + 1].astype(np.float64)
    return Part(source, name, (unit,), own, values[unit : unit + 1])
