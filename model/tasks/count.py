"""The task ``count``: S aⁿ bⁿ T, the next symbol. Nobody can know when the b begin; from the first b on all is certain.

Trained on n ≤ 10. What a network has learned is told by how far it goes on counting beyond.
Reference: Gers & Schmidhuber 2001.
"""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model import claims
from model.graph import Array
from model.network import Network
from model.scales import memory
from model.tasks.table import Table
from model.tokenizer import UNKNOWN, Tokenizer
from model.training.loss import Batch

LONGEST = 10  # n trained on
FARTHEST = 200  # n measured
STRAIGHT = 0.99  # |r| from which on a unit is called a counter
WORDS: dict[str, dict[str, str]] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
TOKENIZER = Tokenizer("character", (UNKNOWN, "S", "a", "b", "T"))


def text_of(n: int) -> str:
    return f"S{'a' * n}{'b' * n}T"


def ids_of(text: str) -> list[int]:
    return [token.id for token in TOKENIZER.tokens(text)]


class Batches:
    """Strings with n from 1 to LONGEST, each as often as the others."""

    def __init__(self, seed: int, size: int) -> None:
        self.seed, self.size = seed, size
        texts = [text_of(n) for n in range(1, LONGEST + 1)]
        self.digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()
        self.lengths = np.array([len(text) for text in texts])
        self.ids = np.full((len(texts), len(texts[-1])), TOKENIZER.unknown, np.intp)
        for row, text in zip(self.ids, texts, strict=True):
            row[: len(text)] = ids_of(text)

    def draw(self, step: int, progress: float) -> Batch:
        rows = np.random.default_rng([self.seed, step]).integers(LONGEST, size=self.size)
        lengths = self.lengths[rows]
        ids = self.ids[rows, : lengths.max()].T  # (T + 1, B)
        return Batch(ids[:-1], ids[1:], (np.arange(1, len(ids))[:, None] < lengths).astype(np.float32))


def right(network: Network) -> NDArray[np.bool_]:
    """For n = 1 … FARTHEST: is every symbol after the first b, T at its place included, the most likely one?"""
    read = np.array([ids_of(text_of(n)[:-1].ljust(2 * FARTHEST + 1, "T")) for n in range(1, FARTHEST + 1)]).T
    said = network.read_out(np.moveaxis(network.hidden(read), 1, 2)).argmax(axis=2)  # (T, B)
    b, T = TOKENIZER.ids["b"], TOKENIZER.ids["T"]
    out = [(said[n + 1 : 2 * n, n - 1] == b).all() and said[2 * n, n - 1] == T for n in range(1, FARTHEST + 1)]
    return np.array(out)


def right_to(found: NDArray[np.bool_]) -> int:
    """The largest n up to which all are right; 0 when not even ab is."""
    return len(found) if found.all() else int(found.argmin())


def _line(values: Array) -> tuple[float, float]:
    """The slope of the line nearest to values one step apart, and its |r|; 0 where nothing moves."""
    x, y = np.arange(len(values)) - (len(values) - 1) / 2, values - values.mean()
    xy, yy = float(x @ y), float(y @ y)
    return xy / float(x @ x), abs(xy) / math.sqrt(float(x @ x) * yy) if yy else 0.0


def counter(network: Network) -> dict[str, float]:
    """The unit whose memory runs straightest over the a and the b of a¹⁰b¹⁰: its change per symbol by least squares.

    ``straight`` is the smaller |r| of the two lines.
    """
    values = network.trace(network.embed(ids_of(text_of(LONGEST)))).node(memory(network.cell))
    parts = values[: LONGEST + 1], values[LONGEST + 1 : 2 * LONGEST + 1]
    found = []
    for unit in range(network.H):
        (per_a, r_a), (per_b, r_b) = (_line(part[:, unit]) for part in parts)
        found.append({"unit": unit, "per_a": per_a, "per_b": per_b, "straight": min(r_a, r_b)})
    best = max(found, key=lambda one: one["straight"])
    return {name: figure if name == "unit" else round(float(figure), 4) for name, figure in best.items()}


