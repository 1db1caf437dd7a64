"""What the program's verbs do."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import uvicorn
from tqdm import tqdm
from uvicorn.supervisors import ChangeReload, Multiprocess

from app.settings import SettingsError, warn_of_unknown_settings
from model import library, results
from model.training import cards
from model.training.loop import RunError, Training
from model.training.recipes import LOWER_RATES, RATES, RECIPES, Recipe, recipe_named


class Interrupted(Exception):
    """A training was ended early, in good order."""


def serve(options: argparse.Namespace) -> None:
    """Run the server. Workers are processes of their own, so what was said on the command line goes by environment."""
    port = _bindable(options.host, options.port)
    os.environ["LSTM_HOST"], os.environ["LSTM_PORT"] = options.host, str(port)
    warn_of_unknown_settings()
    app = _app()  # in any case: what is wrong with a model is said once, here, not by every worker
    here = options.host in ("127.0.0.1", "0.0.0.0", "::", "::1")
    shown = "localhost" if here else f"[{options.host}]" if ":" in options.host else options.host
    print(f"LSTM Explorer: http://{shown}:{port}/", flush=True)
    config = Config(
        "app.main:app" if options.reload or options.workers > 1 else app,
        host=options.host,
        port=port,
        workers=options.workers,
        reload=options.reload,
        reload_includes=["*.py", "*.json", "*.html", "*.css", "*.js"] if options.reload else None,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    if options.reload:
        ChangeReload(config, target=server.run, sockets=[config.bind_socket()]).run()
    elif options.workers > 1:
        Multiprocess(config, sockets=[config.bind_socket()]).run()
    else:
        server.run()


class Config(uvicorn.Config):
    """uvicorn's, whose workers send small answers at once.

    asyncio sets TCP_NODELAY only on sockets that were opened with the protocol named, which those for several workers
    are not; each answer then waits 40 ms for the client's acknowledgement. What is accepted inherits it from here.
    """

    def bind_socket(self) -> socket.socket:
        listening = super().bind_socket()
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening


def _bindable(host: str, port: int) -> int:
    """The port, or any free one for 0. Raises: SettingsError when it cannot be listened on."""
    if port > 65_535:
        raise SettingsError(f"port {port} is none; the last is 65535")
    if not host.strip() or "*" in host:
        raise SettingsError(f"{host!r} is no address to listen on; 0.0.0.0 stands for all")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return int(probe.getsockname()[1])
    except (OSError, OverflowError, UnicodeError) as error:
        raise SettingsError(f"cannot listen on {host!r}, port {port}: {error}; choose others with --host and --port") from error


def _app() -> Any:
    from app.main import app  # here, because reading the models takes longer than --help should

    return app


def train(options: argparse.Namespace) -> None:
    """Train, evaluate, and put the model's folder in place; or all models, so many at a time."""
    if options.name == "all":
        train_all(options)
        return
    recipe = recipe_named(options.name)
    recipe = replace(recipe, steps=options.steps or recipe.steps)
    recipe = replace(recipe, seed=recipe.seed if options.seed is None else options.seed)
    if options.sweep:
        sweep(recipe, Path(options.runs))
        return
    folder = Path(options.runs) / recipe.name
    place = (Path(options.into) if options.into else folder / "model") / recipe.name
    place.mkdir(parents=True, exist_ok=True)  # now, not after minutes of training
    count = options.seeds or (recipe.tries if options.seed is None else 1)
    trainings = [
        _trained(replace(recipe, seed=seed), folder / f"seed-{seed}" if count > 1 else folder, options.fresh)
        for seed in range(recipe.seed, recipe.seed + count)
    ]
    tried = {one.recipe.seed: _came_to(one) for one in trainings}
    best = max(trainings, key=lambda one: list(tried[one.recipe.seed].values())[-1])
    if count > 1:
        _print_watched("seed", {**tried, "median": _medians(tried.values())})
    print("evaluating …", flush=True)
    network = best.network()
    others = tried if count > 1 else {}
    card = cards.card_of(best.recipe, best.task, network, best.batches.digest, best.step, best.seconds, others)
    cards.write(place, card, network)
    _print_tables(best.task.tables(card["figures"]))
    print(f"written: {place}")


