"""Where an answer is made: small ones at once, large ones in a thread and few at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

INLINE = 20_000  # T · H · L up to which an answer takes a few milliseconds
LARGE = asyncio.Semaphore(2)  # of all others, each of which may take a gigabyte


async def run(make: Callable[[], Response], work: int) -> Response:
    """Make an answer so that others are answered meanwhile."""
    if work <= INLINE:
        return make()
    async with LARGE:
        return await run_in_threadpool(make)
