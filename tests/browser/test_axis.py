"""One axis for the strip of tokens and the heatmap, and the table behind it."""

from __future__ import annotations

import itertools
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.helpers import open_table, opened, watch, write
from tests.browser.test_pure_modules import Modules
from tests.conftest import ARTICLE

WIDE = {"least": 28, "most": 64, "size": 13, "smallest": 11}
NARROW = {"least": 40, "most": 64, "size": 16, "smallest": 16}
LONG = "我是一个中国人，出生在普通家庭，我最常说汉语，也喜欢写汉字。" * 15  # 21 tokens each
EDGES = """() => ['.tokens [aria-current]', '.heatmap .column'].map((selector) => {
  const { left, right } = document.querySelector(selector).getBoundingClientRect();
  return [left, right];
})"""
IN_VIEW = """() => {
  const chip = document.querySelector('.tokens [aria-current]').getBoundingClientRect();
  const strip = document.querySelector('.strip').getBoundingClientRect();
  return strip.left <= chip.left && chip.right <= strip.right;
}"""
COLOURS = """() => {
  const canvas = document.querySelector('.heatmap canvas');
  const { data, width } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const box = canvas.getBoundingClientRect();
  const at = (x, y) => 4 * (y * width + Math.floor((x - box.left) * (width / box.width)));
  return [...document.querySelectorAll('.token')].map((li) => {
    const { left, right } = li.getBoundingClientRect();
    const places = [left + 1, (left + right) / 2, right - 1];
    const row = (_, y) => places.map((x) => [data[at(x, y)], data[at(x, y) + 2]]);
    return Array.from({ length: canvas.height }, row);
  });
}"""  # red and blue of each unit at three places of each column
LEFTS = "[document.querySelector('.strip').scrollLeft, document.querySelector('.map').scrollLeft]"


def still(page: Page, width: int) -> Page:
    """A page of a width on which nothing moves by itself."""
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    return page


def read_long(page: Page) -> None:
    write(page, LONG)
    expect(page.locator(".token")).to_have_count(315)


def signed(value: float) -> str:
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")


@pytest.fixture
def modules(page: Page, base_url: str) -> Modules:
    return Modules(page, base_url)


# The axis as numbers


def widths(found: dict[str, Any]) -> list[float]:
    return [b - a for a, b in itertools.pairwise(found["edges"])]


def test_few_words_share_the_room_but_none_grows_beyond_its_bound(modules: Modules) -> None:
    found = modules.call("layout/axis.js", "axis", ["我", "是"], 1052, WIDE)
    assert found == {"edges": [0, 64, 128], "size": 13, "scrolls": False}


def test_a_long_word_has_its_width_and_the_others_share_what_is_left(modules: Modules) -> None:
    words = ["internationalisation", *["of"] * 24]
    found = modules.call("layout/axis.js", "axis", words, 1052, WIDE)
    assert found["size"] == 13
    assert found["edges"][-1] == 1052
    first, *others = widths(found)
    assert first > 64
    assert max(others) - min(others) <= 1


def test_words_shrink_until_they_fit_and_scroll_at_full_size_when_they_never_do(modules: Modules) -> None:
    fits = modules.call("layout/axis.js", "axis", ["language"] * 15, 1000, WIDE)
    assert 11 <= fits["size"] < 13
    assert not fits["scrolls"]
    assert fits["edges"][-1] <= 1000
    never = modules.call("layout/axis.js", "axis", ["language"] * 40, 1000, WIDE)
    assert never["size"] == 13
    assert never["scrolls"]
    finger = modules.call("layout/axis.js", "axis", ["我"] * 9, 350, NARROW)
    assert (finger["size"], set(widths(finger)), finger["scrolls"]) == (16, {40}, True)


def test_a_very_long_word_is_cut(modules: Modules) -> None:
    assert modules.call("layout/axis.js", "shown", "a" * 4000).endswith("…")
    assert modules.call("layout/axis.js", "shown", "字" * 12) == "字" * 12
    assert modules.call("layout/axis.js", "shown", "字" * 13) == "字" * 11 + "…"
    (width,) = widths(modules.call("layout/axis.js", "axis", ["a" * 4000], 1000, WIDE))
    assert width < 13 * 14


