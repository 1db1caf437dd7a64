"""The README says what is so: its commands run, its picture is the server's."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from model import results
from model.library import Library

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
ADDRESS = "http://localhost:8000"
TEST = "python3 -m venv .venv && .venv/bin/pip install -q -c constraints.txt -e '.[test]' && .venv/bin/python -m pytest"


def block(language: str, holding: str) -> str:
    (found,) = [b for b in re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL) if holding in b]
    return str(found)


def test_the_curl_example_runs_as_printed(base_url: str) -> None:
    assert shutil.which("curl"), "the README's first example needs curl"
    command = block("sh", "curl").replace(ADDRESS, base_url)
    out = subprocess.run(command, shell=True, capture_output=True, text=True, check=True).stdout
    assert '"汉语"' in out


def test_the_python_example_runs_as_printed(base_url: str) -> None:
    code = block("python", "httpx").replace(ADDRESS, base_url)
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    printed = [line.split("# ")[1] for line in code.splitlines() if line.startswith("print") and "# " in line]
    assert printed
    assert out.splitlines() == printed


def test_the_browser_example_uses_a_route_that_is_there(http: httpx.Client) -> None:
    (path,) = re.findall(r'fetch\("([^"]+)"', block("js", "fetch"))
    assert http.post(path, json={"model": "en-memory-lstm", "text": "I"}).status_code == 200


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_picture_is_what_the_server_draws(http: httpx.Client, theme: str) -> None:
    picture = f"docs/figure-{theme}.svg"
    assert picture in README
    params = {"model": "zh-memory-lstm", "lang": "zh", "theme": theme}
    assert (ROOT / picture).read_text("utf-8") == http.get("/figure.svg", params=params).text


def test_ci_runs_the_test_command_and_nothing_else() -> None:
    assert block("sh", ".[test]").strip() == TEST
    assert (ROOT / ".ci" / "run").read_text("utf-8") == f"#!/bin/sh\n{TEST}\n"


def test_the_pins_name_no_host() -> None:
    pins = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert len(pins) > 40
    assert all(re.fullmatch(r"[A-Za-z0-9_.\-]+==[^\s;@/]+( ; .+)?", line) for line in pins)


def test_every_dependency_has_its_reason() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    names = set(re.findall(r'"([a-z][\w-]+)(?:>=[\d.]+)?"', project.split("dependencies = [")[1].split("[project.scripts]")[0]))
    contributing = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert len(names) > 15
    assert [name for name in sorted(names) if f"| {name} |" not in contributing] == []


def test_the_figures_of_the_readme_are_those_of_the_cards(zoo: Library) -> None:
    for name in (f"{language}-memory-{cell}" for language in ("zh", "en") for cell in ("lstm", "gru", "rnn")):
        card = zoo.model(name).card
        cells = [f"{100 * card['figures']['by_gap'][gap]['accuracy']:.1f}" for gap in ("5", "10", "20", "40", "60", "100", "200")]
        assert f"| `{name}` | {card['parameters']:,} | {' | '.join(cells)} |" in README


def test_the_results_are_those_of_the_cards(zoo: Library) -> None:
    """Which are what is measured: tests/model/test_zoo.py."""
    measured = {name: (model.card, model.card["figures"]) for name, model in zoo.models.items()}
    assert (ROOT / "docs" / "results.md").read_text("utf-8") == results.text(measured)
