"""Whatever is wrong with a request has its own clear error in the one shape, and nothing of it breaks the server."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from app.settings import Settings
from model.library import Library
from tests.conftest import serving

ZH = "zh-memory-lstm"
ZEROS = [0.0] * 48
GOOD = {"model": ZH, "text": "我是"}

TRACE_PROBLEMS: list[tuple[str, Any, int, str]] = [
    ("nothing at all", {}, 422, "invalid_field"),
    ("no model", {"text": "我"}, 422, "invalid_field"),
    ("an unknown model", {**GOOD, "model": "gpt"}, 404, "unknown_model"),
    ("a path as a model", {**GOOD, "model": "../../etc/passwd"}, 404, "unknown_model"),
    ("a number as a model", {**GOOD, "model": 7}, 422, "invalid_field"),
    ("no input", {"model": ZH}, 422, "one_input"),
    ("text and tokens", {**GOOD, "tokens": [3]}, 422, "one_input"),
    ("text and inputs", {**GOOD, "inputs": [[0.1]]}, 422, "one_input"),
    ("an empty text", {"model": ZH, "text": ""}, 422, "empty_input"),
    ("white space only", {"model": ZH, "text": " \n\t　"}, 422, "empty_input"),
    ("no tokens", {"model": ZH, "tokens": []}, 422, "empty_input"),
    ("no inputs", {"model": ZH, "inputs": []}, 422, "empty_input"),
    ("a text too long", {"model": ZH, "text": "我" * 4001}, 413, "text_too_long"),
    ("too many tokens", {"model": ZH, "tokens": [3] * 20_834}, 413, "sequence_too_long"),
    ("a token too high", {"model": ZH, "tokens": [3, 4, 900]}, 422, "token_out_of_range"),
    ("a token below zero", {"model": ZH, "tokens": [-1]}, 422, "token_out_of_range"),
    ("an enormous token", {"model": ZH, "tokens": [2**62]}, 422, "token_out_of_range"),
    ("a fraction as a token", {"model": ZH, "tokens": [1.5]}, 422, "invalid_field"),
    ("true as a token", {"model": ZH, "tokens": [True]}, 422, "invalid_field"),
    ("a word among tokens", {"model": ZH, "tokens": ["我"]}, 422, "invalid_field"),
    ("a number as text", {"model": ZH, "text": 5}, 422, "invalid_field"),
    ("numbers for a network of words", {"model": ZH, "inputs": [[0.1]]}, 422, "wrong_input"),
    ("an unknown vector", {**GOOD, "nodes": ["z"]}, 422, "unknown_node"),
    ("too many vectors", {**GOOD, "nodes": ["f"] * 101}, 422, "invalid_field"),
    ("a negative top", {**GOOD, "top": -1}, 422, "invalid_field"),
    ("a top too high", {**GOOD, "top": 51}, 422, "invalid_field"),
    ("digits too many", {**GOOD, "digits": 10}, 422, "invalid_field"),
    ("negative digits", {**GOOD, "digits": -1}, 422, "invalid_field"),
    ("half a digit", {**GOOD, "digits": 0.5}, 422, "invalid_field"),
    ("a field that is none", {**GOOD, "temperature": 1}, 422, "invalid_field"),
    ("a state of no layer", {**GOOD, "state": []}, 422, "wrong_state"),
    ("a state of two layers", {**GOOD, "state": [{"h": ZEROS, "c": ZEROS}] * 2}, 422, "wrong_state"),
    ("a state without c", {**GOOD, "state": [{"h": ZEROS}]}, 422, "wrong_state"),
    ("a state too short", {**GOOD, "state": [{"h": ZEROS[1:], "c": ZEROS}]}, 422, "wrong_state"),
    ("a state of words", {**GOOD, "state": [{"h": ["a"] * 48, "c": ZEROS}]}, 422, "invalid_field"),
    ("a state that overflows", {**GOOD, "state": [{"h": ZEROS, "c": [1e300] * 48}]}, 422, "not_finite"),
    ("a list", [1, 2], 422, "invalid_field"),
    ("a word", "text", 422, "invalid_field"),
    ("null", None, 422, "invalid_field"),
]


def check(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/json"
    error: dict[str, Any] = answer.json()["error"]
    assert set(error) == {"code", "message", "params"}
    assert error["message"]
    assert len(answer.content) < 2000
    return error


@pytest.mark.parametrize(("body", "status", "code"), [p[1:] for p in TRACE_PROBLEMS], ids=[p[0] for p in TRACE_PROBLEMS])
def test_a_bad_trace_has_its_own_error(http: httpx.Client, body: Any, status: int, code: str) -> None:
    headers = {"Content-Type": "application/json"}
    check(http.post("/api/trace", content=json.dumps(body), headers=headers), status, code)


STEP_PROBLEMS: list[tuple[str, Any, int, str]] = [
    ("nothing to read", {"model": ZH}, 422, "one_input"),
    ("two kinds of input", {"model": ZH, "token": 3, "input": [0.1]}, 422, "one_input"),
    ("two words", {"model": ZH, "token": "我是"}, 422, "not_one_token"),
    ("no word", {"model": ZH, "token": ""}, 422, "not_one_token"),
    ("a token too high", {"model": ZH, "token": 900}, 422, "token_out_of_range"),
    ("numbers for a network of words", {"model": ZH, "input": [0.1]}, 422, "wrong_input"),
    ("true as a token", {"model": ZH, "token": True}, 422, "invalid_field"),
    ("a very long word", {"model": ZH, "token": "我" * 4001}, 413, "text_too_long"),
    ("a bad state", {"model": ZH, "token": "我", "state": [{"h": ZEROS}]}, 422, "wrong_state"),
]


@pytest.mark.parametrize(("body", "status", "code"), [p[1:] for p in STEP_PROBLEMS], ids=[p[0] for p in STEP_PROBLEMS])
def test_a_bad_step_has_its_own_error(http: httpx.Client, body: Any, status: int, code: str) -> None:
    check(http.post("/api/step", json=body), status, code)


RAW: list[tuple[str, bytes, str]] = [
    ("nothing", b"", "invalid_json"),
    ("broken", b'{"model": ', "invalid_json"),
    ("not UTF-8", b'{"model": "\xff\xfe"}', "invalid_json"),
    ("a lone surrogate", b'{"model": "zh-memory-lstm", "text": "\\ud800"}', "invalid_json"),
    ("NaN", b'{"model": "zh-memory-lstm", "text": "a", "state": [{"h": [NaN], "c": [NaN]}]}', "invalid_json"),
    ("Infinity", b'{"model": "zh-memory-lstm", "inputs": [[Infinity]]}', "invalid_json"),
    ("very deep", b'{"model":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "invalid_json"),
    ("an enormous integer", b'{"model": "zh-memory-lstm", "tokens": [' + b"9" * 5000 + b"]}", "invalid"),
    ("a number beyond double", b'{"model": "zh-memory-lstm", "text": "a", "top": 1e999}', "invalid"),
]


@pytest.mark.parametrize(("body", "code"), [r[1:] for r in RAW], ids=[r[0] for r in RAW])
@pytest.mark.parametrize("route", ["/api/trace", "/api/step"])
def test_what_is_no_json_is_refused(http: httpx.Client, route: str, body: bytes, code: str) -> None:
    answer = http.post(route, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["error"]["code"].startswith(code)


def test_a_state_beyond_double_is_not_finite(http: httpx.Client) -> None:
    numbers = ",".join(["1e999"] + ["0"] * 47)
    body = f'{{"model": "{ZH}", "text": "我", "state": [{{"h": [{numbers}], "c": [{numbers}]}}]}}'
    answer = http.post("/api/trace", content=body.encode(), headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] in ("not_finite", "invalid_json")


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_another_media_type_is_refused(http: httpx.Client, media_type: str) -> None:
    body = json.dumps(GOOD).encode()
    check(http.post("/api/trace", content=body, headers={"Content-Type": media_type}), 415, "unsupported_media_type")


def test_a_compressed_body_is_refused_as_such(http: httpx.Client) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    check(http.post("/api/trace", content=b"\x1f\x8b", headers=headers), 415, "unsupported_media_type")


def test_large_numbers_stay_numbers_when_they_are_rounded(http: httpx.Client) -> None:
    state = [{"h": ZEROS, "c": [3e38] * 48}]
    for route, what in (("/api/step", {"token": 3}), ("/api/trace", {"tokens": [3]})):
        answer = http.post(route, json={"model": ZH, "digits": 1, "nodes": ["c", "keep"], "state": state, **what})
        assert answer.status_code == 200
        assert "null" not in answer.text.replace('"actual":null', "")


def test_json_with_a_charset_is_welcome(http: httpx.Client) -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert http.post("/api/trace", content=json.dumps(GOOD).encode(), headers=headers).status_code == 200


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_too_large_is_refused_with_the_settings_name(http: httpx.Client, chunked: bool) -> None:
    body = b" " * 1_000_001
    content: Any = iter([body[:600_000], body[600_000:]]) if chunked else body
    error = check(http.post("/api/trace", content=content, headers={"Content-Type": "application/json"}), 413, "body_too_large")
    assert error["params"] == {"limit": 1_000_000, "setting": "LSTM_MAX_BODY"}


def test_a_sequence_too_long_says_what_is_possible(http: httpx.Client) -> None:
    error = check(http.post("/api/trace", json={"model": ZH, "tokens": [3] * 20_834}), 413, "sequence_too_long")
    assert error["params"] == {"steps": 20_834, "limit": 20_833, "setting": "LSTM_MAX_WORK"}


def test_the_error_of_a_token_names_it_and_its_place(http: httpx.Client) -> None:
    error = check(http.post("/api/trace", json={"model": ZH, "tokens": [3, 17, 900]}), 422, "token_out_of_range")
    size = error["params"]["size"]
    assert error["params"] == {"index": 2, "token": 900, "model": ZH, "size": size}
    assert error["message"] == f"tokens[2] is 900; {ZH} has tokens 0…{size - 1}"


GETS: list[tuple[str, str, dict[str, str], int, str]] = [
    ("no model", "/api/trace", {"text": "我"}, 422, "invalid_field"),
    ("no text", "/api/trace", {"model": ZH}, 422, "one_input"),
    ("text and numbers", "/api/trace", {"model": ZH, "text": "我", "inputs": "[[1]]"}, 422, "one_input"),
    ("numbers for a network of words", "/api/trace", {"model": ZH, "inputs": "[[1]]"}, 422, "wrong_input"),
    ("a bad top", "/api/trace", {"model": ZH, "text": "我", "top": "many"}, 422, "invalid_field"),
    ("a bad format", "/api/trace", {"model": ZH, "text": "我", "format": "xml"}, 422, "invalid_field"),
    ("t too high", "/figure.svg", {"model": ZH, "text": "我是", "t": "2"}, 422, "out_of_range"),
    ("t below zero", "/figure.svg", {"model": ZH, "text": "我是", "t": "-1"}, 422, "invalid_field"),
    ("t no number", "/figure.svg", {"model": ZH, "text": "我是", "t": "x"}, 422, "invalid_field"),
    ("t beyond 64 bits", "/figure.svg", {"model": ZH, "text": "我", "t": "9" * 20}, 422, "invalid_field"),
    ("a unit beyond 64 bits", "/figure.svg", {"model": ZH, "text": "我", "unit": "9" * 20}, 422, "invalid_field"),
    ("an unknown stop", "/figure.svg", {"model": ZH, "text": "我是", "stop": "z"}, 422, "unknown_node"),
    ("an input as stop", "/figure.svg", {"model": ZH, "text": "我是", "stop": "x"}, 422, "unknown_node"),
    ("a unit too high", "/figure.svg", {"model": ZH, "text": "我是", "unit": "48"}, 422, "out_of_range"),
    ("an unknown theme", "/figure.svg", {"model": ZH, "theme": "neon"}, 422, "invalid_field"),
    ("an unknown language", "/figure.svg", {"model": ZH, "lang": "fr"}, 422, "invalid_field"),
    ("an unknown model", "/figure.svg", {"model": "gpt"}, 404, "unknown_model"),
    ("an empty text", "/figure.svg", {"model": ZH, "text": " "}, 422, "empty_input"),
    ("a text too long", "/figure.svg", {"model": ZH, "text": "我" * 4001}, 413, "text_too_long"),
    ("a parameter that is none", "/api/ledger", {"model": ZH, "text": "我", "bogus": "1"}, 422, "invalid_field"),
    ("what only a body can say", "/api/ledger", {"model": ZH, "text": "我", "hold": "[]"}, 422, "invalid_field"),
    ("a parameter of another route", "/api/trace", {"model": ZH, "text": "我", "unit": "0"}, 422, "invalid_field"),
    ("a parameter that is none of a figure", "/figure.svg", {"model": ZH, "step": "1"}, 422, "invalid_field"),
    ("a parameter where there are none", "/api/models", {"top": "1"}, 422, "invalid_field"),
    ("a Python number", "/api/ledger", {"model": ZH, "text": "我", "unit": "1_0"}, 422, "invalid_field"),
    ("a number with a sign", "/figure.svg", {"model": ZH, "text": "我是", "t": "+1"}, 422, "invalid_field"),
    ("a number with a dot", "/api/trace", {"model": ZH, "text": "我", "top": "1.0"}, 422, "invalid_field"),
    ("an unknown cell", "/api/cells/gro", {}, 404, "unknown_cell"),
    ("an unknown card", "/api/models/gpt", {}, 404, "unknown_model"),
    ("unknown weights", "/api/models/gpt/weights", {}, 404, "unknown_model"),
    ("a path out of the weights", "/api/models/..%2f..%2fetc/weights", {}, 404, "unknown_path"),
    ("an unknown path", "/api/nothing", {}, 404, "unknown_path"),
    ("a path out of static", "/static/..%2fpyproject.toml", {}, 404, "unknown_path"),
    ("a wrong method", "/api/step", {}, 405, "method_not_allowed"),
]


@pytest.mark.parametrize(("path", "params", "status", "code"), [g[1:] for g in GETS], ids=[g[0] for g in GETS])
def test_a_bad_address_has_its_own_error(http: httpx.Client, path: str, params: dict[str, str], status: int, code: str) -> None:
    check(http.get(path, params=params), status, code)


@pytest.mark.parametrize("path", ["/api/trace", "/api/ledger", "/figure.svg"])
@pytest.mark.parametrize("name", ["model", "text"])
def test_no_parameter_is_heard_twice_or_not_at_all(http: httpx.Client, path: str, name: str) -> None:
    given = {"model": ZH, "text": "我"}
    assert http.get(path, params=given).status_code == 200
    error = check(http.get(path, params=[*given.items(), (name, given[name])]), 422, "invalid_field")
    assert error["params"]["field"] == name


def test_an_address_of_a_page_may_carry_more(http: httpx.Client) -> None:
    for path in ("/", "/learn", "/healthz"):
        assert http.get(path, params={"from": "a-letter"}).status_code == 200
    known = check(http.post("/api/step?format=json", json={"model": ZH, "token": "我"}), 422, "invalid_field")
    assert known["params"]["problem"] == "is not known here; expected no parameters"


@pytest.mark.parametrize(
    "path", ["%2e%2e/%2e%2e/pyproject.toml", "../pyproject.toml", "css/../../pyproject.toml", "css/%00", "css"]
)
def test_static_files_do_not_lead_out_of_their_folder(http: httpx.Client, path: str) -> None:
    sheet = http.get("/").text.split('rel="stylesheet" href="')[1].split("css/")[0]
    request = http.build_request("GET", "/")
    request.url = request.url.copy_with(raw_path=f"{sheet}{path}".encode())
    answer = http.send(request)
    assert answer.status_code in (404, 405)
    assert "setuptools" not in answer.text


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", "", "[::2]", "a" * 3000])
def test_a_foreign_host_is_refused(http: httpx.Client, host: str) -> None:
    answer = http.get("/healthz", headers={"Host": host})
    check(answer, 400, "unknown_host")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]", "[::1]:8000"])
def test_the_own_hosts_are_welcome(http: httpx.Client, host: str) -> None:
    assert http.get("/healthz", headers={"Host": host}).json() == {"status": "ok"}


def test_other_hosts_and_origins_can_be_named(zoo: Library) -> None:
    settings = Settings(hosts=("Explorer.School",), origins=("https://school.example",))
    with serving(settings, zoo) as address, httpx.Client(base_url=address) as http:
        assert http.get("/healthz", headers={"Host": "explorer.school:80"}).status_code == 200
        asked = http.get("/api/cells", headers={"Origin": "https://school.example"})
        assert asked.headers["access-control-allow-origin"] == "https://school.example"
        other = http.get("/api/cells", headers={"Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in other.headers


def test_addresses_of_version_six_can_be_named(zoo: Library) -> None:
    with serving(Settings(hosts=("fd00::1", "school.example:80")), zoo) as address, httpx.Client(base_url=address) as http:
        for host in ("[fd00::1]:8000", "[FD00::1]", "school.example", "school.example:8000"):
            assert http.get("/healthz", headers={"Host": host}).status_code == 200


def test_without_the_setting_no_other_origin_is_let_in(http: httpx.Client) -> None:
    assert "access-control-allow-origin" not in http.get("/api/cells", headers={"Origin": "https://school.example"}).headers


def test_bounds_are_settings(zoo: Library) -> None:
    with serving(Settings(max_text=3, max_work=96, max_body=200), zoo) as address, httpx.Client(base_url=address) as http:
        check(http.post("/api/trace", json={"model": ZH, "text": "我是一个"}), 413, "text_too_long")
        assert http.post("/api/trace", json={"model": ZH, "text": "我是"}).status_code == 200
        check(http.post("/api/trace", json={"model": ZH, "tokens": [3, 3, 3]}), 413, "sequence_too_long")
        check(http.post("/api/trace", json={"model": ZH, "text": "我" * 100}), 413, "body_too_large")


def test_after_all_that_the_server_still_answers(http: httpx.Client) -> None:
    assert http.post("/api/trace", json=GOOD).status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**GOOD, "hold": [{"node": "f", "t": 0, "value": "0"}]}, "hold[0].value"),
        ({"model": ZH, "tokens": [1.5]}, "tokens[0]"),
        ([], "body"),
        ("x", "body"),
    ],
)
def test_a_field_is_named_as_it_was_sent(http: httpx.Client, body: Any, field: str) -> None:
    error = http.post("/api/trace", json=body).json()["error"]
    assert (error["code"], error["params"]["field"]) == ("invalid_field", field)
    assert "Request" not in error["message"]
