"""POST and GET /api/trace, POST /api/step: the numbers, in every form, agree with an LSTM written anew here."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load

from tests.conftest import ARTICLE

MODEL = "zh-memory-lstm"
Array = NDArray[np.floating[Any]]


def trace(http: httpx.Client, **body: Any) -> Any:
    answer = http.post("/api/trace", json={"model": MODEL, **body})
    assert answer.status_code == 200, answer.text
    return answer.json()


def independent_lstm(tensors: dict[str, Array], ids: list[int]) -> dict[str, Array]:
    """An LSTM in float64 straight from the formulas of torch.nn.LSTM, on the weights as they are served."""
    w = {name: tensor.astype(np.float64) for name, tensor in tensors.items()}
    H = w["lstm.weight_hh_l0"].shape[1]
    h, c, out = np.zeros(H), np.zeros(H), []
    for id in ids:
        x = w["embedding.weight"][id]
        rows = w["lstm.weight_ih_l0"] @ x + w["lstm.bias_ih_l0"] + w["lstm.weight_hh_l0"] @ h + w["lstm.bias_hh_l0"]
        i, f, g, o = np.split(rows, 4)
        i, f, o, g = 1 / (1 + np.exp(-i)), 1 / (1 + np.exp(-f)), 1 / (1 + np.exp(-o)), np.tanh(g)
        keep, write = f * c, i * g
        c = keep + write
        h = o * np.tanh(c)
        vectors = {"x": x, "f": f, "keep": keep, "i": i, "g": g, "write": write, "c": c, "o": o, "tanh_c": np.tanh(c), "h": h}
        out.append({**vectors, "logits": w["linear.weight"] @ h + w["linear.bias"]})
    return {name: np.array([step[name] for step in out]) for name in out[0]}


def close(a: Any, b: Array) -> None:
    a = np.array(a)
    assert a.shape == b.shape
    assert (np.abs(a - b) <= 1e-6 * (1 + np.abs(b))).all()


@pytest.mark.parametrize(("model", "text"), [(MODEL, ARTICLE), ("en-memory-lstm", "I was born in Spain, I speak fluent")])
def test_trace_steps_and_an_independent_lstm_agree_at_every_node(http: httpx.Client, model: str, text: str) -> None:
    whole = http.post("/api/trace", json={"model": model, "text": text, "top": 50}).json()
    weights = load(http.get(f"/api/models/{model}/weights").content)
    ids = [token["id"] for token in whole["tokens"]]
    expected = independent_lstm(weights, ids)
    nodes = whole["layers"][0]["nodes"]
    assert list(nodes) == ["x", "f", "keep", "i", "g", "write", "c", "o", "tanh_c", "h"]
    state: Any = None
    for t, id in enumerate(ids):
        step = http.post("/api/step", json={"model": model, "token": id, "state": state, "top": 50}).json()
        state = step["state"]
        for node, rows in nodes.items():
            close(step["layers"][0]["nodes"][node], expected[node][t])
            close(rows[t], expected[node][t])
        assert step["prediction"]["top"] == [pytest.approx(likely) for likely in whole["predictions"][t]["top"]]
    e = np.exp(expected["logits"] - expected["logits"].max(axis=1, keepdims=True))
    probabilities = e / e.sum(axis=1, keepdims=True)
    for t, prediction in enumerate(whole["predictions"]):
        for likely in prediction["top"]:
            assert likely["probability"] == pytest.approx(probabilities[t, likely["id"]], abs=1e-6)
    for key, rows in (("h", expected["h"]), ("c", expected["c"])):
        np.testing.assert_allclose(whole["state"][0][key], rows[-1], atol=1e-12)
        np.testing.assert_allclose(state[0][key], rows[-1], atol=1e-12)


def test_the_articles_sentence_is_read_as_28_tokens_with_their_places(http: httpx.Client) -> None:
    answer = trace(http, text=ARTICLE)
    assert len(answer["tokens"]) == 28
    assert all(ARTICLE[t["start"] : t["end"]] == t["text"] and t["known"] for t in answer["tokens"])
    assert answer["answer"] == {"kind": "next_token"}
    assert answer["predictions"][13]["top"][0]["text"] == "汉语"
    assert answer["predictions"][13]["actual"]["rank"] == 1
    assert answer["predictions"][-1]["actual"] is None


def test_text_and_its_tokens_give_the_same(http: httpx.Client) -> None:
    by_text = trace(http, text=ARTICLE)
    by_ids = trace(http, tokens=[t["id"] for t in by_text["tokens"]])
    assert by_ids == by_text


def test_a_trace_goes_on_from_the_state_of_another(http: httpx.Client) -> None:
    whole = trace(http, text="我是一个中国人，我最常说")
    first = trace(http, text="我是一个中国人，")
    second = trace(http, text="我最常说", state=first["state"])
    np.testing.assert_allclose(second["layers"][0]["nodes"]["h"], whole["layers"][0]["nodes"]["h"][5:], atol=1e-12)
    for after, at_once in zip(second["state"], whole["state"], strict=True):  # sums of other sizes are rounded elsewhere
        assert {name: pytest.approx(values, abs=1e-12) for name, values in at_once.items()} == after


def test_only_the_vectors_asked_for_are_sent_in_the_order_of_computation(http: httpx.Client) -> None:
    answer = trace(http, text="我是", nodes=["c", "h_prev", "f", "c"])
    nodes = answer["layers"][0]["nodes"]
    assert list(nodes) == ["h_prev", "f", "c"]
    assert nodes["h_prev"][0] == [0.0] * 48
    assert trace(http, text="我是", nodes=[])["layers"][0]["nodes"] == {}


def test_digits_round_vectors_and_leave_the_state_alone(http: httpx.Client) -> None:
    full, short = trace(http, text="我是"), trace(http, text="我是", digits=2)
    for node, rows in short["layers"][0]["nodes"].items():
        np.testing.assert_allclose(rows, full["layers"][0]["nodes"][node], atol=0.005001)
        assert all(round(v, 2) == v for row in rows for v in row)
    assert short["state"] == full["state"]


@pytest.mark.parametrize("digits", [0, 2, 5, 9])
def test_digits_of_a_binary_trace_leave_out_the_bits_below_them(http: httpx.Client, digits: int) -> None:
    asked = {"model": MODEL, "text": ARTICLE}
    full, short = (
        load(http.post("/api/trace?format=safetensors", json=asked | more).content) for more in ({}, {"digits": digits})
    )
    assert full.keys() == short.keys()
    for name, rows in short.items():
        np.testing.assert_allclose(rows, full[name], rtol=1e-7, atol=0.5 * 10.0**-digits)
        steps = rows.astype(np.float64) * 2 ** np.ceil(digits * np.log2(10))
        np.testing.assert_array_equal(steps, np.rint(steps))


def test_top_says_how_many_next_words_come(http: httpx.Client) -> None:
    for top in (0, 1, 50):
        assert all(len(p["top"]) == top for p in trace(http, text="我是", top=top)["predictions"])


def test_unknown_words_run_as_the_unknown_token_and_are_marked(http: httpx.Client) -> None:
    tokens = trace(http, text="我爱hello")["tokens"]
    assert [(t["text"], t["known"]) for t in tokens] == [("我", True), ("爱", False), ("hello", False)]
    assert tokens[1]["id"] == tokens[2]["id"]


@pytest.mark.parametrize("ask", ["format", "accept"])
def test_safetensors_hold_the_same_trace(http: httpx.Client, ask: str) -> None:
    kwargs: dict[str, Any] = (
        {"params": {"format": "safetensors"}} if ask == "format" else {"headers": {"Accept": "application/octet-stream"}}
    )
    answer = http.post("/api/trace", json={"model": MODEL, "text": ARTICLE}, **kwargs)
    assert answer.headers["content-type"] == "application/octet-stream"
    readable = trace(http, text=ARTICLE)
    tensors = load(answer.content)
    for node, rows in readable["layers"][0]["nodes"].items():
        assert tensors[f"layers.0.{node}"].dtype == np.float32
        np.testing.assert_array_equal(tensors[f"layers.0.{node}"], np.array(rows, np.float32))
    length = int.from_bytes(answer.content[:8], "little")
    assert (8 + length) % 8 == 0  # typed arrays on the page need aligned data
    header = json.loads(json.loads(answer.content[8 : 8 + length])["__metadata__"]["trace"])
    assert header["layers"] == [{"direction": "forward"}]
    assert {k: v for k, v in header.items() if k != "layers"} == {k: v for k, v in readable.items() if k != "layers"}


def test_the_largest_numbers_there_are_stay_finite_in_binary(http: httpx.Client) -> None:
    state = [{"h": [0.0] * 48, "c": [3e38] + [0.0] * 47}]
    body = {"model": MODEL, "text": "我", "state": state, "nodes": ["c_prev"], "digits": 9}
    assert load(http.post("/api/trace?format=safetensors", json=body).content)["layers.0.c_prev"][0, 0] == np.float32(3e38)


@pytest.mark.parametrize(
    ("accept", "binary"),
    [
        ("*/*", False),
        ("application/json, application/octet-stream;q=0", False),
        ("application/json, application/octet-stream;q=0.1", False),
        ("xapplication/octet-streamx", False),
        ("application/octet-stream;q=1.0, application/json;q=0.5", True),
    ],
)
def test_the_form_is_the_one_that_is_preferred(http: httpx.Client, accept: str, binary: bool) -> None:
    answer = http.post("/api/trace", json={"model": MODEL, "text": "我"}, headers={"Accept": accept})
    assert (answer.headers["content-type"] == "application/octet-stream") == binary


def test_many_large_traces_at_once_are_all_right_and_keep_nobody_waiting(http: httpx.Client) -> None:
    body = {"model": MODEL, "text": ARTICLE * 20, "top": 1, "nodes": ["c"], "digits": 3}
    expected = http.post("/api/trace", json=body).text
    with ThreadPoolExecutor(6) as pool:
        answers = [pool.submit(http.post, "/api/trace", json=body) for _ in range(12)]
        assert http.get("/healthz").status_code == 200
        assert {answer.result().text for answer in answers} == {expected}


def test_get_gives_what_post_gives(http: httpx.Client) -> None:
    got = http.get("/api/trace", params={"model": MODEL, "text": "我是一个中国人", "top": 2, "digits": 3})
    assert got.json() == trace(http, text="我是一个中国人", top=2, digits=3)


def test_a_json_vector_costs_as_little_as_float32_can(http: httpx.Client) -> None:
    """The shortest decimal of a float32, not of the double it is widened to."""
    text = http.post("/api/trace", json={"model": MODEL, "text": ARTICLE, "top": 0, "nodes": ["c"]}).text
    rows = json.loads(text)["layers"][0]["nodes"]["c"]
    for value in rows[5][:10]:
        assert len(repr(value).lstrip("-0.").split("e")[0]) <= 10


def test_a_step_takes_a_word_or_an_id(http: httpx.Client) -> None:
    by_word = http.post("/api/step", json={"model": MODEL, "token": "我"}).json()
    by_id = http.post("/api/step", json={"model": MODEL, "token": by_word["token"]["id"]}).json()
    assert by_word == by_id
    assert by_word["token"]["text"] == "我"


def test_a_step_reads_a_word_it_does_not_know_as_the_unknown_token(http: httpx.Client) -> None:
    answer = http.post("/api/step", json={"model": MODEL, "token": "hello"})
    assert answer.json()["token"]["known"] is False
