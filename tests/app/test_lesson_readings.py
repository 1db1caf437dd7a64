"""States of a lesson that show readings or the loop: that the check finds what is wrong with them."""

from __future__ import annotations

from typing import Any

import pytest

from app.lessons.values import VALUES
from model.library import Library

MADE = {
    "models": ["zh-memory-rnn", "zh-memory-lstm"], "opening": "我是一个中国人，", "clauses": ["出生在普通家庭，", "养了三只猫，"],
    "closing": "我最常说", "distance": 2, "distract": 1, "expects": "汉语", "tools": ["distance", "distract", "swap"],
}  # fmt: skip
WHOLE = {
    "models": ["order-plain", "order-rnn"], "text": "地球上最高的山是珠穆朗玛峰", "expects": "ordered", "tools": ["shuffle"],
}  # fmt: skip


@pytest.mark.parametrize("state", [MADE, WHOLE], ids=["of clauses", "whole"])
def test_sound_readings_pass(zoo: Library, state: dict[str, Any]) -> None:
    assert list(VALUES["readings"](state, zoo)) == []


@pytest.mark.parametrize(
    ("state", "change", "told"),
    [
        (MADE, {"models": []}, "one to 4"),
        (MADE, {"models": "zh-memory-rnn"}, "one to 4"),
        (MADE, {"models": ["zh-memory-lost"]}, "zh-memory-lost"),
        (MADE, {"models": ["zh-memory-rnn", "en-memory-rnn"]}, "do not read and say the same"),
        (MADE, {"models": ["order-rnn", "zh-memory-rnn"]}, "distract is 1; expected 0…0"),
        (MADE, {"text": "我是一个中国人"}, "either text"),
        (MADE, {"distance": 3}, "distance is 3; expected 0…2"),
        (MADE, {"distract": 5}, "distract is 5; expected 0…4"),
        (MADE, {"clauses": [], "distance": 0}, "distance needs clauses"),
        (MADE, {"tools": ["shuffle"]}, "shuffle needs a text"),
        (MADE, {"tools": ["spell"]}, "no tool 'spell'"),
        (MADE, {"expects": "哑语"}, "zh-memory-rnn never says '哑语'"),
        (MADE, {"clauses": ["住在火星，"], "distance": 1}, "does not know 火, 星"),
        (WHOLE, {"tools": ["distract"]}, "closing and a model"),
        (WHOLE, {"expects": "true"}, "order-plain never says 'true'"),
        (WHOLE, {"models": ["adding-rnn"]}, "adding-rnn"),
        (WHOLE, {"distance": 0}, "a text has no clauses"),
    ],
)
def test_readings_that_cannot_be_are_found(zoo: Library, state: dict[str, Any], change: dict[str, Any], told: str) -> None:
    assert any(told in problem for problem in VALUES["readings"]({**state, **change}, zoo))


@pytest.mark.parametrize(("unrolled", "sound"), [(0, True), (0.5, True), (True, True), (1.5, False), (-1, False), ("all", False)])
def test_a_loop_is_unrolled_between_nothing_and_all(zoo: Library, unrolled: object, sound: bool) -> None:
    problems = list(VALUES["loop"]({"model": "zh-memory-rnn", "text": "我是一个中国人", "unrolled": unrolled}, zoo))
    assert (problems == []) == sound


def test_a_loop_that_reads_nothing_is_found(zoo: Library) -> None:
    assert list(VALUES["loop"]({"model": "zh-memory-rnn"}, zoo)) == ["text missing"]
