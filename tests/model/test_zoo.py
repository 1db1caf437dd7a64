"""The built-in models are what their cards say, measured anew from the committed weights."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from model.errors import WeightsError
from model.library import ZOO, Library, Model, read
from model.tasks.memory import SENTENCES
from model.tasks.memory.batches import Batches
from model.tasks.memory.evaluate import telling_unit
from model.tasks.memory.generator import memory_in
from model.trace import Trace
from model.training.cards import task_of
from model.training.recipes import RECIPES, recipe_named

DISTRACTED = "我是一个中国人，我去过法国旅游，认识一个德国人，看过一部日本电影，我最常说"
MEMORY = [name for name, recipe in RECIPES.items() if recipe.task == "memory"]
GATED = [name for name in MEMORY if RECIPES[name].cell != "rnn"]
EACH = pytest.mark.parametrize("name", MEMORY)
ALL = pytest.mark.parametrize("name", RECIPES)


def trace_of(model: Model, text: str) -> Trace:
    return model.network.trace(model.network.embed([t.id for t in model.from_text(text)]))


def probability(model: Model, text: str, word: str) -> float:
    """Of ``word`` as the next one after a text."""
    found = model.words.find(word)
    assert found is not None
    return float(trace_of(model, text).probabilities[-1, found])


@cache
def training_set(language: str, seed: int, size: int) -> Batches:
    """The same for all networks of a family."""
    return Batches(memory_in(language), seed, SENTENCES, size)


def test_every_recipe_has_its_model(zoo: Library) -> None:
    assert set(zoo.models) == set(RECIPES)


class Measured(dict[str, Any]):
    """A model's figures, measured when they are first asked for."""

    def __init__(self, zoo: Library) -> None:
        self.zoo = zoo

    def __missing__(self, name: str) -> Any:
        model = self.zoo.model(name)
        self[name] = task_of(model.card).evaluate(model.network)
        return self[name]


@pytest.fixture(scope="module")
def measured(zoo: Library) -> Measured:
    return Measured(zoo)


@EACH
def test_the_figures_of_the_card_are_what_is_measured(zoo: Library, measured: Measured, name: str) -> None:
    """Accuracies of 1,200 sentences may differ by two of them on another machine's rounding."""
    said = zoo.model(name).card["figures"]
    for table in ("by_gap", "by_distractors"):
        assert measured[name][table].keys() == said[table].keys()
        for key, figure in said[table].items():
            assert measured[name][table][key]["accuracy"] == pytest.approx(figure["accuracy"], abs=2 / 1200)
    assert measured[name]["swap"] == said["swap"]
    assert measured[name]["cell_state"] == pytest.approx(said["cell_state"], abs=1e-3)


@pytest.mark.parametrize("name", GATED)
def test_a_network_with_gates_knows_the_asked_word(measured: Measured, name: str) -> None:
    by_gap, swap = measured[name]["by_gap"], measured[name]["swap"]
    assert all(by_gap[gap]["accuracy"] >= 0.98 for gap in ("5", "10", "20", "30", "40"))
    assert by_gap["60"]["accuracy"] >= 0.95
    assert measured[name]["by_distractors"]["3"]["accuracy"] >= 0.97
    assert swap["right"] == swap["of"]


@pytest.mark.parametrize("name", ["zh-memory-rnn", "en-memory-rnn"])
def test_an_rnn_of_the_same_size_loses_it_on_the_way(measured: Measured, name: str) -> None:
    by_gap, swap = measured[name]["by_gap"], measured[name]["swap"]
    assert by_gap["5"]["accuracy"] >= 0.95
    assert by_gap["60"]["accuracy"] <= 0.5
    assert measured[name]["by_distractors"]["3"]["accuracy"] <= 0.5
    assert len(swap["missed"]) == swap["of"] - swap["right"]  # at the article's own distance it may know them all


def test_an_rnn_with_as_many_parameters_as_the_lstm_forgets_less(zoo: Library, measured: Measured) -> None:
    wide, narrow, lstm = (zoo.model(f"zh-memory-{name}") for name in ("rnn-wide", "rnn", "lstm"))
    assert wide.network.parameters == pytest.approx(lstm.network.parameters, rel=0.01)
    for gap in ("5", "10", "20", "40", "60"):
        assert measured[narrow.name]["by_gap"][gap]["accuracy"] < measured[wide.name]["by_gap"][gap]["accuracy"]


@EACH
def test_the_cell_state_stays_legible(measured: Measured, name: str) -> None:
    assert measured[name]["cell_state"]["quantile_95"] <= 5


def test_the_articles_sentence_is_continued_rightly(zoo: Library) -> None:
    model = zoo.model("zh-memory-lstm")
    start = "我是一个中国人，出生在普通家庭，我最常说"
    assert probability(model, start, "汉语") >= 0.9
    assert probability(model, f"{start}汉语，也喜欢写", "汉字") >= 0.9
    assert probability(model, f"{start}汉语，也喜欢写汉字。我喜欢妈妈做的", "菜") >= 0.95
    assert probability(model, DISTRACTED, "汉语") >= 0.9


