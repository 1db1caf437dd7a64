"""The stage by keyboard and by hand: inside the figure, the gates' frames, the look-up, keys, letters, captions, boxes."""

from __future__ import annotations

import itertools
import re
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from model.cells import CELLS
from tests.browser.helpers import opened, watch
from tests.conftest import ARTICLE

LSTM = CELLS["lstm"]
REGIONS = [
    ".header", ".sentence", ".token .word", "#progress", ".canvas", ".player-and-caption", ".heatmap", "#next", "#formulas",
    "#life", ".signs", ".values", ".use",
]  # fmt: skip
INSIDE = [f".figure {part}" for part in ("[data-node]", "[data-strip]", "[data-leaving]", ".label", "[data-token] circle")]
INSIDE += [".answer text"]


def told(value: float, digits: int = 2) -> str:
    """A number as the page writes it."""
    text = f"{value:.{digits}f}"
    return text.replace("-", "−") if float(text) else text.replace("-", "")


# Inside the figure


def test_the_figure_is_one_stop_of_tab_and_enter_leads_inside(page: Page, base_url: str) -> None:
    problems = watch(page, base_url)
    opened(page, base_url, "/?lang=zh#t=13&unit=7")
    stage = page.locator("#figure")
    stage.focus()
    expect(stage).to_have_attribute("aria-label", re.compile("回车"))
    assert page.locator("#figure [tabindex='0']").count() == 0
    page.keyboard.press("ArrowLeft")
    expect(page.locator('[aria-current="step"] .word')).to_have_text("常")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("[data-token]:focus")).to_have_count(1)
    expect(page.locator("#caption")).to_contain_text("词表第")
    page.keyboard.press("ArrowUp")
    expect(page.locator('[data-node="f"]:focus')).to_have_count(1)
    expect(page.locator("#caption")).to_contain_text("遗忘门")
    page.keyboard.press("ArrowUp")
    expect(page.locator('[data-node="keep"]:focus')).to_have_count(1)
    expect(page.locator("#caption")).to_contain_text("旧记忆逐个乘上遗忘门")
    page.keyboard.press("Enter")
    expect(page.locator('[data-stop="keep"]')).to_have_attribute("aria-pressed", "true")
    assert Axe().run(page).violations_count == 0
    page.keyboard.press("Escape")
    expect(stage).to_be_focused()
    expect(page.locator('[aria-current="step"] .word')).to_have_text("说")
    assert problems == []


def test_every_node_can_be_reached_from_every_other_along_the_wires(page: Page, base_url: str) -> None:
    opened(page, base_url)
    ways: dict[str, list[str]] = page.evaluate("""async () => {
      const base = document.body.dataset.base;
      const { walk } = await import(`${base}/js/layout/walk.js`);
      const json = async (path) => (await fetch(path)).json();
      const setting = { cell: await json('/api/cells/lstm'), place: await json(`${base}/diagrams/lstm.json`) };
      const ways = ['left', 'right', 'up', 'down'];
      return Object.fromEntries(setting.cell.nodes.map(({id}) => [id, ways.map(way => walk(setting, id, way))]));
    }""")
    for start in ways:
        reached, edge = {start}, [start]
        while edge:
            edge = [to for one in edge for to in ways[one] if to not in reached]
            reached |= set(edge)
        assert reached == set(LSTM.by_id), start


# What is shown only when it is asked for


def test_g_frames_the_gates_and_a_gates_letter_frames_its_own(page: Page, base_url: str) -> None:
    opened(page, base_url)
    frames = page.locator("[data-gate]")
    expect(frames).to_have_count(4)
    expect(page.locator('[data-gate="forget"]')).to_be_hidden()
    page.locator('[data-label="f"]').hover()
    expect(page.locator('[data-gate="forget"]')).to_be_visible()
    expect(page.locator('[data-gate="output"]')).to_be_hidden()
    page.mouse.move(5, 5)
    expect(page.locator('[data-gate="forget"]')).to_be_hidden()
    page.keyboard.press("g")
    for n in range(4):
        expect(frames.nth(n)).to_be_visible()
    page.keyboard.press("g")
    expect(frames.first).to_be_hidden()


