"""The static files, under a path that names their content."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import stat
from collections.abc import Mapping
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import NotModifiedResponse
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
FIRST_SHEETS = tuple(STATIC / "css" / f"{name}.css" for name in SHEETS)
ALL_SHEETS = "css/all.css"
KINDS_OF_TEXT = {".js": "text/javascript", ".css": "text/css"}
SHEETS_LATER = (  # each comes with what is asked for
    "arithmetic", "backward", "bet", "compare", "continue", "facts", "gallery", "handout", "hold", "keys", "learn",
    "learn-curve", "learn-gate", "learn-loop", "learn-product", "learn-program", "learn-readings", "learn-series",
    "ledger", "panel", "scan", "timeline", "variant", "whatif",
)  # fmt: skip
_WORDS = re.compile(
    r"locales/(?P<language>[\w-]+)/(?P<page>[\w-]+)(?P<kinds>(\.[a-z]+)*)\.json"
)  # zh/lstm.steps.series.value.json
_TEXT = re.compile(r"[\w/-]{1,100}\.(?:js|css)", re.ASCII)
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


class Text(NamedTuple):
    """A text as it is sent."""

    plain: bytes
    packed: bytes  # with gzip
    digest: str
    kind: str


def _text(content: str, kind: str) -> Text:
    plain = content.encode()
    return Text(plain, gzip.compress(plain, mtime=0), hashlib.sha256(plain).hexdigest()[:16], kind)


@lru_cache(256)
def _file(path: Path, changed: int) -> Text:
    """A script or sheet; read anew only when the file was changed at another time."""
    return _text(bare(path.read_text("utf-8")), KINDS_OF_TEXT[path.suffix])


@lru_cache(4)
def _sheets(changed: tuple[int, ...]) -> Text:
    """All sheets of the first view as one."""
    lines = bare("\n".join(file.read_text("utf-8") for file in FIRST_SHEETS)).split("\n")
    return _text("\n".join(filter(None, lines)), "text/css")


@lru_cache(256)
def _words(path: str) -> Text:
    return _text(json.dumps(dict(asked_words(path) or {}), ensure_ascii=False, separators=(",", ":")), "application/json")


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
    """
    Static files with one caching rule; scripts and sheets without comments, all sheets as one, words where they are needed.

    A page asks for some fifty texts at once, just when the browser needs the processor: each is kept as it is sent.
    """

    def __init__(self, directory: Path, caching: str) -> None:
        super().__init__(directory=directory)
        self.caching = caching

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = self.caching
        return response

    async def get_response(self, path: str, scope: Scope) -> Response:
        text = self._text_at(path) if scope["method"] in ("GET", "HEAD") else None
        if text is None:
            return await super().get_response(path, scope)
        asked = Headers(scope=scope)
        packed = "gzip" in asked.get("accept-encoding", "")
        headers = {"ETag": f'"{text.digest}{"-gzip" if packed else ""}"', "Cache-Control": self.caching}
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"} if packed else {}  # else said by what packs the rest
        response = Response(text.packed if packed else text.plain, 200, headers, text.kind)
        return NotModifiedResponse(response.headers) if self.is_not_modified(response.headers, asked) else response

    def _text_at(self, path: str) -> Text | None:
        if asked_words(path):
            return _words(path)
        if path == ALL_SHEETS:
            return _sheets(tuple(file.stat().st_mtime_ns for file in FIRST_SHEETS))
        found, known = self.lookup_path(path) if _TEXT.fullmatch(path) else ("", None)
        return _file(Path(found), known.st_mtime_ns) if known and stat.S_ISREG(known.st_mode) else None


class Assets:
    """Where the static files are: kept for ever when installed, asked for anew in a checkout, where they change.

    Attributes:
        base: the path they are mounted at; everything in them refers to each other relatively.
    """

    def __init__(self) -> None:
        installed = not (ROOT / "pyproject.toml").is_file()
        self.base = f"/static/{digest(STATIC)}"
        self.files = Files(STATIC, FOREVER if installed else "no-cache")
