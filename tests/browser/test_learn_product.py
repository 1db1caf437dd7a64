"""A layer worked out by hand: every cell can be changed, and what comes out is the arithmetic of what stands there."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.helpers import watch
from tests.browser.lessons import at, shown, taught

ARTICLE: dict[str, Any] = {
    "show": "product", "h": [0.3, 0.8, 0.69], "x": [0.2, 1.3, 0.7], "C": [0.5, 0.6, 0.4], "bias": [-0.3, -0.4, 0.1],
    "weights": [[0.3, -0.6, 1.0, 0.3, -0.1, 0.1], [0.2, -1.2, -0.3, 0.1, -0.6, 0.1], [0.8, 0.2, 0.4, 0.1, 0.4, 0.1]],
}  # fmt: skip
OTHER: dict[str, Any] = {**ARTICLE, "weights": [[-0.5] * 6, [1.0] * 6, [0.0] * 6], "node": "g"}
del OTHER["C"]
# A lesson of a test needs a state that can be drawn without a script.
CELL: dict[str, Any] = {"show": "cell", "model": "zh-memory-lstm", "text": "我是一个中国人"}


@pytest.fixture(autouse=True)
def lesson(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    taught(monkeypatch, tmp_path, {"article": ARTICLE, "other": OTHER, "cell": CELL})


def net(state: dict[str, Any]) -> list[float]:
    read = state["h"] + state["x"]
    rows = zip(state["weights"], state["bias"], strict=True)
    return [sum(w * v for w, v in zip(row, read, strict=True)) + b for row, b in rows]


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def column(page: Page, n: int) -> list[float]:
    """The n-th column of what comes out: z, what the curve makes of it, its product with C."""
    rows = page.locator(".product .results tbody tr")
    texts = [rows.nth(row).locator(".number").nth(n).inner_text() for row in range(3)]
    return [float(text.replace("−", "-")) for text in texts]


def settled(page: Page) -> None:
    expect(sentence(page)).to_have_attribute("aria-busy", "false")


def sentence(page: Page) -> Locator:
    return page.locator("[data-kind=product] .told")


def cell(page: Page, name: str, n: int) -> Locator:
    return page.locator(f".product input[data-list={name}][data-n='{n}']")


def test_the_articles_numbers_come_out(page: Page, base_url: str) -> None:
    at(page, base_url, "article")
    settled(page)
    assert column(page, 0) == pytest.approx(net(ARTICLE), abs=5.1e-4)
    assert column(page, 1) == [0.5, 0.1, 0.8]
    assert column(page, 2) == [0.25, 0.06, 0.32]
    expect(sentence(page)).to_contain_text("z₁ = 0.3·0.3 − 0.6·0.8 + 1·0.69 + 0.3·0.2 − 0.1·1.3 + 0.1·0.7 − 0.3 = 0.000")


def test_a_changed_cell_changes_what_follows_from_it_and_can_be_taken_back(page: Page, base_url: str) -> None:
    at(page, base_url, "article")
    settled(page)
    cell(page, "weights", 7).fill("0.5")
    changed = {**ARTICLE, "weights": [ARTICLE["weights"][0], [0.2, 0.5, *ARTICLE["weights"][1][2:]], ARTICLE["weights"][2]]}
    assert column(page, 0) == pytest.approx(net(changed), abs=5.1e-4)
    cell(page, "x", 0).fill("-2")
    changed["x"] = [-2, 1.3, 0.7]
    assert column(page, 0) == pytest.approx(net(changed), abs=5.1e-4)
    assert column(page, 1) == pytest.approx([sigmoid(z) for z in net(changed)], abs=5.1e-4)
    page.locator("[data-act=undo]").click()
    expect(cell(page, "x", 0)).to_have_value("0.2")
    settled(page)
    assert column(page, 0) == pytest.approx(net({**changed, "x": ARTICLE["x"]}), abs=5.1e-4)
    page.locator("[data-act=reset]").click()
    expect(page.locator("[data-act=reset]")).to_be_disabled()
    expect(page.locator(".product .results tbody tr").nth(1).locator(".number").nth(1)).to_have_text("0.100")  # it glides there
    assert column(page, 1) == [0.5, 0.1, 0.8]


def test_arrow_keys_change_a_cell_and_an_empty_one_gets_its_number_back(page: Page, base_url: str) -> None:
    at(page, base_url, "article")
    settled(page)
    cell(page, "bias", 0).focus()
    page.keyboard.press("ArrowUp")
    expect(cell(page, "bias", 0)).to_have_value("-0.2")
    assert column(page, 0)[0] == pytest.approx(0.1, abs=5.1e-4)
    cell(page, "bias", 0).fill("")
    assert column(page, 0)[0] == pytest.approx(0.1, abs=5.1e-4)
    cell(page, "bias", 1).focus()
    expect(cell(page, "bias", 0)).to_have_value("-0.2")
    expect(page.locator(".mark.is-current")).to_have_text("article")


def test_the_row_that_is_pointed_at_is_written_out(page: Page, base_url: str) -> None:
    at(page, base_url, "article")
    settled(page)
    cell(page, "weights", 14).hover()
    expect(sentence(page)).to_contain_text(re.compile("^z₃ = 0.8·0.3.* = 1.386f₃ = σ\\(z₃\\) = 0.800f₃ × C₃ = 0.320$"))
    cell(page, "bias", 1).focus()
    expect(sentence(page)).to_contain_text("z₂ = 0.2·0.3 − 1.2·0.8")
    tinted = page.locator(".product .is-looked td[style]")
    expect(tinted).to_have_count(6)
    signs = [w * v < 0 for w, v in zip(ARTICLE["weights"][1], ARTICLE["h"] + ARTICLE["x"], strict=True)]
    assert [name == "is-negative" for name in tinted.evaluate_all("all => all.map(one => one.className)")] == signs


def test_words_move_it_to_other_numbers_and_to_a_layer_without_c(page: Page, base_url: str) -> None:
    at(page, base_url, "article")
    cell(page, "x", 0).fill("9")
    page.locator(".mark", has_text="other").click()
    shown(page, "other")
    settled(page)
    assert column(page, 1) == pytest.approx([math.tanh(z) for z in net(OTHER)], abs=5.1e-4)
    expect(page.locator(".product input[data-list=C]")).to_have_count(0)
    expect(page.locator(".product .layer")).to_have_text("tanh")
    page.locator(".mark", has_text="article").click()
    shown(page, "article")
    settled(page)
    assert column(page, 2) == [0.25, 0.06, 0.32]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_everybody_can_use_it(page: Page, base_url: str, lang: str, scheme: Any, width: int) -> None:
    problems = watch(page, base_url)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 844})
    at(page, base_url, "article", lang)
    settled(page)
    expect(page.locator(".product")).to_have_css("display", "grid" if width < 720 else "flex")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if width < 900:
        assert page.evaluate("document.querySelector('#live').getBoundingClientRect().height <= 0.46 * innerHeight")
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
    assert problems == []
