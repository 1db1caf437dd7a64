"""Lessons: that each holds, and that the check finds what is wrong with one that does not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import httpx
import pytest
from fastapi import FastAPI
from markupsafe import escape

from app.i18n import LANGUAGES
from app.lessons.check import check
from app.lessons.course import LESSONS, course, files
from app.lessons.lesson import Number, read
from app.lessons.numbers import NumberError, ask, written
from app.main import build
from app.settings import Settings
from model.library import Library

ALL = [path for language in LANGUAGES for path in files(LESSONS / language)]
PLAIN = """+++
title = "A title"
description = "A sentence."
given = ["1997"]

[figure]
model = "zh-memory-lstm"
text = "我是一个中国人，我最常说"

[states]
word = { t = 3, unit = 40, stop = "f" }

[numbers]
likely = { says = "汉语" }

[question]
ask = "How sure?"
low = 0
high = 100
unit = "%"
number = { says = "汉语" }
outcome = "[99.9%](=answer)."
+++

In 1997 [the word](#word) was read; then [99.9%](=likely).
"""
WORD = 'word = { t = 3, unit = 40, stop = "f" }'


T = TypeVar("T")


def apart(work: Callable[[], T]) -> T:
    """In a thread of its own: a browser's loop may be running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


@pytest.fixture(scope="module")
def application(zoo: Library) -> FastAPI:
    return build(Settings(), zoo)


def problems(tmp_path: Path, application: FastAPI, zoo: Library, old: str = "", new: str = "") -> list[str]:
    """What is wrong with the plain lesson when something in it is another."""
    folder = tmp_path / "en"
    folder.mkdir(exist_ok=True)
    path = folder / "01-plain.md"
    assert old in PLAIN
    path.write_text(PLAIN.replace(old, new, 1) if old else PLAIN, "utf-8")
    return apart(lambda: check(path, application, zoo))


@pytest.mark.parametrize("path", ALL, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_api_bears_out_every_figure_of_every_lesson(path: Path, application: FastAPI, zoo: Library) -> None:
    assert apart(lambda: check(path, application, zoo)) == []


def test_every_chapter_is_there_in_both_languages_with_the_same_states() -> None:
    both = course()
    assert list(both["zh"]) == list(both["en"])
    assert len(both["zh"]) == 13
    assert {lesson.title for chapters in both.values() for lesson in chapters.values()} >= {"传送带", "The belt"}


def test_a_plain_lesson_holds(tmp_path: Path, application: FastAPI, zoo: Library) -> None:
    assert problems(tmp_path, application, zoo) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[99.9%](=likely)", "[98.9%](=likely)", "the text says 98.9%, the API 0.99"),
        ("then [99.9%]", "then 42 and [99.9%]", "42 is neither borne out"),
        ("](#word)", "](#nowhere)", "leads to #nowhere"),
        ("](=likely)", "](=unheard)", "which is no number"),
        ("word = {", "other = {}\nword = {", "state other is nowhere in the text"),
        ("likely = {", 'idle = { says = "汉语" }\nlikely = {', "number idle is nowhere in the text"),
        ("t = 3", "t = 30", "t is 30; expected 0…8"),
        ("unit = 40", "unit = 48", "unit is 48; expected 0…47"),
        ('stop = "f"', 'stop = "z"', "stop is 'z'; lstm has f, keep"),
        ('stop = "f"', 'stopp = "f"', "cell knows no 'stopp'"),
        ("word = {", 'word = { show = "film", ', "shows 'film'; expected one of cell"),
        (WORD, 'word = { show = "facts", chart = "unit" }', "chart is 'unit'; expected one of units, readout, gradient"),
        (WORD, 'word = { show = "facts", model = "zh-memory-lstm", chart = "readout", lag = 7 }', "lag is 7; expected one of 1"),
        (WORD, 'word = { show = "facts", model = "zh-memory-lstm", chart = "units", lag = 7 }', "none for this chart"),
        (WORD, 'word = { show = "facts", model = "zh-memory-lstm", chart = "gradient", bias = 4 }', "bias is 4; expected one of"),
        (WORD, 'word = { show = "facts", model = "order-lstm", chart = "units" }', "order-lstm has learned another task"),
        (WORD, 'word = { show = "series", model = "sine-lstm", plot = "date" }', "plot is 'date'; expected one of data, result"),
        (WORD, 'word = { show = "series", model = "sine-lstm", plot = "data", phase = 7 }', "phase is 7; expected radians"),
        (WORD, 'word = { show = "series", model = "sine-lstm", plot = "data", stride = 6 }', "stride is 6; expected 1…5"),
        ("zh-memory-lstm", "zh-memory-lost", "zh-memory-lost"),
        ("我是一个中国人", "我是一个火星人", "does not know"),
        ("low = 0", "low = 100", "is no range"),
        ("high = 100", "high = 50", "is not within 0 … 50"),
        ('t = 3, unit = 40, stop = "f"', 'show = "curve", of = "step"', "of is 'step'; expected sigmoid or tanh"),
        ('t = 3, unit = 40, stop = "f"', 'show = "curve", z = 7', "z is 7; expected a number from −6 to 6"),
        ('t = 3, unit = 40, stop = "f"', 'show = "curve", slope = 1', "slope is 1; expected true or false"),
        ('t = 3, unit = 40, stop = "f"', 'show = "curve", node = "c"', "node is 'c'; expected one of f, i, g, o, tanh_c"),
        ('t = 3, unit = 40, stop = "f"', 'show = "curve", of = "sigmoid", node = "g"', "g goes through tanh, not sigmoid"),
        ('t = 3, unit = 40, stop = "f"', 'show = "gate", open = 1.1', "open is 1.1; expected a number from 0 to 1"),
        ('t = 3, unit = 40, stop = "f"', 'show = "gate", node = "g"', "node is 'g'; expected one of f, i, o"),
        ("word = {", 'whole = {}\nword = { show = "product", bias = [0.1, 0.2], ', "bias is [0.1, 0.2]; expected 3 numbers"),
        ("word = {", 'whole = {}\nword = { show = "product", weights = [[1, 2, 3, 4, 5, 6]], ', "expected 3 rows of 6 numbers"),
        ("word = {", 'whole = {}\nword = { show = "product", C = ["a", 1, 1], ', "C is ['a', 1, 1]; expected 3 numbers"),
        ("word = {", 'whole = {}\nword = { show = "product", node = "c", ', "node is 'c'; expected one of f, i, g, o"),
        ("word = {", 'whole = {}\nword = { show = "product", ', "h is missing"),
        ('title = "A title"', "title = ", "line 2"),
        ('title = "A title"', "", "title is missing"),
        ('title = "A title"', 'titel = "A title"', "knows no 'titel'"),
        ("[99.9%](=likely)", "[high](=likely)", "high is no number"),
        ("[the word](#word)", "**[the word](#word)**s", "** stands in the text"),
        ('likely = { says = "汉语" }', 'likely = { says = "哑语" }', "has nothing at '哑语'"),
        ('likely = { says = "汉语" }', 'likely = { node = "f", t = 3 }', "no `unit`"),
        ('likely = { says = "汉语" }', 'likely = { get = "/api/nothing", at = "x" }', "/api/nothing"),
    ],
)  # fmt: skip
def test_the_check_finds_what_is_wrong(tmp_path: Path, application: FastAPI, zoo: Library, old: str, new: str, told: str) -> None:
    found = problems(tmp_path, application, zoo, old, new)
    assert any(told in problem for problem in found), found


