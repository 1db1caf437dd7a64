"""The task of order: facts that are true to their form, shuffles that are none, and a network that cannot tell them apart."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.cells import cell_named
from model.cells.mean import MEAN
from model.library import Library
from model.network import Network
from model.tasks.order import KINDS, Batches, measure
from model.tasks.order.facts import Facts, Kind
from model.training.cards import task_of
from model.training.loop import Training
from model.training.loss import Batch, loss_and_gradients
from model.training.parameters import Parameters, initialise, shapes_of
from model.training.recipes import RECIPES
from tests.model.helpers import random_network

FACTS = Facts("zh")
TOLD = [words for fact in (*FACTS.told("train"), *FACTS.told("test")) for words in fact]
NAMES = ("order-plain", "order-rnn", "order-lstm")


def test_a_fact_is_told_in_three_orders_of_the_same_words() -> None:
    assert len(FACTS.told("train")) > 45
    for fact in (*FACTS.told("train"), *FACTS.told("test")):
        assert len(set(fact)) == 3
        assert len({frozenset(Counter(words).items()) for words in fact}) == 1
    assert len(set(TOLD)) == len(TOLD)


def test_every_sentence_is_cut_into_its_own_words() -> None:
    assert [FACTS.canonical("".join(words)) for words in TOLD] == TOLD
    assert {len(words) for words in TOLD} == {8, 9}  # so that some are filled up


def test_facts_are_held_out_but_none_of_their_words() -> None:
    trained = {words for fact in FACTS.told("train") for words in fact}
    held_out = {words for fact in FACTS.told("test") for words in fact}
    assert not trained & held_out
    assert {word for words in held_out for word in words} <= {word for words in trained for word in words}
    roles = [{fact[n] for fact in FACTS.data["train"]} for n in range(4)]
    assert all(fact[n] in roles[n] for fact in FACTS.data["test"] for n in range(4))


@pytest.mark.parametrize("kind", KINDS)
def test_a_shuffle_has_the_same_words_in_an_order_that_tells_nothing(kind: Kind) -> None:
    rng = random.Random(1)
    for words in TOLD * 5:
        out = FACTS.shuffled(rng, words, kind)
        assert sorted(out) == sorted(words)
        assert out not in TOLD
        assert FACTS.canonical("".join(out)) == out
        if kind == "swapped":
            assert sum(a != b for a, b in zip(out, words, strict=True)) == 2


def test_batches_depend_on_seed_and_step_alone() -> None:
    one, two = Batches(FACTS, 7, 16), Batches(FACTS, 7, 16)
    one.draw(1, 0.1)
    assert one.digest == two.digest
    np.testing.assert_array_equal(one.draw(5, 0.5).read, two.draw(5, 0.9).read)
    assert not np.array_equal(one.draw(5, 0.5).read[:8], one.draw(6, 0.5).read[:8])
    assert not np.array_equal(one.draw(5, 0.5).read[:8], Batches(FACTS, 8, 16).draw(5, 0.5).read[:8])


def test_a_batch_asks_at_the_last_word_of_pairs_of_the_same_words() -> None:
    words, unknown = FACTS.tokenizer.words, FACTS.tokenizer.unknown
    trained = {words for fact in FACTS.told("train") for words in fact}
    whole = 0
    for step in range(20):
        batch = Batches(FACTS, 7, 32).draw(step, 0.5)
        assert batch.lengths is not None
        for b, length in enumerate(batch.lengths):
            assert np.flatnonzero(batch.weights[:, b]).tolist() == [length - 1]
            assert batch.targets[length - 1, b] == b % 2
        for b in range(0, 32, 2):
            one, other = (batch.read[: batch.lengths[n], n] for n in (b, b + 1))
            if unknown not in one and unknown not in other:
                whole += 1
                assert tuple(words[id] for id in one) in trained
                assert tuple(words[id] for id in other) not in trained
                assert sorted(one) == sorted(other)
    assert whole > 100


def test_about_three_words_in_a_hundred_are_unknown() -> None:
    batches = Batches(FACTS, 7, 64)
    drawn = [batches.draw(step, 0.5) for step in range(60)]
    unknown = sum(int(((b.read == FACTS.tokenizer.unknown) & b.inside).sum()) for b in drawn)
    assert unknown / sum(int(b.inside.sum()) for b in drawn) == pytest.approx(0.03, abs=0.004)


@pytest.mark.parametrize("cell", ["mean", "lstm"])
def test_what_is_filled_up_behind_a_sentence_changes_nothing(cell: str) -> None:
    kind = cell_named(cell)
    p = Parameters(shapes_of(kind, len(FACTS.tokenizer.words), 4, 4, 1, 2), np.float64)
    initialise(p, 0, 1.0)
    batch = Batches(FACTS, 7, 16).draw(2, 0.5)
    assert batch.lengths is not None
    assert set(batch.lengths) == {8, 9}
    again = Batch(batch.read.copy(), batch.targets, batch.weights, batch.lengths)
    again.read[-1, batch.lengths == 8] = 5  # another word where nothing is read
    found = [loss_and_gradients(p, kind, 1, one, 0.1) for one in (batch, again)]
    assert found[0][0] == pytest.approx(found[1][0], abs=1e-14)
    for name, view in found[0][1].by_name.items():
        np.testing.assert_allclose(view, found[1][1][name], atol=1e-14)


def plain(seed: int) -> Network:
    return random_network(MEAN, len(FACTS.tokenizer.words), 8, 8, 1, seed)


@pytest.mark.parametrize("seed", range(3))
def test_the_mean_is_right_in_half_of_all_pairs_whatever_its_weights(seed: int) -> None:
    """A theorem: a sum knows no order. (The network says two labels, so all but two rows of the output are dropped.)"""
    network = plain(seed)
    network = replace(network, W_out=network.W_out[:2], b_out=network.b_out[:2])
    assert measure(network, FACTS, "train", 3)["accuracy"] == 0.5
    assert measure(network, FACTS, "test", 3)["accuracy"] == 0.5


def test_whoever_always_says_one_label_is_right_in_half_of_all_pairs() -> None:
    network = replace(plain(0), W_out=np.zeros((2, 8)), b_out=np.array([0.0, 1.0]))
    assert measure(network, FACTS, "test", 2) == {"ordered": 0.0, "swapped": 1.0, "mixed": 1.0, "accuracy": 0.5}


# The built-in models


@pytest.mark.parametrize("name", NAMES)
def test_the_figures_of_the_card_are_what_is_measured(zoo: Library, name: str) -> None:
    model = zoo.model(name)
    said, found = model.card["figures"], task_of(model.card).evaluate(model.network)
    assert found.keys() == said.keys()
    for split, figures in said.items():
        assert found[split] == pytest.approx(figures, abs=2e-3)


@pytest.mark.parametrize("split", ["trained", "held_out"])
def test_the_mean_is_exactly_a_coin_and_the_others_know(zoo: Library, split: str) -> None:
    figures = {name: zoo.model(name).card["figures"][split] for name in NAMES}
    assert figures["order-plain"]["accuracy"] == 0.5
    for name in NAMES[1:]:
        assert figures[name]["accuracy"] >= 0.99
        assert figures[name]["swapped"] >= 0.98


def test_all_have_the_same_size_where_they_have_a_size() -> None:
    sizes = {(RECIPES[n].hidden, RECIPES[n].embedding, RECIPES[n].steps, RECIPES[n].rate, RECIPES[n].batch) for n in NAMES}
    assert len(sizes) == 1


def test_order_is_learned_in_a_moment(tmp_path: Path) -> None:
    training = Training(replace(RECIPES["order-rnn"], steps=250), tmp_path)
    training.run(lambda _: None)
    assert training.task.watch(training.network())["held out"] > 0.9
