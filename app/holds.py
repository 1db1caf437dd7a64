"""What is to be held, from a request, within the bounds of the network and of what it reads."""

from __future__ import annotations

from collections.abc import Sequence

from app.errors import InvalidField, within
from app.requests import exactly_one
from app.schemas import StepHold, TraceHold
from model.hold import Hold
from model.network import Network

HOWS = ("value", "step", "add")


def holds_of(bodies: Sequence[StepHold] | None, network: Network, steps: int) -> list[Hold]:
    """Holds within the bounds of so many steps. Raises: OneInput, OutOfRange, InvalidField, UnknownNode."""
    return [_hold(body, f"hold[{n}]", network, steps) for n, body in enumerate(bodies or ())]


def _hold(body: StepHold, field: str, network: Network, steps: int) -> Hold:
    exactly_one({f"{field}.{name}": getattr(body, name) for name in HOWS if name in type(body).model_fields})
    if not isinstance(body, TraceHold):
        body = TraceHold(t=0, **body.model_dump())
    t = within(f"{field}.t", body.t, steps)
    until = steps - 1 if body.until is None else within(f"{field}.until", body.until, steps)
    if until < t:
        raise InvalidField(f"{field}.until", f"is {until}, before t, which is {t}")
    step = None if body.step is None else within(f"{field}.step", body.step, steps)
    layer = network.L - 1 if body.layer is None else within(f"{field}.layer", body.layer, network.L)
    size = network.size(body.node, layer)
    units = None if body.units is None else [within(f"{field}.units[{n}]", u, size) for n, u in enumerate(body.units)]
    count = size if units is None else len(units)
    if units and len(set(units)) < count:
        raise InvalidField(f"{field}.units", "names a unit twice")
    if isinstance(body.value, list) and len(body.value) != count:
        raise InvalidField(f"{field}.value", f"has {len(body.value)} numbers for {count} units")
    return Hold(t, until, layer, body.node, units, body.value, step, body.add)
