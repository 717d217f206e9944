from __future__ import annotations

import math

import numpy as np
import polars as pl

from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.frames.verbs.describe import summarize
from heavywater.core.frames.verbs.moments import deviations
from heavywater.core.frames.verbs.preview import preview
from heavywater.core.frames.verbs.spelling import real_text, text_rows

DATA = FrameData.from_columns(
    {
        "x": [0.0, 2.5, None, math.inf],
        "e": EnumColumn(np.array([0, 1, 1, -1]), ["no", "yes"]),
        "s": ["a", None, "b", "c"],
        "t": pl.Series([0, 1500, None, 2000], dtype=pl.Int64).cast(pl.Datetime("ms")),
    }
)


def test_summary() -> None:
    x, e, s, t = summarize(DATA)
    assert (x.zeros, x.missing, x.positive_infinities, x.mean) == (1, 1, 1, 1.25)
    assert x.mins[:2] == [0.0, 2.5]
    assert (e.mean, e.domain, e.mins[0]) == (2 / 3, ["no", "yes"], 0.0)
    assert math.isnan(s.mean)
    assert (t.type, t.maxs[0]) == ("time", 2000.0)


def test_preview_has_plain_values() -> None:
    shown = preview(DATA, 2)
    assert (shown.nrow, shown.ncol) == (4, 4)
    assert [column.values for column in shown.columns][1:] == [
        ["no", "yes"],
        ["a", None],
        ["1970-01-01 00:00:00.000", "1970-01-01 00:00:01.500"],
    ]


def test_large_whole_numbers_are_written_in_full() -> None:
    assert text_rows(FrameData.from_columns({"a": [10**16 + 1, -(2**62) + 1]})) == [
        ["10000000000000001"], ["-4611686018427387903"],
    ]  # fmt: skip


def test_cells_are_spelled_as_h2o_spells_them() -> None:
    assert text_rows(DATA)[:3] == [
        ["0.0", "no", "a", "0"],
        ["2.5", "yes", "", "1500"],
        ["", "yes", "b", ""],
    ]
    numbers = [13.0, 1e10, 1.5e-7, -123456789.0, 0.001, math.inf]
    assert [real_text(number) for number in numbers] == [
        "13.0",
        "1.0E10",
        "1.5E-7",
        "-1.23456789E8",
        "0.001",
        "Infinity",
    ]


def test_a_single_value_deviates_by_0():
    # H2O-3 3.46.0.12: sd() is [0.0], and so is sigma.
    one = FrameData.from_columns({"a": [1.5]})
    assert deviations(one, skip_missing=False) == [0.0]
    assert summarize(one)[0].sigma == 0.0
