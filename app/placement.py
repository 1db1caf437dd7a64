"""static/diagrams/<cell>.json as typed values: where a cell's boxes, strips, labels and wires are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from app.assets import STATIC


@dataclass(frozen=True)
class Rect:
    x: float
    y: float
    width: float
    height: float
    r: float


@dataclass(frozen=True)
class Circle:
    x: float
    y: float
    r: float


@dataclass(frozen=True)
class Box:
    """A layer (a rectangle) or a pointwise operation (an ellipse), by its centre and half its size."""

    kind: Literal["layer", "op"]
    sign: str
    x: float
    y: float
    rx: float
    ry: float


@dataclass(frozen=True)
class Strip:
    """Where a vector rests on its wire: from (x, y), its middle line, ``length`` to the right or down."""

    along: Literal["x", "y"]
    x: float
    y: float
    length: float


@dataclass(frozen=True)
class Label:
    node: str
    x: float
    y: float
    anchor: Literal["start", "middle", "end"]
    small: bool = False


@dataclass(frozen=True)
class Wire:
    """A stretch of line.

    Attributes:
        carries: the vectors that run along it.
        edges: the edges of the graph that it is part of, ``source>target``; the target is a node, the next step's
            input (``h>h_prev``) or ``out``, the way to the answer.
        d: a path of M, H, V and Q.
        head: an arrowhead at its end.
        bridge: where it is interrupted to let another wire through.
        width: how thick it is.
    """

    carries: tuple[str, ...]
    edges: tuple[str, ...]
    d: str
    head: bool = False
    bridge: tuple[float, float] | None = None
    width: float = 4


@dataclass(frozen=True)
class Placement:
    """The whole figure.

    Attributes:
        pitch: from one step of the chain to the next. What is carried rests there before it becomes the next step's input.
        past, future: the folded neighbours; through: the heights of their lines.
    """

    width: float
    height: float
    pitch: float
    body: Rect
    past: Rect
    future: Rect
    through: tuple[float, ...]
    circles: Mapping[str, Circle]
    boxes: Mapping[str, Box]
    strips: Mapping[str, Strip]
    labels: tuple[Label, ...]
    wires: Mapping[str, Wire]

    def leaving(self, carry: Mapping[str, str]) -> dict[str, Strip]:
        """Where what is carried rests when the step is done: a pitch from where the next step finds it."""
        return {node: replace(self.strips[key], x=self.strips[key].x + self.pitch) for key, node in carry.items()}

    def level(self) -> list[str]:
        """The layers whose vectors stand upright at one height, so that one line goes through all of them."""
        upright = [node for node, box in self.boxes.items() if box.kind == "layer" and self.strips[node].along == "y"]
        heights = [self.strips[node].y for node in upright]
        return [
            node
            for node, y in zip(upright, heights, strict=True)
            if heights.count(y) > 1 and y == max(heights, key=heights.count)
        ]


@cache
def placement(cell: str) -> Placement:
    """The placement of a kind of cell."""
    data: dict[str, Any] = json.loads((STATIC / "diagrams" / f"{cell}.json").read_text("utf-8"))
    return Placement(
        data["width"],
        data["height"],
        data["pitch"],
        Rect(**data["body"]),
        Rect(**data["past"]),
        Rect(**data["future"]),
        tuple(data["through"]),
        {name: Circle(**circle) for name, circle in data["circles"].items()},
        {name: Box(**box) for name, box in data["boxes"].items()},
        {name: Strip(**strip) for name, strip in data["strips"].items()},
        tuple(Label(**label) for label in data["labels"]),
        {name: _wire(**wire) for name, wire in data["wires"].items()},
    )


def _wire(carries: list[str], edges: list[str], bridge: list[float] | None = None, **rest: Any) -> Wire:
    return Wire(tuple(carries), tuple(edges), bridge=(bridge[0], bridge[1]) if bridge else None, **rest)