def train_all(options: argparse.Namespace) -> None:
    """Every recipe by a process of its own. Raises: Interrupted when one of them was, or failed."""
    command = [sys.executable, "-m", __package__, "train"]
    given = ["--runs", options.runs, *(["--into", options.into] if options.into else []), *(["--fresh"] if options.fresh else [])]
    started = time.monotonic()

    def one(name: str) -> int:
        done = subprocess.run([*command, name, *given], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        print(f"{name}: {'written' if done.returncode == 0 else done.stdout.splitlines()[-1]}", flush=True)
        return done.returncode

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        failed = sum(map(bool, pool.map(one, RECIPES)))
    if failed:
        raise Interrupted(f"{failed} of {len(RECIPES)} models are not there; the same command goes on from where they are")
    print(f"{len(RECIPES)} models in {(time.monotonic() - started) / 60:.0f} minutes")


def _trained(recipe: Recipe, folder: Path, fresh: bool = False) -> Training:
    """A training, carried to its end. Raises: Interrupted."""
    if fresh:
        for name in ("checkpoint.npz", "log.jsonl"):
            (folder / name).unlink(missing_ok=True)
    print(f"{recipe.name}, seed {recipe.seed}: making the training data …", flush=True)
    training = Training(recipe, folder)
    signal.signal(signal.SIGINT, lambda *_: training.stop())
    with tqdm(total=recipe.steps, initial=training.step, unit="step", dynamic_ncols=True) as bar:
        training.run(lambda entry: _show(bar, entry))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if not training.done:
        raise Interrupted(f"interrupted after step {training.step}; the same command goes on from there")
    return training


def _came_to(training: Training) -> dict[str, float]:
    """What is told of one training of several; how many steps it took, too, where it ends at a loss."""
    steps = {} if training.recipe.until is None else {"steps": training.step}
    return steps | training.task.watch(training.network())


def _medians(found: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """Of each figure of several trainings."""
    rows = list(found)
    return {key: median(row[key] for row in rows) for key in rows[0]}


def sweep(recipe: Recipe, runs: Path) -> None:
    """Train with several rates and print how good each is; the recipes' rates come from here."""
    found = {}
    for rate in LOWER_RATES if recipe.cell == "rnn" else RATES:
        try:
            training = _trained(replace(recipe, rate=rate), runs / "sweep" / f"{recipe.name}-{rate:g}")
            found[rate] = training.task.watch(training.network())
        except RunError as error:
            print(error)
    print(f"\n{recipe.name}, {recipe.steps} steps, seed {recipe.seed}")
    _print_watched("rate", found)


def _print_watched(what: str, found: Mapping[Any, Mapping[str, float]]) -> None:
    """What came of several trainings, a row each."""
    keys = list(next(iter(found.values()), {}))
    print(f"{what:>8}  " + "  ".join(f"{key:>8}" for key in keys))
    for one, figures in found.items():
        print(f"{one:>8}  " + "  ".join(f"{figures[key]:>8.4g}" for key in keys))


def evaluate(options: argparse.Namespace) -> None:
    """Measure a model anew and say whether its card is right; all of them, without a name, and write what came of it."""
    if options.name is None:
        evaluate_all(Path(options.into))
        return
    folder = Path(options.name)
    model = library.read(folder) if (folder / "card.json").is_file() else library.load().model(options.name)
    task = cards.task_of(model.card)
    figures = task.evaluate(model.network)
    _print_tables(task.tables(figures))
    print("the card says the same" if figures == model.card["figures"] else "the card says something else")
    if "until" in model.card:
        _train_again(model.card)


def _train_again(card: Mapping[str, Any]) -> None:
    """Say how many steps a training takes that ends at a loss. It is made once more, in seconds.

    A thousand steps make much of a rounding, so on another machine there may be some more or fewer than the card says.
    """
    recipe = replace(recipe_named(card["name"]), seed=card["seed"], steps=card["steps_at_most"])
    with TemporaryDirectory() as place:
        training = Training(recipe, Path(place))
        training.run(lambda _: None)
    found = "steps until the loss is below" if training.reached else "steps, and the loss is not yet below"
    print(f"trained anew, seed {card['seed']}: {training.step:,} {found} {card['until']:g}; the card says {card['steps']:,}")


def evaluate_all(place: Path) -> None:
    """Measure every built-in model and write the tables of all, aside first: an interruption leaves the old ones whole."""
    place.parent.mkdir(parents=True, exist_ok=True)
    aside = place.with_name(f".{place.name}")
    aside.touch()  # what cannot be written is known before it is measured
    try:
        measured = {}
        for name, model in library.load().models.items():
            figures = cards.task_of(model.card).evaluate(model.network)
            measured[name] = model.card, figures
            print(f"{name}: {'' if figures == model.card['figures'] else 'not '}as its card says", flush=True)
        aside.write_text(results.text(measured), "utf-8")
        os.replace(aside, place)
    finally:
        aside.unlink(missing_ok=True)
    print(f"written: {place}")


def _show(bar: tqdm[Any], entry: dict[str, Any]) -> None:
    bar.update(entry["step"] - bar.n)
    if "figures" in entry:
        figures = "  ".join(f"{name} {figure:.4g}" for name, figure in entry["figures"].items())
        bar.write(f"step {entry['step']:6d}  loss {entry['loss']:.4f}  {figures}")
    bar.set_postfix(loss=f"{entry['loss']:.3f}", refresh=False)


def _print_tables(tables: Iterable[tuple[tuple[str, ...], list[tuple[str, ...]]]]) -> None:
    """Each as its heads and the rows below them."""
    for heads, rows in tables:
        print()
        for row in (heads, *rows):
            print("   ".join(f"{cell:>{max(16, len(head))}}" for cell, head in zip(row, heads, strict=False)))


def lesson(options: argparse.Namespace) -> None:
    """Check lessons and print what is wrong. Raises: SystemExit when something is."""
    from app.lessons.check import check
    from app.main import build
    from app.settings import Settings

    models = library.load()
    app = build(Settings(), models)
    wrong = 0
    for name in options.files:
        problems = check(Path(name), app, models)
        wrong += bool(problems)
        print(*(f"{name}: {problem}" for problem in problems or ["holds"]), sep="\n", flush=True)
    if wrong:
        raise SystemExit(1)
