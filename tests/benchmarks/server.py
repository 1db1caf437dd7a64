"""What an answer costs the server: bytes straight from the arrays, against a response model of lists."""

from __future__ import annotations

import multiprocessing
import socket
import time
from typing import Any

import httpx
import numpy as np
import uvicorn
from fastapi import FastAPI, Response
from safetensors.numpy import load

from app import formats
from app.main import build
from app.schemas import TraceAnswer, TraceRequest
from app.settings import Settings
from model import library
from tests.benchmarks.report import ratio

ROUNDS = 11
REQUESTS = 20  # a round and a side
ARTICLE = "我是一个中国人，出生在普通家庭，我最常说汉语，也喜欢写汉字。我喜欢妈妈做的菜。"


WORKLOADS = (  # what, how often the article's sentence, top, goals for JSON, JSON with digits=4, safetensors
    ("the article's sentence ten times", 10, 5, (2.5, 4.0, 4.0)),
    ("the article's sentence once, where HTTP itself is a large part", 1, 5, (None, None, None)),
)


def application() -> FastAPI:
    """Ours, with two routes more: the same trace through a response model, and the CPU time used so far."""
    models = library.load()
    app = build(Settings(), models)

    @app.post("/lists", response_model=TraceAnswer)
    async def lists(wanted: TraceRequest) -> Any:
        model = models.model(wanted.model)
        tokens = model.from_text(wanted.text or "")
        trace = model.network.trace(model.network.embed([token.id for token in tokens]))
        document = formats.trace_document(model, tokens, trace, None, wanted.top)
        for layer in document["layers"]:
            layer["nodes"] = {id: rows.tolist() for id, rows in layer["nodes"].items()}
        document["state"] = [{k: v.tolist() for k, v in state.items()} for state in document["state"]]
        return document

    @app.get("/cpu")
    async def cpu() -> Response:
        return Response(str(time.process_time()))

    return app


def run(port: int) -> None:
    uvicorn.run(application(), host="127.0.0.1", port=port, log_level="error")


def main() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = multiprocessing.get_context("spawn").Process(target=run, args=(port,), daemon=True)
    process.start()
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", transport=httpx.HTTPTransport(retries=60), timeout=60) as http:
            for what, times, top, goals in WORKLOADS:
                measure(http, what, {"model": "zh-memory-lstm", "text": ARTICLE * times, "top": top}, goals)
    finally:
        process.terminate()
        process.join()


def measure(http: httpx.Client, what: str, body: dict[str, Any], goals: tuple[float | None, ...]) -> None:
    sides: dict[str, tuple[str, dict[str, Any]]] = {
        "lists": ("/lists", body),
        "JSON": ("/api/trace", body),
        "JSON, digits=4": ("/api/trace", {**body, "digits": 4}),
        "safetensors": ("/api/trace?format=safetensors", body),
    }
    headers = {"Accept-Encoding": "identity"}
    answers = {name: http.post(path, json=asked, headers=headers) for name, (path, asked) in sides.items()}
    rows = [vectors(answer) for answer in answers.values()]
    assert all(np.allclose(row, rows[0], atol=6e-5) for row in rows)
    spent: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(ROUNDS):
        for name, (path, asked) in sides.items():
            before = float(http.get("/cpu").text)
            for _ in range(REQUESTS):
                http.post(path, json=asked, headers=headers)
            spent[name].append((float(http.get("/cpu").text) - before) / REQUESTS)
    T = len(answers["JSON"].json()["tokens"])
    print(f"server: CPU for a trace of {T} tokens, {what}, against a response model of lists")
    lists = len(answers["lists"].content) / 1024
    for name, goal in zip(list(sides)[1:], goals, strict=True):
        size, each = len(answers[name].content) / 1024, 1000 * float(np.median(spent[name]))
        ratio(f"{name}: {each:.2f} ms, {size:.0f} KiB (lists: {lists:.0f})", spent["lists"], spent[name], goal)


def vectors(answer: httpx.Response) -> Any:
    """The cell states of an answer, to see that all sides say the same."""
    if answer.headers["content-type"] == "application/json":
        return np.array(answer.json()["layers"][0]["nodes"]["c"])
    return load(answer.content)["layers.0.c"]
