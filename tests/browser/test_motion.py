"""Motion: a pure function of one clock, whose end is the picture of the place."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app.placement import placement
from tests.browser.helpers import BLANK, STAGE, at_rest, figure, look, opened, plain, watch

STOPS = ["f", "keep", "i", "g", "write", "c", "o", "tanh_c", "h"]
FRAMES = "async (n) => { while (n--) await new Promise(requestAnimationFrame); }"
HELD = "new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true, repeat: true})"
PICTURE = """async () => {
  for (let n = 0; n < 3; n++) await new Promise(requestAnimationFrame);  // until the canvas has its size
  const told = (e) => e.nodeType === Node.TEXT_NODE ? e.data : [e.localName, [...e.childNodes].map(told), [...e.attributes]
    .filter(a => a.value).map(a => `${a.name}=${a.value.replaceAll('figure-2', 'figure')}`).sort()];
  return [document.querySelector('#motion').toDataURL(), ...[...document.querySelectorAll('.sheet, .next')].map(told)];
}"""


def score(page: Page, move: str, t: int = 13, stop: str | None = None, speed: float = 1, calm: bool = False) -> dict[str, Any]:
    """The score of a motion, as the page's own module writes it."""
    state = {"move": move, "t": t, "stop": stop, "speed": speed, "playing": True}
    code = """async ([state, calm]) => {
      const base = document.body.dataset.base;
      const json = async (path) => (await fetch(path)).json();
      const { scoreOf } = await import(`${base}/js/layout/score.js`);
      const setting = { cell: await json('/api/cells/lstm'), place: await json(`${base}/diagrams/lstm.json`) };
      return scoreOf(setting, { ...state, trace: {tokens: []}, card: {size: 1} }, calm);
    }"""
    found: dict[str, Any] = page.evaluate(code, [state, calm])
    return found


# The score


def test_a_step_takes_its_time_and_each_part_follows_what_it_needs(page: Page, base_url: str) -> None:
    opened(page, base_url)
    told = score(page, "token")
    assert told["total"] == pytest.approx(2200)
    assert score(page, "token", t=0)["total"] == pytest.approx(1800)  # nothing slides in
    made = {cue["node"]: cue for cue in told["cues"] if cue["what"] == "strip" and "." not in cue["node"]}
    assert set(made) == set(STOPS)
    packets = [cue for cue in told["cues"] if cue["what"] == "packet"]
    for cue in packets:
        for node in cue["carries"]:
            assert node not in made or made[node]["to"] <= cue["from"] + 1e-6, (node, cue)
    for node, cue in made.items():
        arrivals = [p["to"] for p in packets if p["node"] == node and not p.get("unfolds") and p["to"] <= cue["from"] + 1e-6]
        assert arrivals, node
        assert max(arrivals) == pytest.approx(cue["from"])


def test_merged_vectors_pass_the_forks_in_the_order_of_the_bus(page: Page, base_url: str) -> None:
    opened(page, base_url)
    cues = score(page, "token")["cues"]
    copies = [cue for cue in cues if cue.get("joined")]
    assert [cue["node"] for cue in sorted(copies, key=lambda cue: float(cue["to"]))] == ["f", "i", "g", "o"]
    assert all(cue["carries"] == ["h_prev", "x"] and cue["from"] == 700 for cue in copies)
    assert max(cue["to"] for cue in copies) == pytest.approx(950)
    merging = {tuple(cue["carries"]): (cue["from"], cue["to"]) for cue in cues if cue.get("sign") == "merge"}
    assert merging == {("h_prev",): (400, 700), ("x",): (400, 700)}


def test_packets_keep_to_the_wires_that_carry_them(page: Page, base_url: str) -> None:
    opened(page, base_url)
    wires = placement("lstm").wires
    for cue in score(page, "token")["cues"]:
        if cue["what"] != "packet":
            continue
        points = [tuple(point) for point in cue["way"]["line"]["points"]]
        carrying = [wire.d for wire in wires.values() if set(cue["carries"]) & set(wire.carries)]
        for x, y in points:
            assert any(on_wire(d, x, y) for d in carrying), (cue["carries"], x, y)


