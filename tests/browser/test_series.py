"""A network that reads numbers: its steps as columns, changed where they stand, written and pasted, kept by the address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from app.settings import Settings
from model.cells.lstm import LSTM
from model.library import Library, Model
from model.weights import dump
from tests.browser.helpers import open_table, opened, watch
from tests.browser.test_pure_modules import Modules
from tests.conftest import serving
from tests.model.helpers import random_network

NETWORK = random_network(LSTM, V=1, D=2, H=6, L=1, words=False)
INPUTS = [
    {"id": "value", "zh": "数", "en": "value", "low": 0, "high": 1},
    {"id": "marker", "zh": "标记", "en": "marker", "low": 0, "high": 1},
]
ROWS = [[0.31, 0.0], [0.7, 1.0], [0.05, 0.0], [1.0, 0.0], [0.42, 1.0], [0.9, 0.0]]
TEXT = "0.31 0, 0.7 1, 0.05 0, 1 0, 0.42 1, 0.9 0"
LONG = [[round(0.13 * t % 1, 2), float(t in (9, 77))] for t in range(100)]
NOTE = {"zh": "读完了。", "en": "It has read them all."}


def example(rows: list[list[float]]) -> dict[str, Any]:
    return {"inputs": rows, "t": len(rows) - 1, "stop": None, "word": None, "unit": 2, "note": NOTE}


CARD: dict[str, Any] = {
    "name": "adding", "title": {"zh": "加法", "en": "Adding"}, "task": "adding", "language": None, "cell": "lstm", "layers": 1,
    "hidden": 6, "embedding": 2, "size": 1, "parameters": NETWORK.parameters, "largest_x": 1.0, "inputs": INPUTS,
    "answer": {"kind": "value", "names": [{"zh": "和", "en": "sum"}]}, "classes": {}, "figures": {},
    "examples": [example(ROWS), example(LONG)],
}  # fmt: skip


def said(rows: list[list[float]], digits: int = 3) -> list[str]:
    """What the network says at each step, as the panel writes it."""
    return [f"{value:.{digits}f}".replace("-", "−") for (value,) in NETWORK.trace(np.array(rows)).output.tolist()]


def told(rows: list[list[float]]) -> list[str]:
    """The same as captions and the figure write it."""
    return said(rows, 2)


@pytest.fixture(scope="module")
def address(zoo: Library) -> Iterator[str]:
    """A server with a network of numbers beside those of words. Its weights are random: what it says is its own all the same."""
    adding = Model("adding", CARD, NETWORK, None, dump(NETWORK))
    with serving(Settings(), Library([*zoo.models.values(), adding])) as at:
        yield at


def at(page: Page, address: str, fragment: str = "", lang: str = "zh") -> Page:
    page.emulate_media(reduced_motion="reduce")
    return opened(page, address, f"/?lang={lang}#model=adding{fragment}")


def rows_of(page: Page) -> list[list[float]]:
    """What the address says is read."""
    (flat,) = re.findall(r"inputs=([^&]*)", page.url)
    return [[float(number) for number in step.split("_")] for step in flat.split("*")]


# The strip


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_step_is_a_column_with_its_number_and_its_mark(page: Page, address: str, lang: str, scheme: str) -> None:
    problems = watch(page, address)
    page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    at(page, address, lang=lang)
    expect(page.locator(".token")).to_have_count(len(ROWS))
    heights = page.locator(".amount").evaluate_all("bars => bars.map(bar => bar.offsetHeight / bar.parentElement.clientHeight)")
    assert heights == pytest.approx([value for value, _ in ROWS], abs=0.04)
    pressed = page.locator(".mark").evaluate_all("marks => marks.map(mark => mark.ariaPressed)")
    assert pressed == ["true" if marker else "false" for _, marker in ROWS]
    label = page.locator(".token .word").nth(1).get_attribute("aria-label") or ""
    assert "0.7" in label
    assert INPUTS[1][lang] in label  # type: ignore[operator]
    expect(page.locator("#caption")).to_have_text(NOTE[lang])
    expect(page.locator(".value b")).to_have_text(said(ROWS)[-1])
    expect(page.locator(".value")).to_contain_text("1.120")  # 0.7 + 0.42
    expect(page.locator(".surprise")).to_have_count(0)
    expect(page.locator(".swap")).to_have_count(0)
    assert Axe().run(page).violations_count == 0
    assert problems == []


def test_a_hundred_steps_are_seen_at_once_and_stand_over_their_columns_of_the_heatmap(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    at(page, address)
    page.locator(".examples").select_option("1")
    expect(page.locator(".token")).to_have_count(100)
    widths = page.locator(".token").evaluate_all("all => all.map(one => one.getBoundingClientRect().width)")
    assert max(widths) - min(widths) <= 1
    fits = "[document.querySelector('.strip')].map(s => [s.scrollWidth <= s.clientWidth, s.classList.contains('is-longer')])"
    assert page.evaluate(fits) == [[True, False]]
    for n in (0, 49, 99):
        page.locator(".token .word").nth(n).click()
        column, chip = page.locator(".heatmap .column").bounding_box(), page.locator(".token").nth(n).bounding_box()
        assert column
        assert chip
        assert (column["x"], column["width"]) == pytest.approx((chip["x"], chip["width"]), abs=1)
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator(".strip.is-longer")).to_be_attached()  # room for fingers instead
    assert page.locator(".token").nth(5).evaluate("e => e.offsetWidth") >= 24


def test_one_steps_by_clicks_by_keys_and_by_dragging_along(page: Page, address: str) -> None:
    at(page, address)
    page.locator(".token .word").nth(2).click()
    expect(page.locator("#progress b")).to_contain_text("3 / 6")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".token").nth(3)).to_have_attribute("aria-current", "step")
    expect(page.locator(".value b")).to_have_text(said(ROWS)[3])
    page.keyboard.press("Home")
    box, last = page.locator(".token").nth(0).bounding_box(), page.locator(".token").nth(4).bounding_box()
    assert box
    assert last
    page.mouse.move(box["x"] + 8, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(last["x"] + 8, last["y"] + 20, steps=8)
    page.mouse.up()
    expect(page.locator("#progress b")).to_contain_text("5 / 6")
    assert rows_of(page) == ROWS


# Changing numbers


def test_a_click_on_a_dot_marks_a_step_and_the_sum_is_another(page: Page, address: str) -> None:
    at(page, address)
    page.locator(".mark").nth(3).click()
    rows = [[value, 1.0 if n == 3 else marker] for n, (value, marker) in enumerate(ROWS)]
    expect(page.locator(".value b")).to_have_text(said(rows)[-1])
    expect(page.locator(".value")).to_contain_text("2.120")
    expect(page.locator("#caption")).to_contain_text(f"和变成 {told(rows)[-1]}")
    expect(page).to_have_url(re.compile(r"1_1\*0\.42_1"))
    assert rows_of(page) == rows
    page.go_back()
    expect(page.locator(".value")).to_contain_text("1.120")
    expect(page.locator("input.text")).to_have_value(TEXT)


def test_a_bar_is_dragged_up_and_down_the_network_follows_and_back_undoes_it_at_once(page: Page, address: str) -> None:
    at(page, address, "&t=0")
    column = page.locator(".token .word").nth(0).bounding_box()
    assert column
    x, y = column["x"] + column["width"] / 2, column["y"] + column["height"] / 2
    entries = page.evaluate("history.length")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 5, steps=3)
    expect(page.locator(".value b")).not_to_have_text(said(ROWS)[0])  # while the hand is on it
    assert rows_of(page) == ROWS  # the address waits
    page.mouse.move(x, y - 60, steps=6)
    rows = [[1.0, 0.0], *ROWS[1:]]
    expect(page.locator(".value b")).to_have_text(said(rows)[0])
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"inputs=1_0\*"))
    assert rows_of(page) == rows
    assert page.evaluate("history.length") == entries + 1
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 90, steps=6)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"inputs=0_0\*"))
    page.go_back()
    expect(page.locator(".value b")).to_have_text(said(rows)[0])


def test_a_step_is_edited_by_keys_alone(page: Page, address: str) -> None:
    problems = watch(page, address)
    at(page, address, "&t=2")
    page.locator('[aria-current="step"] .word').focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".token .word").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    editor = page.locator(".editor")
    expect(editor).to_be_visible()
    expect(editor.locator("[type=number]")).to_be_focused()
    assert Axe().run(page).violations_count == 0
    page.keyboard.type("0.25")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(editor).to_be_hidden()
    rows = [ROWS[0], [0.25, 0.0], *ROWS[2:]]
    expect(page.locator(".value b")).to_have_text(said(rows)[1])
    expect(page.locator("input.text")).to_have_value(TEXT.replace("0.7 1", "0.25 0"))
    page.keyboard.press("Enter")
    expect(editor.locator("[type=number]")).to_have_value("0.25")
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(editor).to_be_visible()  # beyond what the network reads
    page.keyboard.press("Escape")
    expect(editor).to_be_hidden()
    expect(page.locator(".token .word").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(editor.locator("[type=number]")).to_have_value("0.25")  # not what was given up
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator('[aria-current="step"] .mark')).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("input.text")).to_have_value(TEXT.replace("0.7 1", "0.25 1"))
    assert problems == []


def test_another_series_by_chance_is_as_long_has_two_marks_and_is_the_same_each_time(page: Page, address: str) -> None:
    seen = []
    for _ in range(2):
        at(page, address)
        for _ in range(2):
            before = page.locator("input.text").input_value()
            page.locator(".examples").select_option("chance")
            expect(page.locator("input.text")).not_to_have_value(before)
        expect(page.locator(".examples")).to_have_value("")
        seen.append(page.locator("input.text").input_value())
        page.goto("about:blank")
    assert seen[0] == seen[1] != TEXT
    rows = [[float(number) for number in step.split()] for step in seen[0].split(", ")]
    assert len(rows) == len(ROWS)
    assert [sum(marker for _, marker in half) for half in (rows[:3], rows[3:])] == [1, 1]


# As text


def test_the_address_restores_the_series_and_where_one_was(page: Page, address: str) -> None:
    at(page, address)
    page.locator("input.text").fill("0.5 1, 0.125 0, 0.25 1")
    expect(page.locator(".token")).to_have_count(3)
    page.locator(".token .word").nth(1).click()
    expect(page).to_have_url(re.compile(r"inputs=0\.5_1\*0\.125_0\*0\.25_1&t=1"))
    url = page.url
    page.goto("about:blank")
    page.goto(url)
    expect(page.locator("html[data-ready]")).to_be_attached()
    expect(page.locator("input.text")).to_have_value("0.5 1, 0.125 0, 0.25 1")
    expect(page.locator(".token").nth(1)).to_have_attribute("aria-current", "step")
    expect(page.locator(".value b")).to_have_text(said([[0.5, 1], [0.125, 0], [0.25, 1]])[1])


@pytest.mark.parametrize(
    "pasted",
    [
        "0.5 1\n0.125 0\n0.25 1\n",
        "0.5\t1\r\n0.125\t0\r\n0.25\t1",
        "[[0.5, 1], [0.125, 0], [0.25, 1]]",
        "0.5，1；0.125，0；0.25，1",
    ],
)
def test_numbers_are_pasted_as_lines_cells_of_a_sheet_json_or_with_full_width_commas(
    page: Page, address: str, pasted: str
) -> None:
    at(page, address)
    page.locator("input.text").fill("")
    page.locator("input.text").evaluate(
        """(field, text) => {
          const data = new DataTransfer();
          data.setData('text/plain', text);
          const event = new ClipboardEvent('paste', { clipboardData: data, cancelable: true });
          if (field.dispatchEvent(event)) { field.value = text; field.dispatchEvent(new Event('input')); }
        }""",
        pasted,
    )
    expect(page.locator(".token")).to_have_count(3)
    expect(page.locator(".value b")).to_have_text(said([[0.5, 1], [0.125, 0], [0.25, 1]])[-1])
    page.locator(".mark").nth(1).click()
    expect(page.locator('.mark[aria-pressed="true"]')).to_have_count(3)


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("0.5 1, x 0", "第 2 步里的“x”不是数", "“x” in step 2 is no number"),
        ("0.5 1, 0.2", "每步要 2 个数", "steps of 2"),
        ("0.5 1, 1.7 0", "第 2 步的“数”是 1.7，应在 0 到 1 之间", "The value of step 2 is 1.7; it should be from 0 to 1"),
        ("0.5 1, 0.7 -1", "第 2 步的“标记”是 -1", "The marker of step 2 is -1"),
        ("0.5 0, " * 401, "一次最多读 400 步", "400 are read at most"),
        ("", "还没有数可读", "nothing to read"),
        (",;[]", "还没有数可读", "nothing to read"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_wrong_numbers_are_told_and_what_was_read_stays(page: Page, address: str, text: str, zh: str, en: str, lang: str) -> None:
    at(page, address, lang=lang)
    page.locator("input.text").fill(text)
    expect(page.locator("#message")).to_contain_text(zh if lang == "zh" else en)
    expect(page.locator(".token")).to_have_count(len(ROWS))
    page.locator("input.text").fill("0.5 1")
    expect(page.locator(".token")).to_have_count(1)
    expect(page.locator("#message")).to_be_empty()


def test_an_address_with_wrong_numbers_says_so_and_opens_the_example(page: Page, address: str) -> None:
    at(page, address, "&inputs=0.5_1*nonsense_0")
    expect(page.locator("#message")).to_contain_text("“nonsense”不是数")
    expect(page.locator("input.text")).to_have_value(TEXT)


def test_the_request_is_the_one_that_gives_these_numbers(page: Page, address: str) -> None:
    at(page, address)
    page.locator("#use").scroll_into_view_if_needed()
    expect(page.locator("#use button")).to_be_visible()
    shown = page.locator("#use code").text_content() or ""
    body = json.loads(shown[shown.index("{") : shown.rindex("}") + 1])
    answer = page.request.post(f"{address}/api/trace", data=body).json()
    assert body["inputs"] == ROWS
    assert answer["predictions"][-1]["value"][0] == pytest.approx(NETWORK.trace(np.array(ROWS)).output[-1, 0])


def test_texts_become_steps_and_steps_become_texts(page: Page, address: str) -> None:
    modules = Modules(page, address)
    found = modules.call("layout/series.js", "series", TEXT, INPUTS, "zh")
    assert found["rows"] == ROWS
    assert [TEXT[token["start"] : token["end"]] for token in found["tokens"]] == TEXT.split(", ")
    assert [token["text"] for token in found["tokens"]] == ["0.31", "0.7 ●", "0.05", "1", "0.42 ●", "0.9"]
    assert modules.call("layout/series.js", "written", ROWS) == TEXT
    assert modules.call("layout/series.js", "piece", [1 / 3, 1]) == "0.3333 1"
    strange = modules.call("layout/series.js", "series", "𝟏 0.5 1", [INPUTS[0]], "zh")
    assert strange["code"] == "no_number"
    after = modules.call("layout/series.js", "series", "（0.5，1）；（0.25，0）", INPUTS, "zh")
    assert after["rows"] == [[0.5, 1], [0.25, 0]]


def test_series_by_chance_fill_their_bounds_and_mark_each_half_once(page: Page, address: str) -> None:
    modules = Modules(page, address)
    wide = [{**INPUTS[0], "low": -2, "high": 3}, INPUTS[1]]
    for T in (2, 5, 100):
        rows = modules.call("layout/series.js", "drawn", "a seed", T, wide)
        assert len(rows) == T
        assert all(-2 <= value <= 3 for value, _ in rows)
        assert sum(marker for _, marker in rows[: T // 2]) == sum(marker for _, marker in rows[T // 2 :]) == 1
    values = [value for value, _ in rows]
    assert min(values) < -1.5
    assert max(values) > 2.5
    assert rows != modules.call("layout/series.js", "drawn", "another seed", 100, wide)


# Elsewhere on the page


def test_nothing_speaks_of_words_and_no_row_of_a_vocabulary_is_looked_up(page: Page, address: str) -> None:
    at(page, address, "&t=1")
    page.locator("#figure").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#caption")).to_contain_text("0.7 ●")
    expect(page.locator(".lookup")).to_have_count(0)
    page.keyboard.press("Escape")
    for stop in ("", "&stop=h", "&stop=c"):
        page.goto("about:blank")
        at(page, address, f"&t=1{stop}")
        told = page.evaluate(
            "[...document.querySelectorAll('#caption, desc, svg title, #progress, #next, #player, #life, #heatmap, .sentence')]"
            ".map(e => e.textContent + [...e.querySelectorAll('[aria-label]')].map(i => i.ariaLabel)).join(' ')"
        )
        assert "词" not in told
        assert "undefined" not in told
        assert "null" not in told
        assert "NaN" not in told


def test_the_table_and_the_player_and_the_figure_work_with_numbers(page: Page, address: str) -> None:
    at(page, address, "&t=0")
    open_table(page)
    expect(page.locator(".as-table tbody tr")).to_have_count(len(ROWS))
    expect(page.locator(".as-table tbody th").nth(1)).to_contain_text("0.7 ●")
    page.locator('[data-act="on"]').first.click()
    expect(page.locator("#progress b")).to_contain_text("2 / 6")
    expect(page.locator("[data-token] text")).to_have_text("0.7 ●")
    expect(page.locator(".answer").first).to_have_text(f"和 {told(ROWS)[1]}")
    expect(page.locator('[data-strip="x"]')).to_be_visible()


def test_a_phone_edits_a_step_by_a_second_tap(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = at(context.new_page(), address)
    page.locator(".token .word").nth(2).tap()
    expect(page.locator("#progress b")).to_contain_text("3 / 6")
    page.locator(".token .word").nth(2).tap()
    expect(page.locator(".editor")).to_be_in_viewport(ratio=1)
    page.locator(".editor [type=number]").fill("0.6")
    page.locator(".editor button").tap()
    expect(page.locator(".value b")).to_have_text(said([*ROWS[:2], [0.6, 0.0], *ROWS[3:]])[2])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_a_page_of_words_fetches_nothing_of_this(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, address)
    assert [url for url in asked if re.search(r"variant|series|steps|answer", url)] == []
    assert [url for url in asked if url.endswith("/js/views/tokens.js")]
