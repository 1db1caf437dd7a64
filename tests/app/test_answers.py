"""Networks that say a label or a number instead of a word, in the API, the figure and the page."""

from __future__ import annotations

import html
import json
import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from xml.etree.ElementTree import fromstring

import httpx
import numpy as np
import pytest
from safetensors.numpy import load

from app.settings import Settings
from model.library import Library
from tests.conftest import serving

SVG = "{http://www.w3.org/2000/svg}"
FACT = "地球上最高的山是珠穆朗玛峰"
SERIES = [[0.25, 0], [0.5, 1], [0.125, 0], [0.75, 1], [0.1, 0]]
ASKED = {"model": "adding-lstm", "inputs": SERIES}
LABELS = {"zh": ("顺序对", "顺序乱了"), "en": ("in order", "shuffled")}


def ok(answer: httpx.Response) -> Any:
    assert answer.status_code == 200, answer.text
    return answer.json()


def texts(svg: str) -> list[str]:
    return ["".join(text.itertext()) for text in fromstring(svg).iter(f"{SVG}text")]


def plain(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


# Labels


@pytest.mark.parametrize("model", ["order-plain", "order-rnn", "order-lstm"])
def test_a_network_of_labels_tells_all_of_them_at_every_step(http: httpx.Client, zoo: Library, model: str) -> None:
    trace = ok(http.post("/api/trace", json={"model": model, "text": FACT}))
    assert trace["answer"] == {"kind": "class"}
    labels = [label["id"] for label in zoo.model(model).card["answer"]["labels"]]
    expected = zoo.model(model).network.trace(zoo.model(model).network.embed([t["id"] for t in trace["tokens"]])).probabilities
    for t, prediction in enumerate(trace["predictions"]):
        assert prediction["actual"] is None
        assert {one["text"] for one in prediction["top"]} == set(labels)
        for one in prediction["top"]:
            assert labels[one["id"]] == one["text"]
            assert one["probability"] == pytest.approx(expected[t, one["id"]])
        assert prediction["top"][0]["probability"] >= 0.5


def test_steps_give_the_same_labels_and_top_says_how_many(http: httpx.Client) -> None:
    trace = ok(http.post("/api/trace", json={"model": "order-lstm", "text": FACT, "top": 1}))
    state = None
    for token, prediction in zip(trace["tokens"], trace["predictions"], strict=True):
        step = ok(http.post("/api/step", json={"model": "order-lstm", "token": token["id"], "state": state, "top": 1}))
        state = step["state"]
        assert step["prediction"]["top"] == [pytest.approx(prediction["top"][0])]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_figure_says_the_label_in_the_readers_language(http: httpx.Client, lang: str) -> None:
    for text, said in ((FACT, LABELS[lang][0]), ("珠穆朗玛峰上最高的山是地球", LABELS[lang][1])):
        svg = http.get("/figure.svg", params={"model": "order-lstm", "text": text, "lang": lang}).text
        drawn = [one for one in texts(svg) if one in LABELS[lang]]
        assert drawn[0] == said
        assert set(drawn) == set(LABELS[lang])
        (told,) = [d.text or "" for d in fromstring(svg).iter(f"{SVG}desc")]
        assert said in told


# Numbers


def test_numbers_can_stand_in_the_address(http: httpx.Client) -> None:
    posted = ok(http.post("/api/trace", json={**ASKED, "digits": 3}))
    params: dict[str, Any] = {"model": "adding-lstm", "inputs": json.dumps(SERIES), "digits": 3}
    assert ok(http.get("/api/trace", params=params)) == posted
    assert posted["answer"] == {"kind": "value"}
    assert posted["tokens"] == []
    assert [len(p["value"]) for p in posted["predictions"]] == [1] * 5


def test_numbers_give_the_same_in_binary_and_step_by_step(http: httpx.Client) -> None:
    whole = ok(http.post("/api/trace", json=ASKED))
    binary = http.post("/api/trace?format=safetensors", json=ASKED).content
    tensors = load(binary)
    np.testing.assert_array_equal(tensors["layers.0.x"], np.array(SERIES, np.float32))
    header = json.loads(json.loads(binary[8 : 8 + int.from_bytes(binary[:8], "little")])["__metadata__"]["trace"])
    assert header["predictions"] == whole["predictions"]
    state = None
    for row, prediction in zip(SERIES, whole["predictions"], strict=True):
        step = ok(http.post("/api/step", json={"model": "adding-lstm", "input": row, "state": state}))
        state = step["state"]
        assert step["token"] is None
        assert step["prediction"]["value"] == pytest.approx(prediction["value"])


PROBLEMS: list[tuple[str, str, int, str]] = [
    ("no JSON", "[[0.1,", 422, "invalid_field"),
    ("not a number", '[["a", 1]]', 422, "invalid_field"),
    ("NaN", "[[NaN, 1]]", 422, "invalid_field"),
    ("a list too flat", "[0.1, 1]", 422, "invalid_field"),
    ("an object", "{}", 422, "invalid_field"),
    ("null", "null", 422, "one_input"),
    ("three numbers a step", "[[0.1, 1, 2]]", 422, "wrong_input_size"),
    ("a step without numbers", "[[0.1, 1], []]", 422, "wrong_input_size"),
    ("no step", "[]", 422, "empty_input"),
    ("too large a number", "[[1e300, 1]]", 422, "not_finite"),
    ("half a character", '"\\ud800"', 422, "invalid_field"),
    ("too long", f"[{'[0.1,1],' * 500}[0.1,1]]", 413, "text_too_long"),
]


@pytest.mark.parametrize(("inputs", "status", "code"), [p[1:] for p in PROBLEMS], ids=[p[0] for p in PROBLEMS])
@pytest.mark.parametrize("route", ["/api/trace", "/figure.svg"])
def test_bad_numbers_in_an_address_have_their_own_error(
    http: httpx.Client, route: str, inputs: str, status: int, code: str
) -> None:
    answer = http.get(route, params={"model": "adding-lstm", "inputs": inputs})
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), answer.text
    assert len(answer.content) < 2000


