"""What a lesson is, and how its file is read.

A file is TOML between two lines of ``+++`` and Markdown after it. In the text, ``[words](#name)`` are words that move the
figure to the state ``name``, and ``[99.3%](=name)`` is a figure that the number ``name`` of the API must bear out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

from app.lessons.kinds import FIRST, SHOWS

FENCE = "+++"
NAME = re.compile(r"[a-z][a-z0-9-]*")
KEYS = {"title", "description", "given", "figure", "states", "numbers", "question"}
NEEDED = ("title", "description", "states", "question")
ASKED = {"ask", "low", "high", "step", "unit", "number", "outcome"}
ANSWER = "answer"  # the number that is bet on has this name
NUMBER = {"get", "post", "body", "at", "reduce"}
TRACED = {"node", "says", "model", "text", "inputs", "t", "unit", "layer", "hold"}
MOST = 50  # words that a network is asked for, when one of them is to be found


class LessonError(Exception):
    """A file that is no lesson. ``line`` counts from 1."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line, self.problem = line, problem


@dataclass(frozen=True)
class Number:
    """A number of the API.

    Attributes:
        method, path, body: the request; body is None for GET.
        at: where in the answer, names and places joined by dots: ``predictions.-1.top.0.probability``.
        reduce: what is made of a list there: ``mean``, ``min``, ``max``, ``above 0.9`` (the share above it), or None.
    """

    method: str
    path: str
    body: Mapping[str, Any] | None
    at: str
    reduce: str | None


@dataclass(frozen=True)
class Figure:
    """A figure written in the text, with the words round it that the number must bear out."""

    name: str
    text: str
    line: int


@dataclass(frozen=True)
class Mark:
    """Words that move the figure."""

    state: str
    text: str
    line: int


@dataclass(frozen=True)
class Block:
    """A paragraph, heading or list, with the words in it that move the figure."""

    html: Markup
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Question:
    """What a reader bets on: a number between ``low`` and ``high``, in steps of ``step``, shown with its ``unit``.

    ``outcome`` is the sentence that explains the answer, in pieces, each with whether it is a figure of the API.

    ``%`` as the unit stands for a share: the number of the API is multiplied by 100.
    """

    ask: str
    low: float
    high: float
    step: float
    unit: str
    number: Number
    outcome: Sequence[tuple[str, bool]]

    def shown(self, value: float) -> float:
        """A value of the API in the unit of the question."""
        return 100 * value if self.unit == "%" else value

    def told(self, answer: float) -> str:
        """An answer as it is written, with its unit: to four digits, large ones to the last."""
        plain = f"{answer:,.0f}" if abs(answer) >= 1000 else f"{answer:.4g}"
        return plain.replace("-", "−") + self.unit


@dataclass(frozen=True)
class Lesson:
    """A chapter in one language."""

    slug: str
    language: str
    title: str
    description: str
    states: Mapping[str, Mapping[str, Any]]
    numbers: Mapping[str, Number]
    given: Sequence[str]
    question: Question
    blocks: Sequence[Block]
    figures: Sequence[Figure]
    plain: Sequence[tuple[int, str]] = field(repr=False)  # lines of text without marks, figures and code

    @property
    def still(self) -> Mapping[str, Any]:
        """The first state that can be drawn without a script: the cell's own, or at least of a model."""
        drawn = [state for state in self.states.values() if "model" in state]
        return next((state for state in drawn if state["show"] == FIRST), drawn[0])

    @property
    def opening(self) -> str:
        """The kind of figure that the first marked words lead to."""
        first = next((mark.state for block in self.blocks for mark in block.marks), next(iter(self.states)))
        return str(self.states.get(first, {}).get("show", FIRST))


