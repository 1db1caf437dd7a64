"""The pure modules of the page, called as functions: no document, no clock."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page

from app.i18n import Translator
from app.strips import grouped, scale_of
from app.svg import fit

ORDER = ["f", "keep", "i", "g", "write", "c", "o", "tanh_c", "h"]


class Modules:
    """Calls exported functions of the page's modules."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.page = page
        page.goto(f"{base_url}/healthz")
        (self.base,) = set(re.findall(r'src="([^"]+)/js/start.js"', httpx.get(base_url).text))

    def call(self, module: str, name: str, *arguments: Any) -> Any:
        code = f"import('{self.base}/js/{module}').then(m => m.{name}(...{json.dumps(arguments)}))"
        return self.page.evaluate(code)


@pytest.fixture
def modules(page: Page, base_url: str) -> Modules:
    return Modules(page, base_url)


def test_operations_lead_through_every_stop_of_every_step_and_back(modules: Modules) -> None:
    place: dict[str, Any] = {"t": 0, "stop": ORDER[0]}
    seen = [place]
    for _ in range(2 * len(ORDER) - 1):
        place = modules.call("stepper.js", "nextOperation", place, ORDER, 2)
        seen.append(place)
    assert [(p["t"], p["stop"]) for p in seen] == [(t, stop) for t in (0, 1) for stop in ORDER]
    assert modules.call("stepper.js", "nextOperation", place, ORDER, 2) == {"t": 1, "stop": None}
    for expected in reversed(seen[:-1]):
        place = modules.call("stepper.js", "previousOperation", place, ORDER)
        assert place == expected
    assert modules.call("stepper.js", "previousOperation", place, ORDER) == place


def test_steps_stay_within_the_sentence(modules: Modules) -> None:
    for t, by, expected in ((0, -1, 0), (0, 1, 1), (4, 1, 4), (2, -9, 0)):
        stop = "f" if (t, by) == (0, -1) else None  # before the first step there is nothing to go back to
        assert modules.call("stepper.js", "stepBy", {"t": t, "stop": "f"}, by, 5) == {"t": expected, "stop": stop}


def test_the_address_holds_what_is_shared_and_gives_it_back(modules: Modules) -> None:
    state = {
        "card": {"name": "m", "layers": 2}, "text": "a&b=c#d 我 %", "t": 3, "layer": 0, "stop": "keep", "unit": 7,
        "vector": "f", "theme": "dark", "notation": "pytorch", "ms": 812, "panel": "backward",
        "number": "f", "timeline": "c.f.tanh_c*cluster*3..40", "asked": 5, "target": "法语 & 1", "sampling": "0.8,5,42",
        "holds": [
            {"node": "tanh_c", "layer": 0, "units": [7, 20], "t": 3, "until": 3, "how": "value", "to": -0.5},
            {"node": "c", "layer": 1, "units": None, "t": 3, "until": None, "how": "like", "to": "a*b**c & 我"},
        ],
        "panes": [{"model": "n"}, {"text": "a|b & c=1 我", "t": 3, "stop": "keep"}],
    }  # fmt: skip
    paused = {**state, "read": state["text"], "move": "operation", "running": False, "bet": None, "wanted": state["holds"]}
    fragment = modules.call("url.js", "toFragment", paused)
    shared = modules.call("url.js", "fromFragment", fragment)
    assert shared == {**{k: v for k, v in state.items() if k != "card"}, "model": "m"}
    elsewhere = modules.call("url.js", "fromFragment", modules.call("url.js", "toFragment", {**paused, "panel": "ledger"}))
    assert not {"asked", "target"} & elsewhere.keys()
    running = modules.call("url.js", "toFragment", {**paused, "running": True})
    assert "ms" not in modules.call("url.js", "fromFragment", running)
    assert modules.call("url.js", "fromFragment", "#t=x&unit=-1&theme=neon") == {}


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("I was born in France", "I was born in China"),
        ("a b , x y", "a b , c d e , x y"),
        ("a b c d", "b c"),
        ("a b", "c d e"),
        ("x", "a b c x"),
        ("a a a b", "a b a a b"),
    ],
)
def test_a_step_stands_at_the_same_word_of_another_sentence(modules: Modules, one: str, two: str) -> None:
    for own, other in ((one.split(), two.split()), (two.split(), one.split())):
        tokens = [[{"text": text} for text in words] for words in (own, other)]
        steps = [modules.call("sentences.js", "stepIn", *tokens, t) for t in range(len(own))]
        different = modules.call("sentences.js", "differing", *tokens)
        assert steps == sorted(steps)
        assert all(0 <= step < len(other) for step in steps)
        assert [own[t] == other[step] for t, step in enumerate(steps)] == [not d for d in different] or len(own) != len(other)
        assert all(own[t] == other[steps[t]] for t in range(len(own)) if not different[t])
        assert steps == list(range(len(own))) or len(own) != len(other)


@pytest.mark.parametrize("text", ["中国人", "澳大利亚人", "internationalisation", "a", "", "👩‍👩‍👧", "é́́", "字" * 100])
def test_text_is_made_to_fit_as_on_the_server(modules: Modules, text: str) -> None:
    shown, size = modules.call("lib/text.js", "fit", text, 38, 13, 9)
    expected, expected_size = fit(text, 38, 13, 9)
    assert (shown, size) == (expected, pytest.approx(expected_size))


@pytest.mark.parametrize("H", [1, 2, 4, 15, 32, 33, 40, 48, 96, 97, 200])
def test_vectors_are_grouped_as_on_the_server(modules: Modules, H: int) -> None:
    values = [((n * 37) % 19 - 9) / 10 for n in range(H)]
    found = modules.call("layout/strips.js", "grouped", values, 96)
    drawn, pitch, size = grouped(values, 96)
    assert found == {"drawn": drawn, "pitch": pytest.approx(pitch), "size": size}


@pytest.mark.parametrize("kind", ["gate", "bounded", "x", "c"])
def test_scales_are_those_of_the_server(modules: Modules, kind: str) -> None:
    values = [-60, -3, -0.5, 0, 0.2, 1, 4, 1e9]
    code = f"import('{modules.base}/js/layout/strips.js').then(m => {values}.map(m.scale('{kind}', 40).share))"
    scale = scale_of(kind, 40)
    assert modules.page.evaluate(code) == pytest.approx([scale(v) for v in values])


@pytest.mark.parametrize("share", [0, 0.0004, 0.0005, 0.1234, 0.5, 0.998, 0.99949, 0.9996, 0.99999, 0.9999999, 1])
def test_shares_read_as_on_the_server(modules: Modules, share: float) -> None:
    assert modules.call("i18n.js", "percent", share) == Translator("zh").percent(share)
