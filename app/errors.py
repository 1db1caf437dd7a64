"""Every error as one JSON shape.

    {"error": {"code": "token_out_of_range", "message": "…", "params": {…}}}

The model's errors get their status here, once; what only the web can get wrong is declared here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from model.errors import ExplorerError, TooManyRuns, TooMuchWork, UnknownCell, UnknownModel


class WebError(ExplorerError):
    """Base of the errors of a request; each knows its status."""

    status = 422


class InvalidJson(WebError):
    code = "invalid_json"

    def __init__(self, problem: str) -> None:
        super().__init__(f"the body is not JSON: {problem}", problem=problem)


class InvalidField(WebError):
    code = "invalid_field"

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}", field=field, problem=problem)


class OneInput(WebError):
    code = "one_input"

    def __init__(self, given: Sequence[str], possible: Sequence[str]) -> None:
        listed = ", ".join(possible)
        told = f"got {' and '.join(given)}" if given else "got none"
        super().__init__(f"exactly one of {listed} is needed; {told}", given=list(given), possible=list(possible))


class OutOfRange(WebError):
    code = "out_of_range"

    def __init__(self, field: str, value: int, last: int) -> None:
        super().__init__(f"{field} is {value}; expected 0…{last}", field=field, value=value, last=last)


def within(field: str, value: int, size: int) -> int:
    """A place from 0. Raises: OutOfRange unless there are more than so many."""
    if not 0 <= value < size:
        raise OutOfRange(field, value, size - 1)
    return value


class TextTooLong(WebError):
    status, code = 413, "text_too_long"

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(
            f"the text has {length} characters; LSTM_MAX_TEXT allows {limit}",
            length=length, limit=limit, setting="LSTM_MAX_TEXT",
        )  # fmt: skip


class BodyTooLarge(WebError):
    status, code = 413, "body_too_large"

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"the body is larger than the {limit} bytes that LSTM_MAX_BODY allows", limit=limit, setting="LSTM_MAX_BODY"
        )


class UnsupportedMediaType(WebError):
    status, code = 415, "unsupported_media_type"

    def __init__(self, given: str) -> None:
        super().__init__(f"the body is {given[:80] or 'of no type'!r}; expected application/json", given=given[:80])


class UnknownPath(WebError):
    status, code = 404, "unknown_path"

    def __init__(self, path: str) -> None:
        super().__init__(f"there is nothing at {path[:200]}", path=path[:200])


class MethodNotAllowed(WebError):
    status, code = 405, "method_not_allowed"

    def __init__(self, method: str, path: str) -> None:
        super().__init__(f"{method[:20]} is not possible at {path[:200]}", method=method[:20], path=path[:200])


class UnknownHost(WebError):
    status, code = 400, "unknown_host"

    def __init__(self, host: str) -> None:
        super().__init__(f"the Host {host[:80]!r} is not one of ours: name it in LSTM_HOSTS", host=host[:80])


class BadRequest(WebError):
    status, code = 400, "bad_request"

    def __init__(self) -> None:
        super().__init__("the request cannot be read")


class Internal(WebError):
    status, code = 500, "internal"

    def __init__(self) -> None:
        super().__init__("something went wrong inside; the log of the server says what")


STATUS: dict[type[ExplorerError], int] = {UnknownModel: 404, UnknownCell: 404, TooMuchWork: 413, TooManyRuns: 413}


def status_of(error: ExplorerError) -> int:
    return error.status if isinstance(error, WebError) else STATUS.get(type(error), 422)


def body_of(error: ExplorerError) -> bytes:
    """The one JSON shape."""
    return json.dumps({"error": {"code": error.code, "message": error.message, "params": error.params}}).encode()


def answer(error: ExplorerError) -> Response:
    return Response(body_of(error), status_of(error), media_type="application/json")


NOT_A_FIELD = re.compile(r"body|query|path|bool|int|float|str|list\[.*\]")  # where it was sent, which type was tried


def first_problem(problems: Sequence[Any]) -> InvalidField:
    """The first of pydantic's complaints, without the value it complains of."""
    problem = problems[0]
    place = [part for part in problem["loc"] if not (isinstance(part, str) and NOT_A_FIELD.fullmatch(part))]
    field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
    message = "is not an object" if problem["type"] == "model_type" else str(problem["msg"])
    return InvalidField(field[:200] or "body", message[:200])
