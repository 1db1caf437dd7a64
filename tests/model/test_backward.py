"""The gradient of an answer against central differences, its own rule of sums, and the facts' definition."""

from __future__ import annotations

import numpy as np
import pytest

from model.backward import Gradient, Place, Question, ask, check, difference, gradient
from model.cells import CELLS
from model.errors import NotFinite, UnknownNode
from model.facts.gradients import ratios, trained
from model.facts.sentences import GAP, columns, sentences
from model.graph import Array, Cell, Params
from model.library import Library
from model.network import Network
from model.trace import State, Trace
from tests.conftest import ARTICLE
from tests.model.helpers import random_network

EACH = pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
IDS, T = [3, 1, 4, 1, 5], 3  # what is read, and the step that is asked about


def read(cell: Cell, L: int, likely: bool = True) -> tuple[Network, Trace, State, Question, Gradient]:
    network = random_network(cell, 7, 4, 5, L)
    start = tuple({k: v + 0.2 * (n + 1) for n, (k, v) in enumerate(layer.items())} for layer in network.start())
    trace = network.trace(network.embed(IDS), start)
    question = ask(trace, T, 2, likely)
    return network, trace, start, question, gradient(network, trace, T, question)


@EACH
@pytest.mark.parametrize("L", [1, 2])
def test_the_gradient_of_every_number_is_its_central_difference(cell: Cell, L: int) -> None:
    network, trace, _, question, found = read(cell, L)
    for layer in range(L):
        assert list(found.layers[layer]) == list(trace.layers[layer])
        for id, rows in found.layers[layer].items():
            assert len(rows) == T + 1
            differences = np.zeros_like(rows)
            for t, unit in np.ndindex(rows.shape):
                differences[t, unit] = difference(network, trace, T, question, Place(t, layer, id, unit))
            np.testing.assert_allclose(rows, differences, rtol=1e-6, atol=1e-6 * np.abs(differences).max() + 1e-10, err_msg=id)


@EACH
@pytest.mark.parametrize("L", [1, 2])
@pytest.mark.parametrize("likely", [True, False])
def test_the_gradient_of_the_input_is_that_of_reading_other_inputs(cell: Cell, L: int, likely: bool) -> None:
    network, trace, start, question, found = read(cell, L, likely)

    def answer(x: Array) -> float:
        output = network.trace(x, start).output[T]
        said = output[question.target]
        return float(said - np.log(np.exp(output).sum()) if likely else said)

    x, eps = trace.layers[0]["x"], 1e-5
    assert found.value == pytest.approx(answer(x), abs=1e-12)
    brute = np.zeros((T + 1, x.shape[1]))
    for at in np.ndindex(brute.shape):
        e = np.zeros_like(x)
        e[at] = eps
        brute[at] = (answer(x + e) - answer(x - e)) / (2 * eps)
    np.testing.assert_allclose(found.layers[0]["x"], brute, rtol=1e-6, atol=1e-9)


@EACH
def test_what_reaches_h_is_the_sum_of_all_that_read_it(cell: Cell) -> None:
    """The next step's h_prev, the x of the layer above, and the answer."""
    network, trace, _, question, found = read(cell, 2)
    for t in range(T + 1):
        for layer in range(2):
            expected = np.zeros(network.H)
            if layer == 0:
                expected += found.layers[1]["x"][t]
            elif t == T:
                expected += network.W_out.T @ question.slope(trace.output[T])
            if t < T and "h_prev" in cell.carry:
                expected += found.layers[layer]["h_prev"][t + 1]
            np.testing.assert_allclose(found.layers[layer]["h"][t], expected, atol=1e-12)


def test_what_reaches_the_cell_state_comes_from_its_step_and_the_next() -> None:
    _, trace, _, _, found = read(CELLS["lstm"], 1)
    d, tanh_c = found.layers[0], trace.node("tanh_c")[: T + 1]
    later = np.vstack([d["c_prev"][1:], np.zeros_like(d["c"][:1])])
    np.testing.assert_allclose(d["c"], d["tanh_c"] * (1 - tanh_c**2) + later, atol=1e-12)
    np.testing.assert_array_equal(d["keep"], d["c"])
    np.testing.assert_array_equal(d["write"], d["c"])


