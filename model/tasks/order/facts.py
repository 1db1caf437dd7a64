"""Sentences of facts, in order and shuffled: 地球上最高的山是珠穆朗玛峰.

A fact is four words or names X, Y, Z, W; it can be told in three orders (``zh.json``), all of which are Chinese. Any other
order of the same words is called shuffled: half of them are two words that changed places, half are whole sentences mixed.

Splits: the facts under ``test`` are never trained on, but each of their words is, in another fact.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Protocol

from model.tokenizer import PADDING, UNKNOWN, Tokenizer

Split = Literal["train", "test"]
Kind = Literal["swapped", "mixed"]
Words = tuple[str, ...]


class Chance(Protocol):
    """``random.Random`` and NumPy's generators alike."""

    def random(self) -> float: ...


class Facts:
    """The facts of one language. Raises: OSError when there are none."""

    def __init__(self, language: str) -> None:
        self.data: dict[str, Any] = json.loads((Path(__file__).parent / f"{language}.json").read_text("utf-8"))

    def told(self, split: Split) -> list[list[Words]]:
        """For each fact its sentences, one in each order."""
        return [self._in_order(fact) for fact in self.data[split]]

    def _in_order(self, fact: Sequence[str]) -> list[Words]:
        filled = dict(zip(self.data["slots"], fact, strict=True))
        return [tuple(order.format(**filled).split()) for order in self.data["orders"]]

    @cached_property
    def tokenizer(self) -> Tokenizer:
        words = {word for split in ("train", "test") for told in self.told(split) for word in told[0]}
        return Tokenizer(self.data["tokenizer"], (PADDING, UNKNOWN, *sorted(words)))

    @cached_property
    def classes(self) -> dict[str, list[str]]:
        """Words that may stand in each other's place, by slot."""
        facts = [*self.data["train"], *self.data["test"]]
        columns = {slot: dict.fromkeys(fact[n] for fact in facts) for n, slot in enumerate(self.data["slots"])}
        return {slot: [word for word in words if " " not in word] for slot, words in columns.items()}

    @cached_property
    def _told(self) -> set[Words]:
        return {words for split in ("train", "test") for told in self.told(split) for words in told}

    def shuffled(self, chance: Chance, words: Words, kind: Kind) -> Words:
        """The same words in an order that tells nothing, and that is cut into the same words again."""
        while True:
            places = list(range(len(words)))
            if kind == "swapped":
                one, two = int(chance.random() * len(words)), int(chance.random() * len(words))
                places[one], places[two] = two, one
            else:
                places.sort(key=[chance.random() for _ in words].__getitem__)
            out = tuple(words[n] for n in places)
            if out not in self._told and self.canonical("".join(out)) == out:
                return out

    def canonical(self, text: str) -> Words:
        """A text as the words of the vocabulary that its tokens stand for."""
        return tuple(self.tokenizer.words[token.id] for token in self.tokenizer.tokens(text))
