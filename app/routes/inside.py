"""Where a number comes from, who wrote the memory, and what a vector would say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from app.context import Context
from app.errors import InvalidField, within
from app.formats import Document, decode_document, explain_document, ledger_document, to_json
from app.holds import holds_of
from app.requests import body_schema, exactly_one, in_address, length_of, moment, read_body, state_of
from app.schemas import (
    DIGITS_ONLY,
    MAX_WHOLE,
    DecodeAnswer,
    DecodeRequest,
    ErrorAnswer,
    ExplainAnswer,
    ExplainRequest,
    Inputs,
    LayerRequest,
    LedgerAnswer,
    LedgerRequest,
)
from app.work import cost
from model.decode import decode
from model.errors import UnknownNode
from model.explain import explain
from model.hold import held
from model.ledger import half_lives, ledger, writing
from model.library import Model
from model.tokenizer import Token
from model.trace import Trace

ERRORS: dict[int | str, dict[str, Any]] = {status: {"model": ErrorAnswer} for status in (404, 413, 415, 422)}
EXPLAIN_EXAMPLES = {
    "a gate": {"model": "zh-memory-lstm", "text": "我是一个中国人，我最常说", "node": "f", "unit": 7},
    "a product": {"model": "en-memory-gru", "text": "I was born in France, I speak fluent", "t": 3, "node": "keep", "unit": 0},
}
LEDGER_EXAMPLES = {
    "a unit": {"model": "zh-memory-lstm", "text": "我是一个中国人，我最常说", "unit": 7},
    "all units": {"model": "zh-memory-gru", "text": "我是一个中国人，我最常说", "t": 5},
}
DECODE_EXAMPLES = {
    "the memory": {"model": "zh-memory-lstm", "text": "我是一个中国人，我最常说", "t": 3, "node": "tanh_c", "top": 3},
    "what it says": {"model": "en-memory-gru", "text": "I was born in France, I speak fluent", "node": "h", "top": 1},
}


def router(context: Context) -> APIRouter:
    api = APIRouter(tags=["looking inside"])

    def run(wanted: LayerRequest, model: Model) -> tuple[Sequence[Token] | None, Trace, int, int]:
        """Read, and where to look."""
        L = model.network.L
        layer = L - 1 if wanted.layer is None else within("layer", wanted.layer, L)
        tokens, trace, t = moment(wanted, model, context)
        if wanted.hold:
            holds = holds_of(wanted.hold, model.network, len(trace))
            trace = held(model.network, trace.layers[0]["x"], holds, state_of(wanted.state, model))
        return tokens, trace, t, layer

    async def answer(wanted: LayerRequest, make: Callable[[Model], Document]) -> Response:
        model = context.library.model(wanted.model)
        work = cost(model.network, length_of(wanted), holds=len(wanted.hold or ()))
        return await context.work.run(lambda: Response(to_json(make(model)), media_type="application/json"), work)

    @api.post(
        "/api/explain",
        responses={200: {"model": ExplainAnswer}, **ERRORS},
        openapi_extra=body_schema(ExplainRequest, EXPLAIN_EXAMPLES),
        summary="One number taken apart: the terms that add up to it, or its operands",
    )
    async def post_explain(request: Request) -> Response:
        wanted = await read_body(request, ExplainRequest, context.settings.max_body)

        def make(model: Model) -> Document:
            network = model.network
            computed = [node.id for node in network.cell.computed]
            if wanted.node not in computed:
                raise UnknownNode(wanted.node, computed)
            unit = within("unit", wanted.unit, network.H)
            tokens, trace, t, layer = run(wanted, model)
            return explain_document(model, tokens, t, layer, explain(network, trace, t, layer, wanted.node, unit))

        return await answer(wanted, make)

    @api.post(
        "/api/ledger",
        responses={200: {"model": LedgerAnswer}, **ERRORS},
        openapi_extra=body_schema(LedgerRequest, LEDGER_EXAMPLES),
        summary="Who wrote the memory: what is left of what each step put into it",
    )
    async def post_ledger(request: Request) -> Response:
        return await answer_ledger(await read_body(request, LedgerRequest, context.settings.max_body))

    @api.get("/api/ledger", responses={200: {"model": LedgerAnswer}, **ERRORS}, summary="The same in the address")
    async def get_ledger(
        model: Annotated[str, Query(openapi_examples={"a": {"value": "zh-memory-lstm"}})],
        text: Annotated[str | None, Query(openapi_examples={"a": {"value": "我是一个中国人"}})] = None,
        inputs: Inputs = None,
        t: Annotated[int | None, Query(ge=0, le=MAX_WHOLE), DIGITS_ONLY] = None,
        layer: Annotated[int | None, Query(ge=0, le=MAX_WHOLE), DIGITS_ONLY] = None,
        unit: Annotated[int | None, Query(ge=0, le=MAX_WHOLE), DIGITS_ONLY] = None,
    ) -> Response:
        exactly_one({"text": text, "inputs": inputs})
        asked = in_address(LedgerRequest, context, inputs, model=model, text=text, t=t, layer=layer, unit=unit)
        return await answer_ledger(asked)

    async def answer_ledger(wanted: LedgerRequest) -> Response:
        def make(model: Model) -> Document:
            cell = model.network.cell
            unit = None if wanted.unit is None else within("unit", wanted.unit, model.network.H)
            for n, hold in enumerate(wanted.hold or ()):
                if hold.node in writing(cell).sum:
                    raise InvalidField(f"hold[{n}].node", f"is {hold.node}: held, the memory is no sum of what was written")
            tokens, trace, t, layer = run(wanted, model)
            found = ledger(cell, trace, layer, t)
            lives = None if unit is None else half_lives(cell, trace, layer, unit)[: t + 1]
            return ledger_document(model, tokens, t, layer, found, unit, lives)

        return await answer(wanted, make)

    @api.post(
        "/api/decode",
        responses={200: {"model": DecodeAnswer}, **ERRORS},
        openapi_extra=body_schema(DecodeRequest, DECODE_EXAMPLES),
        summary="A vector read as if it were the answer: what the output layer makes of it",
        description="The output layer learned to read the last layer's h. What it makes of another vector is a stretch: it tells "
        "which words that points to if its units mean what they mean in h. Transformers are looked into in the same way "
        "(nostalgebraist 2020, “interpreting GPT: the logit lens”).",
    )
    async def post_decode(request: Request) -> Response:
        wanted = await read_body(request, DecodeRequest, context.settings.max_body)

        def make(model: Model) -> Document:
            tokens, trace, t, layer = run(wanted, model)
            found = decode(model.network, trace, t, layer, wanted.node)
            return decode_document(model, tokens, t, layer, wanted.node, found, wanted.top)

        return await answer(wanted, make)

    return api
