"""What if: how special the units are that were held."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from app.context import Context
from app.errors import InvalidField, within
from app.formats import control_document, to_json
from app.requests import body_schema, check_runs, holds_of, length_of, read_body, sequence, state_of
from app.schemas import ControlAnswer, ControlRequest, ErrorAnswer
from model.control import control

ERRORS: dict[int | str, dict[str, Any]] = {status: {"model": ErrorAnswer} for status in (404, 413, 415, 422)}
CONTROL_EXAMPLES = {
    "forgetting in the units that carry": {
        "model": "zh-memory-lstm", "text": "我是一个中国人，我最常说",
        "hold": [{"t": 5, "until": 5, "node": "f", "units": [7, 20, 33, 40, 44, 45], "value": 0}],
    },
    "one unit": {
        "model": "en-memory-gru", "text": "I was born in France, I speak", "draws": 40,
        "hold": [{"t": 5, "node": "z", "units": [8], "add": -0.5}],
    },
}  # fmt: skip


def router(context: Context) -> APIRouter:
    api = APIRouter(tags=["what if"])

    @api.post(
        "/api/control",
        responses={200: {"model": ControlAnswer}, **ERRORS},
        openapi_extra=body_schema(ControlRequest, CONTROL_EXAMPLES),
        summary="The same holds on units chosen at random: how special are these?",
    )
    async def post_control(request: Request) -> Response:
        wanted = await read_body(request, ControlRequest, context.settings.max_body)
        model = context.library.model(wanted.model)
        state = state_of(wanted.state, model)

        def make() -> Response:
            _, x = sequence(wanted, model, context)
            check_runs(model, len(x) * (1 + wanted.draws), context)
            holds = holds_of(wanted.hold, model, len(x))
            at = len(x) - 1 if wanted.at is None else within("at", wanted.at, len(x))
            if at < min(hold.t for hold in holds):
                raise InvalidField("at", "is a step before all holds")
            found = control(model.network, x, holds, at, wanted.draws, wanted.seed, model.answer == "value", state)
            return Response(to_json(control_document(model, at, wanted.seed, found)), media_type="application/json")

        return await context.work.run(make, length_of(wanted) * model.network.H * model.network.L * (1 + wanted.draws))

    return api
