from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.frames.verbs.assign import assign, with_column
from heavywater.exceptions import H2OColumnError, H2OTypeError, H2OValueError

DATA = FrameData.from_columns(
    {
        "small": pl.Series([1, 2, 3], dtype=pl.UInt8),
        "text": ["x", None, "z"],
        "level": EnumColumn(np.array([0, 1, -1]), ["no", "yes"]),
        "time": pl.Series([0, 1000, None], dtype=pl.Int64).cast(pl.Datetime("ms")),
    }
)
MASK = FrameData.from_columns({"m": [1, 0, None]})


def values(data: FrameData, name: str) -> list[Any]:
    return data.column(name).to_list()


def test_the_frame_given_stays_as_it_is() -> None:
    assign(DATA, None, "small", 9)
    assert values(DATA, "small") == [1, 2, 3]


@pytest.mark.parametrize(
    ("value", "kind"),
    [(7, "int"), (2.5, "real"), ("a", "string"), (None, "int"), (True, "int")],
)
def test_new_column_takes_the_values_type(value: Any, kind: str) -> None:
    assert with_column(DATA, "new", value).type_of("new") == kind


def test_whole_column_takes_a_number_whatever_it_was() -> None:
    for name in DATA.names:
        assert values(assign(DATA, None, name, 4), name) == [4, 4, 4]


def test_whole_column_set_to_missing_keeps_its_type() -> None:
    for name, kind in DATA.types.items():
        changed = assign(DATA, None, name, None)
        assert changed.column(name).null_count() == 3
        assert changed.type_of(name) == kind


@pytest.mark.parametrize("rows", [MASK, 0, [0], slice(0, 1), range(1), [True, False, False]])
def test_some_rows_by_every_selector(rows: Any) -> None:
    assert values(assign(DATA, rows, "small", 50), "small") == [50, 2, 3]


@pytest.mark.parametrize("value", [300, -1, 2.5, 1e12])
def test_narrow_storage_widens(value: float) -> None:
    assert values(assign(DATA, 1, "small", value), "small") == [1, value, 3]


def test_levels_of_the_domain_can_be_assigned() -> None:
    changed = assign(DATA, [1, 2], "level", "no")
    assert values(changed, "level") == ["no", "no", "no"]
    assert changed.domain("level") == ["no", "yes"]


def test_frame_values() -> None:
    two = FrameData.from_columns({"a": [10, 20]})
    assert values(assign(DATA, slice(1, None), "small", two), "small") == [1, 10, 20]
    whole = FrameData.from_columns({"a": [7, 8, 9]})
    assert values(assign(DATA, MASK, "small", whole), "small") == [7, 2, 3]
    both = FrameData.from_columns({"a": [7, 8, 9], "b": ["p", "q", "r"]})
    changed = assign(DATA, None, ["text", "new"], both)
    assert values(changed, "text") == [7, 8, 9]
    assert values(changed, "new") == ["p", "q", "r"]


def test_new_column_in_some_rows_is_missing_elsewhere() -> None:
    assert values(assign(DATA, MASK, "new", "a"), "new") == ["a", None, None]


def test_time_takes_milliseconds() -> None:
    changed = assign(DATA, 0, "time", 5000)
    assert changed.type_of("time") == "time"
    assert changed.numeric("time")[0] == 5000


@pytest.mark.parametrize(
    ("rows", "columns", "value", "error", "message"),
    [
        (None, "level", "maybe", H2OValueError, "not in its domain"),
        (0, "level", "yess", H2OValueError, "Did you mean 'yes'"),
        (0, "level", 1, H2OValueError, "categorical column 'level'"),
        (None, "small", "a", H2OValueError, "numeric column 'small'"),
        (0, "small", "a", H2OValueError, "asnumeric|ascharacter"),
        (0, "text", 1, H2OValueError, "text column 'text'"),
        (None, 4, 1, H2OColumnError, "no column at position 4"),
        (None, "new", {"a": 1}, H2OTypeError, "a frame or a list"),
        (None, "new", [1, 2], H2OValueError, "2 values cannot go into 3 rows"),
        (MASK, "small", [1, 2], H2OValueError, "2 values cannot go into 1 rows"),
        (9, "small", 1, H2OValueError, "no row at position 9"),
    ],
)
def test_what_does_not_fit_is_refused(
    rows: Any, columns: Any, value: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        assign(DATA, rows, columns, value)


@given(st.lists(st.integers(-99, 99), min_size=1, max_size=10), st.data())
def test_assigning_is_pythons(numbers: list[int], draw: st.DataObject) -> None:
    data = FrameData.from_columns({"x": numbers})
    positions = st.integers(-len(numbers), len(numbers) - 1)
    where, value = draw.draw(positions), draw.draw(st.integers(-(2**40), 2**40))
    expected = list(numbers)
    expected[where] = value
    assert assign(data, where, "x", value).numeric("x").tolist() == expected
