"""The chapters in their order, in every language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from app.assets import ROOT
from app.i18n import LANGUAGES
from app.lessons.lesson import Lesson, read

LESSONS = ROOT / "lessons"


@cache
def course(folder: Path = LESSONS) -> Mapping[str, Mapping[str, Lesson]]:
    """Language → slug → chapter, in the order of the files' names. Raises: LessonError, OSError."""
    return {language: {lesson.slug: lesson for lesson in map(read, files(folder / language))} for language in LANGUAGES}


def files(folder: Path) -> list[Path]:
    """The lessons of a folder."""
    return sorted(folder.glob("*.md"))
