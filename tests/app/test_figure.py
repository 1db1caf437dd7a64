"""/figure.svg: the cell at a moment, with the network's own numbers, as well-formed SVG without anything foreign."""

from __future__ import annotations

from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import httpx
import pytest

from app.placement import placement
from app.strips import LEVELS, THICKNESS, TINT, Scale, grouped, scale_of, strip_start
from app.svg import fit, palette, text_width
from model.cells import CELLS
from tests.conftest import ARTICLE
from tests.strips import reach

SVG = "{http://www.w3.org/2000/svg}"
ORDER = [n.id for n in CELLS["lstm"].computed]


def figure(http: httpx.Client, **params: Any) -> Element:
    answer = http.get("/figure.svg", params={"model": "zh-memory-lstm", "text": ARTICLE, "t": 13, **params})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/svg+xml"
    return fromstring(answer.text)


def strip(root: Element, node: str) -> Element:
    (found,) = [g for g in root.iter(f"{SVG}g") if g.get("data-strip") == node]
    return found


def strips(root: Element) -> set[str]:
    return {g.get("data-strip", "") for g in root.iter(f"{SVG}g")} - {""}


def texts(root: Element) -> str:
    return " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))


def values(http: httpx.Client, node: str, t: int = 13) -> list[float]:
    body = {"model": "zh-memory-lstm", "text": ARTICLE, "nodes": [node], "top": 0}
    rows: list[list[float]] = http.post("/api/trace", json=body).json()["layers"][0]["nodes"][node]
    return rows[t]


@pytest.mark.parametrize("gate", ["f", "i", "o"])
def test_a_gates_bars_are_as_long_as_its_values(http: httpx.Client, gate: str) -> None:
    (bars,) = strip(figure(http), gate).findall(f"{SVG}polygon")
    for unit, value in enumerate(values(http, gate)):
        assert reach(bars, 2 * unit + 1, -7) + 7 == pytest.approx(value * THICKNESS, abs=0.06)


@pytest.mark.parametrize(("node", "scale"), [("g", Scale()), ("h", Scale()), ("tanh_c", Scale()), ("write", Scale(5, True))])
def test_a_signals_bars_go_right_for_positive_and_left_for_negative(http: httpx.Client, node: str, scale: Scale) -> None:
    *_, negative, positive = strip(figure(http), node).findall(f"{SVG}polygon")
    for unit, value in enumerate(values(http, node)):
        left, right = (reach(bars, 2 * unit + 1, 0) for bars in (negative, positive))
        assert left <= 0 <= right
        assert left + right == pytest.approx(scale(value) * THICKNESS / 2, abs=0.06)


@pytest.mark.parametrize("node", ["g", "c", "tanh_c"])
def test_a_signals_cell_is_tinted_by_its_value(http: httpx.Client, node: str) -> None:
    tints = strip(figure(http), node).findall(f"{SVG}polygon")[:-2]
    scale = scale_of({"c": "c"}.get(node, "bounded"), max(abs(v) for t in range(28) for v in values(http, "c", t)))
    place, told = placement("lstm").strips[node], values(http, node)
    (_, pitch, _), start = grouped(told, place.length), strip_start(place, told)
    for unit, value in enumerate(told):
        tinted = [shape for shape in tints if reach(shape, start + (unit + 0.5) * pitch, -7, place.along == "y") > -7]
        assert len(tinted) <= 1
        strength = float(tinted[0].get("fill-opacity", 0)) if tinted else 0.0
        assert strength == pytest.approx(TINT * abs(scale(value)), abs=TINT / LEVELS / 2 + 0.006)
        if tinted:
            assert tinted[0].get("fill") == palette()["negative" if value < 0 else "positive"][0]


def test_without_a_stop_every_vector_is_there(http: httpx.Client) -> None:
    assert strips(figure(http)) == {"x", "h_prev", "c_prev", *ORDER}


