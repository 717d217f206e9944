from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs import select
from heavywater.exceptions import H2OColumnError, H2OTypeError, H2OValueError

DATA = FrameData.from_columns({"a": [1, 2, 3], "b": [4, 5, 6], "c": ["x", None, "z"]})


@pytest.mark.parametrize(
    ("selector", "names"),
    [
        ("b", ["b"]),
        (0, ["a"]),
        (-1, ["c"]),
        (np.int64(1), ["b"]),
        (["c", "a"], ["c", "a"]),
        ([0, "c"], ["a", "c"]),
        ([True, False, True], ["a", "c"]),
        (slice(None, 2), ["a", "b"]),
        (slice(-1, None), ["c"]),
        (range(1, 3), ["b", "c"]),
        ([], []),
    ],
)
def test_columns_by_every_selector(selector: Any, names: list[str]) -> None:
    assert select.select_columns(DATA, selector).names == names


def test_column_selected_twice_gets_a_number() -> None:
    assert select.select_columns(DATA, ["a", "a", "a"]).names == ["a", "a0", "a1"]


@pytest.mark.parametrize(
    ("selector", "error", "message"),
    [
        ("aa", H2OColumnError, "Did you mean 'a'"),
        (3, H2OColumnError, "no column at position 3"),
        (["a", "d"], H2OColumnError, "no column 'd'"),
        (1.5, H2OTypeError, "not by float 1.5"),
        (None, H2OTypeError, "not by NoneType"),
        ([True], H2OValueError, r"frame\[list, :\]"),
        (slice("a", None), H2OTypeError, "ends of a slice"),
    ],
)
def test_bad_column_selectors_say_what_is_wrong(
    selector: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        select.select_columns(DATA, selector)


@pytest.mark.parametrize(
    ("selector", "values"),
    [
        (1, [2]),
        (-1, [3]),
        ([2, 0, 2], [3, 1, 3]),
        ([True, False, True], [1, 3]),
        (slice(1, None), [2, 3]),
        (slice(None, None, -1), [3, 2, 1]),
        (range(2), [1, 2]),
        ([-1], [2, 3]),
        ([-1, -3], [2]),
        ([], []),
        (FrameData.from_columns({"m": [1, None, 0]}), [1]),
    ],
)
def test_rows_by_every_selector(selector: Any, values: list[int]) -> None:
    assert select.select(DATA, selector, "a").numeric("a").tolist() == values


@pytest.mark.parametrize(
    ("selector", "error", "message"),
    [
        (3, H2OValueError, "no row at position 3"),
        ([0, -1], H2OValueError, "not both"),
        ([0, "a"], H2OTypeError, "not by 'a'"),
        ([True], H2OValueError, "one entry for each of the 3 rows"),
        ("a", H2OTypeError, "not by str"),
        (FrameData.from_columns({"m": [1, 0]}), H2OValueError, "has 2 rows"),
        (FrameData.from_columns({"m": [1, 2, 0]}), H2OValueError, "other values than 0, 1"),
        (FrameData.from_columns({"m": ["a", "b", "c"]}), H2OTypeError, "of type string"),
        (FrameData.from_columns({"m": [1, 0, 1], "n": [1, 0, 1]}), H2OValueError, "one column"),
    ],
)
def test_bad_row_selectors_say_what_is_wrong(
    selector: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        select.select_rows(DATA, selector)


def test_cells_are_floats_or_text() -> None:
    assert select.cell(DATA, 0, "a") == 1.0
    assert select.cell(DATA, -1, "c") == "z"
    assert select.cell(DATA, 1, "c") == "NA"


def test_drop_columns_and_rows() -> None:
    assert select.drop_columns(DATA, ["a", 2]).names == ["b"]
    assert select.drop_rows(DATA, [0, -1]).numeric("a").tolist() == [2]


def test_head_and_tail_of_short_frames() -> None:
    assert select.head(DATA, 10, 200).nrow == 3
    assert select.tail(DATA, 1, 2).numeric("a").tolist() == [3]
    assert select.tail(DATA, 1, 2).names == ["a", "b"]


SMALL = st.lists(st.one_of(st.none(), st.integers(-9, 9)), min_size=1, max_size=12)


@given(SMALL, st.data())
def test_row_selection_is_pythons(values: list[int | None], draw: st.DataObject) -> None:
    data = FrameData.from_columns({"x": np.array([np.nan if v is None else v for v in values])})
    ends = st.one_of(st.none(), st.integers(-15, 15))
    chosen = slice(draw.draw(ends), draw.draw(ends), draw.draw(st.sampled_from([None, 1, 2, -1])))
    assert data_list(select.select_rows(data, chosen)) == values[chosen]
    flags = draw.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values)))
    kept = [value for value, taken in zip(values, flags, strict=True) if taken]
    mask = FrameData.from_columns({"m": [int(flag) for flag in flags]})
    assert data_list(select.select_rows(data, flags)) == kept
    assert data_list(select.select_rows(data, mask)) == kept


def data_list(data: FrameData) -> list[int | None]:
    return [None if np.isnan(v) else int(v) for v in data.numeric("x")]
