"""The models at hand: every folder with a card and weights, read and checked once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np

from model import weights
from model.errors import (
    ExplorerError,
    NotOneToken,
    TokenOutOfRange,
    UnknownModel,
    UnknownWord,
    WeightsError,
    WrongInput,
    WrongInputSize,
)
from model.graph import Array
from model.network import Network
from model.tokenizer import UNKNOWN, Kind, Token, Tokenizer
from model.trace import check_finite
from model.training.recipes import RECIPES

ZOO = Path(__file__).parent / "zoo"
ANSWERS = ("next_token", "class", "value")


@dataclass(frozen=True)
class Model:
    """A network with what it takes to talk to it.

    Attributes:
        card: as in ``card.json``, without the vocabulary, with ``largest_x``.
        tokenizer: None for a network that reads numbers.
        data: the weights file as it is.
    """

    name: str
    card: dict[str, Any]
    network: Network
    tokenizer: Tokenizer | None
    data: bytes

    @property
    def answer(self) -> str:
        """What the network says at each step: one of ANSWERS."""
        return str(self.card["answer"]["kind"])

    @property
    def sayings(self) -> Sequence[str]:
        """What each number of the output is the logit of: the words, or the ids of the labels; none where it is a value."""
        if self.answer == "class":
            return [label["id"] for label in self.card["answer"]["labels"]]
        return self.words.words if self.answer == "next_token" else ()

    @property
    def words(self) -> Tokenizer:
        """The tokenizer. Raises: WrongInput for a network that reads numbers."""
        if self.tokenizer is None:
            raise WrongInput(self.name, "words", "numbers (inputs)")
        return self.tokenizer

    def from_text(self, text: str) -> list[Token]:
        return self.words.tokens(text)

    def from_ids(self, ids: Sequence[int]) -> list[Token]:
        """Raises: TokenOutOfRange, WrongInput."""
        size = len(self.words.words)
        for index, id in enumerate(ids):
            if not 0 <= id < size:
                raise TokenOutOfRange(self.name, index, id, size)
        return self.words.join(ids)[1]

    def from_numbers(self, rows: Sequence[Sequence[float]]) -> Array:
        """(T, D) input vectors for a network that reads numbers. Raises: WrongInput, WrongInputSize, NotFinite."""
        if self.tokenizer is not None:
            raise WrongInput(self.name, "numbers", "words (text or tokens)")
        for index, row in enumerate(rows):
            if len(row) != self.network.D:
                raise WrongInputSize(self.name, index, len(row), self.network.D)
        x = np.array(rows, dtype=np.float64)
        check_finite(x, "the input")
        return x

    def one_word(self, text: str) -> Token:
        """A word that can be answered. Raises: NotOneToken, UnknownWord, WrongInput."""
        token = self.one_token(text)
        if not token.known:
            raise UnknownWord(self.name, token.text)
        return token

    def one_token(self, token: str | int) -> Token:
        """Raises: NotOneToken for a text that is none or several, TokenOutOfRange, WrongInput."""
        tokens = self.from_ids([token]) if isinstance(token, int) else self.from_text(token)
        if len(tokens) != 1:
            raise NotOneToken(len(tokens))
        return tokens[0]


class Library:
    """The models by name, in the order in which they were given."""

    def __init__(self, models: Iterable[Model]) -> None:
        self.models = {model.name: model for model in models}

    def model(self, name: str) -> Model:
        """Raises: UnknownModel."""
        if name not in self.models:
            raise UnknownModel(name, list(self.models))
        return self.models[name]


def load(folder: Path = ZOO) -> Library:
    """Read every model of a folder, in the order of the recipes, then by name. Raises: WeightsError, naming the model."""
    order = {name: n for n, name in enumerate(RECIPES)}
    folders = sorted((card.parent for card in folder.glob("*/card.json")), key=lambda f: (order.get(f.name, len(order)), f.name))
    return Library(read(one) for one in folders)


def _tokenizer(words: list[str], cut: dict[str, Any]) -> Tokenizer:
    """Raises: WeightsError when the vocabulary is none."""
    if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words) or UNKNOWN not in words:
        raise WeightsError(f"the vocabulary is not a list of words with {UNKNOWN} among them")
    if cut["kind"] not in get_args(Kind):
        raise WeightsError(f"the tokenizer is of kind {cut['kind']!r}; expected one of {', '.join(get_args(Kind))}")
    if missing := set(cut["aliases"].values()) - set(words):
        raise WeightsError(f"aliases stand for words that are not in the vocabulary: {sorted(missing)[:5]}")
    return Tokenizer(cut["kind"], tuple(words), tuple(cut["aliases"].items()))


def _outputs(answer: dict[str, Any], words: list[str] | None) -> int:
    """How many numbers an answer of this kind takes."""
    if answer["kind"] == "next_token":
        return len(words or ())
    return len(answer["labels" if answer["kind"] == "class" else "names"])


def read(folder: Path) -> Model:
    """Read one model's folder. Raises: WeightsError when card and weights do not fit each other."""
    folder = folder.resolve()
    try:
        return _read(folder)
    except (OSError, LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise WeightsError(f"model {folder.name}: {type(error).__name__}: {error}", name=folder.name) from error
    except ExplorerError as error:
        raise WeightsError(f"model {folder.name}: {error.message}", name=folder.name) from error


def _read(folder: Path) -> Model:
    card: dict[str, Any] = json.loads((folder / "card.json").read_text("utf-8"))
    data = (folder / "weights.safetensors").read_bytes()
    network = weights.parse(data, card["cell"])
    words: list[str] | None = card.pop("vocabulary", None)
    tokenizer = None if words is None else _tokenizer(words, card["tokenizer"])
    if card["answer"]["kind"] not in ANSWERS or not isinstance(card["examples"], list) or not isinstance(card["figures"], dict):
        raise WeightsError("the card's answer, examples or figures are not what they should be")
    rows = None if network.embedding is None else len(network.embedding)
    if rows != (None if words is None else len(words)):
        raise WeightsError(f"the embedding has {rows} rows, the vocabulary {len(words or ())} words")
    if (outputs := _outputs(card["answer"], words)) != len(network.b_out):
        raise WeightsError(f"the card's answer has {outputs} outputs, the weights {len(network.b_out)}")
    if words is None and len(card["inputs"]) != network.D:
        raise WeightsError(f"the card names {len(card['inputs'])} inputs; the weights read {network.D}")
    said = (card["layers"], card["hidden"], card["embedding"], card["parameters"])
    if said != (network.L, network.H, network.D, network.parameters):
        raise WeightsError(f"the card says layers, hidden, embedding, parameters = {said}, which the weights are not")
    if card["name"] != folder.name:
        raise WeightsError(f"the card's name is {card['name']!r}; expected the folder's")
    card["largest_x"] = network.largest_embedded  # for the scale of x, the same whatever the sentence
    return Model(folder.name, card, network, tokenizer, data)
