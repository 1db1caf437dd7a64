"""What a step asks of the browser besides scripts: told by its own trace, not by a clock."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.helpers import look, opened

LAYERS = "PaintArtifactCompositor::Update"  # the page is divided into layers anew
HIDDEN = """Object.defineProperty(document, 'hidden', { get: () => true });
window.requestAnimationFrame = () => 0;"""  # a page that nobody sees has no frames
SHIFTS = """window.shifted = 0;
new PerformanceObserver(list => list.getEntries().forEach(entry => (shifted += entry.value)))
  .observe({type: 'layout-shift', buffered: true});"""
PRESS = """async (keys) => {
  for (const key of keys) {
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key, repeat: true, bubbles: true }));
    await new Promise(requestAnimationFrame);
  }
  await new Promise(requestAnimationFrame);
}"""


@contextmanager
def traced(browser: Browser, page: Page) -> Iterator[list[dict[str, Any]]]:
    """What the page's main thread did meanwhile, in its order."""
    found: list[dict[str, Any]] = []
    browser.start_tracing(page=page, categories=["blink", "devtools.timeline", "loading", "cc"])
    try:
        yield found
    finally:
        found += sorted((e for e in json.loads(browser.stop_tracing())["traceEvents"] if "ts" in e), key=lambda e: e["ts"])


def count(events: list[dict[str, Any]], name: str) -> int:
    return sum(event["name"] == name for event in events)


def test_a_step_leaves_the_layers_of_the_page_as_they_are(page: Page, base_url: str, browser: Browser) -> None:
    """What is cut, placed or seen through in another way at each step makes all of the page be divided anew."""
    opened(page, base_url)
    look(page, "", 7)
    page.evaluate(PRESS, ["ArrowRight", "ArrowLeft"])
    with traced(browser, page) as events:
        page.evaluate(PRESS, 11 * ["ArrowRight"] + 11 * ["ArrowLeft"])  # past two words that can be swapped
    assert count(events, "Layout") >= 20
    assert count(events, LAYERS) == 0
    with traced(browser, page) as events:
        page.evaluate("() => (document.querySelector('#caption').style.opacity = 0.5)")
        page.evaluate(PRESS, ["ArrowRight"])
    assert count(events, LAYERS) > 0  # it would be seen


def test_a_step_is_laid_out_before_its_frame_begins(page: Page, base_url: str, browser: Browser) -> None:
    opened(page, base_url)
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#progress b")).to_have_text("第 13 / 28 步")
    for _ in range(3):
        with traced(browser, page) as events:
            frame = page.evaluate("""() => {
              document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', repeat: true, bubbles: true }));
              return requestAnimationFrame(() => 0);
            }""")
            page.evaluate("() => new Promise(requestAnimationFrame)")
        (fired,) = (e for e in events if e["name"] == "FireAnimationFrame" and e["args"]["data"]["id"] == frame)
        assert min(event["ts"] for event in events if event["name"] == "Layout") < fired["ts"]


def test_a_page_that_nobody_sees_yet_takes_over_all_the_same(page: Page, base_url: str) -> None:
    page.add_init_script(HIDDEN)
    opened(page, base_url)
    expect(page.locator(".token.is-key select")).to_have_count(1)


@pytest.mark.parametrize("script", ["main.js", "store.js", "views/stage.js"])
def test_a_script_that_cannot_be_fetched_is_told_and_the_first_view_stays(page: Page, base_url: str, script: str) -> None:
    page.route(f"**/js/{script}", lambda route: route.abort())
    page.goto(f"{base_url}/?lang=zh")
    expect(page.locator("#message")).to_contain_text("连不上服务器")
    expect(page.locator('[data-strip="f"] polygon')).to_have_count(1)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [390, 1024, 1440])
def test_little_moves_when_the_scripts_take_over(page: Page, base_url: str, lang: str, width: int) -> None:
    """At most what is called good of a whole visit (web.dev/articles/cls)."""
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(SHIFTS)
    opened(page, base_url, f"/?lang={lang}")
    page.evaluate("async () => { for (let n = 0; n < 3; n++) await new Promise(requestAnimationFrame); }")
    assert page.evaluate("shifted") <= 0.1
