"""What each word has to do with an answer: shares that add up, and that are what their definition says."""

from __future__ import annotations

import numpy as np
import pytest

from model import attribution
from model.attribution import COLUMNS, POINTS, TOLERANCE, WEIGHTS, Attribution, attribute
from model.backward import Question, ask, gradient
from model.cells import CELLS
from model.claims import read
from model.graph import Array, Params
from model.library import ZOO, Library
from model.network import Network
from model.trace import State, Trace
from tests.model.helpers import random_network


def shared(network: Network, trace: Trace, t: int, question: Question) -> Attribution:
    return attribute(network, trace, t, question, gradient(network, trace, t, question))


@pytest.mark.parametrize("name", sorted(folder.name for folder in ZOO.iterdir() if folder.is_dir()))
def test_of_every_example_of_every_model_the_shares_miss_at_most_a_hundredth(zoo: Library, name: str) -> None:
    model = zoo.model(name)
    for example in model.card["examples"]:
        trace = read(model, example).trace
        for t in {example["t"], len(trace) - 1}:
            question = ask(trace, t, None, model.answer != "value")
            found = shared(model.network, trace, t, question)
            zero = model.network.trace(np.zeros_like(trace.layers[0]["x"][: t + 1]))
            whole = float(question.answer(trace.output[t]) - question.answer(zero.output[-1]))
            assert found.whole == pytest.approx(whole, abs=1e-10)
            assert found.gap == pytest.approx(abs(found.integrated.sum() - whole), abs=1e-10)
            assert (found.relative is None) == (whole == 0)  # of nothing there are no shares
            if found.relative is None:
                continue
            assert found.relative <= 0.01, (example.get("text"), t)


@pytest.mark.parametrize("L", [1, 2])
@pytest.mark.parametrize("name", ["lstm", "gru", "rnn"])
def test_the_shares_are_the_integral_of_differences(name: str, L: int) -> None:
    network = random_network(CELLS[name], 7, 4, 5, L)
    start: State = tuple({k: v + 0.2 for k, v in layer.items()} for layer in network.start())
    trace = network.trace(network.embed([3, 1, 4]), start)
    x, question, eps, N = trace.layers[0]["x"], ask(trace, 2, 2, True), 1e-5, 200

    def answer(x: Array) -> float:
        return float(question.answer(network.trace(x, start).output[-1]))

    def slope(alpha: float, s: int) -> float:
        """Of L at α x, along the input of one step."""
        e = np.zeros_like(x)
        e[s] = eps * x[s]
        return (answer(alpha * x + e) - answer(alpha * x - e)) / (2 * eps)

    found = shared(network, trace, 2, question)
    assert found.whole == pytest.approx(answer(x) - answer(0 * x), abs=1e-12)
    np.testing.assert_allclose(found.gradient_input, [slope(1, s) for s in range(3)], atol=1e-7)
    brute = [np.mean([slope((n + 0.5) / N, s) for n in range(N)]) for s in range(3)]
    np.testing.assert_allclose(found.integrated, brute, atol=1e-3 * abs(found.whole) + 1e-4)


def test_of_what_is_a_straight_line_both_ways_give_its_terms() -> None:
    rng = np.random.default_rng(1)
    x, W = rng.normal(size=(4, 3)), rng.normal(size=(1, 3))
    network = Network(CELLS["mean"], None, (Params(),), W, np.ones(1))
    found = shared(network, network.trace(x), 2, Question(0, False))
    np.testing.assert_allclose(found.gradient_input, x[:3] @ W[0] / 3, atol=1e-14)
    np.testing.assert_allclose(found.integrated, x[:3] @ W[0] / 3, atol=1e-14)
    assert found.points == COLUMNS == 64


def test_the_rule_is_exact_up_to_the_fifth_power() -> None:
    for power in range(6):
        assert (POINTS**power) @ WEIGHTS == pytest.approx(1 / (power + 1), abs=1e-15)
    assert abs((POINTS**6) @ WEIGHTS - 1 / 7) > 1e-4


def test_looking_ends_where_it_takes_too_long_and_the_gap_is_told(zoo: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    model = zoo.model("zh-memory-lstm")
    trace = read(model, model.card["examples"][0]).trace
    question = ask(trace, 27, None, True)
    enough = shared(model.network, trace, 27, question)
    monkeypatch.setattr(attribution, "MOST", 0)
    once = shared(model.network, trace, 27, question)
    assert (once.points, enough.points > 2 * COLUMNS) == (COLUMNS, True)
    assert once.relative is not None
    assert once.relative > TOLERANCE
    assert once.gap == pytest.approx(abs(once.integrated.sum() - enough.whole))


def test_where_there_is_nothing_to_share_out_nothing_is_missed() -> None:
    network = random_network(CELLS["lstm"], 7, 2, 5, 1, words=False)
    found = shared(network, network.trace(np.zeros((3, 2))), 2, Question(1, True))
    assert found.whole == found.gap == 0
    assert found.relative is None
    np.testing.assert_array_equal(found.integrated, 0)
