"""The cell at one moment as a picture."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from app import figure
from app.context import Context
from app.i18n import Translator
from app.moment import moment
from app.requests import in_address, length_of, sequence
from app.schemas import DIGITS_ONLY, MAX_WHOLE, ErrorAnswer, Inputs, TraceRequest
from app.svg import literal
from app.work import cost


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
        inputs: Inputs = None,
        t: Annotated[
            int | None, Query(ge=0, le=MAX_WHOLE, description="from 0; left out: the last step, or the example's"), DIGITS_ONLY
        ] = None,
        stop: Annotated[str | None, Query(description="the operation looked at; left out: the complete step")] = None,
        unit: Annotated[
            int | None, Query(ge=0, le=MAX_WHOLE, description="left out: the one that holds most, or the example's"), DIGITS_ONLY
        ] = None,
        layer: Annotated[int | None, Query(ge=0, le=MAX_WHOLE, description="from 0; left out: the last"), DIGITS_ONLY] = None,
        lang: Literal["zh", "en"] | None = None,
        theme: Literal["light", "dark"] = "light",
        blank: Annotated[bool, Query(description="numbers to be filled in where the vectors have their names")] = False,
    ) -> Response:
        found = context.library.model(model)
        wanted = in_address(TraceRequest, context, inputs, model=model, text=text)
        if text is None and inputs is None and (example := next(iter(found.card["examples"]), None)):
            wanted = wanted.model_copy(update={key: example.get(key) for key in ("text", "inputs")})
            t, unit = example["t"] if t is None else t, example["unit"] if unit is None else unit
        say = Translator(lang) if lang else context.pages.translator(request)

        def make() -> Response:
            tokens, x = sequence(wanted, found, context)
            trace = found.network.trace(x)
            now = moment(found, tokens, trace, len(x) - 1 if t is None else t, stop, unit, say, layer)
            headers = {"Vary": "Accept-Language", "Cache-Control": "no-cache"}
            return Response(figure.draw(now, literal(theme), blank=blank), media_type="image/svg+xml", headers=headers)

        return await context.work.run(make, cost(found.network, length_of(wanted)))

    return api
