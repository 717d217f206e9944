"""Reading texts whose layout is known: one pass over blocks, with declared, narrow types.

The types come from the sample. Where a cell deeper in a text does not fit, its column is declared
wider from that block on, at last as text. What a block holds becomes columns of their type before
the next block is read, so that no text of a whole file is ever held.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import polars as pl

from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.frames.importing.blocks import Block, blocks_of, read_ahead
from heavywater.core.frames.importing.convert import as_kind, integer_type, narrowest
from heavywater.core.frames.importing.rows import located_rows
from heavywater.core.frames.importing.scan import DType, Misfit, Text, scan
from heavywater.core.frames.importing.setup import ColumnSetup, Setup, without_lines
from heavywater.core.frames.importing.sources import Source
from heavywater.core.parallel import side_by_side
from heavywater.exceptions import H2OUserWarning

__all__ = ["Tick", "read_frame", "unwatched", "with_constants", "with_forced_types"]

Tick = Callable[[float], None]
"""Told from time to time which share of the work is done; may raise to stop it."""


def unwatched(share: float) -> None:
    """For those who do not look at the progress."""


_MISSING_WORDS: Final = frozenset(
    {"", "NA", "na", "Na", "N/A", "n/a", "nan", "NaN", "NAN", "null", "NULL", "None", "?", "<NA>"}
)
"""Texts in a column of numbers that nobody needs to be told about."""

_MOST_MISFITS: Final = 6
"""After so many passes over a block that failed, all of it is read as text."""

_ROWS_FOR_ALL_CORES: Final = 10_000
"""Blocks with fewer rows have many columns, each of which is done in no time, as numbers are."""

_WHOLE: Final = re.compile(r"[+-]?\d{1,18}")
_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_NARROW: Final = (pl.UInt8, pl.Int16, pl.Int32)


@dataclass
class _Plan:
    """As what each column is read, by position; changed when cells do not fit."""

    dtypes: dict[int, DType]
    absent: dict[int, str] = field(default_factory=dict)

    def widen(self, misfit: Misfit, misfits: int) -> None:
        """Declare columns so that the cell fits, which is the block's `misfits`-th."""
        declared = self.dtypes[misfit.position]
        if _WHOLE.fullmatch(misfit.value) and declared in _NARROW:
            self._widen_whole(misfit, misfits)
        elif _NUMBER.fullmatch(misfit.value) and declared != pl.Float64:
            self.dtypes[misfit.position] = pl.Float64
        else:
            self.dtypes[misfit.position] = pl.String
        self.absent = {i: w for i, w in self.absent.items() if self.dtypes[i] != pl.String}

    def _widen_whole(self, misfit: Misfit, misfits: int) -> None:
        """Wider whole numbers for the column, or for all where several outgrow the sample."""
        value = int(misfit.value)
        fitting = pl.Int32 if -(2**31) <= value < 2**31 else pl.Int64
        self.dtypes[misfit.position] = fitting
        if misfits > 1:
            wide = pl.Int32 if misfits == 2 else pl.Int64
            self.dtypes |= {i: wide for i, dtype in self.dtypes.items() if dtype in _NARROW}
            self.dtypes[misfit.position] = pl.Int64


def read_frame(
    sources: Sequence[tuple[Source, int]], setup: Setup, tick: Tick = unwatched
) -> FrameData:
    """Import texts of one layout, the rows of each below those of the one before.

    Parameters
    ----------
    sources
        Each with the number of lines in front of its data.
    setup
        How they are read.
    tick
        Told of the progress.
    """
    reader = _Reader(setup)
    rows: list[int] = []
    total = sum(source.raw_size for source, _ in sources) or 1
    before = 0
    for source, skip_lines in sources:
        done = 0
        for index, block in enumerate(read_ahead(blocks_of(source, setup.dialect.quote))):
            done += len(block.data)
            reader.add(without_lines(block, skip_lines) if index == 0 else block, source.name)
            share = done if source.packing is None else min(done / 4, source.raw_size)
            tick(min((before + share) / total, 1.0))
        before += source.raw_size
        rows.append(reader.nrow - sum(rows))
    reader.warn()
    return with_constants(reader.frame(), [source for source, _ in sources], rows)


def with_forced_types(frame: FrameData, words: Mapping[str, str]) -> FrameData:
    """Numbers in the very type that was asked for: rounded, or ``real`` although all are whole."""
    real = [name for name, word in words.items() if word == "real" and frame.has(name)]
    whole = {}
    for name, word in words.items():
        if word == "int" and frame.has(name) and frame.column(name).dtype.is_float():
            # Java rounds halves up.
            numbers = (frame.column(name) + 0.5).floor().cast(pl.Int64, strict=False)
            whole[name] = narrowest(numbers)
    frame = frame.with_columns(whole) if whole else frame
    return frame.as_real(real)


