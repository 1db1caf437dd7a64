"""How much an answer hangs on every number before it, over HTTP."""

from __future__ import annotations

import json
import struct
from typing import Any

import httpx
import numpy as np
import pytest
from safetensors.numpy import load

from model.library import Library
from tests.conftest import ARTICLE

ZH, SHORT = "zh-memory-lstm", "我是一个中国人，我最常说"
QUICK: dict[str, Any] = {"model": ZH, "text": SHORT, "attribution": False}
MOMENT: dict[str, Any] = {**QUICK, "text": ARTICLE, "t": 13}


def ok(http: httpx.Client, **body: Any) -> dict[str, Any]:
    answer = http.post("/api/gradient", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_it_has_the_form_of_a_trace_up_to_the_moment(http: httpx.Client) -> None:
    found = ok(http, **MOMENT)
    traced = http.post("/api/trace", json={"model": ZH, "text": ARTICLE}).json()
    assert found["tokens"] == traced["tokens"]
    nodes = found["layers"][0]["nodes"]
    assert list(nodes) == list(traced["layers"][0]["nodes"])
    for id, rows in nodes.items():
        assert np.shape(rows) == (14, len(traced["layers"][0]["nodes"][id][0]))
    assert found["layers"][0]["direction"] == "forward"
    best = traced["predictions"][13]["top"][0]
    assert (found["target"]["id"], found["target"]["text"]) == (best["id"], best["text"]) == (186, "汉语")
    assert found["target"]["probability"] == pytest.approx(best["probability"])
    assert found["value"] == pytest.approx(np.log(best["probability"]))
    assert found["attribution"] is found["check"] is None


def test_norms_reach_back_to_the_first_step(http: httpx.Client) -> None:
    found = ok(http, **MOMENT, nodes=["h", "h_prev", "c_prev"])
    nodes, norms = found["layers"][0]["nodes"], found["norms"]
    assert set(nodes) == {"h", "h_prev", "c_prev"}
    assert set(norms["nodes"]) == {"h", "c"}
    for node in ("h", "c"):
        later = np.linalg.norm(nodes[f"{node}_prev"][1:], axis=1)
        np.testing.assert_allclose(norms["nodes"][node][:-1], later, rtol=1e-5)
    assert norms["nodes"]["h"][13] == pytest.approx(np.linalg.norm(nodes["h"][13]), rel=1e-5)
    assert norms["nodes"]["c"][13] == 0
    np.testing.assert_allclose(norms["together"], np.hypot(norms["nodes"]["h"], norms["nodes"]["c"]))
    assert min(norms["together"]) > 0


def test_one_number_is_checked_by_a_central_difference(http: httpx.Client) -> None:
    place = {"t": 3, "layer": 0, "node": "i", "unit": 40}
    found = ok(http, **MOMENT, check=place)
    checked = found["check"]
    assert {key: checked[key] for key in place} == place
    assert checked["gradient"] == pytest.approx(found["layers"][0]["nodes"]["i"][3][40], rel=1e-6)
    assert checked["gradient"] != 0
    assert checked["gap"] == abs(checked["gradient"] - checked["difference"]) <= 1e-9


def test_binary_holds_what_json_holds(http: httpx.Client) -> None:
    plain = ok(http, **QUICK)
    for address, headers in (("?format=safetensors", {}), ("", {"Accept": "application/octet-stream"})):
        answer = http.post(f"/api/gradient{address}", json=QUICK, headers=headers)
        assert answer.headers["content-type"] == "application/octet-stream"
        tensors = load(answer.content)
        for id, rows in plain["layers"][0]["nodes"].items():
            np.testing.assert_allclose(tensors[f"layers.0.{id}"], rows, rtol=1e-6)
        (size,) = struct.unpack("<Q", answer.content[:8])
        rest = json.loads(json.loads(answer.content[8 : 8 + size])["__metadata__"]["trace"])
        assert rest == {**plain, "layers": [{"direction": "forward"}]}


def test_digits_round_as_in_a_trace(http: httpx.Client) -> None:
    whole = np.array(ok(http, **QUICK, nodes=["c"])["layers"][0]["nodes"]["c"])
    few = ok(http, **QUICK, nodes=["c"], digits=4)["layers"][0]["nodes"]["c"]
    np.testing.assert_allclose(few, whole, atol=0.51e-4)
    assert np.array_equal(few, np.round(few, 4))
    binary = http.post("/api/gradient?format=safetensors", json={**QUICK, "nodes": ["c"], "digits": 4}).content
    scaled = load(binary)["layers.0.c"] * 2**14
    np.testing.assert_array_equal(scaled, np.rint(scaled))


def test_a_word_is_credited_for_the_answer(http: httpx.Client, zoo: Library) -> None:
    found = ok(http, model=ZH, text=ARTICLE, t=13, nodes=["x"])
    shares = found["attribution"]
    assert len(shares["integrated"]) == len(shares["gradient_input"]) == 14
    x = np.array(http.post("/api/trace", json={"model": ZH, "text": ARTICLE}).json()["layers"][0]["nodes"]["x"][:14])
    d = np.array(found["layers"][0]["nodes"]["x"])
    np.testing.assert_allclose(shares["gradient_input"], (x * d).sum(axis=1), atol=1e-6)
    word = zoo.model(ZH).card["examples"][0]["word"]
    assert max(range(14), key=lambda s: shares["integrated"][s]) == word
    assert shares["relative"] <= 0.01
    assert shares["gap"] == pytest.approx(abs(sum(shares["integrated"]) - shares["whole"]))
    assert shares["relative"] == pytest.approx(shares["gap"] / abs(shares["whole"]))
    assert shares["points"] % 64 == 0


@pytest.mark.parametrize(
    ("model", "read", "target", "id", "text"),
    [
        (ZH, {"text": SHORT}, "法语", None, "法语"),
        (ZH, {"text": SHORT}, 186, 186, "汉语"),
        (ZH, {"text": SHORT}, 1, 1, "<unk>"),  # by its id alone: its name in a text is no word
        ("order-lstm", {"text": "白天太阳"}, "shuffled", 1, "shuffled"),
        ("order-lstm", {"text": "白天太阳"}, 0, 0, "ordered"),
        ("adding-lstm", {"inputs": [[0.3, 1], [0.5, 0]]}, 0, 0, None),
        ("adding-lstm", {"inputs": [[0.3, 1], [0.5, 0]]}, None, 0, None),
    ],
)
def test_any_answer_can_be_asked_about(
    http: httpx.Client, model: str, read: dict[str, Any], target: int | str | None, id: int | None, text: str | None
) -> None:
    found = ok(http, model=model, **read, target=target, attribution=False)
    assert found["target"]["text"] == text
    if id is not None:
        assert found["target"]["id"] == id
    prediction = http.post("/api/trace", json={"model": model, **read, "top": 50}).json()["predictions"][-1]
    if text is None:
        assert found["value"] == pytest.approx(prediction["value"][0])
        assert found["target"]["probability"] is None
    else:
        assert found["value"] == pytest.approx(np.log(found["target"]["probability"]))
        likely = {one["id"]: one["probability"] for one in prediction["top"]}
        if found["target"]["id"] in likely:
            assert found["target"]["probability"] == pytest.approx(likely[found["target"]["id"]])


def test_it_goes_on_from_a_state(http: httpx.Client) -> None:
    whole = ok(http, **QUICK)
    state = http.post("/api/trace", json={"model": ZH, "text": "我是一个", "nodes": []}).json()["state"]
    rest = ok(http, **{**QUICK, "text": "中国人，我最常说"}, state=state)
    for id, rows in rest["layers"][0]["nodes"].items():
        np.testing.assert_allclose(rows, whole["layers"][0]["nodes"][id][3:], atol=1e-9)


def test_sharing_out_is_bounded_by_its_columns(http: httpx.Client) -> None:
    answer = http.post("/api/gradient", json={"model": ZH, "tokens": [3] * 400})
    assert answer.status_code == 413
    assert answer.json()["error"]["params"] == {"steps": 400, "limit": 325, "setting": "LSTM_MAX_WORK"}
    assert len(ok(http, model=ZH, tokens=[3] * 400, t=300, nodes=[])["attribution"]["integrated"]) == 301
    assert len(ok(http, model=ZH, tokens=[3] * 400, nodes=[], attribution=False)["norms"]["together"]) == 400


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"target": 900}, "out_of_range"),
        ({"target": -1}, "out_of_range"),
        ({"target": 10**18}, "out_of_range"),
        ({"target": True}, "invalid_field"),
        ({"target": "中国人法语"}, "not_one_token"),
        ({"target": ""}, "not_one_token"),
        ({"target": "Ruritanian"}, "unknown_word"),
        ({"target": "好" * 4001}, "text_too_long"),
        ({"model": "order-lstm", "target": "upside down"}, "invalid_field"),
        ({"model": "adding-lstm", "text": None, "inputs": [[0.3, 1]], "t": 0, "target": "sum"}, "invalid_field"),
        ({"model": "adding-lstm", "text": None, "inputs": [[0.3, 1]], "t": 0, "target": 1}, "out_of_range"),
        ({"t": 28}, "out_of_range"),
        ({"layer": 0}, "invalid_field"),
        ({"nodes": ["q"]}, "unknown_node"),
        ({"check": {"t": 14, "layer": 0, "node": "f", "unit": 0}}, "out_of_range"),
        ({"check": {"t": 3, "layer": 1, "node": "f", "unit": 0}}, "out_of_range"),
        ({"check": {"t": 3, "layer": 0, "node": "f", "unit": 48}}, "out_of_range"),
        ({"check": {"t": 3, "layer": 0, "node": "x", "unit": 24}}, "out_of_range"),
        ({"check": {"t": 3, "layer": 0, "node": "z", "unit": 0}}, "unknown_node"),
        ({"check": {"t": 3, "layer": 0, "node": "f"}}, "invalid_field"),
        ({"text": ""}, "empty_input"),
        ({"model": "gpt"}, "unknown_model"),
    ],
)
def test_what_cannot_be_is_refused(http: httpx.Client, change: dict[str, Any], code: str) -> None:
    answer = http.post("/api/gradient", json={key: value for key, value in {**MOMENT, **change}.items() if value is not None})
    assert answer.status_code in (404, 413, 422)
    assert answer.json()["error"]["code"] == code
