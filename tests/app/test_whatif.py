"""Holds, their control, and scans, over HTTP."""

from __future__ import annotations

import json
import time
from typing import Any

import httpx
import numpy as np
import pytest
from safetensors.numpy import load

from app.settings import Settings
from model import hold, scan
from model.cells import CELLS
from model.errors import NotFinite
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
    holds = [{"t": 8, "until": 8, "node": "f", "units": units, "value": 0}]
    assert said(ok(http, "trace", text=FRENCH), 13) == "法语"
    assert said(ok(http, "trace", text=FRENCH, hold=holds), 13) != "法语"
    found = ok(http, "control", text=FRENCH, hold=holds, at=13)
    assert (found["text"], found["at"], len(found["draws"])) == ("法语", 13, 20)
    assert found["without"]["probability"] > 0.97
    assert found["held"]["probability"] < 0.01
    assert found["as_much"] == 0
    assert sum(draw["probability"] > 0.5 for draw in found["draws"]) >= 16
    assert all(len(draw["units"][0]) == len(units) for draw in found["draws"])
    (one,) = (draw for draw in found["draws"][:1])
    again = ok(http, "trace", text=FRENCH, hold=[{**holds[0], "units": one["units"][0]}])["predictions"][13]["top"]
    assert {word["text"]: word["probability"] for word in again}["法语"] == pytest.approx(one["probability"], abs=1e-9)


def test_c_and_h_of_another_sentence_transplanted(http: httpx.Client) -> None:
    """As a page does it, from the float32 of a binary trace."""
    asked = {"model": ZH, "text": FRENCH, "nodes": ["c", "h"]}
    tensors = load(http.post("/api/trace?format=safetensors", json=asked).content)
    holds = [{"t": 5, "until": 5, "node": node, "value": tensors[f"layers.0.{node}"][5].tolist()} for node in ("c", "h")]
    assert said(ok(http, "trace", text=ARTICLE), 13) == "汉语"
    assert said(ok(http, "trace", text=ARTICLE, hold=holds), 13) == "法语"


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
            one: dict[str, Any] = {"node": node, "units": [2, 0], "value": [0.5, -0.5]}
            whole = ok(cells, "trace", model=model, text=TEXT, hold=[{"t": 3, "until": 3, **one}], nodes=list(cell.by_id))
            state = ok(cells, "trace", model=model, tokens=[token["id"] for token in whole["tokens"][:3]])["state"]
            asked = {"token": whole["tokens"][3]["id"], "state": state, "nodes": list(cell.by_id)}
            step = ok(cells, "step", model=model, hold=[one], **asked)
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
    holds = [{"t": 1, "node": "write", "units": [0, 1, 2], "value": 0}]
    labels = ok(http, "control", model="order-lstm", tokens=[2, 3, 4, 5], hold=holds, draws=5)
    assert labels["text"] in [label["id"] for label in http.get("/api/models/order-lstm").json()["answer"]["labels"]]
    assert labels["without"]["value"] is None
    inputs = [[0.3, 1], [0.9, 0], [0.5, 1]]
    values = ok(http, "control", model="adding-lstm", inputs=inputs, hold=holds, draws=5, seed=9)
    traced = ok(http, "trace", model="adding-lstm", inputs=inputs, hold=holds)["predictions"][-1]["value"][0]
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


@pytest.mark.parametrize("value", [1e308, -4e38])
def test_a_control_refuses_what_a_trace_refuses(http: httpx.Client, value: float) -> None:
    """Though a forget gate at the first step, where nothing can be forgotten, does not reach the answer."""
    body = {"model": ZH, "text": "我是一个", "hold": [{"t": 0, "until": 0, "node": "f", "units": [7, 8], "value": value}]}
    for route in ("trace", "control"):
        refused = http.post(f"/api/{route}", json=body)
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, "not_finite")


def test_the_draws_of_a_control_are_bounded_together(zoo: Library) -> None:
    body = {"model": ZH, "tokens": [3, 4, 5, 6], "hold": [{**ONE, "units": [3]}], "draws": 9}
    with serving(Settings(max_work=4 * 48 * 10), zoo) as address, httpx.Client(base_url=address) as http:
        assert http.post("/api/control", json=body).status_code == 200
        refused = http.post("/api/control", json={**body, "draws": 10})
        assert (refused.status_code, refused.json()["error"]["code"]) == (413, "sequence_too_long")
        assert refused.json()["error"]["params"]["setting"] == "LSTM_MAX_WORK"


