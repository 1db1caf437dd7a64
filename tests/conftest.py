"""What the tests share: the models, a live server, a browser that is really there."""

from __future__ import annotations

import fcntl
import socket
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import hypothesis
import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, expect

from app.main import create_app
from app.settings import Settings
from model import library
from tests.cells import with_every_cell
from tests.chromium import find_or_install

hypothesis.settings.register_profile("same", derandomize=True, deadline=None)  # the same cases each time, however long
hypothesis.settings.load_profile("same")
expect.set_options(timeout=20_000)  # a busy machine is no failure; what has to be quick is timed by tests of its own

ARTICLE = "我是一个中国人，出生在普通家庭，我最常说汉语，也喜欢写汉字。我喜欢妈妈做的菜。"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """A test marked ``timed`` runs while the other workers rest; the others side by side.

    Whoever waits for the room holds the door, so that a timed test need not wait until all others are through.
    """
    timed = item.get_closest_marker("timed") is not None
    with open(__file__, "rb") as room, Path(__file__).with_name("__init__.py").open("rb") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        fcntl.flock(room, fcntl.LOCK_EX if timed else fcntl.LOCK_SH)
        fcntl.flock(door, fcntl.LOCK_UN)
        return (yield)


@pytest.fixture(scope="session")
def zoo() -> library.Library:
    """The built-in models."""
    return library.load()


@contextmanager
def serving(settings: Settings, models: library.Library) -> Iterator[str]:
    """A server in a thread on a free port; gives its address."""
    listening = socket.socket(proto=socket.IPPROTO_TCP)  # said, so that asyncio sends small answers at once (TCP_NODELAY)
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(settings, lambda: models), log_level="critical", server_header=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    end = time.monotonic() + 10
    while not server.started:
        if time.monotonic() > end:
            raise RuntimeError("the server did not start")
        threading.Event().wait(0.01)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def base_url(zoo: library.Library) -> Iterator[str]:
    """The address of the live server; pytest-playwright's own name for it."""
    with serving(Settings(), zoo) as address:
        yield address


@pytest.fixture(scope="session")
def every_cell(zoo: library.Library) -> library.Library:
    return with_every_cell(zoo)


@pytest.fixture(scope="session")
def cells_url(every_cell: library.Library) -> Iterator[str]:
    """The address of a server that has a model of every kind of cell."""
    with serving(Settings(), every_cell) as address:
        yield address


@pytest.fixture
def http(base_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=base_url, timeout=30) as client:
        yield client


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = find_or_install()
    return {**browser_type_launch_args, **({"executable_path": path} if path else {})}


@pytest.fixture(scope="session")
def kept_context(browser: Browser, browser_context_args: dict[str, Any], base_url: str) -> Iterator[BrowserContext]:
    """A context with a page that stays open, so that the pages of all tests share one process: half the work of a load."""
    context = browser.new_context(**browser_context_args)
    context.new_page().goto(f"{base_url}/healthz")
    yield context
    context.close()


@pytest.fixture
def context(kept_context: BrowserContext) -> Iterator[BrowserContext]:
    """What pytest-playwright opens the test's page in; nothing of a test is left for the next but what the browser cached."""
    yield kept_context
    for page in kept_context.pages[1:]:
        if page.url.startswith("http"):
            page.evaluate("localStorage.clear()")
        page.close()
    kept_context.clear_permissions()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A skipped test is a failed run: what is not tested must not pass unseen."""
    reporter = session.config.pluginmanager.getplugin("terminalreporter")
    if reporter and reporter.stats.get("skipped") and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line("skipped tests are not allowed", red=True)