def with_constants(frame: FrameData, sources: Sequence[Source], rows: Sequence[int]) -> FrameData:
    """The frame and the columns that the folders of its sources name, which have so many `rows`."""
    columns: dict[str, EnumColumn] = {}
    for place, (name, _) in enumerate(sources[0].constants):
        levels = [source.constants[place][1] for source in sources]
        domain = sorted(set(levels))
        codes = np.repeat([domain.index(level) for level in levels], rows)
        columns[name] = EnumColumn(codes.astype(np.int32), domain)
    return frame.with_columns(columns) if columns else frame


class _Reader:
    """Takes blocks, and makes a frame of them."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        columns = {i: c for i, c in enumerate(setup.columns) if c.name not in setup.skipped}
        self._columns = columns
        self._plan = _first_plan(columns)
        self._chunks: dict[int, list[pl.Series]] = {i: [] for i in columns}
        self._lost: dict[int, _Lost] = {}
        self._short: str | None = None
        self.nrow = 0

    def add(self, block: Block, name: str) -> None:
        """Read a block of the file that messages call `name`."""
        text = Text(name, block, self._setup.dialect, self._setup.width)
        table = self._scanned(text)
        self.nrow += table.height
        self._look_for_short_rows(table, text)

        def finish(i: int) -> None:
            column = table.get_column(str(i))
            self._chunks[i].append(self._chunk(column, i, self._columns[i], text))

        dtypes = table.schema
        many = table.height >= _ROWS_FOR_ALL_CORES
        slow = [i for i in self._columns if many and not _is_number(dtypes[str(i)])]
        for i in self._columns.keys() - slow:
            finish(i)
        side_by_side(finish, slow)

    def _scanned(self, text: Text) -> pl.DataFrame:
        for misfits in range(1, _MOST_MISFITS + 1):
            try:
                return scan(text, self._plan.dtypes, self._plan.absent)
            except Misfit as misfit:
                self._plan.widen(misfit, misfits)
        texts = {i: pl.String if _is_number(d) else d for i, d in self._plan.dtypes.items()}
        return scan(text, texts, {})

    def _chunk(self, column: pl.Series, i: int, asked: ColumnSetup, text: Text) -> pl.Series:
        """A block's column as read to one of the type that is asked for."""
        if column.dtype == pl.Float64 and column.is_infinite().any():
            # 1e400 is infinite, the word "inf" is missing: the text tells.
            column = scan(text, {i: pl.String}, {}).to_series()
        if _is_number(column.dtype):
            return narrowest(column) if column.dtype.is_integer() else column
        if asked.kind == "enum":
            return _without_leading_blanks(column, text)
        cells = text.without_leading_blanks(column)
        if asked.missing:
            cells = cells.set(cells.is_in(asked.missing), None)
        if asked.kind == "string":
            return text.with_odd_characters(cells)
        converted = as_kind(cells, asked.kind)
        if converted.null_count() > cells.null_count():
            self._note_lost(cells, converted, i, text)
        return converted

    def frame(self) -> FrameData:
        """All that was read."""
        columns = []
        for i, asked in self._columns.items():
            chunks = self._chunks.pop(i)
            if asked.kind == "enum":
                column = _joined_levels(chunks, asked.missing)
            else:
                column = _joined(chunks, asked)
            columns.append(column.alias(asked.name))
        uuids = [column.name for column in self._columns.values() if column.kind == "uuid"]
        frame = FrameData(pl.DataFrame(columns), uuids=uuids)
        return with_forced_types(frame, self._setup.forced)

    # -- What is worth a warning ---------------------------------------------------------------

    def _note_lost(self, cells: pl.Series, converted: pl.Series, i: int, text: Text) -> None:
        """Note which text in a column of numbers, times or UUIDs became missing, and where."""
        rows = (converted.is_null() & cells.is_not_null() & ~cells.is_in(_MISSING_WORDS)).arg_true()
        if len(rows) == 0:
            return
        if i not in self._lost:
            first = int(rows[0])
            self._lost[i] = _Lost(text.name, _line_of(first, text), cells[first])
        self._lost[i].count += len(rows)

    def _look_for_short_rows(self, table: pl.DataFrame, text: Text) -> None:
        """Note which row ends too early; like H2O, the import takes the rest of it for missing."""
        last = str(self._setup.width - 1)
        if self._short is not None or self._setup.width == 1 or last not in table.columns:
            return
        gaps = table[last].head(_ROWS_CHECKED).is_null()
        if not gaps.any() or _has_all_separators(text, table.height):
            return
        rows = set(gaps.arg_true().head(1000).to_list())
        found = located_rows(
            text.block.data, self._setup.dialect, text.name, rows, text.block.first_line
        )
        short = [record for record in found.values() if len(record[1]) < self._setup.width]
        if short:
            line, fields = short[0]
            self._short = (
                f"{text.name!r}, line {line:,}, has {len(fields)} of {self._setup.width} fields; "
                f"the columns from {self._setup.names[len(fields)]!r} on were read as missing "
                "there. If a separator is missing, correct the line and import again."
            )

    def warn(self) -> None:
        """Say what was lost."""
        if self._short is not None:
            warnings.warn(self._short, H2OUserWarning, stacklevel=2)
        for i, lost in self._lost.items():
            lost.warn(self._columns[i])


