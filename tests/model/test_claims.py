"""What the cards claim is true of their weights; and a claim that is not true is found out."""

from __future__ import annotations

import math
from typing import Any

import pytest

from model import claims
from model.errors import WeightsError
from model.library import Library, load

ZOO = load()
CLAIMED = [
    pytest.param(model.name, n, id=f"{model.name}-{n}")
    for model in ZOO.models.values()
    for n, example in enumerate(model.card["examples"])
    if "claim" in example
]
TOYS = [name for name, model in ZOO.models.items() if model.card["task"] != "memory"]


@pytest.mark.parametrize(("name", "n"), CLAIMED)
def test_what_a_card_claims_is_so(zoo: Library, name: str, n: int) -> None:
    model = zoo.model(name)
    true, measured = claims.holds(model, model.card["examples"][n])
    assert true, measured


def test_all_toys_claim_something_at_three_examples_or_more() -> None:
    assert set(TOYS) == {
        "order-plain", "order-rnn", "order-lstm", "count-lstm", "count-rnn", "adding-lstm", "adding-rnn", "sine-lstm",
    }  # fmt: skip
    for name in TOYS:
        examples = ZOO.model(name).card["examples"]
        assert len(examples) >= 3
        assert all("claim" in example for example in examples)


@pytest.mark.parametrize("name", TOYS)
def test_a_note_says_the_number_that_was_measured(zoo: Library, name: str) -> None:
    model = zoo.model(name)
    for example in model.card["examples"]:
        claim = example["claim"]
        _, measured = claims.holds(model, example)
        if claim["kind"] == "says":
            number = f"{100 * measured:.1f}%"
        elif claim["kind"] == "same":
            number = f"{100 * claims.read(model, example).trace.probabilities[claim['t']].max():.1f}%"
        else:
            number = f"{claim['value']:.2f}".replace("-", "−")
        assert set(example["note"]) == {"zh", "en"}
        assert all(number in note for note in example["note"].values())


def example_of(name: str, kind: str) -> dict[str, Any]:
    return next(example for example in ZOO.model(name).card["examples"] if example["claim"]["kind"] == kind)


@pytest.mark.parametrize(
    ("name", "kind", "change"),
    [
        ("order-lstm", "says", {"text": "shuffled"}),
        ("order-lstm", "says", {"at_least": 1.1}),
        ("count-lstm", "says", {"t": 7}),
        ("order-plain", "same", {"text": "地球上最高的山是非洲"}),
        ("count-lstm", "slope", {"value": -0.7}),
        ("count-lstm", "slope", {"unit": 0}),
        ("count-lstm", "slope", {"token": "b"}),
        ("count-lstm", "slope", {"token": "c"}),
        ("adding-lstm", "value", {"value": 1.5}),
        ("adding-lstm", "value", {"t": 3}),
    ],
)
def test_a_claim_that_is_not_so_is_found_out(name: str, kind: str, change: dict[str, Any]) -> None:
    example = example_of(name, kind)
    assert claims.holds(ZOO.model(name), example)[0]
    assert not claims.holds(ZOO.model(name), {**example, "claim": {**example["claim"], **change}})[0]


def test_a_probability_is_claimed_with_room_below() -> None:
    assert claims.says(3, "b", 0.998) == {"kind": "says", "t": 3, "text": "b", "at_least": 0.97}
    assert claims.says(3, "b", 0.01)["at_least"] == 0


def test_a_slope_of_a_token_that_is_not_there_is_none() -> None:
    example = example_of("count-lstm", "slope")
    _, measured = claims.holds(ZOO.model("count-lstm"), {**example, "claim": {**example["claim"], "token": "T "}})
    assert math.isnan(measured)


@pytest.mark.parametrize(
    "claim", [{"kind": "song"}, {"kind": "says", "t": 1}, {"kind": "says", "t": 1, "text": "?", "at_least": 0}, {}]
)
def test_a_claim_that_means_nothing_is_refused(claim: dict[str, Any]) -> None:
    model = ZOO.model("count-lstm")
    with pytest.raises(WeightsError, match="count-lstm"):
        claims.holds(model, {"text": "Sab", "claim": claim})
