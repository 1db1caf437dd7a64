"""Every kind of cell, and each of several layers: the figure, the words, the numbers are its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, fromstring

import httpx
import pytest

from app.i18n import LANGUAGES, words, words_for
from app.placement import placement
from app.strips import LEVELS, grouped, strip_start
from model.cells import CELLS
from model.graph import Cell
from model.library import Library
from tests.cells import STACK, TEXT
from tests.strips import reach

SVG = "{http://www.w3.org/2000/svg}"
EACH = pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)


@pytest.fixture
def cells(cells_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=cells_url, timeout=30) as client:
        yield client


def figure(http: httpx.Client, model: str, **params: str | int) -> Element:
    answer = http.get("/figure.svg", params={"model": model, "text": TEXT, "t": 5, "unit": 7, "lang": "zh", **params})
    assert answer.status_code == 200, answer.text
    return fromstring(answer.text)


def named(root: Element, part: str) -> dict[str, Element]:
    return {e.get(f"data-{part}", ""): e for e in root.iter() if e.get(f"data-{part}")}


def texts(root: Element) -> str:
    return " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))


@EACH
def test_every_stop_of_every_cell_has_its_picture(cells: httpx.Client, cell: Cell) -> None:
    order = [n.id for n in cell.computed]
    for n, stop in enumerate([*order, None]):
        root = figure(cells, f"any-{cell.name}", **({"stop": stop} if stop else {}))
        there = {id for id in cell.by_id if id not in order[n + 1 :]}
        assert set(named(root, "strip")) == there
        assert set(named(root, "wire")) == set(placement(cell.name).wires)
        assert set(named(root, "leaving")) == (set(cell.carry.values()) if stop in (None, order[-1]) else set())
        level = set(placement(cell.name).level()) & there
        assert ("level" in named(root, "frame")) == bool(level)


@EACH
def test_gates_are_ink_and_signals_are_colour(cells: httpx.Client, cell: Cell) -> None:
    body = {"model": f"any-{cell.name}", "text": TEXT}
    kinds = {n["id"]: n["scale"] for n in cells.get(f"/api/cells/{cell.name}").json()["nodes"]}
    told = cells.post("/api/trace", json=body).json()["layers"][0]["nodes"]
    for id, strip in named(figure(cells, f"any-{cell.name}"), "strip").items():
        shapes = strip.findall(f"{SVG}polygon")
        assert len(shapes) == (1 if kinds[id] == "gate" else 2 * LEVELS + 2), id
        if kinds[id] == "gate":
            place, values = placement(cell.name).strips[id], told[id][5]
            _, pitch, _ = grouped(values, place.length)
            middles = [strip_start(place, values) + (n + 0.5) * pitch for n in range(len(values))]
            upright = place.along == "y"
            drawn = [abs(reach(shapes[0], along, -7 if upright else 7, upright) - (-7 if upright else 7)) for along in middles]
            assert drawn == pytest.approx([14 * v if 14 * v > 0.05 else 0 for v in values], abs=0.011)


def test_each_layer_has_its_own_numbers_and_the_last_one_has_the_answer(cells: httpx.Client, every_cell: Library) -> None:
    trace = cells.post("/api/trace", json={"model": STACK, "text": TEXT}).json()
    best = trace["predictions"][5]["top"][0]["text"]
    for layer in (0, 1):
        root = figure(cells, STACK, layer=layer)
        nodes = trace["layers"][layer]["nodes"]
        for id in ("f", "c", "h", "keep"):
            (title,) = [t.text or "" for t in named(root, "strip")[id].iter(f"{SVG}title")]
            assert f"{nodes[id][5][7]:.3f}" in title
        assert (best in texts(root)) == (layer == 1)
        (name,) = [t.text or "" for t in root.findall(f"{SVG}title")]
        assert f"LSTM（第 {layer + 1} / 2 层）" in name
    lower, upper = (named(figure(cells, STACK, layer=layer), "label")["x"] for layer in (0, 1))
    assert ("".join(lower.itertext()), "".join(upper.itertext())) == ("xt", "h¹t")
    assert "送往第 2 层" in texts(figure(cells, STACK, layer=0))
    assert "来自第 1 层" in texts(figure(cells, STACK))  # the last one is meant when none is named
    assert every_cell.model(STACK).network.L == 2


def test_a_layer_that_is_not_there_is_told_with_its_bound(cells: httpx.Client) -> None:
    answer = cells.get("/figure.svg", params={"model": STACK, "text": TEXT, "layer": 2})
    assert answer.status_code == 422
    assert answer.json()["error"]["params"] == {"field": "layer", "value": 2, "last": 1}


def test_a_cells_words_are_its_own_then_its_familys_then_anybodys() -> None:
    for language in LANGUAGES:
        table = words(language)
        assert words_for(language, "lstm-1997")["say.c"] == table["say.lstm-1997.c"]
        assert words_for(language, "lstm")["say.c"] == table["say.c"]
        assert words_for(language, "gru-before")["say.keep"] == words_for(language, "gru")["say.keep"] == table["say.gru.keep"]
        assert words_for(language, "gru-before")["say.n"] == table["say.gru-before.n"]
        assert "say.f" not in words_for(language, "gru")
        assert words_for(language, "rnn")["player.play"] == table["player.play"]


@EACH
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_sent_the_words_of_its_cell_alone(cells: httpx.Client, cell: Cell, language: str) -> None:
    (base,) = set(re.findall(r'data-base="([^"]+)"', cells.get("/").text))
    assert cells.get(f"{base}/locales/{language}/{cell.name}.json").json() == words_for(language, cell.name)
    assert cells.get(f"{base}/locales/{language}/gpt.json").status_code == 404
