"""The vocabulary of types that scripts for H2O-3 check with."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import heavywater as h2o
from heavywater.exceptions import H2OTypeError, H2OValueError
from heavywater.utils.typechecks import (
    NOT,
    BoundInt,
    BoundNumeric,
    Dict,
    Enum,
    I,
    Tuple,
    U,
    assert_is_type,
    assert_matches,
    assert_satisfies,
    h2oframe,
    is_type,
    numeric,
    numpy_ndarray,
    pandas_dataframe,
)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (1, int),
        (np.int64(3), int),
        (1.5, float),
        (1, numeric),
        (np.float32(1), numeric),
        (None, None),
        ("a", U(int, str)),
        ([1, 2], [int]),
        ([1, "a"], [int, str]),
        ((1, "a"), (int, str)),
        ((1, 2, 3), Tuple(int)),
        ({"a": 1}, {"a": int}),
        ({"a": 1}, Dict(a=int, b=str)),
        (3, I(int, BoundInt(1, 5))),
        ("a", NOT(int)),
        (2.5, BoundNumeric(0, 3)),
        ("mean-squared", Enum("MeanSquared")),
        ("auto", "auto"),
        (2, {1, 2}),
        (np.zeros(1), numpy_ndarray),
        (pd.DataFrame(), pandas_dataframe),
    ],
)
def test_what_is_of_a_type(value, kind):
    assert is_type(value, kind)
    assert_is_type(value, kind)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (True, int),
        (True, numeric),
        (1, float),
        (0, None),
        ([1, None], [int]),
        ((1, 2), (int,)),
        ({"a": 1, "c": 2}, Dict(a=int)),
        ({}, {"a": int}),
        (7, BoundInt(1, 5)),
        (1, NOT(int)),
        (1, True),
        ("b", Enum("a")),
        ([], numpy_ndarray),
    ],
)
def test_what_is_not(value, kind):
    assert not is_type(value, kind)
    with pytest.raises(H2OTypeError, match="must be"):
        assert_is_type(value, kind)


def test_frames():
    assert is_type(h2o.H2OFrame({"x": [1]}), h2oframe)
    assert not is_type([1], h2oframe)


def test_messages():
    with pytest.raises(H2OTypeError, match=r"'1' \(of type str\); it must be int or list of float"):
        assert_is_type("1", int, [float])
    with pytest.raises(H2OTypeError, match="my words"):
        assert_is_type("1", int, message="my words")
    with pytest.raises(H2OValueError, match="pattern"):
        assert_matches("abc", r"\d")
    assert assert_matches("abc", "ab").end() == 2
    with pytest.raises(H2OValueError, match="too small"):
        assert_satisfies(1, False, "too small")
