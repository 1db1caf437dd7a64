"""The task ``sine``: at each step sin t is read and cos t is said. It is the program at the end of the well-known article.

One sine does not tell the cosine, which may have either sign: whoever says it has to remember what came before. The article
takes POINTS points of t, the first half to learn from, the second to test, and makes each half a batch by
``reshape(-1, 5, 1)`` with time first. So its points are dealt out to LANES lanes, step k of lane b is point LANES k + b, and
a step of the network goes on by LANES points. Two things follow that the article does not tell, and both are measured here:
the network knows this one stride alone, and both halves begin near a multiple of 2π, where it knows the cosine before it
has seen anything.
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

POINTS, END = 200, 12 * math.pi
TRAINED = 100  # the first points; the others are for testing
LANES = 5
STRIDES = (1, 2, 4, LANES, 10)  # measured; all divide the points of a half, so that each reads them all
SHOWN = (0, 1, 2, 4, 8, 16)  # of the steps, in tables
CLOSE = 0.02  # an answer as near as this is called right: a hundredth of what there is between −1 and 1
LOCKED = 0.1  # from where on an example that began wrongly is called right again
WORDS: dict[str, dict[str, str]] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))

POINT = END / (POINTS - 1)
TIMES = np.linspace(0, END, POINTS)
PHASES = {"test": float(TIMES[TRAINED] % (2 * math.pi)), "quarter": math.pi / 2, "half": math.pi}  # where a reading may begin


def lanes(points: Array, count: int = LANES) -> Array:
    """(N,) points dealt out to so many lanes: (N / count, count), the steps of each in a column."""
    return points.reshape(-1, count)


def half_from(phase: float) -> Array:
    """As many times as a half of the data has, in its lanes, but beginning at another phase: (T, LANES)."""
    return lanes(phase + POINT * np.arange(POINTS - TRAINED))


def said(network: Network, t: Array) -> Array:
    """What the network says after each step of lanes of times, (T, B) → (T, B), float64."""
    h = network.run(np.sin(t)[:, None], network.start())[-1]["h"]
    return network.read_out(np.moveaxis(h, 1, 2))[:, :, 0]


def errors(network: Network, t: Array) -> Array:
    """How far that is from the cosine."""
    return said(network, t) - np.cos(t)


class Batches:
    """The first half, whole, at every step: a step of the training is an epoch, and no seed changes it."""

    def __init__(self, seed: int, size: int) -> None:
        t = lanes(TIMES[:TRAINED])
        read, targets = (values[:, None].astype(np.float32) for values in (np.sin(t), np.cos(t)))
        self.batch = Batch(read, targets, np.ones_like(t))
        self.digest = hashlib.sha256(read.tobytes() + targets.tobytes()).hexdigest()

    def draw(self, step: int, progress: float) -> Batch:
        return self.batch


def rounded(value: float) -> float:
    """To four digits, however small."""
    return float(f"{value:.4g}")


def summary(error: Array) -> dict[str, float]:
    """The squared error's mean, the largest error, and the share of answers within CLOSE."""
    size = np.abs(error)
    return {"mse": rounded((error**2).mean()), "largest": rounded(size.max()), "close": rounded((size < CLOSE).mean())}


def by_phase(network: Network) -> dict[str, Any]:
    """How the error falls step by step, over the lanes, when a half is read from another phase on."""
    found = {}
    for name, phase in PHASES.items():
        error = errors(network, half_from(phase))
        steps = {str(k): rounded(mse) for k, mse in enumerate((error**2).mean(axis=1))}
        found[name] = {"phase": round(phase, 4), **summary(error), "by_step": steps}
    return found


def by_stride(network: Network) -> dict[str, Any]:
    """The errors when the points of the test half are read at other strides: so many lanes, and points a step."""
    test = TIMES[TRAINED:]
    return {str(n): {"radians": round(n * POINT, 4), **summary(errors(network, lanes(test, n)))} for n in STRIDES}


def telling_unit(network: Network) -> int:
    """The unit whose memory goes most like the cosine over the test half, or most against it: with the largest |r|."""
    t = lanes(TIMES[TRAINED:])
    values = network.run(np.sin(t)[:, None], network.start())[0][memory(network.cell)]
    values = values - values.mean(axis=(0, 2), keepdims=True)
    cosine = np.cos(t) - np.cos(t).mean()
    r = np.einsum("thb,tb->h", values, cosine) / np.sqrt((values**2).sum(axis=(0, 2)))
    return int(np.abs(r).argmax())


def signed(value: float) -> str:
    return f"{value:.2f}".replace("-", "−").replace("−0.00", "0.00")


