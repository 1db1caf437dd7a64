"""How much an answer hangs on every number before it, and on every word."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from app.context import Context
from app.errors import within
from app.formats import chosen, gradient_document, to_safetensors, trace_json
from app.requests import BINARY, body_schema, check_work, length_of, moment, read_body, target_of, wants_binary
from app.schemas import ErrorAnswer, Format, GradientAnswer, GradientRequest, NumberRequest
from app.work import cost
from model.attribution import COLUMNS, attribute
from model.backward import Place, ask, check, gradient
from model.library import Model
from model.trace import Trace

PULL = 200  # what a step back costs, in units of T · H · L
ANSWER: dict[int | str, dict[str, Any]] = {
    200: {"model": GradientAnswer, "content": {BINARY: {"schema": {"type": "string", "format": "binary"}}}},
    **{status: {"model": ErrorAnswer} for status in (404, 413, 415, 422)},
}
EXAMPLES = {
    "what is most likely": {"model": "zh-memory-lstm", "text": "我是一个中国人，我最常说", "nodes": ["c", "h"]},
    "another word, and one number checked": {
        "model": "en-memory-gru", "text": "I was born in France, I speak fluent", "target": "spanish", "nodes": [],
        "attribution": False, "check": {"t": 4, "layer": 0, "node": "z", "unit": 7},
    },
}  # fmt: skip


def place_of(wanted: NumberRequest, trace: Trace, t: int) -> Place:
    """Raises: OutOfRange, UnknownNode."""
    layer = within("check.layer", wanted.layer, len(trace.layers))
    step = within("check.t", wanted.t, t + 1)
    return Place(step, layer, wanted.node, within("check.unit", wanted.unit, trace.node(wanted.node, layer).shape[1]))


def router(context: Context) -> APIRouter:
    api = APIRouter(tags=["looking inside"])

    @api.post(
        "/api/gradient",
        responses=ANSWER,
        openapi_extra=body_schema(GradientRequest, EXAMPLES),
        summary="How much an answer hangs on every number before it: gradients on the same wires",
        description="L is log p(target | what was read up to t), or a value. All derivatives are total: how L changes when that "
        "vector alone is moved and all that follows from it follows. Integrated gradients: Sundararajan, Taly & Yan 2017.",
    )
    async def post_gradient(request: Request, format: Format = None) -> Response:
        wanted = await read_body(request, GradientRequest, context.settings.max_body)
        model = context.library.model(wanted.model)
        binary = wants_binary(request, format)

        def make() -> Response:
            document = answer(wanted, model)
            body = to_safetensors(document, wanted.digits) if binary else trace_json(document, wanted.digits)
            return Response(body, media_type=BINARY if binary else "application/json", headers={"Vary": "Accept"})

        runs = 1 + COLUMNS * wanted.attribution
        return await context.work.run(make, cost(model.network, length_of(wanted), runs) + PULL * length_of(wanted))

    def answer(wanted: GradientRequest, model: Model) -> dict[str, Any]:
        network, ids = model.network, chosen(model, wanted.nodes)
        target = target_of(wanted.target, model, context)
        tokens, trace, t = moment(wanted, model, context)
        if wanted.attribution:
            check_work(model, t + 1, context, COLUMNS)
        question = ask(trace, t, target, model.answer != "value")
        place = None if wanted.check is None else place_of(wanted.check, trace, t)
        found = gradient(network, trace, t, question)
        shared = attribute(network, trace, t, question, found) if wanted.attribution else None
        checked = None if place is None else check(network, trace, t, question, found, place)
        return gradient_document(model, tokens, trace, t, question, ids, found, shared, checked)

    return api
