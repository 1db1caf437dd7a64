"""What a teacher can get wrong in what a state of a figure says, kind by kind.

Each takes a state whose keys and whose place in a network hold, and tells what is wrong with its values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import isfinite, pi
from typing import Any

from app.lessons.readings import readings
from model.facts.sentences import GAP, LAGS
from model.graph import Cell
from model.library import Library

State = Mapping[str, Any]
CURVES = ("sigmoid", "tanh")
CHARTS = ("units", "readout", "gradient")
BIASES = (1, 2, 3)  # of an untrained LSTM's forget gate, beside none
PLOTS = ("data", "result")
LANES = 5  # of the article's data
EDGE = 6  # of the z that a curve shows
SIDE = 3  # of a layer that is worked out by hand
LAYERS = ("f", "i", "g", "o")
WAYS = ("real", "logic")  # of opening a gate, beside one share for all units


def curve(state: State, library: Library) -> Iterator[str]:
    """A point on the curve, and the node whose units stand on it."""
    of = state.get("of", CURVES[0])
    if of not in CURVES:
        yield f"of is {of!r}; expected {' or '.join(CURVES)}"
    if "z" in state and not _between(state["z"], -EDGE, EDGE):
        yield f"z is {state['z']!r}; expected a number from −{EDGE} to {EDGE}"
    if not isinstance(state.get("slope", False), bool):
        yield f"slope is {state['slope']!r}; expected true or false"
    if "node" not in state:
        return
    if problem := _unread(state):
        yield problem
        return
    node = state["node"]
    ops = {one.id: one.op for one in _cell(state, library).computed if one.op in CURVES}
    if node not in ops:
        yield f"node is {node!r}; expected one of {', '.join(ops)}"
    elif ops[node] != state.get("of", ops[node]):
        yield f"node {node} goes through {ops[node]}, not {of}"


def gate(state: State, library: Library) -> Iterator[str]:
    """A gate of a network, and what opens it."""
    opened = state.get("open", WAYS[0])
    if opened not in WAYS and not _between(opened, 0, 1):
        yield f"open is {opened!r}; expected a number from 0 to 1, {' or '.join(WAYS)}"
    if problem := _unread(state):
        yield problem
        return
    nodes = _cell(state, library).computed
    factors = {name for node in nodes if node.op == "mul" for name in node.inputs}
    gates = [node.id for node in nodes if node.op == "sigmoid" and node.id in factors]
    if (node := state.get("node", "f")) not in gates:
        yield f"node is {node!r}; expected one of {', '.join(gates)}"


def product(state: State, library: Library) -> Iterator[str]:
    """A layer of three units that reads h and x of three numbers each: 3 rows of 6 weights."""
    for key in ("bias", "h", "x", "C"):
        if key not in state and key != "C":
            yield f"{key} is missing"
        elif not _numbers(state.get(key, [0] * SIDE), SIDE):
            yield f"{key} is {state[key]!r}; expected {SIDE} numbers"
    rows = state.get("weights")
    if not isinstance(rows, list) or len(rows) != SIDE or not all(_numbers(row, 2 * SIDE) for row in rows):
        yield f"weights are {rows!r}; expected {SIDE} rows of {2 * SIDE} numbers"
    if state.get("node", LAYERS[0]) not in LAYERS:
        yield f"node is {state['node']!r}; expected one of {', '.join(LAYERS)}"


def loop(state: State, library: Library) -> Iterator[str]:
    """How far a network is unrolled along a text."""
    if problem := _unread(state):
        yield problem
    unrolled = state.get("unrolled", 0)
    if not isinstance(unrolled, bool) and not _between(unrolled, 0, 1):
        yield f"unrolled is {unrolled!r}; expected a number from 0 to 1, true or false"


def facts(state: State, library: Library) -> Iterator[str]:
    """One of the charts of what a memory network remembers."""
    yield from _chosen(state, "chart", CHARTS)
    lags = {"readout": LAGS, "gradient": range(GAP + 1)}.get(state.get("chart", ""), ())
    if "lag" in state and state["lag"] not in lags:
        yield f"lag is {state['lag']!r}; expected one of {', '.join(map(str, lags)) or 'none for this chart'}"
    if "bias" in state and (state.get("chart") != "gradient" or state["bias"] not in BIASES):
        yield f"bias is {state['bias']!r}; expected one of {', '.join(map(str, BIASES))}, for the chart gradient"
    yield from _learned(state, library, "memory")


def series(state: State, library: Library) -> Iterator[str]:
    """A plot of the article's experiment, and from where at what stride the network reads."""
    yield from _chosen(state, "plot", PLOTS)
    if not _between(state.get("phase", 0), 0, 2 * pi):
        yield f"phase is {state['phase']!r}; expected radians from 0 to 2π"
    if state.get("stride", 1) not in range(1, LANES + 1):
        yield f"stride is {state['stride']!r}; expected 1…{LANES}"
    yield from _learned(state, library, "sine")


def _chosen(state: State, key: str, values: tuple[str, ...]) -> Iterator[str]:
    if state.get(key) not in values:
        yield f"{key} is {state.get(key)!r}; expected one of {', '.join(values)}"


def _learned(state: State, library: Library, task: str) -> Iterator[str]:
    """Whether the network has learned what it takes to show this."""
    if "model" not in state:
        yield "model missing"
    elif library.model(state["model"]).card["task"] != task:
        yield f"{state['model']} has learned another task; expected one of the task {task}"


def _numbers(value: object, size: int) -> bool:
    return isinstance(value, list) and len(value) == size and all(map(_number, value))


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _between(value: Any, low: float, high: float) -> bool:
    return _number(value) and low <= value <= high


def _unread(state: State) -> str | None:
    """Whether there is no step to be looked at."""
    missing = [key for key in ("model", "text") if key not in state]
    return f"{' and '.join(missing)} missing" if missing else None


def _cell(state: State, library: Library) -> Cell:
    return library.model(state["model"]).network.cell


VALUES: Mapping[str, Callable[[State, Library], Iterator[str]]] = {
    "curve": curve, "facts": facts, "gate": gate, "loop": loop, "product": product, "readings": readings, "series": series,
}  # fmt: skip
