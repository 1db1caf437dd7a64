"""What if: how special the units are that were held, and which place carries the answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from app.context import Context
from app.errors import InvalidField, body_of, within
from app.formats import chosen, control_document, scan_head, scan_line, to_json
from app.holds import holds_of
from app.requests import body_schema, check_work, length_of, read_body, schema_of, sequence, state_of, target_of
from app.schemas import ControlAnswer, ControlRequest, ErrorAnswer, ScanHead, ScanLine, ScanRequest
from app.work import cost
from model.control import control
from model.errors import ExplorerError, TooManyRuns
from model.library import Model
from model.scan import pair, scan, work

LINES = "application/x-ndjson"
ERRORS: dict[int | str, dict[str, Any]] = {status: {"model": ErrorAnswer} for status in (404, 413, 415, 422)}
SCAN_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "lines of JSON: a head, then what has moved; an error that comes after the head is the last line",
        "content": {LINES: {"schema": {"anyOf": [schema_of(ScanHead), schema_of(ScanLine)]}}},
    },
    **ERRORS,
}
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
SCAN_EXAMPLES = {
    "a node × step map": {
        "model": "zh-memory-lstm", "text": "我是一个中国人，我最常说", "source": {"text": "我是一个法国人，我最常说"},
    },
    "the units of one vector": {
        "model": "en-memory-lstm", "text": "I was born in Spain, I speak fluent", "units": "each", "node": "c", "t": 5,
        "source": {"text": "I was born in France, I speak fluent"}, "answers": ["Spanish", "French"],
    },
}  # fmt: skip


def router(context: Context) -> APIRouter:
    api = APIRouter(tags=["what if"])

    def answers(wanted: ScanRequest, model: Model) -> tuple[int | None, int | None] | None:
        """Ids, None for what a run finds likeliest; None for values. Raises: what ``target_of`` does."""
        if model.answer == "value":
            if wanted.answers is not None:
                raise InvalidField("answers", f"{model.name} answers with values: there is nothing to choose")
            return None
        given = wanted.answers or (None, None)
        own, source = (target_of(one, model, context, f"answers[{n}]") for n, one in enumerate(given))
        return own, source

    @api.post(
        "/api/control",
        responses={200: {"model": ControlAnswer}, **ERRORS},
        openapi_extra=body_schema(ControlRequest, CONTROL_EXAMPLES),
        summary="The same holds on units chosen at random: how special are these?",
    )
    async def post_control(request: Request) -> Response:
        wanted = await read_body(request, ControlRequest, context.settings.max_body)
        model = context.library.model(wanted.model)
        state, runs = state_of(wanted.state, model), 1 + wanted.draws

        def make() -> Response:
            _, x = sequence(wanted, model, context)
            check_work(model, len(x), context, runs)
            holds = holds_of(wanted.hold, model.network, len(x))
            at = len(x) - 1 if wanted.at is None else within("at", wanted.at, len(x))
            if at < min(hold.t for hold in holds):
                raise InvalidField("at", "is a step before all holds")
            found = control(model.network, x, holds, at, wanted.draws, wanted.seed, model.answer == "value", state)
            return Response(to_json(control_document(model, at, wanted.seed, found)), media_type="application/json")

        return await context.work.run(make, cost(model.network, length_of(wanted), runs, len(wanted.hold)))

    @api.post(
        "/api/scan",
        responses=SCAN_ANSWER,
        response_class=StreamingResponse,
        openapi_extra=body_schema(ScanRequest, SCAN_EXAMPLES),
        summary="Which place carries the answer: vectors of one run put into another, one by one",
    )
    async def post_scan(request: Request) -> Response:
        wanted = await read_body(request, ScanRequest, context.settings.max_body)
        model = context.library.model(wanted.model)
        network, each = model.network, wanted.units == "each"
        states = state_of(wanted.state, model), state_of(wanted.source.state, model)

        def make() -> Response:
            tokens, x = sequence(wanted, model, context)
            source_tokens, source = sequence(wanted.source, model, context)
            at = len(x) - 1 if wanted.at is None else within("at", wanted.at, len(x))
            layer = network.L - 1 if wanted.layer is None else within("layer", wanted.layer, network.L)
            nodes = chosen(model, None if wanted.node is None else [wanted.node])
            steps = range(at + 1) if wanted.t is None else range(wanted.t, 1 + within("t", wanted.t, at + 1))
            asked, limit = work(network, layer, at, nodes, steps, each), context.settings.max_scan
            if asked > limit:
                raise TooManyRuns(asked, limit, "LSTM_MAX_SCAN")
            found = pair(network, (x, states[0]), (source, states[1]), at, answers(wanted, model))
            head = scan_head(model, (tokens, source_tokens), found, layer, wanted.units, nodes, steps)

            def lines() -> Iterator[bytes]:
                yield to_json(head) + b"\n"
                try:
                    for t, node, moved in scan(found, layer, nodes, steps, each):
                        yield to_json(scan_line(t, node, moved, each)) + b"\n"
                except ExplorerError as error:
                    yield body_of(error) + b"\n"

            return StreamingResponse(context.work.lines(lines()), media_type=LINES)

        return await context.work.run(make, cost(network, length_of(wanted) + length_of(wanted.source)))

    return api
