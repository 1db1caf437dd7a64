"""The curve of a chapter: a point that hands and keys move, and a network's units where they stand on it."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.helpers import watch
from tests.browser.lessons import at, shown, taught
from tests.browser.test_pure_modules import Modules

MODEL, TEXT = "zh-memory-lstm", "我是一个中国人，出生在普通家庭，我最常说汉语"
READ = {"model": MODEL, "text": TEXT, "t": 8}
STATES: dict[str, dict[str, Any]] = {
    "half": {"show": "curve", "of": "sigmoid", "z": 0.0},
    "right": {"show": "curve", "of": "sigmoid", "z": 4.0, "slope": True},
    "signed": {"show": "curve", "of": "tanh", "z": -1.5},
    "gate": {"show": "curve", **READ, "node": "f", "z": 0.0},
    "candidate": {"show": "curve", **READ, "node": "g", "unit": 7},
}


@pytest.fixture(autouse=True)
def lesson(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    taught(monkeypatch, tmp_path, STATES)


def point(page: Page) -> Locator:
    return page.locator(".curve [role=slider]")


def told(name: str, z: float) -> str:
    value = math.tanh(z) if name == "tanh" else 1 / (1 + math.exp(-z))
    return f"{name}({z:.2f}) = {value:.3f}".replace("-", "−")


def test_words_move_the_point_along_the_curve_and_to_another_curve(page: Page, base_url: str) -> None:
    at(page, base_url, "half")
    expect(point(page)).to_have_attribute("aria-valuetext", told("σ", 0))
    expect(page.locator(".curve .tangent")).to_have_count(0)
    page.locator(".mark", has_text="right").click()
    expect(point(page)).to_have_attribute("aria-valuetext", told("σ", 4))
    expect(page.locator(".curve .tangent")).to_have_count(1)
    page.locator(".mark", has_text="signed").click()
    expect(point(page)).to_have_attribute("aria-valuetext", told("tanh", -1.5))
    slope = 1 - math.tanh(1.5) ** 2
    expect(page.locator("[data-kind=curve] .told")).to_have_text(f"{told('tanh', -1.5)} 这里的坡度是 {slope:.3f}。")


def test_keys_move_the_point_as_a_slider_is_moved(page: Page, base_url: str) -> None:
    at(page, base_url, "half")
    point(page).focus()
    for key, z in (
        ("ArrowRight", 0.1),
        ("ArrowUp", 0.2),
        ("PageUp", 1.2),
        ("ArrowLeft", 1.1),
        ("End", 6),
        ("ArrowUp", 6),
        ("Home", -6),
    ):
        page.keyboard.press(key)
        expect(point(page)).to_have_attribute("aria-valuetext", told("σ", z))
    expect(point(page)).to_have_attribute("aria-valuenow", "-6")
    expect(page.locator(".mark.is-current")).to_have_text("half")  # the arrows are the slider's, not the text's


def test_a_hand_moves_the_point(page: Page, base_url: str) -> None:
    at(page, base_url, "half")
    box = page.locator(".curve").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    expect(point(page)).to_be_focused()
    page.mouse.move(box["x"] + box["width"] * 460 / 480, box["y"] + 5, steps=4)
    expect(page.locator("[data-kind=curve] .told")).to_have_attribute("aria-busy", "true")  # nothing is told meanwhile
    page.mouse.up()
    expect(page.locator("[data-kind=curve] .told")).to_have_attribute("aria-busy", "false")
    z = float(point(page).get_attribute("aria-valuenow") or "nan")
    assert z == pytest.approx(6, abs=0.1)
    page.mouse.move(box["x"], box["y"])
    expect(point(page)).to_have_attribute("aria-valuenow", str(z).removesuffix(".0"))


def test_the_units_stand_where_the_network_has_them(page: Page, base_url: str) -> None:
    answer = httpx.post(f"{base_url}/api/trace", json={"model": MODEL, "text": TEXT}).json()
    nodes = answer["layers"][0]["nodes"]
    gate = nodes["f"][8]
    at(page, base_url, "gate")
    sentence = page.locator("[data-kind=curve] .told")
    expect(sentence).to_contain_text(f"第 9 步读“{answer['tokens'][8]['text']}”")
    for share in (sum(value > 0.9 for value in gate), sum(value < 0.1 for value in gate)):
        expect(sentence).to_contain_text(f"{100 * share / len(gate):.1f}%")
    dots = page.locator(".curve .units circle")
    expect(dots).to_have_count(len(gate))
    beyond = sum(abs(math.log(value / (1 - value))) > 6 for value in gate)
    expect(sentence).to_contain_text(f"有 {beyond} 个单元的 z 超出了图")
    for unit in (0, 7, 40):
        z = max(-6, min(6, _net(base_url, "f", unit)))
        x = float(dots.nth(unit).get_attribute("cx") or "nan")
        assert x == pytest.approx(48 + (z + 6) / 12 * (460 - 48), abs=0.5)
    page.locator(".mark", has_text="candidate").click()
    shown(page, "candidate")
    z = _net(base_url, "g", 7)
    expect(point(page)).to_have_attribute("aria-valuetext", told("tanh", max(-6, min(6, z))))
    expect(sentence).to_contain_text(f"第 7 号单元：z 是 {z:.2f}，值是 {nodes['g'][8][7]:.3f}".replace("-", "−"))


def _net(base_url: str, node: str, unit: int) -> float:
    """What a unit hands to its curve, as the API adds it up from the weights."""
    net = httpx.post(f"{base_url}/api/explain", json={**READ, "node": node, "unit": unit}).json()["net"]
    assert isinstance(net, float)
    return net


def test_it_leads_to_the_same_step_in_the_explorer(page: Page, base_url: str) -> None:
    at(page, base_url, "candidate")
    page.locator(".explore").click()
    expect(page).to_have_url(re.compile(r"/\?lang=zh#.*\bt=8&.*stop=g&unit=7"))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_everybody_can_use_it(page: Page, base_url: str, lang: str, scheme: Any, width: int) -> None:
    problems = watch(page, base_url)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 844})
    at(page, base_url, "gate", lang)
    expect(page.locator(".curve")).to_have_css("display", "block")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if width < 900:
        assert page.evaluate("document.querySelector('#live').getBoundingClientRect().height <= 0.45 * innerHeight")
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
    assert problems == []


# As pure functions


def test_a_picture_that_moves_comes_from_where_it_was_and_ends_where_it_is_wanted(page: Page, base_url: str) -> None:
    modules = Modules(page, base_url)
    one, two = {"z": [0, 1], "units": [1]}, {"z": [1, 5], "units": [2, 3]}
    assert modules.call("learn/glide.js", "between", one, two, 0) == {"z": [0, 1], "units": [2, 3]}
    assert modules.call("learn/glide.js", "between", one, two, 0.25) == {"z": [0.25, 2], "units": [2, 3]}
    assert modules.call("learn/glide.js", "between", one, two, 1) == two
