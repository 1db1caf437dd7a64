"""Chapters: every figure plays and says what the API says; words, scrolling, keys and address agree; a bet is settled."""

from __future__ import annotations

from itertools import cycle
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from app.i18n import LANGUAGES, Translator
from app.lessons.course import course
from app.lessons.lesson import Lesson
from tests.browser.helpers import opened, watch
from tests.browser.lessons import shown

SLUGS = list(course()["zh"])
IN_TURN = list(zip(SLUGS, cycle(list(LANGUAGES)), strict=False))


def likeliest(http: httpx.Client, model: str, state: dict[str, Any]) -> str:
    """How likely the first answer is at a state, as a page writes it."""
    asked: dict[str, Any] = {
        "model": model,
        "nodes": [],
        "top": 1,
        **{key: state[key] for key in ("text", "inputs") if key in state},
    }
    if "text" not in asked and "inputs" not in asked:
        asked["text"] = http.get(f"/api/models/{model}").json()["examples"][0]["text"]
    predictions = http.post("/api/trace", json=asked).json()["predictions"]
    return Translator("en").percent(predictions[state.get("t", -1)]["top"][0]["probability"])


def text_of(state: dict[str, Any]) -> dict[str, Any]:
    """A state of readings with the sentence that it is made of."""
    if "opening" in state:
        return {**state, "text": state["opening"] + "".join(state["clauses"][: state["distance"]]) + state["closing"]}
    return state


@pytest.mark.parametrize(("slug", "language"), IN_TURN)
def test_every_figure_of_a_chapter_shows_what_the_api_says(
    page: Page, base_url: str, http: httpx.Client, slug: str, language: str
) -> None:
    problems = watch(page, base_url, gives_up=True)  # the figure of words that were left before it was there
    lesson = course()[language][slug]
    opened(page, base_url, f"/learn/{slug}?lang={language}")
    for name, given in lesson.states.items():
        state = dict(given)
        page.locator(f'.mark[href="#{name}"]').first.click()
        shown(page, name)
        kind = page.locator(f"#live .kind[data-kind={state['show']}]")
        expect(kind).to_be_visible()
        if state["show"] in ("cell", "program") and "hold" not in state and "inputs" not in state:
            said = kind.locator(".stand:not([hidden]) .said tr").first.locator(".number")
            if page.locator(".stand:not([hidden]) .said tr .number").count():
                expect(said).to_have_text(likeliest(http, state["model"], state))
        elif state["show"] == "readings":
            for model in state["models"]:
                expect(kind).to_contain_text(likeliest(http, model, text_of(state)))
        page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")  # a kind's sheet may come after it
    bet(page, http, lesson)
    assert problems == []


def bet(page: Page, http: httpx.Client, lesson: Lesson) -> None:
    """Bet as the slider stands, and see the answer that the API gives."""
    expect(page.locator("#outcome")).to_be_empty()
    page.locator("#question button").click()
    told = http.get(
        f"/learn/{lesson.slug}/outcome?lang={lesson.language}&bet={lesson.question.low}", headers={"Accept": "application/json"}
    ).json()
    expect(page.locator("#outcome .told b")).to_have_text(told["told"])
    expect(page.locator("#outcome > p").last).to_have_text("".join(text for text, _ in told["outcome"]))


def test_a_link_leads_to_the_words_and_the_figure_that_it_names(page: Page, base_url: str) -> None:
    opened(page, base_url, "/learn/belt?lang=zh#word")
    shown(page, "word")
    expect(page.locator(".mark.is-current")).to_have_attribute("href", "#word")
    expect(page.locator(".mark.is-current")).to_be_in_viewport()
    expect(page.locator("#live .at b")).to_have_text(page.locator(".mark.is-current").inner_text())
    expect(page.locator('#live [aria-current="step"]')).to_contain_text("中国人")


def test_scrolling_and_keys_move_the_figure_and_the_address_follows(page: Page, base_url: str) -> None:
    opened(page, base_url, "/learn/belt?lang=en")
    names = list(course()["en"]["belt"].states)
    shown(page, names[0])
    page.mouse.move(10, 300)
    page.mouse.wheel(0, 1)  # a hand scrolls; how far is said here
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    shown(page, names[-1])
    page.wait_for_url(f"**/learn/belt?lang=en#{names[-1]}")
    page.keyboard.press("ArrowLeft")
    before = page.locator(".mark.is-current").get_attribute("href") or ""
    assert before != f"#{names[-1]}"
    shown(page, before[1:])
    page.keyboard.press("ArrowRight")
    shown(page, names[-1])
    page.mouse.wheel(0, -1)
    page.evaluate("scrollTo(0, 0)")
    shown(page, names[0])
    page.locator("#live .sheets").focus()
    page.keyboard.press("ArrowRight")  # the figure's own key: a step on
    expect(page.locator('#live [aria-current="step"]')).to_contain_text("grew")
    expect(page.locator("#live")).to_have_attribute("data-shown", names[0])


