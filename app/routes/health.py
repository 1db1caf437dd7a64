"""Whether the server is there, for whoever watches it."""

from __future__ import annotations

from fastapi import APIRouter, Response

from app.context import Context
from app.formats import to_json
from app.schemas import Health


def router(context: Context) -> APIRouter:
    api = APIRouter(tags=["server"])

    @api.get("/healthz", responses={200: {"model": Health}}, summary="Is the server there?")
    async def healthz() -> Response:
        return Response(to_json({"status": "ok"}), media_type="application/json")

    return api
