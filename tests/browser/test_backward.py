"""Backward from an answer: the stage shows the API's gradients, and the panel what follows from them."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from model.library import Library
from tests.browser.helpers import BLANK, at_rest, figure, opened, watch
from tests.conftest import ARTICLE

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
MODELS = ["zh-memory-lstm", "zh-memory-gru", "zh-memory-lstm-stack", "order-lstm", "order-plain", "count-rnn", "adding-lstm"]


def told(value: float, precision: int = 2) -> str:
    """A number as the panel writes it."""
    if value == 0:
        return "0"
    digits, exponent = f"{abs(value):.{precision - 1}e}".split("e")
    plain = f"{float(f'{abs(value):.{precision}g}'):g}" if precision <= 6 else ""
    size = f"{digits}×10{str(int(exponent)).translate(RAISED)}" if int(exponent) < -3 else plain
    return ("−" if value < 0 else "") + size


def asked(http: httpx.Client, model: str = "zh-memory-lstm", **more: Any) -> dict[str, Any]:
    body = {"text": ARTICLE} if model.startswith("zh") and "inputs" not in more else {}
    answer = http.post("/api/gradient", json={"model": model, **body, "t": 13, **more})
    found: dict[str, Any] = answer.raise_for_status().json()
    return found


def shown(page: Page, part: str, node: str) -> str:
    """The gradient that a strip of the stage tells of the selected unit."""
    title = page.locator(f'.sheet:not([inert]) [data-{part}="{node}"] title')
    return (title.text_content() or "").rpartition(" ")[2]


def backward(page: Page) -> None:
    """Until there are gradients, and all that is asked after them has come."""
    expect(page.locator(".backward [aria-busy=false]")).to_be_attached()
    expect(page.locator(".backward .shares .track")).to_have_count(3)


@pytest.mark.parametrize("model", MODELS)
def test_the_stage_shows_the_gradient_at_every_wire(
    page: Page, base_url: str, zoo: Library, http: httpx.Client, model: str
) -> None:
    problems = watch(page, base_url)
    page.emulate_media(reduced_motion="reduce")
    known = zoo.model(model)
    example, cell = known.card["examples"][0], known.network.cell
    what = {"inputs": example["inputs"]} if "inputs" in example else {"text": example["text"]}
    nodes = [node.id for node in cell.nodes]
    found = asked(http, model, **{**what, "t": 3, "nodes": nodes, "attribution": False})
    layer = known.network.L - 1
    vectors = found["layers"][layer]["nodes"]
    opened(page, base_url, f"/?lang=zh#model={model}&panel=backward&asked=3&t=2&unit=1")
    backward(page)
    strips = page.locator(".sheet:not([inert]) [data-strip]").evaluate_all("all => all.map(one => one.dataset.strip)")
    assert set(strips) == set(nodes)
    for t in (2, 3, 4):
        page.keyboard.press("Home")
        for _ in range(t):
            page.keyboard.press("ArrowRight")
        expect(page.locator("#progress b")).to_contain_text(f"第 {t + 1} /")
        for node in nodes:
            if node != "x" or layer or model == "order-plain":
                assert shown(page, "strip", node) == told(vectors[node][t][1] if t <= 3 else 0), (node, t)
        for before, node in cell.carry.items():
            assert shown(page, "leaving", node) == told(vectors[before][t + 1][1] if t < 3 else 0), (node, t)
    assert not re.search(r"undefined|null|NaN|Infinity|[{}]", page.locator("#panel").inner_text())
    assert problems == []


def test_its_strips_are_on_one_scale_that_is_told(page: Page, base_url: str, http: httpx.Client) -> None:
    opened(page, base_url, "/?lang=en#model=zh-memory-lstm&panel=backward&asked=13&t=13&unit=40")
    backward(page)
    nodes = ["x", "f", "keep", "i", "g", "write", "c", "o", "tanh_c", "h", "h_prev", "c_prev"]
    vectors = asked(http, nodes=nodes, attribution=False)["layers"][0]["nodes"]
    most = max(abs(value) for rows in vectors.values() for row in rows for value in row)
    assert 0.001 < most <= 0.002
    expect(page.locator("#figure")).to_contain_text("full bar ±0.002, log scale")
    expect(page.locator(".backward")).to_contain_text("a full bar is ±0.002, a tenth of that is two thirds long")
    shares = page.evaluate(
        """async full => {
          const { scaleOf } = await import(`${document.body.dataset.base}/js/layout/strips.js`);
          const { share, gate } = scaleOf({}, { trace: { gradient: { full } } }, 'f');
          return [gate, share(full), share(-full / 10), share(full / 100), share(0), share(-2 * full)];
        }""",
        0.002,
    )
    assert shares[0] is False
    assert shares[1:] == pytest.approx([1, -0.668, 0.347, 0, -1], abs=1e-3)


def test_the_arrows_point_the_other_way(page: Page, base_url: str) -> None:
    heads = """() => [...document.querySelectorAll('.sheet:not([inert]) [data-wire]')].flatMap(wire => {
      const head = wire.querySelectorAll('path')[1];
      if (!head) return [];
      const [tip, one, two] = head.getAttribute('d').match(/[-\\d.]+ [-\\d.]+/g).map(point => point.split(' ').map(Number));
      return [[wire.dataset.wire, Math.sign(tip[0] - (one[0] + two[0]) / 2), Math.sign(tip[1] - (one[1] + two[1]) / 2)]];
    })"""
    opened(page, base_url)
    forward = page.evaluate(heads)
    assert len(forward) > 8
    page.keyboard.press("m")
    page.locator("#tab-backward").click()
    backward(page)
    assert page.evaluate(heads) == [[name, -dx, -dy] for name, dx, dy in forward]


def test_the_step_that_is_asked_stays_while_one_walks(page: Page, base_url: str, http: httpx.Client) -> None:
    problems = watch(page, base_url)
    opened(page, base_url)
    values = figure(page)
    page.keyboard.press("m")
    page.locator("#tab-backward").click()
    backward(page)
    expect(page.locator(".backward .names text")).to_have_count(3)  # of the others, too
    norms = asked(http, nodes=[], attribution=False)["norms"]["together"]
    expect(page.locator(".backward")).to_contain_text(f"第 14 步：答案读到的向量上，梯度的长度是 {told(norms[13])}")
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    expect(page.locator(".backward")).to_contain_text(
        f"现在看第 4 步“中国人”：传给下一步的状态上，梯度的长度是 {told(norms[3])}，是第 14 步的 {told(norms[3] / norms[13])} 倍"
    )
    expect(page).to_have_url(re.compile("t=3&.*panel=backward&asked=13$"))
    page.keyboard.press("End")
    expect(page.locator(".backward")).to_contain_text("第 28 步“。”在提问之后")
    expect(page.locator("#figure")).to_contain_text("第 14 步之后没有梯度")
    page.locator(".backward [data-act=here]").click()
    expect(page).to_have_url(re.compile("asked=27$"))
    expect(page.locator(".backward [data-act=here]")).to_have_count(0)
    page.locator("#tab-ledger").click()
    expect(page.locator("#figure")).not_to_contain_text("∂")
    page.locator("#tab-backward").click()
    expect(page.locator("#figure")).to_contain_text("∂L/∂v")
    page.keyboard.press("m")
    page.evaluate("place => { location.hash = place; }", "t=13&unit=40")
    at_rest(page)
    expect(page.locator("#figure")).not_to_contain_text("∂")
    assert figure(page) == values
    assert problems == []


def test_any_word_can_be_asked_about(page: Page, base_url: str, http: httpx.Client) -> None:
    opened(page, base_url, "/?lang=zh#panel=backward")
    backward(page)
    chosen = page.locator(".backward [aria-pressed=true]")
    expect(chosen).to_contain_text("汉语")
    page.locator('.backward [data-target="德语"]').click()
    expect(page.locator(".question b")).to_have_text(
        f"L = ln p(“德语”) = {told(asked(http, target='德语', nodes=[])['value'], 3)}"
    )
    page.locator(".backward input").fill("法语")
    page.keyboard.press("Enter")
    french = asked(http, target="法语", nodes=[])
    expect(page.locator(".question b")).to_have_text(f"L = ln p(“法语”) = {told(french['value'], 3)}")
    expect(chosen).to_contain_text("法语")
    expect(page).to_have_url(re.compile("asked=13&target=%E6%B3%95%E8%AF%AD$"))
    page.reload()
    expect(page.locator(".question b")).to_contain_text("法语")
    expect(page.locator(".backward input")).to_have_value("")
    page.locator(".backward input").fill("我是")
    page.keyboard.press("Enter")
    expect(page.locator(".backward .failed")).to_contain_text("一步只能读一个词")
    expect(page.locator(".backward input")).to_have_value("我是")  # to be mended
    expect(page.locator("#figure")).not_to_contain_text("∂")
    page.locator('.backward [data-target="汉语"]').click()
    expect(page.locator("#figure")).to_contain_text("∂L/∂v")


def test_a_label_and_a_value_can_be_asked_about(page: Page, base_url: str, http: httpx.Client, zoo: Library) -> None:
    opened(page, base_url, "/?lang=en#model=order-lstm&panel=backward")
    backward(page)
    text = zoo.model("order-lstm").card["examples"][0]["text"]
    page.locator('.backward [data-target="shuffled"]').click()
    found = asked(http, "order-lstm", text=text, t=7, target="shuffled", nodes=[])
    expect(page.locator(".question b")).to_have_text(f"L = ln p(“shuffled”) = {told(found['value'], 3)}")
    opened(page, base_url, "/?lang=en#model=adding-lstm&panel=backward&asked=40&target=0")
    inputs = zoo.model("adding-lstm").card["examples"][0]["inputs"]
    value = asked(http, "adding-lstm", inputs=inputs, t=40, target=0, nodes=[])["value"]
    expect(page.locator(".question b")).to_have_text(f"L = sum = {told(value, 3)}")
    expect(page.locator(".backward form")).to_have_count(0)


def test_what_each_input_adds_stands_below_its_word(page: Page, base_url: str, http: httpx.Client) -> None:
    opened(page, base_url, "/?lang=en#model=zh-memory-lstm&panel=backward&asked=13&t=13")
    backward(page)
    found = asked(http, nodes=[])
    shares = found["attribution"]
    assert shares["relative"] <= 0.01
    text = page.locator(".backward .shares").inner_text()
    assert f"{told(sum(shares['integrated']), 4)} in all" in text
    assert f"the gap is {told(shares['gap'])} ({told(100 * shares['relative'])}%)" in text
    page.locator(".backward .shares summary").click()
    rows = page.locator(".backward .shares tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].slice(1).map(cell => cell.textContent))"
    )
    columns = (shares["integrated"], shares["gradient_input"], found["norms"]["together"])
    assert rows == [[told(value, 4) for value in row] for row in zip(*columns, strict=True)]
    middles = "all => all.map(one => { const b = one.getBoundingClientRect(); return (b.left + b.right) / 2; })"
    chips = page.locator(".tokens > .token").evaluate_all(middles)
    bars = page.locator(".backward .shares .track").nth(0).locator("rect").evaluate_all(middles)
    assert bars == pytest.approx(chips[:14], abs=2)
    page.locator(".backward .shares tbody button").nth(3).click()
    expect(page.locator('[aria-current="step"] .word')).to_have_text("中国人")


def test_how_far_the_gradient_reaches_is_compared_with_the_others_that_learned_the_same(
    page: Page, base_url: str, http: httpx.Client
) -> None:
    opened(page, base_url, "/?lang=en#model=zh-memory-gru&panel=backward&asked=13&t=3")
    expect(page.locator(".backward .names text")).to_have_text(["GRU", "RNN", "LSTM"])
    page.locator(".backward .charts summary").click()
    rows = (
        page.locator(".backward .charts tbody")
        .first.locator("tr")
        .evaluate_all("rows => rows.map(row => [...row.cells].map(cell => cell.textContent))")
    )
    own = asked(http, "zh-memory-gru", nodes=[], attribution=False)
    target = own["target"]["text"]
    others = [asked(http, f"zh-memory-{cell}", target=target, nodes=[], attribution=False) for cell in ("rnn", "lstm")]
    norms = [one["norms"]["together"] for one in (own, *others)]
    assert [row[0] for row in rows] == [str(lag) for lag in range(14)]
    assert [row[2:] for row in rows] == [[told(each[13 - lag], 4) for each in norms] for lag in range(14)]
    left = ", ".join(f"{name} {told(each[3] / each[13])}" for name, each in zip(("GRU", "RNN", "LSTM"), norms, strict=True))
    expect(page.locator(".backward .charts")).to_contain_text(f"Left at “中国人”, 10 steps back: {left}.")


def test_the_selected_number_is_found_a_second_time(page: Page, base_url: str, http: httpx.Client) -> None:
    opened(page, base_url, "/?lang=en#model=zh-memory-lstm&panel=backward&asked=13&t=3&unit=40&vector=i")
    backward(page)
    page.locator(".backward [data-act=check]").click()
    found = asked(http, nodes=[], attribution=False, check={"t": 3, "layer": 0, "node": "i", "unit": 40})["check"]
    cells = page.locator(".backward .check td")
    expect(cells).to_have_text([told(found["gradient"], 6), told(found["difference"], 6), told(found["gap"])])
    assert found["gap"] < 1e-6
    page.keyboard.press("ArrowLeft")  # another number: not found yet
    expect(cells).to_have_count(1)
    page.keyboard.press("End")
    expect(page.locator(".backward .check")).to_contain_text("there is nothing to check")


def test_nothing_flows_while_it_looks_back_and_playing_goes_on(page: Page, base_url: str) -> None:
    problems = watch(page, base_url)
    opened(page, base_url, "/?lang=zh#panel=backward&asked=13&t=11")
    backward(page)
    page.keyboard.press(" ")
    for t in (13, 14):
        expect(page.locator("#progress b")).to_have_text(f"第 {t} / 28 步")
        assert page.evaluate(f"({BLANK})()")
    page.keyboard.press(" ")
    page.keyboard.press("ArrowRight")  # completes the step
    at_rest(page)
    expect(page.locator("#figure")).to_contain_text("L = ln p(“汉语”)，第 14 步")
    assert problems == []


def test_one_goes_by_operations_while_it_looks_back_and_playing_goes_on_afterwards(page: Page, base_url: str) -> None:
    problems = watch(page, base_url)
    opened(page, base_url, "/?lang=zh#panel=backward&asked=13&t=11&stop=i&ms=100")  # gradients come while an operation is paused
    backward(page)
    page.keyboard.press("ArrowDown")  # completes it
    page.keyboard.press("ArrowDown")
    expect(page.locator('[data-stop="g"]')).to_have_attribute("aria-pressed", "true")
    at_rest(page)
    page.keyboard.press("m")
    page.keyboard.press("End")
    page.keyboard.press(" ")
    expect(page.locator("#progress b")).to_have_text("第 2 / 28 步")
    assert problems == []


def test_another_text_is_asked_anew(page: Page, base_url: str, http: httpx.Client) -> None:
    opened(page, base_url, "/?lang=zh#panel=backward&asked=13&t=13")
    backward(page)
    page.locator(".tokens select").first.select_option("法国人")
    expect(page.locator(".question b")).to_contain_text("法语")
    expect(page).to_have_url(re.compile("asked=13"))
    page.locator("input.text").fill("我是一个中国人")
    expect(page.locator(".question p").first).to_contain_text("读完第 4 步“中国人”时")


def test_holds_are_set_aside_which_is_said(page: Page, base_url: str, http: httpx.Client) -> None:
    opened(page, base_url, "/?lang=en#model=zh-memory-lstm&panel=backward&asked=13&t=13&hold=f*0*-*3*13*v0")
    backward(page)
    expect(page.locator(".backward .question")).to_contain_text("The holds are set aside here")
    free = http.post("/api/trace", json={"model": "zh-memory-lstm", "text": ARTICLE, "top": 2}).json()["predictions"][13]["top"]
    assert free[0]["probability"] > 0.99
    buttons = page.locator(".backward .choices [data-target]")
    expect(buttons.first).to_have_text(re.compile(f"{free[0]['text']} 99"))
    page.locator("#tab-whatif").click()
    page.locator(".whatif [data-act=clear]").click()
    page.locator("#tab-backward").click()
    expect(page.locator(".backward .question")).not_to_contain_text("set aside")


def test_what_fails_is_said_and_can_be_tried_again(page: Page, base_url: str) -> None:
    opened(page, base_url)
    page.keyboard.press("m")
    page.route("**/api/gradient*", lambda route: route.abort())
    page.locator("#tab-backward").click()
    expect(page.locator(".backward .failed")).to_contain_text("连不上服务器")
    page.unroute("**/api/gradient*")
    page.locator(".backward [data-act=retry]").click()
    backward(page)


def test_a_view_that_cannot_be_fetched_says_so_in_its_place(page: Page, base_url: str) -> None:
    opened(page, base_url)
    page.keyboard.press("m")
    lost = "**/js/backward.js"
    page.route(lost, lambda route: route.abort())
    page.locator("#tab-backward").click()
    expect(page.locator("#panel-backward")).to_contain_text("连不上服务器")
    page.unroute(lost)
    page.locator("#panel-backward [data-act=again]").click()
    backward(page)


@pytest.mark.parametrize(("lost", "opener"), [("panel", "#inside a[data-panel=ledger]"), ("arithmetic", '[data-number="f"]')])
def test_what_cannot_be_opened_at_all_says_so(page: Page, base_url: str, lost: str, opener: str) -> None:
    opened(page, base_url)
    page.route(f"**/locales/*/{lost}.json", lambda route: route.abort())
    page.locator(opener).click()
    expect(page.locator("#message")).to_contain_text("连不上服务器")
    page.unroute(f"**/locales/*/{lost}.json")
    page.locator(opener).click()
    expect(page.locator(f"#{lost} h2").first).to_be_attached()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_everybody_can_read_it_and_it_fits(page: Page, base_url: str, width: int, scheme: Any) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    opened(page, base_url, "/?lang=en#panel=backward&t=9&asked=17")
    backward(page)
    expect(page.locator(".backward .names text")).to_have_count(3)
    assert Axe().run(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    right = "document.querySelector('.backward').getBoundingClientRect().right + 1"
    parts = "[...document.querySelectorAll('.backward :is(button, input, p, article, .check td, .check th)')]"
    assert (
        page.evaluate(f"{parts}.filter(part => !part.closest('.numbers') && part.getBoundingClientRect().right > {right}).length")
        == 0
    )


def test_escape_while_one_composes_closes_nothing(page: Page, base_url: str) -> None:
    opened(page, base_url, "/?lang=zh#panel=backward")
    backward(page)
    escape = "composing => new KeyboardEvent('keydown', {key: 'Escape', bubbles: true, isComposing: composing})"
    page.evaluate(f"document.querySelector('.backward input').dispatchEvent(({escape})(true))")
    expect(page.locator("#panel")).to_be_visible()
    page.evaluate(f"document.querySelector('.backward input').dispatchEvent(({escape})(false))")
    expect(page.locator("#panel")).to_be_hidden()


def test_a_word_that_it_does_not_have_is_told_at_once_and_asked_of_nobody(page: Page, base_url: str) -> None:
    problems = watch(page, base_url)
    opened(page, base_url, "/?lang=en#panel=backward")
    backward(page)
    expect(page.locator(".backward .names text")).to_have_count(3, timeout=30_000)  # the other networks have been asked
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator(".backward form input").fill("Klingon")
    page.keyboard.press("Enter")
    expect(page.locator(".backward .failed")).to_have_text("The network has no word “Klingon” and never answers with it.")
    assert not [url for url in asked if "gradient" in url]
    page.locator(".backward form input").fill("french")  # the tokenizer finds it in another case
    page.keyboard.press("Enter")
    expect(page.locator(".backward .question b")).to_contain_text("French")
    expect(page.locator(".backward .failed")).to_have_count(0)
    assert problems == []


def test_what_stands_for_unknown_words_can_be_asked_of_all_networks_and_those_that_do_not_answer_are_named(
    page: Page, base_url: str
) -> None:
    problems = watch(page, base_url)
    opened(page, base_url, "/?lang=en#panel=backward&target=%3Cunk%3E")
    backward(page)
    expect(page.locator(".backward .names text")).to_have_count(3, timeout=30_000)
    assert problems == []
    page.route(
        "**/api/gradient*",
        lambda route: route.abort() if "en-memory-rnn" in (route.request.post_data or "") else route.continue_(),
    )
    page.locator(".backward [data-target]").first.click()
    expect(page.locator(".backward")).to_contain_text("No answer came from: RNN.", timeout=30_000)


def test_finding_it_a_second_time_keeps_the_focus_there(page: Page, base_url: str) -> None:
    opened(page, base_url, "/?lang=en#panel=backward")
    backward(page)
    page.locator(".check [data-act=check]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".check tr")).to_have_count(3)
    expect(page.locator(".check h3")).to_be_focused()


@pytest.mark.parametrize(
    ("panel", "keys", "touch"), [("backward", "Press ←", "Tap ◀"), ("timeline", "Shift + click", "two fingers")]
)
def test_fingers_are_told_what_fingers_do(browser: Browser, base_url: str, panel: str, keys: str, touch: str) -> None:
    for fingers in (False, True):
        context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=fingers, is_mobile=fingers)
        page = opened(context.new_page(), base_url, f"/?lang=en#panel={panel}")
        expect(page.locator("#panel")).to_contain_text(touch if fingers else keys)
        expect(page.locator("#panel")).not_to_contain_text(keys if fingers else touch)
        context.close()
