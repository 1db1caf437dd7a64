"""One moment of a trace: all that a figure or a page shows of it, and in which words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.errors import OutOfRange
from app.i18n import Translator
from app.notation import letters
from app.strips import Scale, scale_of
from model.errors import UnknownNode
from model.graph import Cell
from model.library import Model
from model.scales import memory, scales
from model.tokenizer import Token
from model.trace import Trace


@dataclass(frozen=True)
class Likely:
    word: str
    probability: float
    true: bool


@dataclass(frozen=True)
class Moment:
    """Step t of one layer of a trace.

    Attributes:
        layer: from 0, of L; x of a higher one is h of the one below.
        stop: the operation that is looked at, or None when the step is complete.
        unit: the unit that is followed through all strips.
        words: the tokens before, at and after this step; None where there is none.
        token: the id of the token of this step; known: whether the network knows it.
        before: the word that was thought most likely one step earlier; None at the first step.
        likely: the most likely next words, best first.
        vectors: node id → its values at this step, inputs included, in the order of computation.
        scales: node id → how its values are drawn.
        letters: node id → how it is written, letter and index.
    """

    cell: Cell
    layer: int
    L: int
    t: int
    T: int
    stop: str | None
    unit: int
    words: tuple[str | None, str, str | None]
    token: int
    known: bool
    before: str | None
    likely: tuple[Likely, ...]
    vectors: Mapping[str, Sequence[float]]
    scales: Mapping[str, Scale]
    letters: Mapping[str, tuple[str, str]]
    say: Translator

    @property
    def on_top(self) -> bool:
        """Whether the answer is read from this layer."""
        return self.layer == self.L - 1

    def has_units(self, node: str) -> bool:
        """Whether a unit can be followed into a vector: not into an x that is only read through weights."""
        return node != "x" or self.layer > 0 or any("x" in n.inputs for n in self.cell.computed if not n.learned)

    def name(self, node: str) -> str:
        """What a vector is called."""
        below = node == "x" and self.layer > 0
        return self.say("layer.x", below=self.layer) if below else self.say(f"node.{node}.name")


def moment(
    model: Model,
    tokens: Sequence[Token],
    trace: Trace,
    t: int,
    stop: str | None,
    unit: int | None,
    say: Translator,
    layer: int | None = None,
) -> Moment:
    """One step of one layer, the last if none is named. Raises: OutOfRange, UnknownNode."""
    cell, T, H, L = model.network.cell, len(tokens), model.network.H, model.network.L
    for name, value, most in (("t", t, T), ("unit", unit, H), ("layer", layer, L)):
        if value is not None and not 0 <= value < most:
            raise OutOfRange(name, value, most - 1)
    layer = L - 1 if layer is None else layer
    stops = [n.id for n in cell.computed]
    if stop is not None and stop not in stops:
        raise UnknownNode(stop, stops)
    following = tokens[t + 1] if t + 1 < T else None
    best, probabilities = (rows[t].tolist() for rows in trace.top(5))
    words = model.words.words
    return Moment(
        cell=cell,
        layer=layer,
        L=L,
        t=t,
        T=T,
        stop=stop,
        unit=trace.strongest_unit(t, memory(cell), layer) if unit is None else unit,
        words=(tokens[t - 1].text if t else None, tokens[t].text, following.text if following else None),
        token=tokens[t].id,
        known=tokens[t].known,
        before=words[int(trace.top(1)[0][t - 1, 0])] if t else None,
        likely=tuple(
            Likely(words[id], p, following is not None and id == following.id) for id, p in zip(best, probabilities, strict=True)
        ),
        vectors={n.id: trace.layers[layer][n.id][t].tolist() for n in cell.nodes},
        scales=_scales(model, trace, layer),
        letters=letters(layer),
        say=replace(say, cell=cell.name),
    )


def _scales(model: Model, trace: Trace, layer: int) -> dict[str, Scale]:
    """How each vector is drawn: the same in every layer, but for x, which is h of the layer below."""
    kinds = scales(model.network.cell)
    if layer:
        kinds["x"] = kinds["h"]
    full = {n.id: trace.largest(n.id) for n in model.network.cell.computed if n.id in kinds.values()}
    full["x"] = model.network.largest_embedded
    return {id: scale_of(kind, full.get(kind, 1.0)) for id, kind in kinds.items()}
