"""What the routes work with, handed to them when the application is assembled."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.pages import Pages
from app.settings import Settings
from app.work import Work
from model.library import Library


@dataclass(frozen=True)
class Context:
    settings: Settings
    library: Library
    pages: Pages
    work: Work = field(default_factory=Work)
