"""The order of rows by columns, against Python's stable sort."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from heavywater.core.frames.verbs._order import stable_order

LEVELS = ["b", "a", "c"]

ROWS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.sampled_from([-3, 0, 2, 70_000])),
        st.one_of(st.none(), st.sampled_from([0.5, -1.0, 2.5])),
        st.one_of(st.none(), st.sampled_from(LEVELS)),
    ),
    max_size=15,
)


def key(value: Any, falling: bool, behind: bool) -> tuple[bool, float]:
    if value is None:
        return (behind, 0.0)
    place = LEVELS.index(value) if isinstance(value, str) else value
    return (not behind, -place if falling else place)


@given(
    rows=ROWS,
    by=st.lists(st.sampled_from("iel"), min_size=1, unique=True),
    flags=st.lists(st.tuples(st.booleans(), st.booleans()), min_size=3, max_size=3),
    narrow=st.booleans(),
)
def test_as_python_sorts(
    rows: list[tuple[Any, ...]],
    by: list[str],
    flags: list[tuple[bool, bool]],
    narrow: bool,
) -> None:
    if narrow:
        rows = [(None if i is None else min(i, 5), x, e) for i, x, e in rows]
    table = pl.DataFrame(rows, {"i": pl.Int32, "e": pl.Float64, "l": pl.Enum(LEVELS)}, orient="row")
    falling, behind = (list(part[: len(by)]) for part in zip(*flags, strict=True))
    found = stable_order(table, by, falling, behind).to_list()
    expected = sorted(
        range(len(rows)),
        key=lambda row: [
            key(rows[row]["iel".index(name)], down, last)
            for name, down, last in zip(by, falling, behind, strict=True)
        ],
    )
    assert found == expected


def test_far_numbers_and_wide_types() -> None:
    values = np.array([2**62, -(2**62), 0, 2**62], dtype=np.int64)
    assert stable_order(pl.DataFrame({"x": values}), ["x"]).to_list() == [1, 2, 0, 3]
    small = pl.DataFrame({"x": pl.Series([255, 0, 255], dtype=pl.UInt8)})
    assert stable_order(small, ["x"], [True]).to_list() == [0, 2, 1]
    assert stable_order(small.clear(), ["x"]).to_list() == []
