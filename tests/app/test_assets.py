"""What is sent of the static files: scripts without their comments, all sheets as one."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from app.assets import SHEETS, SHEETS_LATER, STATIC, bare
from app.i18n import LANGUAGES, LATER, words

SCRIPTS = sorted(STATIC.rglob("*.js"))


@pytest.mark.parametrize("path", SCRIPTS, ids=[path.relative_to(STATIC / "js").as_posix() for path in SCRIPTS])
def test_only_lines_of_comments_are_left_out_and_the_others_keep_their_numbers(path: Path) -> None:
    source = path.read_text("utf-8")
    before, after = source.split("\n"), bare(source).split("\n")
    assert len(before) == len(after)
    for old, new in zip(before, after, strict=True):
        assert new == old.strip() or (new == "" and old.strip().startswith(("//", "/*", "*"))), old
        assert old.count("`") % 2 == 0, "a string that goes over lines would lose its indentation"
    assert not any(line.lstrip().startswith(("//", "* ")) for line in after)


def test_a_cast_at_the_beginning_of_a_line_is_code() -> None:
    source = "/** @type {A} */ (x).y();\nz();\n/** why */\n"
    assert bare(source) == "/** @type {A} */ (x).y();\nz();\n\n"


def test_the_page_asks_for_one_sheet_that_holds_all(http: httpx.Client) -> None:
    assert {path.stem for path in (STATIC / "css").glob("*.css")} == {*SHEETS, *SHEETS_LATER}
    links = re.findall(r'<link rel="stylesheet" href="([^"]+)">', http.get("/?lang=zh").text)
    assert len(links) == 1
    sheet = http.get(links[0])
    assert sheet.headers["content-type"].startswith("text/css")
    for name in SHEETS:
        rules = [line.strip() for line in (STATIC / "css" / f"{name}.css").read_text("utf-8").splitlines() if line.endswith("{")]
        assert all(rule in sheet.text for rule in rules), name
    for name in SHEETS_LATER:
        assert http.get(links[0].replace("all", name)).headers["content-type"].startswith("text/css")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_a_view_that_is_asked_for_come_with_it(http: httpx.Client, language: str) -> None:
    (base,) = re.findall(r'href="([^"]+)/css/all.css"', http.get("/").text)
    first = http.get(f"{base}/locales/{language}/lstm.json").json()
    assert not [key for key in first if key.partition(".")[0] in LATER]
    for view, prefixes in LATER.items():
        part = http.get(f"{base}/locales/{language}/{view}.json").json()
        assert part == {key: text for key, text in words(language).items() if key.partition(".")[0] in prefixes} != {}
