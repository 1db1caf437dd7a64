"""The task of adding: series that are what they claim, squared errors with right gradients, and what the networks make of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.cells import CELLS
from model.cells.lstm import LSTM
from model.graph import Cell
from model.library import Library
from model.tasks import adding
from model.tasks.adding import LATE, LENGTHS, LONGEST, SHORT, SHORTEST, Batches, carrying_unit, measure, series
from model.training.cards import task_of
from model.training.loop import Training
from model.training.loss import Batch, loss_and_gradients
from model.training.parameters import Parameters, initialise, network_of, shapes_of
from model.training.recipes import RECIPES
from tests.model.helpers import random_network

NAMES = ("adding-lstm", "adding-rnn")


@pytest.mark.parametrize("T", [10, 21, 100])
def test_a_series_has_a_mark_in_each_half_and_its_target_is_their_sum(T: int) -> None:
    read, sums = series(np.random.default_rng(0), T, 400)
    values, marks = read[:, 0], read[:, 1]
    assert read.shape == (T, 2, 400)
    assert values.min() >= 0
    assert values.max() <= 1
    assert set(np.unique(marks)) == {0, 1}
    assert (marks[: T // 2].sum(axis=0) == 1).all()
    assert (marks[T // 2 :].sum(axis=0) == 1).all()
    for b in range(400):
        assert sums[b] == pytest.approx(sum(values[marks[:, b] == 1, b]))
    assert marks[[0, T // 2 - 1, T // 2, T - 1]].any(axis=1).all() or T == 100  # every place may be marked


def test_always_saying_one_is_off_by_a_sixth() -> None:
    """The variance of a sum of two uniform numbers; of 20,000 series the mean strays by about 0.0013."""
    _, sums = series(np.random.default_rng(1), 20, 20_000)
    assert ((1 - sums) ** 2).mean() == pytest.approx(1 / 6, abs=0.006)
    blind = replace(random_network(LSTM, 1, 2, 4, 1, words=False), W_out=np.zeros((1, 4)), b_out=np.ones(1))
    figures = measure(blind, 20)
    assert figures["error"] == pytest.approx(figures["baseline"], abs=1e-4)


def test_batches_depend_on_seed_and_step_alone_but_for_the_short_ones_at_the_end() -> None:
    one, two = Batches(7, 16), Batches(7, 16)
    one.draw(1, 0.1)
    assert one.digest == two.digest != Batches(8, 16).digest
    for progress in (0.1, 0.9):
        first, second = one.draw(5, progress), two.draw(5, progress)
        np.testing.assert_array_equal(first.read, second.read)
        np.testing.assert_array_equal(first.targets, second.targets)
    early = [len(one.draw(step, 0.99 * LATE).read) for step in range(300)]
    late = [len(one.draw(step, LATE).read) for step in range(600)]
    assert (min(early), max(early)) == (SHORTEST, LONGEST)
    assert SHORT <= min(late) < SHORT + 5
    assert max(late) == LONGEST


def test_a_batch_asks_for_the_sum_at_the_last_step_alone() -> None:
    batch = Batches(7, 16).draw(3, 0.5)
    assert batch.weights[-1].tolist() == [1] * 16
    assert not batch.weights[:-1].any()
    np.testing.assert_allclose(batch.targets[-1, 0], (batch.read[:, 0] * batch.read[:, 1]).sum(axis=0))
    assert batch.lengths is not None
    assert set(batch.lengths) == {len(batch.read)}


@pytest.mark.parametrize("cell", [c for c in CELLS.values() if c.shapes(2, 3)], ids=lambda c: c.name)
@pytest.mark.parametrize("L", [1, 2])
def test_the_gradient_of_squared_errors_agrees_with_central_differences(cell: Cell, L: int) -> None:
    p = Parameters(shapes_of(cell, None, 2, 3, L, 2), np.float64)
    initialise(p, 0, 1.0)
    rng = np.random.default_rng(1)
    weights = rng.random((5, 3))
    weights[3:, 1] = weights[:4, 2] = 0  # a short series, and one that is asked at its end alone
    batch = Batch(rng.normal(size=(5, 2, 3)), rng.normal(size=(5, 2, 3)), weights, np.array([5, 3, 5]))
    loss, grads = loss_and_gradients(p, cell, L, batch, 0.1)
    network = network_of(p, cell, L)
    squared = sum(
        weights[t, b] * ((network.trace(batch.read[: t + 1, :, b]).output[-1] - batch.targets[t, :, b]) ** 2).sum()
        for t in range(5)
        for b in range(3)
    )
    assert loss_and_gradients(p, cell, L, batch, 0.0)[0] == pytest.approx(squared / weights.sum())
    for at in range(p.flat.size):
        kept = p.flat[at]
        p.flat[at] = kept + 1e-5
        above = loss_and_gradients(p, cell, L, batch, 0.1)[0]
        p.flat[at] = kept - 1e-5
        below = loss_and_gradients(p, cell, L, batch, 0.1)[0]
        p.flat[at] = kept
        assert abs((above - below) / 2e-5 - grads.flat[at]) < 1e-8 * max(1, loss)


def test_the_carrying_unit_never_loses_the_first_number() -> None:
    """Unit 1 adds every marked number to what it has, unit 0 forgets at once: W_g reads the value, W_i the marker."""
    network = random_network(LSTM, 1, 2, 2, 1, words=False)
    layer = network.layers[0]
    for view in layer.values():
        view[:] = 0.0
    layer["b_f"][:], layer["b_o"][:], layer["b_i"][:] = [-30.0, 30.0], 30.0, -30.0
    layer["W_i"][:, 1], layer["W_g"][:, 0] = 60.0, 1.0
    assert carrying_unit(network, np.array([[0.5, 0], [0.7, 1], [0.1, 0], [0.3, 1], [0.9, 0]])) == 1


# The built-in models


@pytest.mark.parametrize("name", NAMES)
def test_the_figures_of_the_card_are_what_is_measured(zoo: Library, name: str) -> None:
    """The closeness of 1,000 answers may differ by four of them on another machine's rounding."""
    model = zoo.model(name)
    said, found = model.card["figures"]["by_length"], task_of(model.card).evaluate(model.network)["by_length"]
    assert list(found) == list(said) == [str(T) for T in LENGTHS]
    for T, figures in said.items():
        assert found[T]["error"] == pytest.approx(figures["error"], rel=0.02)
        assert found[T]["close"] == pytest.approx(figures["close"], abs=0.004)
        assert found[T]["baseline"] == figures["baseline"]


def test_the_lstm_adds_over_a_hundred_steps_and_the_rnn_hardly(zoo: Library) -> None:
    lstm, rnn = (zoo.model(name).card["figures"]["by_length"] for name in NAMES)
    assert lstm["100"]["error"] <= 0.002
    assert rnn["100"]["error"] >= 0.05
    assert rnn["100"]["baseline"] == pytest.approx(1 / 6, abs=0.01)
    assert all(lstm[T]["error"] < 0.01 for T in ("20", "50", "150", "200"))  # also shorter, and twice as long


def test_both_have_the_same_size_and_steps() -> None:
    assert len({(RECIPES[n].hidden, RECIPES[n].steps, RECIPES[n].batch, RECIPES[n].seed) for n in NAMES}) == 1


def test_adding_short_series_is_learned_in_a_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "SHORTEST", 6)
    monkeypatch.setattr(adding, "LONGEST", 8)
    monkeypatch.setattr(adding, "SHORT", 6)
    training = Training(replace(RECIPES["adding-lstm"], steps=500, hidden=16, rate=1e-2), tmp_path)
    training.run(lambda _: None)
    assert measure(training.network(), 7)["error"] < 0.03
