"""The readers' words: flat keys in static/locales/<language>.json, read by the templates and by the page alike."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

from app.headers import preferences
from model.cells import CELLS

LOCALES = Path(__file__).resolve().parent.parent / "static" / "locales"
LANGUAGES = {"zh": "zh-CN", "en": "en"}  # short name → the value of the lang attribute; the first is the default
KINDS = ("steps", "character", "series", "class", "value")  # what a model reads and says that does not go from word to word
PARTS = {"cell": 2, "gate": 2, "node": 3, "say": 2}  # of a key of all cells; one with a cell's name after the first has one more
LATER = {
    "arithmetic": ("arithmetic",),
    "backward": ("backward",),
    "bet": ("bet",),
    "compare": ("compare", "cell"),
    "continue": ("continue",),
    "gallery": ("gallery", "cell"),
    "hold": ("hold",),
    "keys": ("keys", "notation"),
    "learn": ("learn",),
    "ledger": ("ledger",),
    "memory": ("facts",),
    "panel": ("panel",),
    "scan": ("scan",),
    "timeline": ("timeline",),
    "whatif": ("whatif", "hold"),
}  # view that is fetched when it is asked for → how the keys of its words begin


@cache
def words(language: str) -> Mapping[str, str]:
    """All words of a language by key."""
    table: dict[str, str] = json.loads((LOCALES / f"{language}.json").read_text("utf-8"))
    return table


@cache
def words_for(language: str, cell: str, kinds: tuple[str, ...] = ()) -> Mapping[str, str]:
    """The words of a language as a page about one kind of cell needs them at once: of its own nodes and gates alone.

    What a cell says of a node itself (``say.lstm-1997.c``) comes before what its family says (``say.lstm.c``), and that
    before what is true of all (``say.c``); here it has the last one's name. Of these three, what is said where a model
    reads or says something else than words (``series/say.x``) comes first. Raises: KeyError: there is no such cell.
    """
    kind = CELLS[cell]
    ids: dict[str, set[str | None]] = {"cell": {"name"}, "gate": {n.gate for n in kind.computed}}
    ids["node"] = ids["say"] = {n.id for n in kind.nodes}
    found = {}
    for whose, where in product(("", cell.partition("-")[0], cell), ("", *kinds)):  # the later wins
        for key, text in words(language).items():
            owner, name = _owned(key.rpartition("/")[2])
            prefix, _, rest = name.partition(".")
            wanted = prefix not in LATER and (prefix not in ids or rest.partition(".")[0] in ids[prefix])
            if wanted and (owner, key.rpartition("/")[0]) == (whose, where):
                found[name] = text
    return found


def _owned(key: str) -> tuple[str, str]:
    """Whose a key is, and its name without that: ``say.gru.n`` is the GRU's ``say.n``."""
    prefix, *rest = key.split(".")
    if len(rest) < PARTS.get(prefix, len(rest) + 1):
        return "", key
    return rest[0], ".".join([prefix, *rest[1:]])


def words_with(language: str, view: str) -> Mapping[str, str]:
    """The words that one of LATER brings with it."""
    return {key: text for key, text in words(language).items() if key.partition(".")[0] in LATER[view]}


@dataclass(frozen=True)
class Translator:
    """Gives the words of one language: ``t("sentence.step", t=14, T=28)``; those of a cell and a model if it knows of which."""

    language: str
    cell: str | None = None
    kinds: tuple[str, ...] = ()

    @property
    def tag(self) -> str:
        return LANGUAGES[self.language]

    def __call__(self, key: str, **params: object) -> str:
        table = words_for(self.language, self.cell, self.kinds) if self.cell else words(self.language)
        return table[key].format(**params)

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