def _told(note: str, **facts: object) -> dict[str, str]:
    """One of WORDS in each language."""
    return {language: text.format(longest=LONGEST, **facts) for language, text in WORDS[note].items()}


def _example(n: int, t: int, unit: int, note: dict[str, str], claim: dict[str, Any]) -> dict[str, Any]:
    return {"text": text_of(n), "t": t, "stop": None, "word": None, "unit": unit, "note": note, "claim": claim}


def _slopes(network: Network, found: dict[str, float]) -> list[dict[str, Any]]:
    """Two examples of a unit that counts: up to the last a, and back to the last b."""
    unit, node, out = int(found["unit"]), memory(network.cell), []
    for word, token, t in (("up", "a", LONGEST), ("down", "b", 2 * LONGEST)):
        change = f"{found[f'per_{token}']:+.2f}".replace("-", "−")
        note = _told(word, unit=unit, cell=node.upper() if node == "c" else node, change=change)
        out.append(_example(LONGEST, t, unit, note, claims.slope(node, unit, token, found[f"per_{token}"])))
    return out


def _told_next(network: Network, n: int, unit: int) -> dict[str, Any]:
    """An example of what the network says at the first step where it errs, or at the last b where it does not."""
    probabilities = network.trace(network.embed(ids_of(text_of(n)))).probabilities
    said = [TOKENIZER.words[id] for id in probabilities.argmax(axis=1)]
    due = ["T" if t == 2 * n else "b" for t in range(2 * n + 1)]
    t = next((t for t in range(n + 1, 2 * n) if said[t] != due[t]), 2 * n)
    p = float(probabilities[t].max())
    note = _told("right" if said[t] == due[t] else "wrong", n=n, k=t - n, due=due[t], said=said[t], p=f"{100 * p:.1f}")
    if n > LONGEST:
        note = {language: text + note[language] for language, text in _told("far").items()}
    return _example(n, t, unit, note, claims.says(t, said[t], p))


class CountTask:
    """What the training loop and the card need to know of the task. Its letters belong to no language."""

    def __init__(self, language: None = None) -> None:
        self.tokenizer = TOKENIZER
        self.inputs = None
        self.outputs = len(TOKENIZER.words)
        self.answer = {"kind": "next_token"}

    def batches(self, seed: int, size: int) -> Batches:
        return Batches(seed, size)

    def watch(self, network: Network) -> dict[str, float]:
        found = right(network)
        return {"trained": int(found[:LONGEST].sum()), "right to": right_to(found)}

    def evaluate(self, network: Network) -> dict[str, Any]:
        found = right(network)
        return {"trained": int(found[:LONGEST].sum()), "right_to": right_to(found), "counter": counter(network)}

    def tables(self, figures: dict[str, Any]) -> list[Table]:
        c = figures["counter"]
        counted: list[tuple[str, ...]] = [
            ("per a", f"{c['per_a']:+.4f}"), ("per b", f"{c['per_b']:+.4f}"), ("least |r|", f"{c['straight']:.4f}"),
        ]  # fmt: skip
        reach: list[tuple[str, ...]] = [
            (f"n ≤ {LONGEST}", f"{figures['trained']} of {LONGEST} right"), ("all right to", f"n = {figures['right_to']}"),
        ]  # fmt: skip
        return [Table(("a^n b^n", f"measured to n = {FARTHEST}"), reach), Table(("counter", f"unit {c['unit']}"), counted)]

    def describe(self, network: Network) -> dict[str, Any]:
        found, reach = counter(network), right_to(right(network))
        unit = int(found["unit"])
        lengths = (3 * LONGEST, 2) if found["straight"] >= STRAIGHT else (2, LONGEST // 2, LONGEST)
        told = _slopes(network, found) if found["straight"] >= STRAIGHT else []
        first_wrong = [reach + 1] if LONGEST <= reach < 3 * LONGEST else []
        ends = [_told_next(network, n, unit) for n in dict.fromkeys([*lengths, *first_wrong])]
        return {"data": _told("about"), "classes": {"letters": ["a", "b"]}, "examples": [*told, *ends]}
