"""The page without JavaScript: the sentence, the step and the prediction, in both languages."""

from __future__ import annotations

import html
import re

import httpx
import pytest
from starlette.testclient import TestClient

from app.assets import STATIC
from app.main import create_app
from app.pages import AT_FIRST, Pages
from app.settings import Settings
from model.library import Library
from tests.conftest import ARTICLE


def plain(page: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def test_the_chinese_page_names_sentence_step_and_prediction(http: httpx.Client) -> None:
    page = plain(http.get("/?lang=zh").text)
    assert ARTICLE in page
    assert "第 14 / 28 步" in page
    assert re.search(r"下一个词 汉语 9\d\.\d+%", page)
    assert "10 个词之前的“中国人”" in page


def test_the_english_page_names_sentence_step_and_prediction(http: httpx.Client, zoo: Library) -> None:
    page = plain(http.get("/?lang=en").text)
    assert zoo.model("en-memory-lstm").card["examples"][0]["text"] in page
    assert "Step 17 of 31" in page
    assert re.search(r"Next word French 9\d\.\d+%", page)


def test_the_numbers_of_the_page_are_those_of_the_api(http: httpx.Client, zoo: Library) -> None:
    page = http.get("/?lang=zh").text
    example = zoo.model("zh-memory-lstm").card["examples"][0]
    trace = http.post("/api/trace", json={"model": "zh-memory-lstm", "text": ARTICLE}).json()
    t, unit = example["t"], example["unit"]
    shown = re.findall(r'<th scope="row" title="[^"]*"><span.*?</th>\s*<td class="number">([−\d.]+)</td>', page, re.DOTALL)
    expected = [f"{rows[t][unit]:.3f}".replace("-", "−") for node, rows in trace["layers"][0]["nodes"].items() if node != "x"]
    assert shown == expected
    rows = re.findall(r'lang="zh">([^<]+)</th>', page)
    assert rows == [likely["text"] for likely in trace["predictions"][t]["top"]]


@pytest.mark.parametrize(
    ("query", "accept", "lang", "title"),
    [
        ("", "", "zh-CN", "LSTM 探索器"),
        ("", "en-GB,en;q=0.9", "en", "LSTM Explorer"),
        ("", "fr;q=0.9,en;q=0.5,zh;q=0.1", "en", "LSTM Explorer"),
        ("", "de", "en", "LSTM Explorer"),
        ("", "*", "zh-CN", "LSTM 探索器"),
        ("", "en;q=0, zh", "zh-CN", "LSTM 探索器"),
        ("", "en;q=x,;;;,zh;q=0.4", "zh-CN", "LSTM 探索器"),
        ("", "zh;q=0.1,fr;q=nan,en;q=0.9", "en", "LSTM Explorer"),
        ("", "zh;q=0.1,en;Q=0.9", "en", "LSTM Explorer"),
        ("?lang=en", "zh", "en", "LSTM Explorer"),
        ("?lang=zh", "en", "zh-CN", "LSTM 探索器"),
        ("?lang=xx", "en", "en", "LSTM Explorer"),
    ],
)
def test_the_language_is_the_one_asked_for_then_the_browsers(
    http: httpx.Client, query: str, accept: str, lang: str, title: str
) -> None:
    answer = http.get(f"/{query}", headers={"Accept-Language": accept})
    assert f'<html lang="{lang}">' in answer.text
    assert f"<title>{title}" in answer.text
    assert answer.headers["content-language"] == lang
    assert "Accept-Language" in answer.headers["vary"]


def test_nothing_in_the_page_is_inline_or_foreign(http: httpx.Client) -> None:
    page = http.get("/?lang=zh").text
    assert not re.search(r"<(script|style)\b(?![^>]*\bsrc=)", page)
    assert not re.search(r'\s(style|on\w+)="', page)
    links = re.findall(r'(?:href|src)="([^"]+)"', page)
    assert links
    assert all(link.startswith(("/", "#", str(http.base_url))) for link in links)


@pytest.mark.parametrize("path", ["/", "/docs", "/figure.svg?model=zh-memory-lstm", "/nothing", "/healthz", "/api/nothing"])
def test_every_answer_carries_the_security_headers(http: httpx.Client, path: str) -> None:
    headers = http.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    if path != "/docs":
        assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy


@pytest.mark.parametrize(("lang", "says"), [("zh", "这里没有页面：/nothing"), ("en", "There is no page here: /nothing")])
def test_a_browser_gets_an_error_page_in_its_language(http: httpx.Client, lang: str, says: str) -> None:
    answer = http.get(f"/nothing?lang={lang}", headers={"Accept": "text/html,*/*"})
    assert answer.status_code == 404
    assert says in plain(answer.text)
    assert http.get("/api/nothing", headers={"Accept": "text/html"}).headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("path", "back"),
    [
        ("/nothing", "/?"),
        ("/learn/nothing", "/learn?"),
        ("/learn/nothing/handout", "/learn?"),
        ("/learn/loop/outcome?bet=1e9", "/learn/loop?"),
    ],
)
def test_an_error_page_leads_back_to_where_one_came_from(http: httpx.Client, path: str, back: str) -> None:
    answer = http.get(path, headers={"Accept": "text/html", "Accept-Language": "en"})
    assert answer.status_code in (404, 422)
    assert f'<p><a href="{back}lang=en">' in answer.text


