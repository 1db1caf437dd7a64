"""Headers in which a client says what it prefers."""

from __future__ import annotations

import re

_QUALITY = re.compile(r"q\s*=\s*([01](?:\.\d{0,3})?)", re.IGNORECASE)
MOST = 20  # entries that are looked at


def preferences(header: str) -> list[tuple[str, float]]:
    """The names in an Accept or Accept-Language header with their quality 0…1, the most wanted first."""
    found = []
    for part in header.split(",")[:MOST]:
        name, _, rest = part.partition(";")
        quality = _QUALITY.fullmatch(rest.strip()) if rest.strip() else None
        if name.strip() and (quality or not rest.strip()):
            found.append((name.strip().lower(), min(1.0, float(quality[1])) if quality else 1.0))
    return sorted(found, key=lambda one: -one[1])


def prefers(header: str, this: str, other: str) -> bool:
    """Whether a client would rather have ``this`` than ``other``; no, when it does not say so."""
    wanted = dict(reversed(preferences(header)))
    return wanted.get(this, 0.0) > 0 and wanted[this] >= wanted.get(other, 0.0)
