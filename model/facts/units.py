"""Which units carry the nationality, and how far open their gates are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from model.facts.readout import measure
from model.facts.sentences import Ids, Reading
from model.graph import Array

CARRIES = 0.9  # a unit carries the nationality when that explains so much of its variance


class Unit(NamedTuple):
    """One unit's facts.

    Attributes:
        explained: the share of its variance that the nationality explains at the end of the filler; explained_asked: at the
            question's last word. A unit in which only the second is large was told it at the question.
        gate: the mean over the filler of the gate that keeps it; kept: how much of it that gate leaves of what was there.
        output: the mean output gate over the filler; output_asked: at the question's last word.
    """

    layer: int
    unit: int
    explained: float
    explained_asked: float
    carries: bool
    gate: float | None
    kept: float | None
    output: float | None
    output_asked: float | None


class Group(NamedTuple):
    """Some units together: the means of their gates, None for those that the cell does not have.

    Attributes:
        accuracy: how often a linear read-out of these units alone tells the nationality at the end of the filler. A unit may
            carry no more than a part of it: one that is high for half of the nations and low for the others carries one bit.
    """

    units: int
    accuracy: float
    gate: float | None
    kept: float | None
    output: float | None
    output_asked: float | None


def explained_share(values: Array, group: Ids) -> Array:
    """η² = Σ_k n_k (m_k − m)² / Σ_i (v_i − m)²: the share of each unit's variance that lies between the groups.

    Args:
        values: (N, U), m their mean and m_k that of group k, in which n_k of them are.
        group: (N,) from 0.

    Returns: (U,) in [0, 1]; 0 for a unit that never varies. Of nothing but noise it is (K − 1) / (N − 1), with K groups.
    Reference: Fisher 1925, the correlation ratio.
    """
    v = values.astype(np.float64)
    off = v - v.mean(axis=0)
    member = np.eye(int(group.max()) + 1)[group]
    sums = member.T @ off
    between = (sums * sums / np.maximum(member.sum(axis=0), 1)[:, None]).sum(axis=0)
    total = (off * off).sum(axis=0)
    share: Array = np.divide(between, total, out=np.zeros_like(total), where=total > 1e-12 * len(v))
    return share


def units_of(reading: Reading) -> list[Unit]:
    """Every unit, the first layer's first."""
    explained, asked = (explained_share(v, reading.nation) for v in (reading.before, reading.asked))
    gates = (reading.gate, reading.kept, reading.output, reading.output_asked)
    return [
        Unit(
            n // reading.H, n % reading.H, float(explained[n]), float(asked[n]), bool(explained[n] >= CARRIES),
            *(None if gate is None else float(gate[n]) for gate in gates),
        )
        for n in range(len(explained))
    ]  # fmt: skip


def group_of(reading: Reading, units: Sequence[Unit], carries: bool) -> Group | None:
    """The units that carry, or those that do not, taken together; None where there are none."""
    places = [n for n, unit in enumerate(units) if unit.carries == carries]
    some = [units[n] for n in places]
    if not some:
        return None
    found = measure(reading.before[:, places], reading.nation)

    def mean(values: list[float | None]) -> float | None:
        there = [value for value in values if value is not None]
        return sum(there) / len(there) if there else None

    means = (mean([getattr(unit, name) for unit in some]) for name in ("gate", "kept", "output", "output_asked"))
    return Group(len(some), found.accuracy, *means)
