"""The page in headless Chromium: how soon it stands, what a step costs, how smoothly it goes while a key is held."""

from __future__ import annotations

import random
import time
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from app.settings import Settings
from model import library
from tests.benchmarks.report import line
from tests.chromium import find_or_install
from tests.conftest import serving

STEPS = 80
ALONE = 20  # steps that are each seen to their end
HELD = 6.0  # seconds with 30 steps a second
COLD = 5  # pages opened anew
PLAYED = 9.0  # seconds with three panes
PANES = "model=zh-memory-lstm&t=3&panes=model%3Dzh-memory-rnn%7Cmodel%3Dzh-memory-gru"
STANDING = """(function look() {
  const stands = document.querySelector('[data-node="f"]') && document.querySelector('[data-strip="f"] polygon');
  if (stands) requestAnimationFrame(() => (window.stood = performance.now()));
  else requestAnimationFrame(look);
})();"""
PRESS = """window.press = (key, repeat) => {
  const start = performance.now();
  document.body.dispatchEvent(new KeyboardEvent('keydown', {key, repeat, bubbles: true}));
  return performance.now() - start;
};
window.frame = () => new Promise(requestAnimationFrame);"""
STEP = """async (count) => {
  const times = [];
  for (let n = 0; n < count; n++) {
    times.push(press(n % 2 ? 'ArrowRight' : 'ArrowLeft', true));
    await frame();
  }
  return times;
}"""
SEEN = """async (count) => {
  const frames = [], steps = [];
  for (let n = 0; n < count; n++) {
    let script = press('ArrowRight', false), last = await frame();
    for (const end = last + 1000; last < end;) {
      const now = await frame();
      frames.push(now - last);
      last = now;
    }
    steps.push(script);
  }
  return {frames, steps};
}"""
WATCH = """() => {
  window.intervals = [];
  window.painted = [];
  window.shown = [];
  document.addEventListener('keydown', (event) => requestAnimationFrame(() => {
    const {port1, port2} = new MessageChannel();
    port1.onmessage = () => painted.push(performance.now() - event.timeStamp); // runs when the frame is done
    port2.postMessage(0);
  }), true);
  window.watching = true;
  let last = null;
  new PerformanceObserver((list) => shown.push(...list.getEntries().filter(e => e.name === 'keydown').map(e => e.duration)))
    .observe({type: 'event', durationThreshold: 16});
  (function look(now) {
    if (last !== null) intervals.push(now - last);
    last = now;
    if (watching) requestAnimationFrame(look);
  })(performance.now());
}"""
COUNT = """() => {
  let count = 0;
  document.addEventListener('keydown', () => (document.querySelector('p').textContent = ++count));
}"""
LONG = """async ([T, H]) => {
  const { base } = document.body.dataset;
  const module = name => import(`${base}/js/${name}.js`);
  const names = ['api', 'i18n', 'store', 'layout/axis', 'views/timeline', 'layout/timeline/order'];
  const [api, i18n, stores, axes, view, orders] = await Promise.all(names.map(module));
  const [cell, notation, page, own] = await Promise.all([
    api.fetchCell('lstm'), api.fetchNotation(base), api.fetchWords(base, 'en', 'lstm'), api.fetchWords(base, 'en', 'timeline'),
  ]);
  let seed = 1;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const layer = {};
  for (const { id, op, scale } of cell.nodes) {
    if (op === 'input') continue;
    const values = new Float32Array(T * H); // a walk for each unit, so that it has a course
    for (let n = 0; n < T * H; n++) values[n] = 0.9 * (n < H ? 0 : values[n - H]) + 0.4 * (random() - 0.5);
    layer[id] = { size: H, values: scale === 'gate' ? values.map(v => 1 / (1 + Math.exp(-6 * v))) : values };
  }
  const words = Array.from({length: T}, (_, n) => 'word'.slice(0, 1 + n % 4));
  const read = words.join(' ');
  let at = 0;
  const tokens = words.map((text, id) => ({ id, text, known: true, start: at, end: (at += text.length + 1) - 1 }));
  const card = { name: 'x', cell: 'lstm', hidden: H, layers: 1, language: 'en', task: 'x', largest_x: 1 };
  const trace = { tokens, layers: [layer] };
  const timeline = 'c.f.h*cluster*1.2.3.4.5.6';
  const place = { t: 0, layer: 0, unit: 0, vector: 'c', notation: 'article', theme: 'light', panel: 'timeline', timeline };
  const store = stores.createStore({ card, trace, read, ...place });
  const room = 1052;
  const axis = axes.axis(words, room, { least: 20, most: 64, size: 13, smallest: 11 });
  const rail = stores.createStore({ ...axes.START, ...axis, room });
  const body = Object.assign(document.createElement('section'), { className: 'panel' });
  document.querySelector('#panel').after(body);
  const setting = { cell, notation, speech: i18n.speech('en', 'en', page) };
  const actions = { lay: timeline => store.set({ timeline }), goTo: t => store.set({ t }), select: unit => store.set({ unit }) };
  const say = i18n.speech('en', 'en', own).say;
  view.mountTimeline({ body, base, store, rail, setting, say, reveal() {}, actions });
  window.timeline = { body };
  const times = [];
  for (const [count, size] of [[3, 128], [3, 256]]) {
    const values = Float32Array.from({length: 2000 * size}, random);
    for (let n = 0; n < count; n++) {
      const start = performance.now();
      orders.ordered('cluster', { size, values }, 2000, { t: 0, unit: 0 });
      times.push(performance.now() - start);
    }
  }
  body.scrollIntoView();
  return times;
}"""
PAN = """async ([keys, frames]) => {
  const plot = timeline.body.querySelector('.plot'), canvas = plot.querySelector('[data-picture^=map]');
  for (const key of keys) plot.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
  await frame();
  const box = canvas.getBoundingClientRect();
  const send = (type, x) => canvas.dispatchEvent(new PointerEvent(type,
    {pointerId: 9, clientX: box.left + x, clientY: box.top + 60, button: 0, buttons: 1, bubbles: true}));
  plot.setPointerCapture = () => {};
  send('pointerdown', 900);
  const found = [];
  let last = await frame();
  for (let n = 1; n <= frames; n++) {
    send('pointermove', 900 - 7 * n); // it goes on beyond the picture, as a hand does
    const now = await frame();
    found.push(now - last);
    last = now;
  }
  send('pointerup', 0);
  return [found.slice(2), Number(plot.dataset.scale)];
}"""


