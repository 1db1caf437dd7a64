"""The gate of a chapter: opened by the network, by one share for all, or unit by unit; what comes out is always the product."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.helpers import watch
from tests.browser.lessons import at, shown, taught

MODEL, TEXT, T, H = "zh-memory-lstm", "我是一个中国人，出生在普通家庭，我最常说汉语", 8, 48
READ = {"show": "gate", "model": MODEL, "text": TEXT, "t": T}
STATES: dict[str, dict[str, Any]] = {
    "real": {**READ, "open": "real", "unit": 20},
    "filter": {**READ, "open": 0.3, "unit": 20},
    "logic": {**READ, "open": "logic", "unit": 20},
    "written": {**READ, "node": "i", "unit": 5},
}


@pytest.fixture(autouse=True)
def lesson(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    taught(monkeypatch, tmp_path, STATES)


@pytest.fixture(scope="module")
def nodes(base_url: str) -> dict[str, list[list[float]]]:
    answer = httpx.post(f"{base_url}/api/trace", json={"model": MODEL, "text": TEXT}).json()
    found: dict[str, list[list[float]]] = answer["layers"][0]["nodes"]
    return found


def products(page: Page) -> list[list[float]]:
    """Of every unit: its share, what comes in, what comes out."""
    labels = page.locator(".gate [role=option]").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    return [[float(n) for n in re.findall(r"-?\d+\.\d+", label.replace("−", "-"))] for label in labels]


def sentence(page: Page) -> Locator:
    return page.locator("[data-kind=gate] .told")


def settled(page: Page) -> None:
    expect(sentence(page)).to_have_attribute("aria-busy", "false")


@pytest.mark.parametrize(("state", "gate", "output"), [("real", "f", "keep"), ("written", "i", "write")])
def test_the_networks_own_gate_lets_through_what_the_network_computed(
    page: Page, base_url: str, nodes: dict[str, Any], state: str, gate: str, output: str
) -> None:
    at(page, base_url, state)
    settled(page)
    seen = products(page)
    assert [row[0] for row in seen] == pytest.approx(nodes[gate][T], abs=0.0051)
    assert [row[2] for row in seen] == pytest.approx(nodes[output][T], abs=0.0051)
    if state == "real":
        assert [row[1] for row in seen] == pytest.approx(nodes["c"][T - 1], abs=0.0051)
        expect(sentence(page)).to_contain_text(f"{sum(map(abs, nodes['keep'][T])):.1f}。第 20 号单元")


def test_a_filter_lets_the_same_share_of_every_unit_through(page: Page, base_url: str, nodes: dict[str, Any]) -> None:
    before = nodes["c"][T - 1]
    at(page, base_url, "real")
    page.locator(".mark", has_text="filter").click()
    shown(page, "filter")
    settled(page)
    assert [row[2] for row in products(page)] == pytest.approx([0.3 * value for value in before], abs=0.0051)
    page.locator("[data-kind=gate] input").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-kind=gate] output")).to_have_text("31%")
    assert [row[0] for row in products(page)] == [0.31] * H
    whole = sum(map(abs, before))
    expect(sentence(page)).to_contain_text(f"从 {whole:.1f} 变成 {0.31 * whole:.1f}")


def test_switches_are_thrown_by_keys_and_by_hand(page: Page, base_url: str, nodes: dict[str, Any]) -> None:
    at(page, base_url, "logic")
    settled(page)
    own = [float(value >= 0.5) for value in nodes["f"][T]]
    assert [row[0] for row in products(page)] == own
    page.locator("[data-kind=gate] [role=listbox]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    own[20], own[21] = 1 - own[20], 1 - own[21]
    expect(page.locator("#gate-unit-21")).to_have_attribute("aria-selected", str(own[21] == 1).lower())
    assert [row[0] for row in products(page)] == own
    page.locator("#gate-unit-3").click()
    own[3] = 1 - own[3]
    expect(sentence(page)).to_contain_text(f"打开了 {int(sum(own))} 个")
    assert [row[0] for row in products(page)] == own
    page.get_by_role("button", name="全关").click()
    expect(sentence(page)).to_contain_text("变成 0.0")
    settled(page)
    assert [abs(row[2]) for row in products(page)] == [0] * H
    page.get_by_role("button", name="网络").click()
    settled(page)
    assert [row[0] for row in products(page)] == pytest.approx(nodes["f"][T], abs=0.0051)


def test_a_hand_that_is_drawn_over_switches_throws_them_all_the_same_way(page: Page, base_url: str) -> None:
    at(page, base_url, "logic")
    page.get_by_role("button", name="全关").click()
    settled(page)
    boxes = [page.locator(f"#gate-unit-{n}").bounding_box() for n in (10, 13)]
    (left, right) = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes if box]
    page.mouse.move(*left)
    page.mouse.down()
    page.mouse.move(*right, steps=12)
    page.mouse.up()
    settled(page)
    assert [n for n, row in enumerate(products(page)) if row[0]] == [10, 11, 12, 13]


def test_it_leads_to_the_same_operation_in_the_explorer(page: Page, base_url: str) -> None:
    at(page, base_url, "written")
    page.locator(".explore").click()
    expect(page).to_have_url(re.compile(r"/\?lang=zh#.*\bt=8&.*stop=write&unit=5"))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_everybody_can_use_it(page: Page, base_url: str, lang: str, scheme: Any, width: int) -> None:
    problems = watch(page, base_url)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 844})
    at(page, base_url, "real", lang)
    expect(page.locator("svg.gate")).to_have_css("display", "block")
    for state in ("real", "filter", "logic"):
        page.locator(f"[data-way={state}]").click()
        settled(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if width < 900:
            assert page.evaluate("document.querySelector('#live').getBoundingClientRect().height <= 0.46 * innerHeight"), state
        result = Axe().run(page)
        assert result.violations_count == 0, result.generate_report()
    assert problems == []
