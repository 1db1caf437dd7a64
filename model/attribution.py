"""What each step's input has to do with an answer L: two ways of sharing it out.

    gradient × input      x_s · ∂L/∂x_s                       as if L were a straight line from inputs that are zero
    integrated gradients  x_s · ∫₀¹ ∂L/∂x_s (α x) dα          which add up to L(x) − L(0)

Integrated gradients follow all inputs at once from zero to what was read (Sundararajan, Taly & Yan 2017, "Axiomatic
Attribution for Deep Networks"); what the numerical integral misses is the gap in that sum. On the way a recurrent network
goes through abrupt changes, each step's sharpened by the next: the midpoint rule with 64 points leaves gaps as large as the
whole, after thirty words. But of every piece of the way it is known how much L changes on it, so the integral is taken piece by
piece, and the pieces that miss most are halved until all of them together miss less than TOLERANCE.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from model.backward import Gradient, Question, back, moments
from model.graph import Array
from model.network import Network
from model.trace import State, Trace, check_finite

POINTS = (np.array([-1, -(5**-0.5), 5**-0.5, 1]) + 1) / 2  # of a piece from 0 to 1: Lobatto's rule, which looks at both ends
WEIGHTS = np.array([1, 5, 5, 1]) / 12
PIECES = 16  # measured at a time
COLUMNS = PIECES * len(POINTS)  # of one batch
TOLERANCE = 0.01  # of |L(x) − L(0)|
MOST = 300_000  # steps × columns that are looked at, a second or two


@dataclass(frozen=True)
class Piece:
    """A piece of the way, α in ``start`` … ``end``.

    Attributes:
        shares: (T,) the integral over it, one a step.
        change: of L.
    """

    start: float
    end: float
    shares: Array
    change: float

    @property
    def gap(self) -> float:
        return abs(float(self.shares.sum()) - self.change)

    @property
    def halves(self) -> list[tuple[float, float]]:
        middle = (self.start + self.end) / 2
        return [(self.start, middle), (middle, self.end)]


@dataclass(frozen=True)
class Attribution:
    """An answer shared out.

    Attributes:
        gradient_input: (t + 1,) gradient × input, one a step.
        integrated: (t + 1,) integrated gradients.
        whole: L(x) − L(0).
        points: how many α were looked at.
    """

    gradient_input: Array
    integrated: Array
    whole: float
    points: int

    @property
    def gap(self) -> float:
        """|Σ integrated − (L(x) − L(0))|."""
        return abs(float(self.integrated.sum()) - self.whole)

    @property
    def relative(self) -> float | None:
        """The gap as a share of |L(x) − L(0)|; None where there is nothing to share out."""
        return self.gap / abs(self.whole) if self.whole else None


def attribute(network: Network, trace: Trace, t: int, question: Question, found: Gradient) -> Attribution:
    """Share out what is said after step t, whose gradient was found; the state that the trace began with stays what it is.

    Raises: NotFinite.
    """
    x = trace.layers[0]["x"][: t + 1]
    start = tuple({node: layer[k][0] for k, node in network.cell.carry.items()} for layer in trace.layers)

    def measure(bounds: Sequence[tuple[float, float]]) -> list[Piece]:
        begin, end = np.array(bounds).T
        values, slopes = look(network, x, start, question, (begin[:, None] + (end - begin)[:, None] * POINTS).ravel())
        shares = (end - begin) * (slopes.reshape(len(x), -1, len(POINTS)) @ WEIGHTS)
        change = values.reshape(-1, len(POINTS))
        return [Piece(*b, shares[:, n], float(change[n, -1] - change[n, 0])) for n, b in enumerate(bounds)]

    ends = np.linspace(0, 1, PIECES + 1).tolist()
    pieces = measure(list(pairwise(ends)))
    whole = sum(piece.change for piece in pieces)
    points = COLUMNS
    while sum(piece.gap for piece in pieces) > TOLERANCE * abs(whole) and (points + COLUMNS) * len(x) <= MOST:
        pieces.sort(key=lambda piece: -piece.gap)
        worst = pieces[: PIECES // 2]
        pieces[: PIECES // 2] = measure([half for piece in worst for half in piece.halves])
        points += COLUMNS
    integrated = np.sum([piece.shares for piece in pieces], axis=0)
    return Attribution((x * found.layers[0]["x"]).sum(axis=1), integrated, whole, points)


def look(network: Network, x: Array, start: State, question: Question, alphas: Array) -> tuple[Array, Array]:
    """At (B,) places of the way: L (B,), and what each step's input adds to its change, x_s · ∂L/∂x_s (T, B)."""
    last, W = len(x) - 1, network.W_out.astype(np.float64)
    slopes = np.empty((len(x), len(alphas)))
    with np.errstate(over="ignore", invalid="ignore"):  # what overflows is refused below
        layers = network.run(x[:, :, None] * alphas, start)
        output = network.read_out(layers[-1]["h"][last].T)
        walk = back(network, moments(layers, last), W.T @ question.slope(output).T)
        for s, (reached, _) in zip(range(last, -1, -1), walk, strict=True):
            slopes[s] = x[s] @ reached[0]["x"]
        values = question.answer(output)
    check_finite(values, "the answer")
    check_finite(slopes, "the gradient")
    return values, slopes
