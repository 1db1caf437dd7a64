"""Holds and their control, over HTTP."""

from __future__ import annotations

from typing import Any

import httpx
import numpy as np
import pytest
from safetensors.numpy import load

from app.settings import Settings
from model.cells import CELLS
from model.graph import Cell
from model.library import Library
from tests.cells import STACK, TEXT
from tests.conftest import ARTICLE, serving

ZH = "zh-memory-lstm"
FRENCH = ARTICLE.replace("中国人", "法国人")
EACH = pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)


def ok(http: httpx.Client, route: str, **body: Any) -> dict[str, Any]:
    answer = http.post(f"/api/{route}", json={"model": ZH, **body})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def said(trace: dict[str, Any], t: int) -> str:
    text: str = trace["predictions"][t]["top"][0]["text"]
    return text


def test_a_trace_under_holds_differs_from_the_first_on(http: httpx.Client) -> None:
    asked = {"text": ARTICLE, "nodes": ["f", "c", "c_prev"]}
    free, held = ok(http, "trace", **asked), ok(http, "trace", **asked, hold=[{"t": 5, "until": 6, "node": "f", "value": 0}])
    nodes, old = held["layers"][0]["nodes"], free["layers"][0]["nodes"]
    assert nodes["f"][5] == nodes["f"][6] == [0] * 48
    for node in nodes:
        assert nodes[node][:5] == old[node][:5]
    assert nodes["c"][5] != old["c"][5]
    assert nodes["c_prev"][6] == nodes["c"][5]
    assert held["predictions"][:5] == [{**one} for one in free["predictions"][:5]]
    assert held["state"] != free["state"]


def test_the_units_that_the_facts_name_lose_the_country_and_others_do_not(http: httpx.Client) -> None:
    facts = http.get(f"/api/models/{ZH}/facts").json()
    units = [unit["unit"] for unit in facts["units"] if unit["carries"]]
    hold = [{"t": 8, "until": 8, "node": "f", "units": units, "value": 0}]
    assert said(ok(http, "trace", text=FRENCH), 13) == "法语"
    assert said(ok(http, "trace", text=FRENCH, hold=hold), 13) != "法语"
    found = ok(http, "control", text=FRENCH, hold=hold, at=13)
    assert (found["text"], found["at"], len(found["draws"])) == ("法语", 13, 20)
    assert found["without"]["probability"] > 0.97
    assert found["held"]["probability"] < 0.01
    assert found["as_much"] == 0
    assert sum(draw["probability"] > 0.5 for draw in found["draws"]) >= 16
    assert all(len(draw["units"][0]) == len(units) for draw in found["draws"])
    (one,) = (draw for draw in found["draws"][:1])
    again = ok(http, "trace", text=FRENCH, hold=[{**hold[0], "units": one["units"][0]}])["predictions"][13]["top"]
    assert {word["text"]: word["probability"] for word in again}["法语"] == pytest.approx(one["probability"], abs=1e-9)


def test_c_and_h_of_another_sentence_transplanted(http: httpx.Client) -> None:
    """As a page does it, from the float32 of a binary trace."""
    asked = {"model": ZH, "text": FRENCH, "nodes": ["c", "h"]}
    tensors = load(http.post("/api/trace?format=safetensors", json=asked).content)
    hold = [{"t": 5, "until": 5, "node": node, "value": tensors[f"layers.0.{node}"][5].tolist()} for node in ("c", "h")]
    assert said(ok(http, "trace", text=ARTICLE), 13) == "汉语"
    assert said(ok(http, "trace", text=ARTICLE, hold=hold), 13) == "法语"


def test_binary_and_json_say_the_same_under_holds(http: httpx.Client) -> None:
    body = {"model": ZH, "text": ARTICLE, "hold": [{"t": 2, "node": "i", "add": -0.25}, {"t": 4, "node": "c", "step": 1}]}
    tensors = load(http.post("/api/trace?format=safetensors", json=body).content)
    nodes = ok(http, "trace", **body)["layers"][0]["nodes"]
    assert all(np.array_equal(tensors[f"layers.0.{node}"], np.array(rows, np.float32)) for node, rows in nodes.items())