def test_columns_are_found_by_their_place(modules: Modules) -> None:
    edges = [0, 28, 92, 120]
    places = {-5: 0, 0: 0, 27.9: 0, 28: 1, 91: 1, 92: 2, 500: 2}
    assert {x: modules.call("layout/axis.js", "columnAt", edges, x) for x in places} == places


def test_a_column_is_scrolled_to_only_as_far_as_it_takes(modules: Modules) -> None:
    edges = [40 * n for n in range(101)]
    for n, left, around, expected in ((5, 0, 0, 0), (12, 0, 0, 120), (12, 0, 80, 200), (2, 1000, 80, 0), (99, 0, 80, 3600)):
        rail = {"edges": edges, "room": 400, "left": left}
        assert modules.call("layout/axis.js", "inView", rail, n, around) == expected
    assert modules.call("layout/axis.js", "inView", {"edges": edges, "room": 400, "left": 0}, 50, 400) == 50 * 40 + 20 - 200
    assert modules.call("layout/axis.js", "centred", {"edges": edges, "room": 400, "left": 0}, 50.5) == 50 * 40 + 40 - 200


@pytest.mark.parametrize("density", [1, 2, 3])
@pytest.mark.parametrize("left", [0, 50_000, 158_000])
def test_a_canvas_never_holds_more_than_it_may(modules: Modules, density: int, left: int) -> None:
    rail = {"edges": [40 * n for n in range(4001)], "room": 1683, "left": left}
    found = modules.call("layout/heatmap.js", "piece", rail, density)
    assert (found["to"] - found["from"]) * found["density"] <= 8192
    assert modules.call("layout/heatmap.js", "covers", rail, found)


# The strip and the heatmap


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_chip_and_its_column_share_their_edges(page: Page, base_url: str, width: int, lang: str) -> None:
    opened(still(page, width), base_url, f"/?lang={lang}#t=0")
    for n in range(page.locator(".token").count()):
        expect(page.locator(".token").nth(n)).to_have_attribute("aria-current", "step")
        chip, column = page.evaluate(EDGES)
        assert chip == pytest.approx(column, abs=0.5)
        assert page.evaluate(IN_VIEW)
        page.keyboard.press("ArrowRight")


@pytest.mark.parametrize("width", [1440, 390])
def test_a_long_text_scrolls_below_its_words_from_either_side(page: Page, base_url: str, width: int) -> None:
    problems = watch(page, base_url)
    opened(still(page, width), base_url)
    read_long(page)
    for moved, left in ((".strip", 2000), (".map", 4321), (".map", 0), (".strip", 1e6)):
        page.evaluate("([selector, left]) => (document.querySelector(selector).scrollLeft = left)", [moved, left])
        page.wait_for_function(f"() => (([a, b]) => a === b && (a === {left} || ({left} > 1e5 && a > 5000)))({LEFTS})")
        chip, column = page.evaluate(EDGES)
        assert chip == pytest.approx(column, abs=0.5)
    view = page.locator(".map").bounding_box()
    canvas = page.locator(".heatmap canvas").bounding_box()
    assert view
    assert canvas
    assert canvas["x"] <= view["x"]
    assert canvas["x"] + canvas["width"] >= view["x"] + view["width"]
    assert Axe().run(page).violations_count == 0
    assert problems == []


@pytest.mark.parametrize("width", [1440, 390])
def test_the_current_word_of_a_long_text_is_in_view_and_the_page_stays(page: Page, base_url: str, width: int) -> None:
    opened(still(page, width), base_url)
    read_long(page)
    page.locator("input.text").blur()
    for key, n in (("End", 314), ("Home", 0), ("ArrowRight", 1), ("End", 314), ("ArrowLeft", 313)):
        page.keyboard.press(key)
        expect(page.locator(".token").nth(n)).to_have_attribute("aria-current", "step")
        assert page.evaluate(IN_VIEW)
        assert page.evaluate("scrollY") == 0


