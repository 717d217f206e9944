from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.frames.verbs import arrange
from heavywater.core.frames.verbs.combine import cbind, rbind
from heavywater.core.frames.verbs.names import rename, with_names
from heavywater.exceptions import H2OTypeError, H2OValueError

DATA = FrameData.from_columns({"a": [3, 1, None], "b": [1.5, 2.5, 3.5]})


def test_cbind_numbers_names_that_occur_again() -> None:
    bound = cbind(DATA, [DATA, DATA.select(["a"]), 5])
    assert bound.names == ["a", "b", "a0", "b0", "a1", "5.0"]
    assert bound.numeric("5.0").tolist() == [5, 5, 5]


def test_cbind_needs_equal_rows() -> None:
    with pytest.raises(H2OValueError, match="2 rows to a frame with 3 rows"):
        cbind(DATA, [FrameData.from_columns({"c": [1, 2]})])


def test_rbind_unites_numbers_and_levels() -> None:
    narrow = FrameData.from_columns(
        {"n": pl.Series([1], dtype=pl.UInt8), "e": EnumColumn(np.array([0]), ["b"])}
    )
    wide = FrameData.from_columns({"n": [-2.5], "e": EnumColumn(np.array([1]), ["a", "c"])})
    stacked = rbind(narrow, [wide, narrow])
    assert stacked.table.rows() == [(1.0, "b"), (-2.5, "c"), (1.0, "b")]
    assert stacked.domain("e") == ["b", "a", "c"]  # as in H2O: those of the first, then others


def test_rbind_keeps_the_order_of_domains_that_are_not_sorted() -> None:
    first = FrameData.from_columns({"e": EnumColumn(np.array([0]), ["lo", "hi"])})
    second = FrameData.from_columns({"e": EnumColumn(np.array([1]), ["lo", "mid"])})
    assert rbind(first, [second]).domain("e") == ["lo", "hi", "mid"]


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"a": [1]}, "1 columns to a frame with 2 columns"),
        ({"b": [1], "a": [1]}, "names must match"),
        ({"a": [1], "b": ["x"]}, "'b' is real in the first frame and string"),
    ],
)
def test_rbind_refuses_frames_that_are_not_alike(other: dict[str, list], message: str) -> None:
    with pytest.raises(H2OValueError, match=message):
        rbind(DATA, [FrameData.from_columns(other)])


def test_rename() -> None:
    assert rename(DATA, {"a": "x", -1: "y", "unknown": "z"}).names == ["x", "y"]
    with pytest.raises(H2OValueError, match="'b' occurs twice"):
        rename(DATA, {"a": "b"})
    with pytest.raises(H2OValueError, match="1 names were given for 2 columns"):
        with_names(DATA, ["x"])
    with pytest.raises(H2OTypeError, match="not 1"):
        with_names(DATA, ["x", 1])  # type: ignore[list-item]


def test_sort_puts_missing_values_first_and_is_stable() -> None:
    assert arrange.sort(DATA, "a", []).numeric("b").tolist() == [3.5, 2.5, 1.5]
    assert arrange.sort(DATA, ["a"], [False]).numeric("b").tolist() == [3.5, 1.5, 2.5]
    with pytest.raises(H2OValueError, match="one entry for each of the 1 columns"):
        arrange.sort(DATA, ["a"], [True, False])


def test_rows_without_missing_values_or_duplicates() -> None:
    assert arrange.na_omit(DATA).nrow == 2
    doubled = rbind(DATA, [DATA])
    assert arrange.drop_duplicates(doubled, ["a", "b"], "first").nrow == 3


def test_transpose_and_which() -> None:
    turned = arrange.transpose(DATA)
    assert turned.names == ["C1", "C2", "C3"]
    assert turned.numeric("C2").tolist() == [1.0, 2.5]
    found = arrange.which(FrameData.from_columns({"m": [0, 1, None, 1]}))
    assert found.numeric("C1").tolist() == [1, 3]


def test_scale() -> None:
    scaled = arrange.scale(DATA, True, True)
    assert scaled.numeric("b").tolist() == [-1.0, 0.0, 1.0]
    given = arrange.scale(DATA, [1, 0.5], False)
    assert given.numeric("b").tolist() == [1.0, 2.0, 3.0]
