"""What a network of the task ``memory`` remembers, measured: three facts that explain why one cell can and another cannot.

    units      which units carry the nationality from where it is told to where its language is asked for, and how far open
               the gate that keeps them stays meanwhile
    readout    how well a linear read-out of the state tells the nationality so and so many words later
    gradient   how much of the loss's gradient reaches so and so many words back: in this network, and in fresh ones

Everything is computed from the weights, on held-out sentences and random networks that are the same each time.
"""

from __future__ import annotations

from typing import Any

from model.errors import NoFacts
from model.facts.gradients import HIDDEN, NETWORKS, fresh, trained
from model.facts.readout import Accuracy, read_out
from model.facts.sentences import COUNT, GAP, LAGS, Reading, keeping_gate, read, sentences
from model.facts.units import CARRIES, Group, group_of, units_of
from model.library import Model
from model.tasks.memory.generator import memory_in

TASK = "memory"


def check(model: Model) -> None:
    """Raises: NoFacts for a network of another task."""
    if model.card.get("task") != TASK:
        raise NoFacts(model.name, str(model.card.get("task")))


def facts(model: Model) -> dict[str, Any]:
    """The three facts as one document of plain numbers; it takes a second or two. Raises: NoFacts."""
    check(model)
    language, network = model.card["language"], model.network
    chosen = sentences(language)
    reading = read(network, model.words, chosen)
    units = units_of(reading)
    return {
        "model": model.name,
        "cell": network.cell.name,
        "sentences": len(chosen),
        "gap": GAP,
        "state": reading.state,
        "gate": keeping_gate(network.cell),
        "threshold": CARRIES,
        "units": [_rounded(unit._asdict()) for unit in units],
        "carrying": _group(group_of(reading, units, carries=True)),
        "others": _group(group_of(reading, units, carries=False)),
        "readout": _readout(reading, len(memory_in(language).nations)),
        "gradient": {
            "trained": _ratios(trained(network, model.words, chosen)),
            "fresh": [{**one.start._asdict(), "ratios": _ratios(one.ratios)} for one in fresh()],
            "networks": NETWORKS,
            "hidden": HIDDEN,
        },
    }


def _readout(reading: Reading, nations: int) -> dict[str, Any]:
    found: dict[str, list[Accuracy]] = read_out(reading)
    states = {state: [_rounded(one._asdict()) for one in accuracies] for state, accuracies in found.items()}
    return {"chance": round(1 / nations, 4), "measured": COUNT // 2, "lags": list(LAGS), "states": states}


def _group(group: Group | None) -> dict[str, Any] | None:
    return None if group is None else _rounded(group._asdict())


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    """To four decimals: what is beyond is chance."""
    return {key: round(value, 4) if isinstance(value, float) else value for key, value in values.items()}


def _ratios(ratios: list[float]) -> list[float]:
    """To three significant digits, because they go through many orders of magnitude."""
    return [float(f"{ratio:.3g}") for ratio in ratios]
