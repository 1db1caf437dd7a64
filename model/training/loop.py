"""The training loop: resumable at any step to the same numbers, because a batch depends on seed and step alone.

A run lives in a folder: ``checkpoint.npz`` (weights, optimiser, step, recipe), written aside and renamed, and
``log.jsonl``, one line a report.
"""

from __future__ import annotations

import json
import os
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from model.cells import cell_named
from model.errors import ExplorerError
from model.network import Network
from model.tasks import TASKS
from model.training.adam import Adam, clip, schedule
from model.training.loss import loss_and_gradients
from model.training.parameters import Parameters, initialise, initialise_uniform, network_of, shapes_of
from model.training.recipes import Recipe

EVERY = 300  # steps between two reports and checkpoints


class RunError(ExplorerError):
    """A run's folder holds something else than the beginning of this training."""

    code = "wrong_run"


def _settings(recipe: dict[str, Any]) -> dict[str, Any]:
    """What of a recipe decides the numbers of one training: not its words, nor how many seeds are tried."""
    return {k: v for k, v in recipe.items() if k not in ("title", "line", "notes", "tries")}


@dataclass
class Training:
    """A training that can be carried on step by step."""

    recipe: Recipe
    folder: Path

    def __post_init__(self) -> None:
        r = self.recipe
        self.task = TASKS[r.task](r.language)
        self.batches = self.task.batches(r.seed, r.batch)
        self.cell = cell_named(r.cell)
        words = None if self.task.tokenizer is None else len(self.task.tokenizer.words)
        shapes = shapes_of(self.cell, words, r.embedding, r.hidden, r.layers, self.task.outputs)
        self.parameters = Parameters(shapes)
        if r.start == "uniform":
            initialise_uniform(self.parameters, r.seed)
        else:
            initialise(self.parameters, r.seed, r.forget_bias, r.spread)
        flat = self.parameters.flat
        self.adam = Adam(np.zeros_like(flat), np.zeros_like(flat))
        self.loss = float("nan")  # running mean
        self.seconds = 0.0  # of one core, spent on steps, over all that was interrupted
        self.reached = False  # the loss that ends it
        self.stopping = False
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.checkpoint.is_file():
            self._resume()
        else:
            self.log.write_text("", "utf-8")

    @property
    def step(self) -> int:
        return self.adam.steps

    @property
    def done(self) -> bool:
        return self.reached or self.step >= self.recipe.steps

    @property
    def checkpoint(self) -> Path:
        return self.folder / "checkpoint.npz"

    @property
    def log(self) -> Path:
        return self.folder / "log.jsonl"

    def advance(self) -> None:
        """One batch, one update; no update where the loss of the batch is as small as it has to get."""
        r, p, step = self.recipe, self.parameters, self.step
        batch = self.batches.draw(step, step / r.steps)
        loss, gradients = loss_and_gradients(p, self.cell, r.layers, batch, r.penalty)
        if not np.isfinite(loss):
            raise RunError(f"the loss is {loss} at step {step}: a smaller learning rate is needed", step=step)
        if r.until is not None and loss < r.until:
            self.loss, self.reached = loss, True
            return
        clip(gradients.flat, r.clip)
        self.adam.update(p.flat, gradients.flat, r.rate * schedule(step / r.steps, r.warm_up / r.steps, r.floor))
        self.loss = loss if step == 0 else self.loss + 0.02 * (loss - self.loss)

    def run(self, report: Callable[[dict[str, Any]], None]) -> None:
        """Train to the end; calls ``report`` after each step, with figures after EVERY steps."""
        while not self.done and not self.stopping:
            started = time.process_time()
            self.advance()
            self.seconds += time.process_time() - started
            entry: dict[str, Any] = {"step": self.step, "loss": round(self.loss, 6)}
            if self.step % EVERY == 0 or self.done:
                entry["figures"] = self.task.watch(self.network())
                entry["seconds"] = round(self.seconds, 1)
                with self.log.open("a", encoding="utf-8") as log:
                    log.write(json.dumps(entry) + "\n")
                self.save()
            report(entry)
        if self.stopping:
            self.save()

    def network(self) -> Network:
        """The network as it is now."""
        return network_of(self.parameters, self.cell, self.recipe.layers)

    def stop(self) -> None:
        """End ``run`` after the step that is being made, with a checkpoint."""
        self.stopping = True

    def save(self) -> None:
        """Write the checkpoint aside and put it in place, so that an interruption leaves the old one whole."""
        aside = self.folder / "checkpoint.new.npz"
        np.savez(
            aside, flat=self.parameters.flat, m=self.adam.m, v=self.adam.v, steps=self.adam.steps,
            loss=self.loss, reached=self.reached, seconds=self.seconds,
            recipe=json.dumps(asdict(self.recipe)), data=self.batches.digest,
        )  # fmt: skip
        os.replace(aside, self.checkpoint)

    def _resume(self) -> None:
        try:
            with np.load(self.checkpoint, allow_pickle=False) as saved:
                same = _settings(json.loads(str(saved["recipe"]))) == _settings(asdict(self.recipe))
                same = same and str(saved["data"]) == self.batches.digest
                if not same or saved["flat"].shape != self.parameters.flat.shape:
                    raise RunError(
                        f"{self.folder} holds a training with other settings or other data: name another folder, "
                        "or start over with --fresh",
                        folder=str(self.folder),
                    )
                self.parameters.flat[:] = saved["flat"]
                self.adam.m[:], self.adam.v[:], self.adam.steps = saved["m"], saved["v"], int(saved["steps"])
                self.loss, self.reached = float(saved["loss"]), bool(saved["reached"])
                self.seconds = float(saved["seconds"])
        except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise RunError(f"{self.checkpoint} cannot be read: {error}; start over with --fresh") from error
        kept = list(self._logged())
        self.log.write_text("".join(f"{line}\n" for line in kept), "utf-8")

    def _logged(self) -> Iterator[str]:
        """The lines of the log up to the checkpoint; what is no report is dropped."""
        lines = self.log.read_text("utf-8", errors="replace").splitlines() if self.log.is_file() else []
        for line in lines:
            try:
                if json.loads(line)["step"] <= self.step:
                    yield line
            except (ValueError, TypeError, LookupError):
                continue