def lines(http: httpx.Client, **body: Any) -> list[dict[str, Any]]:
    answer = http.post("/api/scan", json={"model": ZH, **body})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in answer.text.splitlines()]


def test_a_scan_is_a_map_of_nodes_and_steps(http: httpx.Client) -> None:
    head, *found = lines(http, text=ARTICLE, source={"text": FRENCH}, at=13)
    assert head["nodes"] == ["x", "f", "keep", "i", "g", "write", "c", "o", "tanh_c", "h"]
    assert (head["steps"], head["total"], len(found)) == (list(range(14)), 140, 140)
    assert (head["own"]["text"], head["source"]["text"]) == ("汉语", "法语")
    assert head["own"]["measure"] < 0 < head["source"]["measure"]
    assert [head[key][3]["text"] for key in ("tokens", "source_tokens")] == ["中国人", "法国人"]
    moved = {(line["t"], line["node"]): line["moved"] for line in found}
    assert moved[3, "x"] == pytest.approx(1, abs=1e-9)
    assert moved[13, "h"] == pytest.approx(1, abs=1e-9)
    assert max(abs(v) for (t, _), v in moved.items() if t < 3) < 1e-9


def test_the_units_of_one_vector_at_one_step(http: httpx.Client) -> None:
    """The one that moves the most is one that the facts name, and holding says the same."""
    head, line = lines(http, text=ARTICLE, source={"text": FRENCH}, at=13, units="each", node="c", t=8)
    assert (head["total"], line["t"], line["node"], len(line["moved"])) == (1, 8, "c", 48)
    facts = http.get(f"/api/models/{ZH}/facts").json()
    carrying = {unit["unit"] for unit in facts["units"] if unit["carries"]}
    most = max(range(48), key=lambda unit: line["moved"][unit])
    assert most in carrying
    c = ok(http, "trace", text=FRENCH, nodes=["c"])["layers"][0]["nodes"]["c"][8][most]
    holds = [{"t": 8, "until": 8, "node": "c", "units": [most], "value": c}]
    top = {
        word["id"]: word["probability"] for word in ok(http, "trace", text=ARTICLE, hold=holds, top=50)["predictions"][13]["top"]
    }
    patched = np.log(top[head["source"]["id"]] / top[head["own"]["id"]])
    own, source = head["own"]["measure"], head["source"]["measure"]
    assert line["moved"][most] == pytest.approx((patched - own) / (source - own), abs=1e-5)


@EACH
def test_every_cell_can_be_scanned(cells_url: str, cell: Cell) -> None:
    with httpx.Client(base_url=cells_url, timeout=30) as cells:
        asked = {"model": f"any-{cell.name}", "text": TEXT, "source": {"text": TEXT.replace("中国人", "法国人")}}
        head, *found = lines(cells, **asked, answers=["汉语", "法语"], units="each")
        assert len(found) == head["total"] == len(head["nodes"]) * len(head["steps"])
        x = len(next(line["moved"] for line in found if line["node"] == "x"))
        assert {len(line["moved"]) for line in found} == {x, 20}


def test_labels_and_values_are_scanned(http: httpx.Client) -> None:
    labels = [label["id"] for label in http.get("/api/models/order-lstm").json()["answer"]["labels"]]
    asked = {"model": "order-lstm", "tokens": [2, 3, 4, 5], "source": {"tokens": [2, 4, 3, 5]}, "node": "c"}
    head, *found = lines(http, **asked, answers=labels[:2])
    assert (head["own"]["text"], head["source"]["text"], len(found)) == (labels[0], labels[1], 4)
    inputs = [[0.3, 1], [0.9, 0], [0.5, 1]]
    head, *found = lines(http, model="adding-lstm", inputs=inputs, source={"inputs": [[0.6, 1], *inputs[1:]]}, node="x")
    assert head["own"]["id"] is None
    assert head["source"]["measure"] - head["own"]["measure"] == pytest.approx(0.3, abs=0.05)
    assert [line["moved"] for line in found] == [
        pytest.approx(1, abs=1e-9),
        pytest.approx(0, abs=1e-9),
        pytest.approx(0, abs=1e-9),
    ]


