"""Who wrote the memory: the page's split is the API's, drawn on the axis of the strip."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from model.errors import NoLedger
from model.ledger import writing
from model.library import Library
from tests.browser.helpers import opened, watch
from tests.conftest import ARTICLE

COMPUTED = """async ({model, text, t, unit, layer}) => {
  const base = document.body.dataset.base;
  const [api, ledger] = await Promise.all(['api', 'layout/ledger'].map(name => import(`${base}/js/${name}.js`)));
  const card = await api.fetchCard(model);
  const [cell, trace] = [await api.fetchCell(card.cell), await api.fetchTrace(model, {text}, new AbortController().signal)];
  const how = ledger.writing(cell);
  if (!how) return null;
  const where = {trace, layer};
  const rows = ledger.shares(where, how, unit);
  return {...how, steps: rows.slice(0, t + 1).map((row, k) => row[t - k]), 
    half_lives: rows.slice(0, t + 1).map((_, k) => ledger.halfLife(where, how, unit, k)),
    norm: ledger.ofNorm(where, how, t).norm, along: [...ledger.ofNorm(where, how, t).steps]};
}"""


def asked(http: httpx.Client, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = http.post("/api/ledger", json={"model": "zh-memory-lstm", "text": ARTICLE, "t": 13, **more}).json()
    return found


def told(value: float, digits: int = 2) -> str:
    return f"{value:.{digits}f}".replace("-", "−")


HALF_LIVES = """async (hold) => {
  const base = document.body.dataset.base;
  const [api, ledger] = await Promise.all(['api', 'layout/ledger'].map(name => import(`${base}/js/${name}.js`)));
  const trace = await api.fetchTrace('zh-memory-lstm', {text: '我是一个中国人'}, new AbortController().signal, hold);
  return trace.tokens.map((_, k) => ledger.halfLife({trace, layer: 0}, {keep: 'f'}, 7, k));
}"""


@pytest.mark.parametrize("gates", [[0.8, 0.5, 0.9], [-0.9, -0.4, 0.9], [0.4, 3, 0.9], [0.4, 3, 0.1], [0, 100, 100]])
def test_the_half_lives_of_held_gates_are_those_of_the_api(
    page: Page, base_url: str, http: httpx.Client, gates: list[float]
) -> None:
    hold = [{"t": t, "until": t, "node": "f", "units": [7], "value": value} for t, value in enumerate(gates, 1)]
    api = asked(http, text="我是一个中国人", t=3, unit=7, hold=hold)["unit"]["half_lives"]
    opened(page, base_url)
    assert page.evaluate(HALF_LIVES, hold) == api


def test_the_page_splits_the_memory_of_every_network_as_the_api_does(
    page: Page, base_url: str, zoo: Library, http: httpx.Client
) -> None:
    """Its traces have five digits, so it agrees to some 1e-4."""
    opened(page, base_url)
    words = [model for model in zoo.models.values() if model.card["language"] and model.card["answer"]["kind"] == "next_token"]
    for model in words:
        text = model.card["examples"][0]["text"]
        for layer in range(model.network.L):
            found = page.evaluate(COMPUTED, {"model": model.name, "text": text, "t": 9, "unit": 3, "layer": layer})
            try:
                writing(model.network.cell)
            except NoLedger:
                assert found is None
                continue
            api = asked(http, model=model.name, text=text, t=9, unit=3, layer=layer)
            assert (found["memory"], found["keep"], found["write"]) == (api["memory"], api["keep"], api["write"])
            assert found["steps"] == pytest.approx(api["unit"]["steps"], abs=2e-4)
            assert found["along"] == pytest.approx(api["along"]["steps"], abs=1e-3)
            assert found["norm"] == pytest.approx(api["norm"], abs=1e-3)
            assert found["half_lives"] == api["unit"]["half_lives"]


def test_it_says_who_wrote_what_the_unit_holds_and_what_kept_it(page: Page, base_url: str, http: httpx.Client) -> None:
    problems = watch(page, base_url)
    opened(page, base_url)
    page.keyboard.press("m")
    page.locator("#panel [role=tab]", has_text="谁写的").click()
    one = asked(http, unit=40)["unit"]
    gates = http.post("/api/trace", json={"model": "zh-memory-lstm", "text": ARTICLE, "nodes": ["f"]}).json()["layers"][0][
        "nodes"
    ]["f"]
    expect(page.locator(".ledger > p").nth(1)).to_contain_text(
        f"读到“说”，第 40 号单元是 {told(one['value'])}，"
        f"其中 {told(one['steps'][3])}（{100 * one['steps'][3] / one['value']:.1f}%）"
        f"是 10 步之前的“中国人”写的；一路上遗忘门 f 最小也有 {min(row[40] for row in gates[4:14]):.2f}"
    )
    expect(page).to_have_url(re.compile("panel=ledger"))
    assert problems == []


def test_its_table_has_the_numbers_and_leads_to_each_step(page: Page, base_url: str, http: httpx.Client) -> None:
    opened(page, base_url, "/?lang=en#panel=ledger")
    page.locator("#panel summary").click()
    example = http.get("/api/models/en-memory-lstm").json()["examples"][0]
    found = asked(http, model="en-memory-lstm", text=example["text"], t=example["t"], unit=example["unit"])
    rows = page.locator("#panel tbody tr")
    expect(rows).to_have_count(example["t"] + 1)
    shown = rows.evaluate_all(
        "rows => rows.map(row => [...row.cells].slice(1).map(cell => Number(cell.textContent.replace('−', '-'))))"
    )
    assert [row[1] for row in shown] == pytest.approx(found["unit"]["steps"], abs=6e-4)
    assert [row[2] for row in shown] == pytest.approx(found["along"]["steps"], abs=1.1e-3)
    rows.nth(4).locator("button").click()
    expect(page.locator('[aria-current="step"] .word')).to_have_text(found["tokens"][4]["text"])


def test_bands_and_arcs_stand_on_the_axis_of_the_strip(page: Page, base_url: str) -> None:
    opened(page, base_url, "/?lang=zh#panel=ledger")
    expect(page.locator(".ledger .track")).to_have_count(3)
    expect(page.locator(".ledger")).to_have_css("display", "grid")  # its sheet is there
    middles = "es => es.map(e => { const b = e.getBoundingClientRect(); return (b.left + b.right) / 2; })"
    chips = page.locator(".tokens > .token").evaluate_all(middles)
    words = page.locator(".ledger text").evaluate_all(middles)
    assert words == pytest.approx(chips, abs=2)
    bands = page.locator(".ledger .track").nth(2).bounding_box()
    assert bands
    page.mouse.click(chips[5], bands["y"] + 20)
    expect(page.locator("#progress b")).to_have_text("第 6 / 28 步")
    for act in ("ArrowRight", "End"):
        page.keyboard.press(act)
    expect(page.locator(".ledger h3").first).to_contain_text("。")


def test_the_bands_of_each_step_add_up_to_what_the_unit_holds(page: Page, base_url: str) -> None:
    opened(page, base_url)
    off = page.evaluate(
        """async () => {
          const base = document.body.dataset.base;
          const names = ['api', 'layout/ledger', 'layout/ledger-chart'];
          const [api, ledger, chart] = await Promise.all(names.map(name => import(`${base}/js/${name}.js`)));
          const cell = await api.fetchCell('lstm'), text = '我是一个中国人，我最常说汉语。';
          const trace = await api.fetchTrace('zh-memory-lstm', {text}, new AbortController().signal);
          const where = {trace, layer: 0}, rows = ledger.shares(where, ledger.writing(cell), 40);
          const edges = Array.from({length: rows.length + 1}, (_, n) => 40 * n);
          const {tree, y} = chart.bands(rows, chart.writers(rows, []), edges, String, '');
          const paths = tree.filter(one => one.children.length).map(one => one.attributes.d).join('');
          const boxes = [...paths.matchAll(/M([\\d.]+) ([\\d.]+)H[\\d.]+V([\\d.]+)/g)].map(m => m.slice(1).map(Number));
          const scale = y(0) - y(1);
          return Math.max(...trace.tokens.map((_, t) => {
            const signed = ([, top, bottom]) => (bottom <= y(0) + 0.02 ? 1 : -1) * (bottom - top) / scale;
            const here = boxes.filter(([x]) => x === 40 * t + 1).map(signed);
            return Math.abs(here.reduce((a, b) => a + b, 0) - trace.layers[0].c.values[t * 48 + 40]);
          }));
        }"""
    )
    assert off < 0.02  # px of two decimals, and bands thinner than a twentieth of one are left out


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("zh-memory-rnn", "没有账可查"),
        ("zh-memory-gru", "更新门 z"),
        ("zh-memory-lstm-1997", "没有门让它减少"),
        ("order-plain", "和顺序无关"),
    ],
)
def test_every_kind_of_cell_says_how_it_keeps_its_ledger(page: Page, base_url: str, model: str, said: str) -> None:
    problems = watch(page, base_url)
    opened(page, base_url, f"/?lang=zh#model={model}&panel=ledger")
    expect(page.locator("#panel-ledger .about")).to_contain_text(said)
    assert not re.search(r"undefined|null|NaN|[{}]", page.locator("#panel").inner_text())
    assert problems == []


def test_a_memory_that_is_held_has_no_ledger(page: Page, base_url: str) -> None:
    opened(page, base_url, "/?lang=zh#panel=ledger&hold=c*0*40*5*5*v0")
    expect(page.locator(".ledger")).to_have_text(re.compile("正被按住"))
    opened(page, base_url, "/?lang=zh#panel=ledger&hold=f*0*40*5*5*v0")
    page.reload()
    expect(page.locator(".ledger .track")).to_have_count(3)


def test_tabs_are_turned_by_arrows_and_the_focus_comes_back(page: Page, base_url: str) -> None:
    opened(page, base_url)
    page.locator("#inside a[data-panel=memory]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel")).to_be_focused()
    page.locator("#tab-memory").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tab-ledger")).to_be_focused()
    expect(page.locator("#tab-ledger")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#panel-memory")).to_be_hidden()
    expect(page.locator("#progress b")).to_have_text("第 14 / 28 步")  # the arrow was the tabs'
    page.keyboard.press("Escape")
    expect(page.locator("#inside a[data-panel=memory]")).to_be_focused()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_everybody_can_use_it(page: Page, base_url: str, width: int, scheme: Any) -> None:
    problems = watch(page, base_url)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, base_url, "/?lang=en#panel=ledger")
    page.locator("#panel summary").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    left = "[...document.querySelectorAll('.ledger .track, .heatmap .map')].map(track => Math.round(track.scrollLeft))"
    page.wait_for_function(f"() => new Set({left}).size === 1")
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
    assert problems == []


def test_who_is_spoken_of_has_a_colour_that_is_explained(page: Page, base_url: str) -> None:
    """At each step: the word itself, and the one that wrote most of what the unit holds; the others are grey."""
    opened(page, base_url, "/?lang=en#panel=ledger")
    for t in range(31):
        page.keyboard.press("Home" if t == 0 else "ArrowRight")
        current = page.locator('[aria-current="step"] .word').inner_text()
        expect(page.locator(".ledger > p").nth(1)).to_contain_text(f"At “{current}”")
        named = page.locator(".writers [data-step]").evaluate_all("all => all.map(one => Number(one.dataset.step))")
        said = page.locator(".ledger > p").nth(1).inner_text()
        assert t in named
        ago = re.search(r"(\d+) steps? ago", said)
        assert not ago or t - int(ago[1]) in named, said
        assert named == sorted(named)
        fills = page.locator(".writers rect").evaluate_all("all => all.map(one => one.getAttribute('fill'))")
        assert len(set(fills)) == len(fills) == 7
        bands = page.locator(".ledger .track").nth(2).locator("path[data-step]")
        assert bands.evaluate_all("all => all.map(one => [Number(one.dataset.step), one.getAttribute('fill')])") == [
            [k, fill] for k, fill in zip(named, fills, strict=False)
        ]
    expect(page.locator(".writers li").last).to_have_text("all other words")
    expect(page.locator(".writers button").first).to_have_attribute("title", re.compile("wrote .* of it is left, of .* in all"))


@pytest.mark.parametrize(("panel", "track"), [("ledger", ".ledger .track"), ("backward", ".backward .shares .track")])
def test_a_finger_moves_all_pictures_on_the_axis_together(browser: Browser, base_url: str, panel: str, track: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = opened(context.new_page(), base_url, f"/?lang=en#panel={panel}&t=3")
    expect(page.locator(track).first).to_be_visible()
    page.wait_for_function("() => [...document.querySelectorAll('#panel link')].every(link => link.sheet)")
    page.locator(track).first.evaluate("one => one.scrollIntoView({block: 'center'})")
    box = page.locator(track).first.bounding_box()
    assert box
    hand, y = context.new_cdp_session(page), box["y"] + box["height"] / 2
    hand.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": 300, "y": y}]})
    for x in range(285, 90, -15):
        hand.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y}]})
    hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_function("track => document.querySelector(track).scrollLeft > 100", arg=track)
    page.wait_for_function(
        """track => new Set([...document.querySelectorAll('.strip, .map, ' + track)]
          .map(one => Math.round(one.scrollLeft))).size === 1""",
        arg=track,
    )
    expect(page.locator("#progress b")).to_have_text("Step 4 of 31")  # a drag goes nowhere
    context.close()