def test_the_look_up_shows_the_tokens_row_of_the_embedding(page: Page, base_url: str, http: httpx.Client) -> None:
    opened(page, base_url)
    lookup = page.locator(".sheet:not([inert]) .lookup")
    expect(lookup).to_be_hidden()
    page.locator("[data-token] text").hover()
    expect(lookup).to_be_visible()
    card = http.get("/api/models/zh-memory-lstm").json()
    row = card["vocabulary"].index("说")
    expect(lookup).to_contain_text(str(row))
    expect(lookup).to_contain_text(f"{card['size']} × {card['embedding']}")
    expect(page.locator("#caption")).to_have_text(
        f"“说”是词表第 {row} 个词；x 是词向量表 E 的第 {row} 行（{card['embedding']} 个数）。"
    )
    page.mouse.move(5, 5)
    expect(lookup).to_be_hidden()


# Keys and letters


def test_digits_choose_the_heatmaps_vector_and_p_is_for_the_projector(page: Page, base_url: str) -> None:
    opened(page, base_url)
    for digit, vector in enumerate(["f", "i", "g", "c", "o", "h"], 1):
        page.keyboard.press(str(digit))
        expect(page.locator(".heatmap select")).to_have_value(vector)
    page.keyboard.press("p")
    expect(page.locator("html")).to_have_attribute("data-theme", "projector")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    page.keyboard.press("p")
    expect(page.locator("html")).to_have_attribute("data-theme", "auto")


def test_single_letters_can_be_switched_off_and_stay_off_on_this_device(page: Page, base_url: str) -> None:
    opened(page, base_url)
    page.keyboard.press("?")
    page.get_by_label("启用单键快捷键").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("4")
    page.keyboard.press("1")
    expect(page.locator(".heatmap select")).to_have_value("c")
    page.reload()
    expect(page.locator("html[data-ready]")).to_be_attached()
    page.keyboard.press("1")
    page.keyboard.press("?")
    expect(page.locator("dialog.keys")).to_be_hidden()
    expect(page.locator(".heatmap select")).to_have_value("c")
    page.keyboard.press("ArrowLeft")  # not a letter
    expect(page.locator('[aria-current="step"] .word')).to_have_text("常")


def test_the_letters_are_the_articles_or_pytorchs_everywhere(page: Page, base_url: str) -> None:
    opened(page, base_url)
    expect(page.locator('[data-label="g"]')).to_have_text("C̃t")
    page.keyboard.press("?")
    page.locator("[name=notation]").select_option("pytorch")
    page.keyboard.press("Escape")
    expect(page.locator('[data-label="g"]')).to_have_text("gt")
    expect(page.locator('[data-stop="g"]')).to_contain_text("g")
    expect(page.locator('[data-label="c_prev"]')).to_have_text("ct−1")
    expect(page).to_have_url(re.compile("notation=pytorch"))
    page.reload()
    expect(page.locator('[data-label="g"]')).to_have_text("gt")


