"""Where a number comes from, who wrote the memory and what a vector would say, over HTTP."""

from __future__ import annotations

from typing import Any

import httpx
import numpy as np
import pytest

from tests.conftest import ARTICLE

ZH = "zh-memory-lstm"
MOMENT: dict[str, Any] = {"model": ZH, "text": ARTICLE, "t": 13}


def ok(http: httpx.Client, route: str, **body: Any) -> dict[str, Any]:
    answer = http.post(f"/api/{route}", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_the_terms_of_a_gate_come_largest_first_and_add_up(http: httpx.Client) -> None:
    found = ok(http, "explain", **MOMENT, node="f", unit=40)
    traced = ok(http, "trace", model=ZH, text=ARTICLE)["layers"][0]["nodes"]["f"][13][40]
    assert found["token"]["text"] == "说"
    assert found["formula"] == "f = σ(W_f x + U_f h_prev + b_f)"
    assert [(part["node"], part["weight"], len(part["terms"])) for part in found["parts"]] == [
        ("x", "W_f", 24),
        ("h_prev", "U_f", 48),
    ]
    products = [[term["product"] for term in part["terms"]] for part in found["parts"]]
    for part, own in zip(found["parts"], products, strict=True):
        assert own == sorted(own, key=abs, reverse=True)
        assert all(term["weight"] * term["value"] == term["product"] for term in part["terms"])
        assert sum(own) == pytest.approx(part["sum"], abs=1e-12)
    net = sum(map(sum, products)) + found["bias"]["value"]
    assert found["net"] == pytest.approx(net, abs=1e-12)
    assert found["value"] == pytest.approx(1 / (1 + np.exp(-net)), abs=1e-12)
    assert found["value"] == pytest.approx(traced, abs=1e-6)
    assert abs(found["residual"]) <= 1e-12


def test_a_product_has_two_operands(http: httpx.Client) -> None:
    found = ok(http, "explain", **MOMENT, node="keep", unit=40)
    (gate,), (old,) = (part["terms"] for part in found["parts"])
    assert [part["node"] for part in found["parts"]] == ["f", "c_prev"]
    assert gate["value"] * old["value"] == found["value"]
    assert found["net"] is found["bias"] is None


def test_the_ledger_says_who_wrote_the_memory(http: httpx.Client) -> None:
    found = ok(http, "ledger", **MOMENT, unit=40)
    assert (found["memory"], found["keep"], found["write"]) == ("c", "f", "write")
    one = found["unit"]
    assert one["start"] + sum(one["steps"]) == pytest.approx(one["value"], abs=1e-12)
    assert found["along"]["start"] + sum(found["along"]["steps"]) == pytest.approx(found["norm"], abs=1e-12)
    assert len(one["steps"]) == len(one["half_lives"]) == len(found["along"]["steps"]) == 14
    assert len(found["tokens"]) == 28


def test_the_word_that_is_remembered_wrote_what_is_still_there(http: httpx.Client) -> None:
    """Of the unit that carries the nationality, most of what is there at the question was written by the nationality."""
    card = http.get(f"/api/models/{ZH}").json()
    example = card["examples"][0]
    one = ok(http, "ledger", **MOMENT, unit=example["unit"])["unit"]
    before = [abs(share) for share in one["steps"][:10]]
    assert before.index(max(before)) == example["word"]


def test_left_out_the_last_step_of_the_last_layer_is_meant(http: httpx.Client) -> None:
    stack = "zh-memory-lstm-stack"
    found = ok(http, "ledger", model=stack, text="我是一个中国人")
    assert (found["t"], found["layer"], found["unit"]) == (3, 1, None)
    state = ok(http, "trace", model=stack, text="我是一个", nodes=[])["state"]
    went_on = ok(http, "ledger", model=stack, text="中国人", state=state)
    assert went_on["norm"] == pytest.approx(found["norm"], abs=1e-12)


def test_numbers_are_explained_as_words_are(http: httpx.Client) -> None:
    found = ok(http, "explain", model="adding-lstm", inputs=[[0.3, 1], [0.5, 0]], node="i", unit=3)
    assert found["token"] is None
    assert sorted(term["value"] for term in found["parts"][0]["terms"]) == [0, 0.5]


def test_a_vector_says_what_the_output_layer_makes_of_it(http: httpx.Client) -> None:
    traced = ok(http, "trace", model=ZH, text=ARTICLE, top=3)
    own = ok(http, "decode", **MOMENT, node="h", top=3)
    assert (own["token"]["text"], own["stretch"]) == ("说", False)
    assert own["prediction"]["top"] == [pytest.approx(one) for one in traced["predictions"][13]["top"]]
    other = ok(http, "decode", **MOMENT, node="tanh_c", top=3)
    assert other["stretch"] is True
    assert other["prediction"]["top"] != own["prediction"]["top"]
    below = ok(http, "decode", model="zh-memory-lstm-stack", text="我是一个中国人", layer=0, node="h", top=0)
    assert (below["t"], below["stretch"], below["prediction"]["top"]) == (3, True, [])


def test_labels_and_values_are_read_off_a_vector_too(http: httpx.Client) -> None:
    labels = ok(http, "decode", model="order-lstm", text="白天太阳", node="write")["prediction"]["top"]
    assert {one["text"] for one in labels} == {"ordered", "shuffled"}
    body = {"model": "adding-lstm", "inputs": [[0.3, 1], [0.5, 0]]}
    found = ok(http, "decode", **body, node="h")
    assert found["prediction"]["value"] == pytest.approx(ok(http, "trace", **body)["predictions"][1]["value"])
    assert found["token"] is None


@pytest.mark.parametrize(
    ("route", "change", "code"),
    [
        ("explain", {"node": "x"}, "unknown_node"),
        ("explain", {"node": "h_prev"}, "unknown_node"),
        ("explain", {"unit": 48}, "out_of_range"),
        ("explain", {"unit": None}, "invalid_field"),
        ("explain", {"t": 28}, "out_of_range"),
        ("explain", {"layer": 1}, "out_of_range"),
        ("explain", {"t": -1}, "invalid_field"),
        ("explain", {"text": ""}, "empty_input"),
        ("explain", {"text": None}, "one_input"),
        ("explain", {"model": "gpt"}, "unknown_model"),
        ("explain", {"nodes": ["f"]}, "invalid_field"),
        ("ledger", {"unit": 48}, "out_of_range"),
        ("ledger", {"model": "zh-memory-rnn"}, "no_ledger"),
        ("ledger", {"state": [{"h": [0.0]}]}, "wrong_state"),
        ("decode", {"node": "x"}, "wrong_shape"),
        ("decode", {"node": "z"}, "unknown_node"),
        ("decode", {"layer": 1}, "out_of_range"),
        ("decode", {"top": 51}, "invalid_field"),
    ],
)
def test_what_cannot_be_is_refused(http: httpx.Client, route: str, change: dict[str, Any], code: str) -> None:
    own: dict[str, dict[str, Any]] = {"explain": {"node": "f", "unit": 3}, "ledger": {"unit": 3}, "decode": {"node": "f"}}
    body = {**MOMENT, **own[route], **change}
    answer = http.post(f"/api/{route}", json={key: value for key, value in body.items() if value is not None or key == "unit"})
    assert answer.status_code in (404, 422)
    assert answer.json()["error"]["code"] == code


def test_the_ledger_can_be_asked_for_in_an_address(http: httpx.Client) -> None:
    asked: dict[str, str | int] = {"model": ZH, "text": ARTICLE, "t": 13, "unit": 40}
    assert http.get("/api/ledger", params=asked).json() == ok(http, "ledger", **asked)
    assert http.get("/api/ledger", params={"model": "adding-lstm", "inputs": "[[0.3,1],[0.2,0]]"}).json()["t"] == 1
    assert http.get("/api/ledger", params={"model": ZH}).json()["error"]["code"] == "one_input"
    assert http.get("/api/ledger", params={**asked, "t": 28}).json()["error"]["code"] == "out_of_range"


def test_what_is_explained_and_decoded_may_be_held(http: httpx.Client) -> None:
    hold = [{"t": 13, "until": 13, "node": "f", "units": [40], "value": 0.5}]
    keep = ok(http, "explain", **MOMENT, node="keep", unit=40, hold=hold)
    (gate,), (old,) = (part["terms"] for part in keep["parts"])
    assert gate["value"] == 0.5
    assert keep["value"] == old["value"] / 2
    held = ok(http, "explain", **MOMENT, node="f", unit=40, hold=hold)
    assert held["residual"] == pytest.approx(held["value"] - 0.5)  # what it would have been, less what it is held at
    said = ok(http, "decode", **MOMENT, node="h", hold=[{"t": 13, "node": "h", "value": 0}])["prediction"]["top"]
    assert said != ok(http, "decode", **MOMENT, node="h")["prediction"]["top"]


def test_a_memory_that_is_held_has_no_ledger_and_one_whose_gate_is_held_has(http: httpx.Client) -> None:
    held = {"t": 5, "until": 5, "units": [40], "value": 0.5}
    for node in ("c", "c_prev", "keep"):
        refused = http.post("/api/ledger", json={**MOMENT, "hold": [{**held, "node": node}]})
        assert refused.json()["error"]["params"]["field"] == "hold[0].node"
    one = ok(http, "ledger", **MOMENT, unit=40, hold=[{**held, "node": "f"}])["unit"]
    assert one["start"] + sum(one["steps"]) == pytest.approx(one["value"], abs=1e-12)


def test_a_ledger_that_is_no_number_is_refused(http: httpx.Client) -> None:
    """Not told as null, where the reference promises a number."""
    hold = [{"t": 0, "node": "f", "value": 1e38}, {"t": 0, "node": "write", "value": 0}]
    refused = http.post("/api/ledger", json={**MOMENT, "unit": 7, "hold": hold})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "not_finite")
