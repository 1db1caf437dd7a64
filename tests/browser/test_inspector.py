"""The column of details: formulas that know their vectors, numbers, source, what to doubt, and how a text may go on."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.helpers import look, opened, watch
from tests.conftest import ARTICLE

STOPS = ["f", "keep", "i", "g", "write", "c", "o", "tanh_c", "h"]


SEEN = """mark => {
    const [inner, outer] = [mark, mark.closest("pre")].map(e => e.getBoundingClientRect());
    return outer.top <= inner.top && inner.bottom <= outer.bottom;
}"""  # of the source's own scrolling, whatever the page's


def told(value: float, digits: int = 3) -> str:
    return f"{value:.{digits}f}".replace("-", "−")


def pointed(page: Page, part: str) -> list[str]:
    """What is marked now, by the name of one of its data attributes."""
    return sorted(set(page.evaluate(f"[...document.querySelectorAll('[data-{part}].is-pointed')].map(e => e.dataset.{part})")))


def formulas(page: Page) -> Any:
    """Every formula as a nested list of tags, attributes and text."""
    return page.evaluate(
        """() => {
            const told = (node) => [...node.attributes].map(a => `${a.name}=${a.value}`).sort();
            const read = (node) => node.nodeType === Node.TEXT_NODE ? node.nodeValue :
                [node.localName, ...told(node), ...[...node.childNodes].map(read)];
            return [...document.querySelectorAll('.formulas math')].map(read);
        }"""
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_formulas_are_those_of_the_server_and_stay_where_they_are(page: Page, base_url: str, lang: str) -> None:
    page.route("**/main.js", lambda route: route.abort())
    page.goto(f"{base_url}/?lang={lang}")
    served = formulas(page)
    assert Axe().run(page).violations_count == 0
    places = "[...document.querySelectorAll('.formulas math')].map(m => Math.round(m.getBoundingClientRect().left * 10) / 10)"
    height = "document.querySelector('.formulas').getBoundingClientRect().height"
    before = page.evaluate(places), page.evaluate(height)
    page.unroute("**/main.js")
    opened(page, base_url, f"/?lang={lang}")
    assert formulas(page) == served
    assert (page.evaluate(places), page.evaluate(height)) == before
    assert len(served) == len(STOPS)
    assert {m[0] for m in served} == {"math"}


def test_every_vector_in_a_formula_is_marked_as_its_node(page: Page, base_url: str, http: httpx.Client) -> None:
    opened(page, base_url)
    for node in http.get("/api/cells/lstm").json()["nodes"]:
        if node["op"] != "input":
            symbols = page.locator(f'[data-stop="{node["id"]}"] [data-symbol]')
            assert symbols.evaluate_all("all => all.map(e => e.dataset.symbol)") == [node["id"], *node["inputs"]]


@pytest.mark.parametrize(
    ("notation", "candidate", "keep"), [("article", "C~t=tanh(WC", "keep=ft⊙Ct−1"), ("pytorch", "gt=tanh(Wg", "keep=ft⊙ct−1")]
)
def test_the_letters_are_the_readers(page: Page, base_url: str, notation: str, candidate: str, keep: str) -> None:
    opened(page, base_url, f"/?lang=en#notation={notation}")
    expect(page.locator('[data-stop="g"] math')).to_have_text(re.compile("^" + re.escape(candidate)))
    expect(page.locator('[data-stop="keep"] math')).to_have_text(keep)


def test_pointing_at_a_letter_marks_its_strip_its_box_and_its_wires(page: Page, base_url: str) -> None:
    opened(page, base_url)
    page.locator('[data-stop="keep"] [data-symbol="f"]').hover()
    expect(page.locator(".is-pointed")).not_to_have_count(0)
    assert (pointed(page, "strip"), pointed(page, "node"), pointed(page, "wire")) == (["f"], ["f"], ["f"])
    page.locator('[data-stop="o"] [data-symbol="h_prev"]').hover()
    assert (pointed(page, "strip"), pointed(page, "node")) == (["h_prev"], [])
    assert {"h_prev.in", "h_prev.on", "bus.1", "bus.f"} <= set(pointed(page, "wire"))
    assert "x" not in pointed(page, "wire")
    page.locator("#next h2").hover()
    expect(page.locator(".is-pointed")).to_have_count(0)


def test_pointing_at_the_figure_marks_the_letters(page: Page, base_url: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    opened(page, base_url)
    page.locator('[data-strip="keep"]').hover()
    expect(page.locator(".is-pointed")).not_to_have_count(0)
    assert pointed(page, "symbol") == ["keep"]
    expect(page.locator("[data-symbol].is-pointed")).to_have_count(3)  # in its own formula, its number, in the sum
    page.locator('[data-node="g"]').hover()
    assert pointed(page, "symbol") == ["g"]
    x, y = page.locator('[data-wire="bus.4"] path').first.evaluate(
        "p => { const at = p.getPointAtLength(p.getTotalLength() / 2).matrixTransform(p.getScreenCTM()); return [at.x, at.y]; }"
    )
    page.mouse.move(x, y)
    assert pointed(page, "symbol") == ["h_prev", "x"]  # the bus carries both
    page.mouse.move(5, 5)
    expect(page.locator(".is-pointed")).to_have_count(0)


def test_focus_points_too_and_the_marks_follow_the_figure(page: Page, base_url: str) -> None:
    opened(page, base_url)
    page.keyboard.press("Tab")  # from now on the focus is to be seen
    page.locator('[data-stop="c"]').focus()
    expect(page.locator(".is-pointed")).not_to_have_count(0)
    assert pointed(page, "strip") == ["c"]
    page.keyboard.press("ArrowDown")  # only f is there: other strips take the place of c's
    expect(page.locator('[data-stop="f"]')).to_have_attribute("aria-pressed", "true")
    assert set(pointed(page, "strip")) <= {"c"}
    assert pointed(page, "node") == ["c"]
    page.locator("input.text").focus()
    expect(page.locator(".is-pointed")).to_have_count(0)


@pytest.mark.parametrize("unit", [7, 40])
def test_the_selected_units_numbers_stand_in_the_formula(page: Page, base_url: str, http: httpx.Client, unit: int) -> None:
    opened(page, base_url)
    nodes = http.post("/api/trace", json={"model": "zh-memory-lstm", "text": ARTICLE}).json()["layers"][0]["nodes"]
    numbers = {id: told(rows[13][unit]) for id, rows in nodes.items() if id != "x"}
    numbers |= {"c_prev": told(nodes["c"][12][unit]), "h_prev": told(nodes["h"][12][unit])}
    for stop, line in {
        "f": "σ(…) = {f}", "g": "tanh(…) = {g}", "keep": "{keep} = {f} × {c_prev}", "write": "{write} = {i} × {g}",
        "c": "{c} = {keep} + {write}", "tanh_c": "{tanh_c} = tanh({c})", "h": "{h} = {o} × {tanh_c}",
    }.items():  # fmt: skip
        look(page, f"unit={unit}", 13, stop)
        expected = re.sub(r"([×+]) (−[\d.]+)", r"\1 (\2)", line.format_map(numbers))  # 1 + (−2)
        expect(page.locator(".bench-numbers")).to_have_text(f"第 {unit} 号：{expected}")


def test_the_source_marks_the_line_of_the_operation_and_stays_open_while_one_steps(
    page: Page, base_url: str, http: httpx.Client
) -> None:
    problems = watch(page, base_url)
    cell = http.get("/api/cells/lstm").json()
    page.emulate_media(reduced_motion="reduce")  # a click would pause a motion, and the next key only complete it
    opened(page, base_url, "/?lang=zh#t=13")
    source = page.locator("details.source")
    expect(source).to_be_hidden()
    page.keyboard.press("ArrowDown")
    expect(source).to_be_visible()
    assert not source.evaluate("d => d.open")
    source.locator("summary").click()
    expect(source.locator("p")).to_contain_text("1e-12")
    expect(source.locator("code")).to_have_text(cell["source"].rstrip() + "\n", use_inner_text=False)
    for stop in STOPS:
        expect(page.locator(f'[data-stop="{stop}"]')).to_have_attribute("aria-pressed", "true")
        expect(source.locator("mark")).to_have_text(re.compile(rf"^\s*{stop} = "))
        assert source.locator("mark").evaluate(SEEN)
        assert source.evaluate("d => d.open")
        page.keyboard.press("ArrowDown")
    assert Axe().run(page).violations_count == 0
    page.keyboard.press("Escape")
    expect(source).to_be_hidden()
    page.keyboard.press("ArrowDown")
    expect(source.locator("mark")).to_be_visible()
    source.locator("summary").click()
    page.keyboard.press("ArrowDown")
    expect(source.locator("pre")).to_be_hidden()
    assert problems == []


def test_opening_another_operation_keeps_the_focus(page: Page, base_url: str) -> None:
    opened(page, base_url)
    for stop in ("keep", "c", "f"):
        page.locator(f'[data-stop="{stop}"]').click()
        expect(page.locator(".bench")).to_have_count(1)
        expect(page.locator(f'[data-stop="{stop}"]')).to_be_focused()


@pytest.mark.parametrize(
    ("lang", "text", "t", "doubtful"),
    [
        ("zh", "我们去北京吃烤鸭", 7, True),
        ("zh", "我们去北京吃烤鸭", 2, False),
        ("en", "I qqq", 1, False),  # half is not more than half
        ("en", "I qqq zzz.", 2, True),
    ],
)
def test_guesses_after_mostly_unknown_words_are_doubted(
    page: Page, base_url: str, lang: str, text: str, t: int, doubtful: bool
) -> None:
    opened(page, base_url, f"/?lang={lang}#text={text}&t={t}")
    sentence = {"zh": "到这里一半以上的词它都不认识，下面的猜测不可信。", "en": "do not trust these guesses"}[lang]
    doubt = page.locator("#next .doubt")
    if doubtful:
        expect(doubt).to_contain_text(sentence)
        expect(page.locator(".next")).to_have_class(re.compile("is-doubtful"))
        assert Axe().run(page).violations_count == 0
    else:
        expect(doubt).to_be_hidden()
        expect(page.locator(".next")).not_to_have_class(re.compile("is-doubtful"))


class Completions:
    """The pure function, called in the page with a card."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.page = page
        page.goto(f"{base_url}/healthz")
        (self.base,) = set(re.findall(r'src="([^"]+)/js/start.js"', httpx.get(base_url).text))

    def __call__(self, card: dict[str, Any], text: str) -> list[str]:
        arguments = json.dumps([card, text])
        found = self.page.evaluate(f"import('{self.base}/js/completion.js').then(m => m.completions(...{arguments}))")
        assert isinstance(found, list)
        return found


