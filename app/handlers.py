"""Whatever is raised becomes an answer: a page for a browser that looks for a page, JSON for all others."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from app.context import Context
from app.errors import (
    BadRequest,
    Internal,
    MethodNotAllowed,
    UnknownPath,
    WebError,
    answer,
    first_problem,
    status_of,
)
from model.errors import ExplorerError


def install(app: FastAPI, context: Context) -> None:
    """Add the handlers to the application."""

    def respond(request: Request, error: ExplorerError) -> Response:
        wants_page = "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api/")
        response = context.pages.error(request, error, status_of(error)) if wants_page else answer(error)
        response.headers["Vary"] = "Accept, Accept-Language"
        return response

    async def on_known(request: Request, error: Exception) -> Response:
        assert isinstance(error, ExplorerError)
        return respond(request, error)

    async def on_invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return respond(request, first_problem(error.errors()))

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        response = respond(request, of_http(error.status_code, request))
        response.headers.update(error.headers or {})
        return response

    async def on_other(request: Request, error: Exception) -> Response:
        return respond(request, Internal())

    app.add_exception_handler(ExplorerError, on_known)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Exception, on_other)


def of_http(status: int, request: Request) -> WebError:
    """What the framework itself refuses."""
    if status == 404:
        return UnknownPath(request.url.path)
    if status == 405:
        return MethodNotAllowed(request.method, request.url.path)
    return Internal() if status >= 500 else BadRequest()