def test_a_step_scrolls_gently_where_motion_is_welcome(page: Page, base_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, base_url, "/?lang=zh#t=12")
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".token").nth(18)).to_have_attribute("aria-current", "step")
    page.wait_for_function(f"() => ({IN_VIEW})() && (([a, b]) => Math.abs(a - b) <= 0.5)({LEFTS})")


@pytest.mark.parametrize("width", [1440, 900])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_word_of_an_example_is_cut(page: Page, base_url: str, http: httpx.Client, width: int, lang: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for example in http.get(f"/api/models/{lang}-memory-lstm").json()["examples"]:
        page.goto("about:blank")
        opened(page, base_url, f"/?lang={lang}#text={example['text']}")
        words = page.locator(".word").evaluate_all("all => all.map((w) => [w.textContent, w.scrollWidth <= w.clientWidth])")
        assert [word for word, whole in words if not whole or word.endswith("…")] == []


def test_the_first_view_of_the_strip_is_where_the_scripts_put_it(browser: Browser, page: Page, base_url: str) -> None:
    boxes = "all => all.map((li) => { const { x, y, width, height } = li.getBoundingClientRect(); return [x, y, width, height] })"
    still(page, 1440)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 900})
    served = context.new_page()
    served.goto(f"{base_url}/?lang=zh")
    before = served.locator(".token").evaluate_all(boxes)
    after = opened(page, base_url).locator(".token").evaluate_all(boxes)
    for one, two in zip(before, after, strict=True):
        assert one == pytest.approx(two, abs=2)
    context.close()


def test_a_drag_along_the_strip_visits_the_words_under_it(page: Page, base_url: str) -> None:
    opened(still(page, 1440), base_url)
    first, last = (page.locator(".token").nth(n).bounding_box() for n in (2, 20))
    assert first
    assert last
    page.mouse.move(first["x"] + 10, first["y"] + 10)
    page.mouse.down()
    page.mouse.move(last["x"] + 10, last["y"] + 90, steps=12)  # the hand may leave the strip
    expect(page.locator(".token").nth(20)).to_have_attribute("aria-current", "step")
    page.mouse.up()
    page.mouse.move(first["x"] + 10, first["y"] + 10)
    expect(page.locator(".token").nth(20)).to_have_attribute("aria-current", "step")