def example(network: Network, t: Array, at: int, note: str, **facts: object) -> dict[str, Any]:
    """One example of the card: one lane of times, read as sines of four decimals, looked at after step ``at``."""
    read = np.round(np.sin(t), 4) + 0.0  # no −0
    value = float(network.trace(read[:, None]).output[at, 0])
    facts |= {"said": signed(value), "cos": signed(math.cos(t[at])), "lanes": LANES}
    return {
        "inputs": read[:, None].tolist(),
        "targets": np.round(np.cos(t), 4).tolist(),
        "t": at,
        "stop": None,
        "word": None,
        "unit": telling_unit(network),
        "note": {language: text.format(**facts) for language, text in WORDS[note].items()},
        "claim": claims.value(at, value),
    }


def pair(t: Array) -> tuple[int, int]:
    """Of all pairs of steps with clearly another cosine the one with most nearly the same sine, the first step left out."""
    steps = range(1, len(t))
    apart = [(i, k) for i in steps for k in steps if i < k and abs(math.cos(t[i]) - math.cos(t[k])) > 1]
    return min(apart, key=lambda one: abs(math.sin(t[one[0]]) - math.sin(t[one[1]])))


def examples(network: Network) -> list[dict[str, Any]]:
    """The test half; the same sine with another cosine; another phase; another stride."""
    test, half, slow = lanes(TIMES[TRAINED:]), half_from(math.pi)[:, 0], lanes(TIMES[TRAINED:], 1)[:, 0]
    error = errors(network, lanes(TIMES[TRAINED:]))
    ends = example(network, test[:, 0], len(test) - 1, "test", mse=f"{(error**2).mean():.5f}")
    other = test[:, 1]
    one, two = pair(other)
    values = {f"sin_{k}": signed(math.sin(other[n])) for k, n in (("one", one), ("two", two))}
    values |= {f"cos_{k}": signed(math.cos(other[n])) for k, n in (("one", one), ("two", two))}
    before = signed(float(said(network, other[:, None])[one, 0]))
    same = example(network, other, two, "pair", one=one + 1, two=two + 1, said_one=before, **values)
    off = np.abs(errors(network, half[:, None])[:, 0])
    locked = 2 + max((k for k, size in enumerate(off) if size >= LOCKED), default=-1)  # from 1, after the last off
    begun = example(network, half, 0, "half", locked=locked, close=LOCKED)
    error = errors(network, slow[:, None])[:, 0]
    worst = int(np.abs(error).argmax())
    facts = {"n": worst + 1, "mse": f"{(error**2).mean():.2f}", "nothing": f"{(np.cos(slow) ** 2).mean():.2f}"}
    return [ends, same, begun, example(network, slow, worst, "stride", **facts)]


class SineTask:
    """What the training loop and the card need to know of the task. Numbers belong to no language."""

    def __init__(self, language: None = None) -> None:
        self.tokenizer = None
        self.inputs = [{"id": "sin", "zh": "正弦", "en": "sine", "low": -1, "high": 1}]
        self.outputs = 1
        self.answer = {"kind": "value", "names": [{"zh": "余弦", "en": "cosine"}], "asked": "each"}

    def batches(self, seed: int, size: int) -> Batches:
        return Batches(seed, size)

    def watch(self, network: Network) -> dict[str, float]:
        train, test = (summary(errors(network, lanes(half))) for half in (TIMES[:TRAINED], TIMES[TRAINED:]))
        return {"train": train["mse"], "test": test["mse"], "close": test["close"]}

    def evaluate(self, network: Network) -> dict[str, Any]:
        train, test = (summary(errors(network, lanes(half))) for half in (TIMES[:TRAINED], TIMES[TRAINED:]))
        return {"train": train, "test": test, "by_phase": by_phase(network), "by_stride": by_stride(network)}

    def tables(self, figures: dict[str, Any]) -> list[Table]:
        heads = "mse", "largest error", f"within {CLOSE:g}"
        halves: list[tuple[str, ...]] = [(half, *_told(figures[half])) for half in ("train", "test")]
        strides: list[tuple[str, ...]] = [
            (f"{n} ({one['radians']:.3f} rad)", *_told(one)) for n, one in figures["by_stride"].items()
        ]
        steps = [str(k) for k in SHOWN]
        phases = [
            (f"{name} ({one['phase']:.3f} rad)", *(f"{one['by_step'][k]:.2g}" for k in steps))
            for name, one in figures["by_phase"].items()
        ]
        return [
            Table(("half", *heads), halves),
            Table(("start, mse at step", *steps), phases),
            Table(("points a step", *heads), strides),
        ]

    def describe(self, network: Network) -> dict[str, Any]:
        facts = {"points": POINTS, "trained": TRAINED, "lanes": LANES}
        told = {**facts, "tested": POINTS - TRAINED, "steps": TRAINED // LANES, "radians": f"{LANES * POINT:.3f}"}
        about = {language: text.format(**told) for language, text in WORDS["about"].items()}
        return {"data": {**about, **facts, "end": END}, "classes": {}, "examples": examples(network)}


def _told(found: dict[str, float]) -> tuple[str, str, str]:
    """A summary as it is printed."""
    return f"{found['mse']:.4g}", f"{found['largest']:.3f}", f"{found['close']:.2f}"
