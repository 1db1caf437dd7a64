"""The numbers that a lesson speaks of, as the API tells them: the program asks itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, MutableMapping
from typing import Any
from urllib.parse import unquote

from starlette.types import ASGIApp

from app.lessons.lesson import Number
from model.reduced import reduced


class NumberError(Exception):
    """The API has no such number."""


async def ask(app: ASGIApp, number: Number) -> float:
    """The value of a number. Raises: NumberError."""
    answer = await _answer(app, number)
    found = answer
    for part in number.at.split("."):
        try:
            found = _part(found, part)
        except (KeyError, IndexError, TypeError, StopIteration) as error:
            raise NumberError(f"{number.path} has nothing at {part!r} of {number.at}") from error
    return _reduced(found, number)


def _part(found: Any, part: str) -> Any:
    """What stands under a name; of a list, at a place or with a text. Raises: KeyError, IndexError, TypeError, StopIteration."""
    if not isinstance(found, list):
        return found[part]
    if re.fullmatch(r"-?\d+", part):
        return found[int(part)]
    return next(one for one in found if part in (one.get("text"), one.get("id")))


def _reduced(found: Any, number: Number) -> float:
    """Raises: NumberError."""
    values = list(_flat(found, number))
    kind, _, bound = (number.reduce or "").partition(" ")
    if not values or (not kind and isinstance(found, list)):
        raise NumberError(f"{number.at} of {number.path} is {'a list of' if values else 'no'} numbers")
    value = reduced(values, kind, bound)
    if value is None:
        raise NumberError(f"{number.reduce!r} is not one of mean, min, max, above N, below N")
    return value


def _flat(found: Any, number: Number) -> Iterator[float]:
    """All numbers of a list of lists. Raises: NumberError."""
    if isinstance(found, list):
        for one in found:
            yield from _flat(one, number)
    elif isinstance(found, (int, float)) and not isinstance(found, bool):
        yield float(found)
    else:
        raise NumberError(f"{number.at} of {number.path} is no number")


async def _answer(app: ASGIApp, number: Number) -> Any:
    """What the program answers to itself. Raises: NumberError."""
    path, _, query = number.path.partition("?")
    body = b"" if number.body is None else json.dumps(number.body).encode()
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": number.method, "scheme": "http",
        "path": unquote(path), "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(b"host", b"localhost"), (b"content-type", b"application/json")],
        "client": None, "server": ("localhost", 80),
    }  # fmt: skip
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    status = next(message["status"] for message in sent if message["type"] == "http.response.start")
    answer = json.loads(b"".join(message.get("body", b"") for message in sent) or b"null")
    if status != 200:
        raise NumberError(f"{number.method} {number.path}: {answer['error']['message'] if answer else status}")
    return answer


def written(text: str) -> tuple[float, float]:
    """The value of a figure as it is written, and how far from it a rounded one may be: 99.3% is 0.993 ± 0.0005.

    Raises: ValueError.
    """
    plain = text.replace("−", "-").replace(",", "").replace("，", "").strip()
    share = plain.endswith("%")
    plain = plain.removesuffix("%").strip()
    decimals = len(plain.partition(".")[2])
    scale = 100.0 if share else 1.0
    return float(plain) / scale, 0.5 * 10.0**-decimals / scale * (1 + 1e-9)
