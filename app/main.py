"""Assembles the application, nothing else."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Depends, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from app import assets, handlers
from app.context import Context
from app.guard import Guard
from app.pages import Pages
from app.requests import only_known
from app.routes import cells, docs, figures, gradients, health, inside, learn, models, pages, traces, whatif
from app.settings import Settings, read_settings
from model import library

DESCRIPTION = """Run a real, trained LSTM over a text and get every inner vector of every step.

Traces are computed in float64; vectors leave as float32, `state` as float64. Arrays are row-major.
Letters: T steps, L layers, D input size, H hidden size, V vocabulary size."""


def build(settings: Settings, models_at_hand: library.Library) -> FastAPI:
    """The application without the guard round it."""
    static = assets.Assets()
    context = Context(settings, models_at_hand, Pages(static.base))
    app = FastAPI(
        title="LSTM Explorer", description=DESCRIPTION, version=assets.version(), docs_url=None, redoc_url=None,
        license_info={"name": "MIT"},
    )  # fmt: skip
    for routes in (cells, models, traces, inside, gradients, whatif, figures):
        app.include_router(routes.router(context), dependencies=[Depends(only_known)])
    for routes in (pages, learn, health):  # an address of a page may carry what others have added to it
        app.include_router(routes.router(context))
    docs.add(app)
    app.mount(static.base, static.files, name="static")
    handlers.install(app, context)
    app.add_middleware(GZipMiddleware, minimum_size=500, compresslevel=6)
    if settings.origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=settings.origins, allow_methods=["GET", "POST"], allow_headers=["Content-Type"]
        )
    return app


def create_app(settings: Settings | None = None, load: Callable[[], library.Library] = library.load) -> ASGIApp:
    settings = settings or read_settings()
    return Guard(build(settings, load()), settings)


app = create_app()