@pytest.mark.parametrize(("lang", "names", "sum"), [("zh", "数 · 标记", "和"), ("en", "value · marker", "sum")])
def test_the_figure_shows_the_numbers_read_and_the_value(http: httpx.Client, lang: str, names: str, sum: str) -> None:
    said = ok(http.post("/api/trace", json=ASKED))["predictions"][3]["value"][0]
    params: dict[str, Any] = {"model": "adding-lstm", "inputs": json.dumps(SERIES), "t": 3, "lang": lang}
    svg = http.get("/figure.svg", params=params).text
    shown = texts(svg)
    value = f"{said:.2f}".replace("-", "−")
    assert {"0.12", "0.75 ●", "0.1", names, f"{sum} {value}"} <= set(shown)
    assert "%" not in "".join(shown)
    earlier = http.get("/figure.svg", params={**params, "stop": "f"}).text
    assert not any(sum in text for text in texts(earlier))


@pytest.mark.parametrize(
    "model", ["order-plain", "order-rnn", "order-lstm", "count-lstm", "count-rnn", "adding-lstm", "adding-rnn", "sine-lstm"]
)
def test_without_a_text_the_figure_is_that_of_the_first_example(http: httpx.Client, zoo: Library, model: str) -> None:
    example = zoo.model(model).card["examples"][0]
    asked = {"text": example["text"]} if "text" in example else {"inputs": json.dumps(example["inputs"])}
    params = {"model": model, **asked, "t": example["t"], "unit": example["unit"]}
    assert http.get("/figure.svg", params={"model": model}).text == http.get("/figure.svg", params=params).text


def test_the_articles_program_runs_by_calls_of_the_api_alone(http: httpx.Client) -> None:
    """What the card tells of the data is all that it takes: points, end, lanes. A step of a lane goes on by as many points."""
    data = ok(http.get("/api/models/sine-lstm"))["data"]
    t = np.linspace(0, data["end"], data["points"])[data["trained"] :].reshape(-1, data["lanes"])
    said = np.empty_like(t)
    for lane in range(data["lanes"]):
        trace = ok(http.post("/api/trace", json={"model": "sine-lstm", "inputs": np.sin(t[:, lane, None]).tolist(), "nodes": []}))
        said[:, lane] = [prediction["value"][0] for prediction in trace["predictions"]]
    assert ((said - np.cos(t)) ** 2).mean() <= 3e-4
    slow = np.sin(t.reshape(-1, 1)).tolist()
    trace = ok(http.post("/api/trace", json={"model": "sine-lstm", "inputs": slow, "nodes": []}))
    off = [prediction["value"][0] - math.cos(at) for prediction, at in zip(trace["predictions"], t.ravel(), strict=True)]
    figures = ok(http.get("/api/models/sine-lstm"))["figures"]
    assert np.mean(np.square(off)) == pytest.approx(figures["by_stride"]["1"]["mse"], rel=1e-3)


def test_numbers_below_zero_are_written_as_such_and_none_as_minus_nothing(http: httpx.Client) -> None:
    params: dict[str, Any] = {"model": "sine-lstm", "inputs": "[[-0.003],[-0.5]]", "lang": "en"}
    assert "0" in texts(http.get("/figure.svg", params={**params, "t": 0}).text)
    assert "−0.5" in texts(http.get("/figure.svg", params={**params, "t": 1}).text)


# The page


@contextmanager
def alone(zoo: Library, name: str) -> Iterator[httpx.Client]:
    """A server that has this model alone."""
    with serving(Settings(), Library([zoo.model(name)])) as address, httpx.Client(base_url=address) as client:
        yield client


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["count-lstm", "adding-lstm", "adding-rnn", "sine-lstm"])
def test_a_page_opens_with_a_network_that_reads_no_language_when_there_is_no_other(zoo: Library, name: str, lang: str) -> None:
    with alone(zoo, name) as http:
        page = http.get(f"/?lang={lang}").text
    example = zoo.model(name).card["examples"][0]
    assert example["note"][lang] in plain(page)
    assert '<ol class="tokens" id="tokens" lang="">' in page
    assert page.count('<li class="token') == len(example.get("text", example.get("inputs")))
    for said in zoo.model(name).card["answer"].get("names", ()):
        assert said[lang] in plain(page)


def test_the_command_of_the_page_runs_for_numbers_too(zoo: Library) -> None:
    with alone(zoo, "adding-lstm") as http:
        page = http.get("/?lang=en").text
        (body,) = re.findall(r"-d '(\{.*?\})'", html.unescape(page))
        trace = ok(http.post("/api/trace", json=json.loads(body)))
        assert len(trace["predictions"]) == 100
        (figure,) = re.findall(r'href="(/figure\.svg[^"]+)"', page)
        assert http.get(html.unescape(figure)).status_code == 200


@pytest.mark.parametrize("name", ["order-plain", "order-lstm"])
def test_a_page_shows_labels_in_place_of_next_words(zoo: Library, name: str) -> None:
    with alone(zoo, name) as http:
        page = plain(http.get("/?lang=zh").text)
    assert re.search(r"它的回答 顺序(对|乱了) \d\d\.\d+% 顺序(对|乱了)", page)
    assert "下一个词" not in page


def test_a_page_opens_with_the_network_of_its_language_all_the_same(http: httpx.Client) -> None:
    for lang in ("zh", "en"):
        assert f'data-model="{lang}-memory-lstm"' in http.get(f"/?lang={lang}").text