@pytest.mark.parametrize("stop", ORDER)
def test_what_does_not_exist_yet_has_no_strip_and_pale_boxes(http: httpx.Client, stop: str) -> None:
    root = figure(http, stop=stop)
    there = ORDER[: ORDER.index(stop) + 1]
    assert strips(root) == {"x", "h_prev", "c_prev", *there}
    boxes = {g.get("data-node"): g.get("opacity") for g in root.iter(f"{SVG}g") if g.get("data-node")}
    reads = {*CELLS["lstm"].node(stop).inputs, stop}
    for node in ORDER:
        expected = None if node == stop else "0.6" if node in there else "0.25"
        assert boxes[node] == expected
        if node in there:
            assert strip(root, node).get("opacity") == (None if node in reads else "0.6")


def test_the_wires_of_the_stop_alone_are_black(http: httpx.Client) -> None:
    root = figure(http, stop="keep")
    black = {g.get("data-wire") for g in root.iter(f"{SVG}g") if g.get("data-wire") and g.get("opacity") is None}
    assert black == {"c_prev.in", "c_prev.on", "f", "keep"}
    first = figure(http, stop="f")
    black = {g.get("data-wire") for g in first.iter(f"{SVG}g") if g.get("data-wire") and g.get("opacity") is None}
    assert black == {"h_prev.in", "h_prev.on", "x", "bus.1", "bus.f", "f"}


def test_the_prediction_stands_beside_h_when_the_step_is_complete(http: httpx.Client) -> None:
    assert "汉语 99." in texts(figure(http)).replace("汉语  ", "汉语 ")
    assert "汉语 99." not in texts(figure(http, stop="c"))
    assert "汉语 99." in texts(figure(http, stop="h"))


def test_the_past_has_numbers_and_the_future_a_question(http: httpx.Client) -> None:
    shown = texts(figure(http))
    assert "常" in shown
    assert "?" in shown
    first = figure(http, t=0)
    assert "C₀ = 0" in texts(first)
    assert not any(shape.get("points") for shape in strip(first, "c_prev").findall(f"{SVG}polygon"))  # a blank plate
    last = texts(figure(http, t=27))
    assert "?" not in last


