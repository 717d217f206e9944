"""Random verbs on random small frames give what plain Python gives."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from frame_draws import a_step, frames
from frame_model import Column, Plain, apply_to_plain
from frame_steps import apply_step
from heavywater.frame import H2OFrame

TYPES = {"number": ("int", "real"), "enum": ("enum",), "string": ("string",), "time": ("time",)}


def as_frame(plain: Plain) -> H2OFrame:
    """The same frame, through Polars, so that no type is guessed."""

    def series(name: str, column: Column) -> pl.Series:
        if column.kind == "enum":
            return pl.Series(name, column.cells, dtype=pl.Enum(column.levels or []))
        if column.kind == "string":
            return pl.Series(name, column.cells, dtype=pl.String)
        values = pl.Series(name, column.cells, dtype=pl.Float64)
        if column.kind == "time":
            return values.cast(pl.Int64).cast(pl.Datetime("ms"))
        whole = all(cell is None or float(cell).is_integer() for cell in column.cells)
        return values.cast(pl.Int16) if whole else values

    table = pl.DataFrame([series(n, c) for n, c in plain.columns.items()])
    return H2OFrame(table, column_types=dict.fromkeys(plain.of_kind("string"), "string"))


def cells(frame: H2OFrame, name: str) -> list[Any]:
    """Numbers, milliseconds of times, text and levels; None for missing."""
    column = frame.to_polars().get_column(name)
    if isinstance(column.dtype, pl.Datetime):
        return column.dt.epoch("ms").cast(pl.Float64).to_list()
    if column.dtype.is_numeric():
        return column.cast(pl.Float64).to_list()
    return column.cast(pl.String).to_list()


def assert_same(frame: H2OFrame, plain: Plain) -> None:
    assert frame.names == plain.names
    assert frame.nrow == plain.nrow
    for name, column in plain.columns.items():
        assert frame.type(name) in TYPES[column.kind]
        if column.kind == "enum":
            found = frame[name].levels()
            assert (found[0] if found else []) == column.levels
        if column.kind in ("number", "time"):
            expected = [math.nan if cell is None else cell for cell in column.cells]
            numbers = [math.nan if cell is None else cell for cell in cells(frame, name)]
            assert numbers == pytest.approx(expected, rel=1e-9, abs=1e-9, nan_ok=True)
        else:
            assert cells(frame, name) == column.cells


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_random_verbs(data: st.DataObject) -> None:
    plain = data.draw(frames())
    frame = as_frame(plain)
    assert_same(frame, plain)
    for number in range(data.draw(st.integers(1, 5))):
        step = a_step(data.draw, plain, f"new{number}")
        if step is None:
            continue
        note(repr(step))
        plain = apply_to_plain(plain, step)
        frame = apply_step(frame, step)
        assert_same(frame, plain)