def read(path: Path) -> Lesson:
    """The lesson in a file ``NN-slug.md`` of a folder named after its language. Raises: LessonError, OSError."""
    source = path.read_text("utf-8").replace("\r\n", "\n")
    head, body, first = _divided(source)
    try:
        front = tomllib.loads(head)
    except tomllib.TOMLDecodeError as error:
        raise LessonError(1 + _line_in(str(error)), str(error)) from error
    _known(front, KEYS, "the lesson")
    if missing := [key for key in NEEDED if key not in front]:
        raise LessonError(1, f"{', '.join(missing)} is missing")
    shared = front.get("figure", {})
    states = {name: _state(shared, state) for name, state in front["states"].items()}
    if bad := [name for name in states if not NAME.fullmatch(name)]:
        raise LessonError(1, f"a state is called {bad[0]!r}; expected small letters, digits and hyphens")
    if not any("model" in state for state in states.values()):
        raise LessonError(1, "no state names a model, so there is nothing to show without a script")
    numbers = {name: number(f"numbers.{name}", one, shared) for name, one in front.get("numbers", {}).items()}
    text = _Text(first)
    blocks = text.blocks(body)
    question = _question(front["question"], shared, text)
    slug = path.stem.partition("-")[2] or path.stem
    return Lesson(
        slug, path.parent.name, front["title"], front["description"], states, {**numbers, ANSWER: question.number},
        front.get("given", []), question, blocks, text.figures, text.plain,
    )  # fmt: skip


def _state(shared: Mapping[str, Any], own: Mapping[str, Any]) -> Mapping[str, Any]:
    """A state with what the figure says of all of them, as far as what it shows knows of that."""
    show = own.get("show", shared.get("show", FIRST))
    known = SHOWS.get(show, set(shared))
    return {"show": show, **{key: value for key, value in shared.items() if key in known}, **own}


def number(name: str, given: Mapping[str, Any], shared: Mapping[str, Any]) -> Number:
    """A number as a file names it, of the figure's model and text where it says nothing else. Raises: LessonError.

    In full it is a request (``get``, or ``post`` with a ``body``) and where in the answer it stands (``at``). In short it is
    a number of a trace, ``node`` with ``t`` and ``unit``, or how likely a word is, ``says`` with ``t``.
    """
    short = "node" in given or "says" in given
    _known(given, TRACED if short else NUMBER, name)
    asked = {key: shared[key] for key in ("model", "text", "inputs") if key in shared}
    if short:
        return _traced(name, given, asked)
    if ("get" in given) == ("post" in given) or "at" not in given:
        raise LessonError(1, f"{name} needs `node`, or `says`, or `get` or `post` with `at`")
    if "get" in given:
        return Number("GET", given["get"], None, given["at"], given.get("reduce"))
    return Number("POST", given["post"], {**asked, **given.get("body", {})}, given["at"], given.get("reduce"))


def _traced(name: str, given: Mapping[str, Any], asked: Mapping[str, Any]) -> Number:
    """Raises: LessonError."""
    body = {**asked, **{key: given[key] for key in ("model", "text", "inputs", "hold") if key in given}}
    t = given.get("t", -1)
    if "says" in given:
        return Number(
            "POST", "/api/trace", body | {"nodes": [], "top": MOST}, f"predictions.{t}.top.{given['says']}.probability", None
        )
    if "unit" not in given:
        raise LessonError(1, f"{name} names a node and no `unit`")
    at = f"layers.{given.get('layer', -1)}.nodes.{given['node']}.{t}.{given['unit']}"
    return Number("POST", "/api/trace", body | {"nodes": [given["node"]], "top": 0}, at, None)


def _question(given: Mapping[str, Any], shared: Mapping[str, Any], text: _Text) -> Question:
    """Raises: LessonError."""
    _known(given, ASKED, "question")
    if missing := [key for key in ("ask", "low", "high", "number", "outcome") if key not in given]:
        raise LessonError(1, f"question: {', '.join(missing)} is missing")
    return Question(
        given["ask"], given["low"], given["high"], given.get("step", 1), given.get("unit", ""),
        number("question.number", given["number"], shared), text.sentence(given["outcome"]),
    )  # fmt: skip


