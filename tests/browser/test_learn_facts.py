"""One fact of a network's memory in a chapter: the same numbers as in the explorer's panel, one chart at a time."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.helpers import watch
from tests.browser.lessons import at, shown, taught

CHARTS = ("units", "readout", "gradient")
MODEL = "zh-memory-lstm"
STATES: dict[str, dict[str, Any]] = {chart: {"show": "facts", "model": MODEL, "chart": chart} for chart in CHARTS}
STATES["rnn"] = {"show": "facts", "model": "zh-memory-rnn", "chart": "readout"}


@pytest.fixture(autouse=True)
def lesson(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    taught(monkeypatch, tmp_path, STATES)


@pytest.fixture(scope="session")
def told(base_url: str) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{base_url}/api/models/{MODEL}/facts", timeout=60).json()
    return found


def fact(page: Page) -> Any:
    return page.locator(".fact:not([hidden]) article")


def test_words_lead_from_one_fact_to_another_and_each_has_the_numbers_of_the_api(
    page: Page, base_url: str, told: dict[str, Any]
) -> None:
    problems = watch(page, base_url)
    at(page, base_url, "units")
    names = fact(page).locator(".names text")
    carrying = {str(unit["unit"]) for unit in told["units"] if unit["carries"]}
    assert set(names.all_text_contents()) == carrying
    expect(fact(page)).to_have_count(1)
    expect(fact(page).locator("> p")).to_contain_text(f"{told['carrying']['gate']:.3f}")

    page.locator(".mark", has_text="readout").click()
    shown(page, "readout")
    last = told["readout"]["states"]["h"][-1]["accuracy"]
    expect(names.filter(has_text="LSTM h")).to_have_text(f"LSTM h {round(100 * last)}%")
    expect(fact(page)).to_have_count(1)

    page.locator(".mark", has_text="gradient").click()
    shown(page, "gradient")
    expect(fact(page).locator("> p")).to_contain_text(f"{told['gradient']['trained'][40]:.2g}")

    page.locator(".mark", has_text="rnn").click()
    shown(page, "rnn")
    own = httpx.get(f"{base_url}/api/models/zh-memory-rnn/facts", timeout=60).json()["readout"]["states"]["h"][-1]["accuracy"]
    expect(names.filter(has_text="RNN h")).to_have_text(f"RNN h {round(100 * own)}%")
    expect(names.first).to_have_text(re.compile("RNN"))
    assert problems == []


def test_a_unit_that_is_chosen_is_the_one_that_explore_opens_with(page: Page, base_url: str, told: dict[str, Any]) -> None:
    at(page, base_url, "units")
    other = next(unit["unit"] for unit in told["units"] if unit["carries"] and unit["unit"] != 40)
    fact(page).locator("summary").click()
    row = fact(page).locator(f'button[data-unit="{other}"]')
    row.focus()
    page.keyboard.press("Enter")
    expect(row).to_have_attribute("aria-pressed", "true")
    page.locator(".explore").click()
    expect(page).to_have_url(re.compile(f"#model={MODEL}.*unit={other}&.*panel=memory"))
    expect(page.locator("[data-part=selected]")).to_contain_text(str(other))


def test_what_could_not_be_measured_is_measured_the_next_time(page: Page, base_url: str) -> None:
    page.route(f"**/{MODEL}/facts", lambda route: route.abort())
    page.goto(f"{base_url}/learn/lesson?lang=zh#units")
    expect(page.locator("#live")).to_have_attribute("data-status", "failed")
    page.unroute(f"**/{MODEL}/facts")
    page.locator(".message button").click()
    shown(page, "units")
    expect(fact(page)).to_be_visible()


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("chart", CHARTS)
def test_everybody_can_use_it(page: Page, base_url: str, width: int, scheme: Any, chart: str) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 844})
    at(page, base_url, chart, "en")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if width == 390:
        assert page.locator("#live").evaluate("live => live.offsetHeight") <= 0.45 * 844
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
