"""The page in a real browser: it opens in both languages and themes, clean, and asks nobody else."""

from __future__ import annotations

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.helpers import opened, watch


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("lang", "next_word"), [("zh", "汉语"), ("en", "French")])
def test_the_page_opens_clean_in_each_language_and_theme(
    page: Page, base_url: str, lang: str, next_word: str, scheme: str
) -> None:
    problems = watch(page, base_url)
    page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    opened(page, base_url, f"/?lang={lang}")
    expect(page.locator('[data-node="f"]')).to_be_visible()
    expect(page.locator('[data-strip="c"]')).to_be_visible()
    expect(page.locator(".next .is-true th")).to_have_text(next_word)
    expect(page.locator('[aria-current="step"]')).to_have_count(1)
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert ground == ("rgb(251, 252, 249)" if scheme == "light" else "rgb(20, 24, 27)")
    body = page.evaluate("getComputedStyle(document.querySelector('.figure rect[width=\"604\"]')).fill")
    assert body == ("rgb(225, 247, 208)" if scheme == "light" else "rgb(34, 48, 28)")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert problems == []


@pytest.mark.parametrize("width", [1920, 1440, 900, 390, 360, 320])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_sticks_out_at_any_width(page: Page, base_url: str, width: int, lang: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, base_url, f"/?lang={lang}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cut = page.evaluate(
        "[...document.querySelectorAll('.word, .play')].filter(w => w.scrollWidth > w.clientWidth).map(w => w.textContent)"
    )
    assert cut == []


def test_the_page_can_be_read_without_javascript(browser: Browser, base_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base_url}/?lang=zh")
    expect(page.locator("h1")).to_contain_text("我是一个中国人")
    expect(page.locator("[data-node]")).to_have_count(9)
    expect(page.locator(".next tr").first).to_contain_text("汉语")
    context.close()


def test_the_keyboard_reaches_everything_and_skips_to_the_figure(page: Page, base_url: str) -> None:
    opened(page, base_url, "/?lang=en")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#figure")).to_be_focused()


def test_a_missing_page_is_a_page(page: Page, base_url: str) -> None:
    page.goto(f"{base_url}/nowhere?lang=en")
    expect(page.locator("h1")).to_have_text("Something went wrong")
    page.get_by_role("link", name="Back to the start").click()
    expect(page.locator("[data-node]")).to_have_count(9)
    assert Axe().run(page).violations_count == 0


def test_the_reference_opens_without_another_host(page: Page, base_url: str) -> None:
    problems = watch(page, base_url)
    operations = sum(map(len, httpx.get(f"{base_url}/openapi.json").json()["paths"].values()))
    page.goto(f"{base_url}/docs")
    expect(page.locator(".opblock")).to_have_count(operations)
    assert problems == []
