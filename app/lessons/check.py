"""Whether a lesson holds: its file, the states of its figure, and every figure in its text, against the API."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp

from app.lessons.kinds import FIRST, SHOWS
from app.lessons.lesson import ANSWER, Lesson, LessonError, read
from app.lessons.numbers import NumberError, ask, written
from app.lessons.values import VALUES
from model.errors import ExplorerError
from model.library import Library

WHOLE = ("t", "layer", "unit", "ms")


def check(path: Path, app: ASGIApp, library: Library) -> list[str]:
    """What is wrong with the lesson in a file, with the line where that is known; nothing when it holds. Raises: OSError."""
    try:
        lesson = read(path)
    except (LessonError, UnicodeDecodeError) as error:
        return [str(error)]
    return [*_states(lesson, library), *_words(lesson), *asyncio.run(_figures(lesson, app))]


def _states(lesson: Lesson, library: Library) -> Iterator[str]:
    for name, state in lesson.states.items():
        shows = state.get("show", FIRST)
        if shows not in SHOWS:
            yield f"state {name} shows {shows!r}; expected one of {', '.join(SHOWS)}"
            continue
        if unknown := sorted(set(state) - SHOWS[shows] - {"show"}):
            yield f"state {name}: {shows} knows no {unknown[0]!r}; expected some of {', '.join(sorted(SHOWS[shows]))}"
        if problem := _place(state, library):
            yield f"state {name}: {problem}"
        elif shows in VALUES:
            yield from (f"state {name}: {problem}" for problem in VALUES[shows](state, library))


def _place(state: Any, library: Library) -> str | None:
    """What is wrong with where a state leads."""
    if "model" not in state:
        return None
    try:
        model = library.model(state["model"])
        text = state.get("text")
        T = len(model.from_text(text)) if text is not None else None
    except ExplorerError as error:
        return error.message
    sizes = {"t": T, "unit": model.network.H, "layer": model.network.L}
    for key in WHOLE:
        value, size = state.get(key), sizes.get(key)
        if value is not None and (not isinstance(value, int) or value < 0 or (size is not None and value >= size)):
            return f"{key} is {value!r}" + (f"; expected 0…{size - 1}" if size else "")
    cell = model.network.cell
    stops = [node.id for node in cell.computed]
    for key in ("stop", "vector"):
        if state.get(key, stops[0]) not in stops:
            return f"{key} is {state[key]!r}; {cell.name} has {', '.join(stops)}"
    if T and text is not None:
        unknown = [token.text for token in model.from_text(text) if not token.known]
        if unknown:
            return f"{model.name} does not know {', '.join(unknown)}"
    return None


def _words(lesson: Lesson) -> Iterator[str]:
    marks = [mark for block in lesson.blocks for mark in block.marks]
    for mark in marks:
        if mark.state not in lesson.states:
            yield f"line {mark.line}: {mark.text} leads to #{mark.state}, which is no state"
    for name in lesson.states:
        if all(mark.state != name for mark in marks):
            yield f"state {name} is nowhere in the text"
    for figure in lesson.figures:
        if figure.name not in lesson.numbers:
            yield f"line {figure.line}: {figure.text} is said to be ={figure.name}, which is no number"
    for name in lesson.numbers:
        if name != ANSWER and all(figure.name != name for figure in lesson.figures):
            yield f"number {name} is nowhere in the text"
    given = sorted(lesson.given, key=len, reverse=True)  # 1,200 before 200
    for line, text in lesson.plain:
        if "**" in text:
            yield f"line {line}: ** stands in the text; put it inside the brackets, or a comma after it"
        if found := re.search(r"\d[\d.,]*%?", reduce(lambda left, one: left.replace(one, ""), given, text)):
            yield f"line {line}: {found[0]} is neither borne out by a number nor among `given`"
    ask_ = lesson.question
    if not ask_.low < ask_.high or ask_.step <= 0:
        yield f"question: {ask_.low} … {ask_.high} in steps of {ask_.step} is no range"


async def _figures(lesson: Lesson, app: ASGIApp) -> list[str]:
    out, values = [], {}
    for name, number in lesson.numbers.items():
        try:
            values[name] = await ask(app, number)
        except NumberError as error:
            out.append(f"number {name}: {error}")
    for figure in lesson.figures:
        if figure.name not in values:
            continue
        try:
            value, tolerance = written(figure.text)
        except ValueError:
            out.append(f"line {figure.line}: {figure.text} is no number")
            continue
        if abs(value - values[figure.name]) > tolerance:
            out.append(f"line {figure.line}: the text says {figure.text}, the API {values[figure.name]:.6g}")
    question = lesson.question
    if ANSWER in values and not question.low <= (answer := question.shown(values[ANSWER])) <= question.high:
        out.append(f"question: the answer, {answer:.6g}, is not within {question.low} … {question.high}")
    return out
