"""The memory task: sentences that are what they claim to be, in every language."""

from __future__ import annotations

import random
import zlib

import numpy as np
import pytest

from model.tasks.memory.batches import Batches, longest_gap, sentences
from model.tasks.memory.evaluate import wilson
from model.tasks.memory.generator import CLAUSES, FEW, LANGUAGES, LONGEST, SHORTEST, Memory

MEMORIES = {language: Memory(language) for language in LANGUAGES}
EACH = pytest.mark.parametrize("memory", MEMORIES.values(), ids=MEMORIES)


@EACH
def test_the_gap_is_the_exact_number_of_tokens_between(memory: Memory) -> None:
    rng = random.Random(0)
    for gap in (*range(SHORTEST, LONGEST + 1), 80, 200):
        s = memory.sentence(rng, gap, "test")
        row = memory.nations[s.nation]
        assert s.words[s.key] == row[memory.key_field]
        assert s.words[s.answer] == row[memory.answer_field]
        assert len(s.words[s.key + 1 : s.answer]) == gap == s.gap


@EACH
def test_a_generated_sentence_is_cut_into_its_own_words(memory: Memory) -> None:
    rng, space = random.Random(1), "" if memory.tokenizer.kind == "longest" else " "
    for n in range(2000):
        s = memory.sentence(rng, SHORTEST + n % 56, "train" if n % 2 else "test")
        assert memory.canonical(space.join(s.words)) == s.words


@EACH
def test_distractors_name_other_countries_as_often_as_asked(memory: Memory) -> None:
    rng = random.Random(2)
    names = {row[n]: k for k, row in enumerate(memory.nations) for n in range(len(row)) if n != memory.answer_field}
    for count in range(6):
        for _ in range(50):
            s = memory.distracted(rng, count, "test")
            between = [names[w] for w in s.words[s.key + 1 : s.answer] if w in names]
            assert len(between) == count == s.distractors
            assert s.nation not in between


@EACH
def test_what_puts_another_country_into_a_sentence_was_trained_on(memory: Memory) -> None:
    clauses, spoken = memory.distraction["clauses"], [row[memory.answer_field] for row in memory.nations]
    trained = {variant for template in memory.distracting for variant in template.variants["train"]}
    begin = {join.split()[-1] for join, _ in memory.data["joins"]} & {"我"}
    assert len({clause["name"] for clause in clauses}) == len(clauses) == CLAUSES
    for clause in clauses:
        *words, comma = memory.canonical(clause["text"])
        assert comma in memory.data["stops"][0]
        assert tuple(words[len(begin) :]) in trained
        (row,) = (row for row in memory.nations if clause["name"] in row)
        assert clause["name"] in words
        assert spoken.count(row[memory.answer_field]) == 1
        assert clause["name"] not in "".join(memory.article)
    assert memory.distraction["asked"] in memory.classes


@EACH
def test_a_held_out_clause_is_never_trained_on(memory: Memory) -> None:
    split = 0
    for template in (*memory.templates, *memory.distracting):
        train, test = set(template.variants["train"]), set(template.variants["test"])
        held_out = {v for v in train | test if zlib.crc32(" ".join(v).encode()) % 5 == 0}
        if len(held_out) >= FEW:
            split += 1
            assert test == held_out
            assert not train & test
        else:
            assert train == test
    assert split > len(memory.templates) / 2


@EACH
def test_the_articles_sentence_is_not_in_the_training_set_whatever_the_nation(memory: Memory) -> None:
    assert len(memory.articles) == len(memory.nations)
    assert memory.article in memory.articles
    trained = {s.words for s in sentences(memory, 20_000)}
    assert not trained & set(memory.articles)


@EACH
def test_the_article_would_come_up_if_it_were_not_left_out(memory: Memory) -> None:
    """So the test above can fail: the same frame with other words is generated."""
    rng, own = random.Random(3), memory.article
    gap = own.index(memory.nations[memory.article_nation][memory.answer_field]) - own.index(
        memory.nations[memory.article_nation][memory.key_field]
    ) - 1  # fmt: skip
    lengths = {len(memory.sentence(rng, gap, "train").words) for _ in range(500)}
    assert len(own) in lengths


@EACH
def test_swapping_the_nation_swaps_all_that_hangs_on_it(memory: Memory) -> None:
    other = (memory.article_nation + 5) % len(memory.nations)
    swapped = memory.swapped(memory.article, other)
    assert not set(memory.nations[memory.article_nation]) & set(swapped)
    told = [n for n, word in enumerate(memory.nations[memory.article_nation]) if word in memory.article]
    assert len(told) == 3  # who, in which language, and one thing more
    assert {memory.nations[other][n] for n in told} <= set(swapped)
    assert memory.swapped(swapped, memory.article_nation) == memory.article


@EACH
def test_batches_depend_on_seed_and_step_alone(memory: Memory) -> None:
    one, two = Batches(memory, 7, 600, 16), Batches(memory, 7, 600, 16)
    assert one.digest == two.digest
    one.draw(1, 0.1)
    for step in (0, 5):
        first, second = one.draw(step, 0.5), two.draw(step, 0.5)
        assert (first.read == second.read).all()
        assert (first.targets == second.targets).all()
    other = Batches(memory, 8, 600, 16)
    assert other.digest == one.digest  # the sentences are the same, their order is not
    assert not np.array_equal(one.draw(5, 0.5).read, other.draw(5, 0.5).read)


@EACH
def test_a_batch_asks_for_the_next_word_and_weighs_the_asked_one_five_times(memory: Memory) -> None:
    batch = Batches(memory, 7, 600, 16).draw(3, 1.0)
    unknown, answers = memory.tokenizer.unknown, set()
    for b in range(16):
        weights = batch.weights[:, b]
        length = int((weights > 0).sum())
        assert (weights[:length] > 0).all()
        (asked,) = (weights == 5).nonzero()[0]
        answers.add(memory.tokenizer.words[batch.targets[asked, b]])
        kept = batch.read[1:length, b] != unknown
        assert (batch.read[1:length, b][kept] == batch.targets[: length - 1, b][kept]).all()
    assert answers <= {row[memory.answer_field] for row in memory.nations}


@EACH
def test_about_two_words_in_a_hundred_are_unknown(memory: Memory) -> None:
    batches = Batches(memory, 7, 2000, 64)
    drawn = [batches.draw(step, 1.0) for step in range(40)]
    unknown = sum(int((b.read == memory.tokenizer.unknown).sum()) for b in drawn)
    read = sum(int((b.weights > 0).sum()) for b in drawn)
    assert 0.017 < unknown / read < 0.023
    assert not any((b.targets == memory.tokenizer.unknown).any() for b in drawn)


@EACH
def test_the_curriculum_begins_with_short_gaps(memory: Memory) -> None:
    batches = Batches(memory, 7, 3000, 64)
    assert [longest_gap(progress) for progress in (0.0, 0.15, 0.7, 1.0)] == pytest.approx([8, 8, 60, 60])
    early = max((batches.draw(step, 0.1).weights > 0).sum(axis=0).max() for step in range(20))
    late = max((batches.draw(step, 1.0).weights > 0).sum(axis=0).max() for step in range(20))
    assert early < 40 < late


@pytest.mark.parametrize(("right", "of", "low", "high"), [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)])
def test_wilsons_interval_is_that_of_the_tables(right: int, of: int, low: float, high: float) -> None:
    """81 of 263: Newcombe 1998, table I, method 3."""
    assert wilson(right, of) == pytest.approx((low, high), abs=5e-5)
