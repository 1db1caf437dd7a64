"""What a network remembers: each fact where the answer is known, by hand, by another way, or of the built-in models."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from model.cells import CELLS
from model.cells.lstm import LSTM
from model.errors import NoFacts
from model.facts import facts
from model.facts.gradients import fresh, gradient_norms, ratios, trained
from model.facts.readout import fit, measure, read_out
from model.facts.sentences import GAP, LAGS, Ids, columns, keeping_gate, read, sentences
from model.facts.units import explained_share, group_of, units_of
from model.graph import Array, Params
from model.library import Library, Model
from model.network import Network
from model.tasks.memory.generator import memory_in
from tests.model.helpers import random_network

MEMORY = memory_in("zh")
NATIONS = len(MEMORY.nations)
SENTENCES = sentences("zh")
CARRIED = [name for name, cell in CELLS.items() if "h" in cell.carry.values()]


def toy(keeping: int) -> Network:
    """An LSTM made by hand: unit n writes 1 when it reads nation n, once; the first ``keeping`` units never forget.

    The last unit says that a nation was read, which shuts all input gates for the countries that are only mentioned.
    """
    H = NATIONS + 1
    V = len(MEMORY.tokenizer.words)
    embedding = np.zeros((V, NATIONS))
    for n, row in enumerate(MEMORY.nations):
        embedding[MEMORY.tokenizer.ids[row[MEMORY.key_field]], n] = 1
    one = np.concatenate([np.eye(NATIONS), np.ones((1, NATIONS))])
    p = {name: np.zeros(shape) for name, shape in LSTM.shapes(NATIONS, H).items()}
    p["W_g"] = 20 * one
    p["W_i"], p["b_i"] = np.full((H, NATIONS), 20.0), np.full(H, -10.0)
    p["U_i"][:, -1] = -60
    p["b_f"] = np.where((np.arange(H) < keeping) | (np.arange(H) == H - 1), 20.0, -20.0)
    p["b_o"] = np.full(H, 20.0)
    return Network(LSTM, embedding, (Params(p),), np.zeros((V, H)), np.zeros(V))


def test_what_a_group_explains_of_a_variance_is_as_by_hand() -> None:
    values = np.array([[0.0, 5, 1], [2, 5, 2], [4, 5, 1], [6, 5, 2]])
    share = explained_share(values, np.array([0, 0, 1, 1]))
    np.testing.assert_allclose(share, [16 / 20, 0, 0])  # 2·(1 − 3)² + 2·(5 − 3)² of 9 + 1 + 1 + 9; never varies; no matter which


def test_the_filler_ends_where_the_question_begins() -> None:
    questions = {" ".join(s.words[s.question : s.answer]) for s in SENTENCES}
    asks = {ask for ask, _ in MEMORY.data["asks"]}
    assert {question.partition(" ")[2] for question in questions} == asks  # the stop is one mark
    assert {s.answer - s.key - 1 for s in SENTENCES} == {GAP}


@pytest.mark.parametrize("keeping", [0, 10, NATIONS])
def test_the_units_that_carry_are_those_that_were_made_to(keeping: int) -> None:
    reading = read(toy(keeping), MEMORY.tokenizer, SENTENCES)
    units = units_of(reading)
    assert [unit.unit for unit in units if unit.carries] == list(range(keeping))
    for unit in units[:-1]:
        kept = 1.0 if unit.unit < keeping else 0.0
        assert [unit.gate, unit.kept, unit.output] == pytest.approx([kept, kept, 1], abs=1e-5)
    carrying, others = (group_of(reading, units, carries) for carries in (True, False))
    assert others is not None
    assert others.accuracy < 0.1
    if keeping:
        assert carrying is not None
        assert carrying.accuracy == pytest.approx(min(keeping + 1, NATIONS) / NATIONS, abs=0.05)  # and one guess for all others
        assert carrying.units == keeping
        assert carrying.gate == pytest.approx(1, abs=1e-5)
    else:
        assert carrying is None


def test_a_unit_may_carry_no_more_than_a_bit() -> None:
    """One that is high for half of the nations and low for the others is explained wholly, and tells two of 24 apart."""
    reading = read(toy(0), MEMORY.tokenizer, SENTENCES)
    before = np.zeros_like(reading.before)
    before[:, 3] = np.where(reading.nation < NATIONS / 2, 1, -1)
    latch = replace(reading, before=before)
    carrying = group_of(latch, units_of(latch), carries=True)
    assert carrying is not None
    assert carrying.units == 1
    assert carrying.accuracy == pytest.approx(2 / NATIONS, abs=0.03)


@pytest.mark.parametrize(("keeping", "least", "most"), [(NATIONS, 1, 1), (12, 0.49, 0.6), (0, 0, 0.1)])
def test_what_is_kept_can_be_read_and_what_is_forgotten_cannot(keeping: int, least: float, most: float) -> None:
    found = read_out(read(toy(keeping), MEMORY.tokenizer, SENTENCES))
    assert set(found) == {"c", "h"}
    for accuracies in found.values():
        assert len(accuracies) == len(LAGS)
        for one in accuracies:
            assert least <= one.accuracy <= most
            assert one.low <= one.accuracy <= one.high + 1e-9


def test_what_was_read_is_what_each_sentence_alone_gives(zoo: Library) -> None:
    network, some = zoo.model("zh-memory-lstm").network, SENTENCES[:5]
    reading = read(network, MEMORY.tokenizer, some)
    gates, kept, outputs = [], [], []
    for n, s in enumerate(some):
        trace = network.trace(network.embed([MEMORY.tokenizer.ids[w] for w in s.words[: s.answer]]))
        filler = slice(s.key + 1, s.question)
        gates.append(trace.node("f")[filler].sum(axis=0))
        kept.append(trace.node("f")[filler].prod(axis=0))
        outputs.append(trace.node("o")[-1])
        np.testing.assert_allclose(reading.before[n], trace.node("c")[s.question - 1], atol=1e-4)
        np.testing.assert_allclose(reading.asked[n], trace.node("c")[-1], atol=1e-4)
        for lag, c, h in zip(LAGS, reading.lagged["c"], reading.lagged["h"], strict=True):
            np.testing.assert_allclose(c[n], trace.node("c")[s.key + lag], atol=1e-4)
            np.testing.assert_allclose(h[n], trace.node("h")[s.key + lag], atol=1e-4)
    lengths = [s.question - s.key - 1 for s in some]
    means = np.mean([g / length for g, length in zip(gates, lengths, strict=True)], axis=0)
    expected = (means, np.mean(kept, axis=0), np.mean(outputs, axis=0))
    for found, right in zip((reading.gate, reading.kept, reading.output_asked), expected, strict=True):
        assert found is not None
        np.testing.assert_allclose(found, right, atol=1e-4)


def test_a_stack_has_the_units_of_all_its_layers() -> None:
    network = random_network(LSTM, V=len(MEMORY.tokenizer.words), D=3, H=4, L=2)
    units = units_of(read(network, MEMORY.tokenizer, SENTENCES[:50]))
    assert [(unit.layer, unit.unit) for unit in units] == [(layer, unit) for layer in range(2) for unit in range(4)]


GATES = [("rnn", None), ("lstm", "f"), ("lstm-coupled", "f"), ("lstm-1997", None), ("gru", "z")]


@pytest.mark.parametrize(("cell", "gate"), GATES)
def test_the_gate_that_keeps_is_found_in_the_graph(cell: str, gate: str | None) -> None:
    assert keeping_gate(CELLS[cell]) == gate
    network = random_network(CELLS[cell], V=len(MEMORY.tokenizer.words), D=3, H=4, L=1)
    for unit in units_of(read(network, MEMORY.tokenizer, SENTENCES[:50])):
        assert (unit.gate is None) == (unit.kept is None) == (gate is None)
        assert (unit.output is None) == ("o" not in CELLS[cell].by_id)


def clouds(centres: Array, count: int, noise: float) -> tuple[Array, Ids]:
    rng = np.random.default_rng(0)
    group = rng.integers(len(centres), size=count)
    return centres[group] + rng.normal(0, noise, (count, centres.shape[1])), group


def test_groups_that_lie_apart_are_all_read_even_on_one_line() -> None:
    for centres in (10 * np.eye(6), np.arange(8.0)[:, None] * [[1, 2, 0]]):
        values, group = clouds(centres, 800, 0.02)
        assert measure(values, group).accuracy == 1


def test_of_noise_a_read_out_is_at_chance() -> None:
    values, group = clouds(np.zeros((10, 5)), 4000, 1.0)
    found = measure(values, group)
    assert found.low <= 0.1 <= found.high
    assert found.high - found.low < 0.04


def test_two_clouds_are_parted_halfway() -> None:
    values = np.array([[-3.0], [-1], [5], [7]])  # means −2 and 6, the same spread
    W, b = fit(values, np.array([0, 0, 1, 1]))
    halfway = (b[0] - b[1]) / (W[0, 1] - W[0, 0])
    assert halfway == pytest.approx(2)


@pytest.mark.parametrize("L", [1, 2])
@pytest.mark.parametrize("name", CARRIED)
def test_a_gradients_size_is_that_of_central_differences(name: str, L: int) -> None:
    network = random_network(CELLS[name], V=6, D=3, H=4, L=L)
    ids, steps, eps = [1, 4, 0, 2, 5, 3], 4, 1e-6
    x, w = network.embed(ids), np.array([0.3, -1.0, 0.5, 2.0])
    last = np.array([len(ids) - 1])
    found = gradient_norms(network, network.run(x[:, :, None], network.start()), last, w[:, None], steps)
    assert found[0] == pytest.approx(np.linalg.norm(w))
    for k in range(1, steps + 1):
        state = network.trace(x[: len(ids) - k]).state
        slopes = []
        for layer in range(L):
            for node, vector in state[layer].items():
                for u in range(len(vector)):
                    sides = []
                    for side in (eps, -eps):
                        moved = [{id: v.copy() for id, v in values.items()} for values in state]
                        moved[layer][node][u] += side
                        sides.append(w @ network.trace(x[len(ids) - k :], tuple(moved)).node("h", L - 1)[-1])
                    slopes.append((sides[0] - sides[1]) / (2 * eps))
        assert found[k, 0] == pytest.approx(np.linalg.norm(slopes), rel=1e-5)


def test_a_trained_networks_gradient_is_that_of_its_loss(zoo: Library) -> None:
    """Of one sentence: the state one step before the answer is moved along the gradient's own direction."""
    model = zoo.model("zh-memory-lstm")
    network, s = model.network, SENTENCES[0]
    ids = columns(model.words, [s])[: s.answer, 0]
    answer = model.words.ids[s.words[s.answer]]

    def loss(h: Array) -> float:
        logits = network.read_out(h)
        return float(np.log(np.exp(logits - logits.max()).sum()) + logits.max() - logits[answer])

    x = network.embed(ids.tolist())
    state = network.trace(x[:-1]).state
    h = network.trace(x).node("h")[-1]
    last = [(loss(h + e) - loss(h - e)) / 2e-5 for e in 1e-5 * np.eye(network.H)]
    before = []
    for node in ("h", "c"):
        for e in 1e-5 * np.eye(network.H):
            sides = [loss(network.trace(x[-1:], ({**state[0], node: state[0][node] + s * e},)).node("h")[-1]) for s in (1, -1)]
            before.append((sides[0] - sides[1]) / 2e-5)
    found = trained(network, model.words, [s])
    assert found[0] == 1
    assert found[1] == pytest.approx(np.linalg.norm(before) / np.linalg.norm(last), rel=1e-3)


