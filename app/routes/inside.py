"""Where a number comes from, and who wrote the memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response

from app.context import Context
from app.errors import within
from app.formats import Document, explain_document, ledger_document, to_json
from app.requests import body_schema, read_body, sequence, state_of
from app.schemas import ErrorAnswer, ExplainAnswer, ExplainRequest, LedgerAnswer, LedgerRequest, MomentRequest
from model.errors import UnknownNode
from model.explain import explain
from model.ledger import half_lives, ledger
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


def router(context: Context) -> APIRouter:
    api = APIRouter(tags=["looking inside"])

    def run(wanted: MomentRequest, model: Model) -> tuple[Sequence[Token] | None, Trace, int, int]:
        """Read, and where to look."""
        state = state_of(wanted.state, model)
        tokens, x = sequence(wanted, model, context)
        L = model.network.L
        t = len(x) - 1 if wanted.t is None else within("t", wanted.t, len(x))
        layer = L - 1 if wanted.layer is None else within("layer", wanted.layer, L)
        return tokens, model.network.trace(x, state), t, layer

    async def answer(wanted: MomentRequest, make: Callable[[Model], Document]) -> Response:
        model = context.library.model(wanted.model)
        length = len(wanted.text or wanted.tokens or wanted.inputs or ())
        work = length * model.network.H * model.network.L
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
        wanted = await read_body(request, LedgerRequest, context.settings.max_body)

        def make(model: Model) -> Document:
            cell = model.network.cell
            unit = None if wanted.unit is None else within("unit", wanted.unit, model.network.H)
            tokens, trace, t, layer = run(wanted, model)
            found = ledger(cell, trace, layer, t)
            lives = None if unit is None else half_lives(cell, trace, layer, unit)[: t + 1]
            return ledger_document(model, tokens, t, layer, found, unit, lives)

        return await answer(wanted, make)

    return api
