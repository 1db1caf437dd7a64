"""The HTML pages: templates filled with one moment of a trace and the words of one language."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from app import figure
from app.assets import ROOT, STATIC
from app.errors import UnknownPath
from app.i18n import LANGUAGES, Translator, choose
from app.moment import Moment, moment, read
from app.notation import spelled_formula
from app.svg import variable
from model.errors import ExplorerError
from model.library import Model
from model.scales import memory, scales
from model.tokenizer import Token
from model.trace import Trace

# Types, and what is fetched when it is asked for.
_IMPORT = re.compile(r'^import .* from "(\.[^"]+)";$', re.MULTILINE)  # not import(): what is asked for later


def modules_at_once(*first: str) -> list[str]:
    """The scripts that a page needs to begin: its first ones and all that they import, directly or not."""
    scripts = STATIC / "js"
    found, left = set(), [scripts / name for name in first]
    while left:
        path = left.pop()
        if path not in found:
            found.add(path)
            left += [(path.parent / name).resolve() for name in _IMPORT.findall(path.read_text("utf-8"))]
    return sorted(path.relative_to(scripts).as_posix() for path in found)


MODULES = modules_at_once("main.js")
AT_FIRST = 8  # of them, fetched while the first view is drawn; with all of them it would wait for a core (ARCHITECTURE.md)
LOG = logging.getLogger(__name__)
PLAIN = '<!doctype html><html lang="en"><meta charset="utf-8"><title>LSTM Explorer</title><h1>Something went wrong</h1><p>{}</p>'
ICON = Markup((STATIC / "icon.svg").read_text("utf-8").replace("<svg ", '<svg width="26" height="26" aria-hidden="true" ', 1))
SURPRISE_CAP = 8.0  # bits; a longer bar would say no more


@dataclass(frozen=True)
class Chip:
    """A token on the strip. ``surprise`` in bits is None for the first, which nothing could foretell."""

    text: str
    state: str  # read, current or unread
    key: bool
    known: bool
    surprise: float | None

    @property
    def height(self) -> float:
        """Of the bar under it, 0…1."""
        return min(self.surprise or 0.0, SURPRISE_CAP) / SURPRISE_CAP


class Pages:
    """Renders the pages.

    Args:
        static: the path of the static files.
    """

    def __init__(self, static: str) -> None:
        self.templates = Environment(
            loader=FileSystemLoader(ROOT / "templates"), autoescape=select_autoescape(default=True),
            undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip
        self.static = static
        self._figures: dict[tuple[str, str], Markup] = {}  # of first views, by model and language: most of the time they take

    def explorer(
        self, request: Request, model: Model, tokens: list[Token] | None, trace: Trace, example: dict[str, Any]
    ) -> Response:
        """The main page at the moment of the example that a model opens with; without tokens it reads numbers."""
        say = self.translator(request)
        now = moment(model, tokens, trace, example["t"], example["stop"], example["unit"], say)
        asked = {"text": example["text"]} if tokens else {"inputs": example["inputs"]}
        written = asked if tokens else {"inputs": json.dumps(example["inputs"])}
        address = {"model": model.name, **written, "t": now.t, "unit": now.unit, "lang": say.language}
        nodes = list(dict.fromkeys([now.cell.computed[0].id, memory(now.cell)]))
        body = {"model": model.name, **asked, "nodes": nodes, "top": 3}
        chips = chips_of(model, tokens, trace, example)
        if (drawn := self._figures.get((model.name, say.language))) is None:
            drawn = self._figures[model.name, say.language] = Markup(figure.draw(now, variable, alone=False))
        return self.page(
            request, "explorer.html", 200, model=model, example=example, moment=now, note=example["note"][say.language],
            modules=MODULES, at_first=AT_FIRST, chips=chips, text=example.get("text", chips[now.t].text),
            figure=drawn,
            formulas=[(node, spelled_formula(node, now.letters), now.vectors[node.id][now.unit]) for node in now.cell.computed],
            scales=legend(now),
            figure_url=f"/figure.svg?{urlencode(address)}",
            request_body=json.dumps(body, ensure_ascii=False),
        )  # fmt: skip

    def error(self, request: Request, error: ExplorerError, status: int) -> Response:
        """What went wrong, in a reader's words; where even that fails, a bare page that needs no template and no words."""
        try:
            say = self.translator(request)
            params = {k: ", ".join(map(str, v)) if isinstance(v, list) else v for k, v in error.params.items()}
            return self.page(
                request, "error.html", status, sentence=say(f"error.{error.code}", **params), back=above(request.url.path, error)
            )
        except Exception:
            LOG.exception("the page that tells of %s cannot be made", error.code)
            return HTMLResponse(PLAIN.format(escape(error.message)), status, {"Cache-Control": "no-cache"})

    def translator(self, request: Request) -> Translator:
        return Translator(choose(request.query_params.get("lang"), request.headers.get("accept-language", "")))

    def page(self, request: Request, template: str, status: int, **values: Any) -> Response:
        """A template filled with words of the reader's language, and what it has of its own."""
        say = self.translator(request)
        html = self.templates.get_template(template).render(
            say=say,
            static=self.static,
            icon=ICON,
            languages=LANGUAGES,
            path=request.url.path if status == 200 else "/",
            origin=str(request.base_url).rstrip("/"),
            **values,
        )
        headers = {"Cache-Control": "no-cache", "Vary": "Accept-Language", "Content-Language": say.tag}
        return HTMLResponse(html, status, headers)


def above(path: str, error: ExplorerError) -> str | None:
    """The page that led to one which refuses, or to an address that is none: of a chapter, or of all of them."""
    if not path.startswith("/learn/"):
        return None
    return "/learn" if isinstance(error, UnknownPath) else path.rpartition("/")[0]


def legend(now: Moment) -> str:
    """How far the scales without bound go: ``C ±5``; empty where the cell has none."""
    own = [id for id, kind in scales(now.cell).items() if kind == id != "x"]
    return ", ".join(f"{now.letters[id][0]} ±{now.scales[id].largest:g}" for id in own)


def chips_of(model: Model, tokens: list[Token] | None, trace: Trace, example: dict[str, Any]) -> list[Chip]:
    """The sentence as a strip: what was read, what is being read, what is still to come."""
    now, expects = example["t"], model.answer == "next_token"
    return [
        Chip(
            text,
            "read" if n < now else "current" if n == now else "unread",
            n == example["word"],
            tokens[n].known if tokens else True,
            trace.surprise(n - 1, tokens[n].id) if n and tokens and expects else None,
        )
        for n, text in enumerate(read(model, tokens, trace))
    ]
