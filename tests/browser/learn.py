"""A chapter of a test's own, opened in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import app.routes.learn
from app.i18n import LANGUAGES
from app.lessons.course import course
from tests.browser.helpers import opened

LESSON = """+++
title = "A title"
description = "A sentence."
[states]
still = {{ model = "zh-memory-lstm", t = 3 }}
{states}
[question]
ask = "How sure?"
low = 0
high = 100
unit = "%"
number = {{ says = "汉语", model = "zh-memory-lstm", text = "我是一个中国人，我最常说" }}
outcome = "[99.9%](=answer)."
+++
{marks} [still](#still)
"""


def chapter(
    page: Page, base_url: str, monkeypatch: pytest.MonkeyPatch, folder: Path, states: dict[str, str], lang: str = "zh"
) -> Page:
    """A chapter whose text names these states one after the other; the first of them is shown."""
    lines = "\n".join(f"{name} = {{ {state} }}" for name, state in states.items())
    source = LESSON.format(states=lines, marks=" ".join(f"[{name}](#{name})" for name in states))
    for language in LANGUAGES:
        (folder / language).mkdir()
        (folder / language / "01-own.md").write_text(source, "utf-8")
    monkeypatch.setattr(app.routes.learn, "course", lambda: course(folder))
    opened(page, base_url, f"/learn/own?lang={lang}")
    shown(page, next(iter(states)))
    return page


def go(page: Page, state: str) -> None:
    """Follow the words that lead to a state."""
    page.locator(f'.mark[href="#{state}"]').click()
    shown(page, state)


def shown(page: Page, state: str) -> None:
    expect(page.locator(f'#live[data-status="ready"][data-shown="{state}"]')).to_be_visible()


def explored(page: Page) -> Any:
    """Where the link to Explore leads."""
    code = """() => {
      const link = document.querySelector('.explore');
      link.addEventListener('click', (event) => event.preventDefault(), { once: true });
      link.click();
      return Object.fromEntries(new URLSearchParams(link.hash.slice(1)));
    }"""
    page.evaluate("document.addEventListener('click', (event) => event.target.closest('.explore') && event.preventDefault())")
    return page.evaluate(code)
