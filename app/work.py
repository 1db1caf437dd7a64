"""Where an answer is made: small ones at once, large ones in a thread and few at a time, long ones
line by line; what never changes, once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from model.network import Network

INLINE = 20_000  # cost up to which an answer takes a few milliseconds
LARGE = 2  # of all others at a time, each of which may take a gigabyte

LEAST = 48  # units: with fewer a step takes as long, which then is Python's own time
HELD = 8  # how many times as much a step under holds costs
HOLD = 10  # and each of the holds
T = TypeVar("T")


def cost(network: Network, steps: int, runs: int = 1, holds: int = 0) -> int:
    """How long so many steps of so many runs side by side take, each under so many holds, in units of T · H · L."""
    width = max(network.H * runs, LEAST)
    return steps * network.L * (width * HELD + HOLD * holds if holds else width)


class Work:
    """One application's bound on large answers, and what it keeps of them."""

    def __init__(self) -> None:
        self._large = asyncio.Semaphore(LARGE)
        self._kept: dict[str, asyncio.Future[bytes]] = {}

    async def run(self, make: Callable[[], Response], work: int) -> Response:
        """Make an answer so that others are answered meanwhile.

        Args:
            work: its cost, no less than it will be.
        """
        if work <= INLINE:
            return make()
        return await self._in_thread(make)

    async def once(self, name: str, make: Callable[[], bytes]) -> bytes:
        """Make what never changes at the first question; who asks meanwhile waits for the same, and it is kept.

        Args:
            name: of what there is a bounded number.
        """
        if name not in self._kept:
            self._kept[name] = made = asyncio.ensure_future(self._in_thread(make))
            made.add_done_callback(lambda done: self._forget(name) if done.cancelled() or done.exception() else None)
        return await asyncio.shield(self._kept[name])  # goes on when one who asked goes away

    def _forget(self, name: str) -> None:
        del self._kept[name]

    async def lines(self, made: Iterator[bytes]) -> AsyncIterator[bytes]:
        """An answer that is made line by line, each in its turn among the large ones; who goes away ends it."""
        while (line := await self._in_thread(lambda: next(made, b""))) != b"":
            yield line

    async def _in_thread(self, make: Callable[[], T]) -> T:
        async with self._large:
            return await run_in_threadpool(make)
