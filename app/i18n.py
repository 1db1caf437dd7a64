"""The readers' words: flat keys in static/locales/<language>.json, read by the templates and by the page alike."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LOCALES = Path(__file__).resolve().parent.parent / "static" / "locales"
LANGUAGES = {"zh": "zh-CN", "en": "en"}  # short name → the value of the lang attribute; the first is the default


@cache
def words(language: str) -> Mapping[str, str]:
    """All words of a language by key."""
    table: dict[str, str] = json.loads((LOCALES / f"{language}.json").read_text("utf-8"))
    return table


@dataclass(frozen=True)
class Translator:
    """Gives the words of one language: ``t("token.step", t=14, T=28)``."""

    language: str

    @property
    def tag(self) -> str:
        return LANGUAGES[self.language]

    def __call__(self, key: str, **params: object) -> str:
        return words(self.language)[key].format(**params)

    def has(self, key: str) -> bool:
        return key in words(self.language)

    def percent(self, share: float) -> str:
        """A probability for readers: 99.8 %, never 100 % or 0 % when it is not."""
        for digits in (1, 2, 3):
            text = f"{100 * share:.{digits}f}"
            if float(text) < 100:
                break
        return f"{text if share < 1 else '100'}%" if share >= 0.0005 else "<0.1%"


def choose(asked: str | None, accepted: str) -> str:
    """The language of a page: ?lang= first, then the browser's order of preference, then the default."""
    if asked in LANGUAGES:
        return asked
    preferences = []
    for place, part in enumerate(accepted.split(",")[:20]):
        name, _, quality = part.strip().partition(";")
        try:
            weight = float(quality.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        preferences.append((-weight, place, name.strip().lower().split("-")[0]))
    return next((name for weight, _, name in sorted(preferences) if name in LANGUAGES and weight < 0), next(iter(LANGUAGES)))
