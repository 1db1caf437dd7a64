"""The readers' words: flat keys in static/locales/<language>.json, read by the templates and by the page alike."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.headers import preferences

LOCALES = Path(__file__).resolve().parent.parent / "static" / "locales"
LANGUAGES = {"zh": "zh-CN", "en": "en"}  # short name → the value of the lang attribute; the first is the default


@cache
def words(language: str) -> Mapping[str, str]:
    """All words of a language by key."""
    table: dict[str, str] = json.loads((LOCALES / f"{language}.json").read_text("utf-8"))
    return table


@dataclass(frozen=True)
class Translator:
    """Gives the words of one language: ``t("sentence.step", t=14, T=28)``."""

    language: str

    @property
    def tag(self) -> str:
        return LANGUAGES[self.language]

    def __call__(self, key: str, **params: object) -> str:
        return words(self.language)[key].format(**params)

    def percent(self, share: float) -> str:
        """A probability for readers: 99.8 %, never 100 % or 0 % when it is not."""
        if share < 0.0005 or share >= 1:
            return "<0.1%" if share < 1 else "100%"
        texts = (f"{100 * share:.{digits}f}" for digits in (1, 2, 3))
        return next((f"{text}%" for text in texts if float(text) < 100), ">99.999%")


def choose(asked: str | None, accepted: str) -> str:
    """The language of a page: ?lang= first, then the browser's preferences, then English for whoever prefers others."""
    if asked in LANGUAGES:
        return asked
    wanted = [name.split("-")[0] for name, quality in preferences(accepted) if quality > 0]
    fallback = "en" if any(name != "*" for name in wanted) else next(iter(LANGUAGES))
    return next((name for name in wanted if name in LANGUAGES), fallback)
