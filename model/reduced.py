"""Many numbers as one."""

from __future__ import annotations

from collections.abc import Sequence


def reduced(values: Sequence[float], how: str, bound: str = "") -> float | None:
    """The first value for an empty ``how``; their ``mean``, ``min``, ``max``; the share ``above`` or ``below`` a bound.

    None when there is no such way. Raises: ValueError when the bound is no number.
    """
    if how in ("above", "below"):
        limit = float(bound)
        return sum(value > limit if how == "above" else value < limit for value in values) / len(values)
    ways = {"": values[0], "mean": sum(values) / len(values), "min": min(values), "max": max(values)}
    return ways.get(how)
