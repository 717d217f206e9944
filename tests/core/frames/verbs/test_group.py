"""Groups: H2O-3 3.46.0.12's answers, and random frames against plain Python."""

from __future__ import annotations

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs.group import Aggregate, group_by
from heavywater.exceptions import H2OColumnError, H2OValueError
from heavywater.frame import H2OFrame

FRAME = H2OFrame(
    {
        "g": ["b", "a", "b", None, "a", "c"],
        "k": [2, 1, 2, 1, None, 1],
        "x": [1.5, 2, None, 4, 5, None],
        "y": [1, 2, 3, 4, 5, 6],
        "e": ["u", "v", "u", "v", "w", "u"],
        "s": ["p", "q", "r", "s", "t", "u"],
    },
    column_types={"g": "enum", "e": "enum", "s": "string"},
)


def rows(frame: H2OFrame) -> list[tuple]:
    return frame._data.table.rows()


# What H2O gives for a mean and so on of x in the groups a, b and missing.
@pytest.mark.parametrize(
    ("na", "of_b"),
    [
        ("all", [None, None, None, None, None, None, None, None]),
        ("rm", [1.5, 1.5, 1.5, 1.5, None, None, 2.25, 1.5]),
        ("ignore", [1.5, 0.75, 1.5, 1.5, math.sqrt(1.125), 1.125, 2.25, None]),
    ],
)
def test_three_rules_for_missing_values(na, of_b):
    grouped = FRAME.group_by("g")
    for verb in ("sum", "mean", "min", "max", "sd", "var", "ss", "median"):
        getattr(grouped, verb)("x", na=na)
    found = rows(grouped.get_frame())
    assert [row[0] for row in found] == [None, "a", "b", "c"]
    assert found[1][1:] == pytest.approx((7.0, 3.5, 2.0, 5.0, math.sqrt(4.5), 4.5, 29.0, 3.5))
    assert list(found[2][1:]) == [None if v is None else pytest.approx(v) for v in of_b]
    assert found[0][1:] == (4.0, 4.0, 4.0, 4.0, None, None, 16.0, 4.0)


def test_columns_are_named_as_in_h2o_and_in_the_order_of_the_calls():
    grouped = FRAME.group_by("g").count().sd("x").ss("y").mode("e")
    names = ["g", "nrow", "sdev_x", "sumSquares_y", "mode_e"]
    assert grouped.frame.names == grouped.get_frame().names == names
    assert [row[-1] for row in rows(grouped.get_frame())] == [1, 1, 0, 0]
    assert "sdev_x" in repr(grouped)


def test_keys_are_ordered_missing_ones_first():
    assert rows(FRAME.group_by("k").sum("y").get_frame()) == [(None, 5), (1, 12), (2, 4)]
    assert [row[:2] for row in rows(FRAME.group_by(["g", "k"]).get_frame())] == [
        (None, 1), ("a", None), ("a", 1), ("b", 2), ("c", 1),
    ]  # fmt: skip


def test_without_columns_all_that_have_numbers_are_taken():
    with pytest.warns(UserWarning, match="'s' is of type string") as caught:
        found = FRAME.group_by("g").sum().max().get_frame()
    assert len(caught) == 1
    assert found.names[:5] == ["g", "sum_k", "sum_x", "sum_y", "sum_e"]
    assert FRAME.group_by(0).mode().get_frame().names == ["g", "mode_e"]
    assert rows(FRAME.group_by("s").mean([3]).get_frame())[0] == ("p", 1.0)


def test_mistakes_are_explained():
    with pytest.warns(UserWarning, match="'s' is of type string"):
        assert FRAME.group_by("g").mean("s").get_frame().names == ["g"]
    with pytest.raises(H2OValueError, match="'all', 'ignore' or 'rm'"):
        FRAME.group_by("g").sum("x", na="none")
    with pytest.raises(H2OColumnError, match="'zz'"):
        FRAME.group_by("zz")
    with pytest.raises(H2OValueError, match="asfactor"):
        FRAME.group_by("g").mode("y").get_frame()


cells = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(0, 3)),
        st.one_of(st.none(), st.integers(-100, 100)),
    ),
    min_size=1,
    max_size=30,
)


@given(cells)
def test_random_groups_are_those_of_plain_python(pairs):
    data = FrameData.from_columns({"k": [k for k, _ in pairs], "v": [v for _, v in pairs]})
    wanted = [Aggregate("nrow"), *(Aggregate(v, "v", "rm") for v in ("sum", "mean", "median"))]
    found = group_by(data, ["k"], wanted).table.rows()
    keys = sorted({k for k, _ in pairs}, key=lambda k: -1 if k is None else k)
    assert [row[0] for row in found] == keys
    for key, count, total, mean, median in found:
        values = [v for k, v in pairs if k == key]
        there = [v for v in values if v is not None]
        assert count == len(values)
        assert total == sum(there)
        assert mean == (pytest.approx(statistics.fmean(there)) if there else None)
        assert median == (statistics.median(there) if there else None)
