"""The table of decimals says what rounding says."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.decimals import as_json

SMALL = st.floats(-9.984375, 9.984375, width=32)


@given(rows=st.integers(1, 5).flatmap(lambda H: st.lists(st.lists(SMALL, min_size=H, max_size=H), min_size=1, max_size=5)))
@pytest.mark.parametrize("digits", range(5))
def test_numbers_are_rounded_and_valid_json(digits: int, rows: list[list[float]]) -> None:
    values = np.array(rows, np.float32)
    text = as_json(values, digits)
    if text is None:  # 9.98 rounds to 10 where there are few digits
        assert np.abs(values).max() > 10 - 0.51 * 10.0**-digits
    else:
        np.testing.assert_allclose(np.array(json.loads(text)), values, atol=0.5001 * 10.0**-digits + 1e-6)


@pytest.mark.parametrize("values", [[[10.0]], [[-10.0]], [[9.99996]], [[float("nan")]], [[float("inf")]], [[]]])
def test_what_does_not_fit_the_table_is_left_to_others(values: list[list[float]]) -> None:
    assert as_json(np.array(values), 4) is None


def test_five_decimals_are_left_to_others() -> None:
    assert as_json(np.zeros((1, 1)), 5) is None


def test_zero_has_no_sign_and_numbers_stand_in_columns() -> None:
    assert as_json(np.array([[-0.00001, 0.5], [-9.9999, 1]]), 4) == b"[[ 0.0000, 0.5000],[-9.9999, 1.0000]]"
