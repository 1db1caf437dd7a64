"""What a network can be trained to do: each task makes its own data and measures what was learned."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from model.network import Network
from model.tasks.adding import AddingTask
from model.tasks.count import CountTask
from model.tasks.memory import MemoryTask
from model.tasks.order import OrderTask
from model.tasks.sine import SineTask
from model.tasks.table import Table
from model.tokenizer import Tokenizer
from model.training.loss import Batch


class Batches(Protocol):
    """A training set. ``digest`` is the sha256 of its text, or of the beginning of an endless one."""

    digest: str

    def draw(self, step: int, progress: float) -> Batch:
        """The batch of a step; it depends on the seed and these two numbers alone."""


class Task(Protocol):
    """One task in one language.

    Attributes:
        tokenizer: None for a task of numbers.
        inputs: the card's ``inputs``: names and ranges of the numbers of a step; None for a task of words.
        outputs: how many numbers the output layer gives.
        answer: the card's ``answer``: what the network says at each step; ``asked`` is "each" where all steps were asked for a
            value in training, not the last alone.
    """

    @property
    def tokenizer(self) -> Tokenizer | None: ...
    @property
    def inputs(self) -> list[dict[str, Any]] | None: ...
    @property
    def outputs(self) -> int: ...
    @property
    def answer(self) -> dict[str, Any]: ...

    def batches(self, seed: int, size: int) -> Batches:
        """The training set."""

    def watch(self, network: Network) -> dict[str, float]:
        """A few figures to look at while training; the last is what seeds are chosen by, the larger the better."""

    def evaluate(self, network: Network) -> dict[str, Any]:
        """All figures of the card."""

    def tables(self, figures: dict[str, Any]) -> list[Table]:
        """Those figures as they are printed."""

    def describe(self, network: Network) -> dict[str, Any]:
        """The task's share of the card: data, classes, examples, and what else a page about it needs."""


TASKS: dict[str, Callable[[Any], Task]] = {  # each takes a language; None where what is read belongs to none
    "memory": MemoryTask,
    "order": OrderTask,
    "count": CountTask,
    "adding": AddingTask,
    "sine": SineTask,
}
