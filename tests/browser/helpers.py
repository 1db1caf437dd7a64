"""What the browser tests share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree.ElementTree import Element, fromstring

import pytest
from playwright.sync_api import Page, Request, expect

STAGE = "document.querySelector('#motion')"
BLANK = f"() => {{ const c = {STAGE}; return !c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(Boolean); }}"


def given_up(request: Request, gives_up: bool) -> bool:
    """Whether nobody waits for the answer any more: a browser gives up a page's icon when it leaves the page."""
    aborted = "/api/" in request.url and request.failure == "net::ERR_ABORTED"
    return request.url.endswith("icon.svg") or (gives_up and aborted)


def watch(page: Page, base_url: str, gives_up: bool = False) -> list[str]:
    """Collects whatever a page should not do; with ``gives_up`` it may give up what it no longer needs to know."""
    problems: list[str] = []
    ours = "Canvas2D: Multiple readback"  # told of the looks that the tests take
    page.on("console", lambda m: problems.append(m.text) if m.type in ("error", "warning") and ours not in m.text else None)
    page.on("pageerror", lambda e: problems.append(str(e)))
    page.on("request", lambda r: None if r.url.startswith((base_url, "data:")) else problems.append(r.url))
    page.on("requestfailed", lambda r: None if given_up(r, gives_up) else problems.append(f"failed: {r.url}"))
    return problems


def opened(page: Page, base_url: str, path: str = "/?lang=zh") -> Page:
    """The page when its scripts have taken over."""
    page.goto(f"{base_url}{path}")
    expect(page.locator("html[data-ready]")).to_be_attached()
    return page


@contextmanager
def another_page(page: Page) -> Iterator[None]:
    """What is done leads to another page, and that page's scripts have taken over: its address is there before it is."""
    with page.expect_event("domcontentloaded"):
        yield
    expect(page.locator("html[data-ready]")).to_be_attached()


def look(page: Page, place: str, t: int, stop: str | None = None) -> None:
    """Go to a place of a page that is open by its address, without motion: it leads where a fresh page would begin."""
    page.evaluate("place => { location.hash = place; }", f"{place}&t={t}" + (f"&stop={stop}" if stop else ""))
    expect(page.locator("#progress b")).to_have_text(re.compile(rf"^\D*{t + 1} [/o]"))
    expect(page.locator('[aria-pressed="true"][data-stop]')).to_have_count(1 if stop else 0)
    if stop:
        expect(page.locator(f'[data-stop="{stop}"]')).to_have_attribute("aria-pressed", "true")


Drawn = list[tuple[str, dict[str, str], str]]


def drawn(element: Element) -> Drawn:
    """A figure as a flat list: tag, attributes, text."""
    out = []
    for e in element.iter():
        left_out = ("width", "height") if e.tag.endswith("svg") else ()  # only a file says how large it is
        attributes = {k: v for k, v in e.attrib.items() if k not in left_out}
        out.append((e.tag.rpartition("}")[2], attributes, (e.text or "").strip()))
    return out


def served(svg: str) -> Drawn:
    """The server's figure, without what only a file has."""
    root = fromstring(svg)
    root.remove(root[2])  # its ground
    return drawn(root)


def numbers(text: str) -> list[float]:
    return [float(n) for n in re.findall(r"-?\d+\.?\d*", text)]


def assert_alike(ours: Drawn, theirs: Drawn) -> None:
    """The page's figure is the server's, element by element."""
    assert [(tag, text) for tag, _, text in ours] == [(tag, text) for tag, _, text in theirs]
    for (tag, mine, _), (_, other, _) in zip(ours, theirs, strict=True):
        assert mine.keys() == other.keys(), (tag, mine, other)
        for name, value in mine.items():
            if "color" in value or other[name].startswith("#"):
                continue  # variables here, values there
            assert re.sub(r"-?\d+\.?\d*", "#", value) == re.sub(r"-?\d+\.?\d*", "#", other[name]), (tag, name)
            assert numbers(value) == pytest.approx(numbers(other[name]), abs=0.0101), (tag, name)


def plain(drawn: Drawn) -> Drawn:
    """Without the names of the two sheets that take turns."""
    return [(tag, {k: v.replace("figure-2", "figure") for k, v in at.items() if v}, text) for tag, at, text in drawn]


def at_rest(page: Page) -> None:
    """Until nothing moves and nothing of a motion is left."""
    page.wait_for_function("() => !document.querySelector('.is-coming, .sheet ~ .sheet, .sheet[style*=translate]')")
    page.wait_for_function(BLANK)


def figure(page: Page) -> Drawn:
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


def open_table(page: Page) -> None:
    """Open the numbers of the heatmap. What stands below them may become shorter when it comes into view, and they with it
    slip away under the pointer: it comes first."""
    page.locator("#use").scroll_into_view_if_needed()
    expect(page.locator("#use button")).to_be_visible()
    page.locator("#table summary").click()
    expect(page.locator(".as-table tbody tr").first).to_be_visible()