def test_a_finger_turns_the_strip_like_a_wheel(browser: Browser, base_url: str) -> None:
    context = browser.new_context(has_touch=True, viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page = opened(context.new_page(), base_url)
    touch = context.new_cdp_session(page)
    box = page.locator(".strip").bounding_box()
    assert box
    y = box["y"] + 30

    def finger(what: str, x: float | None = None) -> None:
        points = [] if x is None else [{"x": x, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": f"touch{what}", "touchPoints": points})

    finger("Start", 200)
    for x in range(195, 79, -5):
        finger("Move", x)
    expect(page.locator(".token").nth(16)).to_have_attribute("aria-current", "step")  # 120 px are three notches
    for x in range(80, 281, 5):
        finger("Move", x)
    expect(page.locator(".token").nth(11)).to_have_attribute("aria-current", "step")
    finger("End")
    chip = page.locator(".token").nth(11)
    page.wait_for_function(IN_VIEW)
    middle = chip.evaluate("li => { const { x, width } = li.getBoundingClientRect(); return x + width / 2 }")
    assert middle == pytest.approx(195, abs=1)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_of_the_heatmap_are_the_numbers_of_the_trace(
    page: Page, base_url: str, http: httpx.Client, scheme: Any
) -> None:
    page.emulate_media(color_scheme=scheme)
    opened(still(page, 1440), base_url)
    c = http.post("/api/trace", json={"model": "zh-memory-lstm", "text": ARTICLE}).json()["layers"][0]["nodes"]["c"]
    colours = page.evaluate(COLOURS)
    assert len(colours) == len(c)
    for t, column in enumerate(colours):
        assert len(column) == len(c[t])
        for unit, places in enumerate(column):
            if abs(c[t][unit]) > 0.3:
                assert all((red > blue) == (c[t][unit] < 0) for red, blue in places), (t, unit)


def test_the_heatmap_selects_the_unit_and_the_step_under_the_pointer(page: Page, base_url: str) -> None:
    opened(still(page, 1440), base_url)
    chip, canvas = page.locator(".token").nth(3).bounding_box(), page.locator(".heatmap canvas").bounding_box()
    assert chip
    assert canvas
    position = {"x": chip["x"] + chip["width"] / 2 - canvas["x"], "y": canvas["height"] * 20.5 / 48}
    page.locator(".heatmap canvas").click(position={"x": position["x"], "y": position["y"]})
    expect(page.locator('[aria-current="step"] .word')).to_have_text("中国人")
    expect(page.locator("#life h2")).to_contain_text("第 20 号单元")


def test_what_is_not_yet_read_is_pale(page: Page, base_url: str) -> None:
    opened(still(page, 1440), base_url)
    for key in ("End", "ArrowLeft", "Home"):
        page.keyboard.press(key)
        left, right = page.evaluate(EDGES)[0]
        pale = page.locator(".heatmap .unread").evaluate("e => e.getBoundingClientRect().left")
        assert pale == pytest.approx(right, abs=0.5)
        assert left < right


def test_little_height_leaves_a_band_of_the_selected_unit(page: Page, base_url: str) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    opened(page, base_url)
    canvas = page.locator(".heatmap canvas")
    assert canvas.evaluate("e => [e.height, e.clientHeight]") == [1, 24]
    expect(page.locator(".heatmap .size")).to_contain_text("第 40 号单元")
    page.set_viewport_size({"width": 1366, "height": 900})
    expect(page.locator(".heatmap .size")).to_contain_text("48 个单元")
    assert canvas.evaluate("e => [e.height, e.clientHeight]") == [48, 92]


# The table


def test_the_table_says_the_numbers_of_the_trace_and_follows_the_step(page: Page, base_url: str, http: httpx.Client) -> None:
    problems = watch(page, base_url)
    opened(page, base_url)
    nodes = http.post("/api/trace", json={"model": "zh-memory-lstm", "text": ARTICLE}).json()["layers"][0]["nodes"]
    rows = page.locator("#table tbody tr")
    expect(rows).to_have_count(0)
    open_table(page)
    expect(rows).to_have_count(28)
    assert rows.nth(13).locator("td").all_text_contents() == [signed(v) for v in nodes["c"][13]]
    current = page.locator('#table [aria-current="true"]')
    expect(current).to_have_text("14说")
    page.keyboard.press("ArrowRight")
    expect(current).to_have_text("15汉语")
    page.locator(".heatmap select").select_option("f")
    expect(rows.nth(0).locator("td").first).to_have_text(signed(nodes["f"][0][0]))
    assert rows.nth(27).locator("td").all_text_contents() == [signed(v) for v in nodes["f"][27]]
    assert Axe().run(page).violations_count == 0
    page.locator("#table summary").press("Enter")
    expect(rows).to_have_count(0)
    assert problems == []


def test_the_table_of_a_long_text_shows_what_is_around_the_step(page: Page, base_url: str) -> None:
    opened(page, base_url)
    read_long(page)
    open_table(page)
    rows = page.locator("#table tbody tr")
    expect(rows).to_have_count(60)
    for key, first, last in (("End", 256, 315), ("Home", 1, 60)):
        page.keyboard.press(key)
        expect(page.locator("#table caption")).to_contain_text(f"第 {first}–{last} 步")
        expect(rows.last.locator("small")).to_have_text(str(last))
        inside = page.locator("#table").evaluate(
            """(table) => {
              const row = table.querySelector('.is-current').getBoundingClientRect();
              const box = table.querySelector('.numbers').getBoundingClientRect();
              return box.top <= row.top && row.bottom <= box.bottom;
            }"""
        )
        assert inside
