"""The panel "what does it remember": fetched when it is asked for, with the numbers of the API, for eyes and for ears."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from app.settings import Settings
from model.cells.rnn import RNN
from model.library import Library, Model
from model.weights import dump
from tests.browser.helpers import opened, watch
from tests.browser.test_pure_modules import Modules
from tests.conftest import serving
from tests.model.helpers import random_network

MODELS = {"zh": "zh-memory-lstm", "en": "en-memory-lstm"}


@pytest.fixture(scope="session")
def facts(base_url: str) -> dict[str, Any]:
    return {lang: httpx.get(f"{base_url}/api/models/{name}/facts", timeout=60).json() for lang, name in MODELS.items()}


@pytest.fixture(scope="module")
def family(zoo: Library) -> Iterator[str]:
    """A server whose LSTM has a plain network beside it, and one of another task."""
    model = zoo.model("zh-memory-lstm")
    network = random_network(RNN, V=model.card["size"], D=24, H=48, L=1)
    sister = {**model.card, "name": "zh-memory-rnn", "cell": "rnn"}
    cousin = {**model.card, "name": "zh-count-lstm", "task": "count"}
    models = [
        model, Model("zh-memory-rnn", sister, network, model.tokenizer, dump(network)),
        Model("zh-count-lstm", cousin, model.network, model.tokenizer, model.data),
    ]  # fmt: skip
    with serving(Settings(), Library(models)) as address:
        yield address


@pytest.fixture
def modules(page: Page, base_url: str) -> Modules:
    return Modules(page, base_url)


def shown(page: Page) -> None:
    """All three facts stand there."""
    expect(page.locator(".facts article")).to_have_count(3, timeout=30_000)  # the first time, they are measured
    expect(page.locator(".facts")).to_have_css("display", "grid")  # its sheet is there


def percent(share: float) -> str:
    return f"{math.floor(100 * share + 0.5)}%"  # half is rounded up, as in JavaScript


def words(page: Page, chart: int) -> str:
    return page.locator(".facts article").nth(chart).locator("> p").inner_text()


def numbers(page: Page, chart: int) -> list[list[str]]:
    """The table behind a chart."""
    article = page.locator(".facts article").nth(chart)
    article.locator("summary").click()
    rows: list[list[str]] = article.locator("tr").evaluate_all("rows => rows.map(r => [...r.cells].map(c => c.textContent))")
    return rows


def test_nothing_of_it_is_fetched_before_it_is_asked_for(page: Page, base_url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, base_url)
    assert not [url for url in asked if "facts" in url or url.endswith("/chart.js")]
    expect(page.locator("#panel")).to_be_hidden()
    page.locator("#inside a[data-panel=memory]").click()
    shown(page)
    assert [url for url in asked if url.endswith("/zh-memory-lstm/facts")]


@pytest.mark.parametrize("lang", MODELS)
def test_the_units_are_those_of_the_api(page: Page, base_url: str, facts: dict[str, Any], lang: str) -> None:
    opened(page, base_url, f"/?lang={lang}#panel=memory")
    shown(page)
    told = facts[lang]
    carrying = sorted(unit["unit"] for unit in told["units"] if unit["carries"])
    chart = page.locator("[data-chart=units]")
    assert len(chart.locator("circle[data-unit]").all()) == len(told["units"]) == 48
    assert sorted(map(int, chart.locator(".names text").all_text_contents())) == carrying
    text = words(page, 0)
    for number in (
        str(len(carrying)),
        f"{told['carrying']['gate']:.3f}",
        f"{told['others']['gate']:.3f}",
        percent(told["carrying"]["kept"]),
    ):
        assert number in text
    head, *rows = numbers(page, 0)
    assert len(head) == 6
    by_unit = {unit["unit"]: unit for unit in told["units"]}
    explained = [by_unit[int(row[0])]["explained"] for row in rows]
    assert explained == sorted(explained, reverse=True)
    for row in rows:
        unit = by_unit[int(row[0])]
        assert row[3:] == [f"{unit[name]:.3f}" for name in ("gate", "output", "output_asked")]


@pytest.mark.parametrize("lang", MODELS)
def test_a_dot_lies_where_its_numbers_say(page: Page, base_url: str, facts: dict[str, Any], lang: str) -> None:
    opened(page, base_url, f"/?lang={lang}#panel=memory")
    shown(page)
    places = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('circle[data-unit]')]"
        ".map(c => [c.dataset.unit, [c.cx.baseVal.value, c.cy.baseVal.value]]))"
    )
    units = facts[lang]["units"]
    x = {unit["explained"]: places[str(unit["unit"])][0] for unit in units}
    assert [x[key] for key in sorted(x)] == sorted(x.values())
    y = {unit["gate"]: places[str(unit["unit"])][1] for unit in units}
    assert [y[key] for key in sorted(y)] == sorted(y.values(), reverse=True)
    edge = page.locator("[data-chart=units] rect").evaluate("r => r.x.baseVal.value")
    assert all((x[unit["explained"]] >= edge) == unit["carries"] for unit in units)


@pytest.mark.parametrize("lang", MODELS)
def test_what_can_be_read_and_what_is_left_of_gradients_are_those_of_the_api(
    page: Page, base_url: str, facts: dict[str, Any], lang: str
) -> None:
    opened(page, base_url, f"/?lang={lang}#panel=memory")
    shown(page)
    told = facts[lang]
    lags, states = told["readout"]["lags"], told["readout"]["states"]
    at = lags.index(40)
    text = words(page, 1)
    for share in (states["c"][at]["accuracy"], states["h"][at]["accuracy"], told["readout"]["chance"]):
        assert percent(share) in text
    _, *rows = numbers(page, 1)
    assert [int(row[0]) for row in rows] == lags
    assert rows[at][2].startswith(percent(states["h"][at]["accuracy"]))
    chart = page.locator("[data-chart]").nth(0).locator("xpath=../following-sibling::article[1]")
    names = chart.locator(".names text").all_text_contents()
    assert [name.split()[:2] for name in names[:2]] == [["LSTM", "C"], ["LSTM", "h"]]

    text = words(page, 2)
    assert f"{told['gradient']['trained'][40]:.2g}" in text
    (shut,) = (one for one in told["gradient"]["fresh"] if one["bias"] == 0 and one["cell"] == "lstm")
    digits, exponent = f"{shut['ratios'][40]:.1e}".split("e-")
    power = "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(int(exponent)))
    assert f"{digits}×10⁻{power}" in text
    head, *rows = numbers(page, 2)
    assert len(head) == 1 + len(told["gradient"]["fresh"]) + 1
    assert [row[-1] for row in rows] == [f"{told['gradient']['trained'][int(row[0])]:.2g}" for row in rows]


def test_a_click_on_a_unit_selects_it_everywhere_and_so_does_its_row(page: Page, base_url: str, facts: dict[str, Any]) -> None:
    page.set_viewport_size({"width": 1440, "height": 1100})
    opened(page, base_url, "/?lang=zh#panel=memory")
    shown(page)
    first, second = [unit["unit"] for unit in facts["zh"]["units"] if unit["carries"]][:2]
    dot = page.locator(f'circle[data-unit="{first}"]').bounding_box()
    assert dot
    page.mouse.click(dot["x"] + dot["width"] / 2 + 1, dot["y"] + dot["height"] / 2)
    expect(page.locator("[data-part=selected]")).to_have_text(f"品红框：第 {first} 号单元")
    expect(page).to_have_url(re.compile(f"unit={first}&.*panel=memory"))
    numbers(page, 0)
    row = page.locator(f'.facts button[data-unit="{second}"]')
    row.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-part=selected]")).to_have_text(f"品红框：第 {second} 号单元")
    expect(row).to_have_attribute("aria-pressed", "true")
    expect(row).to_be_focused()


def test_a_key_opens_and_closes_it_and_the_address_leads_there(page: Page, base_url: str) -> None:
    opened(page, base_url)
    page.keyboard.press("m")
    shown(page)
    expect(page.locator("#panel")).to_be_focused()
    expect(page.locator("#panel")).to_be_in_viewport()
    expect(page).to_have_url(re.compile("panel=memory"))
    address = page.url
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    expect(page).not_to_have_url(re.compile("panel"))
    page.goto("about:blank")
    page.goto(address)
    shown(page)
    page.keyboard.press("m")
    expect(page.locator("#panel")).to_be_hidden()
    page.locator("#inside a[data-panel=memory]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel")).to_be_focused()
    page.locator("#panel .close").click()
    expect(page.locator("#inside a[data-panel=memory]")).to_be_focused()


def test_while_it_is_measured_it_says_so_and_what_fails_can_be_tried_again(page: Page, base_url: str) -> None:
    held: list[Route] = []
    page.route("**/zh-memory-lstm/facts", lambda route: held.append(route))  # noqa: PLW0108 (it marks what it is given)
    opened(page, base_url, "/?lang=zh#panel=memory")
    expect(page.locator(".facts")).to_have_text("正在测量，要等一两秒……")
    expect(page.locator(".facts")).to_have_attribute("aria-busy", "true")
    while not held:
        page.wait_for_timeout(10)  # it is on its way
    held.pop().abort()
    expect(page.locator(".facts")).to_contain_text("连不上服务器")
    page.unroute("**/zh-memory-lstm/facts")
    page.route("**/zh-memory-lstm/facts", lambda route: route.fulfill(body="null"))  # nor is this an answer
    page.locator(".facts [data-act=retry]").click()
    expect(page.locator(".facts")).to_contain_text("连不上服务器")
    page.unroute("**/zh-memory-lstm/facts")
    page.locator(".facts [data-act=retry]").click()
    shown(page)


def test_a_panel_that_cannot_be_fetched_says_so_and_opens_the_next_time(page: Page, base_url: str) -> None:
    opened(page, base_url)
    page.route("**/locales/zh/memory.json", lambda route: route.abort())
    page.keyboard.press("m")
    expect(page.locator("#panel-memory")).to_contain_text("连不上服务器")
    page.unroute("**/locales/zh/memory.json")
    page.locator("#panel-memory [data-act=again]").click()
    shown(page)


def test_its_family_stands_beside_it_and_who_is_missing_is_left_out(page: Page, family: str) -> None:
    opened(page, family, "/?lang=zh#panel=memory")
    names = page.locator(".facts article").nth(1).locator(".names text")
    expect(names).to_have_count(4, timeout=30_000)  # C and h of the LSTM, h of the RNN, chance
    accuracy = httpx.get(f"{family}/api/models/zh-memory-rnn/facts", timeout=60).json()["readout"]["states"]["h"]
    assert f"RNN h {percent(accuracy[-1]['accuracy'])}" in names.all_text_contents()
    page.route("**/zh-memory-rnn/facts", lambda route: route.abort())
    page.reload()
    shown(page)
    expect(names).to_have_count(3)


def test_of_a_network_of_another_task_nothing_is_said_of_nationalities(page: Page, family: str) -> None:
    opened(page, family, "/?lang=zh#model=zh-count-lstm&panel=memory")
    expect(page.locator("#panel")).to_be_hidden()
    expect(page).not_to_have_url(re.compile("panel"))
    page.keyboard.press("m")
    expect(page.locator("#panel [role=tab]").first).to_have_text("谁写的")
    expect(page).to_have_url(re.compile("zh-count-lstm.*panel=ledger"))


@pytest.mark.parametrize(
    ("name", "said"),
    [("zh-memory-rnn", "它没有门"), ("zh-memory-gru", "更新门 z 平均是 0.99"), ("zh-memory-lstm-1997", "它没有遗忘门")],
)
def test_every_kind_of_cell_says_what_keeps_its_memory(page: Page, base_url: str, name: str, said: str) -> None:
    problems = watch(page, base_url)
    opened(page, base_url, f"/?lang=zh#model={name}&panel=memory")
    shown(page)
    assert said in words(page, 0)
    assert problems == []


def test_of_a_stack_each_unit_is_in_its_layer(page: Page, base_url: str) -> None:
    opened(page, base_url, "/?lang=zh#model=zh-memory-lstm-stack&layer=1&panel=memory")
    shown(page)
    assert page.locator("circle[data-unit]").count() == 64
    numbers(page, 0)
    row = page.locator('.facts button[data-layer="0"][data-unit="5"]')
    expect(row).to_have_text("1·5")
    row.click()
    expect(row).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".facts button[aria-pressed=true]")).to_have_count(1)
    expect(page).to_have_url(re.compile("layer=0&unit=5&"))


def test_letters_are_those_that_were_chosen(page: Page, base_url: str) -> None:
    opened(page, base_url, "/?lang=en#panel=memory&notation=pytorch")
    shown(page)
    assert "its c still" in words(page, 1)


@pytest.mark.parametrize("lang", MODELS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it(page: Page, base_url: str, lang: str, scheme: Any) -> None:
    problems = watch(page, base_url)
    page.emulate_media(color_scheme=scheme)
    opened(page, base_url, f"/?lang={lang}#panel=memory")
    shown(page)
    for chart in range(3):
        numbers(page, chart)
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
    assert problems == []


@pytest.mark.parametrize("width", [390, 900, 1920])
def test_it_fits_where_it_is_opened_and_no_name_is_cut(page: Page, base_url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for lang in MODELS:
        opened(page, base_url, f"/?lang={lang}#panel=memory")
        shown(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        cut = page.evaluate(
            """[...document.querySelectorAll('.facts .chart text')].filter(text => {
              const [box, chart] = [text, text.closest('svg')].map(e => e.getBoundingClientRect());
              return box.left < chart.left - 1 || box.right > chart.right + 1;
            }).map(text => text.textContent)"""
        )
        assert cut == []
        overlapping = page.evaluate(
            """[...document.querySelectorAll('.facts .names')].flatMap(names => {
              const boxes = [...names.children].map(e => e.getBoundingClientRect()).sort((a, b) => a.top - b.top);
              return boxes.slice(1).filter((box, n) => box.top + 3 < boxes[n].bottom);
            }).length"""
        )
        assert overlapping == 0


# The charts as pure functions


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ([10, 50, 90], [10, 50, 90]),
        ([50, 50], [45, 55]),
        ([90, 50, 52], [90, 46, 56]),
        ([0, 0, 100], [0, 10, 100]),
        ([99, 100, 98], [90, 100, 80]),
        ([48, 50, 52], [40, 50, 60]),
    ],
)
def test_names_are_moved_apart_no_further_than_they_must(modules: Modules, wanted: list[float], expected: list[float]) -> None:
    assert modules.call("layout/chart.js", "apart", wanted, 10, [0, 100]) == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.9, "1.9"), (0.25, "0.25"), (0.0013, "0.0013"), (4.07e-7, "4.1×10⁻⁷"), (8.5e-17, "8.5×10⁻¹⁷"), (12.3, "12"), (1, "1")],
)
def test_numbers_of_any_size_are_read_in_two_digits(modules: Modules, value: float, text: str) -> None:
    assert modules.call("layout/chart.js", "brief", value) == text


def test_the_unit_nearest_to_a_click_is_meant_with_a_gate_and_without(modules: Modules, facts: dict[str, Any]) -> None:
    told = facts["zh"]
    gateless = {**told, "gate": None, "units": [{**unit, "gate": None} for unit in told["units"]]}
    for one in (told, gateless):
        dots = modules.call("layout/facts/units.js", "dotsOf", one)
        assert len({(dot["x"], dot["y"]) for dot in dots}) == len(dots)
        for dot in dots[::7]:
            hit = modules.call("layout/facts/units.js", "unitAt", one, (dot["x"] + 0.01) / 340, dot["y"] / 236)
            assert hit["unit"] == dot["unit"]


@pytest.mark.parametrize("state", ["h", "c"])
def test_a_network_without_a_gate_that_keeps_says_why(modules: Modules, facts: dict[str, Any], state: str) -> None:
    none = {"gate": None, "kept": None, "output": None, "output_asked": None}
    told = {**facts["zh"], "state": state, "gate": None, "units": [{**unit, **none} for unit in facts["zh"]["units"]]}
    for carrying in (None, {"units": 1, "accuracy": 0.1, **none}):
        modules.page.evaluate("facts => (window.facts = facts)", {**told, "carrying": carrying, "others": None})
        code = f"""async () => {{
          const [{{ unitsFact }}, {{ telling }}] = await Promise.all(
            ["units", "fact"].map((name) => import(`{modules.base}/js/layout/facts/${{name}}.js`)));
          const speech = {{ say: (key) => key, percent: String }};
          return JSON.stringify(unitsFact(window.facts, telling(speech, (key) => `${{key}};`, {{}}), {{ layer: 0, unit: 0 }}));
        }}"""
        said = re.findall(r"facts\.units\.(some|none|anew|all|gates|shown);", modules.page.evaluate(code))
        assert said == ["some" if carrying else "none", "all" if state == "c" else "anew"]
