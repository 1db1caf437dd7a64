"""The page in headless Chromium: how soon it stands, what a step costs, how smoothly it goes while a key is held."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

from app.settings import Settings
from model import library
from tests.chromium import find_or_install
from tests.conftest import serving

STEPS = 80
HELD = 3.0  # seconds with 30 steps a second
STEP = """async (count) => {
  const times = [];
  for (let n = 0; n < count; n++) {
    const start = performance.now();
    document.body.dispatchEvent(new KeyboardEvent('keydown', {key: n % 2 ? 'ArrowRight' : 'ArrowLeft', bubbles: true}));
    times.push(performance.now() - start);
    await new Promise(requestAnimationFrame);
  }
  return times.sort((a, b) => a - b);
}"""
HOLD = """async (seconds) => {
  const frames = [], end = performance.now() + 1000 * seconds;
  let n = 0, last = performance.now(), next = last;
  while (last < end) {
    if (last >= next) {
      document.body.dispatchEvent(new KeyboardEvent('keydown', {key: n++ % 40 < 20 ? 'ArrowLeft' : 'ArrowRight', bubbles: true}));
      next += 1000 / 30;
    }
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - last);
    last = now;
  }
  return frames.slice(1);
}"""


def main() -> None:
    path = find_or_install()
    with serving(Settings(), library.load()) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        print("page: headless Chromium, 28 tokens, 48 units; milliseconds unless said otherwise")
        opening(page, address)
        metrics = page.context.new_cdp_session(page)
        metrics.send("Performance.enable")
        stepping(page)
        swapping(page)
        resting(page, metrics)
        browser.close()


def line(what: str, value: str) -> None:
    print(f"  {what:58s} {value}")


def opening(page: Page, address: str) -> None:
    hosts = set()
    page.on("request", lambda r: hosts.add(r.url.split("/")[2]))
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.locator('[data-strip="f"] path').wait_for(state="attached")
    standing = time.perf_counter() - start
    page.locator("html[data-ready]").wait_for(state="attached")
    ready = time.perf_counter() - start
    loaded = page.evaluate(
        "['resource', 'navigation'].flatMap(k => performance.getEntriesByType(k)).reduce((sum, e) => sum + e.transferSize, 0)"
    )
    line("cold, until the forget gate and its strip stand", f"{1000 * standing:.0f}")
    line("cold, until the page can be stepped", f"{1000 * ready:.0f}")
    line("loaded", f"{loaded / 1000:.0f} kB from {len(hosts)} host(s)")


def stepping(page: Page) -> None:
    page.evaluate(STEP, 20)
    times: list[float] = page.evaluate(STEP, STEPS)
    line("script of one step, median and 95 %", f"{times[STEPS // 2]:.1f}  {times[int(0.95 * STEPS)]:.1f}")
    frames: list[float] = page.evaluate(HOLD, HELD)
    rate, late = 1000 * len(frames) / sum(frames), sum(f > 20 for f in frames) / len(frames)
    line("30 steps a second held: frames a second, later than 20 ms", f"{rate:.0f}  {100 * late:.1f} %")


def swapping(page: Page) -> None:
    page.locator('[data-act="last"]').click()
    start = time.perf_counter()
    page.locator(".token.is-key select").select_option("法国人")
    page.locator(".token.is-key", has_text="法国人").wait_for()
    line("a word swapped, until the new picture stands", f"{1000 * (time.perf_counter() - start):.0f}")


def resting(page: Page, metrics: CDPSession) -> None:
    def now() -> dict[str, float]:
        found: list[dict[str, Any]] = metrics.send("Performance.getMetrics")["metrics"]
        return {one["name"]: one["value"] for one in found}

    page.wait_for_timeout(500)
    before = now()
    page.wait_for_timeout(3000)
    after = now()
    spent = 1000 * (after["TaskDuration"] - before["TaskDuration"]) / (after["Timestamp"] - before["Timestamp"])
    line("main thread at rest, ms a second", f"{spent:.2f}")
    metrics.send("HeapProfiler.collectGarbage")
    line("heap", f"{now()['JSHeapUsedSize'] / 1e6:.1f} MB")