# The captions


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_captions_of_the_whole_sentence_name_the_traces_numbers(
    page: Page, base_url: str, http: httpx.Client, lang: str
) -> None:
    model = f"{lang}-memory-lstm"
    text = http.get(f"/api/models/{model}").json()["examples"][0]["text"]
    assert lang == "en" or text == ARTICLE
    trace = http.post("/api/trace", json={"model": model, "text": text, "top": 1}).json()
    nodes, unit = trace["layers"][0]["nodes"], 7
    opened(page, base_url, f"/?lang={lang}#t=0&unit={unit}")
    for t, prediction in enumerate(trace["predictions"]):
        expect(page.locator("#progress b")).to_contain_text(str(t + 1))
        caption = page.locator("#caption").inner_text()
        f, best = nodes["f"][t], prediction["top"][0]
        decimals = [float(n) for n in re.findall(r"(?<![\d.])\d\.\d\d(?![\d%])", caption)]
        assert decimals == pytest.approx([sum(f) / len(f), f[unit]], abs=5.01e-3), (t, caption)
        assert trace["tokens"][t]["text"] in caption
        assert best["text"] in caption
        shares = [float(n) / 100 for n in re.findall(r"([\d.]+)%", caption)]
        assert min(abs(share - best["probability"]) for share in shares) < 6e-4, (t, caption)
        page.keyboard.press("ArrowRight")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_caption_of_every_operation_names_the_traces_numbers(
    page: Page, base_url: str, http: httpx.Client, lang: str
) -> None:
    model, unit, t = f"{lang}-memory-lstm", 7, 13
    text = http.get(f"/api/models/{model}").json()["examples"][0]["text"]
    nodes = http.post("/api/trace", json={"model": model, "text": text}).json()["layers"][0]["nodes"]
    at = {node: values[t] for node, values in nodes.items()} | {"c_prev": nodes["c"][t - 1], "h_prev": nodes["h"][t - 1]}
    opened(page, base_url, f"/?lang={lang}#t={t}&unit={unit}&stop=f")
    for node in LSTM.computed:
        caption = page.locator("#caption")
        expect(page.locator(f'[data-stop="{node.id}"]')).to_have_attribute("aria-pressed", "true")
        if node.op == "sigmoid":
            gate = at[node.id]
            expect(caption).to_contain_text(told(gate[unit], 3))
            expect(caption).to_contain_text(f"{sum(gate) / len(gate):.2f}")
            expect(caption).to_contain_text(str(sum(v > 0.9 for v in gate)))
        elif node.id == "c":
            most = max(range(len(at["c"])), key=lambda n: abs(at["c"][n] - at["c_prev"][n]))
            expect(caption).to_contain_text(f"{told(at['c_prev'][most], 3)} → {told(at['c'][most], 3)}")
            expect(caption).to_contain_text(
                f"{told(at['keep'][unit], 3)} + {told(at['write'][unit], 3)} = {told(at['c'][unit], 3)}"
            )
        else:
            for id in (node.id, *(i for i in node.inputs if i not in ("x", "h_prev"))):
                expect(caption).to_contain_text(told(at[id][unit], 3))
        page.keyboard.press("ArrowDown")


# Boxes of the page


@pytest.mark.parametrize("width", [1920, 1440, 900, 390])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_two_parts_of_the_figure_and_of_the_page_overlap(page: Page, base_url: str, width: int, lang: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, base_url, f"/?lang={lang}")
    parts: list[dict[str, Any]] = page.evaluate(
        """([regions, inside]) => [...regions, ...inside].flatMap(of => [...document.querySelectorAll(of)]
          .filter(e => e.checkVisibility({checkVisibilityCSS: true})).map(e => {
            const {x, y, width, height} = e.getBoundingClientRect();
            return {of: `${of} ${e.textContent.trim().slice(0, 20)}`, inside: inside.includes(of), x, y, width, height};
          })).filter(b => b.width && b.height)""",
        [REGIONS, INSIDE],
    )
    assert len(parts) > 40
    for one, two in itertools.combinations(parts, 2):
        if one["inside"] != two["inside"]:
            continue  # the figure stands in its canvas
        across = min(one["x"] + one["width"], two["x"] + two["width"]) - max(one["x"], two["x"])
        down = min(one["y"] + one["height"], two["y"] + two["height"]) - max(one["y"], two["y"])
        assert across <= 2.5 or down <= 2.5, (one, two)  # outlines may touch


def test_forced_colours_leave_the_current_token_and_the_values_to_be_seen(page: Page, base_url: str) -> None:
    page.emulate_media(forced_colors="active")
    opened(page, base_url)
    current = page.locator('[aria-current="step"] .word')
    other = page.locator(".token.is-read .word").first
    border = "e => getComputedStyle(e).borderTopWidth + getComputedStyle(e).outlineStyle"
    assert current.evaluate(border) != other.evaluate(border)
    assert page.locator(".canvas").evaluate("e => getComputedStyle(e).forcedColorAdjust") == "none"
