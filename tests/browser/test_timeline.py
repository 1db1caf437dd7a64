"""The timeline: its orders, pictures and numbers are those of the trace; everything by hand, by key and by address."""

from __future__ import annotations

import re
from typing import Any

import httpx
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from app.svg import palette
from tests.browser.helpers import opened, watch, write
from tests.browser.test_pure_modules import Modules
from tests.conftest import ARTICLE

Array = NDArray[np.float64]
LONG = ARTICLE * 10
PIXEL = """([name, t, row]) => {
  const canvas = document.querySelector(`[data-picture="${name}"]`);
  const box = canvas.getBoundingClientRect(), density = canvas.width / box.width;
  const chip = document.querySelectorAll('.tokens > .token')[t].getBoundingClientRect();
  const x = Math.round(((chip.left + chip.right) / 2 - box.left) * density);
  return [...canvas.getContext('2d').getImageData(x, Math.floor(row * canvas.height), 1, 1).data].slice(0, 3);
}"""


def nodes(http: httpx.Client, *names: str) -> dict[str, Array]:
    """T × H of vectors of the article's sentence."""
    asked = {"model": "zh-memory-lstm", "text": ARTICLE, "nodes": names}
    found = http.post("/api/trace", json=asked).json()["layers"][0]["nodes"]
    return {name: np.array(found[name]) for name in names}


def shown(page: Page, base_url: str, path: str = "/?lang=zh#panel=timeline") -> Page:
    page.emulate_media(reduced_motion="reduce")
    opened(page, base_url, path)
    expect(page.locator(".plot[data-scale]")).to_be_visible()
    return page


def order(modules: Modules, how: str, values: Array, t: int = 0, unit: int = 0) -> list[int]:
    code = """([how, size, values, T, t, unit]) => import(`%s/js/layout/timeline/order.js`)
      .then(m => m.ordered(how, {size, values: new Float32Array(values)}, T, {t, unit}))"""
    given = [how, values.shape[1], values.ravel().tolist(), len(values), t, unit]
    found: list[int] = modules.page.evaluate(code % modules.base, given)
    return found


def correlation(values: Array) -> Array:
    return np.asarray(np.corrcoef(values.T))


def average_linkage(distance: Array) -> list[frozenset[int]]:
    """Every group that is ever joined, by the definition: the mean distance of all pairs of members."""
    groups = [[u] for u in range(len(distance))]
    found = []
    while len(groups) > 1:
        pairs = ((distance[np.ix_(a, b)].mean(), n, m) for n, a in enumerate(groups) for m, b in enumerate(groups) if n < m)
        _, n, m = min(pairs)
        groups[n] += groups.pop(m)
        found.append(frozenset(groups[n]))
    return found


def told(value: float) -> str:
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")


# Orders


@pytest.fixture
def modules(page: Page, base_url: str) -> Modules:
    return Modules(page, base_url)


def test_units_are_ordered_by_what_numpy_says_too(modules: Modules, http: httpx.Client) -> None:
    c = nodes(http, "c")["c"]
    assert order(modules, "number", c) == list(range(48))
    assert order(modules, "value", c, t=13) == np.argsort(-c[13], kind="stable").tolist()
    assert order(modules, "variance", c) == np.argsort(-c.var(0), kind="stable").tolist()
    assert order(modules, "like", c, unit=40) == np.argsort(-correlation(c)[40], kind="stable").tolist()


@pytest.mark.parametrize("node", ["c", "f", "h"])
def test_units_that_are_alike_lie_together_as_average_linkage_has_it(modules: Modules, http: httpx.Client, node: str) -> None:
    """Each group of an average linkage computed from its definition is a piece of the order."""
    values = nodes(http, node)[node]
    found = order(modules, "cluster", values)
    assert sorted(found) == list(range(48))
    groups = average_linkage(1 - correlation(values))
    assert len(groups) == 47
    for group in groups:
        places = [found.index(unit) for unit in group]
        assert max(places) - min(places) + 1 == len(group)
    assert order(modules, "cluster", values) == found


def test_units_that_do_not_move_have_their_place_too(modules: Modules) -> None:
    values = np.tile(np.array([1.0, 2.0, 2.0, 0.0]), (5, 1))
    values[:, 3] = np.arange(5)
    assert order(modules, "variance", values) == [3, 0, 1, 2]
    assert order(modules, "like", values, unit=1)[0] == 1
    assert sorted(order(modules, "cluster", values)) == [0, 1, 2, 3]
    for how in ("value", "variance", "cluster", "like"):
        assert order(modules, how, np.ones((1, 1))) == [0]


