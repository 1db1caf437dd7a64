"""Text → tokens of a closed vocabulary, each with its place in the text; what is not known becomes <unk>.

Places are counted in characters (Unicode code points), as Python counts them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

UNKNOWN = "<unk>"
PADDING = "<pad>"

Kind = Literal["word", "longest", "character"]


@dataclass(frozen=True)
class Token:
    """One token of a text: ``text[start:end]`` is what stands there, ``id`` what the network reads."""

    id: int
    text: str
    known: bool
    start: int
    end: int


@dataclass(frozen=True)
class Tokenizer:
    """A closed vocabulary and the way to cut a text into it.

    Attributes:
        kind: "word" cuts at white space and punctuation; "longest" takes the longest word of the vocabulary
            that begins here, for Chinese written without spaces; "character" takes every character.
        words: the vocabulary, a token's id is its place; holds UNKNOWN.
        aliases: spelling → word of the vocabulary, for instance the ASCII comma → the full-width one.
    """

    kind: Kind
    words: tuple[str, ...]
    aliases: tuple[tuple[str, str], ...] = ()

    @cached_property
    def ids(self) -> dict[str, int]:
        """What can stand in a text → its id: the words but for the reserved ones, and the aliases."""
        ids = {word: n for n, word in enumerate(self.words) if word not in (UNKNOWN, PADDING)}
        return ids | {spelling: ids[word] for spelling, word in self.aliases}

    @cached_property
    def unknown(self) -> int:
        return self.words.index(UNKNOWN)

    @cached_property
    def longest(self) -> int:
        """Length of the longest word, in characters."""
        return max((len(w) for w in self.ids), default=1)

    def tokens(self, text: str) -> list[Token]:
        """Cut a text. Never fails: what is not in the vocabulary is a token with ``known`` False."""
        cut = {"word": _words, "longest": self._longest_matches, "character": _characters}[self.kind]
        out = []
        for start, end in cut(text):
            piece = text[start:end]
            id = self.find(piece)
            out.append(Token(self.unknown if id is None else id, piece, id is not None, start, end))
        return out

    def find(self, word: str) -> int | None:
        """The id of a word, or None. English words are also found in lower case and with a capital."""
        if self.kind != "word":
            return self.ids.get(word)
        spellings = (word, word.lower(), word.capitalize())
        return next((self.ids[w] for w in spellings if w in self.ids), None)

    def token(self, id: int) -> Token:
        """A token that came as an id, without a text around it."""
        word = self.words[id]
        return Token(id, word, word not in (UNKNOWN, PADDING), 0, len(word))

    def join(self, ids: Sequence[int]) -> tuple[str, list[Token]]:
        """Ids → the text they stand for and its tokens with their places in it."""
        text, out = "", []
        for id in ids:
            token = self.token(id)
            if text and self.kind == "word" and re.match(r"\w|<", token.text):
                text += " "
            out.append(Token(id, token.text, token.known, len(text), len(text) + len(token.text)))
            text += token.text
        return text, out

    def _longest_matches(self, text: str) -> Iterator[tuple[int, int]]:
        at = 0
        while at < len(text):
            if text[at].isspace():
                at += 1
                continue
            ends = range(min(at + self.longest, len(text)), at, -1)
            end = next((e for e in ends if text[at:e] in self.ids), None)
            if end is None:  # a run of Latin letters and digits is one unknown word, else one character is
                run = _RUN.match(text, at)
                end = run.end() if run else at + 1
            yield at, end
            at = end


_RUN = re.compile(r"[A-Za-z0-9_]+")
_WORD = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")


def _words(text: str) -> Iterator[tuple[int, int]]:
    return (m.span() for m in _WORD.finditer(text))


def _characters(text: str) -> Iterator[tuple[int, int]]:
    return ((n, n + 1) for n in range(len(text)))
