"""How far the shapes of a strip reach."""

from __future__ import annotations

from itertools import pairwise
from xml.etree.ElementTree import Element


def reach(shape: Element, along: float, base: float, upright: bool = True) -> float:
    """The end across the strip of what stands at a place along it: ``base`` where nothing stands."""
    points = [tuple(map(float, pair.split())) for pair in shape.get("points", "").split(",") if pair]
    if upright:
        points = [(y, x) for x, y in points]
    return next((end for (start, end), (stop, _) in pairwise(points) if start < along < stop), base)
