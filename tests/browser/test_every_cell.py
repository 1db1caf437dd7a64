"""Every kind of cell on the page: drawn, moved, told, walked and pointed at from its declaration and its placement alone."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from app.placement import placement
from model.cells import CELLS
from model.graph import Cell
from tests.browser.helpers import assert_alike, at_rest, figure, look, opened, plain, served, watch
from tests.browser.test_motion import on_wire
from tests.browser.test_stage import told
from tests.cells import STACK, TEXT

EACH = pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
PURE = """async ([cell, base]) => {
  const json = async (path) => (await fetch(path)).json();
  const setting = { cell: await json(`/api/cells/${cell}`), place: await json(`${base}/diagrams/${cell}.json`) };
  const [{ tokenScore, scoreOf }, { frame }, { walk }] = await Promise.all(
    ['score', 'frame', 'walk'].map(name => import(`${base}/js/layout/${name}.js`)));
  const state = (stop) => ({ move: stop ? 'operation' : 'token', stop, t: 5, speed: 1, trace: { tokens: [] }, card: {} });
  const order = setting.cell.nodes.filter(node => node.op !== 'input').map(node => node.id);
  const ends = [null, ...order].map(stop => {
    const score = scoreOf(setting, state(stop), false);
    return frame(score, score.total, setting.place);
  });
  const ways = ['left', 'right', 'up', 'down'];
  const walks = Object.fromEntries(setting.cell.nodes.map(({ id }) => [id, ways.map(way => walk(setting, id, way))]));
  return { score: tokenScore(setting, true), ends, walks };
}"""


MADE: dict[str, dict[str, Any]] = {}


def pure(page: Page, url: str, cell: Cell) -> dict[str, Any]:
    """What the page's pure modules make of a cell: the score of a step, the ends of all motions, the ways of the arrow keys."""
    if cell.name not in MADE:
        page.goto(f"{url}/healthz")
        (base,) = set(re.findall(r'data-base="([^"]+)"', httpx.get(url).text))
        MADE[cell.name] = page.evaluate(PURE, [cell.name, base])
    return MADE[cell.name]


