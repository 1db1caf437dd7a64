"""The facts of a model: measured at the first question, kept, and told of networks that have them only."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from app.settings import Settings
from app.work import Work
from model.cells.lstm import LSTM
from model.facts import facts
from model.library import Library, Model
from model.weights import dump
from tests.conftest import serving
from tests.model.helpers import random_network


def test_the_facts_are_those_of_the_model(http: httpx.Client, zoo: Library) -> None:
    answer = http.get("/api/models/en-memory-lstm/facts")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json() == facts(zoo.model("en-memory-lstm"))


@pytest.mark.timed
def test_they_are_kept(http: httpx.Client) -> None:
    first = http.get("/api/models/zh-memory-lstm/facts").content
    start = time.perf_counter()
    for _ in range(20):  # in less time than measuring them so often would take
        assert http.get("/api/models/zh-memory-lstm/facts").content == first
    assert time.perf_counter() - start < 5


def test_others_are_answered_meanwhile(zoo: Library) -> None:
    with serving(Settings(), zoo) as address, ThreadPoolExecutor() as pool:
        asked = pool.submit(httpx.get, f"{address}/api/models/zh-memory-lstm/facts", timeout=60)
        waited = []
        while not asked.done():
            start = time.perf_counter()
            assert httpx.get(f"{address}/healthz").status_code == 200
            waited.append(time.perf_counter() - start)
        assert asked.result().status_code == 200
        assert len(waited) >= 3


@pytest.mark.parametrize(("name", "status", "code"), [("nobody", 404, "unknown_model"), ("numbers", 422, "no_facts")])
def test_a_model_without_facts_is_told_so(name: str, status: int, code: str) -> None:
    network = random_network(LSTM, V=2, D=3, H=4, L=1, words=False)
    card = {"name": "numbers", "task": "adding", "language": "en", "answer": {"kind": "value"}, "examples": []}
    with serving(Settings(), Library([Model("numbers", card, network, None, dump(network))])) as address:
        answer = httpx.get(f"{address}/api/models/{name}/facts")
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
        if code == "no_facts":
            assert answer.json()["error"]["params"] == {"model": "numbers", "task": "adding"}


def test_what_is_made_once_is_made_once_and_what_fails_is_made_anew() -> None:
    made: list[str] = []

    def make() -> bytes:
        made.append("once")
        if len(made) == 1:
            raise OSError("not this time")
        time.sleep(0.05)
        return b"done"

    async def ask() -> None:
        work = Work()
        with pytest.raises(OSError, match="not this time"):
            await work.once("a", make)
        assert await asyncio.gather(*(work.once("a", make) for _ in range(5))) == [b"done"] * 5
        assert await work.once("a", make) == b"done"
        assert made == ["once"] * 2
        gone = asyncio.ensure_future(work.once("b", make))
        await asyncio.sleep(0.01)
        gone.cancel()
        assert await work.once("b", make) == b"done"
        assert made == ["once"] * 3  # who asked went away; what he asked for was made all the same

    with ThreadPoolExecutor(1) as pool:  # the browser tests may have left a loop in this thread
        pool.submit(asyncio.run, ask()).result()
