"""Reading a file whose layout is known: one pass with declared, narrow types.

The types come from the sample. Where a cell deeper in the file does not fit, the column is
declared wider, at last as text, and the file is read again.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.importing.convert import as_kind, integer_type, narrowest
from heavywater.core.frames.importing.rows import located_rows
from heavywater.core.frames.importing.scan import Misfit, Text, scan
from heavywater.core.frames.importing.setup import ColumnSetup, Setup
from heavywater.core.frames.importing.sources import Source
from heavywater.exceptions import H2OUserWarning

__all__ = ["read_frame"]

_MISSING_WORDS: Final = frozenset(
    {"", "NA", "na", "Na", "N/A", "n/a", "nan", "NaN", "NAN", "null", "NULL", "None", "?", "<NA>"}
)
"""Texts in a column of numbers that nobody needs to be told about."""

_CELLS_AT_ONCE: Final = 16_000_000
"""Text cells that are held in memory at one time; each takes 16 bytes and more."""

_MOST_MISFITS: Final = 6
"""After so many passes that failed, everything is read as text."""

_WHOLE: Final = re.compile(r"[+-]?\d{1,18}")
_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


@dataclass
class _Plan:
    """As what each column is read, by position; changed when cells do not fit."""

    dtypes: dict[int, type[pl.DataType]]
    absent: dict[int, str] = field(default_factory=dict)
    misfits: int = 0

    def widen(self, misfit: Misfit) -> None:
        """Declare columns so that the cell fits."""
        self.misfits += 1
        declared = self.dtypes[misfit.position]
        if self.misfits > _MOST_MISFITS:
            self.dtypes = dict.fromkeys(self.dtypes, pl.String)
        elif _WHOLE.fullmatch(misfit.value) and declared in _NARROW:
            self._widen_whole(misfit)
        elif _NUMBER.fullmatch(misfit.value) and declared != pl.Float64:
            self.dtypes[misfit.position] = pl.Float64
        else:
            self.dtypes[misfit.position] = pl.String
        self.absent = {i: w for i, w in self.absent.items() if self.dtypes[i] != pl.String}

    def _widen_whole(self, misfit: Misfit) -> None:
        """Wider whole numbers for the column, or for all where several outgrow the sample."""
        value = int(misfit.value)
        fitting = pl.Int32 if -(2**31) <= value < 2**31 else pl.Int64
        self.dtypes[misfit.position] = fitting
        if self.misfits > 1:
            wide = pl.Int32 if self.misfits == 2 else pl.Int64
            self.dtypes |= {i: wide for i, dtype in self.dtypes.items() if dtype in _NARROW}
            self.dtypes[misfit.position] = pl.Int64


_NARROW: Final = (pl.UInt8, pl.Int16, pl.Int32)


def read_frame(source: Source, setup: Setup) -> FrameData:
    """Import a file whose layout is known."""
    text = Text(
        source.name,
        source.path or source.data,
        setup.dialect,
        setup.width,
        setup.header,
        setup.skip_lines,
    )
    if not setup.plain:
        text.rewrite()
    by_position = {i: c for i, c in enumerate(setup.columns) if c.name not in setup.skipped}
    plan = _first_plan(by_position)
    done: dict[int, pl.Series] = {}
    while len(done) < len(by_position):
        group = _next_group(plan, done, source, setup)
        absent = {i: word for i, word in plan.absent.items() if i in group}
        try:
            table = scan(text, {i: plan.dtypes[i] for i in group}, absent)
        except Misfit as misfit:
            plan.widen(misfit)
            continue
        if not done:
            _warn_of_short_rows(table, source, setup)
        for i in group:
            column = table.get_column(str(i))
            if column.dtype == pl.Float64 and column.is_infinite().any():
                # 1e400 is infinite, the word "inf" is missing: the text tells.
                plan.dtypes[i] = pl.String
            else:
                done[i] = _finished(column, by_position[i], text, source, setup)
    columns = [done[i].alias(column.name) for i, column in by_position.items()]
    uuids = [column.name for column in by_position.values() if column.kind == "uuid"]
    return FrameData(pl.DataFrame(columns).rechunk(), uuids=uuids)


def _first_plan(columns: dict[int, ColumnSetup]) -> _Plan:
    plan = _Plan({})
    for i, column in columns.items():
        plan.dtypes[i] = pl.String
        words = _words(column)
        if column.kind == "numeric" and words is not None and len(words) <= 1:
            plan.dtypes[i] = _declared(column)
            plan.absent |= dict.fromkeys([i][: len(words)], min(words, default=""))
    return plan


def _words(column: ColumnSetup) -> set[str] | None:
    """The texts among a column's numbers in the sample; None when it takes a look at each cell."""
    cells = column.cells
    if cells is None or cells.dates or cells.uuids or not cells.distinct <= _MISSING_WORDS:
        return None
    return {*column.missing, *cells.distinct}