def test_ratios_are_geometric_means() -> None:
    assert ratios(np.array([[1.0, 4], [0.5, 8], [0, 4]]))[:2] == pytest.approx([1, 1])
    assert ratios(np.array([[1.0, 4], [0.5, 8], [0, 4]]))[2] < 1e-100


def test_fresh_networks_lose_the_gradient_unless_a_gate_is_open() -> None:
    left = {(c.start.cell, c.start.recurrent, c.start.bias): c.ratios[40] for c in fresh()}
    assert left["rnn", "uniform", None] < 1e-8
    assert left["rnn", "orthogonal", None] < 1e-2
    assert left["lstm", "orthogonal", 0.0] < left["rnn", "orthogonal", None]  # the name alone saves nothing
    assert left["gru", "orthogonal", 0.0] < 1e-4
    assert left["lstm", "orthogonal", 0.0] < left["lstm", "orthogonal", 1.0] < 0.1
    assert min(left["lstm", "orthogonal", 2.0], left["lstm", "orthogonal", 3.0]) > 0.1
    assert all(len(c.ratios) == GAP + 1 and c.ratios[0] == 1 for c in fresh())


def test_a_plain_networks_gradient_falls_by_the_same_share_each_step() -> None:
    """Bengio, Simard & Frasconi 1994: exponentially."""
    (uniform,) = [c.ratios for c in fresh() if c.start.recurrent == "uniform"]
    logs = np.log(uniform)
    slope = np.diff(logs).mean()
    np.testing.assert_allclose(logs, slope * np.arange(len(logs)), atol=2)
    assert math.exp(slope) < 0.7


