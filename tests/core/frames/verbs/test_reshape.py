"""Long and wide tables, ranks: H2O-3 3.46.0.12's answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs.reshape import melt
from heavywater.exceptions import H2OValueError
from heavywater.frame import H2OFrame


def rows(frame: H2OFrame) -> list[tuple]:
    return frame._data.table.rows()


def long(index, values):
    columns = {"i": index, "c": ["x", "y", "x", "x"], "v": values}
    return H2OFrame(columns, column_types={"c": "enum"})


def test_pivot_takes_the_first_of_several_values():
    wide = long([1, 1, 2, 1], [1.5, 2, 3, 9]).pivot(index="i", column="c", value="v")
    assert wide.names == ["i", "x", "y"]
    assert rows(wide) == [(1, 1.5, 2.0), (2, 3.0, None)]


def test_pivot_of_whole_numbers_and_times():
    columns = {"i": [3, 1, 3], "n": [10, -2, 10], "t": ["2020-01-02", "2020-01-01", None]}
    frame = H2OFrame(columns | {"v": [1, 2, 3]}, column_types={"t": "time"})
    wide = frame.pivot("i", "n", "v")
    assert wide.names == ["i", "-2", "10"]
    assert rows(wide) == [(1, 2, None), (3, None, 1)]
    names = ["i", "2020-01-01T00:00:00.000Z", "2020-01-02T00:00:00.000Z"]
    assert frame.pivot("i", "t", "v").names == names


def test_pivot_refuses_what_makes_no_table():
    frame = long([1, 1, 2, 1], [1.5, 2, 3, 9])
    with pytest.raises(H2OValueError, match="must be of levels, whole numbers or times"):
        frame.pivot("i", "v", "c")
    frame.names = ["x", "c", "v"]
    with pytest.raises(H2OValueError, match="two columns 'x'"):
        frame.pivot("x", "c", "v")


WIDE = H2OFrame({"id": [1, 2], "a": [1.5, None], "b": [3, 4]})


def test_melt():
    assert WIDE.melt(["id"]).types == {"id": "int", "variable": "enum", "value": "real"}
    assert rows(WIDE.melt(["id"])) == [
        (1, "a", 1.5), (1, "b", 3.0), (2, "a", None), (2, "b", 4.0),
    ]  # fmt: skip
    some = WIDE.melt(["id"], ["b", "a"], var_name="name", value_name="number", skipna=True)
    assert some.names == ["id", "name", "number"]
    assert rows(some) == [(1, "b", 3.0), (1, "a", 1.5), (2, "b", 4.0)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"id_vars": []}, "id_vars is empty"),
        ({"id_vars": ["id"], "var_name": "id"}, "two columns of the name 'id'"),
    ],
)
def test_melt_refuses(arguments, message):
    with pytest.raises(H2OValueError, match=message):
        WIDE.melt(**arguments)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20))
def test_melt_keeps_every_cell(pairs):
    data = FrameData.from_columns(
        {"row": range(len(pairs)), "a": [a for a, _ in pairs], "b": [b for _, b in pairs]}
    )
    cells = melt(data, ["row"], None, "variable", "value", skip_missing=False).table.rows()
    assert cells == [(i, n, v) for i, p in enumerate(pairs) for n, v in zip("ab", p, strict=True)]


def test_rep_len():
    frame = H2OFrame({"a": [1, 2, 3], "b": [4, 5, 6.5]})
    assert rows(frame["a"].rep_len(5)) == [(1,), (2,), (3,), (1,), (2,)]
    assert frame.rep_len(5).names == ["C1", "C2", "C3", "C4", "C5"]
    assert rows(frame.rep_len(3))[0] == (1, 4.0, 1)


RANKED = H2OFrame(
    {"g": ["a", "a", "b", "b", "b"], "h": [1, 1, 1, 2, 1], "x": [3, 1, 2, None, 5]},
    column_types={"g": "enum"},
)


def test_rank_within_group_by():
    ranked = RANKED.rank_within_group_by(["g"], ["x"], new_col_name="r")
    assert rows(ranked) == [
        ("a", 1, 1, 1), ("a", 1, 3, 2), ("b", 2, None, None), ("b", 1, 2, 1), ("b", 1, 5, 2),
    ]  # fmt: skip
    falling = RANKED.rank_within_group_by("g", "x", ascending=[False], sort_cols_sorted=True)
    assert falling.names[-1] == "New_Rank_column"
    assert [row[-1] for row in rows(falling)] == [None, 1, 1, 2, 2]


def test_rank_refuses():
    with pytest.raises(H2OValueError, match="one entry for each of the 1 columns"):
        RANKED.rank_within_group_by("g", "x", ascending=[True, False])
    with pytest.raises(H2OValueError, match="column 'h' already"):
        RANKED.rank_within_group_by("g", "x", new_col_name="h")


def test_the_share_of_extreme_rows_is_rounded():
    # As recorded of H2O 3.46.0.12, which refuses less than half a row.
    frame = H2OFrame([[i] for i in range(250)])
    shares = (0.1, 0.3, 0.5, 0.6, 1, 1.8, 100)
    assert [frame.bottomN(0, share).nrow for share in shares] == [1, 1, 1, 2, 3, 5, 250]


def test_rows_with_the_largest_and_smallest_values():
    frame = H2OFrame({"a": [5, 3, 8, 1, None, 7, 2, 9, 4, 6]})
    assert frame.topN("a", 20).names == ["Original_Row_Indices", "a"]
    assert rows(frame.topN("a", 20)) == [(7, 9), (2, 8)]
    assert rows(frame.bottomN(0, 20)) == rows(frame.topNBottomN(0, 20, -1)) == [(3, 1), (6, 2)]
    for percent in (0, 101):
        with pytest.raises(H2OValueError, match="above 0 and at most 100"):
            frame.topN("a", percent)
    with pytest.raises(H2OValueError, match="1 or -1"):
        frame.topNBottomN("a", 10, 0)
