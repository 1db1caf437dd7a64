"""Small helpers to write SVG: elements, colours by name, text that fits.

Colours are attributes, not a style sheet: a page's Content-Security-Policy lets them through, and slides and editors
that know no CSS show them. On a page they are the variables of tokens.css, in a file their values.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from xml.etree.ElementTree import Element, SubElement, tostring

from app.assets import STATIC

Color = Callable[[str], str]  # name → what stands in a fill or stroke
MOST_LETTERS = 40  # more never fit anywhere
THEMES = ("light", "dark")
_TOKEN = re.compile(r"--color-([\w-]+): var\(--light, (#\w+)\) var\(--dark, (#\w+)\);")
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # not allowed in XML 1.0


@cache
def palette() -> dict[str, tuple[str, str]]:
    """Colour name → its value in the light and in the dark theme, from tokens.css."""
    css = (STATIC / "css" / "tokens.css").read_text("utf-8")
    return {name: (light, dark) for name, light, dark in _TOKEN.findall(css)}


def variable(name: str) -> str:
    """The colour as a variable, for a figure in a page."""
    return f"var(--color-{name})"


def literal(theme: str) -> Color:
    """The colours of a theme as values, for a figure in a file."""
    return lambda name: palette()[name][THEMES.index(theme)]


def number(value: float) -> str:
    """At most two decimals, none where there are none, and no sign before nothing."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def add(parent: Element, tag: str, text: str | None = None, /, **attributes: object) -> Element:
    """A new child; ``stroke_width`` becomes ``stroke-width``, numbers are shortened, None is left out."""
    cleaned = {
        name.replace("_", "-"): number(value) if isinstance(value, int | float) else str(value)
        for name, value in attributes.items()
        if value is not None
    }
    element = SubElement(parent, tag, cleaned)
    if text is not None:
        element.text = clean(text)
    return element


def clean(text: str) -> str:
    """Text without the characters that no XML may hold."""
    return _ILLEGAL.sub("\ufffd", text)


def serialise(root: Element) -> str:
    return tostring(root, encoding="unicode")


def letter_width(letter: str) -> float:
    """About how wide a letter runs in a sans-serif font, in sizes: a full-width one 1, others a bit over half."""
    if unicodedata.combining(letter):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.32 if letter in " .,'il|" else 0.62


def text_width(text: str, size: float) -> float:
    return size * sum(map(letter_width, text))


def fit(text: str, room: float, size: float, least: float) -> tuple[str, float]:
    """A text and a font size so that it fits: smaller down to ``least``, then cut with an ellipsis."""
    letters = list(text[:MOST_LETTERS])
    width = text_width("".join(letters), size)
    if len(letters) == len(text) and width <= room:
        return text, size
    if len(letters) == len(text) and width * least <= room * size:
        return text, size * room / width
    while len(letters) > 1 and text_width("".join([*letters, "…"]), least) > room:
        letters.pop()
    return "".join([*letters, "…"]), least
