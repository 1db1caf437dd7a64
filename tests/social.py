"""``python -m tests.social``: the pictures that other sites show beside a link, static/social/<language>.png."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import sync_playwright

from app import figure
from app.i18n import LANGUAGES, Translator
from app.moment import moment
from app.routes.pages import first_of
from app.svg import literal
from model.library import Library, load
from tests.chromium import find_or_install

PLACE = Path(__file__).resolve().parent.parent / "static" / "social"
SIZE = {"width": 1200, "height": 630}  # what the Open Graph protocol's readers expect
LOOK = """
body { margin: 0; padding: 34px 74px; background: #fbfcf9; font-family: system-ui, "Noto Sans CJK SC", sans-serif }
h1 { margin: 0 0 4px; font-size: 40px }
p { margin: 0 0 14px; color: #565e52; font-size: 22px; white-space: nowrap }
svg { width: 870px; height: auto; display: block; margin: auto }
"""


def picture(library: Library, language: str) -> str:
    """The page of a picture: the program's name, what it is, and the cell at the moment that its first page shows."""
    say = Translator(language)
    model = first_of(library, language)
    example = model.card["examples"][0]
    tokens = model.from_text(example["text"])
    trace = model.network.trace(model.network.embed([token.id for token in tokens]))
    now = moment(model, tokens, trace, example["t"], example["stop"], example["unit"], say)
    line = say("page.title").rpartition(" · ")[2]
    return f"<style>{LOOK}</style><h1>{say('site.name')}</h1><p>{line}</p>{figure.draw(now, literal('light'))}"


def main() -> None:
    library = load()
    PLACE.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_or_install())
        for language in LANGUAGES:
            page = browser.new_page(viewport=SIZE)  # type: ignore[arg-type]
            page.set_content(picture(library, language))
            page.screenshot(path=PLACE / f"{language}.png")
        browser.close()


if __name__ == "__main__":
    main()
