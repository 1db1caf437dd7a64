"""The task ``memory``: a nationality is told early, its language is asked for 5 to 60 tokens later.

The article's own example: "I am a Chinese, …, what I speak most is → Chinese". Between the two stand clauses of
many kinds, some of which mention another country. A language is data only: ``zh.json``, ``en.json``.

    opening with the nation · (join · clause)* · stop · ask · ANSWER · tail · closing
                            └──────────── gap tokens ─────┘

Splits: a clause whose crc32 is divisible by five occurs in test sentences only, and a test sentence has only such
clauses; templates with fewer than three such variants are in both. The article's own sentence, with any nation, is in none.
"""

from __future__ import annotations

import itertools
import json
import random
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar

from model.tokenizer import PADDING, UNKNOWN, Tokenizer

Split = Literal["train", "test"]
SHORTEST, LONGEST = 5, 60  # gaps trained on
FEW = 3  # a template with fewer variants to hold out is not split
SLOT = re.compile(r"\{(\w+)\}")
LANGUAGES = ("zh", "en")
SEED = 20_000  # of the sentences to measure with
CLAUSES = 4  # that a reader may put into a sentence


@dataclass(frozen=True)
class Sentence:
    """One generated sentence.

    Attributes:
        words: its tokens.
        key: index of the word that names the nation.
        question: index of the first word that leads to the answer: the stop, then the asking.
        answer: index of the word that is asked for.
        nation: which nation, a row of the language's table.
        distractors: how many clauses mention another country.
    """

    words: tuple[str, ...]
    key: int
    question: int
    answer: int
    nation: int
    distractors: int

    @property
    def gap(self) -> int:
        """The number of tokens strictly between the nation and the answer."""
        return self.answer - self.key - 1


@dataclass(frozen=True)
class Template:
    """A clause with slots, and its variants by split."""

    text: str
    distracting: bool
    variants: dict[Split, list[tuple[str, ...]]]

    @property
    def length(self) -> int:
        return len(self.text.split())


