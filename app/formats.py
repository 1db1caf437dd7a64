"""Traces and steps as documents, and documents as bytes: JSON straight from the arrays, or safetensors.

A dictionary of nested lists costs many times as much as the network itself, so nothing here makes lists of numbers
(``python -m tests.benchmarks server``). Vectors leave as float32, the state as float64.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import orjson
from safetensors.numpy import save

from app.decimals import as_json
from model.attribution import Attribution
from model.backward import Check, Gradient, Question
from model.control import Control
from model.decode import Decoded
from model.explain import Explanation, Part
from model.graph import Array, Cell, Values, formula
from model.ledger import Ledger
from model.library import Model
from model.scales import memory, scales
from model.scan import Pair
from model.tokenizer import Token
from model.trace import State, Trace, softmax, top_of
from model.weights import ROWS

Document = dict[str, Any]
OPTIONS = orjson.OPT_SERIALIZE_NUMPY


def to_json(document: Any) -> bytes:
    return orjson.dumps(document, option=OPTIONS)


def trace_json(document: Document, digits: int | None) -> bytes:
    """A trace document as JSON, its vectors with so many decimals."""
    return to_json(document if digits is None else _with_vectors(document, lambda rows: _decimals(rows, digits)))


def chosen(model: Model, nodes: Sequence[str] | None) -> list[str]:
    """Which vectors to hand out, each once, in the order of computation. Raises: UnknownNode."""
    cell = model.network.cell
    if nodes is None:
        return ["x", *(n.id for n in cell.computed)]
    for id in nodes:
        cell.node(id)
    return [n.id for n in cell.nodes if n.id in nodes]


def trace_document(model: Model, tokens: Sequence[Token] | None, trace: Trace, nodes: Sequence[str] | None, top: int) -> Document:
    """The answer to /api/trace, arrays still arrays."""
    ids = chosen(model, nodes)
    return {
        "model": model.name,
        "cell": model.network.cell.name,
        "tokens": [token_document(token) for token in tokens or ()],
        "layers": [{"direction": "forward", "nodes": _vectors(layer, ids)} for layer in trace.layers],
        "answer": {"kind": model.answer},
        "predictions": _predictions(model, tokens, trace, top),
        "state": _state(trace.state),
    }


def step_document(
    model: Model, token: Token | None, layers: Sequence[Values], output: Array, state: State,
    nodes: Sequence[str] | None, top: int,
) -> Document:  # fmt: skip
    """The answer to /api/step."""
    ids = chosen(model, nodes)
    return {
        "token": None if token is None else token_document(token),
        "layers": [{"nodes": _vectors(layer, ids)} for layer in layers],
        "prediction": _prediction(model, output, top),
        "state": _state(state),
    }


def step_json(document: Document, digits: int | None) -> bytes:
    """A step document as JSON, its vectors with so many decimals."""
    return to_json(document if digits is None else _with_vectors(document, lambda vector: _rounded(vector, digits)))


def to_safetensors(document: Document, digits: int | None) -> bytes:
    """A trace document in binary: tensors ``layers.0.f`` (T, H) …, all else as JSON under ``trace`` in the header.

    With digits, vectors are rounded to multiples of the power of two that is next below 10^-digits: bits that say
    nothing are zero and cost nothing under way. With five the page's traces are a fifth smaller.
    """
    if digits is not None:
        document = _with_vectors(document, lambda rows: _binary(rows, digits))
    tensors = {f"layers.{n}.{id}": array for n, layer in enumerate(document["layers"]) for id, array in layer["nodes"].items()}
    rest = {**document, "layers": [{"direction": layer["direction"]} for layer in document["layers"]]}
    return save(tensors, metadata={"trace": to_json(rest).decode()})


def explain_document(model: Model, tokens: Sequence[Token] | None, t: int, layer: int, found: Explanation) -> Document:
    """The answer to /api/explain."""
    node = found.node
    return {
        "model": model.name, "cell": model.network.cell.name, "t": t, "layer": layer, "node": node.id, "unit": found.unit,
        "op": node.op, "formula": formula(node), "token": None if tokens is None else token_document(tokens[t]),
        "parts": [_part(part) for part in found.parts],
        "bias": None if found.bias is None else {"name": node.bias, "value": found.bias},
        "net": found.net, "value": found.value, "residual": found.residual,
    }  # fmt: skip


def _part(part: Part) -> Document:
    products = part.products
    terms = [
        {"unit": part.units[n], "weight": part.weights[n], "value": part.values[n], "product": products[n]} for n in part.order
    ]
    return {"node": part.node, "weight": part.weight, "sum": part.sum, "terms": terms}


def ledger_document(
    model: Model, tokens: Sequence[Token] | None, t: int, layer: int,
    found: Ledger, unit: int | None, lives: Sequence[int | None] | None,
) -> Document:  # fmt: skip
    """The answer to /api/ledger."""
    how, (start, *steps) = found.writing, found.along.tolist()
    one = None if unit is None else {
        "unit": unit, "value": found.memory[unit], "start": found.start[unit],
        "steps": np.ascontiguousarray(found.shares[:, unit]), "half_lives": lives,
    }  # fmt: skip
    return {
        "model": model.name, "cell": model.network.cell.name, "t": t, "layer": layer,
        "tokens": [token_document(token) for token in tokens or ()],
        "memory": how.memory, "keep": how.keep, "write": how.write,
        "norm": found.norm, "along": {"start": start, "steps": steps}, "unit": one,
    }  # fmt: skip


def control_document(model: Model, at: int, seed: int, found: Control) -> Document:
    """The answer to /api/control."""
    without, own, *drawn = [
        {"probability": None, "log_odds": None, "value": measure} if found.probabilities is None
        else {"probability": found.probabilities[n], "log_odds": measure, "value": None}
        for n, measure in enumerate(found.measures)
    ]  # fmt: skip
    return {
        "model": model.name, "cell": model.network.cell.name, "at": at, "seed": seed,
        "id": found.id, "text": None if found.id is None else model.sayings[found.id], "without": without, "held": own,
        "draws": [{"units": units, **said} for units, said in zip(found.units, drawn, strict=True)],
        "as_much": found.as_much if drawn else None,
    }  # fmt: skip


def scan_head(
    model: Model, read: Sequence[Sequence[Token] | None], found: Pair, layer: int, units: str, nodes: Sequence[str], steps: range
) -> Document:
    """The first line of the answer to /api/scan."""
    tokens, source_tokens = ([token_document(token) for token in one or ()] for one in read)
    own, source = (
        {"id": id, "text": None if id is None else model.sayings[id], "measure": measure}
        for id, measure in zip(found.answers or (None, None), found.ends, strict=True)
    )
    return {
        "model": model.name, "cell": model.network.cell.name, "layer": layer, "at": len(found.own) - 1, "units": units,
        "nodes": nodes, "steps": list(steps), "tokens": tokens, "source_tokens": source_tokens,
        "own": own, "source": source, "total": len(nodes) * len(steps),
    }  # fmt: skip


def scan_line(t: int, node: str, moved: Array, each: bool) -> Document:
    """One of the others."""
    return {"t": t, "node": node, "moved": moved.astype(np.float32) if each else float(moved[0])}


def gradient_document(
    model: Model, tokens: Sequence[Token] | None, trace: Trace, t: int, question: Question, ids: Sequence[str],
    found: Gradient, shared: Attribution | None, checked: Check | None,
) -> Document:  # fmt: skip
    """The answer to /api/gradient, arrays still arrays, in the form of a trace."""
    said = (model.sayings[question.target], trace.probabilities[t, question.target]) if question.likely else (None, None)
    return {
        "model": model.name, "cell": model.network.cell.name, "t": t,
        "tokens": [token_document(token) for token in tokens or ()],
        "target": {"id": question.target, "text": said[0], "probability": said[1]}, "value": found.value,
        "layers": [{"direction": "forward", "nodes": _vectors(layer, ids)} for layer in found.layers],
        "norms": {"nodes": found.norms, "together": found.together},
        "attribution": None if shared is None else {
            "gradient_input": shared.gradient_input, "integrated": shared.integrated,
            "whole": shared.whole, "gap": shared.gap, "relative": shared.relative, "points": shared.points,
        },
        "check": None if checked is None else {
            **asdict(checked.place), "gradient": checked.gradient, "difference": checked.difference, "gap": checked.gap,
        },
    }  # fmt: skip


def decode_document(
    model: Model, tokens: Sequence[Token] | None, t: int, layer: int, node: str, found: Decoded, top: int
) -> Document:
    """The answer to /api/decode."""
    return {
        "model": model.name, "cell": model.network.cell.name, "t": t, "layer": layer, "node": node,
        "token": None if tokens is None else token_document(tokens[t]),
        "stretch": found.stretch, "prediction": _prediction(model, found.output, top),
    }  # fmt: skip


def cell_document(cell: Cell) -> Document:
    """A cell's graph, as the API tells it."""
    kinds = scales(cell)
    return {
        "name": cell.name,
        "nodes": [
            {
                "id": n.id, "op": n.op, "inputs": list(n.inputs), "weights": dict(n.weights), "bias": n.bias,
                "learned": n.learned, "gate": n.gate, "formula": formula(n), "line": cell.lines[n.id] if n.computed else None,
                "scale": kinds[n.id],
            }
            for n in cell.nodes
        ],
        "carry": dict(cell.carry),
        "memory": memory(cell),
        "rows": list(ROWS[cell.name]),
        "source": cell.source,
    }  # fmt: skip