READ_ON = """async () => {
  const marks = [...document.querySelectorAll('.mark')], seen = [0];
  while (Math.ceil(scrollY + innerHeight) < document.documentElement.scrollHeight) {
    scrollBy(0, 20);
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const at = marks.findIndex(mark => mark.classList.contains('is-current'));
    if (at !== seen[seen.length - 1]) seen.push(at);
  }
  return seen;
}"""


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("slug", ["belt", "output", "memory"])
def test_who_reads_on_meets_all_marked_words_in_their_order(page: Page, base_url: str, slug: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    opened(page, base_url, f"/learn/{slug}?lang=zh")
    shown(page, next(iter(course()["zh"][slug].states)))
    page.mouse.wheel(0, 1)  # a hand scrolls; how far is said here
    assert page.evaluate(READ_ON) == list(range(page.locator(".mark").count()))


def test_words_that_were_chosen_stay_until_one_has_scrolled_well_on(page: Page, base_url: str) -> None:
    opened(page, base_url, "/learn/output?lang=en")
    second = page.locator(".mark").nth(1)
    second.click()
    page.evaluate("scrollTo(0, 300)")  # by no hand
    page.mouse.move(10, 300)
    for by, chosen in ((40, True), (-80, True), (400, False)):
        before = page.evaluate("scrollY")
        page.mouse.wheel(0, by)
        page.wait_for_function("y => scrollY === y", arg=before + by)
        expect(page.locator(".mark.is-current")).to_have_count(1)
        assert (second.get_attribute("class") == "mark is-current") is chosen


def test_explore_opens_at_the_moment_that_is_shown(page: Page, base_url: str) -> None:
    opened(page, base_url, "/learn/belt?lang=zh#keep")
    shown(page, "keep")
    page.locator("#live .explore").click()
    expect(page.locator("html[data-ready]")).to_be_attached()
    expect(page.locator('[data-stop="keep"][aria-pressed="true"]')).to_be_attached()
    assert "unit=40" in page.url
    assert "t=5" in page.url


def test_what_was_read_is_remembered_on_the_device_alone_and_can_be_forgotten(page: Page, base_url: str) -> None:
    opened(page, base_url, "/learn/belt?lang=en")
    page.locator("#question input[name=bet]").fill("-1.5")
    page.locator("#question button").click()
    expect(page.locator("#outcome .told")).to_be_visible()
    told = page.locator("#outcome").text_content() or ""
    opened(page, base_url, "/learn/belt?lang=en")
    expect(page.locator("#outcome")).to_have_text(told)  # one has bet: nothing is to be hidden any more
    opened(page, base_url, "/learn?lang=en")
    expect(page.locator("li.is-read")).to_have_attribute("data-chapter", "belt")
    assert page.context.cookies() == []
    page.locator("#read button").click()
    expect(page.locator("li.is-read")).to_have_count(0)


def test_a_server_that_is_not_there_is_told_and_asked_again(page: Page, base_url: str) -> None:
    def refuse(route: Route) -> None:
        route.abort()

    page.route("**/api/trace*", refuse)
    page.route("**/outcome*", refuse)
    opened(page, base_url, "/learn/belt?lang=zh")
    expect(page.locator("#live[data-status=failed]")).to_be_attached()
    words = page.locator(".mark").first.inner_text()
    expect(page.locator("#live .message")).to_contain_text(Translator("zh")("learn.failed.at", words=words))
    expect(page.locator("#live .at b")).to_be_hidden()  # the picture is the server's, of no words
    expect(page.locator("#live .kind")).to_be_hidden()
    page.unroute("**/api/trace*", refuse)
    page.locator("#live .message button").click()
    expect(page.locator("#live[data-status=ready]")).to_be_attached()
    expect(page.locator("#live .at b")).to_have_text(words)
    expect(page.locator("#live .figure").first).to_be_visible()
    page.locator("#question button").click()
    expect(page.locator("#outcome")).to_have_text(Translator("zh")("learn.bet.failed"))


def test_what_stands_has_its_own_words_above_it_while_others_cannot_be_fetched(page: Page, base_url: str) -> None:
    opened(page, base_url, "/learn/write?lang=en")
    first, last = page.locator(".mark").first, page.locator(".mark").last
    expect(page.locator("#live .at b")).to_have_text(first.inner_text())
    page.route("**/api/trace*", lambda route: route.abort())
    last.click()  # another sentence
    expect(page.locator("#live .message")).to_contain_text(last.inner_text())
    expect(page.locator("#live .at b")).to_have_text(first.inner_text())
    expect(page.locator("#live .token.is-current")).to_contain_text("France")


def test_what_is_held_is_said_and_framed(page: Page, base_url: str) -> None:
    opened(page, base_url, "/learn/memory?lang=en#shut")
    shown(page, "shut")
    expect(page.locator("#live .holding")).to_contain_text("f = 0.00")
    expect(page.locator("#live .sheet:not([inert]) [data-strip=f]")).to_have_class("is-held")


def test_a_chapter_loads_less_than_250_kb(page: Page, base_url: str) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    loaded: list[float] = []
    session.on("Network.loadingFinished", lambda event: loaded.append(event["encodedDataLength"]))
    opened(page, base_url, "/learn/distance?lang=zh")
    shown(page, next(iter(course()["zh"]["distance"].states)))
    page.wait_for_load_state("networkidle")
    assert 0 < sum(loaded) < 250_000


@pytest.mark.parametrize(
    ("path", "scheme"), [("/learn?lang=zh", "light"), ("/learn/belt?lang=en", "dark"), ("/learn/distance?lang=zh", "light")]
)
def test_everybody_can_read(page: Page, base_url: str, path: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    opened(page, base_url, path)
    if "/learn/" in path:
        expect(page.locator("#live[data-status=ready]")).to_be_attached()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_without_a_script_the_text_stands_with_its_pictures(browser: Browser, base_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base_url}/learn/belt?lang=en")
    expect(page.locator(".block figure img").first).to_be_visible()
    assert page.locator(".block figure img").count() == len(course()["en"]["belt"].states)
    page.locator("#question button").click()
    assert page.url.endswith("/learn/belt?lang=en")  # a bet has a number
    page.locator("#question input[name=bet]").fill("-1.5")
    page.locator("#question button").click()
    expect(page.locator("main")).to_contain_text("The answer")
    context.close()