def test_the_example_for_teachers_holds(tmp_path: Path, application: FastAPI, zoo: Library) -> None:
    text = (LESSONS.parent / "CONTRIBUTING.md").read_text("utf-8")
    (tmp_path / "en").mkdir()
    path = tmp_path / "en" / "01-example.md"
    path.write_text(text[text.index("```\n+++") + 4 :].partition("```")[0], "utf-8")
    assert apart(lambda: check(path, application, zoo)) == []


def test_a_problem_is_told_with_its_line(tmp_path: Path, application: FastAPI, zoo: Library) -> None:
    line = PLAIN.splitlines().index("In 1997 [the word](#word) was read; then [99.9%](=likely).") + 1
    (problem,) = problems(tmp_path, application, zoo, "[99.9%](=likely)", "[1%](=likely)")
    assert problem.startswith(f"line {line}:")


def test_markup_in_a_lesson_stays_text(tmp_path: Path) -> None:
    folder = tmp_path / "en"
    folder.mkdir()
    path = folder / "01-markup.md"
    path.write_text(PLAIN + "\n<img src=x onerror=alert(1)> and [a link](javascript:alert(1))\n", "utf-8")
    html = "".join(block.html for block in read(path).blocks)
    assert "<img" not in html
    assert "&lt;img" in html
    assert 'href="javascript' not in html