@EACH
def test_the_card_names_the_data_it_was_trained_on_and_the_article_is_not_in_it(zoo: Library, name: str) -> None:
    model, recipe = zoo.model(name), recipe_named(name)
    memory = memory_in(str(recipe.language))
    batches = training_set(str(recipe.language), recipe.seed, recipe.batch)
    assert batches.digest == model.card["data"]["sha256"]
    ids = [[model.words.ids[w] for w in article] for article in memory.articles]
    for article in ids:
        found = (batches.lengths == len(article)) & (batches.ids[:, : len(article)] == article).all(axis=1)
        assert not found.any()


@EACH
def test_each_example_stops_before_its_answer_at_the_unit_that_tells_it(zoo: Library, name: str) -> None:
    model = zoo.model(name)
    memory = memory_in(model.card["language"])
    names = [row[memory.key_field] for row in memory.nations]
    assert model.card["examples"][0]["text"] == memory.data["sentence"]
    for example in model.card["examples"]:
        tokens = model.from_text(example["text"])
        assert all(token.known for token in tokens)
        told, asked = tokens[example["word"]], tokens[example["t"] + 1]
        row = memory.nations[names.index(told.text)]
        assert asked.text == row[memory.answer_field]
        others = [model.words.ids[n] for n in names if n != told.text]
        assert example["unit"] == telling_unit(model.network, [t.id for t in tokens], example["t"], example["word"], others)
        said = trace_of(model, example["text"]).top(1)[0][example["t"], 0]
        assert model.words.words[said] == example["claim"]["text"]
        assert said == asked.id or name not in GATED
        for note in example["note"].values():
            assert str(example["t"] - example["word"]) in note


@EACH
def test_the_card_carries_clauses_that_the_network_can_read(zoo: Library, name: str) -> None:
    model = zoo.model(name)
    assert model.card["distraction"] == memory_in(model.card["language"]).distraction
    for clause in model.card["distraction"]["clauses"]:
        assert all(token.known for token in model.from_text(clause["text"]))


@ALL
def test_the_card_is_complete_and_of_the_recipe(zoo: Library, name: str) -> None:
    card, recipe = zoo.model(name).card, recipe_named(name)
    for key in ("title", "task", "data", "licence", "seed", "command", "figures", "examples", "line"):
        assert card[key] not in (None, "", {}, []), key
    assert set(card["title"]) == set(card["line"]) == {"zh", "en"}
    assert set(card["notes"]) in (set(), {"zh", "en"})
    assert (card["hidden"], card["embedding"], card["layers"]) == (recipe.hidden, recipe.embedding, recipe.layers)
    assert recipe.seed <= card["seed"] < recipe.seed + recipe.tries
    assert recipe.name in card["command"]
    for words in card["classes"].values():
        assert all(zoo.model(name).words.find(word) is not None for word in words)


@pytest.mark.parametrize("name", [name for name in RECIPES if name not in MEMORY])
def test_the_card_of_a_toy_names_the_data_it_was_trained_on(zoo: Library, name: str) -> None:
    card, recipe = zoo.model(name).card, recipe_named(name)
    assert task_of(card).batches(card["seed"], recipe.batch).digest == card["data"]["sha256"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"hidden": 47}, "card says"),
        ({"vocabulary": ["<pad>", "<unk>", ",", "."]}, "rows"),
        ({"name": "other"}, "folder"),
        ({"cell": "gro"}, "gro"),
        ({"tokenizer": None}, "TypeError"),
        ({"tokenizer": {"kind": "foo", "aliases": {}}}, "kind 'foo'"),
        ({"tokenizer": {"kind": "word", "aliases": []}}, "AttributeError"),
        ({"tokenizer": {"kind": "word", "aliases": {"q": "nope"}}}, "nope"),
        ({"vocabulary": [1] * 291}, "vocabulary"),
        ({"vocabulary": "x" * 291}, "vocabulary"),
        ({"answer": {"kind": "song"}}, "answer"),
        ({"answer": {"kind": "class", "labels": [{"id": "a"}, {"id": "b"}]}}, "2 outputs"),
        ({"answer": {"kind": "value"}}, "KeyError"),
        ({"examples": None}, "examples"),
    ],
)
def test_a_card_that_does_not_fit_its_weights_is_refused(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    source, copy = ZOO / "en-memory-lstm", tmp_path / "en-memory-lstm"
    copy.mkdir()
    (copy / "weights.safetensors").write_bytes((source / "weights.safetensors").read_bytes())
    card = json.loads((source / "card.json").read_text("utf-8"))
    (copy / "card.json").write_text(json.dumps(card), "utf-8")
    assert read(copy).name == "en-memory-lstm"
    (copy / "card.json").write_text(json.dumps({**card, **change}), "utf-8")
    with pytest.raises(WeightsError, match=says):
        read(copy)
