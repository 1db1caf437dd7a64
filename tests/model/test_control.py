"""Holds against the same on units chosen at random: what it is, and what it says of a trained network."""

from __future__ import annotations

import numpy as np
import pytest

from model.cells import CELLS
from model.control import Control, control
from model.facts import facts
from model.facts.sentences import sentences
from model.graph import Cell
from model.hold import Hold, held
from model.library import Library, Model
from model.tasks.memory.generator import memory_in
from model.trace import log_odds, softmax
from tests.model.helpers import random_network

EACH = pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
IDS = [3, 1, 4, 1, 5, 2, 6]


def test_log_odds_are_those_of_the_probability_and_stay_exact_near_one() -> None:
    logits = np.random.default_rng(0).normal(size=(5, 4))
    p = softmax(logits)[:, 2]
    np.testing.assert_allclose(log_odds(logits, 2), np.log(p / (1 - p)), rtol=1e-12)
    assert log_odds(np.array([60.0, 0.0, 0.0]), 0) == pytest.approx(60 - np.log(2), abs=1e-12)


@EACH
@pytest.mark.parametrize("values", [False, True])
def test_every_draw_is_the_run_under_its_own_holds(cell: Cell, values: bool) -> None:
    """Each column of the batch is what holding its units one run at a time gives, in both layers, of all kinds of holds."""
    network = random_network(cell, 7, 5, 5, 2)
    x = network.embed(IDS)
    node = cell.computed[0].id
    holds = [
        Hold(1, 4, 0, node, [0, 3], value=[0.2, -0.3]),
        Hold(2, 6, 1, "h", [1], add=0.4),
        Hold(3, 3, 1, "h", [1, 2, 0], step=0),
        Hold(2, 2, 0, "x", None, value=0.1),
    ]
    found = control(network, x, holds, 5, 4, seed=3, values=values)
    every: list[list[list[int] | None]] = [[None, None, None, None], [[0, 3], [1], [1, 2, 0], None], *found.units]
    assert len(every) == len(found.measures) == 6
    for units, measure in zip(every, found.measures, strict=True):
        mine = [Hold(h.t, h.until, h.layer, h.node, u, h.value, h.step, h.add) for h, u in zip(holds, units, strict=True)]
        output = held(network, x, [] if measure is found.measures[0] else mine).output[5]
        expected = output[0] if values else log_odds(output, found.id or 0)
        assert measure == pytest.approx(expected, abs=1e-9)


def test_units_held_together_stay_together_and_a_seed_gives_the_same_draws() -> None:
    network = random_network(CELLS["lstm"], 7, 4, 9, 1)
    x = network.embed(IDS)
    holds = [Hold(2, 4, 0, "c", [5, 1], value=0.0), Hold(2, 4, 0, "h", [5], value=0.0), Hold(3, 3, 0, "f", None, value=1.0)]
    found = control(network, x, holds, 6, 30, seed=1, values=False)
    for c, h, f in found.units:
        assert c is not None
        assert h == c[:1]
        assert f is None
        assert len(set(c)) == 2
    assert len({tuple(c or ()) for c, _, _ in found.units}) > 20
    assert control(network, x, holds, 6, 30, seed=1, values=False) == found
    assert control(network, x, holds, 6, 30, seed=2, values=False).units != found.units


def test_of_whole_vectors_there_is_nothing_to_choose() -> None:
    network = random_network(CELLS["lstm"], 7, 4, 5, 1)
    x = network.embed(IDS)
    found = control(network, x, [Hold(2, 6, 0, "f", value=0.0)], 6, 20, seed=0, values=False)
    assert found.units == []
    assert len(found.measures) == 2
    assert found.measures[1] == pytest.approx(
        float(log_odds(held(network, x, [Hold(2, 6, 0, "f", value=0.0)]).output[6], found.id or 0)), abs=1e-9
    )


def test_how_many_draws_move_as_much() -> None:
    assert Control(0, [], [5.0, 2.0, 5.0, 8.0, 2.1, -7.0], []).as_much == 2
    assert Control(None, None, [5.0, 5.0, 5.0], []).as_much == 1


@pytest.fixture(scope="module")
def memory(zoo: Library) -> Model:
    return zoo.model("zh-memory-lstm")


@pytest.fixture(scope="module")
def carrying(memory: Model) -> list[int]:
    """The units that carry the nationality, as the facts say."""
    return [unit["unit"] for unit in facts(memory)["units"] if unit["carries"]]


def test_forgetting_once_in_the_carrying_units_loses_the_country_and_in_others_does_not(
    memory: Model, carrying: list[int]
) -> None:
    """f = 0 at one step in the middle of the filler, over held-out sentences with 60 tokens between nation and language."""
    known, lost, kept, special = 0, 0, [], 0
    chosen = sentences("zh")[:60]
    for n, s in enumerate(chosen):
        x = memory.network.embed([memory.words.ids.get(word, memory.words.unknown) for word in s.words])
        t = (s.key + s.question) // 2
        found = control(memory.network, x, [Hold(t, t, 0, "f", carrying, value=0.0)], s.answer - 1, 20, seed=n, values=False)
        known += memory.sayings[found.id or 0] == s.words[s.answer]
        lost += found.measures[1] < 0  # less likely than not
        kept.append(np.mean([one > 0 for one in found.measures[2:]]))
        special += found.as_much <= 1
    assert len(carrying) == 6
    assert known == len(chosen)
    assert lost >= 0.9 * len(chosen)
    assert np.mean(kept) >= 0.8
    assert special >= 0.9 * len(chosen)


def test_whoever_the_articles_sentence_is_about_it_ends_alike_when_the_carrying_units_forget(
    memory: Model, carrying: list[int]
) -> None:
    """
    Each nation's language is said without the hold, and the same for all with it: 汉语, so the article's own sentence still
    ends as it did, though nothing of its nation is left. Of the draws few change what is said.
    """
    emptied, kept = set(), []
    for words in memory_in("zh").articles:
        x = memory.network.embed([memory.words.ids[word] for word in words])
        hold = Hold(8, 8, 0, "f", carrying, value=0.0)
        assert memory.sayings[int(memory.network.trace(x).output[13].argmax())] == words[14]
        emptied.add(memory.sayings[int(held(memory.network, x, [hold]).output[13].argmax())])
        found = control(memory.network, x, [hold], 13, 20, seed=0, values=False)
        assert found.as_much <= 1
        kept.append(np.mean([p > 0.5 for p in found.probabilities or ()][2:]))
    assert emptied == {"汉语"}
    assert np.mean(kept) >= 0.8


def test_a_state_of_another_sentence_brings_its_answer_with_it(memory: Model) -> None:
    """Transplanting c and h of the French sentence, at any step of the filler, makes the Chinese one end with 法语."""
    article = memory_in("zh").articles
    own, french = (memory.network.embed([memory.words.ids[word] for word in article[n]]) for n in (0, 4))
    assert article[4][3] == "法国人"
    other = memory.network.trace(french)
    for t in range(4, 14):
        holds = [Hold(t, t, 0, node, value=other.node(node)[t].tolist()) for node in ("c", "h")]
        found = held(memory.network, own, holds)
        assert memory.sayings[int(found.output[13].argmax())] == "法语"
        np.testing.assert_allclose(found.output[t:14], other.output[t:14], rtol=0, atol=1e-9)
        assert np.abs(found.output[:t] - memory.network.trace(own).output[:t]).max() == 0
