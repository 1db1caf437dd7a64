"""Learning: right gradients, the same numbers again, and the same numbers after an interruption."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.cells import CELLS
from model.cells.lstm import LSTM
from model.errors import UnknownModel
from model.graph import Cell
from model.tasks import memory as memory_task
from model.training import loop
from model.training.adam import Adam, clip, schedule
from model.training.loop import RunError, Training
from model.training.loss import Batch, loss_and_gradients
from model.training.parameters import Parameters, initialise, network_of, shapes_of
from model.training.recipes import RECIPES, Recipe, recipe_named

TINY = replace(RECIPES["en-memory-lstm"], hidden=8, embedding=6, steps=6, batch=8, warm_up=2)


@pytest.fixture
def small_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory_task, "SENTENCES", 300)
    monkeypatch.setattr(memory_task, "WATCHED", 4)
    monkeypatch.setattr(loop, "EVERY", 2)


@pytest.mark.parametrize("cell", [c for c in CELLS.values() if c.name != "mean"], ids=lambda c: c.name)
@pytest.mark.parametrize("L", [1, 2])
@pytest.mark.parametrize("penalty", [0.0, 0.1])
def test_the_gradient_of_the_loss_agrees_with_central_differences(cell: Cell, L: int, penalty: float) -> None:
    p = Parameters(shapes_of(cell, 7, 4, 5, L, 7), np.float64)
    initialise(p, 0, 1.0)
    rng = np.random.default_rng(1)
    weights = rng.random((6, 3))
    weights[4:, 1] = 0
    batch = Batch(rng.integers(0, 7, (6, 3)), rng.integers(0, 7, (6, 3)), weights)
    _, grads = loss_and_gradients(p, cell, L, batch, penalty)
    for at in range(0, p.flat.size, 3):  # some of every weight
        kept = p.flat[at]
        p.flat[at] = kept + 1e-5
        above = loss_and_gradients(p, cell, L, batch, penalty)[0]
        p.flat[at] = kept - 1e-5
        below = loss_and_gradients(p, cell, L, batch, penalty)[0]
        p.flat[at] = kept
        assert abs((above - below) / 2e-5 - grads.flat[at]) < 1e-8


def test_the_loss_is_the_mean_surprise_of_what_came() -> None:
    p = Parameters(shapes_of(LSTM, 7, 4, 5, 1, 7), np.float64)
    initialise(p, 0, 1.0)
    ids, targets = np.array([[1], [2], [3]]), np.array([[2], [3], [4]])
    loss, _ = loss_and_gradients(p, LSTM, 1, Batch(ids, targets, np.ones((3, 1))), 0.0)
    network = network_of(p, LSTM, 1)
    trace = network.trace(network.embed([1, 2, 3]))
    assert loss == pytest.approx(-np.mean([np.log(trace.probabilities[t, t + 2]) for t in range(3)]))


def test_what_is_filled_up_behind_a_short_sentence_changes_nothing() -> None:
    p = Parameters(shapes_of(LSTM, 7, 4, 5, 1, 7), np.float64)
    initialise(p, 0, 1.0)
    rng = np.random.default_rng(2)
    ids, targets, weights = rng.integers(0, 7, (6, 2)), rng.integers(0, 7, (6, 2)), np.ones((6, 2))
    weights[3:] = 0
    cut = loss_and_gradients(p, LSTM, 1, Batch(ids[:3], targets[:3], weights[:3]), 0.1)
    filled = loss_and_gradients(p, LSTM, 1, Batch(ids, targets, weights), 0.1)
    assert filled[0] == pytest.approx(cut[0])
    np.testing.assert_allclose(filled[1].flat, cut[1].flat, atol=1e-14)


def test_adam_walks_as_in_the_paper() -> None:
    """Two steps by hand: Kingma & Ba 2015, algorithm 1."""
    weights, adam = np.array([1.0]), Adam(np.zeros(1), np.zeros(1))
    m = v = 0.0
    expected = 1.0
    for t, g in ((1, 0.5), (2, -0.25)):
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        expected -= 0.01 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        adam.update(weights, np.array([g]), 0.01)
    assert weights[0] == pytest.approx(expected, abs=1e-7)


def test_clipping_keeps_the_direction() -> None:
    gradient = np.array([3.0, 4.0])
    assert clip(gradient, 1.0) == 5.0
    np.testing.assert_allclose(gradient, [0.6, 0.8])
    assert clip(gradient, 2.0) == pytest.approx(1.0)
    np.testing.assert_allclose(gradient, [0.6, 0.8])


def test_the_learning_rate_warms_up_and_falls_to_a_twentieth() -> None:
    assert schedule(0.0, 0.1) == 0
    assert schedule(0.05, 0.1) == pytest.approx(0.5)
    assert schedule(0.1, 0.1) == pytest.approx(1.0)
    assert schedule(1.0, 0.1) == pytest.approx(0.05)
    assert schedule(0.3, 0.1) > schedule(0.6, 0.1)


def test_recurrent_matrices_begin_orthogonal_and_the_forget_gate_open() -> None:
    p = Parameters(shapes_of(LSTM, 7, 4, 5, 1, 7))
    initialise(p, 0, 1.0)
    layer = p.layer(0)
    np.testing.assert_allclose(layer.U_f @ layer.U_f.T, np.eye(5), atol=1e-6)
    np.testing.assert_array_equal(layer.b_f, 1)
    np.testing.assert_array_equal(layer.b_i, 0)


@pytest.mark.usefixtures("small_data")
def test_the_same_seed_gives_the_same_network_and_another_seed_another(tmp_path: Path) -> None:
    flat = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        training = Training(replace(TINY, seed=seed), tmp_path / name)
        training.run(lambda _: None)
        flat.append(training.parameters.flat)
    np.testing.assert_array_equal(flat[0], flat[1])
    assert not np.array_equal(flat[0], flat[2])


@pytest.mark.usefixtures("small_data")
def test_an_interrupted_training_goes_on_to_exactly_the_same_numbers(tmp_path: Path) -> None:
    whole = Training(TINY, tmp_path / "whole")
    whole.run(lambda _: None)

    class Interruption(Exception):
        pass

    def interrupt(entry: dict[str, object]) -> None:
        if entry["step"] == 3:  # one step after a checkpoint: that step must be done again
            raise Interruption

    with pytest.raises(Interruption):
        Training(TINY, tmp_path / "cut").run(interrupt)
    again = Training(TINY, tmp_path / "cut")
    assert again.step == 2
    again.run(lambda _: None)
    np.testing.assert_array_equal(again.parameters.flat, whole.parameters.flat)
    assert again.loss == whole.loss

    def steps(training: Training) -> list[tuple[int, float]]:
        return [(e["step"], e["loss"]) for e in map(json.loads, training.log.read_text("utf-8").splitlines())]

    assert steps(again) == steps(whole)
    assert [step for step, _ in steps(whole)] == [2, 4, 6]


@pytest.mark.usefixtures("small_data")
def test_a_folder_with_another_training_is_left_alone(tmp_path: Path) -> None:
    Training(TINY, tmp_path).run(lambda _: None)
    with pytest.raises(RunError, match="other settings"):
        Training(replace(TINY, rate=0.5), tmp_path)
    (tmp_path / "checkpoint.npz").write_bytes(b"nonsense")
    with pytest.raises(RunError, match="cannot be read"):
        Training(TINY, tmp_path)


@pytest.mark.usefixtures("small_data")
def test_a_damaged_checkpoint_is_told_and_a_damaged_log_is_mended(tmp_path: Path) -> None:
    whole = Training(TINY, tmp_path)
    whole.run(lambda _: None)
    for spoiled in ("garbage", "[1]", '{"step": "x"}', ""):
        whole.log.write_text(f'{spoiled}\n{{"step": 2}}\n', "utf-8")
        assert Training(TINY, tmp_path).step == 6
        assert whole.log.read_text("utf-8") == '{"step": 2}\n'
    whole.log.unlink()
    assert Training(TINY, tmp_path).step == 6
    data = whole.checkpoint.read_bytes()
    for damaged in (data[: len(data) // 2], data[:3000] + b"x" * 200 + data[3200:], b""):
        whole.checkpoint.write_bytes(damaged)
        with pytest.raises(RunError, match="cannot be read"):
            Training(TINY, tmp_path)


@pytest.mark.usefixtures("small_data")
def test_a_training_that_is_stopped_ends_with_a_checkpoint_of_its_last_step(tmp_path: Path) -> None:
    training = Training(TINY, tmp_path)
    training.run(lambda entry: training.stop() if entry["step"] == 3 else None)
    assert Training(TINY, tmp_path).step == 3


@pytest.mark.usefixtures("small_data")
def test_learning_lowers_the_loss(tmp_path: Path) -> None:
    losses: list[float] = []
    training = Training(replace(TINY, steps=200, hidden=16), tmp_path)
    training.run(lambda entry: losses.append(float(entry["loss"])))
    assert losses[-1] < 0.8 * losses[0]


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_a_recipe_is_found_by_its_name(recipe: Recipe) -> None:
    assert recipe_named(recipe.name) is recipe
    with pytest.raises(UnknownModel):
        recipe_named(recipe.name + "x")