def test_an_address_with_markup_is_only_text_on_the_error_page(http: httpx.Client) -> None:
    answer = http.get("/<script>alert(1)</script>", headers={"Accept": "text/html"})
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_static_files_are_there_and_asked_for_anew_in_a_checkout(http: httpx.Client) -> None:
    page = http.get("/").text
    for sheet in re.findall(r'rel="stylesheet" href="([^"]+)"', page):
        answer = http.get(sheet)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-cache"
    (icon,) = re.findall(r'rel="icon" href="([^"]+)"', page)
    assert http.get(icon).headers["content-type"].startswith("image/svg+xml")


def test_the_page_says_in_which_languages_it_is_to_be_had(http: httpx.Client) -> None:
    page = http.get("/?lang=en").text
    assert re.findall(r'rel="alternate" hreflang="([^"]+)" href="([^"]+)"', page) == [
        ("zh-CN", f"{http.base_url}/?lang=zh"),
        ("en", f"{http.base_url}/?lang=en"),
    ]


def test_the_page_names_exactly_the_scripts_that_it_begins_with_and_most_for_when_its_first_view_stands(
    http: httpx.Client,
) -> None:
    page = http.get("/?lang=zh").text
    listed = re.findall(r'<link rel="modulepreload" href="[^"]+/js/([^"]+)">', page)
    named = set(listed)
    assert len(listed) == len(named)
    (later,) = re.findall(r'<template id="modules">(.*?)</template>', page, re.DOTALL)
    assert len(listed) - later.count("modulepreload") == AT_FIRST
    assert {"main.js", "store.js", "layout/figure.js"} <= named
    assert not {"types.js", "gallery.js", "views/table.js"} & named
    for name in named:
        lines = [line for line in (STATIC / "js" / name).read_text("utf-8").splitlines() if line.startswith("import ")]
        assert all(line.endswith(";") for line in lines), "an import on several lines is not found"
        for line in lines:
            target = (STATIC / "js" / name).parent / line.split('"')[1]
            assert target.resolve().relative_to(STATIC / "js").as_posix() in named, line


@pytest.mark.parametrize(
    ("chapter", "kind", "other"), [("loop", "loop", "stand"), ("belt", "stand", "loop"), ("distance", "readings", "stand")]
)
def test_a_chapter_names_at_once_the_scripts_of_its_first_figure_alone(
    http: httpx.Client, chapter: str, kind: str, other: str
) -> None:
    named = re.findall(r'<link rel="modulepreload" href="[^"]+/js/learn/([^"]+)\.js">', http.get(f"/learn/{chapter}").text)
    assert kind in named
    assert other not in named


@pytest.mark.parametrize("broken", ["explorer", "page", "translator"])
def test_a_page_that_cannot_be_made_is_told_on_a_page(zoo: Library, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    """Even where what would tell it is broken, too; others get JSON."""

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("a page that cannot be made")

    monkeypatch.setattr(Pages, broken, fails)
    with TestClient(create_app(Settings(), lambda: zoo), "http://127.0.0.1", raise_server_exceptions=False) as client:
        page = client.get("/", headers={"Accept": "text/html", "Accept-Language": "en"})
        other = client.get("/", headers={"Accept": "application/json"})
    assert (page.status_code, other.status_code) == (500, 500)
    assert page.headers["content-type"].startswith("text/html")
    assert "<h1>Something went wrong</h1>" in page.text
    assert "Content-Security-Policy" in page.headers
    assert other.json()["error"]["code"] == "internal"
