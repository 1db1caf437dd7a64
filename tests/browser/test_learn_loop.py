"""The loop: rolled up, unrolled, and all the way between."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app.i18n import Translator
from tests.browser.helpers import watch
from tests.browser.learn import chapter, explored, go
from tests.browser.test_pure_modules import Modules

TEXT = "我是一个中国人"
STATE = f'show = "loop", model = "zh-memory-rnn", text = "{TEXT}", unrolled = '
STATES = {"rolled": f"{STATE}0", "half": f"{STATE}0.5", "unrolled": f"{STATE}true"}
SLIDER = "document.querySelector('.loop input').value"
LOOK = f"""() => {{
  window.seen = new Set();
  const look = new MutationObserver(() => window.seen.add({SLIDER}));
  look.observe(document.querySelector('.loop'), {{ subtree: true, attributes: true, childList: true }});
}}"""  # which pictures there have been


def at(page: Page, percent: int) -> None:
    page.wait_for_function(f"() => {SLIDER} === '{percent}'")


@pytest.mark.parametrize(("copies", "room"), [(4, 720), (6, 358), (2, 358), (6, 1200)])
def test_at_any_share_all_copies_are_in_the_picture_and_in_order(page: Page, base_url: str, copies: int, room: int) -> None:
    modules = Modules(page, base_url)
    g = modules.call("layout/learn/loop.js", "geometry", copies, room)
    assert g["width"] <= room + 1e-9
    before = -1.0
    for n in range(21):
        stand = modules.call("layout/learn/loop.js", "standing", g, copies, n / 20)
        places = [stand["rolled"], *stand["copies"]]
        assert places == sorted(places)
        assert places[0] - g["half"] > 0
        assert places[-1] + g["half"] <= g["width"]
        assert places[-1] - places[0] > before  # further apart at every share
        before = places[-1] - places[0]
        if n == 0:
            assert set(places) == {g["width"] / 2}
    gaps = [b - a for a, b in itertools.pairwise(places[1:])]
    assert gaps == pytest.approx([g["pitch"]] * (copies - 1))


def test_each_copy_reads_its_word_and_says_what_the_network_expects(
    page: Page, base_url: str, http: httpx.Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    chapter(page, base_url, monkeypatch, tmp_path, {"unrolled": STATES["unrolled"]})
    trace = http.post("/api/trace", json={"model": "zh-memory-rnn", "text": TEXT, "nodes": [], "top": 1}).json()
    tops = [prediction["top"][0] for prediction in trace["predictions"]]
    copies = page.get_by_role("group", name="循环网络").get_by_role("button")
    expect(copies).to_have_count(len(tops))
    for n, (token, top) in enumerate(zip(trace["tokens"], tops, strict=True)):
        texts = copies.nth(n).locator("text").all_text_contents()
        assert [token["text"], top["text"]] == [texts[1], texts[3]]
    copies.nth(2).click()
    told = page.locator(".loop .told")
    expect(told).to_contain_text("我是一个")
    expect(told).to_contain_text(tops[2]["text"])
    expect(told).to_contain_text(Translator("zh").percent(tops[2]["probability"]))
    assert explored(page) == {"model": "zh-memory-rnn", "text": TEXT, "t": "2"}
    copies.nth(3).focus()
    page.keyboard.press("Enter")
    expect(copies.nth(3)).to_have_attribute("aria-pressed", "true")
    expect(told).to_contain_text(Translator("zh").percent(tops[3]["probability"]))


def test_words_and_button_and_slider_unroll_it(
    page: Page, base_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    chapter(page, base_url, monkeypatch, tmp_path, STATES)
    at(page, 0)
    page.evaluate(LOOK)
    go(page, "unrolled")
    at(page, 100)
    assert page.evaluate("window.seen.size") > 3
    page.locator("[data-act=unroll]").click()
    at(page, 0)
    page.locator(".loop input").fill("40")
    at(page, 40)
    expect(page.locator(".copy[role]")).to_have_count(0)
    go(page, "half")
    at(page, 50)


def test_without_motion_there_are_two_pictures(
    page: Page, base_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page.emulate_media(reduced_motion="reduce")
    chapter(page, base_url, monkeypatch, tmp_path, STATES)
    page.evaluate(LOOK)
    page.locator("[data-act=unroll]").click()
    at(page, 100)
    assert page.evaluate("[...window.seen]") == ["100"]


@pytest.mark.parametrize(("lang", "scheme", "width"), [("zh", "dark", 1440), ("en", "light", 390)])
def test_the_loop_is_for_everybody(
    page: Page, base_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lang: str, scheme: Any, width: int
) -> None:
    problems = watch(page, base_url)
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    chapter(page, base_url, monkeypatch, tmp_path, {"unrolled": STATES["unrolled"], "rolled": STATES["rolled"]}, lang)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert problems == []
