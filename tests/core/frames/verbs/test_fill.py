"""Filling and classing; values as recorded from H2O-3 3.46.0.12."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.frames.verbs import fill, impute
from heavywater.core.frames.verbs.arrange import matrix_product
from heavywater.exceptions import H2OValueError

NUMBERS = FrameData.from_columns({"a": [7, -7, None, None, 5], "b": [3, 3, None, -2, 1]})
LEVELS = FrameData.from_columns({"e": EnumColumn(np.array([1, 0, 1, -1]), ["a", "b"])})


def test_neighbours() -> None:
    once = fill.fill_from_neighbours(NUMBERS, "forward", 0, 1)
    assert once.table["a"].to_list() == [7, -7, -7, None, 5]
    back = fill.fill_from_neighbours(NUMBERS, "backward", 0, 2)
    assert back.table["a"].to_list() == [7, -7, 5, 5, 5]
    across = fill.fill_from_neighbours(NUMBERS, "backward", 1, 1)
    assert across.table["a"].to_list() == [7, -7, None, -2, 5]
    with pytest.raises(H2OValueError, match="'forward' or 'backward'"):
        fill.fill_from_neighbours(NUMBERS, "ffill", 0, 1)


def test_impute() -> None:
    filled, used = impute.impute(NUMBERS, ["a"], "mean", "interpolate", None)
    assert used[0] == pytest.approx(5 / 3)
    assert math.isnan(used[1])
    assert filled.table["a"].null_count() == 0
    assert filled.table["b"].null_count() == 1
    filled, used = impute.impute(LEVELS, ["e"], "mode", "interpolate", None)
    assert used == [1.0]
    assert filled.table["e"].to_list() == ["b", "a", "b", "b"]
    counted = FrameData.from_columns({"a": [3.5, 1, 3.5, 1, None], "b": [None] * 5})
    filled, used = impute.impute(counted, ["a", "b"], "mode", "interpolate", None)
    assert used[0] == filled.table["a"][4] == 1.0
    assert math.isnan(used[1])
    filled, _ = impute.impute(NUMBERS, ["a", "b"], "mean", "interpolate", [0, 9])
    assert filled.table.row(2) == (0.0, 9.0)
    with pytest.raises(H2OValueError, match="Did you mean 'median'"):
        impute.impute(NUMBERS, ["a"], "medium", "interpolate", None)


def test_match_and_difference() -> None:
    only = NUMBERS.select(["a"])
    assert fill.match(only, [7, 5], math.nan, 1).table["C1"].to_list() == [1, None, None, None, 2]
    assert fill.match(LEVELS, ["b"], 0, 1).table["C1"].to_list() == [1, 0, 1, 0]
    assert fill.difference(only).table["a"].to_list() == [None, -14, None, None, None]


@pytest.mark.parametrize(
    ("lowest", "right", "expected"),
    [
        (False, True, [None, "(-2.0,0.0]", "(0.0,3.0]", None]),
        (True, True, ["[-2.0,0.0]", "(-2.0,0.0]", "(0.0,3.0]", None]),
        (False, False, ["[-2.0,0.0)", "[0.0,3.0)", None, None]),
        (True, False, ["[-2.0,0.0)", "[0.0,3.0]", "[0.0,3.0]", None]),
    ],
)
def test_classes(lowest: bool, right: bool, expected: list[str | None]) -> None:
    data = FrameData.from_columns({"x": [-2, 0, 3, 4]})
    found = fill.cut(data, [-2, 0, 3], None, lowest, right, 3).table["x"].to_list()
    if lowest and right:
        expected = [level and level.replace("(-2.0", "[-2.0") for level in expected]
    assert found == expected


def test_classes_with_labels() -> None:
    found = fill.cut(NUMBERS.select(["b"]), [-5, 0, 3], ["neg", "pos"], False, True, 3)
    assert found.table["b"].to_list() == ["pos", "pos", None, "neg", "pos"]
    assert found.domain("b") == ["neg", "pos"]
    with pytest.raises(H2OValueError, match="1 labels were given for 2 classes"):
        fill.cut(NUMBERS.select(["b"]), [-5, 0, 3], ["one"], False, True, 3)
    with pytest.raises(H2OValueError, match="two different breaks"):
        fill.cut(NUMBERS.select(["b"]), [1, 1], None, False, True, 3)


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=10))
def test_every_value_is_in_the_class_that_its_label_says(values: list[int]) -> None:
    breaks, labels = [-3, 0, 2], ["low", "high"]
    found = fill.cut(FrameData.from_columns({"x": values}), breaks, labels, False, True, 3)
    expected = ["low" if -3 < v <= 0 else "high" if 0 < v <= 2 else None for v in values]
    assert found.table["x"].to_list() == expected


def test_matrix_product() -> None:
    left = FrameData.from_columns({"a": [1, 2], "b": [3, 4]})
    product = matrix_product(left, left)
    assert product.table.rows() == [(7.0, 15.0), (10.0, 22.0)]
    with pytest.raises(H2OValueError, match="2 x 2 and 5 x 2"):
        matrix_product(left, NUMBERS)


def test_classes_may_share_a_level() -> None:
    # H2O has the level twice.
    data = FrameData.from_columns({"m": [1, 4, 12]})
    found = fill.cut(data, [0, 2, 6, 12], ["Winter", "Spring", "Winter"], False, True, 3)
    assert found.domain("m") == ["Winter", "Spring"]
    assert found.column("m").to_list() == ["Winter", "Spring", "Winter"]
