"""The pages for people."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from app.context import Context
from model.errors import UnknownModel
from model.library import Model


def router(context: Context) -> APIRouter:
    pages = APIRouter(include_in_schema=False)

    @pages.get("/")
    async def explorer(request: Request) -> Response:
        model = first_of(context, context.pages.translator(request).language)
        example = model.card["examples"][0]
        tokens = model.from_text(example["text"])
        trace = model.network.trace(model.network.embed([token.id for token in tokens]))
        return context.pages.explorer(request, context.library.models.values(), model, tokens, trace, example)

    return pages


def first_of(context: Context, language: str) -> Model:
    """The model that a language's page opens with. Raises: UnknownModel when there is none."""
    for model in context.library.models.values():
        if model.card["language"] == language and model.card["examples"]:
            return model
    raise UnknownModel(language, list(context.library.models))
