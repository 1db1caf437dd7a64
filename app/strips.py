"""Values as ink and colour: how a vector looks when it rests on a wire.

Gates are ink: a black bar from the plate's edge, its length the share let through. Signals are colour: a bar from
the middle line, orange to one side for negative, blue to the other for positive, over a tint of the whole cell.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from app.placement import Strip
from app.svg import Color, add, number
from model.scales import BOUNDED, GATE

THICKNESS = 14
TINT = 0.55  # opacity of a cell's tint at full value
LEVELS = 4  # of tint, for each sign: the bar tells the value, and few shapes, always the same, cost less than many cells
SIGNS = {-1: "negative", 1: "positive"}
RANGES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True)
class Scale:
    """From a value to −1…1 (0…1 for a gate).

    Attributes:
        largest: the value drawn at full length.
        logarithmic: sign(v) · ln(1 + |v|) / ln(1 + largest), for vectors without bound, whose values differ by magnitudes.
        gate: drawn as ink.
    """

    largest: float = 1.0
    logarithmic: bool = False
    gate: bool = False

    def __call__(self, value: float) -> float:
        if self.logarithmic:
            share = math.copysign(math.log1p(abs(value)) / math.log1p(self.largest), value)
        else:
            share = value / self.largest
        return max(-1.0, min(1.0, share))


def scale_of(kind: str, largest: float) -> Scale:
    """The scale of a kind of vector, as ``model.scales`` names them, the same over a whole sentence.

    Args:
        largest: the largest |v| there is: of the embedding for x, of the sentence for what has no bound.
    """
    if kind in (GATE, BOUNDED):
        return Scale(gate=kind == GATE)
    if kind == "x":
        return Scale(largest or 1.0)
    return Scale(next((m for m in RANGES if largest <= m), largest), logarithmic=True)


def grouped(values: Sequence[float], room: float) -> tuple[list[float], float, int]:
    """What fits on a strip of ``room``: the values drawn, the length of each cell, and how many units a cell stands for.

    Few units share half the room, up to 32 get 3 each, more share the room, in half units while two or more are left for
    each; a cell that would be thinner than 1 stands for several units and shows the one with the largest |v|, never the mean.
    """
    H = len(values)
    size = 1 if room >= H else math.ceil(H / room)
    drawn = [max(values[n : n + size], key=abs) for n in range(0, H, size)]
    pitch = min(max(3.0, room / 2 / H), room / len(drawn))
    return drawn, math.floor(2 * pitch) / 2 if pitch >= 2 else pitch, size


@dataclass(frozen=True)
class _Cells:
    """Along a strip: whether it runs from above, where they begin and the last one ends."""

    upright: bool
    edges: list[float]

    def across(self, edge: float, *ends: float) -> list[str]:
        """Points at one place along the strip."""
        along = number(edge)
        return [f"{number(end)} {along}" if self.upright else f"{along} {number(end)}" for end in ends]


def draw(parent: Element, color: Color, place: Strip, values: Sequence[float], scale: Scale) -> Element:
    """A strip on its plate; returns its group. Unit 0 lies at the left or at the top."""
    drawn, pitch, _ = grouped(values, place.length)
    start = strip_start(place, values)
    group = add(parent, "g", transform=f"translate({number(place.x)} {number(place.y)})")
    plate = (start - 1.5, -THICKNESS / 2 - 1.5, pitch * len(drawn) + 3, THICKNESS + 3)
    _rect(group, place, plate, fill=color("plate"), stroke=color("ink"), stroke_width=1, rx=2)
    shares = [scale(value) for value in drawn]
    cells = _Cells(place.along == "y", [start + n * pitch for n in range(len(drawn) + 1)])
    upward = 1 if cells.upright else -1  # or to the right
    if scale.gate:  # from the left edge, or from the lower one
        _shape(group, cells, -upward * THICKNESS / 2, [upward * _bar(share * THICKNESS) for share in shares], fill=color("ink"))
        return group
    for sign, name in SIGNS.items():
        for level in range(1, LEVELS + 1):
            tinted = [math.floor(share * sign * LEVELS + 0.5) == level for share in shares]
            _tint(group, cells, tinted, fill=color(name), fill_opacity=TINT * level / LEVELS)
    for sign, name in SIGNS.items():
        bars = [sign * upward * _bar(share * sign * THICKNESS / 2) for share in shares]
        _shape(group, cells, 0.0, bars, fill=color(name))
    return group


def strip_start(place: Strip, values: Sequence[float]) -> float:
    """Where the first cell begins along the strip: short vectors lie in the middle."""
    drawn, pitch, _ = grouped(values, place.length)
    return (place.length - pitch * len(drawn)) / 2


def unit_box(place: Strip, values: Sequence[float], unit: int) -> tuple[float, float, float, float]:
    """x, y, width, height of one unit's cell on the figure, a little larger than the plate."""
    _, pitch, size = grouped(values, place.length)
    at, half = strip_start(place, values) + unit // size * pitch, THICKNESS / 2 + 4
    if place.along == "x":
        return place.x + at, place.y - half, pitch, 2 * half
    return place.x - half, place.y + at, 2 * half, pitch


Bar = tuple[float, float, float, float]  # place along the strip, place across, length along, length across


def _turned(place: Strip, bar: Bar) -> Bar:
    """x, y, width, height of a bar."""
    along, across, length, thickness = bar
    return bar if place.along == "x" else (across, along, thickness, length)


def _rect(parent: Element, place: Strip, bar: Bar, **attributes: object) -> None:
    x, y, width, height = _turned(place, bar)
    add(parent, "rect", x=x, y=y, width=width, height=height, **attributes)


def _bar(length: float) -> float:
    """Nothing that could be seen is left out."""
    return length if length > 0.05 else 0.0


def _shape(parent: Element, cells: _Cells, base: float, lengths: Sequence[float], **attributes: object) -> None:
    """What stands on the cells as one shape: the line along the ends, ``lengths`` from ``base``, which closes along the base.

    A polygon, because a browser styles an element anew whose path has changed, and only lays out anew one whose points have.
    """
    points = []
    at = 0.0
    for edge, length in zip(cells.edges, [*lengths, 0.0], strict=True):
        if length or at:
            points += cells.across(edge, base + at, base + length)
            at = length
    add(parent, "polygon", points=",".join(points), **attributes)


def _tint(parent: Element, cells: _Cells, tinted: Sequence[bool], **attributes: object) -> None:
    """The cells of one level, those that lie together as one."""
    points = []
    before = False
    for edge, here in zip(cells.edges, [*tinted, False], strict=True):
        if here != before:
            turn = 1 if before else -1  # one ends, or the other begins
            points += cells.across(edge, turn * THICKNESS / 2, -turn * THICKNESS / 2)
            before = here
    add(parent, "polygon", points=",".join(points), **attributes)
