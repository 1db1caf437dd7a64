"""How the benchmarks print what they measured."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def ratio(what: str, slow: Sequence[float], fast: Sequence[float], goal: float | None = None) -> None:
    """One line: how many times less ``fast`` took than ``slow``, round by round."""
    low, middle, high = np.quantile(np.array(slow) / np.array(fast), [0.25, 0.5, 0.75])
    verdict = "" if goal is None else f"; goal ≥ {goal:g}: {'reached' if middle >= goal else 'MISSED'}"
    print(f"  {what:58s} {middle:6.2f} ×  (quartiles {low:.2f} … {high:.2f}{verdict})")


def line(what: str, value: str, goal: float | None = None, more: bool = False) -> None:
    """One figure, and whether it is within its goal: at most, or with ``more`` at least, so much."""
    reached = goal is None or (float(value) >= goal if more else float(value) <= goal)
    verdict = "" if goal is None else f"   goal {'≥' if more else '≤'} {goal:g}: {'reached' if reached else 'MISSED'}"
    print(f"  {what:60s} {value:>6s}{verdict}")
