"""Tokens cover what a text says, with their places, and never fail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.tokenizer import PADDING, UNKNOWN, Kind, Tokenizer

CHINESE = Tokenizer("longest", (PADDING, UNKNOWN, "中国", "中国人", "我", "是", "一个", "，"), ((",", "，"),))
ENGLISH = Tokenizer("word", (PADDING, UNKNOWN, "I", "speak", "French", "my", ".", "don't"))
LETTERS = Tokenizer("character", (PADDING, UNKNOWN, "a", "b", "\n"))


def read(tokenizer: Tokenizer, text: str) -> list[str]:
    return [t.text if t.known else f"?{t.text}" for t in tokenizer.tokens(text)]


def test_the_longest_word_wins() -> None:
    assert read(CHINESE, "我是一个中国人") == ["我", "是", "一个", "中国人"]
    assert read(CHINESE, "中国是中国") == ["中国", "是", "中国"]


def test_unknown_characters_are_one_token_each_and_latin_runs_one_together() -> None:
    assert read(CHINESE, "我爱abc123吗") == ["我", "?爱", "?abc123", "?吗"]


@pytest.mark.parametrize("tokenizer", [CHINESE, ENGLISH], ids=["longest", "word"])
@pytest.mark.parametrize("sign", ["👩‍👩‍👧", "🇫🇷", "👍🏽", "❤️"])
def test_what_looks_like_one_sign_is_one_token(tokenizer: Tokenizer, sign: str) -> None:
    assert [t.text for t in tokenizer.tokens(f"{sign} {sign}")] == [sign, sign]


def test_white_space_is_no_token_but_counts_for_places() -> None:
    tokens = CHINESE.tokens(" 我\n\t是 中国")
    assert [(t.text, t.start, t.end) for t in tokens] == [("我", 1, 2), ("是", 4, 5), ("中国", 6, 8)]


@pytest.mark.parametrize("tokenizer", [CHINESE, ENGLISH], ids=["longest", "word"])
def test_a_mark_after_white_space_is_a_token_of_its_own(tokenizer: Tokenizer) -> None:
    assert read(tokenizer, " \u0300 ") == ["?\u0300"]


def test_an_alias_is_read_as_the_word_it_stands_for_and_shown_as_written() -> None:
    (token,) = CHINESE.tokens(",")
    assert (token.id, token.text, token.known) == (7, ",", True)


def test_english_is_cut_at_white_space_and_punctuation() -> None:
    assert read(ENGLISH, "I speak French.My dog, don't!") == ["I", "speak", "French", ".", "My", "?dog", "?,", "don't", "?!"]


def test_english_words_are_found_whatever_their_capitals() -> None:
    assert [t.id for t in ENGLISH.tokens("SPEAK Speak speak french My i")] == [3, 3, 3, 4, 5, 2]


def test_every_character_is_a_token() -> None:
    assert read(LETTERS, "ab\nx") == ["a", "b", "\n", "?x"]


def test_reserved_words_cannot_be_typed() -> None:
    assert not any(t.known for t in CHINESE.tokens("<unk><pad>"))
    assert not any(t.known for t in LETTERS.tokens("<unk>"))


@pytest.mark.parametrize("tokenizer", [CHINESE, ENGLISH, LETTERS], ids=["longest", "word", "character"])
@given(text=st.text())
def test_any_text_is_cut_into_pieces_in_order_that_miss_nothing_but_white_space(tokenizer: Tokenizer, text: str) -> None:
    at = 0
    for token in tokenizer.tokens(text):
        assert token.start >= at
        assert not text[at : token.start].strip()
        assert token.end > token.start
        assert text[token.start : token.end] == token.text
        assert token.known == (token.id != tokenizer.unknown)
        at = token.end
    assert not text[at:].strip()


@pytest.mark.parametrize(("kind", "sentence"), [("longest", "我是一个中国人，我是"), ("word", "I speak French. my")])
def test_ids_become_a_text_that_is_cut_into_the_same_ids(kind: Kind, sentence: str) -> None:
    tokenizer = CHINESE if kind == "longest" else ENGLISH
    tokens = tokenizer.tokens(sentence)
    text, again = tokenizer.join([t.id for t in tokens])
    assert text == sentence
    assert again == tokens