def _declared(column: ColumnSetup) -> type[pl.DataType]:
    values = column.cells.values if column.cells else None
    if values is None or len(values) == values.null_count() or not values.dtype.is_integer():
        return pl.Float64
    return integer_type(values.min(), values.max())


def _next_group(plan: _Plan, done: dict[int, pl.Series], source: Source, setup: Setup) -> list[int]:
    """The columns of the next pass: all numbers, and as many texts as memory should hold."""
    left = [i for i in plan.dtypes if i not in done]
    texts = [i for i in left if plan.dtypes[i] == pl.String]
    rows = max(1, source.size // max(1, setup.record_bytes))
    several = max(1, _CELLS_AT_ONCE // rows)
    postponed = set(texts[several:])
    return [i for i in left if i not in postponed]


def _finished(
    column: pl.Series, asked: ColumnSetup, text: Text, source: Source, setup: Setup
) -> pl.Series:
    """The column as read to the column as stored."""
    if column.dtype != pl.String:
        return narrowest(column) if column.dtype in (pl.Int32, pl.Int64) else column
    cells = text.without_leading_blanks(column)
    if asked.missing:
        cells = cells.set(cells.is_in(asked.missing), None)
    if asked.kind == "string":
        return text.with_odd_characters(cells)
    converted = as_kind(cells, asked.kind)
    if asked.kind != "enum" and converted.null_count() > cells.null_count():
        _warn_of_lost_cells(cells, converted, asked, text, source, setup)
    return converted


# -- Warnings --------------------------------------------------------------------------------


def _warn_of_lost_cells(
    cells: pl.Series,
    converted: pl.Series,
    asked: ColumnSetup,
    text: Text,
    source: Source,
    setup: Setup,
) -> None:
    """Say which text in a column of numbers, times or UUIDs became missing, and on which line."""
    lost = converted.is_null() & cells.is_not_null() & ~cells.is_in(_MISSING_WORDS)
    rows = lost.arg_true()
    if len(rows) == 0:
        return
    first = int(rows[0])
    line = _line_of(first, text, source, setup)
    cell = repr(cells[first])
    shown = cell if len(cell) <= _LONGEST_SHOWN else f"{cell[:_LONGEST_SHOWN]}…"
    others = f" So were {len(rows) - 1:,} more cells of the column." if len(rows) > 1 else ""
    warnings.warn(
        f"{source.name!r}, line {line:,}, column {asked.name!r}: {shown} is not "
        f"{_ARTICLES[asked.kind]}, and was read as missing.{others} To keep such text, import "
        f"with col_types={{{asked.name!r}: 'enum'}}; if it means missing, name it in na_strings=.",
        H2OUserWarning,
        stacklevel=2,
    )


def _line_of(row: int, text: Text, source: Source, setup: Setup) -> int:
    """The line of the file on which a row of data begins."""
    content = source.read()
    if text.as_given and setup.dialect.quote.encode() not in content:
        return setup.skip_lines + row + 1
    return located_rows(content, setup.dialect, source.name, {row}, setup.header)[row][0]


_ARTICLES: Final = {"numeric": "a number", "time": "a time", "uuid": "a UUID"}
_ROWS_CHECKED: Final = 100_000
_LONGEST_SHOWN: Final = 60


def _warn_of_short_rows(table: pl.DataFrame, source: Source, setup: Setup) -> None:
    """Say which row ends too early; like H2O, the import takes the rest of it for missing."""
    last = str(setup.width - 1)
    if setup.width == 1 or last not in table.columns or table[last].null_count() == 0:
        return
    rows = set(table[last].head(_ROWS_CHECKED).is_null().arg_true().head(1000).to_list())
    found = located_rows(source.read(), setup.dialect, source.name, rows, setup.header)
    short = [record for record in found.values() if len(record[1]) < setup.width]
    if short:
        line, fields = short[0]
        warnings.warn(
            f"{source.name!r}, line {line:,}, has {len(fields)} of {setup.width} fields; the "
            f"columns from {setup.names[len(fields)]!r} on were read as missing there. If a "
            "separator is missing, correct the line and import again.",
            H2OUserWarning,
            stacklevel=2,
        )