SCAN: dict[str, Any] = {
    "model": ZH, "text": "我是一个中国人，", "source": {"text": "我是一个法国人，"}, "answers": ["汉语", "法语"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"source": {"text": "我是一个，"}}, 422, "unequal_lengths"),
        ({"source": {"text": "我是一个中国人，"}}, 422, "nothing_to_move"),
        ({"at": 2}, 422, "nothing_to_move"),
        ({"answers": None}, 422, "nothing_to_move"),  # both go on with the same word
        ({"answers": ["汉语", "汉语"]}, 422, "nothing_to_move"),
        ({"answers": ["汉语"]}, 422, "invalid_field"),
        ({"answers": ["汉语", "火星语"]}, 422, "not_one_token"),
        ({"answers": ["汉语", "Ruritanian"]}, 422, "unknown_word"),
        ({"answers": ["汉语", 900]}, 422, "out_of_range"),
        ({"answers": [True, 3]}, 422, "invalid_field"),
        ({"source": {}}, 422, "one_input"),
        ({"source": None}, 422, "invalid_field"),
        ({"source": {"inputs": [[0.1]]}}, 422, "wrong_input"),
        ({"source": {"text": "我", "state": []}}, 422, "wrong_state"),
        ({"source": {"text": "我" * 4001}}, 413, "text_too_long"),
        ({"units": "some"}, 422, "invalid_field"),
        ({"node": "z"}, 422, "unknown_node"),
        ({"t": 5}, 422, "out_of_range"),
        ({"at": 3, "t": 4}, 422, "out_of_range"),
        ({"at": 5}, 422, "out_of_range"),
        ({"layer": 1}, 422, "out_of_range"),
        ({"model": "gpt"}, 404, "unknown_model"),
        ({"hold": []}, 422, "invalid_field"),
    ],
)
def test_a_bad_scan_is_refused_before_its_first_line(http: httpx.Client, change: dict[str, Any], status: int, code: str) -> None:
    answer = http.post("/api/scan", json={**SCAN, **change})
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_values_have_no_answers_to_choose(http: httpx.Client) -> None:
    asked = {"model": "adding-lstm", "inputs": [[0.3, 1]], "source": {"inputs": [[0.6, 1]]}, "answers": [0, 0]}
    assert http.post("/api/scan", json=asked).json()["error"]["code"] == "invalid_field"


def test_a_scan_is_bounded_by_its_own_setting(zoo: Library) -> None:
    full = (5 + 4 + 3 + 2 + 1) * (24 + 9 * 48) * 48
    body = {**SCAN, "units": "each"}
    with serving(Settings(max_scan=full), zoo) as address, httpx.Client(base_url=address, timeout=30) as http:
        assert http.post("/api/scan", json=body).status_code == 200
    with serving(Settings(max_scan=full - 1), zoo) as address, httpx.Client(base_url=address, timeout=30) as http:
        refused = http.post("/api/scan", json=body)
        assert refused.status_code == 413
        error = refused.json()["error"]
        assert error["params"] == {"work": full, "limit": full - 1, "setting": "LSTM_MAX_SCAN"}
        assert "LSTM_MAX_SCAN" in error["message"]
        assert http.post("/api/scan", json={**body, "node": "c"}).status_code == 200


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_lines_come_as_they_are_known_and_nothing_is_made_for_who_has_gone(
    zoo: Library, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    made = []

    def slowly(*args: Any) -> Any:
        made.append(time.monotonic())
        time.sleep(0.05)
        return hold.rerun(*args)

    monkeypatch.setattr(scan, "rerun", slowly)
    body, headers = {**SCAN, "units": "each"}, {"Accept-Encoding": encoding}
    with serving(Settings(), zoo) as address, httpx.Client(base_url=address, timeout=30, headers=headers) as http:
        with http.stream("POST", "/api/scan", json=body) as answer:
            coming = answer.iter_lines()
            total = json.loads(next(coming))["total"]
            json.loads(next(coming))
            assert len(made) < total / 2
            assert http.get("/healthz").status_code == 200  # others are answered meanwhile
        while time.monotonic() - made[-1] < 0.5:
            time.sleep(0.05)
        assert len(made) < total == 50
        monkeypatch.undo()
        assert len(http.post("/api/scan", json=body).text.splitlines()) == 1 + total  # and the next one has its turn


def test_what_goes_wrong_after_the_head_is_the_last_line(zoo: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []

    def once(*args: Any) -> Any:
        if made:
            raise NotFinite("a patched run")
        made.append(hold.rerun(*args))
        return made[0]

    monkeypatch.setattr(scan, "rerun", once)
    with serving(Settings(), zoo) as address, httpx.Client(base_url=address, timeout=30) as http:
        head, first, last = lines(http, **{**SCAN, "units": "each", "node": "c"})
    assert (head["total"], first["t"]) == (5, 0)
    assert (last["error"]["code"], last["error"]["params"]) == ("not_finite", {"what": "a patched run"})
