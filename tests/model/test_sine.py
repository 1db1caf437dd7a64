"""The task of the sine: the article's points in the article's lanes, its program's start and end, and what it does not tell."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from statistics import median

import numpy as np
import onnx
import onnx.helper
import pytest
from onnx.reference import ReferenceEvaluator
from safetensors.numpy import load

from model.cells.lstm import LSTM
from model.graph import Array
from model.library import Library, Model
from model.tasks import sine
from model.tasks.sine import LANES, PHASES, STRIDES, TIMES, TRAINED, Batches, errors, half_from, lanes, pair, said, telling_unit
from model.training.cards import task_of
from model.training.loop import Training
from model.training.parameters import Parameters, initialise_uniform, shapes_of
from model.training.recipes import RECIPES
from tests.model.helpers import random_network

RECIPE = RECIPES["sine-lstm"]
SWEEPS = (Path(__file__).parents[2] / "docs" / "sweeps.md").read_text("utf-8")


@pytest.fixture(scope="module")
def model(zoo: Library) -> Model:
    return zoo.model("sine-lstm")


# The data


def test_the_lanes_are_those_of_the_articles_reshape() -> None:
    """``train_x.reshape(-1, 5, 1)`` is read as (time, lane, 1): step k of lane b is point 5k + b."""
    t = np.linspace(0, 12 * np.pi, 200)[:100]
    batch = Batches(0, 5).draw(0, 0.0)
    for ours, theirs in ((batch.read, np.sin(t)), (batch.targets, np.cos(t))):
        np.testing.assert_array_equal(np.moveaxis(ours, 1, 2), theirs.astype("float32").reshape(-1, 5, 1))
        for k, b in ((0, 0), (0, 4), (1, 0), (19, 4)):
            assert ours[k, 0, b] == np.float32(theirs[5 * k + b])
    assert batch.read.shape == (20, 1, 5)
    assert (batch.weights == 1).all()  # asked at all steps
    assert batch.inside.all()


def test_every_step_and_every_seed_has_the_same_batch() -> None:
    one, two = Batches(0, 5), Batches(9, 5)
    assert one.draw(0, 0.0) is one.draw(700, 0.9)
    assert one.digest == two.digest
    np.testing.assert_array_equal(one.draw(0, 0.0).read, two.draw(3, 0.1).read)


def test_the_test_half_begins_near_the_phase_at_which_the_training_half_began() -> None:
    assert PHASES["test"] == pytest.approx(0.095, abs=0.001)
    test, moved = lanes(TIMES[TRAINED:]), half_from(PHASES["test"])
    np.testing.assert_allclose(np.sin(moved), np.sin(test), atol=1e-12)
    np.testing.assert_allclose(np.cos(moved), np.cos(test), atol=1e-12)


def test_all_strides_read_the_same_points_and_another_number_of_them_a_step() -> None:
    for n in STRIDES:
        t = lanes(TIMES[TRAINED:], n)
        assert sorted(t.ravel()) == TIMES[TRAINED:].tolist()
        np.testing.assert_allclose(np.diff(t, axis=0), n * 12 * math.pi / 199)


def test_a_network_that_says_nothing_misses_by_the_mean_of_the_squared_cosine() -> None:
    silent = replace(random_network(LSTM, 1, 1, 4, 1, words=False), W_out=np.zeros((1, 4)), b_out=np.zeros(1))
    figures = sine.SineTask().evaluate(silent)
    missed = float((np.cos(TIMES[TRAINED:]) ** 2).mean())
    assert figures["test"]["mse"] == pytest.approx(missed, rel=1e-3)
    assert figures["test"]["largest"] == pytest.approx(np.abs(np.cos(TIMES[TRAINED:])).max(), rel=1e-3)
    for one in figures["by_stride"].values():
        assert one["mse"] == figures["test"]["mse"]
    half = figures["by_phase"]["half"]
    for k, mse in half["by_step"].items():
        expected = np.mean([math.cos(math.pi + (5 * int(k) + b) * 12 * math.pi / 199) ** 2 for b in range(5)])
        assert mse == pytest.approx(expected, rel=1e-3)


def test_a_pair_has_one_sine_and_two_cosines() -> None:
    t = lanes(TIMES[TRAINED:])[:, 1]
    one, two = pair(t)
    assert 0 < one < two
    assert math.sin(t[one]) == pytest.approx(math.sin(t[two]), abs=0.02)
    assert math.cos(t[one]) * math.cos(t[two]) < 0


# The start and the end


def test_a_uniform_start_is_pytorchs() -> None:
    """Weights and numbers out within ±1/√H, each bias with the spread of a sum of two, the second for CuDNN alone."""
    p = Parameters(shapes_of(LSTM, None, 1, 400, 1, 1), np.float64)
    initialise_uniform(p, 0)
    bound = 1 / math.sqrt(400)
    for name, view in p.by_name.items():
        doubled = name.startswith("b_") and name != "b_out"
        assert np.abs(view).max() <= (2 if doubled else 1) * bound
        if view.size >= 400:
            assert view.std() == pytest.approx(bound * math.sqrt((2 if doubled else 1) / 3), rel=0.1)
            assert abs(view.mean()) < 0.2 * bound
    again, other = (Parameters(p.shapes, np.float64) for _ in range(2))
    initialise_uniform(again, 0)
    initialise_uniform(other, 1)
    np.testing.assert_array_equal(again.flat, p.flat)
    assert not np.array_equal(other.flat, p.flat)


def test_a_training_ends_as_soon_as_the_loss_is_small_enough(tmp_path: Path) -> None:
    training = Training(replace(RECIPE, until=0.02), tmp_path)
    losses: list[float] = []
    training.run(lambda entry: losses.append(entry["loss"]))
    assert training.done
    assert training.reached
    assert 20 < training.step < 200
    found = training.task.watch(training.network())
    assert found["train"] == pytest.approx(training.loss, rel=1e-3)  # of these very weights, not of those before an update
    assert found["train"] < 0.02
    (line,) = map(json.loads, training.log.read_text("utf-8").splitlines())
    assert (line["step"], line["figures"]) == (training.step, found)
    again = Training(replace(RECIPE, until=0.02), tmp_path)
    again.run(lambda _: pytest.fail("it had ended"))
    np.testing.assert_array_equal(again.parameters.flat, training.parameters.flat)
    longer = Training(replace(RECIPE, until=0.02, steps=training.step - 1), tmp_path / "cut")
    longer.run(lambda _: None)
    assert longer.done
    assert not longer.reached


def test_one_that_was_interrupted_ends_at_the_same_step_with_the_same_weights(tmp_path: Path) -> None:
    whole, cut = (Training(replace(RECIPE, until=0.02), tmp_path / name) for name in ("whole", "cut"))
    whole.run(lambda _: None)
    cut.run(lambda entry: cut.stop() if entry["step"] == 15 else None)
    assert not cut.done
    again = Training(replace(RECIPE, until=0.02), tmp_path / "cut")
    assert again.step == 15
    again.run(lambda _: None)
    assert again.step == whole.step
    np.testing.assert_array_equal(again.parameters.flat, whole.parameters.flat)


def test_the_rate_stays_and_no_gradient_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    training = Training(RECIPE, tmp_path)
    rates: list[float] = []
    monkeypatch.setattr(training.adam, "update", lambda w, g, rate: rates.append(rate))
    for step in (0, 1, 5000, 9999):
        training.adam.steps = step
        training.advance()
    assert rates == [0.01] * 4
    assert RECIPE.clip == math.inf


def test_three_hundred_epochs_come_near(tmp_path: Path) -> None:
    training = Training(replace(RECIPE, steps=300), tmp_path)
    training.run(lambda _: None)
    found = training.task.watch(training.network())
    assert found["train"] < 1e-3
    assert found["test"] < 2e-3


# The built-in model


def test_the_figures_of_the_card_are_what_is_measured(model: Model) -> None:
    def numbers(figures: object) -> dict[str, float]:
        if not isinstance(figures, dict):
            return {"": float(figures)}  # type: ignore[arg-type]
        return {f"{key}.{rest}": value for key, part in figures.items() for rest, value in numbers(part).items()}

    found, told = numbers(task_of(model.card).evaluate(model.network)), numbers(model.card["figures"])
    assert found == pytest.approx(told, rel=1e-3, abs=1e-9)
    assert {"test.mse.", "by_phase.half.by_step.0.", "by_stride.1.mse."} <= set(told)


def test_it_says_the_cosine_of_points_that_it_never_saw(model: Model) -> None:
    figures = model.card["figures"]
    assert figures["train"]["mse"] <= model.card["until"] == 1e-4
    assert figures["test"]["mse"] <= 3e-4
    assert figures["test"]["largest"] <= 0.1
    assert figures["test"]["close"] >= 0.85


def test_at_another_phase_it_begins_wrongly_and_then_locks_on(model: Model) -> None:
    phases = model.card["figures"]["by_phase"]
    assert [round(one["phase"], 2) for one in phases.values()] == [0.09, 1.57, 3.14]
    assert phases["test"]["mse"] == model.card["figures"]["test"]["mse"]
    assert phases["test"]["by_step"]["0"] < 0.003
    assert 0.8 < phases["quarter"]["by_step"]["0"] < 1.5
    assert 3.5 < phases["half"]["by_step"]["0"] < 4.5
    for one in phases.values():
        assert list(one["by_step"]) == [str(k) for k in range(20)]
        assert one["by_step"]["4"] < 0.3
        assert all(one["by_step"][str(k)] < 1e-3 for k in range(12, 20))


def test_at_another_stride_it_is_lost(model: Model) -> None:
    strides = model.card["figures"]["by_stride"]
    missed = float((np.cos(TIMES[TRAINED:]) ** 2).mean())
    assert strides[str(LANES)]["mse"] == model.card["figures"]["test"]["mse"]
    assert min(strides, key=lambda n: strides[n]["mse"]) == str(LANES)
    assert strides["1"]["mse"] > 2 * missed  # much worse than always saying 0


def test_it_is_what_onnx_makes_of_the_published_weights_and_the_articles_lanes(model: Model) -> None:
    """The file's PyTorch blocks are i, f, g, o; ONNX's are i, o, f, g."""
    weights = {name: array.astype(np.float64) for name, array in load(model.data).items()}

    def blocks(name: str) -> Array:
        i, f, g, o = np.split(weights[name], 4)
        return np.concatenate([i, o, f, g])[None]

    t = np.linspace(0, 12 * np.pi, 200)[100:]
    biases = np.concatenate([blocks("lstm.bias_ih_l0"), blocks("lstm.bias_hh_l0")], axis=1)
    feeds = {"X": np.sin(t).reshape(-1, 5, 1), "W": blocks("lstm.weight_ih_l0"), "R": blocks("lstm.weight_hh_l0"), "B": biases}
    double = onnx.TensorProto.DOUBLE
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("LSTM", list(feeds), ["Y"], hidden_size=16)], "sine",
        [onnx.helper.make_tensor_value_info(name, double, array.shape) for name, array in feeds.items()],
        [onnx.helper.make_tensor_value_info("Y", double, None)],
    )  # fmt: skip
    made = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 14)])
    (Y,) = ReferenceEvaluator(made).run(None, feeds)
    theirs = np.asarray(Y)[:, 0] @ weights["linear.weight"].T + weights["linear.bias"]  # (20, 5, 1)
    np.testing.assert_allclose(said(model.network, lanes(TIMES[TRAINED:])), theirs[:, :, 0], atol=1e-10)
    assert float(((theirs[:, :, 0] - np.cos(t).reshape(-1, 5)) ** 2).mean()) <= 3e-4


def test_each_example_tells_what_it_should_say(model: Model) -> None:
    task = task_of(model.card)
    assert [{k: e[k] for k in ("inputs", "targets", "t", "unit")} for e in task.describe(model.network)["examples"]] == [
        {k: e[k] for k in ("inputs", "targets", "t", "unit")} for e in model.card["examples"]
    ]
    for example in model.card["examples"]:
        read, targets = np.array(example["inputs"])[:, 0], np.array(example["targets"])
        np.testing.assert_allclose(read**2 + targets**2, 1, atol=3e-4)  # four decimals
        assert example["unit"] == telling_unit(model.network)
    test, _, half, slow = model.card["examples"]
    off = [np.array(e["targets"]) - model.network.trace(np.array(e["inputs"])).output[:, 0] for e in (test, half, slow)]
    assert np.abs(off[0]).max() < 0.1
    assert abs(off[1][0]) > 1.5
    assert np.abs(off[1][10:]).max() < 0.1
    assert np.abs(off[2]).argmax() == slow["t"]
    np.testing.assert_allclose(off[2], -errors(model.network, lanes(TIMES[TRAINED:], 1))[:, 0], atol=0.01)


def test_five_seeds_reach_the_articles_loss_and_the_tables_tell_how_soon(model: Model) -> None:
    tried = model.card["tried"]
    assert list(tried) == ["0", "1", "2", "3", "4"]
    assert median(one["steps"] for one in tried.values()) <= 2500
    assert tried[str(model.card["seed"])]["steps"] == model.card["steps"]
    middle = {key: median(one[key] for one in tried.values()) for key in tried["0"]}
    for seed, one in {**tried, "median": middle}.items():
        name = f"**{seed}**" if seed == str(model.card["seed"]) else seed
        assert f"| {name} | {one['steps']:,} | {one['train']:.4g} | {one['test']:.4g} | {one['close']:.4g} |" in SWEEPS
