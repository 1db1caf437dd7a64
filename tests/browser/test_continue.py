"""A text that goes on by itself: the draw is a pure function, its shares are the softmax's, the page writes what was drawn."""

from __future__ import annotations

import math
import re
from typing import Any

import httpx
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from model.library import Library
from tests.browser.helpers import opened, watch
from tests.browser.test_pure_modules import Modules

BEGUN = "我喜欢"
OPEN = "/?lang=zh#text=我喜欢&panel=continue"
ACT = "#panel [data-act={}]"
DRAWS = """async ([base, raw, how, draws]) => {
  const { drawn, tempered, uniform } = await import(`${base}/js/sampling.js`);
  const shares = tempered(raw, how), counts = shares.map(() => 0);
  for (let n = 0; n < draws; n++) counts[drawn(shares, uniform(n % 100, Math.floor(n / 100)))] += 1;
  return counts;
}"""


@pytest.fixture
def modules(page: Page, base_url: str) -> Modules:
    return Modules(page, base_url)


def said(http: httpx.Client, text: str, **more: Any) -> list[dict[str, Any]]:
    asked = {"model": "zh-memory-lstm", "text": text, "node": "h", "top": 50, **more}
    found: list[dict[str, Any]] = http.post("/api/decode", json=asked).json()["prediction"]["top"]
    return [likely for likely in found if likely["text"] not in ("<unk>", "<pad>")]


def test_the_words_asked_for_are_what_the_network_says(http: httpx.Client) -> None:
    trace = http.post("/api/trace", json={"model": "zh-memory-lstm", "text": BEGUN, "top": 50}).json()
    decoded = http.post("/api/decode", json={"model": "zh-memory-lstm", "text": BEGUN, "node": "h", "top": 50}).json()
    one, other = decoded["prediction"]["top"], trace["predictions"][-1]["top"]
    assert [likely["id"] for likely in one] == [likely["id"] for likely in other]
    assert [likely["probability"] for likely in one] == pytest.approx([likely["probability"] for likely in other], rel=1e-9)


@pytest.mark.parametrize(("temperature", "most"), [(0.2, 0), (0.7, 5), (1, 0), (1, 1), (1.4, 20), (2, 0)])
def test_shares_are_the_softmax_at_that_temperature(
    modules: Modules, http: httpx.Client, zoo: Library, temperature: float, most: int
) -> None:
    """Against the output layer's own numbers, divided by the temperature, over the words that are left."""
    model = zoo.model("zh-memory-lstm")
    top = said(http, BEGUN)
    ids = [likely["id"] for likely in top]
    tokens = model.tokenizer.tokens(BEGUN)  # type: ignore[union-attr]
    x = model.network.embed([token.id for token in tokens])
    h = model.network.trace(x).layers[-1]["h"][-1].astype(np.float64)
    net = (model.network.W_out.astype(np.float64) @ h + model.network.b_out)[ids][: most or None] / temperature
    expected = np.exp(net - net.max()) / np.exp(net - net.max()).sum()
    found = modules.call(
        "sampling.js", "tempered", [likely["probability"] for likely in top], {"temperature": temperature, "most": most}
    )
    assert found[: len(expected)] == pytest.approx(expected, rel=1e-4, abs=1e-9)
    assert not any(found[len(expected) :])


def test_draws_are_as_frequent_as_their_shares(modules: Modules) -> None:
    """Pearson's chi-square over 20,000 draws, a hundred seeds at two hundred steps: below the 99.9 % quantile."""
    raw, how, draws = [0.5, 0.3, 0.12, 0.06, 0.02], {"temperature": 1.3, "most": 4}, 20_000
    shares = modules.call("sampling.js", "tempered", raw, how)
    counts = modules.page.evaluate(DRAWS, [modules.base, raw, how, draws])
    assert sum(counts) == draws
    assert counts[4] == 0
    square = sum((n - draws * p) ** 2 / (draws * p) for n, p in zip(counts[:4], shares[:4], strict=True))
    assert square < 16.27  # three degrees of freedom


def test_seeds_and_steps_have_numbers_that_nothing_ties(modules: Modules) -> None:
    code = f"""import('{modules.base}/js/sampling.js')
      .then(m => Array.from({{length: 400}}, (_, s) => Array.from({{length: 60}}, (_, t) => m.uniform(s, t))))"""
    numbers = np.array(modules.page.evaluate(code))
    assert ((numbers >= 0) & (numbers < 1)).all()
    assert numbers.mean() == pytest.approx(0.5, abs=0.01)
    assert len(np.unique(numbers)) == numbers.size
    bound = 4 / math.sqrt(numbers.size)
    for one, two in ((numbers[:, 1:], numbers[:, :-1]), (numbers[1:], numbers[:-1]), (numbers[1:, :-1], numbers[:-1, 1:])):
        assert abs(np.corrcoef(one.ravel(), two.ravel())[0, 1]) < bound


