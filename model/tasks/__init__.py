"""What a network can be trained to do: each task makes its own data and measures what was learned."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from model.network import Network
from model.tasks.memory import MemoryTask
from model.tokenizer import Tokenizer
from model.training.loss import Batch


class Batches(Protocol):
    """A training set. ``digest`` is the sha256 of its text."""

    digest: str

    def draw(self, step: int, progress: float) -> Batch:
        """The batch of a step; it depends on the seed and these two numbers alone."""


class Task(Protocol):
    """One task in one language.

    Attributes:
        tokenizer: None for a task of numbers.
        outputs: how many numbers the output layer gives.
        answer: the card's ``answer``: what the network says at each step.
    """

    @property
    def tokenizer(self) -> Tokenizer | None: ...
    @property
    def outputs(self) -> int: ...
    @property
    def answer(self) -> dict[str, Any]: ...

    def batches(self, seed: int, size: int) -> Batches:
        """The training set."""

    def watch(self, network: Network) -> dict[str, float]:
        """A few figures to look at while training."""

    def evaluate(self, network: Network) -> dict[str, Any]:
        """All figures of the card."""

    def describe(self, network: Network) -> dict[str, Any]:
        """data, classes and examples of the card."""


TASKS: dict[str, Callable[[str], Task]] = {"memory": MemoryTask}  # each takes a language
