"""A model of every kind of cell, whether or not one was trained: its weights are out of a hat, its numbers its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from model import weights
from model.cells import CELLS
from model.graph import Cell, Params
from model.library import Library, Model
from model.network import Network

TEXT = "我是一个中国人，我最常说汉语"
STACK = "any-stack"  # two layers of the LSTM


def model_of(like: Model, cell: Cell, layers: int = 1) -> Model:
    """A small model that reads the words of another one."""
    H, D, rng = 20, 20 if cell.name == "mean" else 12, np.random.default_rng(7)
    sizes = (D, *[H] * (layers - 1))

    def drawn(*shape: int) -> Any:
        return rng.normal(0, 0.7, shape).astype(np.float32)

    stack = tuple(Params({name: drawn(*shape) for name, shape in cell.shapes(size, H).items()}) for size in sizes)
    V = len(like.words.words)
    network = Network(cell, drawn(V, D), stack, drawn(V, H), drawn(V))
    name = STACK if layers > 1 else f"any-{cell.name}"
    said = {
        "name": name, "cell": cell.name, "layers": layers, "hidden": H, "embedding": D, "parameters": network.parameters,
        "largest_x": network.largest_embedded, "title": {"zh": name, "en": name},
        "examples": [{**like.card["examples"][0], "text": TEXT, "t": 5, "stop": None, "word": 3, "unit": 7}],
    }  # fmt: skip
    return replace(like, name=name, card={**like.card, **said}, network=network, data=weights.dump(network))


def with_every_cell(zoo: Library) -> Library:
    """The built-in models, ``any-<cell>`` for every kind of cell, and one with two layers."""
    like = zoo.model("zh-memory-lstm")
    added = [model_of(like, cell) for cell in CELLS.values()]
    return Library([*zoo.models.values(), *added, model_of(like, CELLS["lstm"], layers=2)])