def test_no_temperature_and_a_low_one_take_the_likeliest(modules: Modules) -> None:
    raw = [0.4, 0.35, 0.25]
    assert modules.call("sampling.js", "tempered", raw, {"temperature": 0, "most": 0}) == [1, 0, 0]
    assert modules.call("sampling.js", "tempered", raw, {"temperature": 0.001, "most": 0})[0] == pytest.approx(1)
    assert modules.call("sampling.js", "drawn", [0.1, 0.2, 0.7, 0], 0.9999999999999999) == 2
    for text, expected in {
        None: [1, 0, 1], "0,5,42": [0, 5, 42], "9,99,7": [2, 20, 7], "0.1,3,1": [0.2, 3, 1], "x,-1,1e9": [1, 0, 1],
    }.items():  # fmt: skip
        assert list(modules.call("sampling.js", "samplingOf", text).values()) == expected


def test_the_bars_are_the_networks_and_those_after_temperature(page: Page, base_url: str, http: httpx.Client) -> None:
    opened(page, base_url, f"{OPEN}&sampling=2,4,7")
    top = said(http, BEGUN)
    rows = page.locator(".shares tbody tr")
    expect(rows).to_have_count(9)
    powers = [math.sqrt(likely["probability"]) for likely in top[:4]]
    for n, likely in enumerate(top[:8]):
        cells = rows.nth(n).locator("td.number")
        expect(rows.nth(n).locator("th button")).to_have_text(likely["text"])
        expect(cells.nth(0)).to_have_text(f"{100 * likely['probability']:.1f}%" if likely["probability"] >= 5e-4 else "<0.1%")
        expect(cells.nth(1)).to_have_text(f"{100 * powers[n] / sum(powers):.1f}%" if n < 4 else "–")
    left = sum(likely["probability"] for likely in top[4:])
    expect(page.locator("#panel .cut")).to_contain_text(f"前 4 个以外的不抽，网络原本给它们合计 {100 * left:.1f}%")
    expect(page.locator("#panel .cut")).to_contain_text("另外 279 个抽不到")
    before = page.locator(".shares .number").nth(1).inner_text()
    page.locator("#panel [name=temperature]").focus()
    page.keyboard.press("Home")
    expect(page.locator("#panel .chances")).to_contain_text("温度 0.2 之后")
    expect(page.locator(".shares .number").nth(1)).not_to_have_text(before)  # temperature is seen
    expect(page).to_have_url(re.compile("sampling=0.2%2C4%2C7"))


def test_it_goes_on_with_the_word_that_the_pin_is_on_and_goes_back(page: Page, base_url: str) -> None:
    problems = watch(page, base_url)
    opened(page, base_url, f"{OPEN}&sampling=1.5,0,3")
    written = [BEGUN]
    for n in range(3):
        word = page.locator(".shares .is-hit button, .wheel .is-hit").last.inner_text()
        hit = page.locator("#panel .falls").inner_text()
        page.locator(ACT.format("word")).click()
        expect(page.locator("#progress b")).to_have_text(f"第 {n + 3} / {n + 3} 步")
        expect(page.locator("input.text")).not_to_have_value(written[-1])
        written.append(page.locator("input.text").input_value())
        assert f"“{written[-1].removeprefix(written[-2])}”" in hit
        assert word in written[-1]
        expect(page.locator("#panel .written mark")).to_have_text(written[-1].removeprefix(BEGUN))
        expect(page.locator("#panel h3")).to_contain_text(f"第 {n + 3} 步")
    page.keyboard.press("Control+z")
    expect(page.locator("input.text")).to_have_value(written[2])
    page.locator(ACT.format("undo")).click()
    expect(page.locator("input.text")).to_have_value(written[1])
    page.locator(ACT.format("word")).click()
    expect(page.locator("input.text")).to_have_value(written[2])  # the same seed
    expect(page.locator("#panel .written mark")).to_have_text(written[2].removeprefix(BEGUN))
    page.go_back()
    expect(page.locator("input.text")).to_have_value(written[1])
    expect(page.locator("#panel .written mark")).to_have_text(written[1].removeprefix(BEGUN))  # it has been read, too
    page.locator(ACT.format("undo")).click()
    expect(page.locator("input.text")).to_have_value(BEGUN)
    expect(page.locator(ACT.format("undo"))).to_have_attribute("aria-disabled", "true")
    assert problems == []


