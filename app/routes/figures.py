"""The cell at one moment as a picture."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from app import figure
from app.context import Context
from app.i18n import Translator
from app.moment import moment
from app.requests import check_text, check_work
from app.schemas import ErrorAnswer
from app.svg import literal


def router(context: Context) -> APIRouter:
    api = APIRouter(tags=["figures"])

    @api.get(
        "/figure.svg",
        responses={
            200: {"content": {"image/svg+xml": {"schema": {"type": "string"}}}},
            **{status: {"model": ErrorAnswer} for status in (404, 413, 422)},
        },
        response_class=Response,
        summary="The cell at one moment as a picture",
    )
    async def get_figure(
        request: Request,
        model: Annotated[str, Query(examples=["zh-memory-lstm"])],
        text: Annotated[str | None, Query(description="left out: the model's first example")] = None,
        t: Annotated[int | None, Query(ge=0, description="from 0; left out: the last step, or the example's")] = None,
        stop: Annotated[str | None, Query(description="the operation looked at; left out: the complete step")] = None,
        unit: Annotated[int | None, Query(ge=0, description="left out: the one with the largest |c|, or the example's")] = None,
        lang: Literal["zh", "en"] | None = None,
        theme: Literal["light", "dark"] = "light",
    ) -> Response:
        found = context.library.model(model)
        if text is None:
            example = found.card["examples"][0]
            text = example["text"]
            t, unit = example["t"] if t is None else t, example["unit"] if unit is None else unit
        tokens = found.from_text(check_text(text, context))
        check_work(found, len(tokens), context)
        trace = found.network.trace(found.network.embed([token.id for token in tokens]))
        say = Translator(lang) if lang else context.pages.translator(request)
        now = moment(found, tokens, trace, len(tokens) - 1 if t is None else t, stop, unit, say)
        svg = figure.draw(now, literal(theme))
        return Response(svg, media_type="image/svg+xml", headers={"Vary": "Accept-Language", "Cache-Control": "no-cache"})

    return api
