"""The article's sine and cosine in a chapter: its errors are those that the card measured, from any phase and at any stride."""

from __future__ import annotations

import itertools
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from model.library import Library
from tests.browser.helpers import watch
from tests.browser.lessons import at, shown, taught
from tests.browser.test_pure_modules import Modules

MODEL: dict[str, Any] = {"show": "series", "model": "sine-lstm"}
STATES: dict[str, dict[str, Any]] = {
    "data": {**MODEL, "plot": "data"},
    "result": {**MODEL, "plot": "result"},
    "half": {**MODEL, "plot": "result", "phase": math.pi},
    "slow": {**MODEL, "plot": "result", "stride": 1},
}


@pytest.fixture(autouse=True)
def lesson(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    taught(monkeypatch, tmp_path, STATES)


@pytest.fixture
def modules(page: Page, base_url: str) -> Modules:
    return Modules(page, base_url)


@pytest.fixture(scope="module")
def card(zoo: Library) -> dict[str, Any]:
    return zoo.model("sine-lstm").card


def errors(page: Page) -> list[list[str]]:
    """The table of errors: of each half at steps 0, 1, 2, 4, 8, 16 and over all."""
    rows: list[list[str]] = page.locator(".errors tbody tr").evaluate_all(
        "rows => rows.map(r => [...r.cells].map(c => c.textContent))"
    )
    return [row[1:] for row in rows]


def value(text: str) -> float:
    """4.6×10⁻⁶ as a number."""
    digits, _, power = text.partition("×10⁻")
    return float(digits) / 10.0 ** int("".join(str("⁰¹²³⁴⁵⁶⁷⁸⁹".index(one)) for one in power) or 0)


def test_the_errors_are_those_of_the_card(page: Page, base_url: str, card: dict[str, Any]) -> None:
    problems = watch(page, base_url)
    figures = card["figures"]
    at(page, base_url, "result")
    train, test = errors(page)
    assert value(train[-1]) == pytest.approx(figures["train"]["mse"], rel=0.06)
    assert value(test[-1]) == pytest.approx(figures["test"]["mse"], rel=0.06)
    by_step = figures["by_phase"]["test"]["by_step"]
    for text, step in zip(test, ("0", "1", "2", "4", "8", "16"), strict=False):
        assert value(text) == pytest.approx(by_step[step], rel=0.06)
    expect(page.locator(".half")).to_have_text(["训练", "测试"])

    page.locator(".mark", has_text="half").click()
    shown(page, "half")
    first, _ = errors(page)
    half = figures["by_phase"]["half"]
    for text, step in zip(first, ("0", "1", "2", "4", "8", "16"), strict=False):
        assert value(text) == pytest.approx(half["by_step"][step], rel=0.06)
    assert value(first[-1]) == pytest.approx(half["mse"], rel=0.06)
    expect(page.locator(".half")).to_have_text(["前一半", "后一半"])  # it is not what was trained on

    page.locator(".mark", has_text="slow").click()
    shown(page, "slow")
    _, second = errors(page)
    assert value(second[-1]) == pytest.approx(figures["by_stride"]["1"]["mse"], rel=0.06)
    assert problems == []


def test_what_is_drawn_is_what_the_network_said(page: Page, base_url: str, zoo: Library) -> None:
    page.emulate_media(reduced_motion="reduce")
    at(page, base_url, "half")
    dots = page.locator(".plot .said circle").evaluate_all("all => all.map(c => [c.cx.baseVal.value, c.cy.baseVal.value])")
    assert len(dots) == 200
    zero, one = (
        page.locator(".plot .axis path").nth(n).evaluate("path => path.getBBox().y") for n in (1, 2)
    )  # lines at −1, 0, 1
    network = zoo.model("sine-lstm").network
    for lane in (0, 3):
        t = math.pi + np.arange(lane, 100, 5) * 12 * math.pi / 199
        said = network.trace(np.sin(t)[:, None]).output[:, 0]
        drawn = [(zero - dots[n][1]) / (zero - one) for n in range(lane, 100, 5)]
        assert drawn == pytest.approx(list(said), abs=0.01)


def test_keys_move_the_phase_and_the_stride_and_the_network_reads_anew(page: Page, base_url: str, card: dict[str, Any]) -> None:
    at(page, base_url, "result")
    page.locator("[name=phase]").focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    expect(page.locator("[data-of=phase]")).to_have_text("1.57 弧度（0.50π）")
    quarter = card["figures"]["by_phase"]["quarter"]["by_step"]["0"]
    expect(page.locator(".errors tbody td").first).to_have_text(f"{quarter:.2g}")
    page.locator(".explore").click()
    expect(page).to_have_url(re.compile(r"#model=sine-lstm&inputs=1\*"))
    page.go_back()
    shown(page, "result")
    page.locator("[name=stride]").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-of=stride]")).to_have_text("4 个")
    expect(page.locator(".errors tbody tr").nth(1).locator("td").last).to_have_text(
        f"{card['figures']['by_stride']['4']['mse']:.2g}"
    )


def test_the_two_moments_of_the_data_have_one_sine_and_two_cosines(page: Page, base_url: str) -> None:
    at(page, base_url, "data")
    told = page.locator(".told").inner_text()
    for t in (2.5, 6.8):
        for f in (math.sin, math.cos):
            assert f"{f(t):.2f}".replace("-", "−") in told
    expect(page.locator(".moment")).to_have_text(["t = 2.5", "t = 6.8"])
    expect(page.locator(".sliders")).to_be_hidden()
    page.locator("[data-plot=result]").click()
    expect(page.locator(".plot .said circle")).to_have_count(200)
    expect(page.locator(".sliders")).to_be_visible()


def test_what_could_not_be_asked_is_told_and_asked_again(page: Page, base_url: str) -> None:
    at(page, base_url, "result")
    before = errors(page)
    page.route("**/api/trace*", lambda route: route.abort())
    page.locator("[name=phase]").press("End")
    again = page.locator(".errors button")
    expect(again).to_be_visible()
    page.unroute("**/api/trace*")
    again.click()
    expect(page.locator(".errors tbody tr")).to_have_count(2)
    expect(page.locator("[data-of=phase]")).to_contain_text("2.00π")
    after = errors(page)
    assert [value(row[-1]) for row in after] == pytest.approx([value(row[-1]) for row in before], rel=0.06)  # a whole turn later


@pytest.mark.parametrize("stride", [1, 2, 3, 5])
def test_every_point_is_read_once_in_its_own_half(modules: Modules, stride: int) -> None:
    data = {"points": 200, "trained": 100, "lanes": 5, "end": 12 * math.pi}
    halves = modules.call("layout/learn/series.js", "lanesOf", data, stride)
    assert [sorted(n for lane in half for n in lane) for half in halves] == [list(range(100)), list(range(100, 200))]
    for half in halves:
        assert len(half) == stride
        assert all(b - a == stride for lane in half for a, b in itertools.pairwise(lane))


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", ["data", "half"])
def test_everybody_can_use_it(page: Page, base_url: str, width: int, scheme: Any, state: str) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 844})
    at(page, base_url, state, "en")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if width == 390:
        assert page.locator("#live").evaluate("live => live.offsetHeight") <= 0.45 * 844
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
