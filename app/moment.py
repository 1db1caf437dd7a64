"""One moment of a trace: all that a figure or a page shows of it, and in which words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.errors import OutOfRange
from app.i18n import Translator
from model.errors import UnknownNode
from model.graph import Cell
from model.library import Model
from model.tokenizer import Token
from model.trace import Trace


@dataclass(frozen=True)
class Likely:
    word: str
    probability: float
    true: bool


@dataclass(frozen=True)
class Moment:
    """Step t of a trace.

    Attributes:
        stop: the operation that is looked at, or None when the step is complete.
        unit: the unit that is followed through all strips.
        words: the tokens before, at and after this step; None where there is none.
        token: the id of the token of this step; known: whether the network knows it.
        before: the word that was thought most likely one step earlier; None at the first step.
        likely: the most likely next words, best first.
        vectors: node id → its values at this step, inputs included.
        largest_x, largest_c: of the embedding and of this sentence's cell states, for the scales.
    """

    cell: Cell
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
    largest_x: float
    largest_c: float
    say: Translator


def moment(
    model: Model, tokens: Sequence[Token], trace: Trace, t: int, stop: str | None, unit: int | None, say: Translator
) -> Moment:
    """Raises: OutOfRange, UnknownNode."""
    cell, T, H = model.network.cell, len(tokens), model.network.H
    if not 0 <= t < T:
        raise OutOfRange("t", t, T - 1)
    if unit is not None and not 0 <= unit < H:
        raise OutOfRange("unit", unit, H - 1)
    stops = [n.id for n in cell.computed]
    if stop is not None and stop not in stops:
        raise UnknownNode(stop, stops)
    following = tokens[t + 1] if t + 1 < T else None
    best, probabilities = (rows[t].tolist() for rows in trace.top(5))
    words = model.words.words
    return Moment(
        cell=cell,
        t=t,
        T=T,
        stop=stop,
        unit=trace.strongest_unit(t) if unit is None else unit,
        words=(tokens[t - 1].text if t else None, tokens[t].text, following.text if following else None),
        token=tokens[t].id,
        known=tokens[t].known,
        before=words[int(trace.top(1)[0][t - 1, 0])] if t else None,
        likely=tuple(
            Likely(words[id], p, following is not None and id == following.id) for id, p in zip(best, probabilities, strict=True)
        ),
        vectors={id: array[t].tolist() for id, array in trace.layers[0].items()},
        largest_x=model.network.largest_embedded,
        largest_c=trace.largest("c"),
        say=say,
    )
