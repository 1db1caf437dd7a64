"""The task ``order``: is a sentence that tells a fact in order, or are its words shuffled? Asked at the last word only.

Of the same words one sentence is in order and many are not, so a network that cannot tell orders apart, as the running mean
of the words' vectors, says the same of both and is right in exactly half of all pairs, whatever it has learned.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model import claims
from model.network import Network
from model.scales import memory
from model.tasks.order.facts import Facts, Kind, Split, Words
from model.tasks.table import Table
from model.tokenizer import PADDING
from model.training.loss import Batch

ORDERED, SHUFFLED = 0, 1
LABELS = [{"id": "ordered", "zh": "顺序对", "en": "in order"}, {"id": "shuffled", "zh": "顺序乱了", "en": "shuffled"}]
KINDS: tuple[Kind, ...] = ("swapped", "mixed")
NOISE = 0.03  # share of the words read that are replaced by <unk>, so that a fact of one's own can be judged
SHUFFLES = 20  # of each kind for each sentence in order, to measure
SEED = 20_000


class Batches:
    """Sentences in order, each beside one of the same words shuffled; drawn endlessly from the facts to train on."""

    def __init__(self, facts: Facts, seed: int, size: int) -> None:
        self.facts, self.seed, self.size = facts, seed, size
        self.told = facts.told("train")
        self.digest = hashlib.sha256("\n".join(" ".join(words) for told in self.told for words in told).encode()).hexdigest()

    def draw(self, step: int, progress: float) -> Batch:
        rng = np.random.default_rng([self.seed, step])
        chosen: list[Words] = []
        for _ in range(self.size // 2):
            told = self.told[int(rng.random() * len(self.told))]
            words = told[int(rng.random() * len(told))]
            chosen += [words, self.facts.shuffled(rng, words, KINDS[int(rng.random() * len(KINDS))])]
        read, lengths = arrays(self.facts, chosen)
        read[rng.random(read.shape) < NOISE] = self.facts.tokenizer.unknown
        targets, weights = np.zeros(read.shape, np.intp), np.zeros(read.shape, np.float32)
        last = lengths - 1, np.arange(len(chosen))
        targets[last] = np.arange(len(chosen)) % 2  # ORDERED, SHUFFLED, ORDERED …
        weights[last] = 1
        return Batch(read, targets, weights, lengths)


def arrays(facts: Facts, sentences: Sequence[Words]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """(T, B) ids of sentences, filled up behind, and how long each is, (B,)."""
    tokenizer = facts.tokenizer
    lengths = np.array([len(words) for words in sentences])
    read = np.full((int(lengths.max()), len(sentences)), tokenizer.words.index(PADDING), np.intp)
    for column, words in enumerate(sentences):
        read[: len(words), column] = [tokenizer.ids[word] for word in words]
    return read, lengths


def says(network: Network, facts: Facts, sentences: Sequence[Words]) -> NDArray[np.intp]:
    """What the network says at the end of each sentence, (B,)."""
    read, lengths = arrays(facts, sentences)
    h = network.hidden(read)
    return np.asarray(network.read_out(h[lengths - 1, :, np.arange(len(sentences))]).argmax(axis=1))


def measure(network: Network, facts: Facts, split: Split, count: int = SHUFFLES) -> dict[str, float]:
    """Shares of right answers: of sentences in order, of those with two words swapped and with all words mixed.

    ``accuracy`` is over pairs of the same words, one in order and one not: ½ for whoever says the same of both.
    """
    rng = random.Random(SEED)
    told = [words for fact in facts.told(split) for words in fact]
    figures = {"ordered": float((says(network, facts, told) == ORDERED).mean())}
    for kind in KINDS:
        shuffled = [facts.shuffled(rng, words, kind) for words in told for _ in range(count)]
        figures[kind] = float((says(network, facts, shuffled) == SHUFFLED).mean())
    figures["accuracy"] = (figures["ordered"] + (figures["swapped"] + figures["mixed"]) / 2) / 2
    return {name: round(figure, 4) for name, figure in figures.items()}


def example(network: Network, facts: Facts, text: str, twin: str, note: dict[str, str], blind: dict[str, str]) -> dict[str, Any]:
    """One example of the card: the sentence, read to its end, and what the network says of it.

    Args:
        twin: the same words in another order; a network that says the same of both is claimed to do so, and gets the
            note ``blind``.
    """
    trace, other = (network.trace(network.embed([token.id for token in facts.tokenizer.tokens(s)])) for s in (text, twin))
    t, p = len(trace) - 1, trace.probabilities[-1]
    said = int(p.argmax())
    same = bool(np.abs(trace.output[-1] - other.output[-1]).max() < 1e-9)
    told = {language: {"label": LABELS[said][language], "p": f"{100 * p[said]:.1f}"} for language in ("zh", "en")}
    return {
        "text": text,
        "t": t,
        "stop": None,
        "word": None,
        "unit": trace.strongest_unit(t, memory(network.cell)),
        "note": {language: words.format(**told[language]) for language, words in (blind if same else note).items()},
        "claim": claims.same(t, twin) if same else claims.says(t, LABELS[said]["id"], float(p[said])),
    }


class OrderTask:
    """What the training loop and the card need to know of the task."""

    def __init__(self, language: str) -> None:
        self.facts = Facts(language)
        self.tokenizer = self.facts.tokenizer
        self.inputs = None
        self.outputs = len(LABELS)
        self.answer = {"kind": "class", "labels": LABELS}

    def batches(self, seed: int, size: int) -> Batches:
        return Batches(self.facts, seed, size)

    def watch(self, network: Network) -> dict[str, float]:
        splits: dict[str, Split] = {"trained": "train", "held out": "test"}
        return {name: measure(network, self.facts, split, 4)["accuracy"] for name, split in splits.items()}

    def evaluate(self, network: Network) -> dict[str, Any]:
        return {"trained": measure(network, self.facts, "train"), "held_out": measure(network, self.facts, "test")}

    def tables(self, figures: dict[str, Any]) -> list[Table]:
        names = ("accuracy", "ordered", "swapped", "mixed")
        heads = ("facts", "of pairs right", "in order", "two words swapped", "all words mixed")
        rows: list[tuple[str, ...]] = [(key, *(f"{f[name]:.4f}" for name in names)) for key, f in figures.items()]
        return [Table(heads, rows)]

    def describe(self, network: Network) -> dict[str, Any]:
        data = self.facts.data
        examples = [example(network, self.facts, **one) for one in data["examples"]]
        about = {k: text.format(train=len(data["train"]), test=len(data["test"])) for k, text in data["about"].items()}
        return {"data": about, "classes": self.facts.classes, "examples": examples}
