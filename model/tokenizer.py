"""Text → tokens of a closed vocabulary, each with its place in the text; what is not known becomes <unk>.

Places are counted in characters (Unicode code points), as Python counts them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

UNKNOWN = "<unk>"
PADDING = "<pad>"

Kind = Literal["word", "longest", "character"]


class Token(NamedTuple):
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
    def lengths(self) -> dict[str, list[int]]:
        """First character → how long the words are that begin with it, longest first."""
        out: dict[str, set[int]] = {}
        for word in self.ids:
            out.setdefault(word[0], set()).add(len(word))
        return {first: sorted(lengths, reverse=True) for first, lengths in out.items()}

    def tokens(self, text: str) -> list[Token]:
        """Cut a text. Never fails: what is not in the vocabulary is a token with ``known`` False."""
        cut = {"word": _words, "longest": self._longest_matches, "character": _characters}[self.kind]
        find, unknown, out = self.find, self.unknown, []
        for start, end in cut(text):
            piece = text[start:end]
            id = find(piece)
            out.append(Token(unknown, piece, False, start, end) if id is None else Token(id, piece, True, start, end))
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
        at, ids, lengths = 0, self.ids, self.lengths
        while at < len(text):
            first = text[at]
            for length in lengths.get(first, ()):
                end = at + length
                if end <= len(text) and text[at:end] in ids:
                    yield at, end
                    at = end
                    break
            else:  # a run of Latin letters and digits is one unknown word, else one character is
                if first.isspace():
                    at += 1  # alone: a mark that follows a space is something to read
                    continue
                run = _RUN.match(text, at)
                end = run.end() if run else _CLUSTER.match(text, at).end()  # type: ignore[union-attr]
                yield at, end
                at = end


_RUN = re.compile(r"[A-Za-z0-9_]+")
_JOINED = "(?:[\u0300-\u036f\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]|(?<=\u200d).)*"  # marks, skins, what a joiner joins
_FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
_CLUSTER = re.compile(f"{_FLAG}|.{_JOINED}", re.DOTALL)
_WORD = re.compile(rf"\w+(?:['’]\w+)*|{_FLAG}|[^\w\s]{_JOINED}", re.DOTALL)


def _words(text: str) -> Iterator[tuple[int, int]]:
    return (m.span() for m in _WORD.finditer(text))


def _characters(text: str) -> Iterator[tuple[int, int]]:
    return ((n, n + 1) for n in range(len(text)))
