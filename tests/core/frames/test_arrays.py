"""Frames as arrays, and back."""

from __future__ import annotations

import dataclasses
from datetime import datetime

import numpy as np
import polars as pl
import pytest

from heavywater.core.frames.arrays import frame_from_arrays, frame_to_arrays
from heavywater.core.frames.data import EnumColumn, FrameData


def frame():
    return FrameData(
        pl.DataFrame(
            [
                pl.Series("real", [1.5, None, -2.0]),
                pl.Series("narrow", [1, None, 255], dtype=pl.UInt8),
                pl.Series("full", [2**53 + 1, 2, 3], dtype=pl.Int64),
                pl.Series("half", [1.5, 2.5, None], dtype=pl.Float32),
                pl.Series("time", [datetime(2020, 1, 1), None, datetime(1960, 1, 1)]),
                pl.Series("text", ["a", None, "ü\n"]),
                pl.Series("id", ["c2c4e1f6-0000-4000-8000-000000000000", None, None]),
                EnumColumn(np.array([1, -1, 0]), ["no", "yes"]).to_series("enum"),
                EnumColumn(np.array([-1, -1, -1]), []).to_series("no levels"),
            ]
        ),
        uuids=["id"],
    )


def test_every_type_comes_back():
    back = frame_from_arrays(frame_to_arrays(frame()))
    assert back.table.equals(frame().table)
    assert back.table.schema == frame().table.schema
    assert back.types == frame().types
    assert back.domain("enum") == ["no", "yes"]


def test_a_frame_without_rows_or_columns():
    empty = frame().take(np.zeros(0, dtype=int))
    assert frame_from_arrays(frame_to_arrays(empty)).table.schema == empty.table.schema
    nothing = FrameData(pl.DataFrame())
    assert frame_from_arrays(frame_to_arrays(nothing)).ncol == 0


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("real", {"numbers": np.zeros(2)}),
        ("real", {"numbers": np.zeros((3, 1))}),
        ("real", {"name": "narrow"}),
        ("enum", {"numbers": np.array([0, 5, 1])}),
        ("enum", {"words": ["no", "no"]}),
        ("enum", {"words": ["no", None]}),
        ("real", {"missing": np.zeros(5, dtype=bool)}),
    ],
)
def test_arrays_that_do_not_fit_are_refused(name, change):
    arrays = frame_to_arrays(frame())
    columns = tuple(
        dataclasses.replace(column, **change) if column.name == name else column
        for column in arrays.columns
    )
    with pytest.raises(ValueError, match="of a frame in it"):
        frame_from_arrays(dataclasses.replace(arrays, columns=columns))
