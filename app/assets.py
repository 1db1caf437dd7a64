"""The static files, under a path that names their content."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

from fastapi.staticfiles import StaticFiles
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from app.i18n import KINDS, LANGUAGES, LATER, words_for, words_with
from model.cells import CELLS

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
FOREVER = "public, max-age=31536000, immutable"
SHEETS = (
    "tokens", "base", "layout", "header", "sentence", "strip", "stage", "player", "heatmap", "inspector", "legend", "projector",
    "phone",
)  # fmt: skip
ALL_SHEETS = "css/all.css"
SHEETS_LATER = (  # each comes with what is asked for
    "arithmetic", "backward", "bet", "compare", "continue", "facts", "gallery", "handout", "hold", "keys", "learn", "ledger",
    "panel", "scan", "timeline", "variant", "whatif",
)  # fmt: skip
_WORDS = re.compile(
    r"locales/(?P<language>[\w-]+)/(?P<page>[\w-]+)(?P<kinds>(\.[a-z]+)*)\.json"
)  # zh/lstm.steps.series.value.json
_COMMENT = re.compile(r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*$", re.MULTILINE | re.DOTALL)


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


def bare(source: str) -> str:
    """A script or sheet without indentation and the comments that have lines of their own; lines keep their numbers.

    They are two fifths of the scripts, and for those who read the files, not for those who open the page. No string of a
    script goes over a line (a test looks), so nothing that runs is changed.
    """
    text = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), source)
    return "\n".join(map(str.strip, text.split("\n")))


@lru_cache(256)
def _script(path: Path, version: str) -> str:
    """A script as it is sent; read anew only when its version is another one."""
    return bare(path.read_text("utf-8"))


def asked_words(path: str) -> Mapping[str, str] | None:
    """The words that a path names: those of a page about a cell, or of a view that comes later; None when it names none."""
    found = _WORDS.fullmatch(path)
    if not found or found["language"] not in LANGUAGES:
        return None
    kinds = tuple(found["kinds"].split(".")[1:])
    if found["page"] in LATER and not kinds:
        return words_with(found["language"], found["page"])
    if found["page"] not in CELLS or kinds != tuple(kind for kind in KINDS if kind in kinds):
        return None
    return words_for(found["language"], found["page"], kinds)


class Files(StaticFiles):
    """Static files with one caching rule for all; scripts without comments, all sheets as one, words where they are needed."""

    def __init__(self, directory: Path, caching: str) -> None:
        super().__init__(directory=directory)
        self.caching = caching

    def file_response(self, full_path: str | os.PathLike[str], *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(full_path, *args, **kwargs)
        if response.status_code == 200 and str(full_path).endswith(".js"):
            known = {name: response.headers[name] for name in ("etag", "last-modified")}
            response = Response(_script(Path(full_path), response.headers["etag"]), 200, known, "text/javascript")
        response.headers["Cache-Control"] = self.caching
        return response

    async def get_response(self, path: str, scope: Scope) -> Response:
        caching = {"Cache-Control": self.caching}
        if words := asked_words(path):
            return JSONResponse(dict(words), 200, caching)
        if path != ALL_SHEETS:
            return await super().get_response(path, scope)
        sheets = "\n".join((STATIC / "css" / f"{name}.css").read_text("utf-8") for name in SHEETS)
        lines = filter(None, bare(sheets).split("\n"))
        return Response("\n".join(lines), 200, caching, "text/css")


class Assets:
    """Where the static files are: kept for ever when installed, asked for anew in a checkout, where they change.

    Attributes:
        base: the path they are mounted at; everything in them refers to each other relatively.
    """

    def __init__(self) -> None:
        installed = not (ROOT / "pyproject.toml").is_file()
        self.base = f"/static/{digest(STATIC)}"
        self.files = Files(STATIC, FOREVER if installed else "no-cache")
