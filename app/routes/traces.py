"""Running a network: a whole sequence, or one step."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from app.context import Context
from app.formats import step_document, step_json, to_safetensors, trace_document, trace_json
from app.holds import holds_of
from app.requests import (
    BINARY,
    body_schema,
    check_text,
    check_work,
    exactly_one,
    in_address,
    length_of,
    read_body,
    sequence,
    state_of,
    wants_binary,
)
from app.schemas import (
    DIGITS_ONLY,
    MAX_DIGITS,
    MAX_TOP,
    ErrorAnswer,
    Format,
    Inputs,
    StepAnswer,
    StepRequest,
    TraceAnswer,
    TraceRequest,
)
from app.work import cost
from model.hold import held, held_step

PREDICTION = 20  # what one next word costs, in units of T · H · L

ERRORS: dict[int | str, dict[str, Any]] = {status: {"model": ErrorAnswer} for status in (404, 413, 422)}
TRACE_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {"model": TraceAnswer, "content": {BINARY: {"schema": {"type": "string", "format": "binary"}}}},
    **ERRORS,
}

TRACE_EXAMPLES = {
    "text": {"model": "zh-memory-lstm", "text": "我是一个中国人，我最常说", "top": 3, "digits": 4},
    "two vectors of two tokens": {"model": "en-memory-lstm", "tokens": [2, 3], "nodes": ["f", "c"], "top": 1},
    "what if the forget gate shuts": {
        "model": "zh-memory-lstm",
        "text": "我是一个中国人，我最常说",
        "nodes": ["c"],
        "top": 1,
        "digits": 4,
        "hold": [{"t": 5, "until": 6, "node": "f", "units": [7, 20, 33, 40, 44, 45], "value": 0}],
    },
}
STEP_EXAMPLES = {
    "a word": {"model": "zh-memory-lstm", "token": "我", "nodes": ["h"], "digits": 4},
    "an id": {"model": "en-memory-lstm", "token": 4, "state": None, "top": 1},
    "what if a gate opens": {"model": "zh-memory-gru", "token": "我", "nodes": ["z"], "hold": [{"node": "z", "add": 0.1}]},
}


def router(context: Context) -> APIRouter:
    api = APIRouter(tags=["running a network"])

    async def trace(request: Request, wanted: TraceRequest, format: str | None) -> Response:
        model = context.library.model(wanted.model)
        state = state_of(wanted.state, model)
        binary = wants_binary(request, format)

        def make() -> Response:
            tokens, x = sequence(wanted, model, context)
            run = held(model.network, x, holds_of(wanted.hold, model.network, len(x)), state)
            document = trace_document(model, tokens, run, wanted.nodes, wanted.top)
            body = to_safetensors(document, wanted.digits) if binary else trace_json(document, wanted.digits)
            return Response(body, media_type=BINARY if binary else "application/json", headers={"Vary": "Accept"})

        length = length_of(wanted)
        work = cost(model.network, length, holds=len(wanted.hold or ())) + PREDICTION * length * wanted.top
        return await context.work.run(make, work)

    @api.post(
        "/api/trace",
        responses={**TRACE_ANSWER, 415: {"model": ErrorAnswer}},
        openapi_extra=body_schema(TraceRequest, TRACE_EXAMPLES),
        summary="Run a whole sequence: all vectors of all steps",
    )
    async def post_trace(request: Request, format: Format = None) -> Response:
        return await trace(request, await read_body(request, TraceRequest, context.settings.max_body), format)

    @api.get("/api/trace", responses=TRACE_ANSWER, summary="The same for a text, or numbers, in the address")
    async def get_trace(
        request: Request,
        model: Annotated[str, Query(openapi_examples={"a": {"value": "zh-memory-lstm"}})],
        text: Annotated[str | None, Query(openapi_examples={"a": {"value": "我是一个中国人"}})] = None,
        inputs: Inputs = None,
        top: Annotated[int, Query(ge=0, le=MAX_TOP), DIGITS_ONLY] = 5,
        digits: Annotated[int | None, Query(ge=0, le=MAX_DIGITS), DIGITS_ONLY] = None,
        format: Format = None,
    ) -> Response:
        exactly_one({"text": text, "inputs": inputs})
        return await trace(
            request, in_address(TraceRequest, context, inputs, model=model, text=text, top=top, digits=digits), format
        )

    @api.post(
        "/api/step",
        responses={200: {"model": StepAnswer}, **ERRORS, 415: {"model": ErrorAnswer}},
        openapi_extra=body_schema(StepRequest, STEP_EXAMPLES),
        summary="Run one step; the state goes out with the answer and comes back with the next call",
    )
    async def post_step(request: Request) -> Response:
        wanted = await read_body(request, StepRequest, context.settings.max_body)
        exactly_one({"token": wanted.token, "input": wanted.input})
        model = context.library.model(wanted.model)
        check_work(model, 1, context)
        state = state_of(wanted.state, model) or model.network.start()
        if isinstance(wanted.token, str):
            check_text(wanted.token, context)
        token = None if wanted.token is None else model.one_token(wanted.token)
        x = model.from_numbers([wanted.input or []]) if token is None else model.network.embed([token.id])
        holds = holds_of(wanted.hold, model.network, 1)
        layers, output, after = held_step(model.network, x[0], holds, state) if holds else model.network.step(x[0], state)
        document = step_document(model, token, layers, output, after, wanted.nodes, wanted.top)
        return Response(step_json(document, wanted.digits), media_type="application/json")

    return api
