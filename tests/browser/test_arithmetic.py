"""Where a number comes from: taken apart as the API does it, followed from unit to unit, and checked by the browser itself."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from model.library import Library
from tests.browser.helpers import opened, watch
from tests.conftest import ARTICLE

ZH = "zh-memory-lstm"
UNIT = 40
RERUN = """async ({model, body, t}) => {
  const base = document.body.dataset.base;
  const modules = ['rerun', 'api', 'questions'].map(name => import(`${base}/js/${name}.js`));
  const [{rerun}, api, {fetchWeights}] = await Promise.all(modules);
  const card = await api.fetchCard(model);
  const asked = {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({model, ...body, top: 0})};
  const [cell, tensors, trace] = await Promise.all([
    api.fetchCell(card.cell), fetchWeights(model),
    fetch('/api/trace', asked).then(answer => answer.json()),
  ]);
  const D = tensors['embedding.weight']?.shape[1];
  const inputs = body.inputs?.map(row => Float64Array.from(row))
    ?? trace.tokens.map(({id}) => Float64Array.from(tensors['embedding.weight'].values.subarray(id * D, (id + 1) * D)));
  let most = 0, compared = 0;
  for (const step of [0, 1, t]) {
    rerun(cell, tensors, card.layers, inputs, step, body.hold).forEach((values, layer) => {
      for (const [id, rows] of Object.entries(trace.layers[layer].nodes)) {
        for (const [u, value] of rows[step].entries()) {
          most = Math.max(most, Math.abs(value - values[id][u]) / Math.max(1, Math.abs(value)));
          compared++;
        }
      }
    });
  }
  return [most, compared];
}"""


def told(value: float, digits: int = 3) -> str:
    return f"{value + 0.0 if round(value, digits) else 0.0:.{digits}f}".replace("-", "−")


def asked(http: httpx.Client, node: str, unit: int = UNIT, t: int = 13, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = http.post(
        "/api/explain", json={"model": ZH, "text": ARTICLE, "t": t, "node": node, "unit": unit, **more}
    ).json()
    return found


def rows(page: Page, table: int) -> list[list[str]]:
    found: list[list[str]] = (
        page.locator(".terms")
        .nth(table)
        .locator("tr:not(.is-head)")
        .evaluate_all("rows => rows.map(row => [...row.cells].map(cell => cell.textContent))")
    )
    return found


def test_a_number_is_taken_apart_into_its_parts_and_its_largest_terms(page: Page, base_url: str, http: httpx.Client) -> None:
    problems = watch(page, base_url)
    opened(page, base_url)
    expect(page.locator("#arithmetic")).to_be_hidden()
    page.locator('[data-number="f"]').click()
    expect(page.locator(".terms")).to_have_count(2)
    expect(page.locator("#arithmetic")).to_be_in_viewport()
    found = asked(http, "f")
    parts = rows(page, 0)
    assert [row[-1] for row in parts] == [
        *[told(part["sum"]) for part in found["parts"]], told(found["bias"]["value"]), told(found["net"]),
    ]  # fmt: skip
    terms = sorted((term for part in found["parts"] for term in part["terms"]), key=lambda term: -abs(term["product"]))
    shown = rows(page, 1)
    assert [row[-1] for row in shown[:8]] == [told(term["product"]) for term in terms[:8]]
    assert [row[1] for row in shown[:8]] == [f"{told(term['weight'], 2)} × {told(term['value'], 2)}" for term in terms[:8]]
    assert shown[8][0] == f"其余 {len(terms) - 8} 个"
    assert shown[8][-1] == told(sum(term["product"] for term in terms[8:]))
    expect(page.locator("#arithmetic .result")).to_have_text(f"σ({told(found['net'])}) = {told(found['value'])}")
    expect(page).to_have_url(re.compile("number=f"))
    assert Axe().run(page).violations_count == 0
    page.locator('[data-number="f"]').click()
    expect(page.locator("#arithmetic")).to_be_hidden()
    assert problems == []


def test_it_follows_the_step_and_the_unit(page: Page, base_url: str, http: httpx.Client) -> None:
    opened(page, base_url, "/?lang=zh#number=c")
    expect(page.locator("#arithmetic .of b")).to_have_text(f"细胞状态 C，第 {UNIT} 号单元：{told(asked(http, 'c')['value'])}")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#arithmetic .of b")).to_have_text(
        f"细胞状态 C，第 {UNIT} 号单元：{told(asked(http, 'c', t=14)['value'])}"
    )
    keep, write = (part["terms"][0]["value"] for part in asked(http, "c", t=14)["parts"])
    assert [row[-1] for row in rows(page, 0)] == [told(keep), told(write)]


def test_a_term_leads_to_where_it_comes_from_and_back(page: Page, base_url: str, http: httpx.Client) -> None:
    opened(page, base_url, "/?lang=zh#number=f")
    found = asked(http, "f")
    unit = found["parts"][1]["terms"][0]["unit"]
    page.locator("#arithmetic [data-origin]").first.click()
    before = asked(http, "h", unit, t=12)
    expect(page.locator("#arithmetic .of b")).to_have_text(f"隐藏状态 h，第 {unit} 号单元：{told(before['value'])}")
    expect(page.locator("#progress b")).to_have_text("第 13 / 28 步")
    expect(page.locator('[data-number="h"]')).to_have_attribute("aria-pressed", "true")
    page.locator("#arithmetic [data-origin]").first.focus()
    page.keyboard.press("Enter")  # into o, of the same step
    expect(page.locator("#arithmetic .of b")).to_contain_text("输出门 o")
    page.locator("#arithmetic [data-act=back]").click()
    page.locator("#arithmetic [data-act=back]").click()
    expect(page.locator("#arithmetic .of b")).to_have_text(f"遗忘门 f，第 {UNIT} 号单元：{told(found['value'])}")
    expect(page.locator("#arithmetic [data-act=back]")).to_have_count(0)
    page.locator("#arithmetic [data-origin]").first.focus()
    page.keyboard.press("Escape")
    expect(page.locator("#arithmetic")).to_be_hidden()


def test_the_browser_runs_the_network_itself_and_agrees(page: Page, base_url: str) -> None:
    problems = watch(page, base_url)
    opened(page, base_url, "/?lang=en#number=h")
    with page.expect_response("**/weights"):
        page.locator("#arithmetic [data-act=check]").click()
    badge = page.locator("#arithmetic .badge")
    expect(badge).to_contain_text("this browser ran the network itself")
    page.keyboard.press("ArrowRight")  # the weights are here: every number is checked from now on
    expect(page.locator("#arithmetic .of small")).to_contain_text("step 18")
    expect(badge).to_contain_text(re.compile(r"\|Δ\| = (0|\d\.\d×10⁻¹[4-9])"))
    assert problems == []


def test_under_holds_the_browser_holds_the_same_and_a_number_that_is_held_says_so(
    page: Page, base_url: str, http: httpx.Client
) -> None:
    hold = {"node": "f", "units": None, "value": 0, "t": 3, "until": 13}
    opened(page, base_url, "/?lang=en#model=zh-memory-lstm&t=13&unit=40&number=c&hold=f*0*-*3*13*v0")
    badge = page.locator("#arithmetic .badge")
    agrees = re.compile(r"^✓ .*\|Δ\| = (0|\d(\.\d)?×10⁻¹[⁴-⁹])$")
    page.locator("#arithmetic [data-act=check]").click()
    expect(badge).to_have_text(agrees)
    expect(page.locator("#arithmetic .held")).to_have_count(0)
    page.locator('[data-number="f"]').click()
    found = asked(http, "f", hold=[hold])
    assert found["value"] > 0.1
    expect(page.locator("#arithmetic .of b")).to_have_text("forget gate f, unit 40: 0.000")
    expect(page.locator("#arithmetic .held")).to_have_text(
        f"It is held: 0.000 stands in its place. From its inputs it would be {told(found['value'])}:"
    )
    expect(page.locator("#arithmetic .result b")).to_have_text(told(found["value"]))
    expect(badge).to_have_text(agrees)


def test_what_the_browser_computes_is_what_every_network_says(page: Page, base_url: str, zoo: Library) -> None:
    """In float64 from the file of weights, against the server's traces, which leave as float32; then with something held."""
    opened(page, base_url)
    for model in zoo.models.values():
        example = model.card["examples"][0]
        body = {"inputs": example["inputs"]} if "inputs" in example else {"text": example["text"]}
        carried, layer = next(iter(model.network.cell.carry)), model.network.L - 1
        hold = [
            {"node": "h", "layer": 0, "units": [1, 0], "t": 1, "until": 1, "value": [0.5, -0.25]},
            {"node": "x", "layer": layer, "units": [0], "t": 0, "until": None, "add": 0.125},
            {"node": carried, "layer": layer, "units": None, "t": 2, "until": 3, "step": 4},
            {"node": "h", "layer": layer, "units": [0], "t": 1, "until": None, "add": 0.25},
        ]
        for more in ({}, {"hold": hold}):
            most, compared = page.evaluate(RERUN, {"model": model.name, "body": {**body, **more}, "t": example["t"]})
            assert compared > 0
            assert most < 2e-7, (model.name, more)


