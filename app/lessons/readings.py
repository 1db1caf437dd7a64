"""Whether several networks can read what a state of a lesson lets them read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from model.errors import ExplorerError
from model.library import Library, Model

MOST = 4
TOOLS = ("shuffle", "distance", "distract", "swap")


def readings(state: Mapping[str, Any], library: Library) -> Iterator[str]:
    """What is wrong with a state that shows readings."""
    names = state.get("models")
    if not isinstance(names, list) or not 1 <= len(names) <= MOST:
        yield f"models is {names!r}; expected a list of one to {MOST} names"
        return
    try:
        models = [library.model(name) for name in names]
    except ExplorerError as error:
        yield error.message
        return
    yield from (*_sentence(state, models[0]), *_tools(state, models[0]), *_said(state, models))


def _sentence(state: Mapping[str, Any], first: Model) -> Iterator[str]:
    """That there is one sentence, of which as much is read as there is."""
    parts, clauses = ("opening", "clauses", "closing"), state.get("clauses", [])
    if ("text" in state) == ("opening" in state) or ("opening" in state) != ("closing" in state):
        yield "expected either text, or opening and closing with clauses between them"
    if "text" in state and any(key in state for key in (*parts, "distance", "distract")):
        yield "a text has no clauses of its own: expected opening, clauses and closing in its place"
    for key, most in (("distance", len(clauses)), ("distract", len(first.card.get("distraction", {}).get("clauses", [])))):
        if key in state and (not isinstance(state[key], int) or not 0 <= state[key] <= most):
            yield f"{key} is {state[key]!r}; expected 0…{most}"


def _tools(state: Mapping[str, Any], first: Model) -> Iterator[str]:
    """That each tool finds what it works on."""
    tools = state.get("tools", [])
    if unknown := [tool for tool in tools if tool not in TOOLS]:
        yield f"there is no tool {unknown[0]!r}; expected some of {', '.join(TOOLS)}"
    if "shuffle" in tools and "text" not in state:
        yield "shuffle needs a text"
    if "distance" in tools and not state.get("clauses"):
        yield "distance needs clauses"
    if "distract" in tools and ("closing" not in state or "distraction" not in first.card):
        yield f"distract needs a closing and a model whose card has such clauses, which {first.name} has not"


def _said(state: Mapping[str, Any], models: list[Model]) -> Iterator[str]:
    """That all networks know all words and can say what is expected."""
    words = [state.get("text", ""), state.get("opening", ""), *state.get("clauses", []), state.get("closing", "")]
    expects = state.get("expects")
    for model in models:
        if model.answer != models[0].answer or model.card.get("language") != models[0].card.get("language"):
            yield f"{model.name} and {models[0].name} do not read and say the same"
            return
        try:
            unknown = [token.text for text in words if text for token in model.from_text(text) if not token.known]
        except ExplorerError as error:
            yield error.message
            return
        if unknown:
            yield f"{model.name} does not know {', '.join(unknown)}"
        if expects is not None and expects not in model.sayings:
            yield f"{model.name} never says {expects!r}"
