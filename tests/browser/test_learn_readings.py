"""Readings: what several networks say of one sentence, shuffled, stretched, distracted, swapped."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from app.i18n import Translator
from tests.browser.helpers import watch
from tests.browser.learn import chapter, explored, go

MEMORY = ["zh-memory-rnn", "zh-memory-gru", "zh-memory-lstm"]
ORDER = """show = "readings", models = ["order-plain", "order-rnn"], text = "地球上最高的山是珠穆朗玛峰", expects = "ordered",
tools = ["shuffle"]""".replace("\n", " ")
MADE = """show = "readings", models = ["zh-memory-rnn", "zh-memory-gru", "zh-memory-lstm"], opening = "我是一个中国人，",
clauses = ["出生在普通家庭，", "养了三只猫，", "会弹钢琴，"], closing = "我最常说", distance = 1, expects = "汉语",
tools = ["distance", "distract", "swap"]""".replace("\n", " ")
ARTICLE = "我是一个中国人，出生在普通家庭，我最常说"
Opened = Callable[..., Page]


@pytest.fixture
def open_chapter(page: Page, base_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Opened:
    return lambda states, lang="zh": chapter(page, base_url, monkeypatch, tmp_path, states, lang)


def words(page: Page) -> list[str]:
    return page.locator(".readings .word").all_inner_texts()


def read(http: httpx.Client, model: str, text: str) -> list[dict[str, Any]]:
    """What a network says at the end of a text, best first."""
    asked = {"model": model, "text": text, "top": 3, "nodes": [], "digits": 5}
    top: list[dict[str, Any]] = http.post("/api/trace", json=asked).json()["predictions"][-1]["top"]
    return top


def expect_answers(page: Page, http: httpx.Client, text: str, models: list[str] = MEMORY) -> None:
    """All networks say of the text what the API has them say."""
    percent = Translator("zh").percent
    for model in models:
        told = [part for one in read(http, model, text) for part in (one["text"], percent(one["probability"]))]
        expect(page.locator(f'[data-model="{model}"] .next :is(th, .number)')).to_have_text(told)


def test_each_network_says_what_the_api_has_it_say_and_is_right_or_wrong(open_chapter: Opened, http: httpx.Client) -> None:
    page = open_chapter({"near": MADE, "far": MADE.replace("distance = 1", "distance = 3")})
    assert "".join(words(page)) == ARTICLE
    expect_answers(page, http, ARTICLE)
    expect(page.locator(".gap")).to_contain_text("10")
    go(page, "far")
    text = "我是一个中国人，出生在普通家庭，养了三只猫，会弹钢琴，我最常说"
    expect_answers(page, http, text)
    for model in MEMORY:
        best = read(http, model, text)[0]["text"]
        verdict = page.locator(f'[data-model="{model}"] .verdict')
        expect(verdict).to_have_text("✓ 对" if best == "汉语" else "✗ 错，该是“汉语”")


def test_shuffled_words_are_one_sentence_to_a_mean_and_another_to_an_rnn(open_chapter: Opened, http: httpx.Client) -> None:
    page = open_chapter({"order": ORDER})
    before = words(page)
    plain, rnn = (page.locator(f'[data-model="{model}"]') for model in ("order-plain", "order-rnn"))
    unmoved = plain.locator(".next .number").all_inner_texts()
    orders = {tuple(before)}
    for _ in range(3):
        now = words(page)
        page.locator("[data-act=shuffle]").click()
        page.wait_for_function("old => document.querySelector('.tokens').innerText !== old", arg="\n".join(now))
        orders.add(tuple(words(page)))
        assert sorted(words(page)) == sorted(before)
        labels = {one["id"]: one["probability"] for one in read(http, "order-rnn", " ".join(words(page)))}
        expect(rnn.locator(".next .number")).to_have_text([Translator("zh").percent(labels[n]) for n in (0, 1)])
        expect(plain.locator(".next .number")).to_have_text(unmoved)
        expect(plain.locator(".verdict")).to_contain_text("错，该是“顺序乱了”")
    assert len(orders) == 4
    page.locator("[data-act=order]").click()
    expect(page.locator(".readings .word")).to_have_text(before)
    expect(page.locator("[data-act=order]")).to_have_attribute("aria-disabled", "true")
    expect(plain.locator(".verdict")).to_have_text("✓ 对")


def test_clauses_come_and_go_and_another_country_is_mentioned(open_chapter: Opened, http: httpx.Client) -> None:
    page = open_chapter({"made": MADE})
    page.locator(".readings input").fill("2")
    longer = "我是一个中国人，出生在普通家庭，养了三只猫，我最常说"
    expect_answers(page, http, longer)
    expect(page.locator(".gap")).to_contain_text(str(len(words(page)) - words(page).index("中国人") - 1))
    page.locator("[data-act=more]").click()
    clause = http.get("/api/models/zh-memory-rnn").json()["distraction"]["clauses"][0]["text"]
    distracted = longer.replace("我最常说", f"{clause}我最常说")
    expect_answers(page, http, distracted)
    assert "".join(words(page)) == distracted
    assert explored(page) == {
        "model": MEMORY[0], "text": distracted, "t": str(len(words(page)) - 1),
        "panes": "model=zh-memory-gru|model=zh-memory-lstm",
    }  # fmt: skip
    page.locator("[data-act=less]").click()
    expect_answers(page, http, longer)


def test_words_in_the_text_set_again_what_a_hand_has_moved(open_chapter: Opened, http: httpx.Client) -> None:
    page = open_chapter({"near": MADE, "far": MADE.replace("distance = 1", "distance = 3")})
    slider = page.locator(".readings input")
    slider.fill("2")
    slider.focus()
    page.locator('.mark[href="#far"]').hover()
    expect(slider).to_have_value("3")
    page.locator('.mark[href="#near"]').hover()
    expect(slider).to_have_value("1")
    expect_answers(page, http, ARTICLE)


def test_the_chart_marks_the_distance_on_the_figures_of_the_cards(open_chapter: Opened, http: httpx.Client) -> None:
    page = open_chapter({"made": MADE})
    chart = page.locator(".readings .chart")
    for model in MEMORY:
        share = http.get(f"/api/models/{model}").json()["figures"]["by_gap"]["10"]["accuracy"]
        expect(chart).to_have_attribute("aria-label", re.compile(re.escape(Translator("zh").percent(share))))
    place = chart.locator(".now").get_attribute("style")
    page.locator(".readings input").fill("3")
    expect(chart.locator(".now")).not_to_have_attribute("style", str(place))


def test_another_nationality_is_read_and_nobody_is_called_wrong_for_it(open_chapter: Opened, http: httpx.Client) -> None:
    page = open_chapter({"made": MADE})
    page.locator(".readings .is-key select").select_option("法国人")
    expect_answers(page, http, ARTICLE.replace("中国人", "法国人"))
    expect(page.locator(".verdict")).to_have_count(0)


def test_an_answer_that_comes_late_is_not_shown(open_chapter: Opened, http: httpx.Client) -> None:
    page = open_chapter({"made": MADE})
    held: list[Route] = []

    def hold(route: Route) -> None:
        if "钢琴" in str(route.request.post_data_json):
            held.append(route)
        else:
            route.continue_()

    page.route("**/api/trace", hold)
    slider = page.locator(".readings input")
    with page.expect_request("**/api/trace"):
        slider.fill("3")
    slider.fill("0")
    expect_answers(page, http, "我是一个中国人，我最常说")
    assert len(held) == len(MEMORY)
    for route in held:
        route.continue_()
    slider.fill("2")
    expect_answers(page, http, "我是一个中国人，出生在普通家庭，养了三只猫，我最常说")


def test_what_could_not_be_fetched_is_told_and_tried_again(open_chapter: Opened, http: httpx.Client) -> None:
    page = open_chapter({"made": MADE})
    page.route("**/api/trace", lambda route: route.abort())
    page.locator(".readings input").fill("0")
    expect(page.locator(".readings .problem button")).to_be_visible()
    expect_answers(page, http, ARTICLE)
    page.unroute("**/api/trace")
    page.locator(".readings .problem button").click()
    expect_answers(page, http, "我是一个中国人，我最常说")
    expect(page.locator(".readings .problem")).to_be_empty()


def test_keys_go_through_the_words_and_only_the_last_is_judged(open_chapter: Opened) -> None:
    page = open_chapter({"made": MADE})
    page.locator(".readings .is-current .word").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".readings .is-current .word")).to_be_focused()
    expect(page.locator(".readings .is-current .word")).to_have_text("常")
    expect(page.locator(".verdict")).to_have_count(0)
    page.keyboard.press("End")
    expect(page.locator(".verdict")).to_have_count(3)


@pytest.mark.parametrize(("lang", "scheme", "width"), [("zh", "light", 1440), ("en", "dark", 390)])
def test_readings_are_for_everybody(page: Page, base_url: str, open_chapter: Opened, lang: str, scheme: Any, width: int) -> None:
    problems = watch(page, base_url)
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme)
    open_chapter({"made": MADE, "order": ORDER}, lang)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if width == 390:
        assert page.locator("#live").bounding_box()["height"] <= 0.45 * 844  # type: ignore[index]
        assert page.evaluate("document.querySelector('.tokens').scrollLeft > 0")  # the end is in view
    assert problems == []