# The window


def test_what_is_under_the_hand_stays_there_when_it_zooms(modules: Modules) -> None:
    bounds = {"length": 3000, "room": 1000, "least": 1 / 3, "most": 8}
    at = {"scale": 1, "at": 700}
    for factor in (1.5, 0.8, 4):
        zoomed = modules.call("layout/timeline/window.js", "zoomed", at, factor, 300, bounds)
        assert (zoomed["at"] + 300) / zoomed["scale"] == pytest.approx(1000)
    assert modules.call("layout/timeline/window.js", "zoomed", at, 1.01, 300, bounds) == at
    assert modules.call("layout/timeline/window.js", "zoomed", at, 0, 300, bounds) == {"scale": pytest.approx(1 / 3), "at": 0}
    assert modules.call("layout/timeline/window.js", "zoomed", at, 99, 0, bounds)["scale"] == 8


def test_every_pixel_shows_its_columns_and_every_column_has_a_pixel(modules: Modules) -> None:
    code = """([edges, window, count, density]) => import(`%s/js/layout/timeline/window.js`)
      .then(m => m.spans(edges, window, count, density)).then(({first, last}) => [[...first], [...last]])"""
    rng = np.random.default_rng(0)
    edges = [0, *np.cumsum(rng.integers(20, 64, 400)).tolist()]
    for scale, density in ((1, 1), (3.7, 2), (0.02, 1), (1000 / edges[-1], 1.5)):
        count = int(1000 * density)
        first, last = modules.page.evaluate(code % modules.base, [edges, {"scale": scale, "at": 0}, count, density])
        seen: set[int] = set()
        for x in range(count):
            inside = set(range(first[x], last[x]))
            seen |= inside
            for n in inside:
                assert edges[n] * scale * density - 1 <= x <= edges[n + 1] * scale * density + 0.5
        full = {n for n in range(400) if edges[n + 1] * scale * density <= count}
        assert full <= seen
        crowded = max(b - a for a, b in zip(first, last, strict=True)) > 1
        assert crowded == (scale * density * np.diff(edges).min() < 1)


def test_a_pixel_of_many_values_shows_the_one_farthest_from_zero(modules: Modules) -> None:
    code = """() => import(`%s/js/layout/timeline/picture.js`).then(m => {
      const values = new Float32Array(4 * 6).fill(0.1);
      values[2 * 4 + 3] = -0.9; // step 2, unit 3
      const shades = m.shades({size: 4, values}, 6, v => v), colour = Uint32Array.from({length: 255}, (_, n) => n - 127 + 1000);
      const target = new Uint32Array(2 * 2);
      const columns = {first: [0, 3], last: [3, 6]}, rows = {first: [0, 2], last: [2, 4]};
      m.paint(target, shades, 6, columns, rows, [0, 1, 2, 3], colour);
      return [...target].map(n => n - 1000);
    })"""
    assert modules.page.evaluate(code % modules.base) == [13, 13, -114, 13]


# The panel


def test_it_shows_the_memory_its_gate_and_what_is_told_on_the_axis_of_the_strip(
    page: Page, base_url: str, http: httpx.Client
) -> None:
    problems = watch(page, base_url)
    shown(page, base_url, "/?lang=zh#panel=timeline&timeline=c.f.h*variance*")
    found = nodes(http, "c", "f", "h")
    rank = np.argsort(-found["c"].var(0), kind="stable").tolist()
    full = {name: [np.array([int(palette()[color][0][n : n + 2], 16) for n in (1, 3, 5)]) for color in colors]
            for name, colors in (("f", ("plate", "ink", "ink")), ("h", ("plate", "positive", "negative")))}  # fmt: skip
    for name in ("f", "h"):
        for t in (0, 3, 9):
            for row in (1, 20, 46):
                value = found[name][t][rank[row]]
                plate, plus, minus = full[name]
                expected = plate + (plus if value > 0 else minus) * abs(value) - plate * abs(value)
                assert page.evaluate(PIXEL, [f"map {name}", t, (row + 0.5) / 48]) == pytest.approx(expected.tolist(), abs=2)
    assert problems == []