@pytest.mark.parametrize(
    ("text", "value", "off"), [("99.3%", 0.993, 0.0005), ("−0.945", -0.945, 0.0005), ("38,033", 38033, 0.5), ("45%", 0.45, 0.005)]
)
def test_a_figure_is_as_exact_as_it_is_written(text: str, value: float, off: float) -> None:
    assert written(text) == pytest.approx((value, off))


def test_numbers_are_reduced_as_they_say(application: FastAPI, http: httpx.Client) -> None:
    body = {"model": "zh-memory-lstm", "text": "我是一个中国人", "nodes": ["f"], "top": 0}
    rows = http.post("/api/trace", json=body).json()["layers"][0]["nodes"]["f"]
    values = [value for row in rows for value in row]

    def of(reduce: str | None) -> float:
        return apart(lambda: asyncio.run(ask(application, Number("POST", "/api/trace", body, "layers.0.nodes.f", reduce))))

    assert of("mean") == pytest.approx(sum(values) / len(values))
    assert of("max") == max(values)
    assert of("above 0.9") == sum(value > 0.9 for value in values) / len(values)
    for wrong in (None, "median"):
        with pytest.raises(NumberError):
            of(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_to_a_bet_is_not_in_the_page_and_comes_when_it_is_asked_for(http: httpx.Client, language: str) -> None:
    lesson = course()[language]["update"]
    page = http.get(f"/learn/update?lang={language}").text
    sentence = lesson.question.outcome[-1][0]
    assert escape(sentence) not in page
    told = http.get(f"/learn/update/outcome?lang={language}&bet=50", headers={"Accept": "application/json"}).json()
    facts = http.get(f"/api/models/{language}-memory-lstm/facts").json()
    place = int(lesson.question.number.at.rpartition(".")[2])  # of gradient.trained
    assert told["answer"] == pytest.approx(100 * facts["gradient"]["trained"][place])
    assert told["bet"] == 50
    without_script = http.get(f"/learn/update/outcome?lang={language}&bet=50", headers={"Accept": "text/html"})
    assert escape(sentence) in without_script.text


@pytest.mark.parametrize("bet", ["", "nan", "1e999", "a"])
def test_a_bet_that_is_no_number_is_refused(http: httpx.Client, bet: str) -> None:
    answer = http.get("/learn/update/outcome", params={"bet": bet})
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "invalid_field"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chapters_are_listed_for_those_who_index(http: httpx.Client, language: str) -> None:
    assert "Sitemap: " in http.get("/robots.txt").text
    listed = http.get("/sitemap.xml").text
    for slug, lesson in course()[language].items():
        assert f"/learn/{slug}?lang={language}</loc>" in listed
        page = http.get(f"/learn/{slug}?lang={language}").text
        assert f"<title>{lesson.title} · " in page
        assert f'<meta name="description" content="{escape(lesson.description)}">' in page


def test_a_chapter_that_is_not_there_is_not_found(http: httpx.Client) -> None:
    for path in ("/learn/nothing", "/learn/nothing/outcome?bet=1", "/learn/nothing/handout"):
        assert http.get(path).status_code == 404, path


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chapter_can_be_read_without_a_script(http: httpx.Client, language: str) -> None:
    page = http.get(f"/learn/belt?lang={language}").text
    stills = [part.split('"')[0].replace("&amp;", "&") for part in page.split('<noscript><figure><img src="')[1:]]
    assert len(stills) == len(course()[language]["belt"].states)
    for address in stills:
        assert http.get(address).headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_handout_has_blanks_and_on_its_second_sheet_what_belongs_there(http: httpx.Client, language: str) -> None:
    page = http.get(f"/learn/belt/handout?lang={language}").text
    first, second = page.split('<section class="sheet-of-paper">')[1:]
    blank = first.split('<img src="')[1].split('"')[0].replace("&amp;", "&")
    drawn = http.get(blank).text
    assert "stop=" not in blank  # nothing pale
    names = [item.split("</li>")[0] for item in second.split("<li>")[1:]]
    assert len(names) == first.count("<li></li>") == 12
    assert "data-label" not in drawn
    assert all(f">{n}</text>" in drawn for n in range(1, 13))
    assert "C" in names[0]
    assert "h" in names[1]
