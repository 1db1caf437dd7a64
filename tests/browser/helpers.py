"""What the browser tests share."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def watch(page: Page, base_url: str) -> list[str]:
    """Collects whatever a page should not do."""
    problems: list[str] = []
    page.on("console", lambda m: problems.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: problems.append(str(e)))
    page.on("request", lambda r: None if r.url.startswith((base_url, "data:")) else problems.append(r.url))
    page.on("requestfailed", lambda r: problems.append(f"failed: {r.url}"))
    return problems


def opened(page: Page, base_url: str, path: str = "/?lang=zh") -> Page:
    """The page when its scripts have taken over."""
    page.goto(f"{base_url}{path}")
    expect(page.locator("html[data-ready]")).to_be_attached()
    return page
