"""The pages for people."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from app.context import Context
from model.errors import UnknownModel
from model.library import Library, Model


def router(context: Context) -> APIRouter:
    pages = APIRouter(include_in_schema=False)

    @pages.get("/")
    async def explorer(request: Request) -> Response:
        model = first_of(context.library, context.pages.translator(request).language)
        example = model.card["examples"][0]
        tokens = None if model.tokenizer is None else model.from_text(example["text"])
        x = model.from_numbers(example["inputs"]) if tokens is None else model.network.embed([token.id for token in tokens])
        trace = model.network.trace(x)
        return context.pages.explorer(request, model, tokens, trace, example)

    return pages


def first_of(library: Library, language: str) -> Model:
    """The model that a language's page opens with: the first that reads it, or else no language. Raises: UnknownModel."""
    models = library.models
    for read in (language, None):
        for model in models.values():
            if model.card["language"] == read and model.card["examples"]:
                return model
    raise UnknownModel(language, list(models))
