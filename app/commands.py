"""What the program's verbs do."""

from __future__ import annotations

import argparse
import os
import shutil
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import uvicorn
from tqdm import tqdm

from app.settings import warn_of_unknown_settings
from model import library
from model.training import cards
from model.training.loop import Training
from model.training.parameters import network_of
from model.training.recipes import recipe_named


def serve(options: argparse.Namespace) -> None:
    """Run the server. Workers are processes of their own, so what was said on the command line goes by environment."""
    port = options.port or _free_port(options.host)
    os.environ["LSTM_HOST"], os.environ["LSTM_PORT"] = options.host, str(port)
    warn_of_unknown_settings()
    shown = "localhost" if options.host in ("127.0.0.1", "0.0.0.0", "::", "::1") else options.host
    print(f"LSTM Explorer: http://{shown}:{port}/", flush=True)
    uvicorn.run(
        "app.main:app" if options.reload or options.workers > 1 else _app(),
        host=options.host,
        port=port,
        workers=options.workers,
        reload=options.reload,
        reload_includes=["*.py", "*.json", "*.html", "*.css", "*.js"] if options.reload else None,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=2,
    )


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _app() -> Any:
    from app.main import app  # here, because reading the models takes longer than --help should

    return app


def train(options: argparse.Namespace) -> None:
    """Train, evaluate, and put the model's folder in place."""
    recipe = recipe_named(options.name)
    recipe = replace(recipe, steps=options.steps or recipe.steps)
    recipe = replace(recipe, seed=recipe.seed if options.seed is None else options.seed)
    folder = Path(options.runs) / recipe.name
    if options.fresh and folder.is_dir():
        shutil.rmtree(folder)
    print(f"{recipe.name}: making the training sentences …", flush=True)
    training = Training(recipe, folder)
    with tqdm(total=recipe.steps, initial=training.step, unit="step", dynamic_ncols=True) as bar:
        training.run(lambda entry: _show(bar, entry))
    print("evaluating …", flush=True)
    network = network_of(training.parameters, training.cell)
    card = cards.card_of(recipe, training.task, network, training.batches.digest)
    place = (Path(options.into) if options.into else folder / "model") / recipe.name
    cards.write(place, card, network)
    _print_figures(card["figures"])
    print(f"written: {place}")


def evaluate(options: argparse.Namespace) -> None:
    """Measure a model anew and say whether its card is right."""
    folder = Path(options.name)
    model = library.read(folder) if (folder / "card.json").is_file() else library.load().model(options.name)
    figures = cards.task_of(model.card).evaluate(model.network)
    _print_figures(figures)
    print("the card says the same" if figures == model.card["figures"] else "the card says something else")


def _show(bar: tqdm[Any], entry: dict[str, Any]) -> None:
    bar.update()
    if "accuracy" in entry:
        by_gap = " ".join(f"{gap}:{share:.3f}" for gap, share in entry["accuracy"].items())
        bar.write(f"step {entry['step']:6d}  loss {entry['loss']:.3f}  accuracy by gap  {by_gap}")
    bar.set_postfix(loss=f"{entry['loss']:.3f}", refresh=False)


def _print_figures(figures: dict[str, Any]) -> None:
    for title, key in (("tokens between", "by_gap"), ("other countries", "by_distractors")):
        print(f"\n{title:>16}   right   95 % interval")
        for name, f in figures[key].items():
            print(f"{name:>16}   {f['accuracy']:.4f}  {f['low']:.4f} … {f['high']:.4f}")
    swap = figures["swap"]
    missed = "; ".join(f"{m['nation']}: said {m['said']}, expected {m['expected']}" for m in swap["missed"])
    print(f"\nswap test: {swap['right']} of {swap['of']} right{'; ' + missed if missed else ''}")
    c = figures["cell_state"]
    print(f"cell state on the article's sentence: 95 % of |c| ≤ {c['quantile_95']}, the largest {c['largest']}")
