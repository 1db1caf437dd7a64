"""The cell at one moment as a picture."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from app import figure
from app.context import Context
from app.i18n import Translator
from app.moment import moment
from app.requests import check_text, check_work
from app.schemas import MAX_WHOLE, ErrorAnswer
from app.svg import literal


def router(context: Context) -> APIRouter:
    api = APIRouter(tags=["figures"])

    @api.get(
        "/figure.svg",
        responses={
            200: {"content": {"image/svg+xml": {"schema": {"type": "string"}, "example": "<svg …>…</svg>"}}},
            **{status: {"model": ErrorAnswer} for status in (404, 413, 422)},
        },
        response_class=Response,
        summary="The cell at one moment as a picture",
    )
    async def get_figure(
        request: Request,
        model: Annotated[str, Query(openapi_examples={"a": {"value": "zh-memory-lstm"}})],
        text: Annotated[str | None, Query(description="left out: the model's first example")] = None,
        t: Annotated[
            int | None, Query(ge=0, le=MAX_WHOLE, description="from 0; left out: the last step, or the example's")
        ] = None,
        stop: Annotated[str | None, Query(description="the operation looked at; left out: the complete step")] = None,
        unit: Annotated[
            int | None, Query(ge=0, le=MAX_WHOLE, description="left out: the one that holds most, or the example's")
        ] = None,
        layer: Annotated[int | None, Query(ge=0, le=MAX_WHOLE, description="from 0; left out: the last")] = None,
        lang: Literal["zh", "en"] | None = None,
        theme: Literal["light", "dark"] = "light",
    ) -> Response:
        found = context.library.model(model)
        if text is None:
            example = found.card["examples"][0]
            text = example["text"]
            t, unit = example["t"] if t is None else t, example["unit"] if unit is None else unit
        check_text(text, context)
        say = Translator(lang) if lang else context.pages.translator(request)

        def make() -> Response:
            tokens = found.from_text(text)
            check_work(found, len(tokens), context)
            trace = found.network.trace(found.network.embed([token.id for token in tokens]))
            now = moment(found, tokens, trace, len(tokens) - 1 if t is None else t, stop, unit, say, layer)
            headers = {"Vary": "Accept-Language", "Cache-Control": "no-cache"}
            return Response(figure.draw(now, literal(theme)), media_type="image/svg+xml", headers=headers)

        return await context.work.run(make, len(text) * found.network.H * found.network.L)

    return api
