"""The kinds of cell."""

from __future__ import annotations

from fastapi import APIRouter, Response

from app.context import Context
from app.formats import cell_document, to_json
from app.schemas import CellAnswer, CellsAnswer, ErrorAnswer
from model.cells import CELLS, cell_named


def router(context: Context) -> APIRouter:
    api = APIRouter(tags=["cells"])

    @api.get("/api/cells", responses={200: {"model": CellsAnswer}}, summary="All kinds of cell")
    async def get_cells() -> Response:
        return Response(to_json({"cells": [cell_document(cell) for cell in CELLS.values()]}), media_type="application/json")

    @api.get(
        "/api/cells/{cell}",
        responses={200: {"model": CellAnswer}, 404: {"model": ErrorAnswer}, 422: {"model": ErrorAnswer}},
        summary="One cell's graph and the source of its step",
    )
    async def get_cell(cell: str) -> Response:
        return Response(to_json(cell_document(cell_named(cell))), media_type="application/json")

    return api
