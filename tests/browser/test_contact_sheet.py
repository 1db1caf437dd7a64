"""A sheet of small pictures of the page, made by every run, to be looked at: tests/artifacts/sheet.png."""

from __future__ import annotations

import base64
import itertools
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.helpers import opened

SHEET = Path(__file__).resolve().parent.parent / "artifacts" / "sheet.png"
WIDTHS = {1440: 900, 900: 1100, 390: 844}


def test_the_page_is_pictured_in_both_languages_and_themes_at_three_widths(browser: Browser, base_url: str) -> None:
    pictures = []
    for lang, scheme, (width, height) in itertools.product(("zh", "en"), ("light", "dark"), WIDTHS.items()):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="light" if scheme == "light" else "dark"
        )
        pictures.append(opened(context.new_page(), base_url, f"/?lang={lang}").screenshot())
        context.close()
    assert len(set(pictures)) == 12
    images = "".join(f'<img src="data:image/png;base64,{base64.b64encode(p).decode()}">' for p in pictures)
    page = browser.new_page(viewport={"width": 1800, "height": 800})
    page.set_content(f"<body style='display:grid;grid-template-columns:repeat(6,auto);gap:8px;background:gray'>{images}")
    page.add_style_tag(content="img { height: 480px; justify-self: center }")
    SHEET.parent.mkdir(exist_ok=True)
    page.screenshot(path=SHEET, full_page=True)
    page.close()
    assert SHEET.stat().st_size > 100_000
