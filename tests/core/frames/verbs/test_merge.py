"""Joins: H2O-3 3.46.0.12's answers, and random frames against plain Python."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs.merge import merge
from heavywater.exceptions import H2OValueError
from heavywater.frame import H2OFrame

LEFT = H2OFrame({"k": ["a", "b", "c", "b", "d"], "n": [1, 2, 3, 4, 5]}, column_types={"k": "enum"})
RIGHT = H2OFrame({"k": ["b", "a", "b", "e"], "m": [10, 20, 30, 40]}, column_types={"k": "enum"})

INNER = [("a", 1, 20), ("b", 2, 10), ("b", 2, 30), ("b", 4, 10), ("b", 4, 30)]


def rows(frame: H2OFrame) -> list[tuple]:
    return frame._data.table.rows()


def test_levels_are_joined_as_in_h2o():
    assert rows(LEFT.merge(RIGHT)) == INNER
    assert rows(LEFT.merge(RIGHT, all_x=True)) == [("c", 3, None), ("d", 5, None), *INNER]
    assert rows(LEFT.merge(RIGHT, all_y=True)) == [
        ("e", None, 40), ("a", 1, 20), ("b", 2, 10), ("b", 4, 10), ("b", 2, 30), ("b", 4, 30),
    ]  # fmt: skip
    assert rows(LEFT.merge(RIGHT, method="hash")) == [("a", 1, 20), ("b", 2, 10), ("b", 4, 10)]
    assert LEFT.merge(RIGHT).levels()[0][:4] == ["a", "b", "c", "d"]


def test_missing_numbers_have_no_partner():
    left = H2OFrame({"k": [1, 2, 3, 2, None], "n": [1, 2, 3, 4, 5]})
    right = H2OFrame({"k": [2, 1, None, 9], "m": [10, 20, 30, 40]})
    assert rows(left.merge(right)) == [(1, 1, 20), (2, 2, 10), (2, 4, 10)]
    assert rows(left.merge(right, all_x=True)) == [
        (None, 5, None), (1, 1, 20), (2, 2, 10), (2, 4, 10), (3, 3, None),
    ]  # fmt: skip
    assert rows(left.merge(right, all_y=True)) == [
        (None, None, 30), (1, 1, 20), (2, 2, 10), (2, 4, 10), (9, None, 40),
    ]  # fmt: skip


def test_keys_may_be_chosen_and_names_that_are_taken_are_marked():
    left = H2OFrame({"a": [1, 2, 2], "b": [1, 1, 2], "v": [1, 2, 3]})
    right = H2OFrame({"b": [1, 2, 1], "a": [2, 2, 1], "v": [7, 8, 9]})
    joined = left.merge(right, by_x=["a"], by_y=["a"])
    assert joined.names == ["a", "b", "v", "b.1", "v.1"]
    assert rows(joined)[0] == (1, 1, 1, 1, 9)
    both = left.merge(right, by_x=["a", "b"], by_y=["a", "b"])
    assert rows(both) == [(1, 1, 1, 9), (2, 1, 2, 7), (2, 2, 3, 8)]
    renamed = left.merge(H2OFrame({"z": [2], "w": [5]}), by_x="a", by_y="z")
    assert rows(renamed) == [(2, 1, 2, 5), (2, 2, 3, 5)]


def test_levels_without_a_partner_are_alike_and_first_as_in_h2o():
    left = H2OFrame(
        [["q", 1, 1], ["a", 2, 2], ["b", 2, 3], ["NA", 2, 4], ["z", 1, 5]],
        column_names=["k", "i", "v"], column_types=["enum", "int", "int"], na_strings=["NA"],
    )  # fmt: skip
    right = H2OFrame({"k": ["b", "b"], "i": [2, 1], "w": [1, 2]}, column_types={"k": "enum"})
    one = left[["k", "v"]].merge(right[0, ["k", "w"]], all_x=True)
    assert [row[1] for row in rows(one)] == [1, 2, 4, 5, 3]
    for by in (["k", "i"], ["i", "k"]):
        both = left.merge(right, all_x=True, by_x=by, by_y=by)
        assert both.names == ["k", "i", "v", "w"]
        assert [row[2] for row in rows(both)] == [1, 5, 2, 4, 3]
    turned = left[["i", "k", "v"]].merge(right, all_x=True)
    assert [row[2] for row in rows(turned)] == [1, 5, 2, 4, 3]


def test_text_is_joined_and_all_rows_can_be_kept():
    # H2O fails on both.
    left = H2OFrame({"k": ["a", "b"], "n": [1, 2]}, column_types={"k": "string"})
    right = H2OFrame({"k": ["b", "c"], "m": [3, 4]}, column_types={"k": "string"})
    assert rows(left.merge(right)) == [("b", 2, 3)]
    assert rows(left.merge(right, all_x=True, all_y=True)) == [
        ("a", 1, None), ("b", 2, 3), ("c", None, 4),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("right", "options", "message"),
    [
        ({"z": [1]}, {}, "no columns in common"),
        ({"k": [1], "m": [2]}, {}, "must be of one type"),
        ({"k": ["a"]}, {"method": "sort"}, "'radix'"),
        ({"k": ["a"]}, {"by_x": []}, "by_x is empty"),
        ({"k": ["a"]}, {"by_x": ["k", "n"], "by_y": ["k"]}, "must be pairs"),
    ],
)
def test_mistakes_are_explained(right, options, message):
    kinds = {"k": "enum"} if isinstance(right.get("k", [1])[0], str) else None
    with pytest.raises(H2OValueError, match=message):
        LEFT.merge(H2OFrame(right, column_types=kinds), **options)


keys = st.lists(st.one_of(st.none(), st.integers(0, 4)), min_size=1, max_size=12)


@given(keys, keys)
def test_random_joins_are_those_of_plain_python(left, right):
    mine = FrameData.from_columns({"k": left, "i": list(range(len(left)))})
    theirs = FrameData.from_columns({"k": right, "j": list(range(len(right)))})
    pairs = [
        (k, i, j)
        for i, k in enumerate(left)
        for j, other in enumerate(right)
        if k is not None and k == other
    ]
    alone = [(k, i, None) for i, k in enumerate(left) if k is None or k not in right]
    widows = [(k, None, j) for j, k in enumerate(right) if k is None or k not in left]

    def joined(how):
        return sorted(merge(mine, theirs, ["k"], ["k"], how).table.rows(), key=str)

    assert joined("inner") == sorted(pairs, key=str)
    assert joined("left") == sorted(pairs + alone, key=str)
    assert joined("right") == sorted(pairs + widows, key=str)
    assert joined("outer") == sorted(pairs + alone + widows, key=str)


@pytest.mark.parametrize(
    ("options", "expected"),
    [({}, "abcdz"), ({"all_x": True}, "abcdz"), ({"all_y": True}, "abe"), (None, "abcdze")],
)
def test_levels_are_those_of_the_frame_whose_rows_are_kept(options, expected):
    left = H2OFrame({"k": list("abcdz")}, column_types=["enum"])
    right = H2OFrame({"k": list("bae"), "m": [1, 2, 3]}, column_types={"k": "enum"})
    options = {"all_x": True, "all_y": True} if options is None else options
    assert left.merge(right, **options)["k"].levels() == [list(expected)]


@given(
    left=st.lists(st.integers(0, 6), max_size=12),
    right=st.lists(st.one_of(st.none(), st.integers(0, 6)), max_size=12),
    join=st.sampled_from(["inner", "left", "right", "outer"]),
)
def test_numbers_in_any_order_are_paired_as_by_hand(left, right, join):
    mine = FrameData.from_columns({"k": np.array(left, dtype=np.int64), "i": range(len(left))})
    theirs = FrameData.from_columns(
        {"k": np.array([np.nan if k is None else k for k in right]), "j": range(len(right))}
    )
    found = merge(mine, theirs, ["k"], ["k"], join)
    pairs = [(k, i, j) for i, k in enumerate(left) for j, m in enumerate(right) if k == m]
    if join in ("left", "outer"):
        pairs += [(k, i, None) for i, k in enumerate(left) if k not in right]
    if join in ("right", "outer"):
        pairs += [(k, None, j) for j, k in enumerate(right) if k not in left]
    first, second = (2, 1) if join == "right" else (1, 2)
    order = [
        (p[0] is not None, p[0] or 0, p[first] is None, p[first] or 0, p[second] or 0)
        for p in pairs
    ]
    expected = [pair for _, pair in sorted(zip(order, pairs, strict=True), key=lambda x: x[0])]
    assert [tuple(row) for row in found.table.rows()] == expected


KEYS = {
    "dense": [None, -1, 0, 1, 2],
    "far": [None, -(2**62), 3, 2**40, 2**62],
    "fractions": [None, -1.5, -0.0, 0.25, 1e300],
    "times": [None, *(datetime(2020, month, 1) for month in (1, 2, 3))],
}


@pytest.mark.parametrize("kinds", [["dense"], ["far"], ["fractions"], ["times"], ["far", "dense"],
                                   ["dense", "times", "dense"], ["far", "far"]])  # fmt: skip
@pytest.mark.parametrize("once", [True, False])
@given(data=st.data())
def test_keys_of_all_types_are_paired_in_their_order(kinds, once, data):
    """With and without equal keys on the right: either way is another one for dense numbers."""
    combinations = st.tuples(*(st.sampled_from(KEYS[kind]) for kind in kinds))
    left = data.draw(st.lists(combinations, max_size=9))
    right = data.draw(st.lists(combinations, max_size=9, unique=once))
    mine, theirs = (
        FrameData(
            pl.DataFrame(
                [
                    pl.Series(f"k{place}", [row[place] for row in side], _TYPES[kind])
                    for place, kind in enumerate(kinds)
                ]
            ).with_row_index(name)
        )
        for side, name in ((left, "i"), (right, "j"))
    )
    on = [f"k{place}" for place in range(len(kinds))]
    for join in ("inner", "left"):
        pairs = []
        for i, k in enumerate(left):
            partners = [j for j, m in enumerate(right) if k == m and None not in k]
            pairs += [(k, i, j) for j in partners]
            if join == "left" and not partners:
                pairs.append((k, i, None))
        pairs.sort(key=lambda p: [(v is not None, *([] if v is None else [v])) for v in p[0]])
        found = merge(mine, theirs, on, on, join).table
        assert found.select("i", "j").rows() == [(i, j) for _, i, j in pairs]
        keys = [pl.Series([p[0][place] for p in pairs], dtype=_TYPES[kind]).to_list()
                for place, kind in enumerate(kinds)]  # fmt: skip
        assert [found.get_column(name).to_list() for name in on] == keys


_TYPES = {
    "dense": pl.Int8,
    "far": pl.Int64,
    "fractions": pl.Float64,
    "times": pl.Datetime("ms"),
}


def test_frames_in_pieces_are_joined():
    left = pl.concat([pl.DataFrame({"k": [2, 1]}), pl.DataFrame({"k": [0, 2]})], rechunk=False)
    right = pl.concat([pl.DataFrame({"k": [2], "m": [5]}), pl.DataFrame({"k": [0], "m": [6]})])
    joined = merge(FrameData(left), FrameData(right), ["k"], ["k"], "inner")
    assert joined.table.rows() == [(0, 6), (2, 5), (2, 5)]
