"""As what each column of a text is read, and as what instead when a cell does not fit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from heavywater.core.frames.codes import new_codes
from heavywater.core.frames.importing.convert import integer_type
from heavywater.core.frames.importing.scan import DType, Misfit
from heavywater.core.frames.importing.setup import ColumnSetup

__all__ = ["MISSING_WORDS", "Plan", "first_plan"]

MISSING_WORDS: Final = frozenset(
    {"", "NA", "na", "Na", "N/A", "n/a", "nan", "NaN", "NAN", "null", "NULL", "None", "?", "<NA>"}
)
"""Texts in a column of numbers that nobody needs to be told about."""

_FEW_DIFFERENT: Final = 0.25
"""With more different texts than this share of all, codes take more time than they save."""

_WHOLE: Final = re.compile(r"[+-]?\d{1,18}")
_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_NARROW: Final = (pl.UInt8, pl.Int16, pl.Int32)


@dataclass(frozen=True)
class Plan:
    """As what columns are read, by position.

    Parameters
    ----------
    dtypes
        The types that the reader is told.
    absent
        A text that means missing among numbers.
    """

    dtypes: Mapping[int, DType]
    absent: Mapping[int, str] = field(default_factory=dict)

    def wider(self, misfit: Misfit, misfits: int) -> Plan:
        """The plan by which the cell fits, which is the block's `misfits`-th."""
        position, declared = misfit.position, self.dtypes[misfit.position]
        if _WHOLE.fullmatch(misfit.value) and declared in _NARROW:
            dtypes = self._with_wider_whole(misfit, misfits)
        elif _NUMBER.fullmatch(misfit.value) and declared != pl.Float64:
            dtypes = {**self.dtypes, position: pl.Float64}
        else:
            dtypes = {**self.dtypes, position: pl.String}
        absent = {i: word for i, word in self.absent.items() if dtypes[i] != pl.String}
        return Plan(dtypes, absent)

    def _with_wider_whole(self, misfit: Misfit, misfits: int) -> dict[int, DType]:
        """Wider whole numbers for the column, or for all where several outgrow the sample."""
        value = int(misfit.value)
        fitting = pl.Int32 if -(2**31) <= value < 2**31 else pl.Int64
        if misfits == 1:
            return {**self.dtypes, misfit.position: fitting}
        wide = pl.Int32 if misfits == 2 else pl.Int64
        widened = {i: wide for i, dtype in self.dtypes.items() if dtype in _NARROW}
        return {**self.dtypes, **widened, misfit.position: pl.Int64}

    def as_text(self) -> Plan:
        """The plan by which every cell fits."""
        return Plan({i: pl.String if d.is_numeric() else d for i, d in self.dtypes.items()})


def first_plan(columns: Mapping[int, ColumnSetup]) -> Plan:
    """What the sample suggests."""
    dtypes: dict[int, DType] = {}
    absent: dict[int, str] = {}
    for i, column in columns.items():
        dtypes[i] = pl.String
        words = _words(column)
        if column.kind == "numeric" and words is not None and len(words) <= 1:
            dtypes[i] = _declared(column)
            absent |= dict.fromkeys([i][: len(words)], min(words, default=""))
        elif column.kind == "enum" or (column.kind in ("time", "uuid") and _repeats(column)):
            dtypes[i] = new_codes()
    return Plan(dtypes, absent)


def _words(column: ColumnSetup) -> set[str] | None:
    """The texts among a column's numbers in the sample; None when it takes a look at each cell."""
    cells = column.cells
    if cells is None or cells.dates or cells.uuids or not cells.distinct <= MISSING_WORDS:
        return None
    return {*column.missing, *cells.distinct}


def _declared(column: ColumnSetup) -> type[pl.DataType]:
    values = column.cells.values if column.cells else None
    if values is None or len(values) == values.null_count() or not values.dtype.is_integer():
        return pl.Float64
    return integer_type(values.min(), values.max())


def _repeats(column: ColumnSetup) -> bool:
    """Whether few texts of the sample are different."""
    cells = column.cells
    if cells is None or cells.values is None:
        return False
    return len(cells.values) <= _FEW_DIFFERENT * cells.filled
