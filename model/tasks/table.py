"""Figures as they are printed."""

from __future__ import annotations

from typing import NamedTuple


class Table(NamedTuple):
    """A line of heads, and rows of as many texts or fewer."""

    heads: tuple[str, ...]
    rows: list[tuple[str, ...]]
