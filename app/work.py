"""Where an answer is made: small ones at once, large ones in a thread and few at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

INLINE = 20_000  # T · H · L up to which an answer takes a few milliseconds
LARGE = 2  # of all others at a time, each of which may take a gigabyte


class Work:
    """One application's bound on large answers."""

    def __init__(self) -> None:
        self._large = asyncio.Semaphore(LARGE)

    async def run(self, make: Callable[[], Response], work: int) -> Response:
        """Make an answer so that others are answered meanwhile."""
        if work <= INLINE:
            return make()
        async with self._large:
            return await run_in_threadpool(make)