def on_wire(d: str, x: float, y: float) -> bool:
    """Whether a point lies on a path of M, H, V and Q, bends taken as their corner's square."""
    last, hit = (0.0, 0.0), False
    for command, rest in re.findall(r"([MHVQ])([^MHVQ]*)", d):
        n = [float(v) for v in rest.split()]
        end = (n[0], last[1]) if command == "H" else (last[0], n[0]) if command == "V" else (n[-2], n[-1])
        if command != "M":
            x0, x1, y0, y1 = *sorted((last[0], end[0])), *sorted((last[1], end[1]))
            hit |= x0 - 1e-6 <= x <= x1 + 1e-6 and y0 - 1e-6 <= y <= y1 + 1e-6
        last = end
    return hit


def test_fast_playing_keeps_strips_and_slides_alone_and_calm_has_no_cues(page: Page, base_url: str) -> None:
    opened(page, base_url)
    assert {cue["what"] for cue in score(page, "token", speed=4)["cues"]} == {"slide", "strip", "answer"}
    assert score(page, "token", calm=True) == {"cues": [], "total": 1200}


# Cues end in the state's picture


def test_a_motion_seeked_to_its_end_is_the_picture_without_motion(page: Page, base_url: str) -> None:
    problems = watch(page, base_url)
    opened(page, base_url)
    for stop in (None, *STOPS):
        look(page, "unit=7", 13, stop)
        still = figure(page)
        look(page, "unit=7", 3)  # elsewhere in between
        look(page, "unit=7&ms=99999", 13, stop)
        at_rest(page)
        assert figure(page) == still
    assert problems == []


def test_an_operation_that_has_moved_leaves_the_picture_of_its_stop(page: Page, base_url: str) -> None:
    opened(page, base_url, "/?lang=zh#unit=7&t=12")
    moved = {}
    for stop in STOPS:
        page.keyboard.press("ArrowDown")
        expect(page.locator(f'[data-stop="{stop}"]')).to_have_attribute("aria-pressed", "true")
        at_rest(page)
        moved[stop] = plain(figure(page))
    for stop in STOPS:
        look(page, "unit=7", 13, stop)
        assert moved[stop] == plain(figure(page))


@pytest.mark.parametrize(("key", "t"), [("ArrowRight", 14), ("ArrowLeft", 12)])
def test_a_step_that_has_moved_leaves_the_picture_of_its_place(page: Page, base_url: str, key: str, t: int) -> None:
    opened(page, base_url, "/?lang=zh#t=13&unit=7")
    sheets = page.evaluate(
        """(key) => {
          document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
          return document.querySelectorAll('.sheet').length;
        }""",
        key,
    )
    assert sheets == 2
    at_rest(page)
    moved = plain(figure(page))
    page.goto("about:blank")
    opened(page, base_url, f"/?lang=zh#t={t}&unit=7")
    assert moved == plain(figure(page))


