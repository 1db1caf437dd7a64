"""The models: cards, vocabularies, weights, what was found out about them."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from app.context import Context
from app.formats import to_json
from app.schemas import ErrorAnswer, FactsAnswer, ModelsAnswer
from model.facts import check, facts
from model.library import Model

ERRORS: dict[int | str, dict[str, Any]] = {status: {"model": ErrorAnswer} for status in (404, 422)}


def router(context: Context) -> APIRouter:
    api = APIRouter(tags=["models"])

    @api.get("/api/models", responses={200: {"model": ModelsAnswer}}, summary="The cards of all models")
    async def get_models() -> Response:
        cards = [model.card for model in context.library.models.values()]
        return Response(to_json({"models": cards}), media_type="application/json")

    @api.get(
        "/api/models/{model}",
        responses={200: {"model": dict[str, Any]}, **ERRORS},
        summary="One card, with the vocabulary: a token's id is its place",
    )
    async def get_model(model: str) -> Response:
        return Response(to_json(_full_card(context.library.model(model))), media_type="application/json")

    @api.get(
        "/api/models/{model}/weights",
        responses={
            200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}},
            **ERRORS,
        },
        response_class=Response,
        summary="The weights as safetensors, under PyTorch's names",
    )
    async def get_weights(model: str) -> Response:
        found = context.library.model(model)
        name = f'attachment; filename="{found.name}.safetensors"'
        return Response(found.data, media_type="application/octet-stream", headers={"Content-Disposition": name})

    @api.get(
        "/api/models/{model}/facts",
        responses={200: {"model": FactsAnswer}, **ERRORS},
        summary="What a network of the task memory remembers, measured at the first question and kept",
    )
    async def get_facts(model: str) -> Response:
        found = context.library.model(model)
        check(found)
        body = await context.work.once(f"facts of {found.name}", lambda: to_json(facts(found)))
        return Response(body, media_type="application/json")

    return api


def _full_card(model: Model) -> dict[str, Any]:
    return {**model.card, "vocabulary": list(model.tokenizer.words) if model.tokenizer else None}
