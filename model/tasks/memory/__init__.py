"""The task ``memory``: remember a nationality for as long as it takes until its language is asked for."""

from __future__ import annotations

from functools import partial
from typing import Any

from model.network import Network
from model.tasks.memory.batches import Batches
from model.tasks.memory.evaluate import EVALUATED_GAPS, by_distractors, by_gap, cell_state, examples, swap_test
from model.tasks.memory.generator import memory_in
from model.tasks.table import Table

SENTENCES = 60_000  # in the training set
WATCHED_GAPS = (5, 10, 20, 40, 60)  # measured while training
WATCHED = 240  # sentences for each of them


class MemoryTask:
    """What the training loop and the card need to know of the task, in one language."""

    def __init__(self, language: str) -> None:
        self.memory = memory_in(language)
        self.tokenizer = self.memory.tokenizer
        self.outputs = len(self.tokenizer.words)
        self.answer = {"kind": "next_token"}
        self.inputs = None

    def batches(self, seed: int, size: int) -> Batches:
        """The training set, ready to draw batches of ``size`` sentences from."""
        return Batches(self.memory, seed, SENTENCES, size)

    def watch(self, network: Network) -> dict[str, float]:
        """Accuracy of the asked word by gap, on few held-out sentences."""
        figures = by_gap(network, self.memory, WATCHED_GAPS, WATCHED)
        return {f"gap {gap}": figure["accuracy"] for gap, figure in figures.items()}

    def evaluate(self, network: Network) -> dict[str, Any]:
        """Everything that the card says about how good the network is."""
        return {
            "by_gap": by_gap(network, self.memory, EVALUATED_GAPS),
            "by_distractors": by_distractors(network, self.memory),
            "swap": swap_test(network, self.memory),
            "cell_state": cell_state(network, self.memory),
        }

    def describe(self, network: Network) -> dict[str, Any]:
        """The task's share of the card."""
        read = partial(examples, network, self.memory)
        return {
            "data": self.memory.data["about"],
            "classes": self.memory.classes,
            "examples": [read(example) for example in self.memory.data["examples"]],
            "distraction": self.memory.distraction,
        }

    def tables(self, figures: dict[str, Any]) -> list[Table]:
        """The figures as they are printed."""
        out = []
        for title, key in (("tokens between", "by_gap"), ("other countries", "by_distractors")):
            rows: list[tuple[str, ...]] = [
                (name, f"{f['accuracy']:.4f}", f"{f['low']:.4f} … {f['high']:.4f}") for name, f in figures[key].items()
            ]
            out.append(Table((title, "right", "95 % interval"), rows))
        swap, c = figures["swap"], figures["cell_state"]
        missed: list[tuple[str, ...]] = [(m["nation"], f"expected {m['expected']}, said {m['said']}") for m in swap["missed"]]
        out.append(Table(("swap test", f"{swap['right']} of {swap['of']} right"), missed))
        states: list[tuple[str, ...]] = [("95 % of |c|", f"≤ {c['quantile_95']}"), ("largest", f"{c['largest']}")]
        out.append(Table(("cell state", "on the article's sentence"), states))
        return out
