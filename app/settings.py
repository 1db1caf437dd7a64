"""What an operator may change: one table, overridden by LSTM_<NAME> in the environment."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from typing import Any

PREFIX = "LSTM_"
IGNORED = "LSTM_EXPLORER_"  # container platforms put such names into the environment by themselves


class SettingsError(ValueError):
    """A setting that cannot be understood."""


def setting(default: Any, help: str, least: int | None = None) -> Any:
    return field(default=default, metadata={"help": help, "least": least})


@dataclass(frozen=True)
class Settings:
    """The settings; the README's table is checked against it."""

    host: str = setting("127.0.0.1", "address to listen on")
    port: int = setting(8000, "port to listen on; 0 for any free one", least=0)
    workers: int = setting(1, "processes that answer", least=1)
    hosts: tuple[str, ...] = setting((), "further host names, with commas, under which the explorer is called; `*` for any")
    origins: tuple[str, ...] = setting((), "origins of other sites, with commas, whose pages may call the API")
    max_text: int = setting(4_000, "characters of a text", least=1)
    max_work: int = setting(1_000_000, "steps × hidden units × layers of one request", least=1)
    max_scan: int = setting(50_000_000, "steps × hidden units × layers of all the runs of one scan", least=1)
    max_body: int = setting(1_000_000, "bytes of a request's body", least=1)

    def allowed_hosts(self) -> frozenset[str]:
        """The host names that a request may name."""
        return frozenset({"localhost", "127.0.0.1", "[::1]", *map(_as_host, (self.host, *self.hosts))})


SETTINGS: tuple[Field[Any], ...] = fields(Settings)


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Raises: SettingsError."""
    environment = os.environ if environment is None else environment
    return Settings(**{s.name: _value(s, environment[_key(s)]) for s in SETTINGS if environment.get(_key(s))})


def unknown_settings(environment: Mapping[str, str] | None = None) -> list[str]:
    """Names in the environment that look like settings and are none."""
    known = {_key(s) for s in SETTINGS}
    names = os.environ if environment is None else environment
    return sorted(n for n in names if n.startswith(PREFIX) and not n.startswith(IGNORED) and n not in known)


def warn_of_unknown_settings() -> None:
    if names := unknown_settings():
        print(f"lstm-explorer: not settings, ignored: {', '.join(names)}", file=sys.stderr)


def _as_host(name: str) -> str:
    """A name as a Host header writes it, without the port: IPv6 addresses in brackets."""
    name = name.lower()
    if name.count(":") > 1 and not name.startswith("["):
        return f"[{name}]"
    return re.sub(r":\d+$", "", name)


def _key(one: Field[Any]) -> str:
    return PREFIX + one.name.upper()


def _value(one: Field[Any], text: str) -> Any:
    if isinstance(one.default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if not isinstance(one.default, int):
        return text
    if not text.strip().isdecimal() or len(text) > 18 or int(text) < one.metadata["least"]:
        raise SettingsError(f"{_key(one)} is {text!r}; expected a whole number from {one.metadata['least']}")
    return int(text)
