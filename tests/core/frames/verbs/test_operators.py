"""Arithmetic, comparison and logic against plain Python."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.frames.verbs.arithmetic import arithmetic
from heavywater.core.frames.verbs.choose import ifelse
from heavywater.core.frames.verbs.compare import compare
from heavywater.core.frames.verbs.elementwise import apply_function, round_to, signif
from heavywater.core.frames.verbs.logical import logical, negation
from heavywater.exceptions import H2OTypeError, H2OUserWarning, H2OValueError

NUMBER = st.one_of(st.none(), st.integers(-20, 20).map(float), st.sampled_from([0.5, -2.25, 1e9]))
COLUMN = st.lists(NUMBER, min_size=1, max_size=8)


def frame(values: list[float | None], name: str = "x") -> FrameData:
    return FrameData.from_columns({name: pl.Series(values, dtype=pl.Float64)})


def column(data: FrameData) -> list[float | None]:
    return data.table.to_series(0).to_list()


def quotient(x: float, y: float) -> float | None:
    if y == 0:
        return None if x == 0 else math.copysign(math.inf, x) * math.copysign(1, y)
    return x / y


def whole_quotient(x: float, y: float) -> float | None:
    x, y = math.trunc(x), math.trunc(y)
    return None if y == 0 else float(math.trunc(x / y))


PYTHON: dict[str, Callable[[float, float], float | None]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": quotient,
    "//": whole_quotient,
    "%": lambda x, y: None if y == 0 else math.fmod(x, y),
}


@given(COLUMN, NUMBER, st.sampled_from(sorted(PYTHON)))
def test_arithmetic_is_pythons_with_missing_values(
    values: list[float | None], other: float | None, sign: str
) -> None:
    expected = [None if x is None or other is None else PYTHON[sign](x, other) for x in values]
    assert column(arithmetic(sign, frame(values), other)) == expected
    repeated = frame([other] * len(values))
    assert column(arithmetic(sign, frame(values), repeated)) == expected


@given(COLUMN, NUMBER, st.sampled_from(["<", "<=", ">", ">="]))
def test_order_is_pythons_and_missing_is_in_none(
    values: list[float | None], other: float | None, sign: str
) -> None:
    compare_numbers = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
    expected = [
        int(x is not None and other is not None and compare_numbers[sign](x, other)) for x in values
    ]
    assert column(compare(sign, frame(values), other)) == expected


@given(COLUMN, NUMBER)
def test_missing_equals_missing_only(values: list[float | None], other: float | None) -> None:
    assert column(compare("==", frame(values), other)) == [int(x == other) for x in values]
    assert column(compare("!=", frame(values), other)) == [int(x != other) for x in values]


@given(st.lists(st.sampled_from([None, 0.0, 1.0, 7.0]), min_size=1, max_size=6), st.data())
def test_three_valued_logic(left: list[float | None], draw: st.DataObject) -> None:
    size = len(left)
    right = draw.draw(st.lists(st.sampled_from([None, 0.0, 1.0]), min_size=size, max_size=size))

    def both(x: float | None, y: float | None) -> int | None:
        if x == 0 or y == 0:
            return 0
        return None if x is None or y is None else 1

    def either(x: float | None, y: float | None) -> int | None:
        if x or y:
            return 1
        return None if x is None or y is None else 0

    assert column(logical("&", frame(left), frame(right))) == list(map(both, left, right))
    assert column(logical("|", frame(left), frame(right))) == list(map(either, left, right))
    inverted = [None if x is None else int(not x) for x in left]
    assert column(negation(frame(left))) == inverted


def test_narrow_storage_does_not_overflow() -> None:
    narrow = FrameData.from_columns({"x": pl.Series([200, 255], dtype=pl.UInt8)})
    assert column(arithmetic("+", narrow, narrow)) == [400.0, 510.0]
    assert column(arithmetic("-", 0, narrow)) == [-200.0, -255.0]


def test_single_columns_and_rows_are_repeated() -> None:
    wide = FrameData.from_columns({"a": [1, 2], "b": [3, 4]})
    single = FrameData.from_columns({"s": [10, 20]})
    assert arithmetic("+", single, wide).numeric("b").tolist() == [13, 24]
    assert arithmetic("+", wide, single).names == ["a", "b"]
    row = FrameData.from_columns({"p": [1], "q": [2]})
    assert arithmetic("*", wide, row).numeric("b").tolist() == [6, 8]


def test_shapes_that_do_not_fit() -> None:
    with pytest.raises(H2OValueError, match=r"\(2 x 1\) and \(3 x 1\)"):
        arithmetic("+", frame([1.0, 2.0]), frame([1.0, 2.0, 3.0]))


LEVELS = FrameData.from_columns({"e": EnumColumn(np.array([1, 0, -1]), ["lo", "hi"])})
TEXT = FrameData.from_columns({"s": ["hi", "b", None]})


def test_levels_and_text_compare_with_text() -> None:
    assert column(compare("==", LEVELS, "hi")) == [1, 0, 0]
    assert column(compare("!=", "hi", LEVELS)) == [0, 1, 1]
    assert column(compare("==", LEVELS, "unknown")) == [0, 0, 0]
    assert column(compare("==", TEXT, "hi")) == [1, 0, 0]
    assert column(compare("==", LEVELS, TEXT)) == [1, 0, 1]
    assert column(compare("<", LEVELS, "hi")) == [0, 1, 0]
    assert column(compare(">", "hi", LEVELS)) == [0, 1, 0]


def test_text_has_no_order_and_no_sum() -> None:
    with pytest.raises(H2OValueError, match="not defined for the text in column 's'"):
        compare("<", TEXT, "a")
    with pytest.raises(H2OValueError, match="cannot be applied to text: 's'"):
        arithmetic("+", TEXT, 1)
    with pytest.raises(H2OTypeError, match="not the text 'a'"):
        arithmetic("+", frame([1.0]), "a")


def test_arithmetic_with_levels_is_missing_and_warns() -> None:
    with pytest.warns(H2OUserWarning, match="'e'"):
        assert column(arithmetic("+", LEVELS, 1)) == [None, None, None]


@given(COLUMN, NUMBER, NUMBER)
def test_ifelse_is_pythons(values: list[float | None], yes: float | None, no: float | None) -> None:
    expected = [None if x is None else (yes if x else no) for x in values]
    assert column(ifelse(frame(values), yes, no)) == expected


def test_ifelse_with_text_gives_levels() -> None:
    chosen = ifelse(frame([1.0, 0.0, None]), "a", "b")
    assert chosen.types == {"C1": "enum"}
    assert column(chosen) == ["a", "b", None]
    with pytest.raises(H2OTypeError, match="cannot mix text with numbers"):
        ifelse(frame([1.0]), "a", 1.0)


def test_undefined_results_are_missing() -> None:
    assert column(apply_function("sqrt", frame([-1.0, 4.0, None]))) == [None, 2.0, None]
    assert apply_function("ceil", frame([1.5])).names == ["ceiling(x)"]
    with pytest.raises(H2OValueError, match="Function exp cannot be applied to enum column 'e'"):
        apply_function("exp", LEVELS)


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [(0.5, 0, 0), (1.5, 0, 2), (-2.5, 0, -2), (0.25, 1, 0.3), (-0.55, 1, -0.6), (1250, -2, 1300)],
)
def test_round(value: float, digits: int, expected: float) -> None:
    assert column(round_to(frame([value]), digits)) == [expected]


def test_signif() -> None:
    assert column(signif(frame([123.456, -98765.4, None]), 3)) == [123.0, -98800.0, None]


def test_sides_can_be_anything_operators_take() -> None:
    sides: list[Any] = [1, 1.0, np.float64(1)]
    for side in sides:
        assert column(arithmetic("+", frame([1.0]), side)) == [2.0]