def test_a_click_selects_a_step_and_a_unit_everywhere_and_so_does_any_other_place(page: Page, base_url: str) -> None:
    shown(page, base_url)
    picture = page.locator('[data-picture="map c"]')
    box, chip = picture.bounding_box(), page.locator(".tokens > .token").nth(4).bounding_box()
    assert box
    assert chip
    page.locator('[data-picture="map c"]').click(
        position={"x": chip["x"] + chip["width"] / 2 - box["x"], "y": box["height"] * 7.5 / 48}
    )
    expect(page.locator("#progress b")).to_have_text("第 5 / 28 步")
    expect(page.locator("#life h2")).to_contain_text("第 7 号")
    page.locator(".tinted button").nth(9).click()
    expect(page.locator("#progress b")).to_have_text("第 10 / 28 步")
    expect(page.locator('.tinted [aria-current="step"]')).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#progress b")).to_have_text("第 11 / 28 步")
    expect(page.locator(".tinted button").nth(10)).to_be_focused()


def test_vectors_order_and_pins_are_in_the_address_and_come_back_from_it(page: Page, base_url: str) -> None:
    shown(page, base_url)
    expect(page.locator(".plot .name b").nth(1)).to_have_text("遗忘门 f")
    page.locator('[data-vector="f"]').click()
    page.locator('[data-vector="o"]').click()
    page.locator("select[name=order]").select_option("cluster")
    page.locator(".pin").click()
    expect(page).to_have_url(re.compile(r"timeline=c\.h\.o\*cluster\*40"))
    page.reload()
    expect(page.locator(".plot canvas[data-picture^=map]")).to_have_count(3)
    expect(page.locator("select[name=order]")).to_have_value("cluster")
    expect(page.locator(".told")).to_contain_text("细胞状态 C 变化相似")
    expect(page.locator(".lines [data-unit]")).to_have_text(["第 40 号单元 1.86"])
    page.locator("select[name=vector]").select_option("h")
    expect(page.locator(".told")).to_contain_text("隐藏状态 h 变化相似")
    expect(page.locator("#heatmap select")).to_have_value("h")


@pytest.mark.parametrize("asked", ["x.nope*best*99.1.1.1", "...*cluster*", "*like*48", "c.c*number*7.7.8"])
def test_an_address_that_asks_wrongly_shows_what_can_be_shown(page: Page, base_url: str, asked: str) -> None:
    problems = watch(page, base_url)
    shown(page, base_url, f"/?lang=zh#panel=timeline&timeline={asked}")
    assert not re.search(r"undefined|null|NaN|[{}]", page.locator("#panel").inner_text())
    assert problems == []


def test_pins_keep_their_colours_and_there_are_six(page: Page, base_url: str) -> None:
    shown(page, base_url, "/?lang=zh#panel=timeline&timeline=c*number*1.2.3")
    colours = ".lines rect"
    expect(page.locator(colours)).to_have_count(4)  # and the selected one
    page.locator('.off[data-pin="2"]').click()
    fills = page.locator(colours).evaluate_all("all => all.map(one => one.getAttribute('fill'))")
    assert fills == [f"var(--color-{name})" for name in ("share-1", "share-3", "selection")]
    page.locator(".plot").focus()
    for _ in range(4):
        page.keyboard.press("Enter")
        page.keyboard.press("ArrowDown")
    expect(page.locator(".lines .off")).to_have_count(6)
    expect(page.locator(".pin")).to_be_disabled()
    expect(page).to_have_url(re.compile(r"timeline=c\*number\*1\.40\.3\.41\.42\.43"))


def test_the_gates_are_as_saturated_as_the_trace_says(page: Page, base_url: str, http: httpx.Client) -> None:
    shown(page, base_url)
    gates = nodes(http, "f", "i", "o")
    for name, values in gates.items():
        said = page.locator(f'.plot p:has(+ [data-picture="gate {name}"])').inner_text()
        open_, shut = values > 0.9, values < 0.1
        expected = [open_.mean(), shut.mean(), open_[13].mean(), shut[13].mean()]
        assert re.findall(r"([\d.]+)%", said) == [f"{100 * share:.1f}" for share in expected]
    height = page.evaluate(
        """() => {
          const canvas = document.querySelector('[data-picture="gate f"]'), { width, height } = canvas;
          const column = canvas.getContext('2d').getImageData(4, 0, 1, height).data;
          return [...Array(height).keys()].filter(y => column[4 * y] === 0xb3 && column[4 * y + 1] === 0x47).length / height;
        }"""
    )
    assert height == pytest.approx((gates["f"][0] > 0.9).mean(), abs=0.05)


