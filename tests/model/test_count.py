"""The task of counting: strings that are what they claim, a counter made by hand, and the ones that were trained."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.cells.lstm import LSTM
from model.graph import Params
from model.library import Library
from model.network import Network
from model.tasks.count import FARTHEST, LONGEST, TOKENIZER, Batches, counter, ids_of, right, right_to, text_of
from model.training.cards import task_of
from model.training.loop import Training
from model.training.recipes import RECIPES

NAMES = ("count-lstm", "count-rnn")
WORDS = TOKENIZER.words


def by_hand(step: float = 1.0) -> Network:
    """A counter of one unit, and one that does nothing: c grows by ``step`` with each a and falls by 1 with each b.

    x is a word's one-hot vector; the gates are always open, g = ±1 for a and b; T is due when tanh c falls below 0.4.
    """
    W = {f"W_{k}": np.zeros((2, 5)) for k in "figo"}
    W["W_g"][0, WORDS.index("a")], W["W_g"][0, WORDS.index("b")] = np.arctanh(step * 0.999), np.arctanh(-0.999)
    U, b = {f"U_{k}": np.zeros((2, 2)) for k in "figo"}, {f"b_{k}": np.full(2, 30.0 if k != "g" else 0.0) for k in "figo"}
    layer = Params({**W, **U, **b})
    W_out = np.zeros((5, 2))
    W_out[WORDS.index("T"), 0] = -10.0
    b_out = np.array([-30.0, -30.0, -30.0, 0.0, 4.0])  # b or T
    return Network(LSTM, np.eye(5), (layer,), W_out, b_out)


def test_strings_have_as_many_b_as_a() -> None:
    for n in (1, 3, 10):
        assert text_of(n) == "S" + n * "a" + n * "b" + "T"
        assert [WORDS[id] for id in ids_of(text_of(n))] == list(text_of(n))


def test_a_batch_asks_for_the_next_symbol_of_strings_of_all_lengths() -> None:
    batches, counts = Batches(7, 64), Counter[int]()
    for step in range(40):
        batch = batches.draw(step, 0.5)
        for b in range(64):
            length = int((batch.weights[:, b] > 0).sum())
            text = "".join(WORDS[id] for id in batch.read[:length, b]) + WORDS[batch.targets[length - 1, b]]
            n = text.count("a")
            counts[n] += 1
            assert text == text_of(n)
            assert (batch.targets[: length - 1, b] == batch.read[1:length, b]).all()
            assert not batch.weights[length:, b].any()
    assert set(counts) == set(range(1, LONGEST + 1))
    assert max(counts.values()) < 1.4 * min(counts.values())


def test_batches_depend_on_seed_and_step_alone() -> None:
    one, two = Batches(7, 16), Batches(7, 16)
    one.draw(1, 0.1)
    np.testing.assert_array_equal(one.draw(5, 0.5).read, two.draw(5, 0.9).read)
    assert one.digest == two.digest == Batches(8, 16).digest  # the strings are the same, their order is not
    assert not np.array_equal(one.draw(5, 0.5).read, Batches(8, 16).draw(5, 0.5).read)


def test_a_counter_made_by_hand_is_right_as_far_as_is_measured() -> None:
    assert right_to(right(by_hand())) == FARTHEST
    found = counter(by_hand())
    assert found == {
        "unit": 0,
        "per_a": pytest.approx(0.999, abs=1e-3),
        "per_b": pytest.approx(-0.999, abs=1e-3),
        "straight": 1.0,
    }


def test_a_counter_that_loses_a_twentieth_is_right_until_it_is_a_whole_one_off() -> None:
    """At n it is n / 20 short: T is due at c < artanh 0.4 = 0.42, so it comes a step early from n = 12 on."""
    assert right_to(right(by_hand(0.95))) == 11


def test_right_to_is_the_last_before_the_first_that_is_wrong() -> None:
    assert right_to(np.array([True, True, False, True])) == 2
    assert right_to(np.array([False, True])) == 0
    assert right_to(np.array([True, True])) == 2


# The built-in models


@pytest.mark.parametrize("name", NAMES)
def test_the_figures_of_the_card_are_what_is_measured(zoo: Library, name: str) -> None:
    model = zoo.model(name)
    said, found = model.card["figures"], task_of(model.card).evaluate(model.network)
    assert (found["trained"], found["right_to"]) == (said["trained"], said["right_to"])
    assert found["counter"] == pytest.approx(said["counter"], abs=1e-3)


def test_the_lstm_counts_twice_as_far_as_it_was_trained_and_the_rnn_does_not(zoo: Library) -> None:
    lstm, rnn = (zoo.model(name).card["figures"] for name in NAMES)
    assert lstm["trained"] == LONGEST
    assert lstm["right_to"] >= 2 * LONGEST
    assert rnn["right_to"] < 1.5 * LONGEST


def test_one_unit_of_the_lstm_is_a_straight_counter(zoo: Library) -> None:
    found = zoo.model("count-lstm").card["figures"]["counter"]
    assert found["straight"] >= 0.999
    assert found["per_a"] * found["per_b"] < 0
    assert all(0.9 <= abs(found[key]) <= 1.1 for key in ("per_a", "per_b"))
    assert zoo.model("count-rnn").card["figures"]["counter"]["straight"] < 0.99


@pytest.mark.parametrize("name", NAMES)
def test_the_card_tells_of_every_seed_that_was_tried_and_the_best_is_kept(zoo: Library, name: str) -> None:
    card, recipe = zoo.model(name).card, RECIPES[name]
    assert list(card["tried"]) == [str(seed) for seed in range(recipe.seed, recipe.seed + recipe.tries)]
    reached = {seed: figures["right to"] for seed, figures in card["tried"].items()}
    assert reached[str(card["seed"])] == max(reached.values()) == card["figures"]["right_to"]


@pytest.mark.parametrize("name", NAMES)
def test_an_example_beyond_what_is_counted_stops_where_the_network_errs(zoo: Library, name: str) -> None:
    model = zoo.model(name)
    reach = model.card["figures"]["right_to"]
    told = [e for e in model.card["examples"] if e["claim"]["kind"] == "says"]
    for example in told:
        n, t = example["text"].count("a"), example["t"]
        due = "T" if t == 2 * n else "b"
        assert (example["claim"]["text"] == due) == (n <= reach), example["text"]
        assert t == 2 * n or n > reach
    assert any(example["text"].count("a") > LONGEST for example in told)


def test_counting_is_learned_in_a_moment(tmp_path: Path) -> None:
    training = Training(replace(RECIPES["count-lstm"], steps=600, seed=3), tmp_path)
    training.run(lambda _: None)
    assert training.task.watch(training.network())["trained"] >= 9
