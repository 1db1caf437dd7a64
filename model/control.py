"""Is this unit special? The same holds on units chosen at random, compared by what they do to one answer.

Each draw is a permutation π of the units: a hold of the units U becomes one of π(U), in all holds alike, so that as many are
held as before, and those that were held together still are. A hold of a whole vector stays what it is. All draws run side by
side, with the holds as they were given in the first column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from model.graph import Array
from model.hold import Hold, change, rerun
from model.network import Network
from model.trace import State, check_finite, log_odds, softmax


@dataclass(frozen=True)
class Control:
    """What was said at a step: without holds first, then with them, then with each draw.

    Attributes:
        id: the answer that is likeliest without holds; None for a network of values.
        probabilities: of that answer; None for values.
        measures: its log-odds log p / (1 − p), or the first value.
        units: for each draw and each hold the units that were held in place of its own; None for a whole vector.
    """

    id: int | None
    probabilities: list[float] | None
    measures: list[float]
    units: list[list[list[int] | None]]

    @property
    def as_much(self) -> int:
        """How many draws moved the measure at least as much as the holds did."""
        without, own, *drawn = self.measures
        return sum(abs(one - without) >= abs(own - without) for one in drawn)


def control(
    network: Network, x: Array, holds: Sequence[Hold], at: int, draws: int, seed: int, values: bool, state: State | None = None
) -> Control:
    """Compare holds with their like.

    Args:
        x: (T, D).
        holds: at least one that begins at ``at`` or before.
        at: the step whose answer is looked at.
        draws: how many; none are made where every hold is of a whole vector.
        values: whether the network answers with values instead of a distribution.

    Raises: NotFinite when a run overflows, or a hold is at more than a trace can tell.
    """
    holds = [replace(hold, until=min(hold.until, at)) for hold in holds if hold.t <= at]
    base = network.trace(x[: at + 1], state)
    B = 1 + (draws if any(hold.units is not None for hold in holds) else 0)
    rng = np.random.default_rng(seed)
    columns = {}  # of a vector's size: what stands for each of its units in each run
    for size in sorted({network.D, network.H}):
        columns[size] = np.stack([np.arange(size), *(rng.permutation(size) for _ in range(B - 1))], axis=1)

    changes, units = [], [[] for _ in range(B - 1)]  # type: ignore[var-annotated]
    for hold in holds:
        places = columns[base.layers[hold.layer][hold.node].shape[1]]
        chosen = np.tile(np.arange(len(places))[:, None], B) if hold.units is None else places[list(hold.units)]
        changes.append(change(hold, base, chosen))
        for n, drawn in enumerate(units, 1):
            drawn.append(None if hold.units is None else chosen[:, n].tolist())
    first = min(hold.t for hold in holds)
    layers = rerun(network, base, changes, B, first, at)
    for rows in (rows for layer in layers for rows in layer.values()):
        check_finite(rows, "a held run")  # every vector, as in a trace: what is held need not reach the answer
    output = np.concatenate([base.output[-1:], network.read_out(layers[-1]["h"][-1].T)])  # (1 + B, V)
    check_finite(output, "an answer")
    if values:
        return Control(None, None, output[:, 0].tolist(), units)
    id = int(output[0].argmax())
    return Control(id, softmax(output)[:, id].tolist(), log_odds(output, id).tolist(), units)
