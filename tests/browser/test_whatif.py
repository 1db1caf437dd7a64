"""What if: holds on the page are the API's, fork the timeline, can be undone and linked, and are compared with random ones."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.helpers import opened, watch
from tests.conftest import ARTICLE

ZH = "zh-memory-lstm"
JAPANESE, FRENCH = ARTICLE.replace("中国人", "日本人"), ARTICLE.replace("中国人", "法国人")


def carriers(http: httpx.Client) -> list[int]:
    units = http.get(f"/api/models/{ZH}/facts", timeout=60).json()["units"]
    return [unit["unit"] for unit in units if unit["carries"]]


def held(http: httpx.Client, text: str, *holds: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = http.post("/api/trace", json={"model": ZH, "text": text, "hold": list(holds), **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def at(page: Page, base_url: str, text: str, t: int, rest: str = "") -> Page:
    return opened(page, base_url, f"/?lang=zh#model={ZH}&text={quote(text)}&t={t}&unit=40&panel=whatif{rest}")


def share(p: float) -> str:
    return f"{100 * p:.1f}%"


def test_in_three_clicks_the_network_loses_the_country_and_random_units_do_not(
    page: Page, base_url: str, http: httpx.Client
) -> None:
    problems = watch(page, base_url)
    units = carriers(http)  # measured once; the page finds them measured
    opened(page, base_url)
    page.locator(".token.is-key select").select_option("日本人")
    expect(page.locator(".next th").first).to_have_text("日语")
    page.locator("#inside a[data-panel=whatif]").click()
    expect(page.locator(".whatif [name=scope]")).to_have_value("carry")
    page.locator("[data-preset=shut]").click()
    api = held(http, JAPANESE, {"t": 13, "until": 13, "node": "f", "units": units, "value": 0})["predictions"][13]["top"][0]
    assert api["text"] != "日语"
    expect(page.locator(".next th").first).to_have_text(api["text"])
    expect(page.locator(".whatif .said")).to_contain_text(f"现在说“{api['text']}”（{share(api['probability'])}）")
    control = http.post(
        "/api/control",
        json={"model": ZH, "text": JAPANESE, "hold": [{"t": 13, "until": 13, "node": "f", "units": units, "value": 0}], "at": 13},
    ).json()
    assert control["as_much"] <= 2  # of 20
    expect(page.locator(".whatif .dots circle")).to_have_count(22)
    drawn = page.locator(".whatif .dots circle").evaluate_all("dots => dots.map(dot => (dot.cx.baseVal.value - 12) / 316)")
    assert drawn[:20] == pytest.approx([draw["probability"] for draw in control["draws"]], abs=1e-3)
    assert drawn[20:] == pytest.approx([control["without"]["probability"], control["held"]["probability"]], abs=1e-3)
    expect(page.locator("#figure .is-held")).to_have_attribute("data-strip", "f")
    assert problems == []


def test_the_held_run_is_the_apis_and_the_fork_begins_where_it_is_held(page: Page, base_url: str, http: httpx.Client) -> None:
    at(page, base_url, FRENCH, 12)
    page.locator(".whatif [name=scope]").select_option("unit")
    page.locator(".whatif [name=span]").select_option("on")
    page.locator("[data-preset=silent]").click()
    expect(page.locator(".whatif .hold")).to_have_text("h = 0.00，第 40 号单元，第 13 步起×")
    expect(page.locator('[data-number="h"]')).to_have_text("0.000")
    api = held(http, FRENCH, {"t": 12, "node": "h", "units": [40], "value": 0})
    base = held(http, FRENCH)
    told = "all => all.map(text => text.querySelector('title')?.textContent ?? text.textContent)"  # one that is cut has a title
    words = page.locator(".whatif .track text").evaluate_all(told)
    assert words == [
        *[step["top"][0]["text"] for step in base["predictions"]],
        *[step["top"][0]["text"] for step in api["predictions"][12:]],
    ]
    moved = page.locator(".moved tbody tr").evaluate_all("rows => rows.map(row => row.cells[1].textContent)")
    nodes = [run["layers"][0]["nodes"] for run in (api, base)]
    ids = [id for id in nodes[0] if id != "x"]
    distances = [sum((a - b) ** 2 for a, b in zip(nodes[0][id][12], nodes[1][id][12], strict=True)) ** 0.5 for id in ids]
    assert [float(text) for text in moved] == pytest.approx(distances, abs=0.0051)


def test_the_state_of_another_sentence_makes_it_say_its_language(page: Page, base_url: str) -> None:
    at(page, base_url, ARTICLE, 12)
    page.locator(".whatif summary").click()
    page.locator(".whatif [name=sentence]").fill(FRENCH)
    page.locator("[name=transplant] button").click()
    expect(page.locator(".whatif .hold")).to_have_count(2)
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".next th").first).to_have_text("法语")
    expect(page).to_have_url(re.compile("&t=13&"))
    url = page.url
    page.goto("about:blank")
    page.goto(url)
    expect(page.locator(".next th").first).to_have_text("法语")


def test_a_hold_can_be_undone_taken_away_and_gone_back_from(page: Page, base_url: str) -> None:
    at(page, base_url, FRENCH, 13)
    page.locator(".whatif [name=scope]").select_option("all")
    expect(page.locator(".next th").first).to_have_text("法语")
    page.locator("[data-preset=shut]").click()
    expect(page.locator(".whatif .hold")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"hold=f\*0\*-\*13\*13\*v0"))
    page.locator("[data-preset=unwritten]").click()
    expect(page.locator(".whatif .hold")).to_have_count(2)
    page.locator(".whatif [data-act=undo]").click()
    expect(page.locator(".whatif .hold")).to_have_count(1)
    page.locator(".whatif .hold button").click()
    expect(page.locator(".whatif .hold")).to_have_count(0)
    expect(page.locator(".next th").first).to_have_text("法语")
    expect(page).not_to_have_url(re.compile("hold="))
    page.go_back()
    expect(page.locator(".whatif .hold")).to_have_count(1)
    page.locator(".whatif select").first.focus()
    page.keyboard.press("Control+z")  # Back has undone already: what it was before all
    expect(page.locator(".whatif .hold")).to_have_count(0)
    expect(page.locator(".whatif [data-act=undo]")).to_have_attribute("aria-disabled", "true")


def test_one_of_ones_own_is_held_at_a_step_or_moved(page: Page, base_url: str, http: httpx.Client) -> None:
    at(page, base_url, FRENCH, 13)
    page.locator(".whatif [name=scope]").select_option("unit")
    page.locator(".whatif summary").click()
    form = page.locator("[name=own]")
    form.locator("[name=node]").select_option("o")
    form.locator("[name=how]").select_option("step")
    form.locator("[name=to]").fill("3")
    form.locator("button").click()
    expect(page.locator(".whatif .hold")).to_have_text("o = 第 3 步的值，第 40 号单元，第 14 步×")
    base = held(http, FRENCH)["layers"][0]["nodes"]["o"]
    expect(page.locator('[data-number="o"]')).to_have_text(f"{base[2][40]:.3f}")
    form.locator("[name=how]").select_option("add")
    form.locator("[name=to]").fill("-0.25")
    form.locator("[name=to]").press("Enter")
    expect(page.locator('[data-number="o"]')).to_have_text(f"{base[2][40] - 0.25:.3f}".replace("-", "−"))


def test_a_number_under_a_hold_is_explained_under_it(page: Page, base_url: str, http: httpx.Client) -> None:
    at(page, base_url, FRENCH, 13, "&number=keep&hold=f*0*40*13*13*v0.5")
    old = held(http, FRENCH)["layers"][0]["nodes"]["c"][12][40]
    expect(page.locator("#arithmetic .result b")).to_have_text(f"{old / 2:.3f}".replace("-", "−"))


@pytest.mark.parametrize(
    "hold",
    ["f*0*40*99*-*v0", "nothing*0*-*1*-*v0", "f*7*-*1*-*v0", "f*0*48*1*-*v0", "f*0*-*5*2*v0", "constructor*0*-*1*-*v0",
     "f*0*-*1*-*vNaN", "***", "f"],
)  # fmt: skip
def test_a_hold_that_has_no_place_is_dropped_and_one_that_can_be_read_is_told(page: Page, base_url: str, hold: str) -> None:
    problems = watch(page, base_url)
    at(page, base_url, FRENCH, 13, f"&hold={hold}")
    expect(page.locator(".next th").first).to_have_text("法语")
    expect(page.locator(".whatif .hold")).to_have_count(0)
    readable = hold not in ("f*0*-*1*-*vNaN", "***", "f")
    expect(page.locator("#message")).to_have_text("有 1 处按住的地方这句话里没有，放开了。" if readable else "")
    expect(page).not_to_have_url(re.compile("hold="))
    assert problems == []


def fails(page: Page, body: str = "x", status: int = 500) -> None:
    """Every run under holds fails."""
    page.route(
        "**/api/trace*",
        lambda route: (
            route.fulfill(status=status, body=body) if '"hold":[{' in str(route.request.post_data) else route.continue_()
        ),
    )


def test_what_an_address_holds_is_kept_and_tried_again_when_the_server_was_not_there(page: Page, base_url: str) -> None:
    fails(page)
    at(page, base_url, FRENCH, 13, "&hold=f*0*-*13*13*v0")
    expect(page.locator("#message")).to_contain_text("服务器内部出了错")
    expect(page.locator(".whatif .failed")).to_contain_text("没能按住。")
    page.locator('[data-number="c"]').focus()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(r"t=12.*hold=f\*0\*-\*13\*13\*v0"))
    page.unroute("**/api/trace*")
    page.locator("#message button").click()
    expect(page.locator(".whatif .hold")).to_have_count(1)
    expect(page.locator("#message")).to_be_empty()
    expect(page.locator(".whatif .failed")).to_have_count(0)


def test_a_hold_that_fails_is_told_where_it_was_asked_for_and_tried_again_there(page: Page, base_url: str) -> None:
    at(page, base_url, FRENCH, 13)
    fails(page)
    page.locator("[data-preset=shut]").click()
    failed = page.locator(".whatif .failed")
    expect(failed).to_have_text("没能按住。 服务器内部出了错，不是你的问题。 再试一次")
    expect(failed).to_be_in_viewport()
    page.unroute("**/api/trace*")
    failed.locator("button").click()
    expect(page.locator(".whatif .hold")).to_have_count(1)
    expect(failed).to_have_count(0)
    page.locator(".whatif summary").click()
    page.locator("[name=to]").fill("1e39")  # refused: no second try, and the next sentence is read without it
    page.locator("[name=own] button").click()
    expect(failed).to_contain_text("没能按住。")
    expect(failed.locator("button")).to_have_count(0)
    page.locator("input.text").fill(JAPANESE)
    expect(page.locator(".whatif .hold")).to_have_count(1)
    expect(failed).to_have_count(0)


def test_what_cannot_be_held_is_said_at_its_field(page: Page, base_url: str) -> None:
    at(page, base_url, FRENCH, 13)
    page.locator(".whatif summary").click()
    field, said = page.locator("[name=to]"), "field => field.validationMessage"
    page.locator("[name=own] [name=how]").select_option("step")
    for step in ("99", "0", "1.5", ""):
        field.fill(step)
        assert field.evaluate(said) == ""
        field.press("Enter")
        assert field.evaluate(said) == "请写 1 到 28 之间的一步。"
    page.locator("[name=own] [name=how]").select_option("value")
    page.locator("[name=own] button").click()
    assert field.evaluate(said) == "请写一个数。"
    page.locator("[name=sentence]").fill("  ")
    page.locator("[name=transplant] button").click()
    assert page.locator("[name=sentence]").evaluate(said) == "还没有内容可读，请写一句话。"
    expect(page.locator(".whatif .hold")).to_have_count(0)


def test_no_more_is_held_than_an_address_has_room_for(page: Page, base_url: str) -> None:
    holds = "**".join(f"f*0*{unit}*13*13*v0" for unit in range(15))
    at(page, base_url, FRENCH, 13, f"&hold={holds}")
    page.locator("[data-preset=silent]").click()
    expect(page.locator(".whatif .hold")).to_have_count(16)
    page.locator("[data-preset=shut]").click()
    expect(page.locator(".whatif .failed")).to_have_text("最多同时按住 16 处：先放开一处吧。")
    page.reload()
    expect(page.locator(".whatif .hold")).to_have_count(16)
    page.locator(".whatif .hold button").first.click()
    expect(page.locator(".whatif .hold")).to_have_count(15)
    page.locator("[data-preset=shut]").click()
    expect(page.locator(".whatif .hold")).to_have_count(16)
    expect(page.locator(".whatif .failed")).to_have_count(0)


def test_what_belongs_to_it_and_fails_is_said_and_tried_again(page: Page, base_url: str) -> None:
    page.route("**/facts", lambda route: route.fulfill(body="{}"))
    page.route("**/api/control", lambda route: route.fulfill(status=500, body="x"))
    at(page, base_url, FRENCH, 13, "&hold=f*0*40*13*13*v0")
    expect(page.locator(".whatif .choices .failed")).to_contain_text("连不上服务器")
    page.unroute("**/facts")
    page.locator("[data-act=carriers]").click()
    expect(page.locator(".whatif [name=scope] [value=carry]")).to_have_count(1)
    expect(page.locator(".whatif .choices .failed")).to_have_count(0)
    expect(page.locator(".whatif .beside .failed")).to_contain_text("服务器内部出了错")
    page.unroute("**/api/control")
    page.locator("[data-act=compare]").click()
    expect(page.locator(".whatif .dots circle")).to_have_count(22)


@pytest.mark.parametrize(
    "model", ["zh-memory-gru", "zh-memory-rnn", "zh-memory-lstm-stack", "order-lstm", "adding-lstm", "order-plain"]
)
def test_every_kind_of_network_can_be_held(page: Page, base_url: str, model: str) -> None:
    lang = "zh" if "lstm" in model else "en"
    problems = watch(page, base_url)
    opened(page, base_url, f"/?lang={lang}#model={model}&t=4&unit=1&panel=whatif")
    page.locator(".whatif [name=scope]").select_option("unit")
    for n, preset in enumerate(page.locator("[data-preset]").evaluate_all("all => all.map(one => one.dataset.preset)")):
        page.locator(f"[data-preset={preset}]").click()
        expect(page.locator(".whatif .hold")).to_have_count(n + 1)
    expect(page.locator(".whatif .dots circle")).to_have_count(22)
    assert not re.search(r"undefined|null|NaN|[{}]", page.locator("#panel").inner_text())
    assert problems == []


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_everybody_can_use_it(page: Page, base_url: str, width: int, scheme: Any) -> None:
    problems = watch(page, base_url)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    at(page, base_url, FRENCH, 13, "&hold=f*0*40*13*13*v0")
    page.locator(".whatif summary").click()
    expect(page.locator(".whatif .dots circle")).to_have_count(22)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
    assert problems == []


HELD = "&hold=f*0*40*13*13*v0"


@pytest.mark.parametrize(("width", "panel"), [(1440, ""), (1440, "&panel=ledger"), (390, "&panel=timeline")])
def test_a_held_network_does_not_look_like_the_real_one(page: Page, base_url: str, width: int, panel: str) -> None:
    problems = watch(page, base_url)
    page.set_viewport_size({"width": width, "height": 844})
    opened(page, base_url, f"/?lang=en#model={ZH}&text={quote(FRENCH)}&t=13&unit=40{panel}{HELD}")
    line = page.locator("#held")
    expect(line).to_contain_text("f = 0.00, unit 40, step 14")
    expect(page.locator("#figure .sheet:not([inert]) .is-held")).to_have_attribute("data-strip", "f")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(line).to_be_in_viewport()
    page.evaluate("scrollTo(0, 0)")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#figure .is-held")).to_have_count(0)  # nothing of this step is
    expect(line).to_contain_text("step 14")
    line.get_by_role("button").click()
    expect(line).to_be_empty()
    expect(page).not_to_have_url(re.compile("hold="))
    expect(page.locator("#main")).to_be_focused()
    assert problems == []


def test_what_the_step_before_hands_on_is_framed_where_it_is_held(page: Page, base_url: str) -> None:
    opened(page, base_url, f"/?lang=zh#model={ZH}&text={quote(FRENCH)}&t=13&hold=h*0*-*12*12*v0")
    expect(page.locator("#figure .is-held")).to_have_attribute("data-strip", "h_prev")
    page.keyboard.press("Home")
    expect(page.locator("#figure .is-held")).to_have_count(0)


def test_nothing_of_it_is_fetched_before_something_is_held(page: Page, base_url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, base_url, "/?lang=zh#panel=whatif")
    page.locator(".whatif [name=scope]").select_option("unit")
    assert not [url for url in asked if "holding" in url]
    page.locator("[data-preset=shut]").click()
    expect(page.locator("#held")).to_contain_text("f = 0.00")
    assert [url for url in asked if "holding" in url]


def test_the_request_for_programs_asks_for_what_is_shown(page: Page, base_url: str) -> None:
    at(page, base_url, FRENCH, 13, "&hold=f*0*40*13*13*v0**h*0*-*12*12*x" + quote(quote(ARTICLE)))
    page.locator("#use").scroll_into_view_if_needed()
    expect(page.locator("#use code")).to_contain_text('"hold":')
    body = re.search(r"-d '(.*)'", page.locator("#use code").text_content() or "")
    assert body
    answer = httpx.post(f"{base_url}/api/trace", content=body[1], headers={"Content-Type": "application/json"}).json()
    assert answer["layers"][0]["nodes"]["f"][13][40] == 0
    shown = page.locator(".next th").first
    expect(shown).to_have_text(answer["predictions"][13]["top"][0]["text"])
    page.locator("#held button").click()
    expect(page.locator("#use code")).not_to_contain_text("hold")


def test_by_keys_undo_goes_back_hold_by_hold(page: Page, base_url: str) -> None:
    at(page, base_url, FRENCH, 13)
    page.locator(".whatif [name=scope]").select_option("unit")
    for n, preset in enumerate(["shut", "unwritten", "silent"], 1):
        page.locator(f"[data-preset={preset}]").click()
        expect(page.locator(".whatif .hold")).to_have_count(n)
    undo = page.locator(".whatif [data-act=undo]")
    undo.focus()
    for left in (2, 1, 0):
        page.keyboard.press("Enter")
        expect(page.locator(".whatif .hold")).to_have_count(left)
        expect(undo).to_be_focused()
    page.keyboard.press("Enter")  # nothing is left to undo
    expect(undo).to_be_focused()


def test_letting_go_of_all_leaves_the_focus_where_it_can_be_undone(page: Page, base_url: str) -> None:
    at(page, base_url, FRENCH, 13)
    page.locator(".whatif [name=scope]").select_option("unit")
    page.locator("[data-preset=shut]").click()
    page.locator(".whatif [data-act=clear]").press("Enter")
    expect(page.locator(".whatif .hold")).to_have_count(0)
    expect(page.locator(".whatif [data-act=undo]")).to_be_focused()


def test_a_second_transplant_takes_the_place_of_the_first_and_says_where_it_differs(page: Page, base_url: str) -> None:
    at(page, base_url, ARTICLE, 12)
    page.locator(".whatif summary").click()
    for text, word in ((FRENCH, "法国人"), (JAPANESE.replace("普通", "普特"), "日本人，出生在普特")):
        page.locator(".whatif [name=sentence]").fill(text)
        page.locator("[name=transplant] button").click()
        expect(page.locator(".whatif .hold").first).to_contain_text(f"← “…{word}")
        expect(page.locator(".whatif .hold")).to_have_count(2)
    expect(page.locator(".whatif .strangers")).to_contain_text("“普”")


def test_the_presets_wait_until_it_is_known_which_units_they_mean(page: Page, base_url: str) -> None:
    """The reader's choice is never changed by an answer that comes late."""
    waiting: list[Any] = []
    page.route("**/facts", lambda route: waiting.insert(0, route))
    at(page, base_url, FRENCH, 13)
    scope = page.locator(".whatif [name=scope]")
    expect(scope).to_have_value("carry")
    expect(page.locator("[data-preset=shut]")).to_be_disabled()
    scope.select_option("unit")
    expect(page.locator("[data-preset=shut]")).to_be_enabled()
    page.wait_for_function("() => document.querySelector('.whatif [value=carry]').textContent.includes('正在测量')")
    waiting[0].continue_()
    page.wait_for_function(
        "() => !document.querySelector('.whatif [value=carry]').textContent.includes('正在测量')", timeout=60_000
    )
    expect(scope).to_have_value("unit")


def test_words_of_the_fork_stay_in_their_columns_and_the_rows_have_names(page: Page, base_url: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    text = "I was born in France, I grew up in an ordinary family, I speak fluent French."
    opened(page, base_url, f"/?lang=en#model=en-memory-lstm&text={quote(text)}&t=3&panel=whatif&hold=f*0*-*0*-*v0")
    expect(page.locator(".whatif .rows li")).to_have_text(["what it expected", "what it expects now"])
    overlaps = """() => {
      const rows = new Map();
      for (const text of document.querySelectorAll('.whatif .track text')) {
        const { top, left, right } = text.getBoundingClientRect();
        const row = Math.round(top / 12);
        rows.set(row, [...(rows.get(row) ?? []), [left, right, text.textContent]]);
      }
      return [...rows.values()].flatMap(row => row.sort((a, b) => a[0] - b[0]).slice(1)
        .flatMap((one, n) => one[0] < row[n][1] ? [[row[n][2], one[2]]] : []));
    }"""
    expect(page.locator(".whatif .track text")).not_to_have_count(0)
    assert page.evaluate(overlaps) == []
