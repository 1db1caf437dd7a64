"""From a request to what the network reads: bodies parsed and bounded, inputs chosen and checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import orjson
from fastapi import Request
from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect

from app.context import Context
from app.errors import (
    BadRequest,
    BodyTooLarge,
    InvalidField,
    InvalidJson,
    OneInput,
    TextTooLong,
    UnsupportedMediaType,
    first_problem,
    within,
)
from app.headers import prefers
from app.schemas import MomentRequest, ReadRequest
from app.schemas import State as StateBody
from model.errors import EmptyInput, TooMuchWork
from model.graph import Array
from model.library import Model
from model.tokenizer import Token
from model.trace import State, Trace

B = TypeVar("B", bound=BaseModel)
BINARY = "application/octet-stream"


async def read_body(request: Request, kind: type[B], limit: int) -> B:
    """The JSON body, checked. Raises: UnsupportedMediaType, BodyTooLarge, InvalidJson, InvalidField."""
    media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media_type != "application/json":
        raise UnsupportedMediaType(media_type)
    if request.headers.get("content-encoding", "identity").lower() not in ("", "identity"):
        raise UnsupportedMediaType(f"{media_type}, {request.headers['content-encoding']}")
    try:
        data = orjson.loads(await _bytes(request, limit))
    except orjson.JSONDecodeError as error:
        raise InvalidJson(str(error)) from error
    return _checked(kind, data)


def _checked(kind: type[B], data: object) -> B:
    """Raises: InvalidField."""
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise first_problem(error.errors(include_input=False, include_url=False)) from error


def only_known(request: Request) -> None:
    """Nothing that an address asks for goes unheard.

    Raises: InvalidField for a parameter that the route does not have, or that is there more than once.
    """
    known = [field.alias for field in request.scope["route"].dependant.query_params]
    given = [name for name, _ in request.query_params.multi_items()]
    for name in given:
        if name not in known:
            raise InvalidField(name[:80], f"is not known here; expected {', '.join(known) or 'no parameters'}")
        if given.count(name) > 1:
            raise InvalidField(name, "is there more than once")


def in_address(kind: type[B], context: Context, inputs: str | None, **others: object) -> B:
    """What an address asks for, in which numbers are written as JSON and may be as long as a text.

    Raises: TextTooLong, InvalidField.
    """
    numbers = None
    if inputs is not None:
        try:
            numbers = orjson.loads(check_text(inputs, context))
        except orjson.JSONDecodeError as error:
            raise InvalidField("inputs", f"is not JSON: {error}") from error
    return _checked(kind, {**others, "inputs": numbers})


async def _bytes(request: Request, limit: int) -> bytes:
    """The body, read no further than allowed. (The framework's own limit answers in plain text, not in our shape.)"""
    said = request.headers.get("content-length", "")
    if said.isdecimal() and (len(said) > 15 or int(said) > limit):
        raise BodyTooLarge(limit)
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit:
                raise BodyTooLarge(limit)
    except ClientDisconnect:
        raise BadRequest from None
    return bytes(body)


def body_schema(kind: type[BaseModel], examples: Mapping[str, Any]) -> dict[str, Any]:
    """The documentation of a body that ``read_body`` reads."""
    content = {"schema": schema_of(kind), "examples": {name: {"value": v} for name, v in examples.items()}}
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


def schema_of(kind: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of a body, with what it refers to in its place: the reference has no other place for that."""
    schema = kind.model_json_schema()
    parts = schema.pop("$defs", {})

    def inline(node: Any) -> Any:
        if isinstance(node, list):
            return [inline(one) for one in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return inline(parts[node["$ref"].rpartition("/")[2]])
        return {key: inline(value) for key, value in node.items()}

    out: dict[str, Any] = inline(schema)
    return out


def exactly_one(values: Mapping[str, object]) -> None:
    """Raises: OneInput unless exactly one of the values is there."""
    given = [name for name, value in values.items() if value is not None]
    if len(given) != 1:
        raise OneInput(given, list(values))


def check_text(text: str, context: Context) -> str:
    """Raises: TextTooLong; InvalidField for text that is no Unicode."""
    if len(text) > context.settings.max_text:
        raise TextTooLong(len(text), context.settings.max_text)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InvalidField("text", "holds half a character (a lone surrogate)") from None
    return text


def check_work(model: Model, steps: int, context: Context, columns: int = 1) -> None:
    """So many steps of so many runs at once. Raises: EmptyInput, TooMuchWork."""
    if not steps:
        raise EmptyInput
    width, work = model.network.H * model.network.L * columns, context.settings.max_work
    if steps * width > work:
        raise TooMuchWork(steps, work // width, work, "LSTM_MAX_WORK")


def sequence(wanted: ReadRequest, model: Model, context: Context) -> tuple[list[Token] | None, Array]:
    """What to read: the tokens, or None for numbers, and the (T, D) input vectors."""
    exactly_one({"text": wanted.text, "tokens": wanted.tokens, "inputs": wanted.inputs})
    if wanted.inputs is not None:
        check_work(model, len(wanted.inputs), context)
        return None, model.from_numbers(wanted.inputs)
    if wanted.text is not None:
        tokens = model.from_text(check_text(wanted.text, context))
    else:
        check_work(model, len(wanted.tokens or ()), context)
        tokens = model.from_ids(wanted.tokens or ())
    check_work(model, len(tokens), context)
    return tokens, model.network.embed([token.id for token in tokens])


def moment(wanted: MomentRequest, model: Model, context: Context) -> tuple[list[Token] | None, Trace, int]:
    """Read, and at which step to look."""
    state = state_of(wanted.state, model)
    tokens, x = sequence(wanted, model, context)
    t = len(x) - 1 if wanted.t is None else within("t", wanted.t, len(x))
    return tokens, model.network.trace(x, state), t


def length_of(wanted: ReadRequest) -> int:
    """At least as many as there are steps, known before anything is read."""
    return len(wanted.text or wanted.tokens or wanted.inputs or ())


def target_of(target: int | str | None, model: Model, context: Context, field: str = "target") -> int | None:
    """Which number of the output is asked about. Raises: OutOfRange, InvalidField, NotOneToken, UnknownWord, TextTooLong."""
    if target is None:
        return None
    if isinstance(target, int):
        return within(field, target, len(model.network.b_out))
    if model.answer == "next_token":
        return model.one_word(check_text(target, context)).id
    if target not in model.sayings:
        raise InvalidField(field, f"is {target[:80]!r}; expected {' or '.join(model.sayings) or 'the place of a value'}")
    return model.sayings.index(target)


def wants_binary(request: Request, format: str | None) -> bool:
    """Whether vectors are asked for in binary: in the address, or by the Accept header."""
    said = request.headers.get("accept", "")
    return format == "safetensors" or (format is None and prefers(said, BINARY, "application/json"))


def state_of(body: StateBody | None, model: Model) -> State | None:
    """Raises: WrongState, NotFinite."""
    return None if body is None else model.network.check_state(body)
