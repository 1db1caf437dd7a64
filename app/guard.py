"""Round the whole application: who may be asked for, and what browsers may do with what they get."""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import UnknownHost, answer
from app.settings import Settings

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
PORT = re.compile(r":\d+$")


class Guard:
    """Refuses a foreign Host and adds the security headers to every answer, refusals and errors included."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.hosts = settings.allowed_hosts()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        scope = {**scope, "headers": [(k, v) for k, v in scope["headers"] if k != b"range"]}  # whole answers only
        if scope["method"] == "HEAD":  # as GET, without the body
            scope, send = {**scope, "method": "GET"}, _bodiless(send)

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", CSP)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "no-referrer")
                headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
            await send(message)

        host = Headers(scope=scope).get("host", "")
        if "*" in self.hosts or PORT.sub("", host).lower() in self.hosts:
            return await self.app(scope, receive, guarded)
        return await answer(UnknownHost(host))(scope, receive, guarded)


def _bodiless(send: Send) -> Send:
    """Sends an answer's head and leaves out what it holds."""

    async def head(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return head
