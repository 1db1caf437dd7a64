"""The static files, under a path that names their content."""

from __future__ import annotations

import hashlib
import os
from importlib import metadata
from pathlib import Path
from typing import Any

from fastapi.staticfiles import StaticFiles
from starlette.responses import Response

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
FOREVER = "public, max-age=31536000, immutable"


def digest(folder: Path) -> str:
    """12 hex digits that change when any file of the folder does."""
    h = hashlib.sha256()
    for file in sorted(p for p in folder.rglob("*") if p.is_file()):
        h.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return h.hexdigest()[:12]


def version() -> str:
    """Of the installed program; 0 in a folder that was never installed."""
    try:
        return metadata.version("lstm-explorer")
    except metadata.PackageNotFoundError:
        return "0"


class Files(StaticFiles):
    """Static files with one caching rule for all."""

    def __init__(self, directory: Path, caching: str) -> None:
        super().__init__(directory=directory)
        self.caching = caching

    def file_response(self, full_path: str | os.PathLike[str], *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(full_path, *args, **kwargs)
        response.headers["Cache-Control"] = self.caching
        return response


class Assets:
    """Where the static files are: kept for ever when installed, asked for anew in a checkout, where they change.

    Attributes:
        base: the path they are mounted at; everything in them refers to each other relatively.
    """

    def __init__(self) -> None:
        installed = not (ROOT / "pyproject.toml").is_file()
        self.base = f"/static/{digest(STATIC)}"
        self.files = Files(STATIC, FOREVER if installed else "no-cache")