@pytest.mark.parametrize(("model", "layer"), [*((f"any-{name}", 0) for name in CELLS), (STACK, 0), (STACK, 1)])
def test_the_page_draws_every_cell_as_the_server_does(page: Page, cells_url: str, model: str, layer: int) -> None:
    problems = watch(page, cells_url)
    cell = CELLS["lstm" if model == STACK else model.removeprefix("any-")]
    place = f"model={model}&unit=7" + (f"&layer={layer}" if model == STACK else "")
    opened(page, cells_url, f"/?lang=zh#{place}&t=5")
    order = [n.id for n in cell.computed]
    for t, stop in ((5, None), (0, None), *((5, stop) for stop in order[:: max(1, len(order) // 4)])):
        look(page, place, t, stop)
        params: dict[str, str | int] = {"model": model, "text": TEXT, "t": t, "unit": 7, "lang": "zh", "layer": layer}
        params |= {"stop": stop} if stop else {}
        assert_alike(figure(page), served(httpx.get(f"{cells_url}/figure.svg", params=params).text))
    assert page.evaluate("document.querySelector('#formulas').scrollWidth <= document.querySelector('#formulas').clientWidth")
    assert problems == []


@EACH
def test_the_score_of_every_cell_follows_its_graph_and_its_wires(page: Page, cells_url: str, cell: Cell) -> None:
    found = pure(page, cells_url, cell)
    cues = found["score"]["cues"]
    made = {cue["node"]: cue for cue in cues if cue["what"] == "strip" and "." not in cue["node"]}
    assert set(made) == {n.id for n in cell.computed}
    assert 1000 < found["score"]["total"] < 4000
    for cue in (cue for cue in cues if cue["what"] == "packet"):
        for node in cue["carries"]:
            assert node not in made or made[node]["to"] <= cue["from"] + 1e-6, (node, cue)
        carrying = [wire.d for wire in placement(cell.name).wires.values() if set(cue["carries"]) & set(wire.carries)]
        assert all(any(on_wire(d, x, y) for d in carrying) for x, y in cue["way"]["line"]["points"]), cue["carries"]
    for node, cue in made.items():
        arrivals = [p["to"] for p in cues if p["what"] == "packet" and p["node"] == node and p["to"] <= cue["from"] + 1e-6]
        assert max(arrivals) == pytest.approx(cue["from"])


@EACH
def test_every_motion_of_every_cell_ends_with_nothing_over_the_figure(page: Page, cells_url: str, cell: Cell) -> None:
    for end in pure(page, cells_url, cell)["ends"]:
        assert end == {"shapes": [], "coming": [], "answer": 1, "slide": None}


@EACH
def test_every_node_of_every_cell_can_be_reached_along_its_wires(page: Page, cells_url: str, cell: Cell) -> None:
    walks = pure(page, cells_url, cell)["walks"]
    for start in walks:
        reached, edge = {start}, [start]
        while edge:
            edge = [to for one in edge for to in walks[one] if to not in reached]
            reached |= set(edge)
        assert reached == set(cell.by_id), start


@EACH
def test_a_step_of_every_cell_that_has_moved_leaves_the_picture_of_its_place(page: Page, cells_url: str, cell: Cell) -> None:
    place = f"model=any-{cell.name}&unit=7"
    opened(page, cells_url, f"/?lang=zh#{place}&t=4")
    page.keyboard.press("ArrowRight")
    at_rest(page)
    moved = plain(figure(page))
    look(page, place, 6, None)
    look(page, place, 5, None)
    assert moved == plain(figure(page))


@EACH
def test_the_captions_of_every_cell_name_the_traces_numbers(page: Page, cells_url: str, cell: Cell) -> None:
    """In one language: the others' sentences take the same values (tests/test_contract.py)."""
    model, unit, t = f"any-{cell.name}", 7, 5
    trace = httpx.post(f"{cells_url}/api/trace", json={"model": model, "text": TEXT, "top": 1}).json()
    nodes = trace["layers"][0]["nodes"]
    at = {node: rows[t] for node, rows in nodes.items()} | {key: nodes[node][t - 1] for key, node in cell.carry.items()}
    opened(page, cells_url, f"/?lang=en#model={model}&t={t}&unit={unit}&stop={cell.computed[0].id}")
    caption = page.locator("#caption")
    best = trace["predictions"][t]["top"][0]["text"]
    carried = {node: key for key, node in cell.carry.items()}
    for node in cell.computed:
        expect(page.locator(f'[data-stop="{node.id}"]')).to_have_attribute("aria-pressed", "true")
        if node.op == "sigmoid":
            gate = at[node.id]
            expect(caption).to_contain_text(f"{sum(gate) / len(gate):.2f}")
            expect(caption).to_contain_text(told(gate[unit], 3))
            assert str(sum(v > 0.9 for v in gate)) in caption.inner_text()
        elif node.op == "add" and node.id in carried:
            before, after = at[carried[node.id]], at[node.id]
            most = max(range(len(after)), key=lambda n: abs(after[n] - before[n]))
            shown = "|".join(re.escape(f"{told(before[n], 3)} → {told(after[n], 3)}") for n in (most, unit))
            expect(caption).to_contain_text(re.compile(shown))
        else:
            for id in (node.id, *(() if node.learned else node.inputs)):
                expect(caption).to_contain_text(told(at[id][unit], 3))
        if node is cell.computed[-1]:
            expect(caption).to_contain_text(best)
        page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    text = caption.inner_text()
    assert best in text
    assert trace["tokens"][t]["text"] in text
    shares = [float(n) / 100 for n in re.findall(r"([\d.]+)%", text)]
    assert min(abs(share - trace["predictions"][t]["top"][0]["probability"]) for share in shares) < 6e-4


@pytest.mark.parametrize("name", ["rnn", "gru"])
def test_a_letter_of_a_formula_points_at_the_wires_that_carry_it(page: Page, cells_url: str, name: str) -> None:
    opened(page, cells_url, f"/?lang=en#model=any-{name}&t=5&unit=7")
    for n in CELLS[name].computed:
        for id in (n.id, *n.inputs):
            page.locator(f'[data-stop="{n.id}"] [data-symbol="{id}"]').last.hover()
            expect(page.locator(f'.sheet:not([inert]) [data-strip="{id}"].is-pointed')).to_have_count(1)
            marked = page.evaluate("[...document.querySelectorAll('[data-wire].is-pointed')].map(wire => wire.dataset.wire)")
            assert set(marked) == {wire for wire, one in placement(name).wires.items() if id in one.carries}


def test_digits_show_the_vectors_that_have_a_colour(page: Page, cells_url: str) -> None:
    opened(page, cells_url, "/?lang=en#model=any-gru")
    chosen = page.locator(".heatmap select")
    expect(chosen).to_have_value("h")  # what holds the memory
    for digit, vector in enumerate(["r", "z", "n", "h"], 1):
        page.keyboard.press(str(digit))
        expect(chosen).to_have_value(vector)
    page.keyboard.press("5")
    expect(chosen).to_have_value("h")
    page.keyboard.press("?")
    expect(page.locator("dialog.keys")).to_contain_text("show r, z, h̃, h in the heatmap")


def test_the_legend_shows_only_what_the_cell_has(page: Page, cells_url: str) -> None:
    opened(page, cells_url, "/?lang=en#model=any-rnn")
    signs = "[...document.querySelectorAll('[data-sign]')].map(b => b.dataset.sign)"
    assert page.evaluate(signs) == ["layer", "transfer", "merge", "copy"]
    expect(page.locator("#legend")).not_to_contain_text("gates:")
    expect(page.locator("#legend")).not_to_contain_text("scale")


# Several layers


def test_a_network_of_one_layer_has_no_sign_of_others(page: Page, base_url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, base_url)
    page.keyboard.press("l")
    expect(page.locator("#layers > *")).to_have_count(0)
    page.keyboard.press("End")
    expect(page).to_have_url(re.compile("t=27"))
    assert "layer" not in page.url
    assert not [url for url in asked if "layers.js" in url]


def test_of_several_layers_the_last_is_unfolded_and_another_in_its_place(page: Page, cells_url: str) -> None:
    problems = watch(page, cells_url)
    trace = httpx.post(f"{cells_url}/api/trace", json={"model": STACK, "text": TEXT}).json()
    opened(page, cells_url, f"/?lang=zh#model={STACK}&t=5&unit=7&vector=f")
    for layer, act in ((1, None), (0, "click"), (1, "l"), (0, "l")):
        if act == "click":
            page.locator('[data-layer="0"]').click()
        elif act:
            page.keyboard.press(act)
        expect(page.locator(f'[data-layer="{layer}"]')).to_have_attribute("aria-pressed", "true")
        f, c = (trace["layers"][layer]["nodes"][id][5] for id in ("f", "c"))
        assert f"{f[7]:.2f}" in page.locator("#caption").inner_text()  # the complete step's
        expect(page.locator('#formulas [data-symbol="c"].number, #formulas td [data-symbol="c"]')).to_have_text(told(c[7], 3))
        expect(page.locator("canvas[role=img]")).to_have_attribute("aria-label", re.compile(re.escape(told(f[7])) + "$"))
        expect(page.locator(".answer").first).to_contain_text(
            "送往第 2 层" if layer == 0 else trace["predictions"][5]["top"][0]["text"]
        )
        expect(page).to_have_url(re.compile(f"layer={layer}"))
    page.keyboard.press("?")
    expect(page.locator("dialog.keys")).to_contain_text("换一层看")
    assert problems == []


def test_x_of_a_higher_layer_is_told_as_h_of_the_one_below(page: Page, cells_url: str) -> None:
    trace = httpx.post(f"{cells_url}/api/trace", json={"model": STACK, "text": TEXT}).json()
    opened(page, cells_url, f"/?lang=zh#model={STACK}&t=5&unit=7&stop=f")
    expect(page.locator('[data-label="x"]')).to_have_text("h¹t")
    expect(page.locator('[data-stop="f"]')).to_contain_text("h¹")
    below = trace["layers"][0]["nodes"]["h"][5][7]
    expect(page.locator(".bench-row").first.locator(".number")).to_have_text(told(below, 3))
    page.locator("[data-token] text").hover()
    expect(page.locator("#caption")).to_have_text(
        f"这一层读的不是词，是第 1 层的隐藏状态 h¹（20 个数）。第 7 号：{told(below, 3)}。"
    )
    expect(page.locator(".sheet:not([inert]) .lookup")).to_be_hidden()
    page.keyboard.press("l")
    expect(page.locator('[data-label="x"]')).to_have_text("xt")
    page.locator('[data-strip="f"]').hover()
    page.locator("[data-token] text").hover()
    expect(page.locator(".sheet:not([inert]) .lookup")).to_be_visible()
