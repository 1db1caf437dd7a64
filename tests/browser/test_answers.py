"""What a network says that is not the next word: one of two labels, or a number; and words that are letters or numbers."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from app.i18n import Translator
from model.library import Library
from model.trace import Trace
from tests.browser.helpers import another_page, assert_alike, figure, look, open_table, opened, served, watch

OTHERS = ("order-lstm", "order-rnn", "order-plain", "count-lstm", "count-rnn", "adding-lstm", "adding-rnn", "sine-lstm")
TOLD = """[...document.querySelectorAll(
    '#caption, .figure desc, .figure title, #progress, #next, #player, #life, #tokens, .sentence')]
  .map(part => part.textContent + [...part.querySelectorAll('[aria-label]')].map(one => one.ariaLabel).join(' ')).join(' ')"""


def at(page: Page, base_url: str, model: str, rest: str = "", lang: str = "zh") -> Page:
    page.emulate_media(reduced_motion="reduce")
    return opened(page, base_url, f"/?lang={lang}#model={model}{rest}")


def first(zoo: Library, name: str) -> tuple[dict[str, Any], Trace]:
    """A model's first example and what the network makes of it."""
    model = zoo.model(name)
    example = model.card["examples"][0]
    if "inputs" in example:
        return example, model.network.trace(np.array(example["inputs"]))
    return example, model.network.trace(model.network.embed([token.id for token in model.from_text(example["text"])]))


# Labels

WIDTHS = """bars => bars.map(bar => {
  const { paddingLeft, paddingRight } = getComputedStyle(bar.parentElement);
  const room = bar.parentElement.getBoundingClientRect().width - parseFloat(paddingLeft) - parseFloat(paddingRight);
  return 100 * bar.getBoundingClientRect().width / room;
})"""


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_labels_stand_as_bars_in_the_readers_language(page: Page, base_url: str, zoo: Library, lang: str, scheme: str) -> None:
    problems = watch(page, base_url)
    page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    at(page, base_url, "order-lstm", lang=lang)
    example, trace = first(zoo, "order-lstm")
    labels = zoo.model("order-lstm").card["answer"]["labels"]
    shares = trace.probabilities[example["t"]].tolist()
    rows = page.locator(".next tr")
    assert rows.locator("th").all_text_contents() == [label[lang] for label in labels]
    assert rows.locator(".number").all_text_contents() == [Translator(lang).percent(share) for share in shares]
    widths = rows.locator(".share").evaluate_all(WIDTHS)
    assert widths == pytest.approx([max(100 * share, 0.6) for share in shares], abs=0.05)
    expect(page.locator(".next .is-true th")).to_have_text(labels[int(np.argmax(shares))][lang])
    expect(page.locator(".next button")).to_have_count(0)  # nothing to go on with
    expect(page.locator(".surprise rect")).to_have_count(0)
    expect(page.locator("#caption")).to_have_text(example["note"][lang])
    assert Axe().run(page).violations_count == 0
    assert problems == []


def test_what_counts_is_the_answer_at_the_last_word_and_the_page_says_so(page: Page, base_url: str, zoo: Library) -> None:
    at(page, base_url, "order-lstm")
    expect(page.locator(".counts")).to_contain_text("读完了")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".counts")).to_contain_text("还没读完")
    _, trace = first(zoo, "order-lstm")
    share = Translator("zh").percent(float(trace.probabilities[-2].max()))
    expect(page.locator(".next .is-true .number")).to_have_text(share)
    expect(page.locator("#caption")).to_contain_text(f"它的回答：“{page.locator('.next .is-true th').text_content()}”（{share}）")


def test_words_in_another_order_are_another_answer(page: Page, base_url: str) -> None:
    at(page, base_url, "order-lstm")
    expect(page.locator(".next .is-true th")).to_have_text("顺序对")
    page.locator(".examples").select_option("1")
    expect(page.locator(".next .is-true th")).to_have_text("顺序乱了")
    page.locator(".token select").first.evaluate(
        """list => {
          list.value = [...list.options].find(o => !o.selected).value;
          list.dispatchEvent(new Event('change', {bubbles: true}));
        }"""
    )
    expect(page.locator("#caption")).to_contain_text(re.compile("换成“.+”：回答"))


