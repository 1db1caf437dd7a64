"""The page on a phone: one column, the sentence behind a tap, the player under the thumb, one operation's bench."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.helpers import opened


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


def test_the_sentence_is_behind_a_tap_and_keeps_what_was_written(phone: Page, base_url: str) -> None:
    opened(phone, base_url)
    expect(phone.locator("input.text")).to_be_hidden()
    phone.locator(".opener").tap()
    expect(phone.locator("input.text")).to_be_focused()
    assert Axe().run(phone).violations_count == 0
    phone.locator("input.text").fill("我是一个日本人")
    expect(phone.locator(".token")).to_have_count(4)
    phone.locator(".done").tap()
    expect(phone.locator("dialog.fields")).to_be_hidden()
    expect(phone.locator(".opener")).to_contain_text("我是一个日本人")


def test_one_screen_shows_token_cell_answer_caption_and_bench_and_the_player_stays(phone: Page, base_url: str) -> None:
    opened(phone, base_url)
    expect(phone.locator(".bench-row").first).to_be_visible()
    for part in ('[aria-current="step"]', '[data-node="f"]', ".is-brief", "#caption", "#bench .bench-numbers", "#player"):
        expect(phone.locator(part)).to_be_in_viewport()
    expect(phone.locator(".is-brief")).to_contain_text("汉语 99.9%")
    phone.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    expect(phone.locator("#player")).to_be_in_viewport()
    small = phone.evaluate(
        """[...document.querySelectorAll('#player button, #bench button, .opener')].filter(b => b.checkVisibility())
          .map(b => b.getBoundingClientRect()).filter(b => b.width < 44 || b.height < 44).length"""
    )
    assert small == 0


def test_the_bench_walks_through_the_operations_and_chooses_units(phone: Page, base_url: str) -> None:
    phone.emulate_media(reduced_motion="reduce")
    opened(phone, base_url, "/?lang=zh#t=13&unit=7")
    expect(phone.locator("#bench h2")).to_contain_text("keep")
    phone.locator('#bench [data-act="on"]').tap()
    expect(phone.locator("#progress b")).to_contain_text("15")  # from a complete step on to the next one's first operation
    phone.locator('#bench [data-act="on"]').tap()
    expect(phone.locator("#bench h2")).to_contain_text("keep")
    strip = phone.locator("#bench .bench-row svg").last
    box = strip.bounding_box()
    assert box
    strip.tap(position={"x": box["width"] * (2 + 3 * 20.5) / 148, "y": 10})
    expect(phone.locator("#bench .bench-numbers")).to_contain_text("20")


def test_the_regions_follow_in_the_order_in_which_they_are_read(phone: Page, base_url: str) -> None:
    opened(phone, base_url)
    order = [
        ".sentence",
        "#tokens",
        ".canvas",
        "#caption",
        "#bench",
        "#next",
        "#inside",
        ".heatmap",
        "#formulas",
        "#life",
        "#legend",
        "#use",
    ]
    tops = [phone.locator(part).evaluate("e => e.getBoundingClientRect().top + scrollY") for part in order]
    assert tops == sorted(tops)