def test_the_vector_is_read_as_words_with_a_warning_where_that_is_a_stretch(
    page: Page, base_url: str, http: httpx.Client
) -> None:
    opened(page, base_url, "/?lang=zh#number=c")
    for node, stretch in (("c", 1), ("h", 0)):
        if node == "h":
            page.locator('[data-number="h"]').click()
            expect(page.locator("#arithmetic .of b")).to_contain_text("隐藏状态 h")
        found = http.post("/api/decode", json={"model": ZH, "text": ARTICLE, "t": 13, "node": node, "top": 4}).json()
        words = page.locator("#arithmetic .decoded li")
        expect(words.first).to_contain_text(found["prediction"]["top"][0]["text"])
        assert [text.split()[0] for text in words.all_text_contents()] == [one["text"] for one in found["prediction"]["top"]]
        expect(page.locator("#arithmetic .decoded + .small")).to_have_count(stretch)


def test_a_wrong_answer_is_seen(page: Page, base_url: str) -> None:
    opened(page, base_url)

    def lie(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "value": answer.json()["value"] + 0.01})

    page.route("**/api/explain", lie)
    page.locator('[data-number="h"]').click()
    page.locator("#arithmetic [data-act=check]").click()
    expect(page.locator("#arithmetic .badge")).to_contain_text("|Δ| = 0.01")