@dataclass
class _Lost:
    """Cells of a column that became missing: the first one, and how many there are."""

    file: str
    line: int
    cell: str
    count: int = 0

    def warn(self, column: ColumnSetup) -> None:
        shown = repr(self.cell)
        shown = shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"
        others = f" So were {self.count - 1:,} more cells of the column." if self.count > 1 else ""
        warnings.warn(
            f"{self.file!r}, line {self.line:,}, column {column.name!r}: {shown} is not "
            f"{_ARTICLES[column.kind]}, and was read as missing.{others} To keep such text, import "
            f"with col_types={{{column.name!r}: 'enum'}}; if it means missing, name it in "
            "na_strings=.",
            H2OUserWarning,
            stacklevel=3,
        )


_ARTICLES: Final = {"numeric": "a number", "time": "a time", "uuid": "a UUID"}
_ROWS_CHECKED: Final = 100_000
_LONGEST_SHOWN: Final = 60


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


# -- Types -----------------------------------------------------------------------------------


def _first_plan(columns: dict[int, ColumnSetup]) -> _Plan:
    plan = _Plan({})
    for i, column in columns.items():
        plan.dtypes[i] = pl.String
        words = _words(column)
        if column.kind == "numeric" and words is not None and len(words) <= 1:
            plan.dtypes[i] = _declared(column)
            plan.absent |= dict.fromkeys([i][: len(words)], min(words, default=""))
        elif column.kind == "enum":
            # Categories of its own, so that codes mean the same in all blocks and go with it.
            plan.dtypes[i] = pl.Categorical(pl.Categories.random())
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


def _is_number(dtype: DType) -> bool:
    return dtype.is_numeric()


# -- Blocks to columns -----------------------------------------------------------------------


def _without_leading_blanks(column: pl.Series, text: Text) -> pl.Series:
    """Categories without the blanks in front, which H2O drops unless they are in quotes."""
    if not text.strips:
        return column
    levels = column.unique().cast(pl.String)
    if not levels.str.contains(r"^[ \t]").any():
        return column
    return column.cast(pl.String).str.strip_chars_start(" \t").cast(column.dtype)


def _joined(chunks: list[pl.Series], asked: ColumnSetup) -> pl.Series:
    """Chunks of numbers, text or times below each other."""
    if not chunks:
        return as_kind(pl.Series([], dtype=pl.String), asked.kind)
    dtypes = {chunk.dtype for chunk in chunks}
    if len(dtypes) > 1:
        widest = pl.Float64 if pl.Float64 in dtypes else _widest(dtypes)
        chunks = [chunk.cast(widest) for chunk in chunks]
    return pl.concat(chunks, rechunk=True)


def _widest(dtypes: set[pl.DataType]) -> DType:
    return next(dtype for dtype in (pl.Int64, pl.Int32, pl.Int16, pl.UInt8) if dtype in dtypes)


def _joined_levels(chunks: list[pl.Series], missing: Sequence[str]) -> pl.Series:
    """Chunks of categories below each other; the domain is sorted, empty text is missing."""
    if not chunks:
        return as_kind(pl.Series([], dtype=pl.String), "enum")
    used = pl.concat([chunk.unique() for chunk in chunks]).unique().drop_nulls()
    labels = used.cast(pl.String)
    labels = labels.set(labels.is_in(["", *missing]), None)
    domain = labels.drop_nulls().unique().sort()
    codes = used.to_physical().to_numpy()
    positions = labels.cast(pl.Enum(domain)).to_physical().cast(pl.Int32).fill_null(-1).to_numpy()
    new = np.full(int(codes.max(initial=0)) + 2, -1, dtype=np.int32)
    new[codes] = positions
    # The last place, which no code has, is that of what is missing.
    gap = new.size - 1
    parts = [new[chunk.to_physical().fill_null(gap).to_numpy()] for chunk in chunks]
    return EnumColumn(np.concatenate(parts), domain.to_list()).to_series("")