@pytest.mark.parametrize(
    ("lang", "model", "text", "end"),
    [
        ("zh", "zh-memory-lstm", "我是一个中国人", "。"),
        ("en", "en-memory-gru", "I was born in Spain", "."),
        ("en", "count-lstm", "Saaa", "T"),
    ],
)
def test_the_same_seed_writes_the_same_sentence_to_its_end(
    page: Page, base_url: str, lang: str, model: str, text: str, end: str
) -> None:
    found: list[str] = []
    for seed in (5, 5, 6):
        place = f"model={model}&text={text}&sampling=1.3,0,{seed}&panel=continue"
        opened(page, base_url, f"/?lang={lang}&again={len(found)}#{place}")
        expect(page.locator(".shares .is-hit")).to_have_count(1)
        page.locator(ACT.format("sentence")).click()
        expect(page.locator("#panel .written mark")).not_to_be_empty()
        found.append(page.locator("input.text").input_value())
        assert found[-1].startswith(text)
        tokens = int(re.findall(r"\d+", page.locator("#progress b").inner_text())[1])
        assert found[-1].endswith(end) or tokens >= 30
    assert found[0] == found[1]
    assert found[2] != found[0] or model == "count-lstm"
    page.go_back()  # all of it is one step
    expect(page.locator("input.text")).to_have_value(text)


def test_it_can_be_stopped_at_any_word(page: Page, base_url: str) -> None:
    opened(page, base_url, OPEN)
    expect(page.locator(".shares .is-hit")).to_have_count(1)
    asked: list[str] = []

    def answer(route: Any) -> None:
        asked.append(route.request.url)
        if len(asked) == 3:
            page.locator(ACT.format("stop")).evaluate("button => button.click()")
        route.continue_()

    page.route("**/api/trace?*", answer)
    page.locator(ACT.format("sentence")).click()
    expect(page.locator(ACT.format("sentence"))).to_be_visible()
    expect(page.locator("#panel .written mark")).not_to_be_empty()
    assert len(asked) == 3
    page.locator(ACT.format("undo")).click()
    expect(page.locator("input.text")).to_have_value(BEGUN)  # one step back


@pytest.mark.parametrize("model", ["order-lstm", "adding-rnn"])
def test_networks_that_say_something_else_say_so(page: Page, base_url: str, model: str) -> None:
    problems = watch(page, base_url)
    opened(page, base_url, f"/?lang=zh#model={model}&panel=continue")
    expect(page.locator("#panel-continue .about")).to_contain_text("没法接着写")
    expect(page.locator("#panel-continue button")).to_have_count(0)
    assert problems == []


def test_an_answer_without_words_is_told_and_tried_again(page: Page, base_url: str) -> None:
    opened(page, base_url, "/?lang=zh#panel=continue")
    expect(page.locator(".shares .is-hit")).to_have_count(1)
    page.route("**/api/decode", lambda route: route.fulfill(body="{}"))
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#panel-continue")).to_contain_text("连不上服务器")
    page.locator(ACT.format("sentence")).click()
    expect(page.locator(ACT.format("stop"))).to_have_count(0)
    page.unroute("**/api/decode")
    page.locator(ACT.format("look")).click()
    expect(page.locator(".shares .is-hit")).to_have_count(1)
    expect(page.locator("#panel-continue")).not_to_contain_text("连不上服务器")


def test_a_refused_text_is_said_and_nothing_is_written(page: Page, base_url: str) -> None:
    opened(page, base_url, OPEN)
    expect(page.locator(".shares .is-hit")).to_have_count(1)
    refusal = {"error": {"code": "text_too_long", "message": "", "params": {"length": 4001, "limit": 4000}}}
    page.route("**/api/trace?*", lambda route: route.fulfill(status=413, json=refusal))
    page.locator(ACT.format("sentence")).click()
    expect(page.locator("#message")).to_contain_text("最多 4000 个")
    expect(page.locator(ACT.format("sentence"))).to_be_visible()
    expect(page.locator("#progress b")).to_have_text("第 2 / 2 步")


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_everybody_can_use_it(page: Page, base_url: str, width: int, scheme: Any) -> None:
    problems = watch(page, base_url)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, base_url, "/?lang=en#text=I like&panel=continue&sampling=1.6,6,3")
    expect(page.locator(".shares .is-hit")).to_have_count(1)
    page.locator(ACT.format("word")).click()
    expect(page.locator("#panel .written mark")).not_to_be_empty()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
    assert problems == []


def test_a_word_of_the_wheel_is_whole_or_not_there(page: Page, base_url: str) -> None:
    problems = watch(page, base_url)
    opened(page, base_url, "/?lang=en#panel=continue&sampling=2,0,1")
    expect(page.locator(".wheel span").first).to_be_visible()
    parts = page.locator(".wheel span").evaluate_all(
        """spans => spans.map(span => {
          const range = document.createRange();
          range.selectNodeContents(span);
          const [text, box] = [range.getBoundingClientRect(), span.getBoundingClientRect()];
          const seen = text.top < box.bottom - 1;
          return [seen, text.left >= box.left - 1 && text.right <= box.right + 1];
        })"""
    )
    assert [whole for seen, whole in parts if seen]
    assert all(whole for seen, whole in parts if seen)
    assert not all(seen for seen, _ in parts)  # fifty words have no room
    page.locator("[value=likeliest]").check()
    expect(page.locator(".chances .cut")).to_contain_text("The likeliest alone is taken")
    assert problems == []