# Numbers


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_number_stands_large_beside_what_it_should_come_to(page: Page, base_url: str, zoo: Library, lang: str) -> None:
    at(page, base_url, "adding-lstm", lang=lang)
    example, trace = first(zoo, "adding-lstm")
    said, truth = float(trace.output[-1, 0]), sum(value * marker for value, marker in example["inputs"])
    expect(page.locator(".value b")).to_have_text(f"{said:.3f}")
    expect(page.locator(".value")).to_contain_text(f"{truth:.3f}")
    expect(page.locator(".value")).to_contain_text(f"{abs(said - truth):.3f}")
    page.keyboard.press("ArrowLeft")
    earlier = f"{float(trace.output[-2, 0]):.3f}"
    expect(page.locator(".value")).to_have_text(f"{earlier} {'最后应是' if lang == 'zh' else 'should end at'} {truth:.3f}")
    expect(page.locator("#next h2")).to_contain_text(zoo.model("adding-lstm").card["answer"]["names"][0][lang])
    assert Axe().run(page).violations_count == 0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_where_every_step_is_asked_each_has_what_it_should_be_until_a_number_is_changed(
    page: Page, base_url: str, zoo: Library, lang: str
) -> None:
    at(page, base_url, "sine-lstm", lang=lang)
    example, trace = first(zoo, "sine-lstm")
    for t, key in ((19, "Home"), (0, "ArrowRight"), (1, "ArrowRight"), (2, "ArrowRight")):
        said, truth = trace.output[t, 0], example["targets"][t]
        expect(page.locator(".value b")).to_have_text(f"{said:.3f}".replace("-", "−"))
        expect(page.locator(".value")).to_contain_text(f"{truth:.3f}".replace("-", "−"))
        expect(page.locator(".value")).to_contain_text(f"{abs(said - truth):.3f}")
        if t < 19:
            expect(page.locator(".counts")).to_contain_text("每一步" if lang == "zh" else "every step")
        page.keyboard.press(key)
    line = page.locator("svg.said path[stroke-dasharray]").get_attribute("d") or ""
    heights = np.array([float(y) for y in re.findall(r"[ML][\d.]+ (-?[\d.]+)", line)])
    assert np.corrcoef(heights, example["targets"])[0, 1] < -0.9999  # up for more
    page.locator("input.text").fill("0.5, 0.7")
    page.locator("input.text").press("Enter")
    expect(page.locator(".token")).to_have_count(2)
    expect(page.locator(".value")).to_have_text(re.compile(r"^−?\d\.\d{3}\s*$"))
    expect(page.locator("svg.said path[stroke-dasharray]")).to_have_count(0)


def test_bars_stand_on_zero_and_those_below_hang_from_it(page: Page, base_url: str, zoo: Library) -> None:
    at(page, base_url, "sine-lstm", lang="en")
    example, _ = first(zoo, "sine-lstm")
    boxes = page.locator(".amount").evaluate_all(
        "all => all.map(one => [one.getBoundingClientRect(), one.parentElement.getBoundingClientRect()])"
        ".map(([bar, room]) => [(room.bottom - bar.bottom) / room.height, (room.bottom - bar.top) / room.height])"
    )
    for (bottom, top), (value,) in zip(boxes, example["inputs"], strict=True):
        assert (bottom, top) == pytest.approx(sorted((0.5, (value + 1) / 2)), abs=0.06)
    shown = page.locator(".amount").evaluate_all("all => all.map(one => one.classList.contains('is-negative'))")
    assert shown == [value < 0 for (value,) in example["inputs"]]
    expect(page.locator("#progress")).to_contain_text("Drag a bar up or down")
    expect(page.locator("#progress")).not_to_contain_text("dot")  # there are no marks


def test_the_curve_goes_as_far_as_was_read(page: Page, base_url: str, zoo: Library) -> None:
    at(page, base_url, "adding-lstm", "&t=0")
    _, trace = first(zoo, "adding-lstm")
    for t, key in ((0, "ArrowRight"), (1, "ArrowRight"), (2, "End"), (len(trace) - 1, "Home")):
        expect(page.locator("#progress b")).to_contain_text(f"{t + 1} / {len(trace)}")
        line = page.locator("svg.said path[stroke-linejoin]").get_attribute("d") or ""
        heights = [float(y) for y in re.findall(r"[ML][\d.]+ (-?[\d.]+)", line)]
        assert len(heights) == t + 1
        values = trace.output[: t + 1, 0].tolist()
        if t > 1:
            slope = (heights[-1] - heights[0]) / (values[-1] - values[0])
            assert slope < 0  # up for more
            assert heights == pytest.approx([heights[0] + slope * (value - values[0]) for value in values], abs=0.2)
        page.keyboard.press(key)


# Letters


def test_counting_goes_from_letter_to_letter_and_its_counter_is_a_straight_line(page: Page, base_url: str, zoo: Library) -> None:
    at(page, base_url, "count-lstm", lang="en")
    example, trace = first(zoo, "count-lstm")
    expect(page.locator("#next h2")).to_have_text("Next letter")
    expect(page.locator(".next .is-true")).to_have_count(1)
    page.locator('[data-act="on"]').first.click()
    expect(page.locator("#caption")).to_contain_text("Next letter")
    line = page.locator("svg.life path[stroke-linejoin]").get_attribute("d") or ""
    heights = [float(y) for y in re.findall(r"[ML][\d.]+ (-?[\d.]+)", line)]
    n = example["text"].count("a")
    steps = np.diff(heights[1 : n + 1])
    assert np.abs(steps).min() > 1
    assert np.ptp(steps) < 0.2 * np.abs(steps).mean()
    assert len(heights) == len(trace)
    page.locator(".next th button").first.click()
    expect(page.locator("input.text")).to_have_value(re.compile(r"^Sa+b+$"))


