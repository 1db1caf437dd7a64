"""What to train with which settings: one entry for each built-in model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from model.errors import UnknownModel


@dataclass(frozen=True)
class Recipe:
    """All that decides what a training gives, beside the code.

    Attributes:
        hidden, embedding: H and D.
        rate: the learning rate after ``warm_up`` steps; from there half a cosine to 5 % of it.
        clip: bound on the Euclidean norm of the gradient.
        forget_bias: the forget gate's bias at the start.
        penalty: weight of mean c² in the loss.
    """

    name: str
    title: Mapping[str, str]
    task: str
    language: str
    cell: str = "lstm"
    layers: int = 1
    hidden: int = 48
    embedding: int = 24
    steps: int = 7200
    batch: int = 64
    rate: float = 1e-2
    warm_up: int = 50
    clip: float = 1.0
    forget_bias: float = 1.0
    penalty: float = 0.0005
    seed: int = 1
    notes: Mapping[str, str] = field(default_factory=dict)


_PENALTY = {
    "zh": "损失里加了 0.0005 × c² 的均值，让细胞状态保持在看得清的范围里。",
    "en": "The loss includes 0.0005 × the mean of c², which keeps the cell state in a range that can be looked at.",
}

RECIPES = {
    recipe.name: recipe
    for recipe in (
        Recipe("zh-memory-lstm", {"zh": "中文记忆", "en": "Memory, in Chinese"}, "memory", "zh", notes=_PENALTY),
        Recipe("en-memory-lstm", {"zh": "英文记忆", "en": "Memory, in English"}, "memory", "en", notes=_PENALTY),
    )
}


def recipe_named(name: str) -> Recipe:
    """Raises: UnknownModel."""
    if name not in RECIPES:
        raise UnknownModel(name, list(RECIPES))
    return RECIPES[name]