def test_the_text_is_coloured_by_the_unit_and_stays_readable(page: Page, base_url: str, http: httpx.Client) -> None:
    shown(page, base_url, "/?lang=zh#panel=timeline&vector=h&unit=5&t=3")
    h = nodes(http, "h")["h"][:, 5]
    words = page.locator(".tinted button")
    expect(words).to_have_count(28)
    assert "".join(page.locator(".tinted").all_text_contents()) == ARTICLE
    titles = words.evaluate_all("all => all.map(one => one.title)")
    assert titles == [f"第 {t + 1} 步：{told(value)}" for t, value in enumerate(h)]
    tints = words.evaluate_all("all => all.map(one => Number(one.style.getPropertyValue('--tint')))")
    assert tints == pytest.approx((0.55 * abs(h)).tolist(), abs=1e-3)
    signs = words.evaluate_all("all => all.map(one => one.classList.contains('is-negative'))")
    assert signs == (h < 0).tolist()
    expect(page.locator(".reading .about")).to_contain_text(f"最高在第 {h.argmax() + 1} 步")


@pytest.mark.parametrize("theme", [0, 1])
def test_a_word_on_the_deepest_colour_has_enough_contrast(theme: int) -> None:
    """WCAG 2.2, 1.4.3; the shares of layout/timeline/text.js."""

    def parts(name: str) -> Array:
        return np.array([int(palette()[name][theme][n : n + 2], 16) for n in (1, 3, 5)]) / 255

    def luminance(rgb: Array) -> float:
        linear = np.where(rgb <= 0.03928, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    for name, tint in (("positive", 0.55), ("negative", 0.55), ("ink", 0.35)):
        ground = tint * parts(name) + (1 - tint) * parts("page")
        low, high = sorted((luminance(ground), luminance(parts("text"))))
        assert (high + 0.05) / (low + 0.05) >= 4.5, name


def test_it_zooms_and_pans_by_keys_buttons_wheel_and_hand_and_keeps_the_place_in_view(page: Page, base_url: str) -> None:
    problems = watch(page, base_url)
    shown(page, base_url)
    write(page, LONG)
    expect(page.locator(".token")).to_have_count(280)
    plot, strip = page.locator(".plot"), page.locator(".strip")
    canvas = page.locator('[data-picture="map c"]')
    page.locator('[data-act="time.whole"]').click()
    expect(plot).to_have_attribute("data-scale", re.compile(r"0\.[0-3]"))
    canvas.click(position={"x": 500, "y": 4})
    step = int(re.findall(r"\d+", page.locator("#progress b").inner_text())[0])
    assert 100 < step < 180
    plot.focus()
    page.keyboard.press("0")
    expect(plot).to_have_attribute("data-scale", "1.000")
    for key, scale in (("+", "1.500"), ("+", "2.250"), ("-", "1.500"), ("-", "1.000")):
        page.keyboard.press(key)
        expect(plot).to_have_attribute("data-scale", scale)
    left = strip.evaluate("one => one.scrollLeft")
    canvas.hover(position={"x": 600, "y": 50})
    page.mouse.down()
    page.mouse.move(*_by(canvas.bounding_box(), 700, 50), steps=4)
    page.mouse.up()
    page.wait_for_function("left => Math.abs(document.querySelector('.strip').scrollLeft - left + 100) < 3", arg=left)
    expect(page.locator("#progress b")).to_have_text(f"第 {step} / 280 步")  # a drag selects nothing
    page.keyboard.down("Control")
    page.mouse.wheel(0, -240)
    page.keyboard.up("Control")
    expect(plot).to_have_attribute("data-scale", re.compile(r"1\.6"))
    assert strip.evaluate("one => one.scrollLeft") == pytest.approx(left - 100, abs=3)  # the strip's axis stays
    page.keyboard.press("Home")
    expect(page.locator("#progress b")).to_have_text("第 1 / 280 步")
    page.wait_for_function(  # the current step's frame is in view
        """() => {
          const canvas = document.querySelector('[data-picture="curves"]');
          const row = canvas.getContext('2d').getImageData(0, 2, 80, 1).data;
          return [...Array(80).keys()].some(x => row[4 * x + 3] > 100);
        }"""
    )
    assert problems == []


def _by(box: Any, x: float, y: float) -> tuple[float, float]:
    return box["x"] + x, box["y"] + y


def test_two_fingers_zoom_along_the_line_between_them(page: Page, base_url: str) -> None:
    shown(page, base_url)
    fingers = """([ax, ay, bx, by]) => {
      const canvas = document.querySelector('[data-picture="map c"]'), box = canvas.getBoundingClientRect();
      canvas.parentElement.setPointerCapture = () => {};
      const send = (type, pointerId, x, y) => canvas.dispatchEvent(new PointerEvent(type,
        {pointerId, pointerType: 'touch', clientX: box.left + x, clientY: box.top + y, button: 0, buttons: 1, bubbles: true}));
      send('pointerdown', 1, 300, 40);
      send('pointerdown', 2, 300 + ax, 40 + ay);
      send('pointermove', 2, 300 + bx, 40 + by);
      send('pointerup', 2, 300 + bx, 40 + by);
      send('pointerup', 1, 300, 40);
    }"""
    page.evaluate(fingers, [100, 0, 200, 0])
    expect(page.locator(".plot")).to_have_attribute("data-scale", "2.000")
    page.evaluate(fingers, [0, 20, 0, 50])
    expect(page.locator(".plot")).to_have_attribute("data-scale", "2.000")
    page.locator('[data-picture="map c"]').click(position={"x": 10, "y": 40})
    expect(page.locator("#life h2")).not_to_contain_text("第 40 号")


@pytest.mark.parametrize(
    "model", ["zh-memory-gru", "zh-memory-rnn", "zh-memory-lstm-coupled", "count-lstm", "adding-rnn", "order-plain"]
)
def test_every_kind_of_network_has_a_timeline(page: Page, base_url: str, model: str) -> None:
    problems = watch(page, base_url)
    shown(page, base_url, f"/?lang=zh#model={model}&panel=timeline&timeline=")
    expect(page.locator(".plot canvas[data-picture^=map]").first).to_be_visible()
    for how in ("value", "variance", "cluster", "like"):
        page.locator("select[name=order]").select_option(how)
    assert not re.search(r"undefined|null|NaN|[{}]", page.locator("#panel").inner_text())
    assert problems == []


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_everybody_can_use_it(page: Page, base_url: str, width: int, scheme: Any) -> None:
    problems = watch(page, base_url)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    shown(page, base_url, "/?lang=en#panel=timeline&timeline=c.f.h*cluster*3..40")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
    assert problems == []


def test_a_link_leads_to_where_one_looked_however_wide_the_page(page: Page, base_url: str) -> None:
    problems = watch(page, base_url)
    shown(page, base_url)
    plot = page.locator(".plot")
    page.locator('[data-act="time.in"]').click()
    page.locator('[data-act="time.in"]').click()
    page.locator('[data-act="units.in"]').click()
    expect(plot).to_have_attribute("data-scale", "2.250")
    looked = re.compile(r"timeline=c\.f\.h\*number\*\*2250_\d+_1500_\d+")
    expect(page).to_have_url(looked)
    before = page.url
    plot.focus()
    page.keyboard.press("Shift+ArrowLeft")
    page.wait_for_function("before => location.href !== before", arg=before)
    expect(page).to_have_url(looked)
    url = page.url

    def seen() -> list[str]:
        canvas, told = page.locator('[data-picture="map c"]'), []
        for place in ((20, 10), (400, 50), (800, 90)):
            canvas.hover(position={"x": place[0], "y": place[1]})
            told.append(page.locator(".readout").inner_text())
        return told

    told = seen()
    page.goto("about:blank")
    shown(page, base_url, url.removeprefix(base_url))
    expect(plot).to_have_attribute("data-scale", "2.250")
    assert seen() == told
    page.locator('[data-act="reset"]').click()
    expect(page).to_have_url(re.compile(r"timeline=c\.f\.h\*number\*(&|$)"))
    assert problems == []


@pytest.mark.parametrize("look", ["1_2", "9999999_0_1000_0", "0_0_0_0", "x", "999999_999999_999999_999999"])
def test_a_window_that_an_address_asks_for_in_vain_is_brought_within_bounds(page: Page, base_url: str, look: str) -> None:
    problems = watch(page, base_url)
    shown(page, base_url, f"/?lang=zh#panel=timeline&timeline=c*number**{look}")
    scale = float(page.locator(".plot").get_attribute("data-scale") or 0)
    assert 0 < scale <= 8
    assert problems == []
