"""The chapters of Learn: pages to be read, what a bet comes to, and a handout on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import JSONResponse, PlainTextResponse

from app import figure
from app.context import Context
from app.errors import InvalidField, UnknownPath
from app.headers import prefers
from app.i18n import LANGUAGES, Translator
from app.lessons.course import course
from app.lessons.kinds import SHOWS
from app.lessons.lesson import Lesson
from app.lessons.numbers import ask
from app.notation import letters
from app.pages import modules_at_once

MODULES = {kind: modules_at_once("learn.js", f"learn/{kind}.js") for kind in SHOWS}  # by the kind of its first figure
CELLS = ("cell", "program")  # what a picture of the cell shows
STILL = ("model", "text", "inputs", "t", "layer", "stop", "unit")  # of a state, what /figure.svg takes


def router(context: Context) -> APIRouter:
    pages = APIRouter(include_in_schema=False)

    def found(request: Request, slug: str) -> tuple[Lesson, int, Sequence[Lesson]]:
        """A chapter in the reader's language, its place, and all of them. Raises: UnknownPath."""
        chapters = course()[context.pages.translator(request).language]
        if slug not in chapters:
            raise UnknownPath(request.url.path)
        return chapters[slug], list(chapters).index(slug), list(chapters.values())

    @pages.get("/learn")
    async def contents(request: Request) -> Response:
        chapters = list(course()[context.pages.translator(request).language].values())
        return context.pages.page(request, "contents.html", 200, chapters=chapters)

    @pages.get("/robots.txt")
    async def robots(request: Request) -> Response:
        return PlainTextResponse(f"User-agent: *\nDisallow: /api/\nSitemap: {request.base_url}sitemap.xml\n")

    @pages.get("/sitemap.xml")
    async def sitemap(request: Request) -> Response:
        paths = ["", "learn", *(f"learn/{slug}" for slug in next(iter(course().values())))]
        places = [f"<url><loc>{request.base_url}{path}?lang={language}</loc></url>" for path in paths for language in LANGUAGES]
        kind = "http://www.sitemaps.org/schemas/sitemap/0.9"
        return Response(f'<urlset xmlns="{kind}">{"".join(places)}</urlset>', media_type="application/xml")

    @pages.get("/learn/{slug}")
    async def chapter(request: Request, slug: str) -> Response:
        lesson, place, chapters = found(request, slug)
        language = lesson.language
        drawn = {name: state for name, state in lesson.states.items() if state["show"] in CELLS and "hold" not in state}
        stills = {name: still(state, language) for name, state in drawn.items()}
        return context.pages.page(
            request, "chapter.html", 200, lesson=lesson, place=place, chapters=chapters, stills=stills,
            first=still(lesson.still, language), modules=MODULES[lesson.opening],
        )  # fmt: skip

    @pages.get("/learn/{slug}/outcome")
    async def outcome(request: Request, slug: str, bet: Annotated[float, Query(allow_inf_nan=False)]) -> Response:
        lesson, *_ = found(request, slug)
        question = lesson.question
        if not question.low <= bet <= question.high:
            raise InvalidField("bet", f"is not within {question.low} … {question.high}")
        answer = question.shown(await ask(request.app, question.number))
        if prefers(request.headers.get("accept", ""), "application/json", "text/html"):
            told = {"bet": bet, "answer": answer, "told": question.told(answer), "outcome": question.outcome}
            return JSONResponse(told, headers={"Vary": "Accept, Accept-Language", "Cache-Control": "no-cache"})
        return context.pages.page(request, "outcome.html", 200, lesson=lesson, bet=bet, answer=answer)

    @pages.get("/learn/{slug}/handout")
    async def handout(request: Request, slug: str) -> Response:
        lesson, *_ = found(request, slug)
        cell = context.library.model(lesson.still["model"]).network.cell
        say, spelled = Translator(lesson.language, cell.name), letters()
        nodes = [(*spelled[node], say(f"node.{node}.name")) for node in figure.blanks(cell.name)]
        state = {key: value for key, value in lesson.still.items() if key != "stop"}  # a sheet to fill in has nothing pale
        blank, whole = still(state, lesson.language, blank="true"), still(state, lesson.language)
        return context.pages.page(request, "handout.html", 200, lesson=lesson, nodes=nodes, blank=blank, whole=whole)

    return pages


def still(state: Mapping[str, Any], language: str, **more: str) -> str:
    """The address of a state's picture."""
    return "/figure.svg?" + urlencode({key: state[key] for key in STILL if key in state} | {"lang": language} | more)