@pytest.mark.parametrize("cell", [CELLS["lstm"], CELLS["gru"], CELLS["mean"]], ids=lambda cell: cell.name)
@pytest.mark.parametrize("L", [1, 2])
def test_norms_are_those_of_the_state_after_each_step(cell: Cell, L: int) -> None:
    """By going on from a state that was moved."""
    network, trace, start, question, found = read(cell, L)
    x, eps = trace.layers[0]["x"][: T + 1], 1e-5
    for t in range(T):
        state = network.trace(x[: t + 1], start).state
        slopes: dict[str, list[float]] = {}
        for layer in range(L):
            for node in state[layer]:
                for e in eps * np.eye(network.H):
                    sides = []
                    for side in (e, -e):
                        moved = tuple(
                            {k: v + side if (n, k) == (layer, node) else v for k, v in one.items()} for n, one in enumerate(state)
                        )
                        sides.append(float(question.answer(network.trace(x[t + 1 :], moved).output[-1])))
                    slopes.setdefault(node, []).append((sides[0] - sides[1]) / (2 * eps))
        for node, values in slopes.items():
            assert found.norms[node][t] == pytest.approx(np.linalg.norm(values), rel=1e-5, abs=1e-9)
        assert found.together[t] == pytest.approx(np.linalg.norm(list(slopes.values())), rel=1e-5)
    if cell.name != "mean":  # the answer reads h alone
        assert found.norms["h"][T] == pytest.approx(np.linalg.norm(found.layers[-1]["h"][T]))
        assert found.together[T] == found.norms["h"][T]
    elif L == 1:
        assert found.norms["s"][T] == pytest.approx(np.linalg.norm(found.layers[0]["s"][T]))


def test_norms_of_a_trained_network_are_those_of_its_facts(zoo: Library) -> None:
    model = zoo.model("zh-memory-lstm")
    some = sentences("zh")[:4]
    norms = []
    for s in some:
        ids = columns(model.words, [s])[: s.answer, 0]
        trace = model.network.trace(model.network.embed(ids))
        question = ask(trace, len(ids) - 1, model.words.ids[s.words[s.answer]], True)
        found = gradient(model.network, trace, len(ids) - 1, question)
        norms.append(found.together[::-1][: GAP + 1])
    assert ratios(np.stack(norms, axis=1)) == pytest.approx(trained(model.network, model.words, some), rel=1e-9)


def test_a_number_of_a_trained_network_is_checked(zoo: Library) -> None:
    for name in ("zh-memory-lstm", "zh-memory-gru", "zh-memory-lstm-stack"):
        model = zoo.model(name)
        trace = model.network.trace(model.network.embed([token.id for token in model.from_text(ARTICLE)]))
        question = ask(trace, 13, None, True)
        assert question.target == trace.output[13].argmax()
        found = gradient(model.network, trace, 13, question)
        for id in trace.layers[-1]:
            checked = check(model.network, trace, 13, question, found, Place(3, model.network.L - 1, id, 7))
            assert checked.gradient == found.layers[-1][id][3, 7]
            assert checked.gap <= 1e-8


def test_a_question_is_a_log_probability_or_a_value() -> None:
    output = np.array([[1.0, -2.0, 800.0], [0.5, 0.1, -0.3]])
    assert np.exp([Question(n, True).answer(output[1]) for n in range(3)]).sum() == pytest.approx(1)
    np.testing.assert_allclose(Question(1, True).answer(output)[0], -802)
    np.testing.assert_array_equal(Question(1, False).answer(output), [-2.0, 0.1])
    for question in (Question(0, True), Question(2, False)):
        slope = [(question.answer(output[1] + e) - question.answer(output[1] - e)) / 2e-6 for e in 1e-6 * np.eye(3)]
        np.testing.assert_allclose(question.slope(output)[1], slope, atol=1e-8)


def test_without_a_target_the_most_likely_or_the_first_value_is_meant() -> None:
    network = random_network(CELLS["gru"], 7, 4, 5, 1)
    trace = network.trace(network.embed(IDS))
    assert [ask(trace, t, None, True).target for t in range(5)] == trace.output.argmax(axis=1).tolist()
    assert ask(trace, 2, None, False) == Question(0, False)


def test_what_is_not_there_and_what_is_too_large_are_refused() -> None:
    network, trace, _, question, _ = read(CELLS["lstm"], 1)
    with pytest.raises(UnknownNode):
        difference(network, trace, T, question, Place(0, 0, "z", 0))
    steep = Network(CELLS["mean"], None, (Params(),), np.full((1, 2), 1e200), np.zeros(1))
    with pytest.raises(NotFinite):
        gradient(steep, steep.trace(np.zeros((3, 2))), 2, Question(0, False))
