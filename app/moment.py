"""One moment of a trace: all that a figure or a page shows of it, and in which words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.errors import within
from app.i18n import Translator
from app.notation import letters
from app.strips import Scale, scale_of
from app.svg import number
from model.errors import UnknownNode
from model.graph import Cell
from model.library import Model
from model.scales import memory, scales
from model.tokenizer import Token
from model.trace import Trace, top_of

SHOWN = 5  # next words
MARK = "●"


@dataclass(frozen=True)
class Said:
    """A word, a label or the name of a value, and its probability or the value; ``true`` is the word that really came."""

    text: str
    number: float
    true: bool = False


@dataclass(frozen=True)
class Moment:
    """Step t of one layer of a trace.

    Attributes:
        layer: from 0, of L; x of a higher one is h of the one below.
        stop: the operation that is looked at, or None when the step is complete.
        unit: the unit that is followed through all strips.
        words: the tokens before, at and after this step; None where there is none.
        token: the id of the token of this step, None where numbers are read; known: whether the network knows it.
        reads: the names of the numbers of a step; empty where words are read.
        answer: what the network says, as ``Model.answer``.
        before: what was said one step earlier; None at the first step.
        said: what is said now: the likeliest words or labels, best first, or the values.
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
    token: int | None
    known: bool
    reads: tuple[str, ...]
    answer: str
    before: str | None
    said: tuple[Said, ...]
    vectors: Mapping[str, Sequence[float]]
    scales: Mapping[str, Scale]
    letters: Mapping[str, tuple[str, str]]
    say: Translator

    @property
    def units(self) -> str:
        """How many units the network has, layer by layer."""
        H = len(self.vectors["h"])
        return str(H) if self.L == 1 else f"{self.L} × {H}"

    @property
    def on_top(self) -> bool:
        """Whether the answer is read from this layer."""
        return self.layer == self.L - 1

    def has_units(self, node: str) -> bool:
        """Whether a unit can be followed into a vector: not into an x that is only read through weights."""
        return node != "x" or self.layer > 0 or any("x" in n.inputs for n in self.cell.computed if not n.learned)

    def told(self, said: Said) -> str:
        """The number of what is said, as readers see it."""
        return value(said.number) if self.answer == "value" else self.say.percent(said.number)

    def name(self, node: str) -> str:
        """What a vector is called."""
        below = node == "x" and self.layer > 0
        return self.say("layer.x", below=self.layer) if below else self.say(f"node.{node}.name")


def moment(
    model: Model,
    tokens: Sequence[Token] | None,
    trace: Trace,
    t: int,
    stop: str | None,
    unit: int | None,
    say: Translator,
    layer: int | None = None,
) -> Moment:
    """One step of one layer, the last if none is named; ``tokens`` is None where numbers are read.

    Raises: OutOfRange, UnknownNode.
    """
    cell, T, H, L = model.network.cell, len(trace), model.network.H, model.network.L
    for name, given, most in (("t", t, T), ("unit", unit, H), ("layer", layer, L)):
        if given is not None:
            within(name, given, most)
    layer = L - 1 if layer is None else layer
    stops = [n.id for n in cell.computed]
    if stop is not None and stop not in stops:
        raise UnknownNode(stop, stops)
    words = read(model, tokens, trace)
    said = _said(model, trace, t, say)
    if model.answer == "next_token" and tokens and t + 1 < T:
        said = tuple(replace(one, true=one.text == model.sayings[tokens[t + 1].id]) for one in said)
    earlier = _said(model, trace, t - 1, say)[0] if t else None
    return Moment(
        cell=cell,
        layer=layer,
        L=L,
        t=t,
        T=T,
        stop=stop,
        unit=trace.strongest_unit(t, memory(cell), layer) if unit is None else unit,
        words=(words[t - 1] if t else None, words[t], words[t + 1] if t + 1 < T else None),
        token=tokens[t].id if tokens else None,
        known=tokens[t].known if tokens else True,
        reads=() if tokens else tuple(one[say.language] for one in model.card["inputs"]),
        answer=model.answer,
        before=None if earlier is None else value(earlier.number) if model.answer == "value" else earlier.text,
        said=said,
        vectors={n.id: trace.layers[layer][n.id][t].tolist() for n in cell.nodes},
        scales=_scales(model, trace, layer),
        letters=letters(layer),
        say=replace(say, cell=cell.name, kinds=kinds(model)),
    )


def read(model: Model, tokens: Sequence[Token] | None, trace: Trace) -> list[str]:
    """What is read at each step, as it is written below x: the word, or the numbers, a marker as a dot where it is set."""
    if tokens is not None:
        return [token.text for token in tokens]
    marks = [one["id"] == "marker" for one in model.card["inputs"]]
    rows = trace.layers[0]["x"].tolist()
    return [" ".join(MARK if mark else _told(v) for v, mark in zip(row, marks, strict=True) if v or not mark) for row in rows]


def _told(given: float) -> str:
    """A number that is read: at most two decimals, never −0."""
    return number(round(given, 2) + 0.0).replace("-", "−")


def kinds(model: Model) -> tuple[str, ...]:
    """What the model reads and says that does not go from word to word, for its own words: see ``words_for``."""
    character = model.tokenizer is not None and model.tokenizer.kind == "character"
    read = ("steps", "character") if character else () if model.tokenizer else ("steps", "series")
    marks = ("marks",) if any(one["id"] == "marker" for one in model.card.get("inputs", ())) else ()
    each = ("each",) if model.card["answer"].get("asked") == "each" else ()
    return (*read, *marks, *(() if model.answer == "next_token" else (model.answer,)), *each)


def value(given: float) -> str:
    """A number that a network says."""
    return f"{given:.2f}".replace("-", "−")


def _said(model: Model, trace: Trace, t: int, say: Translator) -> tuple[Said, ...]:
    """What is said after step t, in the reader's language."""
    told = model.card["answer"]
    if model.answer == "value":
        return tuple(Said(name[say.language], v) for name, v in zip(told["names"], trace.output[t].tolist(), strict=True))
    texts = [label[say.language] for label in told["labels"]] if model.answer == "class" else model.sayings
    best, probabilities = (rows[0].tolist() for rows in top_of(trace.probabilities[t : t + 1], SHOWN))
    return tuple(Said(texts[id], p) for id, p in zip(best, probabilities, strict=True))


def _scales(model: Model, trace: Trace, layer: int) -> dict[str, Scale]:
    """How each vector is drawn: the same in every layer, but for x, which is h of the layer below."""
    kinds = scales(model.network.cell)
    if layer:
        kinds["x"] = kinds["h"]
    full = {n.id: trace.largest(n.id) for n in model.network.cell.computed if n.id in kinds.values()}
    full["x"] = model.network.largest_embedded
    return {id: scale_of(kind, full.get(kind, 1.0)) for id, kind in kinds.items()}
