"""The gallery of models: opened from the sentence's bar, looked through by hand and by keys, fetched only then."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from app.settings import Settings
from model.cells import CELLS
from model.library import Library
from tests.browser.helpers import another_page, opened, watch
from tests.browser.test_pure_modules import Modules
from tests.conftest import ARTICLE, serving


def look(page: Page) -> None:
    page.locator(".sentence .model").click()
    expect(page.locator(".gallery[open]")).to_be_visible()


def test_nothing_of_the_gallery_is_fetched_before_it_is_asked_for(page: Page, base_url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, base_url)
    part = re.compile(r"gallery\.|/api/models$")
    assert [url for url in asked if part.search(url)] == []
    look(page)
    assert len([url for url in asked if part.search(url)]) >= 5


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_model_stands_there_with_its_sign_its_size_and_what_it_shows(
    page: Page, base_url: str, zoo: Library, lang: str, scheme: str
) -> None:
    problems = watch(page, base_url)
    page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    opened(page, base_url, f"/?lang={lang}")
    look(page)
    for name, model in zoo.models.items():
        entry = page.locator(f'.entry[data-model="{name}"]')
        expect(entry).to_contain_text(model.card["title"][lang])
        expect(entry).to_contain_text(f"{model.network.parameters:,}")
        if line := model.card.get("line"):
            expect(entry).to_contain_text(line[lang])
        layers = [n for n in model.network.cell.computed if n.learned]
        expect(entry.locator("svg rect")).to_have_count(1 + len(layers))
        expect(entry.locator("svg ellipse")).to_have_count(len(model.network.cell.computed) - len(layers))
    expect(page.locator(".entry")).to_have_count(len(zoo.models))
    shown = page.evaluate("document.body.dataset.model")
    expect(page.locator(".entry[aria-current]")).to_have_attribute("data-model", shown)
    expect(page.locator(".entry[aria-current]")).to_be_focused()
    assert Axe().run(page).violations_count == 0
    assert problems == []


def test_groups_follow_what_everybody_can_read_and_the_readers_language_comes_first(page: Page, base_url: str) -> None:
    def card(name: str, task: str, language: str | None, cell: str) -> dict[str, str | None]:
        return {"name": name, "task": task, "language": language, "cell": cell}

    cards = [
        card("a", "own", None, "lstm"), card("b", "adding", None, "rnn"), card("c", "memory", "en", "lstm"),
        card("d", "memory", "zh", "gru-before"), card("e", "memory", "zh", "gru"), card("f", "memory", "zh", "rnn"),
    ]  # fmt: skip
    found = Modules(page, base_url).call("layout/gallery.js", "groups", cards, "zh")
    assert [(group["task"], [one["name"] for one in group["cards"]]) for group in found] == [
        ("memory", ["f", "e", "d", "c"]), ("adding", ["b"]), ("own", ["a"]),
    ]  # fmt: skip


def test_every_cell_and_every_task_of_the_zoo_has_its_name(page: Page, base_url: str, zoo: Library) -> None:
    opened(page, base_url)
    words = page.evaluate("async () => (await fetch(`${document.body.dataset.base}/locales/zh/gallery.json`)).json()")
    assert {f"cell.{name}.name" for name in CELLS} <= set(words)
    assert {f"gallery.{model.card['task']}" for model in zoo.models.values()} <= set(words)


def test_arrows_lead_round_enter_chooses_and_escape_leaves(page: Page, base_url: str) -> None:
    opened(page, base_url)
    page.locator(".sentence .model").focus()
    page.keyboard.press("Enter")
    current = page.locator(".entry[aria-current]")
    expect(current).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".gallery")).to_be_hidden()
    expect(page.locator(".sentence .model")).to_be_focused()
    expect(page.locator('[aria-current="step"] .word')).to_have_text("说")  # the page's own keys were not pressed
    page.keyboard.press("Enter")
    expect(current).to_be_focused()
    names = [entry.get_attribute("data-model") for entry in page.locator(".entry").all()]
    assert page.locator(".entry[tabindex='0']").count() == 1
    page.keyboard.press("Home")
    for name in names:
        expect(page.locator(".entry:focus")).to_have_attribute("data-model", str(name))
        page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    expect(page.locator(".entry:focus")).to_have_attribute("data-model", str(names[-1]))
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    focused = page.locator(".entry:focus").bounding_box()
    last = page.locator(".entry").last.bounding_box()
    assert focused
    assert last
    assert focused["y"] == last["y"]


def test_the_current_model_is_left_by_a_click_beside_it(page: Page, base_url: str) -> None:
    opened(page, base_url)
    for leave in ('.gallery [aria-current="true"]', ".gallery .close"):
        look(page)
        page.locator(leave).click()
        expect(page.locator(".gallery")).to_be_hidden()
    look(page)
    page.mouse.click(1250, 700)
    expect(page.locator(".gallery")).to_be_hidden()
    expect(page.locator("input.text")).to_have_value(ARTICLE)


def test_another_model_opens_its_own_page_and_back_leads_here_again(page: Page, base_url: str) -> None:
    page.emulate_media(color_scheme="light")
    opened(page, base_url, "/?lang=zh#theme=dark&notation=pytorch")
    look(page)
    page.locator('[data-model="en-memory-lstm"]').click()
    expect(page.locator(".next th").first).to_have_text("French")
    expect(page.locator(".sentence .model")).to_contain_text("英文记忆")
    expect(page.locator("#caption")).to_contain_text("France")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")  # how the page looks goes along
    expect(page).to_have_url(re.compile("notation=pytorch"))
    page.go_back()
    expect(page.locator(".next th").first).to_have_text("汉语")
    expect(page.locator("input.text")).to_have_value(ARTICLE)


@pytest.fixture(scope="module")
def twins(zoo: Library) -> Iterator[str]:
    """A server with two models that read the same words, and one that does not."""
    first, other = zoo.model("zh-memory-lstm"), zoo.model("en-memory-lstm")
    twin = replace(first, name="twin", card={**first.card, "name": "twin"})
    with serving(Settings(), Library([first, twin, other])) as address:
        yield address


def test_a_text_and_its_place_go_along_to_a_model_that_reads_the_same_words(page: Page, twins: str) -> None:
    opened(page, twins)
    page.locator("input.text").fill("我是一个日本人，我最常说")
    expect(page.locator(".token")).to_have_count(9)
    page.locator(".token .word").nth(3).click()
    look(page)
    with another_page(page):
        page.locator('[data-model="twin"]').click()
    expect(page).to_have_url(re.compile("model=twin"))
    expect(page.locator("input.text")).to_have_value("我是一个日本人，我最常说")
    expect(page.locator('[aria-current="step"] .word')).to_have_text("日本人")
    look(page)
    with another_page(page):
        page.locator('[data-model="en-memory-lstm"]').click()
    expect(page.locator("input.text")).to_have_value(re.compile("France"))
    with another_page(page):
        page.go_back()
    expect(page.locator("input.text")).to_have_value("我是一个日本人，我最常说")
    with another_page(page):
        page.go_back()
    expect(page).to_have_url(re.compile("model=zh-memory-lstm"))


def test_a_model_that_was_not_touched_opens_the_other_at_its_own_moment(page: Page, twins: str) -> None:
    opened(page, twins)
    look(page)
    with another_page(page):
        page.locator('[data-model="twin"]').click()
    expect(page).to_have_url(re.compile("model=twin"))
    expect(page.locator("#caption")).to_contain_text("猜猜下一个词")


def test_a_phone_shows_it_as_a_sheet_over_the_sentences_sheet(browser: Browser, base_url: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = opened(context.new_page(), base_url)
    page.locator(".opener").tap()
    page.locator(".sentence .model").tap()
    gallery = page.locator(".gallery")
    expect(gallery).to_be_visible()
    box = gallery.bounding_box()
    assert box
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert Axe().run(page).violations_count == 0
    page.locator(".gallery .close").tap()
    expect(gallery).to_be_hidden()
    expect(page.locator("dialog.fields")).to_be_visible()
    context.close()


def test_a_server_that_is_not_there_is_told_and_asked_again(page: Page, base_url: str) -> None:
    opened(page, base_url)
    page.route("**/api/models", lambda route: route.abort())
    page.locator(".sentence .model").click()
    expect(page.locator("#message")).to_contain_text("连不上服务器")
    expect(page.locator(".gallery")).to_be_hidden()
    page.unroute("**/api/models")
    look(page)
    expect(page.locator(".entry").first).to_be_visible()