def test_what_fails_is_said_and_can_be_tried_again(page: Page, base_url: str) -> None:
    opened(page, base_url)
    page.route("**/api/explain", lambda route: route.abort())
    page.locator('[data-number="f"]').click()
    expect(page.locator("#arithmetic")).to_contain_text("连不上服务器")
    page.unroute("**/api/explain")
    page.locator("#arithmetic [data-act=retry]").click()
    expect(page.locator(".terms")).to_have_count(2)
    page.route("**/weights", lambda route: route.abort())
    page.locator("#arithmetic [data-act=check]").click()
    expect(page.locator("#arithmetic .badge")).to_contain_text("连不上服务器")
    expect(page.locator(".terms")).to_have_count(2)
    page.unroute("**/weights")
    page.locator("#arithmetic [data-act=check]").click()
    expect(page.locator("#arithmetic .badge")).to_contain_text("✓")
    page.route("**/api/decode", lambda route: route.fulfill(status=500, body="x"))
    page.keyboard.press("ArrowRight")
    expect(page.locator("#arithmetic")).to_contain_text("服务器内部出了错")
    expect(page.locator("#arithmetic .of small")).to_contain_text("第 15 步")
    page.unroute("**/api/decode")
    page.locator("#arithmetic [data-act=retry]").click()
    expect(page.locator("#arithmetic .decoded li")).to_have_count(4)
    page.route("**/api/explain", lambda route: route.fulfill(body="{}"))  # no answer of ours
    page.keyboard.press("ArrowRight")
    expect(page.locator("#arithmetic")).to_contain_text("连不上服务器")


@pytest.mark.parametrize(
    "model", ["zh-memory-gru", "zh-memory-lstm-peephole", "zh-memory-lstm-stack", "order-plain", "adding-lstm"]
)
def test_every_number_of_every_cell_can_be_asked_for(page: Page, base_url: str, zoo: Library, model: str) -> None:
    lang = "zh" if "lstm" in model else "en"
    problems = watch(page, base_url)
    page.emulate_media(reduced_motion="reduce")
    opened(page, base_url, f"/?lang={lang}#model={model}&t=3&unit=1")
    for node in zoo.model(model).network.cell.computed:
        with page.expect_response("**/api/explain") as answer:
            page.locator(f'[data-number="{node.id}"]').click()
        expect(page.locator("#arithmetic .result b")).to_have_text(told(answer.value.json()["value"]))
        text = page.locator("#arithmetic").inner_text()
        assert not re.search(r"undefined|null|NaN|[{}]", text)
    assert problems == []


@pytest.mark.parametrize("width", [390, 900])
def test_it_fits(page: Page, base_url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, base_url, "/?lang=en#number=f")
    expect(page.locator(".terms")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    right = "document.querySelector('#arithmetic').getBoundingClientRect().right + 1"
    cells = "[...document.querySelectorAll('#arithmetic :is(td, th)')]"
    assert page.evaluate(f"{cells}.filter(cell => cell.getBoundingClientRect().right > {right}).length") == 0


def test_whoever_goes_by_keys_stays_where_the_number_is(page: Page, base_url: str) -> None:
    """What an action takes away gives the focus to what came in its place."""
    opened(page, base_url, "/?lang=en#number=i")
    check = page.locator("#arithmetic [data-act=check]")
    check.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#arithmetic .badge")).to_contain_text("✓")
    expect(page.locator("#arithmetic .badge")).to_be_focused()
    page.locator("#arithmetic [data-origin]").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#arithmetic .of")).to_contain_text("hidden state h")
    expect(page.locator("#arithmetic .of")).to_be_focused()
    page.locator("#arithmetic [data-act=back]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#arithmetic .of")).to_contain_text("input gate i")
    expect(page.locator("#arithmetic .of")).to_be_focused()


def test_places_in_a_vector_stand_in_brackets_under_named_columns(page: Page, base_url: str) -> None:
    opened(page, base_url, "/?lang=en#number=i")
    expect(page.locator(".terms .is-head th")).to_have_text(["weight × value", "product"])
    names = page.locator(".terms").nth(1).locator("tr:not(.is-head) th").all_text_contents()[:8]
    assert all(re.search(r"\[\d+\]$", name) for name in names), names
    expect(page.locator(".terms sub")).to_have_count(0)
