"""Cells, cards, weights, health."""

from __future__ import annotations

import httpx
import pytest
from safetensors.numpy import load

from model.cells import CELLS
from model.library import Library


def test_health_is_told(http: httpx.Client) -> None:
    assert http.get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize("path", ["/", "/healthz", "/docs", "/api/models", "/figure.svg?model=zh-memory-lstm"])
def test_head_is_get_without_the_body(http: httpx.Client, path: str) -> None:
    head, get = http.head(path), http.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == get.headers["content-type"]


def test_a_wrong_method_is_told_the_right_ones(http: httpx.Client) -> None:
    assert http.post("/healthz").headers["allow"] == "GET"
    assert http.get("/api/step").headers["allow"] == "POST"


def test_a_cells_graph_is_told_in_the_order_of_computation(http: httpx.Client) -> None:
    cell = http.get("/api/cells/lstm").json()
    assert [n["id"] for n in cell["nodes"]] == ["x", "h_prev", "c_prev", "f", "keep", "i", "g", "write", "c", "o", "tanh_c", "h"]
    assert cell["carry"] == {"h_prev": "h", "c_prev": "c"}
    assert cell["memory"] == "c"
    by_id = {n["id"]: n for n in cell["nodes"]}
    assert by_id["f"] == {
        "id": "f", "op": "sigmoid", "inputs": ["x", "h_prev"], "weights": {"x": "W_f", "h_prev": "U_f"}, "bias": "b_f",
        "learned": True, "gate": "forget", "formula": "f = σ(W_f x + U_f h_prev + b_f)", "line": by_id["f"]["line"],
        "scale": "gate",
    }  # fmt: skip
    assert by_id["x"]["line"] is None
    assert cell["source"].splitlines()[by_id["keep"]["line"]].strip() == "keep = f * c_prev"
    gates = {"forget": ["f", "keep"], "memory": ["i", "g", "write"], "update": ["c"], "output": ["o", "tanh_c", "h"]}
    assert {g: [n["id"] for n in cell["nodes"] if n["gate"] == g] for g in gates} == gates


def test_all_cells_are_told(http: httpx.Client) -> None:
    assert [cell["name"] for cell in http.get("/api/cells").json()["cells"]] == list(CELLS)


def test_cards_come_without_vocabulary_and_one_card_with_it(http: httpx.Client, zoo: Library) -> None:
    cards = http.get("/api/models").json()["models"]
    assert [card["name"] for card in cards] == list(zoo.models)
    assert all("vocabulary" not in card for card in cards)
    for card in cards:
        whole = http.get(f"/api/models/{card['name']}").json()
        words = whole.pop("vocabulary")
        assert card["size"] == (None if words is None else len(words))
        assert (words is None) == ("inputs" in card)
        assert whole == card


def test_weights_are_the_file_as_it_is(http: httpx.Client, zoo: Library) -> None:
    for name, model in zoo.models.items():
        answer = http.get(f"/api/models/{name}/weights")
        assert answer.content == model.data
        assert load(answer.content)["linear.weight"].shape == model.network.W_out.shape
        assert f'filename="{name}.safetensors"' in answer.headers["content-disposition"]