@EACH
def test_a_step_under_holds_is_a_step_of_the_trace_under_holds(every_cell: Library, cells_url: str, cell: Cell) -> None:
    model = f"any-{cell.name}"
    with httpx.Client(base_url=cells_url, timeout=30) as cells:
        for node in cell.by_id:
            hold: dict[str, Any] = {"node": node, "units": [2, 0], "value": [0.5, -0.5]}
            whole = ok(cells, "trace", model=model, text=TEXT, hold=[{"t": 3, "until": 3, **hold}], nodes=list(cell.by_id))
            state = ok(cells, "trace", model=model, tokens=[token["id"] for token in whole["tokens"][:3]])["state"]
            asked = {"token": whole["tokens"][3]["id"], "state": state, "nodes": list(cell.by_id)}
            step = ok(cells, "step", model=model, hold=[hold], **asked)
            for id, vector in step["layers"][0]["nodes"].items():
                np.testing.assert_allclose(vector, whole["layers"][0]["nodes"][id][3], rtol=1e-6, atol=1e-6)
            assert [one["text"] for one in step["prediction"]["top"]] == [one["text"] for one in whole["predictions"][3]["top"]]
            assert (step["layers"][0]["nodes"][node][2], step["layers"][0]["nodes"][node][0]) == (0.5, -0.5)


def test_left_out_a_layer_is_the_last_and_a_span_ends_with_the_text(cells_url: str) -> None:
    with httpx.Client(base_url=cells_url, timeout=30) as cells:
        lower, upper = ok(cells, "trace", model=STACK, text=TEXT, hold=[{"t": 2, "node": "c", "value": 0.5}])["layers"]
        free = ok(cells, "trace", model=STACK, text=TEXT)["layers"][0]
        assert lower == free
        assert [set(row) == {0.5} for row in upper["nodes"]["c"]] == [False, False] + [True] * (len(upper["nodes"]["c"]) - 2)
        both = ok(cells, "trace", model=STACK, text=TEXT, hold=[{"t": 2, "layer": 0, "node": "o", "value": 0}])["layers"]
        assert both[1]["nodes"]["x"][2] == [0] * 20


def test_a_control_of_labels_and_of_values(http: httpx.Client) -> None:
    hold = [{"t": 1, "node": "write", "units": [0, 1, 2], "value": 0}]
    labels = ok(http, "control", model="order-lstm", tokens=[2, 3, 4, 5], hold=hold, draws=5)
    assert labels["text"] in [label["id"] for label in http.get("/api/models/order-lstm").json()["answer"]["labels"]]
    assert labels["without"]["value"] is None
    inputs = [[0.3, 1], [0.9, 0], [0.5, 1]]
    values = ok(http, "control", model="adding-lstm", inputs=inputs, hold=hold, draws=5, seed=9)
    traced = ok(http, "trace", model="adding-lstm", inputs=inputs, hold=hold)["predictions"][-1]["value"][0]
    assert values["id"] is values["text"] is values["held"]["probability"] is None
    assert values["held"]["value"] == pytest.approx(traced, abs=1e-9)
    moved = [abs(draw["value"] - values["without"]["value"]) for draw in values["draws"]]
    assert values["as_much"] == sum(one >= abs(traced - values["without"]["value"]) - 1e-12 for one in moved)


def test_a_whole_vector_has_no_control(http: httpx.Client) -> None:
    found = ok(http, "control", text=ARTICLE, hold=[{"t": 8, "node": "f", "value": 0}], at=13)
    assert found["draws"] == []
    assert found["as_much"] is None
    assert found["held"]["log_odds"] < found["without"]["log_odds"]