def token_document(token: Token) -> Document:
    return {"id": token.id, "text": token.text, "known": token.known, "start": token.start, "end": token.end}


def _vectors(layer: Mapping[str, Array], ids: Sequence[str]) -> Document:
    return {id: np.ascontiguousarray(layer[id], dtype=np.float32) for id in ids}


def _with_vectors(document: Document, change: Callable[[Array], Array | orjson.Fragment]) -> Document:
    layers = [{**layer, "nodes": {id: change(array) for id, array in layer["nodes"].items()}} for layer in document["layers"]]
    return {**document, "layers": layers}


def _decimals(rows: Array, digits: int) -> Array | orjson.Fragment:
    """(T, H) numbers as JSON already, where the table of decimals has them."""
    rounded = _rounded(rows, digits)
    text = as_json(rounded, digits)
    return rounded if text is None else orjson.Fragment(text)


def _rounded(array: Array, digits: int) -> Array:
    return np.round(array.astype(np.float64), digits).astype(np.float32)


def _binary(array: Array, digits: int) -> Array:
    one = 2.0 ** math.ceil(digits * math.log2(10))
    return (np.rint(array.astype(np.float64) * one) / one).astype(np.float32)  # float32 would overflow on the way


def _state(state: State) -> list[Document]:
    return [{node: np.ascontiguousarray(vector) for node, vector in layer.items()} for layer in state]


