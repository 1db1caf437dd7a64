"""How much an answer hangs on every number before it: its gradient, back along the wires that led to it.

    L = log p(target | what was read up to t), or one of the values of a network of numbers
    ∂L/∂v = Σ_u (∂u/∂v)ᵀ ∂L/∂u over all u that v goes into: in its step, in the next one, in the layer above, in the answer

These are total derivatives: how L changes when v alone is moved and all that follows from it follows. At h_prev or c_prev
they are the share that goes through that wire. Back-propagation through time: Werbos 1990.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model.evaluate import Replace, evaluate, pull
from model.graph import Array, Values
from model.network import Network
from model.trace import Trace, check_finite, softmax

EPSILON = 1e-5  # of a central difference, for a number of size 1


@dataclass(frozen=True)
class Question:
    """What L is.

    Attributes:
        target: which number of the output is asked about.
        likely: whether the output is logits and L = log p(target), or values and L is the one.
    """

    target: int
    likely: bool

    def answer(self, output: Array) -> Array:
        """(…, V) outputs → (…) L. Natural logarithm."""
        said: Array = output[..., self.target]
        if not self.likely:
            return said
        most = output.max(axis=-1)
        out: Array = said - most - np.log(np.exp(output - most[..., None]).sum(axis=-1))
        return out

    def slope(self, output: Array) -> Array:
        """(…, V) outputs → (…, V) ∂L/∂output: 1_target − p, or 1_target."""
        out: Array = -softmax(output) if self.likely else np.zeros_like(output)
        out[..., self.target] += 1
        return out


def ask(trace: Trace, t: int, target: int | None, likely: bool) -> Question:
    """Of what is said after step t; without a target of what is most likely there, or of the first value."""
    if target is None:
        target = int(trace.output[t].argmax()) if likely else 0
    return Question(target, likely)


def moments(layers: Sequence[Mapping[str, Array]], t: int) -> Iterator[list[Values]]:
    """Each layer's (T, H[, B]) vectors one step after the other, from t back to 0."""
    return ([{id: rows[s] for id, rows in layer.items()} for layer in layers] for s in range(t, -1, -1))


def back(network: Network, steps: Iterable[Sequence[Values]], d: Array) -> Iterator[tuple[list[Values], list[Values]]]:
    """Walk back through the steps, from the one whose answer is asked about.

    Args:
        steps: each layer's values at a step, (H[, B]), the last step first.
        d: (H[, B]) ∂L/∂h of the last layer at the first of these.

    Returns: for each step, and each layer, ∂L/∂node of all nodes that L hangs on, and ∂L/∂state of the state before it, under
        the carried nodes' names.
    """
    before: list[Values] = [{} for _ in network.layers]
    before[-1]["h"] = d
    for values in steps:
        reached = [dict(layer) for layer in before]
        above: Array | None = None
        for n in reversed(range(network.L)):
            if above is not None:
                reached[n]["h"] = reached[n]["h"] + above if "h" in reached[n] else above
            pull(network.cell, network.exact[n], values[n], reached[n])
            above = reached[n].get("x")
        before = [{node: found[k] for k, node in network.cell.carry.items() if k in found} for found in reached]
        yield reached, before


def norm(vectors: Iterable[Array]) -> Array:
    """Of all of them together: (H[, B]) each → () or (B,)."""
    out: Array = np.linalg.norm(np.concatenate(list(vectors)), axis=0)
    return out


@dataclass(frozen=True)
class Gradient:
    """∂L/∂v of all vectors of the steps up to t.

    Attributes:
        value: L.
        layers: for each layer node id → (t + 1, H), x (t + 1, D or H), as in a trace.
        norms: carried node → (t + 1,) |∂L/∂(what is carried on after a step)|, of all layers together: what goes through
            h_prev and c_prev of the next step; after step t, what the answer itself reads.
    """

    value: float
    layers: tuple[Values, ...]
    norms: Values

    @property
    def together(self) -> Array:
        """(t + 1,) the same of the whole state."""
        out: Array = np.linalg.norm(list(self.norms.values()), axis=0)
        return out


def gradient(network: Network, trace: Trace, t: int, question: Question) -> Gradient:
    """Back from what is said after step t. Raises: NotFinite."""
    carried = list(network.cell.carry.values())
    layers: list[Values] = [{id: np.zeros((t + 1, rows.shape[1])) for id, rows in layer.items()} for layer in trace.layers]
    norms: Values = {node: np.zeros(t + 1) for node in carried}
    with np.errstate(over="ignore", invalid="ignore"):  # what overflows is refused below
        d = network.W_out.T.astype(np.float64) @ question.slope(trace.output[t])
        after: list[Values] = [{"h": d}]
        for s, (reached, before) in zip(range(t, -1, -1), back(network, moments(trace.layers, t), d), strict=True):
            if s == t and "h" not in carried:  # what is carried is what h is made of
                after = [{node: found[node] for node in carried if node in found} for found in reached]
            for rows, found in zip(layers, reached, strict=True):
                for id, v in found.items():
                    rows[id][s] = v
            for node in carried:
                norms[node][s] = norm(layer.get(node, np.zeros(1)) for layer in after)
            after = before
    for array in (v for layer in layers for v in layer.values()):
        check_finite(array, "the gradient")
    return Gradient(float(question.answer(trace.output[t])), tuple(layers), norms)


@dataclass(frozen=True)
class Place:
    """One number of a trace: a unit of a node of a layer after a step, all from 0."""

    t: int
    layer: int
    node: str
    unit: int


@dataclass(frozen=True)
class Check:
    """One number of a gradient found a second time.

    Attributes:
        gradient: by going back.
        difference: by going forward twice.
    """

    place: Place
    gradient: float
    difference: float

    @property
    def gap(self) -> float:
        return abs(self.gradient - self.difference)


def check(network: Network, trace: Trace, t: int, question: Question, found: Gradient, place: Place) -> Check:
    """Compare one number of a gradient with a central difference. Raises: UnknownNode."""
    other = difference(network, trace, t, question, place)
    return Check(place, float(found.layers[place.layer][place.node][place.t, place.unit]), other)


def difference(network: Network, trace: Trace, t: int, question: Question, place: Place) -> float:
    """∂L/∂(one number) without any derivative: (L(v + ε) − L(v − ε)) / 2ε, with the number held at either.

    Args:
        place: not after t.

    Raises: UnknownNode.
    """
    at = trace.node(place.node, place.layer)[place.t, place.unit]
    epsilon = EPSILON * max(1.0, abs(float(at)))

    def moved(v: Array) -> Array:
        v = v.copy()
        v[place.unit] += [epsilon, -epsilon]
        return v

    def both(v: Array) -> Array:
        out: Array = np.stack([v, v], axis=1)
        return out

    state = [{k: both(layer[k][place.t]) for k in network.cell.carry} for layer in trace.layers]
    for s in range(place.t, t + 1):
        x = both(trace.layers[0]["x"][s])
        for n, p in enumerate(network.exact):
            hold: dict[str, Replace] = {place.node: moved} if (s, n) == (place.t, place.layer) else {}
            values = evaluate(network.cell, p, {"x": x, **state[n]}, hold)
            state[n] = {k: values[node] for k, node in network.cell.carry.items()}
            x = values["h"]
    above, below = question.answer(network.read_out(x.T))
    return float((above - below) / (2 * epsilon))
