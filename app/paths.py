"""Paths of M, H, V and Q as the placements write them: their points, their ends, their arrowheads."""

from __future__ import annotations

import math
import re
from itertools import pairwise

from app.svg import number

HEAD = (18.0, 7.5)  # an arrowhead's length and half its width
GAP = 10.0  # half of what a bridge leaves out

Point = tuple[float, float]
_PIECE = re.compile(r"([MHVQ])([^MHVQ]*)")


def walk(d: str) -> list[Point]:
    """The points of a path, control points left out."""
    points: list[Point] = []
    for command, rest in _PIECE.findall(d):
        numbers = [float(n) for n in rest.split()]
        if command == "H":
            points.append((numbers[0], points[-1][1]))
        elif command == "V":
            points.append((points[-1][0], numbers[0]))
        else:
            points.append((numbers[-2], numbers[-1]))
    return points


def bridged(d: str, bridge: Point | None) -> str:
    """A path interrupted on the straight piece where another wire crosses it."""
    if bridge is None:
        return d
    x, y = bridge
    pieces = pairwise([(0.0, 0.0), *walk(d)])

    def cut(piece: re.Match[str]) -> str:
        (x0, y0), (x1, y1) = next(pieces)
        gap = math.copysign(GAP, x1 - x0 + y1 - y0)
        if piece[1] == "H" and y == y1 and (x - x0) * (x - x1) < 0:
            return f"H{number(x - gap)}M{number(x + gap)} {number(y)}{piece[0]}"
        if piece[1] == "V" and x == x1 and (y - y0) * (y - y1) < 0:
            return f"V{number(y - gap)}M{number(x)} {number(y + gap)}{piece[0]}"
        return piece[0]

    return _PIECE.sub(cut, d)


def shortened(d: str) -> str:
    """A path that ends where its arrowhead begins to be as wide as the line."""
    x, y, dx, dy = _end(d)
    end = x - dx * HEAD[0] / 2 if dx else y - dy * HEAD[0] / 2
    return re.sub(r"([HV])[\d.]+$", rf"\g<1>{number(end)}", d)


def arrowhead(d: str) -> str:
    """The triangle at the end of a path."""
    x, y, dx, dy = _end(d)
    length, half = HEAD
    back, side = (x - dx * length, y - dy * length), (dy * half, dx * half)
    corners = [(x, y), (back[0] + side[0], back[1] + side[1]), (back[0] - side[0], back[1] - side[1])]
    return "M" + "L".join(f"{number(a)} {number(b)}" for a, b in corners) + "z"


def _end(d: str) -> tuple[float, float, int, int]:
    """Where a path ends and which way it runs there: x, y, dx, dy."""
    (x0, y0), (x, y) = walk(d)[-2:]
    return x, y, (x > x0) - (x < x0), (y > y0) - (y < y0)
