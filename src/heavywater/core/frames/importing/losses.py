"""What an import loses, and tells the user with file and line: cells, and the ends of rows."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import polars as pl

from heavywater.core.frames.importing.plan import MISSING_WORDS
from heavywater.core.frames.importing.rows import located_rows
from heavywater.core.frames.importing.scan import Text
from heavywater.core.frames.importing.setup import ColumnSetup, Setup
from heavywater.exceptions import H2OUserWarning

__all__ = ["Lost", "lost_cells", "short_row", "warn_of_losses"]

_ARTICLES: Final = {"numeric": "a number", "time": "a time", "uuid": "a UUID"}
_ROWS_CHECKED: Final = 100_000
_LONGEST_SHOWN: Final = 60


@dataclass(frozen=True)
class Lost:
    """Cells of a column that became missing: the first one, and how many there are."""

    file: str
    line: int
    cell: str
    count: int


def lost_cells(cells: pl.Series, converted: pl.Series, text: Text) -> Lost | None:
    """Which text in a column of numbers, times or UUIDs became missing, and where."""
    rows = (converted.is_null() & cells.is_not_null() & ~cells.is_in(MISSING_WORDS)).arg_true()
    if len(rows) == 0:
        return None
    first = int(rows[0])
    return Lost(text.name, _line_of(first, text), cells[first], len(rows))


def short_row(table: pl.DataFrame, text: Text, setup: Setup) -> str | None:
    """Which row ends too early; like H2O, the import takes the rest of it for missing."""
    last = str(setup.width - 1)
    if setup.width == 1 or last not in table.columns:
        return None
    gaps = table[last].head(_ROWS_CHECKED).is_null()
    if not gaps.any() or _has_all_separators(text, table.height):
        return None
    rows = set(gaps.arg_true().head(1000).to_list())
    found = located_rows(text.block.data, setup.dialect, text.name, rows, text.block.first_line)
    short = [record for record in found.values() if len(record[1]) < setup.width]
    if not short:
        return None
    line, fields = short[0]
    return (
        f"{text.name!r}, line {line:,}, has {len(fields)} of {setup.width} fields; "
        f"the columns from {setup.names[len(fields)]!r} on were read as missing "
        "there. If a separator is missing, correct the line and import again."
    )


def warn_of_losses(short: str | None, lost: Iterable[tuple[ColumnSetup, list[Lost]]]) -> None:
    """Say what was lost: the first short row; of each column the first cell, and how many."""
    if short is not None:
        warnings.warn(short, H2OUserWarning, stacklevel=2)
    for column, found in lost:
        warnings.warn(_message(column, found), H2OUserWarning, stacklevel=2)


def _message(column: ColumnSetup, found: list[Lost]) -> str:
    first, count = found[0], sum(lost.count for lost in found)
    shown = repr(first.cell)
    shown = shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"
    others = f" So were {count - 1:,} more cells of the column." if count > 1 else ""
    return (
        f"{first.file!r}, line {first.line:,}, column {column.name!r}: {shown} is not "
        f"{_ARTICLES[column.kind]}, and was read as missing.{others} To keep such text, import "
        f"with col_types={{{column.name!r}: 'enum'}}; if it means missing, name it in "
        "na_strings=."
    )


def _line_of(row: int, text: Text) -> int:
    """The line of the file on which a row of the block begins."""
    block, dialect = text.block, text.dialect
    if text.as_given and dialect.quote.encode() not in block.data:
        return block.first_line + row
    return located_rows(block.data, text.given, text.name, {row}, block.first_line)[row][0]


def _has_all_separators(text: Text, rows: int) -> bool:
    """Whether a block without quotes has as many separators as whole records have."""
    quote, separator = text.dialect.quote.encode(), text.dialect.separator.encode()
    return quote not in text.content and text.content.count(separator) >= rows * (text.width - 1)
