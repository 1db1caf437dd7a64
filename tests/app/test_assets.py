"""What is sent of the static files: scripts and sheets without their comments, all sheets as one, each kept as it is sent."""

from __future__ import annotations

import os
import re
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from app.assets import SHEETS, SHEETS_LATER, STATIC, Assets, Files, bare
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


@pytest.mark.parametrize("path", ["js/main.js", "css/all.css", "css/learn.css", "locales/zh/lstm.json"])
def test_a_text_is_packed_for_those_who_unpack_it_and_not_sent_to_those_who_have_it(http: httpx.Client, path: str) -> None:
    url = f"{Assets().base}/{path}"
    packed, plain = http.get(url), http.get(url, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) == len(plain.content)
    assert packed.headers["etag"] == http.head(url).headers["etag"] != plain.headers["etag"]
    for answer in (packed, plain):
        assert answer.headers["vary"] == "Accept-Encoding"
        known = {"If-None-Match": answer.headers["etag"], "Accept-Encoding": answer.headers.get("content-encoding", "identity")}
        again = http.get(url, headers=known)
        assert (again.status_code, again.content) == (304, b"")
    assert http.post(url).status_code == 405


def test_a_file_that_is_changed_is_sent_as_it_is_now(tmp_path: Path) -> None:
    file = tmp_path / "a.js"
    with TestClient(Starlette(routes=[Mount("/", Files(tmp_path, "no-cache"))])) as client:
        seen = []
        for n, text in enumerate(("one();\n", "two();\n", "two();\n")):
            file.write_text(text, "utf-8")
            os.utime(file, (n // 2, n // 2 + n))
            seen.append(client.get("/a.js"))
        file.unlink()
        assert client.get("/a.js").status_code == 404
    assert [answer.text for answer in seen] == ["one();\n", "two();\n", "two();\n"]
    assert seen[0].headers["etag"] != seen[1].headers["etag"] == seen[2].headers["etag"]


NOWHERE = ("js/none.js", "js/%00.js", "js/..%2f..%2fpyproject.js", "js/main.js/more.js", "js/views.js", f"js/{300 * 'a'}.js")


@pytest.mark.parametrize("path", NOWHERE, ids=range(len(NOWHERE)))
def test_what_is_no_file_of_the_folder_is_not_found(http: httpx.Client, path: str) -> None:
    assert http.get(f"{Assets().base}/{path}").status_code == 404