def main() -> None:
    path = find_or_install()
    with serving(Settings(), library.load()) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        print("page: headless Chromium, 28 tokens, 48 units; milliseconds unless said otherwise")
        opening(browser, address)
        learning(browser, address)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        page.goto(address)
        page.locator("html[data-ready]").wait_for(state="attached")
        page.evaluate(PRESS)
        metrics = page.context.new_cdp_session(page)
        metrics.send("Performance.enable")
        stepping(page)
        holding(browser, page)
        swapping(page)
        resting(page, metrics)
        comparing(browser, address)
        panning(browser, address)
        browser.close()


def share(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


def opening(browser: Browser, address: str) -> None:
    """Cold: a new profile each time, timed by the page itself from the beginning of the navigation."""
    stood, ready = [], []
    hosts: set[str] = set()
    for _ in range(COLD):
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        context.add_init_script(STANDING)
        page = context.new_page()
        page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
        page.goto(address)
        page.locator("html[data-ready]").wait_for(state="attached")
        ready.append(page.evaluate("performance.now()"))
        stood.append(page.evaluate("window.stood"))
        loaded = page.evaluate(
            "['resource', 'navigation'].flatMap(k => performance.getEntriesByType(k)).reduce((sum, e) => sum + e.transferSize, 0)"
        )
        context.close()
    line("cold, until the forget gate and its strip stand, median", f"{share(stood, 0.5):.0f}", 500)
    line("cold, until the page can be stepped, median", f"{share(ready, 0.5):.0f}")
    line("loaded, kB", f"{loaded / 1000:.0f}", 150)
    line("hosts asked", f"{len(hosts)}", 1)


def learning(browser: Browser, address: str) -> None:
    """Chapters, cold: until their words are painted, and until all that they ask for first is there."""
    for chapter in ("loop", "forget", "variants"):
        painted, there = [], []
        for _ in range(COLD):
            context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
            page = context.new_page()
            page.goto(f"{address}/learn/{chapter}")
            page.locator("html[data-ready]").wait_for(state="attached")
            page.wait_for_load_state("networkidle")
            painted.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
            there.append(page.evaluate("Math.max(...performance.getEntriesByType('resource').map(e => e.responseEnd))"))
            context.close()
        line(f"chapter {chapter}, cold, until its words are painted, median", f"{share(painted, 0.5):.0f}")
        line("until its figures' files and numbers are there, median", f"{share(there, 0.5):.0f}", 1000)


def stepping(page: Page) -> None:
    page.evaluate(STEP, 20)
    times: list[float] = page.evaluate(STEP, STEPS)
    line("script of one step without motion, median", f"{share(times, 0.5):.1f}", 5)
    page.locator('[data-act="first"]').click()
    page.evaluate(SEEN, 3)
    seen: dict[str, list[float]] = page.evaluate(SEEN, ALONE)
    line("a step with motion: script when the key is pressed, median", f"{share(seen['steps'], 0.5):.1f}", 5)
    line("its frames: interval, 95 %", f"{share(seen['frames'], 0.95):.1f}", 25)


def held(page: Page) -> dict[str, list[float]]:
    """
    A real key held. Each press is timed until the page has painted its frame, and by the browser until that frame is shown.

    A keyboard's clock is not the screen's: pressed at 30 a second exactly, a key would meet the same place between two
    frames again and again, and the figure would say where that place happened to be. So each press is late by up to a frame.
    """
    page.evaluate(WATCH)
    late = random.Random(0)
    pressed = 0
    start = time.perf_counter()
    while time.perf_counter() < start + HELD:
        page.keyboard.down("ArrowLeft" if pressed % 40 < 20 else "ArrowRight")
        pressed += 1
        time.sleep(max(0.0, (pressed + late.random() / 2) / 30 - (time.perf_counter() - start)))
    page.keyboard.up("ArrowLeft")
    page.keyboard.up("ArrowRight")
    code = "async () => { watching = false; await frame(); return {frames: intervals.slice(2), painted, shown}; }"
    found: dict[str, list[float]] = page.evaluate(code)
    found["shown"] += [8.0] * (pressed - len(found["shown"]))  # faster ones are not listed
    return found


def holding(browser: Browser, page: Page) -> None:
    """Beside it a page that shows one number and nothing else: what this browser on this machine takes for itself."""
    found = held(page)
    frames, painted = found["frames"], found["painted"]
    line("a key held: steps a second", f"{len(found['shown']) / HELD:.0f}")
    line("frames a second", f"{1000 * len(frames) / sum(frames):.0f}", 55, more=True)
    line("frames later than 20 ms, %", f"{100 * sum(f > 20 for f in frames) / len(frames):.1f}", 2)
    line("from the key until its frame is painted, 95 %", f"{share(painted, 0.95):.1f}", 24)
    line("from the key until the browser has shown it, 95 %, in steps of 8", f"{share(found['shown'], 0.95):.0f}")
    bare = browser.new_page(viewport={"width": 1440, "height": 900})
    bare.set_content("<p>0</p>")
    bare.evaluate(PRESS)
    bare.evaluate(COUNT)
    least = held(bare)
    bare.close()
    line("beside it a page that only counts: painted, 95 %", f"{share(least['painted'], 0.95):.1f}")
    line("shown, 95 %, in steps of 8", f"{share(least['shown'], 0.95):.0f}")
    line("painted, times what that page takes, median", f"{share(painted, 0.5) / share(least['painted'], 0.5):.1f}")


def comparing(browser: Browser, address: str) -> None:
    """Three cells that play one sentence, and a clause put into it: until two of them say what they did not say before."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page.goto(f"{address}/#{PANES}")
    page.locator(".pane:visible .sheet:not([inert]) .figure").nth(2).wait_for()
    page.locator("[data-act=play]").click()
    page.wait_for_timeout(1000)
    page.evaluate(WATCH)
    page.wait_for_timeout(1000 * PLAYED)
    frames: list[float] = page.evaluate("async () => { watching = false; return intervals.slice(2); }")
    line("three panes that play: interval of frames, 95 %", f"{share(frames, 0.95):.1f}", 25)
    page.locator("[data-act=play]").click()
    page.locator("[data-act=distract]").click()
    page.locator(".pane.is-reading").first.wait_for(state="detached")
    start = time.perf_counter()
    count = page.locator(".token").count()
    page.locator("[data-act=distract]").click()
    page.wait_for_function("count => document.querySelectorAll('.token').length > count", arg=count, polling="raf")
    page.wait_for_function("() => !document.querySelector('.pane.is-reading')", polling="raf")  # the policy forbids expressions
    line("a clause put in, until three panes have read it", f"{1000 * (time.perf_counter() - start):.0f}", 300)
    page.close()


def panning(browser: Browser, address: str) -> None:
    """A timeline of 2,000 steps and 128 units, three vectors, three gates and seven curves, drawn along by a hand: as the
    strip has it, nearer, and from so far that steps are narrower than a pixel."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="en")
    page.goto(address)
    page.locator("html[data-ready]").wait_for(state="attached")
    page.evaluate(PRESS)
    times: list[float] = page.evaluate(LONG, [2000, 128])
    line("2,000 × 128: units ordered by likeness, median", f"{share(times[:3], 0.5):.0f}")
    line("2,000 × 256: units ordered by likeness, median", f"{share(times[3:], 0.5):.0f}")
    page.locator(".plot[data-scale]").wait_for()
    places = {"as the strip has it": "0", "three times nearer": "0+++", "from afar": "0----", "almost whole": f"0{12 * '-'}+"}
    for where, keys in places.items():
        frames, scale = page.evaluate(PAN, [list(keys), 120])
        line(f"2,000 × 128: panned, {where} ({scale:g}), frames, 95 %", f"{share(frames, 0.95):.1f}", 25)
    page.close()


def swapping(page: Page) -> None:
    page.locator('[data-act="last"]').click()
    start = time.perf_counter()
    page.locator(".token.is-key select").select_option("法国人")
    page.locator(".token.is-key", has_text="法国人").wait_for()
    line("a word swapped, until the new picture stands", f"{1000 * (time.perf_counter() - start):.0f}", 300)


def resting(page: Page, metrics: CDPSession) -> None:
    def now() -> dict[str, float]:
        found: list[dict[str, Any]] = metrics.send("Performance.getMetrics")["metrics"]
        return {one["name"]: one["value"] for one in found}

    page.wait_for_timeout(3000)  # until the outlines of the swap are gone
    before = now()
    page.wait_for_timeout(3000)
    after = now()
    spent = 1000 * (after["TaskDuration"] - before["TaskDuration"]) / (after["Timestamp"] - before["Timestamp"])
    line("main thread at rest, ms a second", f"{spent:.2f}", 0.5)
    metrics.send("HeapProfiler.collectGarbage")
    line("heap, MB", f"{now()['JSHeapUsedSize'] / 1e6:.1f}", 8)