def test_a_vector_of_two_units_fills_half_its_wire_and_each_is_to_be_hit(page: Page, base_url: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    at(page, base_url, "count-lstm")
    for strip in ("c", "f", "h"):
        plate = page.locator(f'.figure [data-strip="{strip}"] > rect').first
        sides = [float(plate.get_attribute(side) or 0) for side in ("width", "height")]
        assert max(sides) == 51  # 2 × 24 and the plate's rim
    box = page.locator('.figure [data-strip="f"]').bounding_box()
    assert box
    for share, unit in ((0.25, 0), (0.75, 1)):
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + share * box["height"])
        expect(page.locator("#formulas h2")).to_contain_text(f"第 {unit} 号单元")
    heatmap = page.locator(".heatmap canvas").bounding_box()
    assert heatmap
    page.mouse.click(heatmap["x"] + 5, heatmap["y"] + 0.25 * heatmap["height"])
    expect(page.locator("#formulas h2")).to_contain_text("第 0 号单元")


# All of them


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_draws_what_the_server_draws(page: Page, base_url: str, zoo: Library, name: str, lang: str) -> None:
    nodes = [node.id for node in zoo.model(name).network.cell.computed]
    at(page, base_url, name, "&unit=1", lang)
    for t in (0, 5):
        for stop in (None, nodes[0], nodes[-1]):
            look(page, f"model={name}&unit=1", t, stop)
            asked: dict[str, str | int] = {"model": name, "t": t, "unit": 1, "lang": lang} | ({"stop": stop} if stop else {})
            assert_alike(figure(page), served(httpx.get(f"{base_url}/figure.svg", params=asked).text))


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_model_can_be_stepped_through_and_speaks_its_own_words(page: Page, base_url: str, name: str, lang: str) -> None:
    problems = watch(page, base_url)
    at(page, base_url, name, "&t=1", lang)
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "Escape", "ArrowLeft", "End", "Home"):
        page.keyboard.press(key)
        told = page.evaluate(TOLD)
        assert not re.search("undefined|null|NaN|[{}]", told)
        if not name.startswith("order"):
            assert not re.search(r"词|\bwords?\b", told)
    open_table(page)
    assert Axe().run(page, {"exclude": [[".as-table tbody tr:nth-child(n + 4)"]]}).violations_count == 0  # rows are alike
    assert problems == []


@pytest.mark.parametrize("name", ["order-lstm", "adding-lstm", "count-lstm"])
def test_the_request_and_the_file_are_those_of_the_moment(page: Page, base_url: str, zoo: Library, name: str) -> None:
    at(page, base_url, name, lang="en")
    page.locator("#use").scroll_into_view_if_needed()
    expect(page.locator("#use button")).to_be_visible()
    shown = page.locator("#use code").text_content() or ""
    answer = httpx.post(f"{base_url}/api/trace", json=json.loads(shown[shown.index("{") : shown.rindex("}") + 1]))
    assert answer.status_code == 200
    assert len(answer.json()["predictions"]) == len(first(zoo, name)[1])
    page.locator("#use a").first.click()
    page.wait_for_url("**/figure.svg?**")
    assert "<svg" in page.content()


@pytest.mark.parametrize("name", ["order-lstm", "adding-lstm", "count-lstm"])
def test_on_a_phone_the_answer_stands_beside_the_cell(browser: Browser, base_url: str, name: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = at(context.new_page(), base_url, name)
    expect(page.locator(".is-brief text")).to_have_text(re.compile(r"\S+ \S+"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_from_model_to_model_by_the_gallery_and_back(page: Page, base_url: str) -> None:
    opened(page, base_url)
    kinds = {"order-lstm": ".next", "adding-lstm": ".value", "adding-rnn": ".value", "count-lstm": ".next button"}
    for name, kind in kinds.items():
        before = page.locator("input.text").input_value()
        page.locator(".sentence .model").click()
        with another_page(page):
            page.locator(f'.entry[data-model="{name}"]').click()
        expect(page).to_have_url(re.compile(f"model={name}"))
        expect(page.locator(kind).first).to_be_visible()
        if name == "adding-rnn":
            expect(page.locator("input.text")).to_have_value(before)  # the same numbers
    for name in ("adding-rnn", "adding-lstm", "order-lstm"):
        with another_page(page):
            page.go_back()
        expect(page).to_have_url(re.compile(f"model={name}"))
    with another_page(page):
        page.go_back()
    expect(page.locator(".next th").first).to_have_text("汉语")
