"""A network that reads numbers: its inputs go in as they are and its values come out."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import numpy as np
import pytest

from app.settings import Settings
from model.cells.lstm import LSTM
from model.library import Library, Model
from model.weights import dump
from tests.conftest import serving
from tests.model.helpers import random_network

NETWORK = random_network(LSTM, V=2, D=3, H=4, L=2, words=False)
NAMES = [{"zh": "甲", "en": "one"}, {"zh": "乙", "en": "two"}]
CHANNELS = [{"id": id, "zh": id, "en": id, "low": -1, "high": 1} for id in ("a", "b", "marker")]
CARD = {
    "name": "numbers",
    "language": "en",
    "answer": {"kind": "value", "names": NAMES},
    "inputs": CHANNELS,
    "examples": [],
}
INPUTS = [[0.1, 0.2, 0.3], [-1, 0, 1]]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(Settings(), Library([Model("numbers", CARD, NETWORK, None, dump(NETWORK))])) as at:
        yield at


@pytest.fixture
def numeric(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address) as client:
        yield client


def test_values_come_out_at_every_step(numeric: httpx.Client) -> None:
    answer = numeric.post("/api/trace", json={"model": "numbers", "inputs": INPUTS}).json()
    trace = NETWORK.trace(np.array(INPUTS))
    assert answer["answer"] == {"kind": "value"}
    assert answer["tokens"] == []
    assert [p["value"] for p in answer["predictions"]] == [pytest.approx(row) for row in trace.output.tolist()]
    assert len(answer["layers"]) == 2
    np.testing.assert_allclose(answer["layers"][1]["nodes"]["f"], trace.node("f", 1), rtol=1e-6)


def test_steps_give_the_same(numeric: httpx.Client) -> None:
    whole = numeric.post("/api/trace", json={"model": "numbers", "inputs": INPUTS}).json()
    state = None
    for t, row in enumerate(INPUTS):
        step = numeric.post("/api/step", json={"model": "numbers", "input": row, "state": state}).json()
        state = step["state"]
        assert step["token"] is None
        assert step["prediction"]["value"] == pytest.approx(whole["predictions"][t]["value"])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": "I"}, "wrong_input"),
        ({"tokens": [1]}, "wrong_input"),
        ({"inputs": [[0.1]]}, "wrong_input_size"),
        ({"inputs": [[0.1, 0.2, 1e300]]}, "not_finite"),
        ({"inputs": [0.1]}, "invalid_field"),
    ],
)
def test_what_it_cannot_read_is_refused(numeric: httpx.Client, body: dict[str, object], code: str) -> None:
    answer = numeric.post("/api/trace", json={"model": "numbers", **body})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)


def test_without_a_model_of_the_language_the_page_says_so(numeric: httpx.Client) -> None:
    answer = numeric.get("/", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "没有" in answer.text
