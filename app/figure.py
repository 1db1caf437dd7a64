"""The cell at one moment as SVG: placement + vectors → picture, for /figure.svg and for pages without JavaScript.

What is looked at (``stop``) decides how strongly everything is drawn: what the operation reads and makes in full,
what is there already at half strength, what does not exist yet only as a shadow and without numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element

from app import strips
from app.moment import Moment
from app.notation import spell
from app.paths import arrowhead, bridged, shortened
from app.placement import Box, Circle, Label, Placement, Rect, Strip, Wire, placement
from app.svg import Color, add, clean, fit, number, serialise
from model.tokenizer import UNKNOWN

FONT = 'system-ui, "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif'
MATHS = '"DejaVu Sans", "Bitstream Vera Sans", Verdana, "Noto Sans CJK SC", sans-serif'
NAMED = frozenset("figochrzn")  # nodes with a colour for their name
SIGNS = {
    "×": "M-5.5 -5.5L5.5 5.5M-5.5 5.5L5.5 -5.5",
    "+": "M-5.5 0H5.5M0 -5.5V5.5",
    "÷": "M-5.5 0H5.5M-0.3 -4.5H0.3M-0.3 4.5H0.3",
}
Strength = Literal["full", "there", "later"]
ORDER: tuple[Strength, ...] = ("full", "there", "later")
WIRE_OPACITY: dict[Strength, float | None] = {"full": None, "there": 0.45, "later": 0.13}
BOX_OPACITY: dict[Strength, float | None] = {"full": None, "there": 0.6, "later": 0.25}


def draw(moment: Moment, color: Color, alone: bool = True, blank: bool = False) -> str:
    """The figure as text; ``alone`` for a file of its own, with a background and a namespace; ``blank`` with numbers to be
    filled in where the vectors have their names.
    """
    return serialise(_Drawing(moment, placement(moment.cell.name), color, blank).draw(alone))


def blanks(cell: str) -> list[str]:
    """The vectors whose names a blank figure leaves out, in the order of their numbers, from 1."""
    return list(dict.fromkeys(label.node for label in placement(cell).labels))


@dataclass
class _Drawing:
    moment: Moment
    place: Placement
    color: Color
    blank: bool = False

    def draw(self, alone: bool) -> Element:
        m, place = self.moment, self.place
        size = {"viewBox": f"0 0 {number(place.width)} {number(place.height)}", "role": "img", "class": "figure"}
        if alone:
            size |= {"xmlns": "http://www.w3.org/2000/svg", "width": number(place.width), "height": number(place.height)}
        root = Element("svg", {**size, "aria-labelledby": "figure-title figure-desc", "font-family": FONT})
        add(root, "title", m.say("figure.title", cell=self._cell(), word=m.words[1], t=m.t + 1, T=m.T), id="figure-title")
        add(root, "desc", self._description(), id="figure-desc")
        if alone:
            add(root, "rect", width=place.width, height=place.height, fill=self.color("page"))
        self._past(root)
        if m.words[2] is not None:
            self._neighbour(root, place.future, (m.words[2], "?"), "3 3", 0.55)
        self._rect(root, place.body, fill=self.color("body"), stroke=self.color("body-outline"), stroke_width=4)
        for name, wire in sorted(place.wires.items(), key=lambda item: item[1].bridge is None):
            self._wire(root, name, wire)
        for node, box in place.boxes.items():
            self._box(root, node, box)
        for node, strip in place.strips.items():
            self._strip(root, node, strip)
        for node, strip in self._leaving().items():
            self._drawn(root, node, strip).set("data-leaving", node)
        self._selection(root)
        self._labels(root)
        self._token(root, place.circles["x"])
        self._answer(root, place.circles["h"])
        return root

    # How strongly

    def _strength(self, node: str) -> Strength:
        """Of the operation that makes ``node``: being done, done, or still to come."""
        order = [n.id for n in self.moment.cell.computed]
        if self.moment.stop is None:
            return "full"
        stop, at = order.index(self.moment.stop), order.index(node) if node in order else len(order)
        return "full" if at == stop else "there" if at < stop else "later"

    def _edge_strength(self, edge: str) -> Strength:
        """A wire is as strong as what is read or made along it: an edge into the operation, or out of it."""
        source, _, target = edge.partition(">")
        ends = [self._strength(target)]
        if self.moment.cell.node(source).computed:
            ends.append(self._strength(source))
        return min(ends, key=ORDER.index)

    def _node_strength(self, node: str) -> Strength:
        """Of a vector: read or made right now, there, or not there yet."""
        stop = self.moment.stop
        if stop is None or node in (stop, *self.moment.cell.node(stop).inputs):
            return "full"
        return self._strength(node) if self.moment.cell.node(node).computed else "there"

    # The parts

    def _past(self, root: Element) -> None:
        """The step before, or what stands in its place at the first."""
        word, said, rect = self.moment.words[0], self.moment.before, self.place.past
        if word is not None and said is not None:
            self._neighbour(root, rect, (word, said if self.moment.on_top else self.moment.letters["h"][0]))
            return
        style = {"font_size": 13, "fill": self.color("muted")}
        carried = sorted(self.moment.cell.carry, key=lambda k: self.place.strips[k].y)
        lines = [self.moment.say("figure.start"), *(f"{self.moment.letters[k][0]}₀ = 0" for k in carried)]
        for n, line in enumerate(lines):
            add(root, "text", line, x=rect.x + 4, y=self.place.through[0] + 36 + 20 * n, **style)

    def _neighbour(
        self, root: Element, rect: Rect, words: tuple[str, str], dash: str | None = None, opacity: float | None = None
    ) -> None:
        """A folded step: the token it reads below, the word it says above."""
        whole = add(root, "g", data_neighbour="future" if dash else "past")
        group = add(whole, "g", opacity=opacity)
        x, lower, upper = rect.x + rect.width / 2, self.place.circles["x"], self.place.circles["h"]
        line = {"stroke": self.color("through"), "stroke_width": 4}
        add(group, "path", d=f"M{number(x)} {number(rect.y)}V{number(upper.y)}", **line)
        add(group, "path", d=f"M{number(x)} {number(rect.y + rect.height)}V{number(lower.y)}", **line)
        self._rect(group, rect, fill=self.color("folded"), stroke=self.color("body-outline"), stroke_width=3)
        for y in self.place.through:
            add(group, "path", d=f"M{number(rect.x + 2)} {number(y)}H{number(rect.x + rect.width - 2)}", **line)
        middle = rect.y + rect.height / 2 + 23
        add(group, "text", "A", x=x, y=middle, font_size=64, text_anchor="middle", fill=self.color("text"))
        self._circle(whole, Circle(x, lower.y, lower.r), words[0], self._read(), dash)
        self._circle(whole, Circle(x, upper.y, upper.r), words[1], "h-circle", dash)
        said = self.moment.say("figure.future" if dash else "figure.past", word=words[0], said=self.moment.before)
        add(whole, "title", said)

    def _rect(self, parent: Element, r: Rect, **attributes: object) -> None:
        add(parent, "rect", x=r.x, y=r.y, width=r.width, height=r.height, rx=r.r, **attributes)

    def _circle(self, parent: Element, c: Circle, word: str, fill: str, dash: str | None = None) -> Element:
        """A circle with a word in it; returns the text."""
        outline = {"stroke": self.color("wire"), "stroke_width": 2, "stroke_dasharray": dash}
        add(parent, "circle", cx=c.x, cy=c.y, r=c.r, fill=self.color(fill), **outline)
        shown, size = fit(clean(word), 2 * c.r - 6, 13, 9)
        place = {"x": c.x, "y": c.y + 0.36 * size, "font_size": round(size, 1), "text_anchor": "middle"}
        return add(parent, "text", shown, **place, fill=self.color("sign"))

    def _read(self) -> str:
        """The colour of what is read: a word, or h of the layer below."""
        return "h-circle" if self.moment.layer else "x-circle"

    def _token(self, root: Element, circle: Circle) -> None:
        """What is read now; a word that the network does not know is crossed out and stands for <unk>."""
        known = self.moment.known
        group = add(root, "g", data_token="" if self.moment.token is None else self.moment.token)
        text = self._circle(group, circle, self.moment.words[1], self._read(), None if known else "2 3")
        if not known:
            text.set("text-decoration", "line-through")
            style = {"font_size": 11, "fill": self.color("muted"), "class": "label"}
            add(group, "text", UNKNOWN, x=circle.x + circle.r + 8, y=circle.y - 12, **style)

    def _wire(self, root: Element, name: str, wire: Wire) -> None:
        strength = min((self._edge_strength(edge) for edge in wire.edges), key=ORDER.index)
        group = add(root, "g", data_wire=name, opacity=WIRE_OPACITY[strength])
        d = bridged(shortened(wire.d) if wire.head else wire.d, wire.bridge)
        add(group, "path", d=d, fill="none", stroke=self.color("wire"), stroke_width=wire.width)
        if wire.head:
            add(group, "path", d=arrowhead(wire.d), fill=self.color("wire"))

    def _box(self, root: Element, node: str, box: Box) -> None:
        group = add(root, "g", data_node=node, opacity=BOX_OPACITY[self._strength(node)])
        outline = {"stroke": self.color("wire"), "stroke_width": 2}
        if box.kind == "layer":
            shape = {"x": box.x - box.rx, "y": box.y - box.ry, "width": 2 * box.rx, "height": 2 * box.ry}
            add(group, "rect", **shape, fill=self.color("layer"), **outline)
        else:
            add(group, "ellipse", cx=box.x, cy=box.y, rx=box.rx, ry=box.ry, fill=self.color("op"), **outline)
        if box.sign in SIGNS:  # drawn, because fonts do not agree where the middle of these signs is
            pen = {"stroke": self.color("sign"), "stroke_width": 1.8, "stroke_linecap": "round"}
            add(group, "path", d=SIGNS[box.sign], transform=f"translate({number(box.x)} {number(box.y)})", **pen)
            return
        size = 20 if box.sign == "σ" else 17 if box.kind == "layer" else 14
        style = {"font_size": size, "font_family": MATHS, "text_anchor": "middle", "fill": self.color("sign")}
        add(group, "text", box.sign, x=box.x, y=box.y + 0.33 * size, **style)

    def _strip(self, root: Element, node: str, strip: Strip) -> None:
        strength = self._node_strength(node)
        if strength == "later":
            return
        group = self._drawn(root, node, strip)
        group.set("data-strip", node)
        if strength == "there":
            group.set("opacity", "0.6")

    def _drawn(self, root: Element, node: str, strip: Strip) -> Element:
        m, values = self.moment, self.moment.vectors[node]
        group = strips.draw(root, self.color, strip, values, m.scales[node])
        if m.has_units(node):
            said = m.say("figure.strip", name=m.name(node), unit=m.unit, value=f"{values[m.unit]:.3f}")
            add(group, "title", said)
        return group

    def _leaving(self) -> dict[str, Strip]:
        return self.place.leaving(self.moment.cell.carry) if self._done() else {}

    def _done(self) -> bool:
        return self.moment.stop in (None, self.moment.cell.computed[-1].id)

    def _labels(self, root: Element) -> None:
        numbers = {node: str(n) for n, node in enumerate(blanks(self.moment.cell.name), 1)} if self.blank else {}
        for label in self.place.labels:
            if label.node in numbers:
                self._number(root, label, numbers[label.node])
                continue
            size = 12.0 if label.small else 16.0
            style = {"font_size": size, "font_family": MATHS, "text_anchor": label.anchor, "class": "label"}
            style["fill"] = self.color(label.node if label.node in NAMED else "text")
            body = self.place.body
            inside = body.x < label.x < body.x + body.width and body.y < label.y < body.y + body.height
            halo = {"stroke": self.color("body" if inside else "page"), "stroke_width": 4, "paint_order": "stroke"}
            weight, opacity = None if label.small else 700, BOX_OPACITY[self._node_strength(label.node)]
            place = {"x": label.x, "y": label.y, "data_label": label.node}
            text = add(root, "text", "", **place, font_weight=weight, opacity=opacity, **style, **halo)
            spell(text, self.moment.letters[label.node], size)
        m, stem = self.moment, self.place.strips["x"]
        read = " · ".join(m.reads) or m.say("figure.embedding", D=len(m.vectors["x"]))
        note = m.say("layer.below", n=m.layer) if m.layer else read
        style = {"font_size": 11, "fill": self.color("muted"), "class": "label"}
        add(root, "text", note, x=stem.x + 16, y=stem.y + 30, **style)

    def _number(self, root: Element, label: Label, number: str) -> None:
        """In place of a name, a number to be filled in."""
        x = label.x + {"start": 9, "middle": 0, "end": -9}[label.anchor]
        add(root, "circle", cx=x, cy=label.y - 5, r=9, fill=self.color("surface"), stroke=self.color("wire"), stroke_width=1.2)
        style = {"font_size": 12, "text_anchor": "middle", "fill": self.color("text")}
        add(root, "text", number, x=x, y=label.y - 0.7, **style)

    def _selection(self, root: Element) -> None:
        """The selected unit: framed on every strip, and one hairline through the gates, which stand at one height."""
        m, pen = self.moment, {"stroke": self.color("selection"), "fill": "none"}
        boxes = {
            node: strips.unit_box(strip, m.vectors[node], m.unit)
            for node, strip in self.place.strips.items()
            if m.has_units(node) and self._node_strength(node) != "later"
        }
        level = [boxes[node] for node in self.place.level() if node in boxes]
        if level:
            left, y, right = min(box[0] for box in level), level[0][1] + level[0][3] / 2, max(box[0] + box[2] for box in level)
            d = f"M{number(left - 14)} {number(y)}H{number(right + 14)}"
            add(root, "path", d=d, stroke_dasharray="3 3", opacity=0.75, data_frame="level", **pen)
        boxes |= {f"{node}.leaving": strips.unit_box(strip, m.vectors[node], m.unit) for node, strip in self._leaving().items()}
        for name, (x, y, width, height) in boxes.items():
            frame = {"x": x - 0.75, "y": y - 0.75, "width": width + 1.5, "height": height + 1.5}
            add(root, "rect", **frame, rx=1, stroke_width=1.25, data_frame=name, **pen)

    def _answer(self, root: Element, circle: Circle) -> None:
        """h_t, and what is said: the likeliest words or labels, each with its share as a line below it, or the values."""
        m = self.moment
        done = self._done()
        group = add(root, "g", opacity=None if done else BOX_OPACITY["later"])
        text = self._circle(group, circle, "", "h-circle")
        text.set("font-size", "16")
        spell(text, m.letters["h"], 16)
        if not done:
            return
        words = add(root, "g", **{"class": "answer"})
        x, width = circle.x + circle.r + 10, 142
        if not m.on_top:
            add(words, "text", m.say("layer.above", n=m.layer + 2), x=x, y=37, font_size=13, fill=self.color("muted"))
            return
        if m.answer == "value":
            for n, said in enumerate(m.said[:3]):
                shown, size = fit(clean(f"{said.text} {m.told(said)}"), width, 18, 10)
                style = {"font_size": round(size, 1), "font_weight": 700, "fill": self.color("text")}
                add(words, "text", shown, x=x, y=40 + 21 * n, **style)
            return
        for n, said in enumerate(m.said[:3]):
            y, ink = 16 + 21 * n, self.color("text" if n == 0 else "muted")
            style = {"font_weight": 700 if n == 0 else None, "fill": ink}
            shown, size = fit(clean(said.text), width - 52, 14, 10)
            add(words, "text", shown, x=x, y=y, font_size=round(size, 1), **style)
            add(words, "text", m.told(said), x=x + width, y=y, font_size=12, text_anchor="end", **style)
            bar = width * said.number
            if bar >= 1:
                add(words, "rect", x=x, y=y + 5, width=bar, height=3, rx=1.5, fill=self.color("h"))

    def _description(self) -> str:
        """The moment in words: only what exists at this stop."""
        m, best = self.moment, self.moment.said[0]
        parts = [m.say("figure.read", word=m.words[1])]
        if self._done() and m.on_top:
            parts.append(m.say("figure.expects", best=best.text, p=m.told(best)))
        there = [k for k in m.vectors if k != "x" and self._node_strength(k) != "later"]
        values = "; ".join(f"{m.letters[k][0]}({m.letters[k][1] or 't'}) {m.vectors[k][m.unit]:.3f}" for k in there)
        return " ".join([*parts, m.say("figure.values", unit=m.unit, values=values)])

    def _cell(self) -> str:
        """What is drawn: the kind of cell, and where there are several layers, which."""
        m = self.moment
        return m.say("cell.name") if m.L == 1 else m.say("layer.of", cell=m.say("cell.name"), n=m.layer + 1, L=m.L)