def _likely(model: Model, ids: Sequence[int], probabilities: Sequence[float]) -> list[Document]:
    sayings = model.sayings
    return [{"id": id, "text": sayings[id], "probability": p} for id, p in zip(ids, probabilities, strict=True)]


def _prediction(model: Model, output: Array, top: int) -> Document:
    """Of one step."""
    if model.answer == "value":
        return {"value": output.tolist()}
    best, probabilities = top_of(softmax(output), top)
    return {"top": _likely(model, best.tolist(), probabilities.tolist())}


def _predictions(model: Model, tokens: Sequence[Token] | None, trace: Trace, top: int) -> list[Document]:
    if model.answer == "value":
        return [{"value": row} for row in trace.output.tolist()]
    ids, probabilities = trace.top(top)
    tops = [_likely(model, best, likely) for best, likely in zip(ids.tolist(), probabilities.tolist(), strict=True)]
    came = _actual(tokens, trace) if tokens and model.answer == "next_token" else [None] * (len(tops) - 1)
    return [{"top": best, "actual": actual} for best, actual in zip(tops, [*came, None], strict=True)]


def _actual(tokens: Sequence[Token], trace: Trace) -> Sequence[Document | None]:
    """What was thought of the tokens that came."""
    p, rank = trace.actual([token.id for token in tokens])
    return [
        {"id": token.id, "text": token.text, "probability": p, "rank": rank}
        for token, p, rank in zip(tokens[1:], p.tolist(), rank.tolist(), strict=True)
    ]