ONE: dict[str, Any] = {"t": 1, "node": "f", "value": 0.5}
PROBLEMS: list[tuple[str, dict[str, Any], str, str]] = [
    ("no value", {"value": None}, "one_input", "hold[0].value"),
    ("a value and a step", {"step": 0}, "one_input", "hold[0].step"),
    ("a step too late", {"value": None, "step": 4}, "out_of_range", "hold[0].step is 4"),
    ("a t too late", {"t": 4}, "out_of_range", "hold[0].t is 4"),
    ("a t below zero", {"t": -1}, "invalid_field", "hold[0].t"),
    ("an end too late", {"until": 4}, "out_of_range", "hold[0].until is 4"),
    ("an end before the beginning", {"until": 0}, "invalid_field", "hold[0].until"),
    ("a layer that is not there", {"layer": 1}, "out_of_range", "hold[0].layer"),
    ("a node that is not there", {"node": "z"}, "unknown_node", "'z'"),
    ("a unit that is not there", {"units": [0, 48]}, "out_of_range", "hold[0].units[1] is 48"),
    ("a unit of x that is not there", {"node": "x", "units": [24]}, "out_of_range", "hold[0].units[0] is 24"),
    ("a unit twice", {"units": [3, 3]}, "invalid_field", "hold[0].units"),
    ("no units", {"units": []}, "invalid_field", "hold[0].units"),
    ("too few values", {"units": [1, 2], "value": [0.5]}, "invalid_field", "hold[0].value: has 1 numbers for 2 units"),
    ("too many values", {"value": [0.5] * 49}, "invalid_field", "hold[0].value: has 49 numbers for 48 units"),
    ("a word as value", {"value": "half"}, "invalid_field", "hold[0].value"),
    ("true as value", {"value": True}, "invalid_field", "hold[0].value"),
    ("a value that is too large", {"value": 1e300}, "not_finite", "the trace"),
    ("a field that is none", {"gate": "f"}, "invalid_field", "hold[0].gate"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "code", "told"), [p[1:] for p in PROBLEMS], ids=[p[0] for p in PROBLEMS])
def test_a_bad_hold_has_its_own_error(http: httpx.Client, change: dict[str, Any], code: str, told: str) -> None:
    answer = http.post("/api/trace", json={"model": ZH, "text": "我是一个", "hold": [{**ONE, **change}]})
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (422, code)
    assert told in error["message"]


@pytest.mark.parametrize("more", [{"t": 0}, {"until": 0}, {"step": 0}])
def test_a_step_has_no_other_steps_to_hold(http: httpx.Client, more: dict[str, int]) -> None:
    answer = http.post("/api/step", json={"model": ZH, "token": "我", "hold": [{"node": "f", "value": 1, **more}]})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_field")
    neither = http.post("/api/step", json={"model": ZH, "token": "我", "hold": [{"node": "f"}]}).json()["error"]
    assert neither["message"] == "exactly one of hold[0].value, hold[0].add is needed; got none"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"hold": []}, "invalid_field"),
        ({"hold": None}, "invalid_field"),
        ({"hold": [ONE] * 65}, "invalid_field"),
        ({"at": 0}, "invalid_field"),
        ({"at": 4}, "out_of_range"),
        ({"draws": 101}, "invalid_field"),
        ({"draws": 0}, "invalid_field"),
        ({"seed": -1}, "invalid_field"),
        ({"hold": [{**ONE, "node": "z"}]}, "unknown_node"),
        ({"model": "gpt"}, "unknown_model"),
    ],
)
def test_a_bad_control_has_its_own_error(http: httpx.Client, change: dict[str, Any], code: str) -> None:
    answer = http.post("/api/control", json={"model": ZH, "text": "我是一个", "hold": [ONE], **change})
    assert answer.status_code in (404, 422)
    assert answer.json()["error"]["code"] == code


def test_the_draws_of_a_control_are_bounded_together(zoo: Library) -> None:
    body = {"model": ZH, "tokens": [3, 4, 5, 6], "hold": [{**ONE, "units": [3]}], "draws": 9}
    with serving(Settings(max_work=4 * 48 * 10), zoo) as address, httpx.Client(base_url=address) as http:
        assert http.post("/api/control", json=body).status_code == 200
        refused = http.post("/api/control", json={**body, "draws": 10})
        assert (refused.status_code, refused.json()["error"]["code"]) == (413, "too_many_runs")
        assert refused.json()["error"]["params"]["setting"] == "LSTM_MAX_WORK"
