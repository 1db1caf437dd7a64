"""What the browser tests share."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

from playwright.sync_api import Page, expect


def watch(page: Page, base_url: str) -> list[str]:
    """Collects whatever a page should not do."""
    problems: list[str] = []
    page.on("console", lambda m: problems.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: problems.append(str(e)))
    page.on("request", lambda r: None if r.url.startswith((base_url, "data:")) else problems.append(r.url))
    # a browser gives up a page's icon when it leaves the page
    page.on("requestfailed", lambda r: None if r.url.endswith("icon.svg") else problems.append(f"failed: {r.url}"))
    return problems


def opened(page: Page, base_url: str, path: str = "/?lang=zh") -> Page:
    """The page when its scripts have taken over."""
    page.goto(f"{base_url}{path}")
    expect(page.locator("html[data-ready]")).to_be_attached()
    return page


def drawn(element: Element) -> list[tuple[str, dict[str, str], str]]:
    """A figure as a flat list: tag, attributes, text."""
    out = []
    for e in element.iter():
        left_out = ("width", "height") if e.tag.endswith("svg") else ()  # only a file says how large it is
        attributes = {k: v for k, v in e.attrib.items() if k not in left_out}
        out.append((e.tag.rpartition("}")[2], attributes, (e.text or "").strip()))
    return out


def figure(page: Page) -> list[tuple[str, dict[str, str], str]]:
    """The page's figure, without what only the page can show: the gates' frames and the look-up."""
    code = """() => {
      const copy = document.querySelector('.sheet:not([inert]) .figure').cloneNode(true);
      copy.querySelectorAll('.gates, .lookup, .is-brief').forEach(part => part.remove());
      return new XMLSerializer().serializeToString(copy);
    }"""
    return drawn(fromstring(page.evaluate(code)))


def write(page: Page, text: str) -> None:
    """Write a text; on a phone its field is behind a tap."""
    opener = page.locator(".opener")
    if opener.is_visible():
        opener.click()
    page.locator("input.text").fill(text)
    if opener.is_visible():
        page.keyboard.press("Enter")
