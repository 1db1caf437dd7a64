"""Lessons that a test writes for itself: a chapter of one kind of figure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.i18n import LANGUAGES
from app.lessons.course import course
from app.lessons.lesson import Lesson
from tests.browser.helpers import opened

QUESTION = """
[question]
ask = "?"
low = 0
high = 100
number = { get = "/api/models/zh-memory-lstm", at = "hidden" }
outcome = "[48](=answer)"
+++
"""


def written(states: dict[str, dict[str, Any]]) -> str:
    """A lesson with these states, each marked once, all in one block: scrolling leads to none of them."""
    lines = ["+++", 'title = "A lesson"', 'description = "A lesson of a test"', "[states]"]
    for name, state in states.items():
        lines.append(f"{name} = {{ {', '.join(f'{key} = {_toml(value)}' for key, value in state.items())} }}")
    return "\n".join(lines) + QUESTION + " ".join(f"[{name}](#{name})" for name in states) + "\n"


def _toml(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


def taught(monkeypatch: pytest.MonkeyPatch, folder: Path, states: dict[str, dict[str, Any]]) -> Lesson:
    """The live server has this one chapter, /learn/lesson, in every language."""
    for language in LANGUAGES:
        (folder / language).mkdir()
        (folder / language / "01-lesson.md").write_text(written(states), "utf-8")
    found = course(folder)
    monkeypatch.setattr("app.routes.learn.course", lambda: found)
    return found["zh"]["lesson"]


def at(page: Page, base_url: str, state: str, lang: str = "zh") -> None:
    """The chapter, opened at one of its states."""
    opened(page, base_url, f"/learn/lesson?lang={lang}#{state}")
    shown(page, state)


def shown(page: Page, state: str) -> None:
    """Until the figure shows a state."""
    expect(page.locator(f"#live[data-shown={state}][data-status=ready]")).to_be_attached()
