"""A trained network's folder: its weights and the card that says what it is."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from model import weights
from model.errors import WeightsError
from model.network import Network
from model.tasks import TASKS, Task
from model.training.recipes import Recipe


def card_of(
    recipe: Recipe,
    task: Task,
    network: Network,
    digest: str,
    steps: int,
    seconds: float,
    tried: Mapping[int, Mapping[str, float]],
) -> dict[str, Any]:
    """Everything one should know of a model before one believes it.

    Args:
        steps: how many were made.
        seconds: how long it was trained, on one core.
        tried: where it is the best of several trainings: for the seed of each, what came of it.
    """
    described = task.describe(network)
    words = {"inputs": task.inputs} if task.tokenizer is None else {
        "tokenizer": {"kind": task.tokenizer.kind, "aliases": dict(task.tokenizer.aliases)},
        "vocabulary": list(task.tokenizer.words),
    }  # fmt: skip
    return {
        "name": recipe.name,
        "title": dict(recipe.title),
        "line": dict(recipe.line),
        "task": recipe.task,
        "language": recipe.language,
        "answer": task.answer,
        "cell": recipe.cell,
        "layers": network.L,
        "hidden": network.H,
        "embedding": network.D,
        "size": None if task.tokenizer is None else len(task.tokenizer.words),
        "parameters": network.parameters,
        "licence": "MIT",
        "seed": recipe.seed,
        **({"tried": {str(seed): figures for seed, figures in tried.items()}} if tried else {}),
        "steps": steps,
        **({} if recipe.until is None else {"until": recipe.until, "steps_at_most": recipe.steps}),
        "rate": recipe.rate,
        "seconds": round(seconds),
        "command": f"lstm-explorer train {recipe.name} --into model/zoo",
        "notes": dict(recipe.notes),
        "data": {**described["data"], "sha256": digest},
        "figures": task.evaluate(network),
        **{key: part for key, part in described.items() if key != "data"},
        **words,
    }


def write(folder: Path, card: dict[str, Any], network: Network) -> None:
    """Put weights and card in place, each written aside first."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(card, ensure_ascii=False, indent=1) + "\n"
    for name, data in (("weights.safetensors", weights.dump(network)), ("card.json", text.encode())):
        aside = folder / f".{name}"
        aside.write_bytes(data)
        os.replace(aside, folder / name)


def task_of(card: dict[str, Any]) -> Task:
    """The task that a card speaks of, to evaluate the network anew. Raises: WeightsError when there is none."""
    try:
        return TASKS[card["task"]](card["language"])
    except (KeyError, TypeError, OSError) as error:
        raise WeightsError(f"there is no task {card.get('task')!r} in the language {card.get('language')!r}") from error