def _known(given: object, possible: set[str], where: str) -> None:
    """Raises: LessonError."""
    if not isinstance(given, dict):
        raise LessonError(1, f"{where} is no table")
    if unknown := sorted(set(given) - possible):
        raise LessonError(1, f"{where} knows no {unknown[0]!r}; expected {', '.join(sorted(possible))}")


def _divided(source: str) -> tuple[str, str, int]:
    """The TOML, the Markdown, and the line at which that begins."""
    lines = source.split("\n")
    if lines[0].strip() != FENCE or FENCE not in (line.strip() for line in lines[1:]):
        raise LessonError(1, f"the file does not begin with TOML between two lines of {FENCE}")
    end = next(n for n, line in enumerate(lines) if n and line.strip() == FENCE)
    return "\n".join(lines[1:end]), "\n".join(lines[end + 1 :]), end + 2


def _line_in(message: str) -> int:
    found = re.search(r"line (\d+)", message)
    return int(found[1]) if found else 0


class _Text:
    """Markdown made into blocks, with what stands in it gathered on the way."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.figures: list[Figure] = []
        self.plain: list[tuple[int, str]] = []
        self.marks: list[Mark] = []
        self.seen: set[str] = set()
        self.markdown = MarkdownIt("commonmark", {"html": False, "typographer": False}).disable(["image", "html_inline"])
        self.markdown.add_render_rule("link_open", self._link_open)
        self.markdown.add_render_rule("link_close", self._link_close)

    def blocks(self, source: str) -> list[Block]:
        out, group = [], list[Token]()
        for token in self.markdown.parse(source):
            group.append(token)
            if token.level == 0 and token.nesting <= 0:
                out.append(self._block(group))
                group = []
        return out

    def sentence(self, source: str) -> list[tuple[str, bool]]:
        """One sentence without marks: its pieces, each with whether it is a figure."""
        tokens = self.markdown.parseInline(source)
        self._gather(tokens, 1)
        out, measured = [], False
        for child in tokens[0].children or []:
            if child.type in ("link_open", "link_close"):
                measured = child.type == "link_open"
            elif child.content:
                out.append((child.content, measured))
        return out

    def _block(self, tokens: list[Token]) -> Block:
        self.marks = []
        self._gather(tokens, self.first)
        html = self.markdown.renderer.render(tokens, self.markdown.options, {})
        return Block(Markup(html), tuple(self.marks))

    def _gather(self, tokens: Sequence[Token], first: int) -> None:
        for token in tokens:
            if token.type == "inline":
                self._gather_inline(token.children or [], first + (token.map[0] if token.map else 0))

    def _gather_inline(self, children: Sequence[Token], line: int) -> None:
        target, inside = None, ""
        for child in children:
            if child.type == "link_open":
                target, inside = str(child.attrs["href"]), ""
                child.meta["first"] = target[1:] not in self.seen
            elif child.type == "link_close":
                if target and target[0] == "#":
                    self.marks.append(Mark(target[1:], inside, line))
                    self.seen.add(target[1:])
                elif target and target[0] == "=":
                    self.figures.append(Figure(target[1:], inside, line))
                else:
                    self.plain.append((line, inside))
                target = None
            elif child.type in ("text", "softbreak"):
                content = child.content or " "
                inside += content
                if target is None:
                    self.plain.append((line, content))
                line += child.type == "softbreak"

    @staticmethod
    def _link_open(self_: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[at]
        target = str(token.attrs["href"])
        if target[0] == "=":
            return Markup('<b class="measured" data-number="{}">').format(target[1:])
        if target[0] == "#":
            name = Markup('id="{}" ').format(target[1:]) if token.meta.get("first") else ""
            return Markup('<a class="mark" {}href="#{}">').format(name, target[1:])
        return Markup('<a href="{}">').format(target)

    @staticmethod
    def _link_close(self_: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
        opened = next(token for token in reversed(tokens[:at]) if token.type == "link_open")
        return "</b>" if str(opened.attrs["href"])[0] == "=" else "</a>"
