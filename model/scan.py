"""Which place carries the answer: vectors of one run put into another, one after the other, and how much of the answer moves.

Of two runs of as many steps, own and source, a patch takes units of one node at one step from the source into its own run,
which goes on from there. With l = log p(source's answer) − log p(own answer) at the last step, or the value of a network of
values, it has moved

    (l_patched − l_own) / (l_source − l_own)

0 is nothing, 1 all the way to what the source says; it may be less or more. A patch is a hold at the source's value, so before
its step nothing changes: each run begins there, and many of them are run side by side.
Reference: Vig et al. 2020, causal mediation; Meng et al. 2022, causal tracing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from model.errors import NothingToMove, UnequalLengths
from model.graph import Array
from model.hold import Change, rerun
from model.network import Network
from model.trace import State, Trace, check_finite

ALIKE = 1e-9  # l that differ by no more have nothing between them
SIDE_BY_SIDE = 250_000  # steps × H × runs of which all vectors are kept at a time, some 50 MB

Patch = tuple[str, int | slice]  # a node, and which of its units


@dataclass(frozen=True)
class Pair:
    """Two runs up to the step whose answer is looked at.

    Attributes:
        own, source: as many steps each.
        answers: the ids of the own and of the source's answer; None for a network of values.

    Raises: UnequalLengths; NothingToMove when both runs say the same of these answers.
    """

    network: Network
    own: Trace
    source: Trace
    answers: tuple[int, int] | None

    def __post_init__(self) -> None:
        if abs(self.ends[1] - self.ends[0]) <= ALIKE:
            raise NothingToMove

    def measure(self, output: Array) -> Array:
        """l of outputs, (…, V) → (…)."""
        if self.answers is None:
            return output[..., 0]
        own, source = self.answers
        out: Array = output[..., source] - output[..., own]
        return out

    @cached_property
    def ends(self) -> tuple[float, float]:
        """l of the own run and of the source."""
        own, source = (float(self.measure(run.output[-1])) for run in (self.own, self.source))
        return own, source

    def moved(self, layer: int, t: int, patches: Sequence[Patch]) -> Array:
        """How much each patch at step t moves, (patches,). Raises: NotFinite."""
        last, values = len(self.own) - 1, self.source.layers[layer]
        most = max(1, SIDE_BY_SIDE // ((last - t + 1) * self.network.H))
        found = []
        for start in range(0, len(patches), most):
            some = patches[start : start + most]
            changes = [Change(t, t, layer, id, (units, n), values[id][t, units]) for n, (id, units) in enumerate(some)]
            h = rerun(self.network, self.own, changes, len(some), t, last)[-1]["h"][-1]
            found.append(self.measure(self.network.read_out(h.T)))
        patched, (own, source) = np.concatenate(found), self.ends
        check_finite(patched, "a patched run")
        out: Array = (patched - own) / (source - own)
        return out


def pair(
    network: Network, own: tuple[Array, State | None], source: tuple[Array, State | None], at: int,
    answers: tuple[int | None, int | None] | None,
) -> Pair:  # fmt: skip
    """Run both.

    Args:
        own, source: (T, D) input vectors, and the state to start from.
        at: the step whose answer is looked at.
        answers: the ids of the own answer and the source's, None for what that run finds likeliest; None for values.

    Raises: UnequalLengths, NothingToMove, NotFinite.
    """
    if len(own[0]) != len(source[0]):
        raise UnequalLengths(len(own[0]), len(source[0]))
    runs = [network.trace(x[: at + 1], state) for x, state in (own, source)]
    ids = None
    if answers is not None:
        first, second = (int(run.output[-1].argmax()) if id is None else id for id, run in zip(answers, runs, strict=True))
        ids = (first, second)
    return Pair(network, runs[0], runs[1], ids)


def work(network: Network, layer: int, at: int, nodes: Sequence[str], steps: Sequence[int], each: bool) -> int:
    """Steps × hidden units × layers of all the runs of a scan."""
    runs = sum(network.size(id, layer) if each else 1 for id in nodes)
    return sum(at - t + 1 for t in steps) * runs * network.H * (network.L - layer)


def scan(found: Pair, layer: int, nodes: Sequence[str], steps: Sequence[int], each: bool) -> Iterator[tuple[int, str, Array]]:
    """Patch every node at every step.

    Yields: step, node and what has moved: (1,) for the whole vector, or with ``each`` (N,) for its units one by one.
    Raises: NotFinite.
    """
    for t in steps:
        if each:
            for id in nodes:
                yield t, id, found.moved(layer, t, [(id, unit) for unit in range(found.network.size(id, layer))])
        else:
            moved = found.moved(layer, t, [(id, slice(None)) for id in nodes])
            yield from ((t, id, moved[n : n + 1]) for n, id in enumerate(nodes))
