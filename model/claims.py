"""What a card claims of its network at an example, in a form that can be tried on the weights.

    says    t, text, at_least        after step t it gives ``text`` (a word, or the id of a label) such a probability or more
    value   t, value, tolerance      after step t the first of its values is this
    slope   node, unit, token, value, tolerance    a unit changes by this whenever the token is read
    same    t, text, tolerance       after step t it says the same as at the end of another text

Layers are the first one's, steps count from 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from model.errors import WeightsError
from model.library import Model
from model.trace import Trace

Claim = Mapping[str, Any]


def says(t: int, text: str, probability: float) -> dict[str, Any]:
    """A claim of what was measured, with room for another machine's rounding; and so the others."""
    return {"kind": "says", "t": t, "text": text, "at_least": math.floor(100 * max(probability - 0.02, 0)) / 100}


def value(t: int, measured: float) -> dict[str, Any]:
    return {"kind": "value", "t": t, "value": round(measured, 2), "tolerance": 0.01}


def slope(node: str, unit: int, token: str, measured: float) -> dict[str, Any]:
    return {"kind": "slope", "node": node, "unit": unit, "token": token, "value": round(measured, 2), "tolerance": 0.1}


def same(t: int, text: str) -> dict[str, Any]:
    return {"kind": "same", "t": t, "text": text, "tolerance": 1e-9}


@dataclass(frozen=True)
class Reading:
    """An example as the network reads it."""

    model: Model
    tokens: list[str]
    trace: Trace


def read(model: Model, example: Mapping[str, Any]) -> Reading:
    if "inputs" in example:
        return Reading(model, [], model.network.trace(model.from_numbers(example["inputs"])))
    tokens = model.from_text(example["text"])
    return Reading(model, [token.text for token in tokens], model.network.trace(model.network.embed([t.id for t in tokens])))


def _says(reading: Reading, claim: Claim) -> float:
    return float(reading.trace.probabilities[claim["t"], reading.model.sayings.index(claim["text"])])


def _value(reading: Reading, claim: Claim) -> float:
    return float(reading.trace.output[claim["t"], 0])


def _slope(reading: Reading, claim: Claim) -> float:
    """Of the changes at all such steps the one that is farthest from the claim; NaN when there is none."""
    values = reading.trace.node(claim["node"])[:, claim["unit"]]
    changes = np.diff(values, prepend=0.0)[[token == claim["token"] for token in reading.tokens]]
    return float(changes[np.abs(changes - claim["value"]).argmax()]) if len(changes) else math.nan


def _same(reading: Reading, claim: Claim) -> float:
    """How far the two outputs are from each other."""
    other = read(reading.model, {"text": claim["text"]}).trace
    return float(np.abs(reading.trace.output[claim["t"]] - other.output[-1]).max())


def _near(measured: float, claim: Claim) -> bool:
    return bool(abs(measured - claim["value"]) <= claim["tolerance"])


KINDS: dict[str, tuple[Callable[[Reading, Claim], float], Callable[[float, Claim], bool]]] = {
    "says": (_says, lambda measured, claim: bool(measured >= claim["at_least"])),
    "value": (_value, _near),
    "slope": (_slope, _near),
    "same": (_same, lambda measured, claim: bool(measured <= claim["tolerance"])),
}


def holds(model: Model, example: Mapping[str, Any]) -> tuple[bool, float]:
    """Whether an example's claim is true of the network, and what was measured.

    Raises: WeightsError for a claim that cannot be understood.
    """
    claim: Claim = example["claim"]
    try:
        measure, true = KINDS[claim["kind"]]
        measured = measure(read(model, example), claim)
        return true(measured, claim), measured
    except (LookupError, ValueError) as error:
        raise WeightsError(f"a claim of {model.name} cannot be understood: {claim}: {error}") from error
