"""Which place carries the difference: the map is the API's, fills while it is scanned, and can be stopped."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from model.library import Library
from tests.browser.helpers import opened, watch
from tests.conftest import ARTICLE

ZH = "zh-memory-lstm"
FRENCH = ARTICLE.replace("中国人", "法国人")


def scanned(http: httpx.Client, **more: Any) -> list[dict[str, Any]]:
    body = {"model": ZH, "text": ARTICLE, "source": {"text": FRENCH}, "at": 13, "units": "all", **more}
    return [json.loads(line) for line in http.post("/api/scan", json=body).text.splitlines()]


def at(page: Page, base_url: str, rest: str = "", source: str = FRENCH) -> Page:
    return opened(
        page, base_url, f"/?lang=zh#model={ZH}&text={quote(ARTICLE)}&t=13&unit=40&panel=scan&source={quote(source)}{rest}"
    )


def answered(body: str, route: Route) -> None:
    route.fulfill(body=body)


def share(moved: float) -> str:
    return f"{100 * moved + 0.0:.0f}%".replace("-", "−").replace("−0%", "0%")


def test_the_map_is_what_the_api_finds(page: Page, base_url: str, http: httpx.Client) -> None:
    problems = watch(page, base_url)
    at(page, base_url)
    page.locator(".scan form button").click()
    expect(page.locator(".scan .said")).to_have_text("读到“说”，这句说“汉语”，那句说“法语”。")
    expect(page.locator(".scan .going")).to_contain_text("走到一半")
    head, *lines = scanned(http)
    expect(page.locator(".scan [data-node][data-t] title")).to_have_count(head["total"])
    moved = {(line["node"], line["t"]): line["moved"] for line in lines}
    shown = page.locator(".scan .track rect").evaluate_all(
        "all => all.map(r => [r.dataset.node, +r.dataset.t, +r.getAttribute('fill-opacity')])"
    )
    assert {(node, t): opacity for node, t, opacity in shown} == pytest.approx(
        {place: min(1, abs(value)) for place, value in moved.items()}, abs=0.0051
    )
    page.locator("#panel summary").click()
    rows = page.locator(".scan tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].slice(1).map(cell => cell.textContent))"
    )
    assert rows == [[share(moved[node, t]) for node in head["nodes"]] for t in head["steps"]]
    assert problems == []


def test_a_place_shows_which_of_its_units_it_is(page: Page, base_url: str, http: httpx.Client) -> None:
    at(page, base_url)
    page.locator(".scan form button").click()
    expect(page.locator(".scan .going")).to_contain_text("走到一半")
    page.locator('.scan rect[data-node="c"][data-t="8"]').click()
    _, line = scanned(http, units="each", node="c", t=8)
    most = max(range(48), key=lambda unit: line["moved"][unit])
    button = page.locator(".scan .most button").first
    expect(button).to_have_text(f"第 {most} 号单元：{share(line['moved'][most])}")
    button.click()
    expect(page.locator("[data-part=selected]")).to_have_text(f"品红框：第 {most} 号单元")


def test_another_word_in_the_place_of_the_one_it_hangs_on_is_proposed(page: Page, base_url: str) -> None:
    opened(page, base_url, "/?lang=zh#panel=scan")
    expect(page.locator(".scan [name=source]")).to_have_value(re.compile("^我是一个(?!中国人).+人，出生在普通家庭"))
    page.locator(".scan form button").click()
    expect(page.locator(".scan .said")).to_be_visible()
    expect(page).to_have_url(re.compile("source="))


def test_it_can_be_stopped_and_what_cannot_be_scanned_is_told(page: Page, base_url: str) -> None:
    at(page, base_url, source=FRENCH + "好")
    page.locator(".scan form button").click()
    expect(page.locator("#panel-scan")).to_contain_text(re.compile("一样长|同样多|步数"))
    page.locator(".scan [name=source]").fill(FRENCH)
    page.evaluate("""() => {  // the answer comes line by line: after some of them nothing more
      const real = window.fetch;
      window.fetch = async (path, options) => {
        const answer = await real(path, options);
        if (!String(path).includes('/api/scan')) return answer;
        const text = (await answer.text()).split('\\n').slice(0, 20).join('\\n') + '\\n';
        return new Response(new ReadableStream({ start(c) { c.enqueue(new TextEncoder().encode(text)); } }));
      };
    }""")
    page.locator(".scan form button").click()
    progress = page.locator(".scan progress")
    expect(progress).to_have_attribute("value", "19")
    page.locator(".scan [data-act=stop]").click()
    expect(page.locator(".scan .going")).to_have_text(re.compile("停了：试过 19 处"))


def test_it_can_be_stopped_before_anything_is_there(page: Page, base_url: str) -> None:
    at(page, base_url)
    page.evaluate("() => { const real = window.fetch; window.fetch = (path, options) => String(path).includes('/api/scan')"
                  " ? new Promise((_, lost) => options.signal.addEventListener('abort', () => lost(options.signal.reason)))"
                  " : real(path, options); }")  # fmt: skip
    page.locator(".scan form button").click()
    expect(page.locator(".scan progress")).to_have_attribute("value", "0")
    page.locator(".scan [data-act=stop]").click()
    expect(page.locator(".scan .going")).to_have_text("停了：试过 0 处，一共 140 处。")


def test_an_answer_that_is_none_or_breaks_off_is_told_and_tried_again(page: Page, base_url: str, http: httpx.Client) -> None:
    body = {"model": ZH, "text": ARTICLE, "source": {"text": FRENCH}, "at": 13, "units": "all"}
    whole = http.post("/api/scan", json=body).text
    lines = whole.splitlines()
    at(page, base_url)
    failed = page.locator(".scan .failed")
    half = "\n".join(lines[:20])
    for n, answer in enumerate(
        ("<html>", "", "null\n", half + "\n", half[:-9], half + '\n{"node": "nothing", "t": 1, "moved": 1}\n')
    ):
        page.route("**/api/scan", partial(answered, answer))
        (page.locator(".scan [data-act=retry]") if n else page.locator(".scan form button")).click()
        expect(failed).to_contain_text("连不上服务器")
        expect(page.locator(".scan progress")).to_have_count(0)
        expect(page.locator("#panel-scan")).not_to_contain_text("停了")
        page.unroute("**/api/scan")
    page.route("**/api/scan", partial(answered, whole.rstrip("\n")))  # nothing is lacking
    page.locator(".scan [data-act=retry]").click()
    expect(page.locator(".scan .going")).to_contain_text("走到一半")
    expect(failed).to_have_count(0)


def test_the_map_of_a_layer_stays_that_of_the_layer(page: Page, base_url: str) -> None:
    opened(
        page,
        base_url,
        f"/?lang=en#model=zh-memory-lstm-stack&text={quote(ARTICLE)}&t=13&layer=1&panel=scan&source={quote(FRENCH)}",
    )
    page.locator(".scan form button").click()
    expect(page.locator(".scan .going")).to_contain_text("Halfway")
    page.locator("#panel-scan summary").click()
    expect(page.locator(".scan thead")).to_be_visible()
    heads = page.locator(".scan thead").inner_text()
    assert "h¹" in heads or "below" in heads or "layer" in heads.lower(), heads
    page.keyboard.press("l")
    expect(page).to_have_url(re.compile("layer=0"))
    with page.expect_request("**/api/scan") as asked:
        page.locator('.scan tbody [data-node="c"][data-t="4"]').click()
    assert json.loads(str(asked.value.post_data))["layer"] == 1
    expect(page.locator(".scan .most button")).to_have_count(3)
    assert page.locator(".scan thead").inner_text() == heads


def test_holds_are_set_aside_which_is_said_and_a_source_one_has_written_stays(page: Page, base_url: str) -> None:
    at(page, base_url, "&hold=f*0*-*3*13*v0")
    about = page.locator(".scan form .about")
    expect(about).to_have_text("这里不算按住的数：两句话都由网络自己读。")
    field = page.locator(".scan [name=source]")
    field.fill("我是一个德国人，我最常说")
    page.locator(".token.is-key select, .token select").first.select_option("日本人")
    expect(page.locator(".next th").first).not_to_have_text("汉语")
    expect(field).to_have_value("我是一个德国人，我最常说")
    page.locator("#tab-whatif").click()
    page.locator(".whatif [data-act=clear]").click()
    expect(about).to_have_count(0)


def test_a_model_of_values_says_its_values(page: Page, base_url: str, zoo: Library) -> None:
    inputs = zoo.model("adding-lstm").card["examples"][0]["inputs"]
    first = next(n for n, (_, marked) in enumerate(inputs) if marked)
    opened(page, base_url, f"/?lang=en#model=adding-lstm&t={first}&panel=scan")
    field = page.locator(".scan [name=source]")
    steps = field.input_value().split(", ")
    steps[first] = "0.99 1"
    field.fill(", ".join(steps))
    page.locator(".scan form button").click()
    expect(page.locator(".scan .said")).to_have_text(re.compile(r"this sentence says “−?\d\.\d\d”, the other one “−?\d\.\d\d”"))


@pytest.mark.parametrize(
    "model", ["en-memory-gru", "zh-memory-rnn", "zh-memory-lstm-stack", "order-lstm", "count-lstm", "adding-lstm"]
)
def test_every_kind_of_network_can_be_scanned(page: Page, base_url: str, model: str) -> None:
    problems = watch(page, base_url)
    opened(page, base_url, f"/?lang=en#model={model}&t=6&panel=scan")
    if model == "adding-lstm":
        page.locator(".scan [name=source]").fill(page.locator(".scan [name=source]").input_value().replace("0.", "0.1", 1))
    page.locator(".scan form button").click()
    expect(page.locator("#panel-scan")).to_contain_text(re.compile("Halfway|nothing|the same", re.IGNORECASE))
    assert not re.search(r"undefined|null|NaN|[{}]", page.locator("#panel").inner_text())
    assert problems == [] or all("422" in one for one in problems)


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_everybody_can_use_it(page: Page, base_url: str, width: int, scheme: Any) -> None:
    problems = watch(page, base_url)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    at(page, base_url)
    page.locator(".scan form button").click()
    expect(page.locator(".scan .going")).to_contain_text("走到一半")
    page.locator("#panel summary").click()
    page.locator('.scan tbody button[data-node="c"][data-t="8"]').click()
    expect(page.locator(".scan .most button")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
    assert problems == []


def test_a_link_made_after_scanning_leads_to_what_was_found(page: Page, base_url: str) -> None:
    problems = watch(page, base_url)
    at(page, base_url)
    page.locator(".scan form button").click()
    expect(page.locator(".scan .going")).to_contain_text("走到一半")
    page.locator(".scan .track [data-node=c][data-t='6']").click()
    expect(page.locator(".scan .one h3")).to_contain_text("第 7 步")
    units = page.locator(".scan .most").inner_text()
    page.keyboard.press("Home")  # the place that is looked at is another thing
    expect(page).to_have_url(re.compile(r"t=0&.*scanned=13\.0\.c\.6"))
    url = page.url
    page.goto("about:blank")
    page.goto(url)
    expect(page.locator(".scan .going")).to_contain_text("走到一半", timeout=30_000)
    expect(page.locator(".scan .most")).to_have_text(units)
    page.locator(".token.is-key select").select_option("日本人")
    expect(page).not_to_have_url(re.compile("scanned="))  # of another sentence nothing is known
    assert problems == []


@pytest.mark.parametrize("place", ["99.0", "13.7", "13", "13.0.nothing.3", "13.0.c.99", "x"])
def test_a_scan_that_an_address_asks_for_in_vain_is_left_out(page: Page, base_url: str, place: str) -> None:
    problems = watch(page, base_url)
    at(page, base_url, f"&scanned={place}")
    expect(page.locator(".scan form button")).to_be_visible()
    expect(page.locator(".scan .one h3")).to_have_count(0)
    assert problems == []


def test_what_is_found_comes_into_view_with_the_words_below(page: Page, base_url: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    at(page, base_url)
    page.locator(".scan form button").click()
    expect(page.locator(".scan .map")).to_be_in_viewport(ratio=1)
    words = page.locator(".scan .map .track text")
    expect(words).to_have_text(page.locator(".token .word").all_inner_texts())
    expect(page.locator(".scan .going")).to_contain_text("走到一半")
    shares = [int(n) for n in re.findall(r"(−?\d+)%", page.locator(".scan .going").inner_text().replace("−", "-"))]
    assert shares
    assert min(shares) >= 5