@pytest.fixture
def completions(page: Page, base_url: str) -> Completions:
    return Completions(page, base_url)


def test_an_english_text_goes_on_with_words_that_begin_like_its_last(completions: Completions, http: httpx.Client) -> None:
    card = http.get("/api/models/en-memory-lstm").json()
    assert completions(card, "I was born in Fra") == ["I was born in France"]
    assert completions(card, "in fra") == ["in France"]  # in the case of the vocabulary
    same, other = ["grandfather", "grandmother", "green", "grew"], ["Greece", "Greek"]
    assert completions(card, "(gr") == [f"({word}" for word in (*same, *other)]  # those in the same case first
    assert completions(card, "France") == []  # complete
    for text in ("", "I was born in ", "in France,", "xyz", "don't", "<", "<unk", "<pad"):
        assert completions(card, text) == [], text
    for letter in "abcdefghijklmnopqrstuvwxyz":
        assert len(completions(card, letter)) <= 6


def test_a_chinese_text_goes_on_from_its_longest_end_that_begins_a_word(completions: Completions, http: httpx.Client) -> None:
    card = http.get("/api/models/zh-memory-lstm").json()
    assert completions(card, "我是一个中") == ["我是一个中国", "我是一个中国人"]
    assert completions(card, "我是一个中国") == ["我是一个中国人"]
    assert completions(card, "去过澳大利") == ["去过澳大利亚", "去过澳大利亚人"]
    for text in ("", "我是一个中国人", "。", "x", "<", "<u", "<unk"):
        assert completions(card, text) == [], text


