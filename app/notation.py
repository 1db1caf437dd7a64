"""From ids to letters: the article writes C̃ and C where PyTorch writes g and c; one table for figure, formulas and page."""

from __future__ import annotations

import json
import re
from functools import cache
from xml.etree.ElementTree import Element

from markupsafe import Markup, escape

from app.assets import STATIC
from app.svg import add
from model.graph import Node, formula


@cache
def notation() -> dict[str, list[str]]:
    """Node id → the article's letter and index. The page can change to the other tables of the file."""
    tables: dict[str, dict[str, list[str]]] = json.loads((STATIC / "notation.json").read_text("utf-8"))
    return tables["article"]


def spell(text: Element, node: str, size: float) -> None:
    """Write a node's letter and index into an SVG text."""
    letter, index = notation()[node]
    add(text, "tspan", letter)
    if index:
        add(text, "tspan", index, dy=round(size / 4, 1), font_size=round(size * 0.68, 1))


def spelled_formula(node: Node) -> Markup:
    """A node's formula in the article's letters, as HTML."""

    def word(match: re.Match[str]) -> str:
        id = match[0]
        if id in notation():
            letter, index = notation()[id]
        elif "_" in id:  # a weight: U_f → U with index f
            letter, _, of = id.partition("_")
            index = notation()[of][0].replace("\u0303", "") if of in notation() else of  # W_C, not W_C̃
        else:
            return str(escape(id))
        variable = Markup("<i>{}</i>").format(letter) if len(letter) < 3 else escape(letter)
        return str(variable + Markup("<sub>{}</sub>").format(index)) if index else str(variable)

    return Markup(re.sub(r"[A-Za-z][A-Za-z_]*", word, formula(node)))
