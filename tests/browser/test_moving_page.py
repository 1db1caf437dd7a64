"""The page with its scripts: stepping, writing, swapping, playing, sharing, and what goes wrong."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from tests.browser.helpers import assert_alike, figure, look, opened, served, watch
from tests.conftest import ARTICLE

STOPS = ["f", "keep", "i", "g", "write", "c", "o", "tanh_c", "h"]


@pytest.mark.parametrize("t", [0, 1, 13, 27])
def test_the_page_draws_what_the_server_draws(page: Page, base_url: str, t: int) -> None:
    opened(page, base_url, "/?lang=zh#t=5")
    for stop in (None, "f", "g", "c", "h"):
        look(page, "unit=7", t, stop)
        params: dict[str, Any] = {"model": "zh-memory-lstm", "text": ARTICLE, "t": t, "unit": 7, "lang": "zh"}
        answer = httpx.get(f"{base_url}/figure.svg", params={**params, **({"stop": stop} if stop else {})})
        assert_alike(figure(page), served(answer.text))


def test_the_page_stays_clean_and_accessible_while_one_steps(page: Page, base_url: str) -> None:
    problems = watch(page, base_url)
    opened(page, base_url)
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowLeft", "Home", "End"):
        page.keyboard.press(key)
    assert Axe().run(page).violations_count == 0
    assert problems == []


def test_arrows_step_by_words_and_by_operations(page: Page, base_url: str) -> None:
    opened(page, base_url)
    current = page.locator('[aria-current="step"] .word')
    expect(current).to_have_text("说")
    page.keyboard.press("ArrowRight")
    expect(current).to_have_text("汉语")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    expect(current).to_have_text("汉语")
    for stop in STOPS:
        expect(page.locator(f'[data-stop="{stop}"]')).to_have_attribute("aria-pressed", "true")
        page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(page.locator('[data-stop="h"]')).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(page.locator('[aria-pressed="true"]')).to_have_count(0)


def test_the_caption_tells_the_networks_numbers(page: Page, base_url: str, http: httpx.Client) -> None:
    opened(page, base_url, "/?lang=zh#t=13&unit=7&stop=keep")
    nodes = http.post("/api/trace", json={"model": "zh-memory-lstm", "text": ARTICLE}).json()["layers"][0]["nodes"]
    told = [f"{value:.3f}".replace("-", "−") for value in (nodes["c"][12][7], nodes["f"][13][7], nodes["keep"][13][7])]
    expect(page.locator("#caption")).to_contain_text(f"{told[0]} × {told[1]} = {told[2]}")


def test_a_second_swap_before_the_first_is_read_keeps_it(page: Page, base_url: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    opened(page, base_url)

    def answer_the_last_only(route: Route) -> None:
        if "德国人" in (route.request.post_data or ""):
            route.continue_()

    page.route("**/api/trace**", answer_the_last_only)
    lists = page.locator(".token select")
    lists.first.select_option("法国人")
    (family,) = lists.nth(1).select_option(index=1)
    expect(page.locator("input.text")).to_have_value(ARTICLE.replace("中国人", "法国人").replace("普通", family))
    lists.first.select_option("德国人")
    expect(page.locator("input.text")).to_have_value(ARTICLE.replace("中国人", "德国人").replace("普通", family))
    expect(page.locator(".token.is-key .word")).to_have_text("德国人")
    expect(page.locator(".token .word", has_text=family)).to_have_count(1)


def test_the_gates_frames_are_shown_by_key_before_the_pointer_comes(page: Page, base_url: str) -> None:
    opened(page, base_url)
    page.keyboard.press("g")
    expect(page.locator("#figure")).to_have_class(re.compile("is-outlined"))


def test_swapping_by_keys_keeps_the_list(page: Page, base_url: str) -> None:
    opened(page, base_url)
    page.locator(".token.is-key select").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".token.is-key .word")).not_to_have_text("中国人")
    expect(page.locator(".token.is-key select")).to_be_focused()
    expect(page.locator('[aria-current="step"] .word')).to_have_text("说")


def test_space_plays_when_a_word_was_clicked(page: Page, base_url: str) -> None:
    opened(page, base_url)
    page.locator(".token .word").nth(3).click()
    page.keyboard.press("Space")
    expect(page.locator('[data-act="play"]')).to_have_text("暂停")


def test_what_is_typed_is_followed_to_its_end(page: Page, base_url: str) -> None:
    opened(page, base_url)
    field, step = page.locator("input.text"), page.locator("#progress b")
    field.fill("我是一个法国人，我最常说")
    expect(step).to_have_text("第 9 / 9 步")
    field.fill("我是一个法国人，我最常说法语，也喜欢")
    expect(step).to_have_text("第 13 / 13 步")
    page.locator(".token .word").nth(2).click()
    field.fill("我是一个法国人，我最常说法语。")
    expect(step).to_have_text("第 3 / 11 步")  # nothing has changed up to there


def test_another_language_keeps_what_was_made_of_the_page(page: Page, base_url: str) -> None:
    opened(page, base_url)
    page.locator('.languages [lang="en"]').hover()
    expect(page.locator('.languages [lang="en"]')).to_have_attribute("href", f"{base_url}/?lang=en")
    page.locator(".token.is-key select").select_option("法国人")
    expect(page.locator(".token.is-key .word")).to_have_text("法国人")
    page.locator('.languages [lang="en"]').click()
    expect(page.locator("html[data-ready][lang=en]")).to_be_attached()
    expect(page.locator("input.text")).to_have_value(ARTICLE.replace("中国人", "法国人"))
    expect(page.locator("#progress b")).to_have_text("Step 14 of 28")


def test_back_to_an_example_marks_its_word_again(page: Page, base_url: str) -> None:
    opened(page, base_url)
    page.locator(".token.is-key select").select_option("法国人")
    expect(page).to_have_url(re.compile("text="))
    page.go_back()
    expect(page.locator(".token.is-key .word")).to_have_text("中国人")


@pytest.mark.parametrize("name", [".", "..", "zh-memory-lstm/facts", "../../etc/passwd"])
def test_a_name_that_is_a_path_is_the_name_of_no_model(page: Page, base_url: str, name: str) -> None:
    opened(page, base_url, f"/?lang=zh#model={quote(name, safe='')}")
    expect(page.locator("#message")).to_contain_text(f"没有叫“{name}”的模型")
    expect(page.locator("input.text")).to_have_value(ARTICLE)


def test_swapping_the_country_swaps_the_language(page: Page, base_url: str) -> None:
    opened(page, base_url)
    page.locator(".token.is-key select").select_option("法国人")
    expect(page.locator(".next th").first).to_have_text("法语")
    expect(page.locator('[aria-current="step"] .word')).to_have_text("说")
    expect(page.locator("input.text")).to_have_value(ARTICLE.replace("中国人", "法国人"))


def test_writing_is_read_after_a_pause_and_unknown_words_are_told(page: Page, base_url: str) -> None:
    opened(page, base_url)
    page.locator("input.text").fill("今天天气很好，我们去北京吃烤鸭")
    expect(page.locator("#message")).to_contain_text("不认识")
    expect(page.locator(".token.is-unknown")).not_to_have_count(0)
    page.locator('[data-act="example"]').click()
    expect(page.locator("input.text")).to_have_value(ARTICLE)
    expect(page.locator("#message")).to_be_empty()


def test_nothing_is_read_while_chinese_is_being_composed(page: Page, base_url: str) -> None:
    opened(page, base_url)
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if "/api/trace" in r.url else None)
    field = page.locator("input.text")
    field.evaluate(
        "f => { f.focus(); f.dispatchEvent(new CompositionEvent('compositionstart')); f.value = 'wo';"
        " f.dispatchEvent(new InputEvent('input', {isComposing: true})); }"
    )
    page.keyboard.press("ArrowRight")
    page.evaluate("new Promise(done => setTimeout(done, 300))")
    assert asked == []
    field.evaluate("f => { f.value = '我是'; f.dispatchEvent(new CompositionEvent('compositionend')); }")
    expect(page.locator(".token")).to_have_count(2)
    assert len(asked) == 1


def test_a_predicted_word_goes_on_with_the_sentence(page: Page, base_url: str) -> None:
    opened(page, base_url, "/?lang=en")
    page.locator(".next th button").first.click()
    expect(page.locator("input.text")).to_have_value(
        "I was born in France, I grew up in an ordinary family, I speak fluent French"
    )
    expect(page.locator('[aria-current="step"] .word')).to_have_text("French")


def test_play_runs_from_the_first_word_on_and_the_caption_speaks_when_it_stops(page: Page, base_url: str) -> None:
    opened(page, base_url)
    play = page.locator('[data-act="play"]')
    expect(play).to_have_text("从头看它读")
    play.click()
    expect(play).to_have_text("暂停")
    expect(page.locator('[aria-current="step"] .word')).to_have_text("我")
    expect(page.locator("#caption")).to_have_attribute("aria-live", "off")
    expect(page.locator('[aria-current="step"] .word')).to_have_text("是")
    page.keyboard.press("ArrowRight")
    expect(play).to_have_text("播放")
    expect(page.locator("#caption")).to_have_attribute("aria-live", "polite")


def test_play_ends_on_the_last_word(page: Page, base_url: str) -> None:
    opened(page, base_url, "/?lang=zh#t=26")
    page.locator('[data-act="faster"]').click()
    page.locator('[data-act="faster"]').click()
    expect(page.locator('[data-act="faster"]')).to_have_text("4×")
    page.locator('[data-act="play"]').click()
    expect(page.locator('[data-act="play"]')).to_have_text("再看一遍")
    expect(page.locator('[aria-current="step"] .word')).to_have_text("。")


def test_without_motion_play_shows_whole_steps(page: Page, base_url: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    opened(page, base_url, "/?lang=zh#t=3")
    page.locator('[data-act="play"]').click()
    expect(page.locator('[aria-current="step"] .word')).to_have_text("，")
    expect(page.locator('[aria-pressed="true"]')).to_have_count(0)


def test_the_address_restores_the_same_picture(page: Page, base_url: str) -> None:
    opened(page, base_url)
    page.locator(".token.is-key select").select_option("日本人")
    expect(page.locator(".next th").first).to_have_text("日语")
    for key in ("ArrowLeft", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    page.locator(".heatmap select").select_option("f")
    expect(page).to_have_url(re.compile("vector=f"))
    before = figure(page)
    link = page.url
    assert "日本人" not in link.split("#")[0]
    page.goto("about:blank")
    page.goto(link)
    expect(page.locator("html[data-ready]")).to_be_attached()
    assert figure(page) == before
    expect(page.locator(".heatmap select")).to_have_value("f")


def test_back_leads_to_the_text_before(page: Page, base_url: str) -> None:
    opened(page, base_url)
    page.locator(".token.is-key select").select_option("法国人")
    expect(page.locator(".next th").first).to_have_text("法语")
    page.go_back()
    expect(page.locator("input.text")).to_have_value(ARTICLE)


@pytest.mark.parametrize(
    "fragment",
    [
        "t=99999&unit=99999&stop=zz&vector=zz&theme=zz",
        "t=-1&unit=x",
        "stop=x&vector=h_prev",
        "%%%",
        "t=1&t=2",
        "model=gpt",
        "text=%20",
    ],
)
def test_an_odd_address_still_opens_the_page(page: Page, base_url: str, fragment: str) -> None:
    opened(page, base_url, f"/?lang=zh#{fragment}")
    expect(page.locator('[data-node="f"]')).to_be_visible()


@pytest.mark.parametrize("fragment", ["t=4", "stop=x", "t=9&stop=i&unit=3", "t=99999&unit=99999&vector=zz"])
def test_an_address_changed_by_hand_leads_where_a_fresh_one_does(page: Page, base_url: str, fragment: str) -> None:
    problems = watch(page, base_url)
    opened(page, base_url, f"/?lang=zh#unit=40&{fragment}" if "unit" not in fragment else f"/?lang=zh#{fragment}")
    fresh = figure(page)
    page.goto("about:blank")
    opened(page, base_url)
    page.goto(f"{base_url}/?lang=zh#{fragment}")
    expect(page.locator('[aria-current="step"]')).to_have_count(1)
    assert figure(page) == fresh
    assert problems == []


def test_the_legend_the_request_and_the_file_follow_the_moment(page: Page, base_url: str) -> None:
    opened(page, base_url, "/?lang=en")
    page.locator("input.text").fill("I don't speak")
    expect(page.locator(".token")).to_have_count(3)
    page.keyboard.press("Tab")
    page.locator('[data-act="first"]').click()
    page.locator('[data-stop="keep"]').click()
    page.locator(".bench-row svg").last.click(position={"x": 3, "y": 10})
    expect(page.locator("#legend")).to_contain_text("unit 0")
    page.locator("#use").scroll_into_view_if_needed()
    expect(page.locator("#use code")).to_contain_text("I don'\\''t speak")
    page.locator("#use a").first.click()
    page.wait_for_url("**/figure.svg?**")
    assert all(part in page.url for part in ("t=0", "unit=0", "stop=keep", "lang=en", "theme=light", "I+don%27t+speak"))


def test_the_legends_sentences_stand_beside_their_signs(page: Page, base_url: str) -> None:
    opened(page, base_url)
    lines = page.locator("#legend li")
    for line in lines.all():
        assert line.evaluate("li => li.childElementCount === 1 || li.children[1].getBoundingClientRect().width > 100")


def test_a_click_on_a_strip_selects_its_unit_and_on_a_neighbour_steps(page: Page, base_url: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})  # one unit of the figure is one pixel
    opened(page, base_url)
    strip = page.locator('[data-strip="f"] rect').first
    box = strip.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 2 + 2 * 10.5)
    expect(page.locator("#formulas h2 small")).to_have_text("第 10 号单元")
    page.locator('[data-neighbour="past"]').click()
    expect(page.locator('[aria-current="step"] .word')).to_have_text("常")
    page.locator('.sheet:not([inert]) [data-node="tanh_c"]').click()
    expect(page.locator('[data-stop="tanh_c"]')).to_have_attribute("aria-pressed", "true")


def test_an_operation_opens_into_its_operands_where_units_are_chosen(page: Page, base_url: str) -> None:
    opened(page, base_url, "/?lang=zh#t=13&unit=7&stop=keep")
    rows = page.locator(".bench-row")
    expect(rows.locator(".formula")).to_have_text(["ft", "Ct−1", "keep"])
    strip = rows.nth(2).locator("svg")
    box = strip.bounding_box()
    assert box
    strip.click(position={"x": box["width"] * (2 + 3 * 20.5) / 148, "y": 10})
    expect(page.locator("#formulas h2 small")).to_have_text("第 20 号单元")
    page.locator('[data-stop="keep"]').click()
    expect(rows).to_have_count(0)


def test_the_theme_the_link_and_the_keys_are_at_hand(page: Page, base_url: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=base_url)
    opened(page, base_url, "/?lang=en")
    page.keyboard.press("ArrowLeft")
    page.locator('[data-act="link"]').click()
    expect(page.locator('[data-act="link"]')).to_have_text("Copied")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{base_url}/?lang=en#model=en-memory-lstm&text=I+was")
    assert "&t=15&" in link
    expect(page.locator('[data-act="link"]')).to_have_text("Copy link")
    page.locator('[data-act="theme"]').click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.locator('[data-act="theme"]').click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.locator('[data-act="keys"]').click()
    expect(page.locator("dialog.keys")).to_contain_text("next operation")
    page.keyboard.press("Escape")
    expect(page.locator("dialog.keys")).to_be_hidden()


def test_a_server_that_does_not_answer_is_told_in_place_and_the_text_is_kept(page: Page, base_url: str) -> None:
    opened(page, base_url)
    page.route("**/api/trace*", lambda route: route.abort())
    page.locator("input.text").fill("我是一个日本人")
    expect(page.locator("#message")).to_contain_text("连不上服务器")
    expect(page.locator("input.text")).to_have_value("我是一个日本人")
    expect(page.locator(".token")).to_have_count(28)
    page.unroute("**/api/trace*")
    page.locator('[data-act="retry"]').click()
    expect(page.locator(".token")).to_have_count(4)
    expect(page.locator("#message")).to_be_empty()


def test_a_refused_text_is_told_with_its_bound(page: Page, base_url: str) -> None:
    opened(page, base_url)
    page.locator("input.text").fill("我" * 4001)
    expect(page.locator("#message")).to_contain_text("4001")
    expect(page.locator("#message")).to_contain_text("4000")


def test_a_slow_server_is_told_and_a_stale_answer_never_wins(page: Page, base_url: str) -> None:
    opened(page, base_url)
    held: list[Route] = []
    page.route("**/api/trace*", lambda route: held.insert(len(held), route))
    page.locator("input.text").fill("我是一个日本人")
    expect(page.locator("#message")).to_contain_text("还没有回答")
    page.locator("input.text").fill("我是")
    while len(held) < 2:
        page.evaluate("new Promise(requestAnimationFrame)")
    held[1].continue_()
    expect(page.locator(".token")).to_have_count(2)
    expect(page.locator("#message")).to_be_empty()


def test_text_is_only_ever_text(page: Page, base_url: str) -> None:
    problems = watch(page, base_url)
    opened(page, base_url, "/?lang=en")
    page.locator("input.text").fill('<img src=x onerror="alert(1)"> <b>I</b>')
    expect(page.locator(".token").first).to_contain_text("<")
    assert page.locator("#tokens img, #tokens b, .figure img").count() == 0
    assert problems == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_theme_wins_over_the_systems(page: Page, base_url: str, theme: str) -> None:
    page.emulate_media(color_scheme="dark" if theme == "light" else "light")
    opened(page, base_url, f"/?lang=en#theme={theme}")
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert ground == ("rgb(251, 252, 249)" if theme == "light" else "rgb(20, 24, 27)")


TIMERS = {  # what waits for a reader or a server; whatever moves asks the one clock
    "address.js", "actions.js", "arithmetic.js", "backward.js", "continuation.js", "learn.js", "whatif.js", "views/sentence.js",
    "views/timeline.js", "lib/device.js",
}  # fmt: skip
AT_THE_EDGE = ("lib/dom.js", "lib/device.js", "lib/focus.js", "lib/sheet.js")
PURE = (
    "stepper.js", "url.js", "select.js", "narrate.js", "store.js", "i18n.js", "completion.js", "panes.js", "contrast.js",
    "sentences.js",
)  # fmt: skip


def broken_borders(name: str, source: str) -> list[str]:
    """The rules that a script breaks."""
    text = re.sub(r"(?m)(?<![:\"'`])//.*$", "", re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL))
    imports = re.findall(r'(?:from|import\() ?"([^"]+)"', text)
    out = []
    if re.search(r"\b(innerHTML|outerHTML|insertAdjacentHTML|eval|Function)\b", text):
        out.append("parses HTML or code")
    if (name in PURE or name.startswith(("layout/", "lib/"))) and name not in AT_THE_EDGE:
        touched = re.search(r"\b(document|window|location|fetch|navigator)\b\s*[.(\[]", text)
        out += ["touches the document"] if touched else []
    if "setInterval" in text or ("setTimeout" in text and name not in TIMERS):
        out.append("has a timer of its own")
    if not all(i.startswith(".") and i.endswith(".js") for i in imports):
        out.append("imports what is no file")
    if name.startswith("views/") and [
        i for i in imports if i.startswith("./") or i.endswith(("api.js", "questions.js", "actions.js"))
    ]:
        out.append("a view imports a view, the server or the actions")
    if name.startswith("lib/") and not all(i.startswith("./") for i in imports):
        out.append("lib imports from above")
    if name.startswith("layout/") and [i for i in imports if "views/" in i or i.endswith("lib/dom.js")]:
        out.append("layout imports what draws")
    return out


def test_the_scripts_keep_to_their_borders() -> None:
    root = Path(__file__).resolve().parents[2] / "static" / "js"
    scripts = {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in root.rglob("*.js")}
    assert len(scripts) > 50
    assert {name: broken for name, source in scripts.items() if (broken := broken_borders(name, source))} == {}


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("views/a.js", "e.innerHTML = text;"),
        ("layout/a.js", "// why\nconst e = document.createElement('p');"),
        ("select.js", "fetch('/api');"),
        ("views/stage.js", "setTimeout(next, 100);"),
        ("player.js", "setInterval(next, 100);"),
        ("main.js", 'import { a } from "lodash";'),
        ("views/a.js", 'import { b } from "./b.js";'),
        ("views/a.js", 'const { fetchTrace } = await import("../api.js");'),
        ("lib/a.js", 'import { b } from "../select.js";'),
        ("layout/a.js", 'import { region } from "../lib/dom.js";'),
    ],
)
def test_each_border_can_be_broken(name: str, source: str) -> None:
    assert broken_borders(name, source)


def test_a_model_that_does_not_exist_is_told_and_the_page_opens_all_the_same(page: Page, base_url: str) -> None:
    opened(page, base_url, "/?lang=zh#model=gpt&t=3")
    expect(page.locator("#message")).to_contain_text("没有叫“gpt”的模型")
    expect(page.locator('[aria-current="step"]')).to_have_count(1)


def test_the_request_can_be_copied_and_runs(page: Page, base_url: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=base_url)
    opened(page, base_url)
    page.locator("#use").hover()  # what it takes is fetched then
    page.locator("#use button").click()
    expect(page.locator("#use button")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    url, body = re.fullmatch(r"curl (\S+) -H 'Content-Type: application/json' -d '(.*)'", copied, re.DOTALL).groups()  # type: ignore[union-attr]
    answer = httpx.post(url, content=body.replace("'\\''", "'").encode(), headers={"Content-Type": "application/json"})
    assert answer.json()["predictions"][13]["top"][0]["text"] == "汉语"


def test_a_server_that_fails_at_once_leaves_the_first_view_and_says_so(page: Page, base_url: str) -> None:
    page.route("**/api/**", lambda route: route.abort())
    page.goto(f"{base_url}/?lang=zh")
    expect(page.locator("#message")).to_contain_text("连不上服务器")
    expect(page.locator('[data-node="f"]')).to_be_visible()
    expect(page.locator("h1")).to_contain_text("我是一个中国人")


def test_back_and_forward_while_an_answer_is_pending_agree_with_the_figure(page: Page, base_url: str) -> None:
    opened(page, base_url)
    for text, count in (("我是一个日本人", 4), ("我是", 2)):
        page.locator("input.text").fill(text)
        expect(page.locator(".token")).to_have_count(count)
    held: list[Route] = []
    page.route("**/api/trace*", lambda route: held.insert(len(held), route))
    page.go_back()
    expect(page.locator("input.text")).to_have_value("我是一个日本人")
    page.go_forward()
    expect(page.locator("input.text")).to_have_value("我是")
    for route in held:
        route.continue_()
    page.evaluate("async () => { for (let n = 0; n < 20; n++) await new Promise(requestAnimationFrame); }")
    expect(page.locator(".token")).to_have_count(2)
    expect(page.locator("#message")).to_be_empty()


@pytest.mark.parametrize("body", ["garbage", "<html></html>", '{"error": "nope"}'])
@pytest.mark.parametrize("status", [200, 502])
def test_an_answer_that_is_none_of_ours_is_told_and_can_be_asked_for_again(
    page: Page, base_url: str, body: str, status: int
) -> None:
    opened(page, base_url)
    page.route("**/api/trace*", lambda route: route.fulfill(status=status, body=body, content_type="text/html"))
    page.locator("input.text").fill("我是一个日本人")
    expect(page.locator('[data-act="retry"]')).to_be_visible()
    page.keyboard.press("Tab")
    page.locator('[data-act="last"]').click()  # the address goes on with what is shown
    expect(page).to_have_url(re.compile("t=27"))
    page.unroute("**/api/trace*")
    page.locator('[data-act="retry"]').click()
    expect(page.locator(".token")).to_have_count(4)


def test_a_text_chosen_right_after_a_step_does_not_overwrite_where_one_was(page: Page, base_url: str) -> None:
    opened(page, base_url)
    page.locator(".examples").select_option("1")
    expect(page.locator(".token.is-key, .token").first).to_be_visible()
    expect(page.locator("input.text")).to_have_value(re.compile("日本电影"))
    expect(page).to_have_url(re.compile("text="))
    second = page.locator("input.text").input_value()
    page.evaluate("""() => {
      document.querySelector('[data-act=first]').click();
      const list = document.querySelector('.examples');
      list.value = '0';
      list.dispatchEvent(new Event('change', {bubbles: true}));
    }""")
    expect(page.locator("input.text")).to_have_value(ARTICLE)
    expect(page.locator(".token")).to_have_count(28)
    page.go_back()
    expect(page.locator("input.text")).to_have_value(second)