def test_a_text_is_completed_as_its_language_is_written(completions: Completions) -> None:
    for kind in ("word", "longest"):
        card = {"vocabulary": ["<unk>", "<pad>", "ab", "abc"], "tokenizer": {"kind": kind, "aliases": {}}}
        assert completions(card, "zz a") == ["zz ab", "zz abc"]
        assert completions(card, "zz ab") == ["zz abc"]


OFFERED = "#completions option"


def values(page: Page) -> list[str]:
    return [str(option.get_attribute("value")) for option in page.locator(OFFERED).all()]


def test_the_field_offers_how_the_text_may_go_on(page: Page, base_url: str) -> None:
    opened(page, base_url)
    expect(page.locator(OFFERED)).to_have_count(0)
    field = page.locator("input.text")
    field.fill("我是一个中")
    expect(page.locator(OFFERED)).to_have_count(2)
    assert values(page) == ["我是一个中国", "我是一个中国人"]
    field.fill("我是一个中国人")
    expect(page.locator(OFFERED)).to_have_count(0)
    field.fill("我是一个法")
    expect(page.locator(OFFERED)).not_to_have_count(0)
    page.locator(".examples").select_option("1")  # somebody else chooses the text
    expect(field).to_have_value(re.compile("日本电影"))
    expect(page.locator(OFFERED)).to_have_count(0)


def test_nothing_is_offered_while_chinese_is_being_composed(page: Page, base_url: str) -> None:
    opened(page, base_url)
    field = page.locator("input.text")
    field.fill("我是一个中")
    expect(page.locator(OFFERED)).to_have_count(2)
    before = values(page)
    field.evaluate(
        "f => { f.focus(); f.dispatchEvent(new CompositionEvent('compositionstart')); f.value = '我是一个法';"
        " f.dispatchEvent(new InputEvent('input', {isComposing: true})); }"
    )
    page.evaluate("async () => { for (let n = 0; n < 20; n++) await new Promise(requestAnimationFrame); }")
    assert values(page) == before
    field.evaluate("f => f.dispatchEvent(new CompositionEvent('compositionend'))")
    expect(page.locator(f'{OFFERED}[value="我是一个法国人"]')).to_have_count(1)
    assert values(page) != before


def test_the_details_fit_on_the_screen_when_no_operation_is_open(page: Page, base_url: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    opened(page, base_url)
    sections = page.locator(".inspector > section")
    top = sections.first.bounding_box()
    bottom = sections.last.bounding_box()
    assert top
    assert bottom
    assert bottom["y"] + bottom["height"] - top["y"] < 790
    for rows, height in ((".next tr", 24), (".formulas tr", 27)):
        assert set(page.locator(rows).evaluate_all("all => all.map(row => row.getBoundingClientRect().height)")) == {height}
