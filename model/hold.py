"""What if: a run in which units of some nodes are held at a value, and all that follows from it.

A hold takes the place of what the cell computed, at its steps and its units; everything after it is computed as ever, by
``evaluate``. What is carried on is the held value: with c held at t, the next step's c_prev is that. An input can be held as
well, and is then another thing than what it came from: c_prev held at t is what this step reads, while c at t − 1, and what
was said of it, stays what it was. Holds go in their order: a later one of the same numbers replaces, or adds to, what an
earlier one has left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.evaluate import evaluate
from model.graph import Array, Values
from model.network import Network
from model.trace import State, Trace, check_finite

Ids = NDArray[np.intp]


@dataclass(frozen=True)
class Hold:
    """Units of one node, held; exactly one of value, step and add is given.

    Attributes:
        t, until: the first and the last step.
        node: any node of the cell.
        units: None for the whole vector.
        value: what they are held at, one number for all or one for each of them.
        step: they are held at their own values at this step of the run without holds.
        add: what is added to them.
    """

    t: int
    until: int
    layer: int
    node: str
    units: Sequence[int] | None = None
    value: float | Sequence[float] | None = None
    step: int | None = None
    add: float | None = None


@dataclass(frozen=True)
class Change:
    """What is done to one node of B runs side by side.

    Attributes:
        first, last: the steps.
        where: which of the node's (N, B) numbers, as NumPy indexes them.
        numbers: what they become, or with ``adds`` what is added to them.
    """

    first: int
    last: int
    layer: int
    node: str
    where: tuple[Any, Any]
    numbers: Any
    adds: bool = False


def change(hold: Hold, base: Trace, units: Ids | None = None) -> Change:
    """A hold with its numbers found.

    Args:
        base: the run without holds.
        units: (n, B) other units in place of the hold's own, as many, in each of B runs.
    """
    own = base.layers[hold.layer][hold.node]
    if units is None:
        units = np.array(range(own.shape[1]) if hold.units is None else hold.units, np.intp)[:, None]
    if hold.step is not None:
        numbers: Any = own[hold.step][units]
    elif hold.add is not None:
        numbers = hold.add
    else:
        numbers = np.reshape(np.asarray(hold.value, np.float64), (-1, 1))
    where = (units, np.arange(units.shape[1]))
    return Change(hold.t, hold.until, hold.layer, hold.node, where, numbers, hold.add is not None)


def rerun(network: Network, base: Trace, changes: Sequence[Change], B: int, first: int, last: int) -> list[Values]:
    """Steps first … last of a run anew, B times side by side, each with its own changes.

    Args:
        base: the run without changes; before ``first`` nothing changes.
        changes: at least one.

    Returns: for the lowest layer that is changed and all above it, node id → (last − first + 1, N, B).
    """
    lowest = min(c.layer for c in changes)
    x, out = base.layers[lowest]["x"][first : last + 1, :, None], []
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):  # what overflows is refused by who asked
        for n in range(lowest, network.L):
            before = {k: base.layers[n][k][first][:, None] for k in network.cell.carry}
            out.append(_layer(network, n, x, before, [c for c in changes if c.layer == n], B, first))
            x = out[-1]["h"]
    return out


def _layer(
    network: Network, n: int, x: Array, before: Mapping[str, Array], changes: Sequence[Change], B: int, first: int
) -> Values:
    """One layer from the state before it: by ``evaluate`` up to the last change, from there on by the fast path.

    Vectors are (N, 1) as long as they are the same in all runs: what comes before a change is computed once.
    """
    cell, T = network.cell, len(x)
    nodes: Values = {node.id: np.empty((T, x.shape[1] if node.id == "x" else network.H, B)) for node in cell.nodes}
    until = max((min(c.last - first + 1, T) for c in changes), default=0)
    for t in range(until):
        now: dict[str, list[Change]] = {}
        for c in changes:
            if c.first <= first + t <= c.last:
                now.setdefault(c.node, []).append(c)
        hold = {id: partial(_changed, mine, B) for id, mine in now.items()}
        values = evaluate(cell, network.exact[n], {"x": x[t], **before}, hold)
        for id, rows in nodes.items():
            rows[t] = values[id]
        before = {k: values[node] for k, node in cell.carry.items()}
    if until < T:
        z = network.fast[n].project(x[until:])
        start = {node: np.broadcast_to(before[k], (network.H, B)) for k, node in cell.carry.items()}
        rest = network.fast[n].run(np.broadcast_to(z, (*z.shape[:2], B)), start)
        for id, rows in {"x": x[until:], **rest.nodes}.items():
            nodes[id][until:] = rows
    return nodes


def _changed(changes: Sequence[Change], B: int, v: Array) -> Array:
    """(N, 1) or (N, B) → (N, B) with the changes made, in their order."""
    out: Array = np.broadcast_to(v, (len(v), B)).copy()
    for c in changes:
        if c.adds:
            out[c.where] += c.numbers
        else:
            out[c.where] = c.numbers
    return out


def held(network: Network, x: Array, holds: Sequence[Hold], state: State | None = None) -> Trace:
    """The trace of a network over (T, D) input vectors under holds: the same as without them before the first.

    Args:
        holds: within the bounds of steps, layers and units, of nodes that are there.

    Raises: NotFinite when the run overflows.
    """
    base = network.trace(x, state)
    if not holds:
        return base
    first = min(hold.t for hold in holds)
    anew = rerun(network, base, [change(hold, base) for hold in holds], 1, first, len(base) - 1)
    layers = list(base.layers)
    for n, nodes in enumerate(anew, network.L - len(anew)):
        layers[n] = {id: np.concatenate([base.layers[n][id][:first], rows[:, :, 0]]) for id, rows in nodes.items()}
        for rows in layers[n].values():
            check_finite(rows, "the trace")  # every vector: a held gate has no bound
    after = tuple({node: layer[node][-1].copy() for node in network.cell.carry.values()} for layer in layers)
    return Trace(tuple(layers), network.read_out(layers[-1]["h"]), after)


def held_step(network: Network, x: Array, holds: Sequence[Hold], state: State) -> tuple[tuple[Values, ...], Array, State]:
    """One step under holds of step 0: as ``Network.step``."""
    trace = held(network, x[None], holds, state)
    return tuple({id: rows[0] for id, rows in layer.items()} for layer in trace.layers), trace.output[0], trace.state