class Memory:
    """The generator of one language."""

    def __init__(self, language: str) -> None:
        self.data: dict[str, Any] = json.loads((Path(__file__).parent / f"{language}.json").read_text("utf-8"))
        self.fields: list[str] = self.data["fields"]
        self.nations: list[list[str]] = self.data["nations"]
        self.slots: dict[str, list[str]] = dict(self.data["slots"])
        for n, name in enumerate(self.fields):
            self.slots[name] = list(dict.fromkeys(row[n] for row in self.nations))
        self.templates = [self._template(c, False) for c in self.data["clauses"]]
        self.distracting = [self._template(c, True) for c in self.data["distractors"]]

    @property
    def key_field(self) -> int:
        return self.fields.index(self.data["key"])

    @property
    def answer_field(self) -> int:
        return self.fields.index(self.data["answer"])

    @cached_property
    def tokenizer(self) -> Tokenizer:
        parts = ("openings", "joins", "stops", "asks", "tails", "closings")
        texts = [text for part in parts for text, _ in self.data[part]]
        texts += self.data["clauses"] + self.data["distractors"]
        texts += [value for values in self.slots.values() for value in values]
        words = {word for text in texts for word in text.split() if not SLOT.fullmatch(word)}
        return Tokenizer(self.data["tokenizer"], (PADDING, UNKNOWN, *sorted(words)), tuple(self.data["aliases"].items()))

    @cached_property
    def classes(self) -> dict[str, list[str]]:
        """Words that may stand in each other's place, by class."""
        return {name: words for name, words in self.slots.items() if not any(" " in w for w in words)}

    @cached_property
    def article(self) -> tuple[str, ...]:
        """The article's sentence as tokens of the vocabulary."""
        return self.canonical(self.data["sentence"])

    @cached_property
    def article_nation(self) -> int:
        """Whose sentence it is, a row of the table."""
        return next(n for n, row in enumerate(self.nations) if row[self.key_field] in self.article)

    @cached_property
    def articles(self) -> list[tuple[str, ...]]:
        """The article's sentence told of each nation in turn; none of them is ever generated."""
        return [self.swapped(self.article, nation) for nation in range(len(self.nations))]

    @cached_property
    def distraction(self) -> dict[str, Any]:
        """What puts another country into a sentence: ready clauses of several kinds, each of a country that shares its language
        with no other.

        They begin as after a full stop and end with a comma, so that they may stand before any clause; ``name`` is the word
        for the country. They belong before the clause that asks for a word of the class ``asked``.
        """
        comma, stop = (text for text, _ in self.data["stops"][:2])
        begin = next(text.split()[1:] for text, _ in self.data["joins"] if text.startswith(stop))
        spoken = [row[self.answer_field] for row in self.nations]
        alone = [row for row in self.nations if spoken.count(row[self.answer_field]) == 1]
        clauses = []
        for n, template in enumerate(self.distracting[:CLAUSES]):
            others = itertools.islice(itertools.cycle(alone), 4 + 3 * n, None)
            words, name = next((v, w) for row in others for v in template.variants["train"] for w in v if w in row)
            text, _ = self.tokenizer.join([self.tokenizer.ids[word] for word in (*begin, *words, comma)])
            clauses.append({"text": text, "name": name})
        return {"asked": self.data["answer"], "clauses": clauses}

    def canonical(self, text: str) -> tuple[str, ...]:
        """A text as the words of the vocabulary that its tokens stand for."""
        return tuple(self.tokenizer.words[token.id] for token in self.tokenizer.tokens(text))

    def swapped(self, words: Sequence[str], nation: int) -> tuple[str, ...]:
        """A sentence with all that belongs to its nation put in another's place."""
        rows = {row[self.key_field]: row for row in self.nations}
        told = next(rows[word] for word in words if word in rows)
        table = dict(zip(told, self.nations[nation], strict=True))
        return tuple(table.get(word, word) for word in words)

    def sentence(self, rng: random.Random, gap: int, split: Split) -> Sentence:
        """A random sentence with exactly ``gap`` tokens between nation and answer, distractors as they come."""
        while True:
            nation = int(rng.random() * len(self.nations))
            stop, ask = _weighted(rng, self.data["stops"]).split(), _weighted(rng, self.data["asks"]).split()
            room = gap - len(stop) - len(ask)
            if room in self._reachable:
                return self._assemble(rng, nation, self._fill(rng, room), [*stop, *ask], split)

    def distracted(self, rng: random.Random, count: int, split: Split) -> Sentence:
        """A random sentence with four neutral clauses and ``count`` that mention another country, mixed."""
        nation = int(rng.random() * len(self.nations))
        chosen = _sample(rng, self.templates, 4) + _sample(rng, self.distracting, count)
        clauses = [(clause, tuple(_weighted(rng, self.data["joins"]).split())) for clause in _shuffled(rng, chosen)]
        words = [*_weighted(rng, self.data["stops"]).split(), *_weighted(rng, self.data["asks"]).split()]
        return self._assemble(rng, nation, clauses, words, split)

    @cache  # noqa: B019 (there is one Memory a language, and it stays)
    def held_out(self, gap: int, count: int) -> list[Sentence]:
        """The sentences to measure with, the same for every network."""
        rng = random.Random(SEED + gap)
        return [self.sentence(rng, gap, "test") for _ in range(count)]

    @cache  # noqa: B019
    def held_out_distracted(self, distractors: int, count: int) -> list[Sentence]:
        """The same with so many clauses that mention another country."""
        rng = random.Random(SEED + distractors)
        return [self.distracted(rng, distractors, "test") for _ in range(count)]

    def _template(self, text: str, distracting: bool) -> Template:
        names = SLOT.findall(text)
        frame = SLOT.sub("{}", text)
        every = [frame.format(*values) for values in itertools.product(*(self.slots[n] for n in names))
                 if len(set(values)) == len(values)]  # fmt: skip
        variants = [tuple(v.split()) for v in every]
        train: list[tuple[str, ...]] = []
        test: list[tuple[str, ...]] = []
        for clause, words in zip(every, variants, strict=True):
            (test if zlib.crc32(clause.encode()) % 5 == 0 else train).append(words)
        split = len(test) >= FEW
        return Template(frame, distracting, {"train": train if split else variants, "test": test if split else variants})

    @cached_property
    def _pieces(self) -> list[tuple[Template, tuple[str, ...], int]]:
        """Every template with every join, and how many tokens the two take."""
        joins = [(tuple(text.split()), weight) for text, weight in self.data["joins"]]
        return [
            (template, join, template.length + len(join))
            for template in (*self.templates, *self.distracting)
            for join, weight in joins
            for _ in range(weight)
        ]

    @cached_property
    def _reachable(self) -> set[int]:
        """The numbers of tokens that clauses can fill exactly."""
        costs = {cost for _, _, cost in self._pieces}
        reachable = {0}
        for n in range(1, 20 * LONGEST):
            if any(n - cost in reachable for cost in costs):
                reachable.add(n)
        return reachable

    def _fill(self, rng: random.Random, room: int) -> list[tuple[Template, tuple[str, ...]]]:
        """Templates and joins that take exactly ``room`` tokens, no template twice while others are left."""
        out: list[tuple[Template, tuple[str, ...]]] = []
        used: set[str] = set()
        tries = 0
        while room:
            template, join, cost = self._pieces[int(rng.random() * len(self._pieces))]
            tries += 1
            if room - cost in self._reachable and (template.text not in used or tries > 200):
                out.append((template, join))
                used.add(template.text)
                room -= cost
        return out

    def _assemble(
        self, rng: random.Random, nation: int, clauses: list[tuple[Template, tuple[str, ...]]], ask: list[str], split: Split
    ) -> Sentence:
        row = dict(zip(self.fields, self.nations[nation], strict=True))
        while True:
            words = self._phrase(rng, _weighted(rng, self.data["openings"]), row)
            key = len(words) - 1
            for template, join in clauses:
                words += [*join, *self._clause(rng, template, split, row)]
            question = len(words)
            words += ask
            answer = len(words)
            words.append(row[self.data["answer"]])
            words += self._phrase(rng, _weighted(rng, self.data["tails"]), row)
            words += self._phrase(rng, _weighted(rng, self.data["closings"]), row)
            if tuple(words) not in self.articles:
                return Sentence(tuple(words), key, question, answer, nation, sum(t.distracting for t, _ in clauses))

    def _clause(self, rng: random.Random, template: Template, split: Split, row: dict[str, str]) -> tuple[str, ...]:
        own = set(row.values()) if template.distracting else set()
        while True:  # another country: not one's own
            words = _pick(rng, template.variants[split])
            if not own.intersection(words):
                return words

    def _phrase(self, rng: random.Random, text: str, row: dict[str, str]) -> list[str]:
        return SLOT.sub(lambda m: row.get(m[1]) or _pick(rng, self.slots[m[1]]), text).split()


@cache
def memory_in(language: str) -> Memory:
    """The generator of a language, made once."""
    return Memory(language)


# Only ``random()`` is promised to give the same numbers in every Python version, so all choices are made with it.


T = TypeVar("T")


def _pick(rng: random.Random, items: Sequence[T]) -> T:
    return items[int(rng.random() * len(items))]


def _weighted(rng: random.Random, items: Sequence[tuple[str, int]]) -> str:
    at = rng.random() * sum(weight for _, weight in items)
    for item, weight in items:
        at -= weight
        if at < 0:
            return item
    return items[-1][0]


def _shuffled(rng: random.Random, items: Sequence[T]) -> list[T]:
    return [item for _, _, item in sorted((rng.random(), n, item) for n, item in enumerate(items))]


def _sample(rng: random.Random, items: Sequence[T], count: int) -> list[T]:
    return _shuffled(rng, items)[:count]
