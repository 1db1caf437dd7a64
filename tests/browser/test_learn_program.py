"""The program of a cell beside its picture: lines lead to stops, stops mark lines, and the numbers are the network's."""

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
from tests.browser.test_pure_modules import Modules

TEXT = "我是一个中国人，我最常说汉语"
MODELS = {"lstm": "zh-memory-lstm", "gru": "zh-memory-gru"}
PLACE: dict[str, Any] = {"show": "program", "text": TEXT, "t": 4, "unit": 20}
STATES = {
    "keep": {**PLACE, "model": MODELS["lstm"], "stop": "keep"},
    "done": {**PLACE, "model": MODELS["lstm"]},
    "gru": {**PLACE, "model": MODELS["gru"], "stop": "z"},
}


@pytest.fixture(autouse=True)
def lesson(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    taught(monkeypatch, tmp_path, STATES)


@pytest.fixture
def modules(page: Page, base_url: str) -> Modules:
    return Modules(page, base_url)


def lines(page: Page) -> Any:
    return page.locator(".stand:not([hidden]) .lines")


@pytest.mark.parametrize(("state", "cell"), [("keep", "lstm"), ("gru", "gru")])
def test_the_program_is_the_cells_source_and_its_numbers_are_those_of_the_trace(
    page: Page, base_url: str, state: str, cell: str
) -> None:
    at(page, base_url, state)
    told = httpx.get(f"{base_url}/api/cells/{cell}").json()
    asked = {"model": MODELS[cell], "text": TEXT}
    nodes = httpx.post(f"{base_url}/api/trace", json=asked).json()["layers"][0]["nodes"]
    made = {node["id"]: node["line"] for node in told["nodes"] if node["line"] is not None}
    source = told["source"].split("\n")
    for node, line in made.items():
        row = lines(page).locator(f"[data-stop={node}]")
        assert row.locator("code").text_content() == source[line]
        number = float((row.locator(".number").text_content() or "").replace("−", "-"))
        assert number == pytest.approx(nodes[node][4][20], abs=5.1e-4)
    expect(lines(page).locator("[data-stop]")).to_have_count(len(made) + 1)
    codes = lines(page).locator("code").all_text_contents()
    assert "\n".join(codes).split() == told["source"].split()  # all of it, in order


def test_a_line_moves_the_figure_and_the_figure_marks_its_line(page: Page, base_url: str) -> None:
    problems = watch(page, base_url)
    at(page, base_url, "keep")
    pressed = lines(page).locator("[aria-pressed=true]")
    expect(pressed).to_have_attribute("data-stop", "keep")
    lines(page).locator("[data-stop=g]").focus()
    page.keyboard.press("Enter")
    expect(pressed).to_have_attribute("data-stop", "g")
    expect(page.locator(".caption")).to_contain_text("tanh")
    page.keyboard.press("ArrowDown")
    expect(pressed).to_have_attribute("data-stop", "write")
    expect(pressed).to_be_in_viewport()
    page.locator(".mark", has_text="done").click()
    shown(page, "done")
    expect(pressed).to_have_attribute("data-stop", "")
    expect(pressed).to_contain_text("return {")
    lines(page).locator("[data-stop=o]").click()
    expect(pressed).to_have_attribute("data-stop", "o")
    page.locator(".explore").click()
    expect(page).to_have_url(re.compile("#model=zh-memory-lstm.*&t=4&stop=o&unit=20"))
    assert problems == []


def test_a_figure_that_could_not_be_fetched_is_fetched_the_next_time(page: Page, base_url: str) -> None:
    page.route("**/api/cells/lstm", lambda route: route.abort())
    page.goto(f"{base_url}/learn/lesson?lang=zh#keep")
    expect(page.locator("#live")).to_have_attribute("data-status", "failed")
    page.unroute("**/api/cells/lstm")
    page.locator(".message button").click()
    shown(page, "keep")
    expect(lines(page).locator("[aria-pressed=true]")).to_have_attribute("data-stop", "keep")


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it(page: Page, base_url: str, width: int, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 844})
    at(page, base_url, "keep", "en")
    expect(lines(page).locator("[aria-pressed=true]")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()


@pytest.mark.parametrize("cell", ["rnn", "lstm-peephole", "lstm-coupled", "gru-before", "mean"])
def test_of_every_program_nothing_is_lost(modules: Modules, base_url: str, cell: str) -> None:
    source = httpx.get(f"{base_url}/api/cells/{cell}").json()["source"]
    parts = modules.call("layout/learn/program.js", "parts", source)
    body = [line["text"] for line in parts["body"]]
    assert "\n".join([parts["head"], parts["doc"], parts["rest"], *body, parts["end"]]) == source.rstrip()
    assert [source.split("\n")[line["n"]] for line in parts["body"]] == body
    assert parts["end"].lstrip().startswith("return")