def test_the_selected_unit_is_framed_on_every_strip_at_its_own_place(http: httpx.Client) -> None:
    for unit in (0, 17, 47):
        root = figure(http, unit=unit)
        frames = [r for r in root.iter(f"{SVG}rect") if r.get("stroke") == palette()["selection"][0]]
        assert len(frames) == len(placement("lstm").strips) - 1 + len(CELLS["lstm"].carry)
        upright = {r.get("y") for r in frames if float(r.get("height", 0)) < 5 and float(r.get("y", 0)) > 250}
        assert str(278 + 2 * unit - 0.75) in {str(float(y or 0)) for y in upright}
        assert any("".join(t.itertext()).count(str(unit)) for t in root.iter(f"{SVG}title"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_file_holds_colours_as_values_and_nothing_foreign(http: httpx.Client, theme: str) -> None:
    root = figure(http, theme=theme)
    side = ("light", "dark").index(theme)
    body = [r for r in root.iter(f"{SVG}rect") if r.get("width") == "604"]
    assert [r.get("fill") for r in body] == [palette()["body"][side]]
    allowed = {
        f"{SVG}{tag}" for tag in ("svg", "g", "rect", "circle", "ellipse", "path", "polygon", "text", "tspan", "title", "desc")
    }
    for element in root.iter():
        assert element.tag in allowed
        assert not {k for k in element.attrib if k.startswith("on") or k in ("style", "href")}
        assert not any("var(" in v or "url(" in v for v in element.attrib.values())


@pytest.mark.parametrize(("lang", "says"), [("zh", "维词向量"), ("en", "word vector, 24 numbers")])
def test_the_figure_speaks_the_language_asked_for(http: httpx.Client, lang: str, says: str) -> None:
    assert says in texts(figure(http, lang=lang))


@pytest.mark.parametrize("text", ['<script>alert("x")</script>', "&amp;'\"", "\x00\x01\x1f￿", "👩‍👩‍👧a\u0301", "]]>", "a" * 300])
def test_odd_text_is_only_ever_text(http: httpx.Client, text: str) -> None:
    answer = http.get("/figure.svg", params={"model": "en-memory-lstm", "text": text, "t": 0})
    root = fromstring(answer.text)
    assert not [e for e in root.iter() if e.tag.endswith("script")]


def test_left_out_parameters_mean_the_first_example_or_the_last_step(http: httpx.Client) -> None:
    example = http.get("/api/models/zh-memory-lstm").json()["examples"][0]
    chosen = {"t": example["t"], "unit": example["unit"], "text": example["text"], "model": "zh-memory-lstm"}
    assert http.get("/figure.svg", params={"model": "zh-memory-lstm"}).text == http.get("/figure.svg", params=chosen).text
    last = {"model": "zh-memory-lstm", "text": "我是"}
    assert http.get("/figure.svg", params=last).text == http.get("/figure.svg", params={**last, "t": 1}).text


@pytest.mark.parametrize(
    ("H", "pitch", "size"),
    [(1, 48, 1), (2, 24, 1), (15, 3, 1), (32, 3, 1), (48, 2, 1), (40, 2, 1), (96, 1, 1), (97, 96 / 49, 2), (500, 96 / 84, 6)],
)
def test_a_vector_of_any_size_fits_on_its_strip(H: int, pitch: float, size: int) -> None:
    drawn, each, units = grouped([float(n) for n in range(H)], 96)
    assert units == size
    assert each == pytest.approx(pitch)
    assert each * len(drawn) <= 96.001


def test_a_group_shows_its_largest_value_never_the_mean() -> None:
    drawn, _, size = grouped([0.1, -0.9, 0.2, 0.3, 0.0, 0.0] * 32, 96)
    assert size == 2
    assert drawn[:3] == [-0.9, 0.3, 0.0]


def test_scales_stay_the_same_over_a_sentence() -> None:
    assert scale_of("gate", 40.0) == Scale(gate=True)
    assert scale_of("bounded", 40.0) == Scale()
    assert scale_of("x", 3.0)(1.5) == 0.5
    c = scale_of("c", 40.0)
    assert c.largest == 50
    assert c(50) == 1
    assert c(-50) == -1
    assert c(5e9) == 1
    steps = [c(v) for v in (0.1, 1, 10, 40)]
    assert all(a < b for a, b in pairwise(steps))


def test_a_very_long_word_costs_no_more_than_a_long_one() -> None:
    shown, _ = fit("a" * 1_000_000, 40, 13, 9)
    assert shown == fit("a" * 60, 40, 13, 9)[0]


def test_a_word_that_is_not_known_is_crossed_out(http: httpx.Client) -> None:
    root = figure(http, text="我爱", t=1)
    crossed = [t.text for t in root.iter(f"{SVG}text") if t.get("text-decoration") == "line-through"]
    assert crossed == ["爱"]
    assert "<unk>" in texts(root)
    assert "<unk>" not in texts(figure(http, text="我爱", t=0))


@pytest.mark.parametrize("stop", ORDER)
def test_the_description_tells_only_what_exists_at_the_stop(http: httpx.Client, stop: str) -> None:
    root = figure(http, stop=stop)
    (told,) = [d.text or "" for d in root.iter(f"{SVG}desc")]
    there = ORDER[: ORDER.index(stop) + 1]
    assert told.count(";") + 1 == len(there) + 2
    assert ("汉语" in told) == (stop == "h")


def test_text_that_does_not_fit_becomes_smaller_and_then_shorter() -> None:
    assert fit("中国人", 40, 13, 9) == ("中国人", 13)
    shown, size = fit("澳大利亚", 40, 13, 9)
    assert shown == "澳大利亚"
    assert 9 < size < 13
    shown, size = fit("internationalisation", 40, 13, 9)
    assert shown.endswith("…")
    assert text_width(shown, size) <= 40