def test_what_is_carried_does_not_jump_when_the_chain_slides(page: Page, base_url: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    opened(page, base_url, "/?lang=zh#t=13&unit=7&ms=200")
    boxes = """(node) => ['.sheet[inert] [data-leaving="' + node + '"]', '.sheet:not([inert]) [data-strip="' + node + '_prev"]']
      .map(s => document.querySelector(s).getBoundingClientRect()).map(b => [b.x, b.y, b.width, b.height])"""
    for node in ("c", "h"):
        leaving, found = page.evaluate(boxes, node)
        assert leaving == pytest.approx(found, abs=0.1)


# The clock


def test_playing_paused_anywhere_is_restored_by_its_link(page: Page, base_url: str) -> None:
    opened(page, base_url, "/?lang=zh#t=3&unit=7")
    other = page.context.new_page()
    page.bring_to_front()
    draw = random.Random(7)
    for n in range(20):
        link = page.url
        page.keyboard.press("Space")
        expect(page.locator('[data-act="play"]')).to_have_text("暂停")
        page.evaluate(FRAMES, draw.randrange(1, 45))
        page.keyboard.press("Space")
        expect(page.locator('[data-act="play"]')).to_have_text("播放")
        expect(page).not_to_have_url(link)
        other.bring_to_front()
        other.goto("about:blank")
        opened(other, page.url, "")
        restored = other.evaluate(PICTURE)
        page.bring_to_front()  # a page behind another one has no frames
        assert restored == page.evaluate(PICTURE), (n, page.url)


def test_right_in_mid_motion_completes_it_at_once(page: Page, base_url: str) -> None:
    opened(page, base_url, "/?lang=zh#t=5&unit=7&ms=900")
    expect(page.locator(".is-coming")).not_to_have_count(0)
    page.keyboard.press("ArrowRight")
    expect(page.locator(".is-coming")).to_have_count(0)
    expect(page.locator('[aria-current="step"] .word')).to_have_text("出生")
    page.keyboard.press("ArrowRight")  # this one moves
    page.keyboard.press("ArrowRight")  # this one overtakes it
    expect(page.locator('[aria-current="step"] .word')).to_have_text("普通")
    at_rest(page)


def test_the_place_changes_before_the_picture(page: Page, base_url: str) -> None:
    opened(page, base_url, "/?lang=zh#t=13&unit=7")
    now = page.evaluate("""() => {
      document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true}));
      return [document.querySelector('[aria-current=step] .word').textContent, document.querySelector('#caption').textContent,
        document.querySelectorAll('.is-coming').length];
    }""")
    assert now[0] == "汉语"
    assert "汉语" in now[1]
    assert now[2] > 0


def test_a_held_key_is_followed_without_motion(page: Page, base_url: str) -> None:
    opened(page, base_url, "/?lang=zh#t=3")
    moved = page.evaluate(f"""() => {{
      for (let n = 0; n < 5; n++) document.body.dispatchEvent({HELD});
      return document.querySelectorAll('.is-coming, .sheet[inert]').length;
    }}""")
    assert moved == 0
    expect(page.locator("#progress b")).to_have_text("第 9 / 28 步")


@pytest.mark.parametrize("act", ["a key", "a token", "a heading"])
def test_any_key_and_any_click_pause(page: Page, base_url: str, act: str) -> None:
    opened(page, base_url)
    play = page.locator('[data-act="play"]')
    play.click()
    expect(play).to_have_text("暂停")
    if act == "a key":
        page.keyboard.press("x")
    else:
        page.locator({"a token": ".token >> nth=2", "a heading": "#life h2"}[act]).click()
    expect(play).to_have_text("播放")


def test_a_hidden_tab_pauses(page: Page, base_url: str) -> None:
    opened(page, base_url)
    page.locator('[data-act="play"]').click()
    page.evaluate("""() => {
      Object.defineProperty(document, 'hidden', {value: true, configurable: true});
      document.dispatchEvent(new Event('visibilitychange'));
    }""")
    expect(page.locator('[data-act="play"]')).to_have_text("播放")


def test_the_first_word_moves_within_a_fifth_of_a_second_of_the_click(page: Page, base_url: str) -> None:
    """By the motion's own clock: however long this machine takes for a frame, none moves it by more than a tenth."""
    opened(page, base_url)
    play = page.locator('[data-act="play"]')
    play.click()
    page.wait_for_function(f"() => !({BLANK})()")  # what paints is here from now on
    play.click()
    page.keyboard.press("Home")
    expect(page).to_have_url(re.compile(r"[#&]t=0\b(?!.*ms=)"))  # not where it was paused before
    page.wait_for_function(BLANK)
    page.evaluate("""() => new Promise(done => {
      const canvas = document.querySelector('#motion'), play = document.querySelector('[data-act=play]');
      play.click();
      (function look() {
        const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        data.some(Boolean) ? done(play.click()) : requestAnimationFrame(look);
      })();
    })""")
    page.wait_for_url(re.compile(r"[#&]ms=\d+"))  # where it was paused
    assert int(re.search(r"[#&]ms=(\d+)", page.url)[1]) <= 200  # type: ignore[index]


def test_playing_by_operations_stops_at_each_of_them(page: Page, base_url: str) -> None:
    opened(page, base_url, "/?lang=zh#t=3")
    page.locator('[data-act="by"]').click()
    page.locator('[data-act="faster"]').click()
    page.locator('[data-act="faster"]').click()
    page.evaluate("""() => {
      const seen = window.seen = [];
      new MutationObserver(() => {
        const stop = document.querySelector('[data-stop][aria-pressed=true]')?.dataset.stop;
        if (stop && stop !== seen.at(-1)) seen.push(stop);
      }).observe(document.querySelector('#formulas'), {attributes: true, subtree: true});
    }""")
    page.locator('[data-act="play"]').click()
    expect(page.locator('[aria-current="step"] .word')).to_have_text("，")
    page.wait_for_function("n => window.seen.length >= n", arg=len(STOPS))
    assert page.evaluate("window.seen")[: len(STOPS)] == STOPS


def test_a_swap_leaves_the_old_values_as_outlines_for_two_seconds(page: Page, base_url: str) -> None:
    opened(page, base_url)
    page.locator(".token.is-key select").select_option("法国人")
    expect(page.locator(".next th").first).to_have_text("法语")
    page.wait_for_function(f"() => !({BLANK})()")
    expect(page.locator("#caption")).to_contain_text("换成“法国人”：下一个词变成“法语”")
    page.wait_for_function(BLANK)
    expect(page.locator("#caption")).to_contain_text("换成“法国人”")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#caption")).not_to_contain_text("换成")


@pytest.mark.parametrize("sign", ["layer", "op", "transfer", "merge", "copy"])
def test_each_sign_of_the_legend_plays_itself_once(page: Page, base_url: str, sign: str) -> None:
    opened(page, base_url)
    page.mouse.move(5, 5)
    page.wait_for_function(f"() => {STAGE}.width !== 300")  # what paints the motion is there
    page.locator(f'[data-sign="{sign}"]').hover()
    page.wait_for_function(f"() => !({BLANK})()")
    at_rest(page)


@pytest.mark.parametrize(
    ("begin", "jump", "place"),
    [
        ("Space", "End", "t=27"),
        ("Space", "Home", "t=0"),
        ("ArrowRight", "End", "t=27"),
        ("ArrowRight", "Escape", "t=14"),
        ("ArrowLeft", "ArrowDown", "t=13&stop=f"),
        ("ArrowDown", "ArrowUp", "t=13&stop=h"),
        ("Space", "a word", "t=2"),
        ("a sign", "End", "t=27"),
    ],
)
def test_a_jump_out_of_a_motion_shows_the_whole_picture(page: Page, base_url: str, begin: str, jump: str, place: str) -> None:
    opened(page, base_url, "/?lang=zh#t=13&unit=7")
    clicks = {"a word": ".token >> nth=2", "a sign": '[data-sign="layer"]'}
    for n, act in enumerate((begin, jump)):
        if act in clicks:
            page.locator(clicks[act]).click()
        else:
            page.keyboard.press(act)
        if not n:
            page.evaluate(FRAMES, 25)
    at_rest(page)
    expect(page.locator('[style*="--grown"]')).to_have_count(0)
    moved = plain(figure(page))
    page.goto("about:blank")
    opened(page, base_url, f"/?lang=zh#{place}&unit=7")
    assert moved == plain(figure(page))


@pytest.mark.parametrize("target", ['[data-neighbour="future"]', '[data-neighbour="past"]', '[data-sign="merge"]'])
def test_what_a_click_begins_is_not_stopped_by_it(page: Page, base_url: str, target: str) -> None:
    opened(page, base_url, "/?lang=zh#t=13&unit=7")
    page.mouse.move(5, 5)
    page.wait_for_function(f"() => {STAGE}.width !== 300")  # what paints the motion is there
    moves = page.locator(target).evaluate(
        """async (element) => {
          element.dispatchEvent(new MouseEvent('click', {bubbles: true}));
          const sliding = Boolean(document.querySelector('.sheet[inert]')), canvas = document.querySelector('#motion');
          for (let n = 0; n < 2; n++) await new Promise(requestAnimationFrame);
          return sliding || canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean);
        }"""
    )
    assert moves
    at_rest(page)
    expect(page).not_to_have_url(re.compile("ms="))


def test_playing_from_inside_the_figure_keeps_the_focus(page: Page, base_url: str) -> None:
    opened(page, base_url, "/?lang=zh#t=3")
    page.locator("#figure").focus()
    expect(page.locator("#figure")).to_have_attribute("aria-label", re.compile("回车"))
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    expect(page.locator("#progress b")).to_contain_text("5")
    expect(page.locator("#figure")).to_be_focused()


def test_enter_on_the_button_plays_and_pauses(page: Page, base_url: str) -> None:
    opened(page, base_url)
    play = page.locator('[data-act="play"]')
    play.focus()
    page.keyboard.press("Enter")
    expect(play).to_have_text("暂停")
    page.keyboard.press("Enter")
    expect(play).to_have_text("播放")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_is_accessible_paused_in_mid_flight_and_playing(page: Page, base_url: str, lang: str, scheme: str) -> None:
    page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    opened(page, base_url, f"/?lang={lang}#t=13&ms=200")
    paused = Axe().run(page)
    assert paused.violations_count == 0, paused.generate_report()
    page.keyboard.press("Space")
    expect(page.locator("#caption")).to_have_attribute("aria-live", "off")
    playing = Axe().run(page)
    assert playing.violations_count == 0, playing.generate_report()
