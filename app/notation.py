"""From ids to letters: the article writes C̃ and C where PyTorch writes g and c; one table for figure, formulas and page."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from xml.etree.ElementTree import Element

from markupsafe import Markup

from app.assets import STATIC
from app.svg import add, serialise
from model.graph import Node, formula

_PIECE = re.compile(r"[^\W\d_]\w*|\d+(?:\.\d+)?|\S")
_TILDE = "\u0303"  # over the letter before it
_TIMES, _APPLY = "\u2062", "\u2061"  # not seen, but heard: W x is a product, tanh C is tanh of C
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

LONG = 16  # pieces of a formula

Letters = Mapping[str, tuple[str, str]]


@cache
def letters(layer: int = 0) -> Letters:
    """Node id → the article's letter and index. The page can change to the other tables of the file.

    What a higher layer reads is h of the one below: h¹ of the first.
    """
    tables: dict[str, dict[str, tuple[str, str]]] = json.loads((STATIC / "notation.json").read_text("utf-8"))
    below = {"x": (f"h{str(layer).translate(_RAISED)}", "t")} if layer else {}
    return {**tables["article"], **below}


def spell(text: Element, spelling: tuple[str, str], size: float) -> None:
    """Write a letter and its index into an SVG text."""
    letter, index = spelling
    add(text, "tspan", letter)
    if index:
        add(text, "tspan", index, dy=round(size / 4, 1), font_size=round(size * 0.68, 1))


def spelled_formula(node: Node, spellings: Letters) -> Markup:
    """A node's formula in the article's letters, as MathML. The twin of static/js/layout/formula.js."""
    root = Element("math", lang="en")
    weights = {*node.weights.values(), node.bias}
    joined = False  # two operands side by side are a product
    for piece in _PIECE.findall(formula(node)):
        operand = piece in (node.id, *node.inputs) or piece in weights or piece[0].isdigit()
        if joined and operand:
            _gap(root, _TIMES)
        joined = operand
        if piece in (node.id, *node.inputs):
            _symbol(root, piece, spellings[piece])
        elif piece in weights:
            _weight(root, piece, spellings)
        elif operand:
            add(root, "mn", piece)
        elif piece[0].isalpha():
            add(root, "mi", piece, mathvariant="normal")
        else:
            add(root, "mo", piece, stretchy="false")
    if len(root) > LONG:
        root.set("class", "is-long")
    return Markup(serialise(root))


def _symbol(parent: Element, id: str, letters: tuple[str, str]) -> None:
    """A vector's letter and index; what stands before the letter is a function of it."""
    spelling, index = letters
    row = add(parent, "mrow", data_symbol=id)
    *functions, letter = spelling.split(" ")
    for function in functions:
        add(row, "mi", function, mathvariant="normal")
        _gap(row, _APPLY)
    _indexed(row, letter, index)


def _weight(parent: Element, name: str, spellings: Letters) -> None:
    """W_f: the weight's own letter, and as its index the letter of what it makes, W_C and not W_C̃."""
    letter, _, of = name.partition("_")
    _indexed(parent, letter, spellings[of][0].replace(_TILDE, "") if of in spellings else of)


def _indexed(parent: Element, letter: str, index: str) -> None:
    around = add(parent, "msub") if index else parent
    base = add(around, "mover", accent="true") if letter.endswith(_TILDE) else around
    add(base, "mi", letter.removesuffix(_TILDE))
    if base is not around:
        add(base, "mo", "~", stretchy="false")
    if index:
        row = add(around, "mrow")
        for part in _PIECE.findall(index):
            if part[0].isalpha():
                add(row, "mi", part)
            elif part[0].isdigit():
                add(row, "mn", part)
            else:
                add(row, "mo", part, lspace="0", rspace="0")


def _gap(parent: Element, sign: str) -> None:
    add(parent, "mo", sign, lspace="0", rspace="0.15em")
