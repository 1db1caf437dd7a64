"""A cell declared once: a graph of named vectors, and the few things one can do with such a graph.

Dimensions used everywhere: T steps, L layers, D input size, H hidden size, V vocabulary size, B batch.
Vectors are (H,) for one sequence and (H, B) for a batch: features first, the batch last, so that
``W @ x`` is what it is in the formula.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.errors import ShapeError, UnknownNode

Array = NDArray[np.floating[Any]]
Values = dict[str, Array]


class Params(dict[str, Array]):
    """One layer's weights by name; ``p.W_f`` is ``p["W_f"]``."""

    def __getattr__(self, name: str) -> Array:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass(frozen=True)
class Node:
    """One named vector of a cell and how it comes about.

    ``weights`` names the weight for each input of a learned node: a matrix, or a vector (a peephole).
    An input of a learned node that has no weight is added as it is.
    """

    id: str
    op: str
    inputs: tuple[str, ...] = ()
    weights: Mapping[str, str] = field(default_factory=dict)
    bias: str | None = None
    gate: str | None = None

    @property
    def learned(self) -> bool:
        return bool(self.weights)

    @property
    def computed(self) -> bool:
        return self.op != "input"


def sigmoid(a: Array) -> Array:
    """σ(a) = 1 / (1 + e^−a) in (0, 1), written with tanh, which neither overflows nor is slow."""
    out: Array = 0.5 * np.tanh(0.5 * a) + 0.5
    return out


@dataclass(frozen=True)
class Op:
    """A pointwise operation: its sign in formulas, its value, and its gradient.

    ``gradient(d, y, *args)`` gives ∂L/∂arg for every argument, from d = ∂L/∂y, the value y and the arguments; an operation
    of one argument needs only its value.
    """

    sign: str
    value: Callable[..., Array]
    gradient: Callable[..., tuple[Array, ...]]


OPS = {
    "linear": Op("", lambda a: a, lambda d, y, *_: (d,)),
    "sigmoid": Op("σ", sigmoid, lambda d, y, *_: (d * y * (1 - y),)),
    "tanh": Op("tanh", np.tanh, lambda d, y, *_: (d * (1 - y * y),)),
    "one_minus": Op("1 −", lambda a: 1 - a, lambda d, y, *_: (-d,)),
    "plus_one": Op("1 +", lambda a: 1 + a, lambda d, y, *_: (d,)),
    "mul": Op("⊙", lambda a, b: a * b, lambda d, y, a, b: (d * b, d * a)),
    "add": Op("+", lambda a, b: a + b, lambda d, y, a, b: (d, d)),
    "div": Op("⊘", lambda a, b: a / b, lambda d, y, a, b: (d / b, -d * y / b)),
}


@dataclass(frozen=True)
class Cell:
    """A kind of recurrent cell.

    Attributes:
        name: as in the API and in file names.
        nodes: in the order of computation; inputs first.
        carry: the next step's input ← this step's node, ``{"h_prev": "h"}``.
        step: the same computation as a text to be read; proven equal to the graph by the tests.
    """

    name: str
    nodes: tuple[Node, ...]
    carry: Mapping[str, str]
    step: Callable[..., Values]

    @cached_property
    def computed(self) -> tuple[Node, ...]:
        return tuple(n for n in self.nodes if n.computed)

    @cached_property
    def by_id(self) -> dict[str, Node]:
        return {n.id: n for n in self.nodes}

    def node(self, id: str) -> Node:
        """Raises: UnknownNode."""
        if id not in self.by_id:
            raise UnknownNode(id, list(self.by_id))
        return self.by_id[id]

    @cached_property
    def source(self) -> str:
        """The text of ``step``."""
        return inspect.getsource(self.step)

    @cached_property
    def lines(self) -> dict[str, int]:
        """Node id → the line of ``source`` (from 0) that computes it."""
        (function,) = ast.parse(self.source).body
        return {
            target.id: statement.lineno - 1
            for statement in ast.walk(function)
            if isinstance(statement, ast.Assign)
            for target in statement.targets
            if isinstance(target, ast.Name) and target.id in self.by_id
        }

    def shapes(self, D: int, H: int) -> dict[str, tuple[int, ...]]:
        """Parameter name → shape: W_* (H, D), U_* (H, H), p_* (H,), b_* (H,)."""
        out: dict[str, tuple[int, ...]] = {}
        for n in self.nodes:
            for source, weight in n.weights.items():
                out[weight] = (H,) if weight.startswith("p_") else (H, D if source == "x" else H)
            if n.bias:
                out[n.bias] = (H,)
        return out

    def check(self, p: Params, D: int) -> int:
        """H of a layer's weights that read (D,); D of a cell without weights.

        Raises: ShapeError when they do not fit the cell or each other.
        """
        H = next((len(w) for w in p.values()), D)
        for name, shape in self.shapes(D, H).items():
            if name not in p or p[name].shape != shape:
                raise ShapeError(name, p[name].shape if name in p else (), shape)
        return H


def formula(node: Node) -> str:
    """The node as one line of maths: ``f = σ(W_f x + U_f h_prev + b_f)``. An input is its own name."""
    if not node.computed:
        return node.id
    if node.learned:
        terms = [_term(node.weights.get(k), k) for k in node.inputs]
        inner = " + ".join([*terms, *([node.bias] if node.bias else [])])
        return f"{node.id} = " + (f"{OPS[node.op].sign}({inner})" if OPS[node.op].sign else inner)
    sign = OPS[node.op].sign
    if len(node.inputs) == 1:
        (source,) = node.inputs
        return f"{node.id} = " + (f"{sign}({source})" if sign.isalpha() else f"{sign} {source}")
    return f"{node.id} = " + f" {sign} ".join(node.inputs)


def _term(weight: str | None, source: str) -> str:
    if weight is None:
        return source
    return f"{weight} ⊙ {source}" if weight.startswith("p_") else f"{weight} {source}"


def downstream(nodes: tuple[Node, ...], id: str) -> set[str]:
    """The nodes that change when node ``id`` does, itself not among them."""
    reached = {id}
    for n in nodes:
        if reached.intersection(n.inputs):
            reached.add(n.id)
    return reached - {id}