@pytest.mark.parametrize("name", ["zh-memory-lstm", "en-memory-lstm"])
def test_the_built_in_lstm_carries_the_nation_behind_open_gates(zoo: Library, name: str) -> None:
    found = facts(zoo.model(name))
    assert found == facts(zoo.model(name))  # the same each time
    assert 3 <= found["carrying"]["units"] <= 12
    assert found["carrying"]["gate"] > 0.99
    assert found["others"]["gate"] < 0.7
    assert found["carrying"]["output"] < 0.35  # hidden until it is asked
    assert found["carrying"]["output_asked"] > 0.95
    at = {state: dict(zip(LAGS, found["readout"]["states"][state], strict=True)) for state in ("c", "h")}
    assert at["c"][40]["accuracy"] > 0.85
    assert at["h"][40]["accuracy"] < 0.3
    assert at["h"][60]["accuracy"] > 0.85
    assert min(found["gradient"]["trained"]) > 0.1
    assert found["readout"]["chance"] == pytest.approx(1 / 24, abs=1e-4)


def test_a_network_of_another_task_has_no_facts(zoo: Library) -> None:
    model = zoo.model("zh-memory-lstm")
    other = Model("other", {**model.card, "task": "count"}, model.network, model.tokenizer, b"")
    with pytest.raises(NoFacts):
        facts(other)
