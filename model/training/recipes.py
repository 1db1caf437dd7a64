"""What to train with which settings: one entry for each built-in model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from model.errors import UnknownModel


@dataclass(frozen=True)
class Recipe:
    """All that decides what a training gives, beside the code.

    Attributes:
        line: what there is to see, in one line of the gallery.
        hidden, embedding: H and D.
        rate: the learning rate after ``warm_up`` steps; from there half a cosine to 5 % of it.
        clip: bound on the Euclidean norm of the gradient.
        forget_bias: the bias at the start of the gate that keeps the state: the LSTM's f, the GRU's z.
        penalty: weight of mean c² in the loss.
        spread: standard deviation of the embedding at the start.
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
    spread: float = 0.5
    seed: int = 1
    line: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


RATES = (3e-3, 5e-3, 1e-2, 2e-2)  # what a sweep tries
LOWER_RATES = (1e-3, 2e-3, 3e-3, 5e-3)  # and for the RNN, whose best would be at the edge of those

_PENALTY = {
    "zh": "损失里加了 0.0005 × c² 的均值，让细胞状态保持在看得清的范围里。",
    "en": "The loss includes 0.0005 × the mean of c², which keeps the cell state in a range that can be looked at.",
}

_MEMORY = {"zh": {"zh": "中文记忆", "en": "Memory, in Chinese"}, "en": {"zh": "英文记忆", "en": "Memory, in English"}}


_LINES = {
    "lstm": {"zh": "隔了六十个词，还记得开头的国籍", "en": "Remembers a nationality for sixty tokens"},
    "gru": {"zh": "两个门，没有单独的细胞状态，一样记得住", "en": "Two gates, no cell state of its own, and remembers as well"},
    "rnn": {"zh": "一样大，但没有门：走着走着就忘了", "en": "As large, without gates: it forgets on the way"},
    "lstm-peephole": {"zh": "门能直接看到细胞状态", "en": "Its gates look at the cell state"},
    "lstm-coupled": {"zh": "忘掉多少，就写入多少", "en": "Writes exactly as much as it forgets"},
    "lstm-1997": {"zh": "最早的样子：还没有遗忘门", "en": "As it was first, without a forget gate"},
    "gru-before": {"zh": "文章里画的 GRU", "en": "The GRU as the article draws it"},
    "rnn-wide": {"zh": "参数和 LSTM 一样多：好一些，还是会忘", "en": "As many parameters as the LSTM: better, and still forgets"},
    "lstm-stack": {"zh": "两层叠在一起", "en": "Two layers, one upon the other"},
}


def _memory(language: str, cell: str, rate: float, kind: str = "", **more: Any) -> Recipe:
    """A network of the memory family: the same data, steps and size, and the best rate of a sweep."""
    kind = kind or cell
    notes = _PENALTY if cell.startswith("lstm") else {}
    name, title = f"{language}-memory-{kind}", _MEMORY[language]
    return Recipe(name, title, "memory", language, cell, rate=rate, line=_LINES[kind], notes=notes, **more)


RECIPES = {
    recipe.name: recipe
    for recipe in (
        _memory("zh", "lstm", 1e-2),
        _memory("zh", "gru", 1e-2),
        _memory("zh", "rnn", 3e-3, spread=0.1),
        _memory("en", "lstm", 5e-3),
        _memory("en", "gru", 1e-2),
        _memory("en", "rnn", 5e-3),
        _memory("zh", "lstm-peephole", 1e-2),
        _memory("zh", "lstm-coupled", 1e-2),
        _memory("zh", "lstm-1997", 1e-2),
        _memory("zh", "gru-before", 1e-2),
        _memory("zh", "rnn", 3e-3, kind="rnn-wide", hidden=70, spread=0.1),
        _memory("zh", "lstm", 1e-2, kind="lstm-stack", hidden=32, layers=2),
    )
}


def recipe_named(name: str) -> Recipe:
    """Raises: UnknownModel."""
    if name not in RECIPES:
        raise UnknownModel(name, list(RECIPES))
    return RECIPES[name]
