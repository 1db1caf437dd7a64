"""How well a network does the memory task, and which of its units tell the story."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from model import claims
from model.graph import Array
from model.network import Network
from model.scales import memory as memory_of
from model.tasks.memory.generator import Memory, Sentence

EVALUATED_GAPS = (5, 10, 20, 30, 40, 60, 80, 100, 150, 200)  # trained on are those to 60
DISTRACTORS = (0, 1, 2, 3, 4, 5)
COUNT = 1200  # sentences a figure
SURE = 0.9  # of a network that can be said to remember
Figures = dict[str, dict[str, float]]


def wilson(right: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share. Reference: Wilson 1927."""
    share, spread = right / of, z * z / of
    centre = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / of + spread / of / 4) / (1 + spread)
    return max(0.0, centre - half), min(1.0, centre + half)


def right_answers(network: Network, memory: Memory, sentences: Sequence[Sentence]) -> int:
    """In how many sentences the asked word is the most likely of the whole vocabulary."""
    ids = memory.tokenizer.ids
    read = np.zeros((max(s.answer for s in sentences), len(sentences)), np.intp)
    for column, s in enumerate(sentences):
        read[: s.answer, column] = [ids[word] for word in s.words[: s.answer]]
    h = network.hidden(read)
    last = np.stack([h[s.answer - 1, :, column] for column, s in enumerate(sentences)])
    said = network.read_out(last).argmax(axis=1)
    return sum(int(said[n]) == ids[s.words[s.answer]] for n, s in enumerate(sentences))


def _figures(
    network: Network, memory: Memory, keys: Iterable[int], make: Callable[[int, int], Sequence[Sentence]], count: int
) -> Figures:
    out: Figures = {}
    for key in keys:
        right = right_answers(network, memory, make(key, count))
        low, high = wilson(right, count)
        out[str(key)] = {"accuracy": round(right / count, 4), "low": round(low, 4), "high": round(high, 4)}
    return out


def by_gap(network: Network, memory: Memory, gaps: Iterable[int], count: int = COUNT) -> Figures:
    """Accuracy of the asked word, with its interval, on held-out clauses: gap → figures."""
    return _figures(network, memory, gaps, memory.held_out, count)


def by_distractors(network: Network, memory: Memory, count: int = COUNT) -> Figures:
    """The same by how many clauses mention another country, among four that do not."""
    return _figures(network, memory, DISTRACTORS, memory.held_out_distracted, count)


def swap_test(network: Network, memory: Memory) -> dict[str, Any]:
    """The article's sentence told of each nation in turn: is the asked word right?"""
    ids, missed = memory.tokenizer.ids, []
    for nation, words in enumerate(memory.articles):
        name, answer = memory.nations[nation][memory.key_field], memory.nations[nation][memory.answer_field]
        trace = network.trace(network.embed([ids[word] for word in words]))
        said = memory.tokenizer.words[int(trace.top(1)[0][words.index(answer) - 1, 0])]
        if said != answer:
            missed.append({"nation": name, "said": said, "expected": answer})
    return {"right": len(memory.articles) - len(missed), "of": len(memory.articles), "missed": missed}


def cell_state(network: Network, memory: Memory) -> dict[str, float]:
    """How large |c| (or |h|) is on the article's sentence: the 95 % quantile and the largest."""
    trace = network.trace(network.embed([memory.tokenizer.ids[word] for word in memory.article]))
    c = np.abs(trace.node(memory_of(network.cell), network.L - 1))
    return {"quantile_95": round(float(np.quantile(c, 0.95)), 4), "largest": round(float(c.max()), 4)}


def telling_unit(network: Network, ids: Sequence[int], t: int, word: int, others: Sequence[int]) -> int:
    """The unit that carries token number ``word`` to step t: it never loses the difference that the word makes.

    Swap the word for each of the others; at every step from the word to t, a unit's c (or h) changes so and so much on
    average. The unit whose smallest change is the largest; of the last layer, which is the one that answers.
    """

    def cells(tokens: Sequence[int]) -> Array:
        return network.trace(network.embed(tokens)).node(memory_of(network.cell), network.L - 1)[word:]

    original = cells(ids[: t + 1])
    changes = [np.abs(cells([*ids[:word], other, *ids[word + 1 : t + 1]]) - original) for other in others]
    return int(np.mean(changes, axis=0).min(axis=0).argmax())


def examples(network: Network, memory: Memory, example: dict[str, Any]) -> dict[str, Any]:
    """One example of the card: the text, the step before its answer, the word that decides, the unit that tells it.

    Its claim is what this network says there, right or wrong.
    """
    words = memory.canonical(example["text"])
    keys = {row[memory.key_field]: row for row in memory.nations}
    word = next(n for n, w in enumerate(words) if w in keys)
    answer = words.index(keys[words[word]][memory.answer_field])
    ids = [memory.tokenizer.words.index(w) for w in words]
    others = [memory.tokenizer.ids[row] for row in keys if row != words[word]]
    facts = {"gap": answer - word - 1, "word": words[word]}
    best, probabilities = network.trace(network.embed(ids)).top(1)
    said, p = memory.tokenizer.words[int(best[answer - 1, 0])], float(probabilities[answer - 1, 0])
    kind = "lost" if said != words[answer] else "unsure" if p < SURE else "note"
    note = example.get(kind, example["note"])
    return {
        "text": example["text"],
        "t": answer - 1,
        "stop": None,
        "word": word,
        "unit": telling_unit(network, ids, answer - 1, word, others),
        "note": {language: text.format(**facts) for language, text in note.items()},
        "claim": claims.says(answer - 1, said, p),
    }
