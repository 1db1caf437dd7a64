"""The task ``adding``: a series of numbers, two of them marked; at the end the sum of the two.

Each step brings a value from 0 to 1 and a marker, 1 at two places and 0 elsewhere: one in the first half, one in the second.
Whoever always says 1 has a squared error of 1/6, the variance of the sum. References: Hochreiter & Schmidhuber 1997, experiment
4; values in [0, 1] and markers 0 and 1 as in Le, Jaitly & Hinton 2015.
"""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from model import claims
from model.graph import Array
from model.network import Network
from model.scales import memory
from model.tasks.table import Table
from model.training.loss import Batch

SHORTEST, LONGEST = 100, 140  # trained on
SHORT, LATE = 10, 0.8  # and from this length on in the last fifth of the training
LENGTHS = (20, 50, 100, 150, 200, 400)  # measured
WATCHED = 100  # while training
SHOWN = (100, 50, 20)  # as examples
COUNT = 1000  # series a figure
AT_ONCE = 200  # so that long series need little memory
CLOSE = 0.04  # an answer as near as this is called right, as in the paper
SEED = 20_000
WORDS: dict[str, dict[str, str]] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))


def series(rng: np.random.Generator, T: int, count: int) -> tuple[Array, Array]:
    """``count`` series of T steps: what is read (T, 2, count), and the sums (count,)."""
    read = np.zeros((T, 2, count), np.float32)
    read[:, 0] = rng.random((T, count))
    columns = np.arange(count)
    half = T // 2
    read[rng.integers(half, size=count), 1, columns] = 1
    read[half + rng.integers(T - half, size=count), 1, columns] = 1
    return read, (read[:, 0] * read[:, 1]).sum(axis=0)


class Batches:
    """Series drawn endlessly, all of a batch equally long, with each length as often as the others.

    The lengths are SHORTEST to LONGEST, and in the last part of the training from SHORT on, so that answers are right early,
    too. Short series from the beginning would be a curriculum from which the RNN learns as well.
    """

    def __init__(self, seed: int, size: int) -> None:
        self.seed, self.size = seed, size
        first = self.draw(0, 0.0)
        self.digest = hashlib.sha256(first.read.tobytes() + first.targets.tobytes()).hexdigest()

    def draw(self, step: int, progress: float) -> Batch:
        rng = np.random.default_rng([self.seed, step])
        shortest = SHORTEST if progress < LATE else SHORT
        T = shortest + int((LONGEST + 1 - shortest) * rng.random())
        read, sums = series(rng, T, self.size)
        targets, weights = np.zeros((T, 1, self.size), np.float32), np.zeros((T, self.size), np.float32)
        targets[-1, 0], weights[-1] = sums, 1
        return Batch(read, targets, weights, np.full(self.size, T))


def measure(network: Network, T: int, count: int = COUNT) -> dict[str, float]:
    """On series of T steps: the squared error, the share of answers within CLOSE, and the error of always saying 1."""
    read, sums = series(np.random.default_rng([SEED, T]), T, count)
    parts = (network.hidden(read[:, :, n : n + AT_ONCE])[-1].T for n in range(0, count, AT_ONCE))
    error = network.read_out(np.concatenate([*parts]))[:, 0] - sums
    return {
        "error": round(float((error**2).mean()), 5),
        "close": round(float((np.abs(error) < CLOSE).mean()), 4),
        "baseline": round(float(((1 - sums) ** 2).mean()), 4),
    }


def carrying_unit(network: Network, read: Array) -> int:
    """The unit that carries the first marked value to the end: it never loses the difference that the value makes.

    The value is set to 0 and to 1; of all units the one whose smallest change from there on is the largest.
    """
    first = int(read[:, 1].argmax())
    runs = []
    for v in (0.0, 1.0):
        changed = read.copy()
        changed[first, 0] = v
        runs.append(network.trace(changed).node(memory(network.cell))[first:])
    return int(np.abs(runs[1] - runs[0]).min(axis=0).argmax())


def example(network: Network, T: int) -> dict[str, Any]:
    """One example of the card: a series of T steps of numbers with two decimals, read to its end.

    How far off the answers are in series of this length is the root of the mean squared error.
    """
    numbers, _ = series(np.random.default_rng([SEED, T]), T, 1)
    read = np.round(numbers[:, :, 0].astype(np.float64), 2)
    one, two = read[read[:, 1] == 1, 0]
    said = float(network.trace(read).output[-1, 0])
    off = math.sqrt(measure(network, T)["error"])
    facts = {"T": T, "one": f"{one:g}", "two": f"{two:g}", "sum": f"{one + two:.2f}", "said": f"{said:.2f}", "off": f"{off:.2f}"}
    return {
        "inputs": read.tolist(),
        "t": T - 1,
        "stop": None,
        "word": None,
        "unit": carrying_unit(network, read),
        "note": {language: text.format(**facts) for language, text in WORDS["asked"].items()},
        "claim": claims.value(T - 1, said),
    }


class AddingTask:
    """What the training loop and the card need to know of the task. Numbers belong to no language."""

    def __init__(self, language: None = None) -> None:
        self.tokenizer = None
        self.inputs = [
            {"id": "value", "zh": "数", "en": "value", "low": 0, "high": 1},
            {"id": "marker", "zh": "标记", "en": "marker", "low": 0, "high": 1},
        ]
        self.outputs = 1
        self.answer = {"kind": "value", "names": [{"zh": "和", "en": "sum"}]}

    def batches(self, seed: int, size: int) -> Batches:
        return Batches(seed, size)

    def watch(self, network: Network) -> dict[str, float]:
        found = measure(network, WATCHED, COUNT // 4)
        return {"error": found["error"], "close": found["close"]}

    def evaluate(self, network: Network) -> dict[str, Any]:
        return {"by_length": {str(T): measure(network, T) for T in LENGTHS}}

    def tables(self, figures: dict[str, Any]) -> list[Table]:
        rows: list[tuple[str, ...]] = [
            (T, f"{f['error']:.5f}", f"{f['close']:.4f}", f"{f['baseline']:.4f}") for T, f in figures["by_length"].items()
        ]
        return [Table(("steps", "squared error", f"within {CLOSE}", "error of always 1"), rows)]

    def describe(self, network: Network) -> dict[str, Any]:
        lengths = {"shortest": SHORTEST, "longest": LONGEST, "short": SHORT}
        about = {language: text.format(**lengths) for language, text in WORDS["about"].items()}
        return {"data": about, "classes": {}, "examples": [example(network, T) for T in SHOWN]}
