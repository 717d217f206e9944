"""Reading texts whose layout is known: one pass over blocks, with declared, narrow types.

The types come from the sample. Where a cell deeper in a text does not fit, its column is declared
wider from about that block on, at last as text. Blocks are read side by side, each to columns of
their type, so that no text of a whole file is ever held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import polars as pl

from heavywater.core.frames.codes import different_texts
from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.frames.importing.blocks import Block, blocks_of
from heavywater.core.frames.importing.convert import as_kind, narrowest
from heavywater.core.frames.importing.losses import Lost, lost_cells, short_row, warn_of_losses
from heavywater.core.frames.importing.plan import first_plan
from heavywater.core.frames.importing.repeats import Converted, Levels
from heavywater.core.frames.importing.scan import DType, Misfit, Text, scan
from heavywater.core.frames.importing.setup import ColumnSetup, Setup, without_lines
from heavywater.core.frames.importing.sources import Source
from heavywater.core.parallel import in_order

__all__ = ["Tick", "read_frame", "unwatched", "with_constants", "with_forced_types"]

Tick = Callable[[float], None]
"""Told from time to time which share of the work is done; may raise to stop it."""


def unwatched(share: float) -> None:
    """For those who do not look at the progress."""


_MOST_MISFITS: Final = 6
"""After so many passes over a block that failed, all of it is read as text."""


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
    table = _Table(reader)
    progress = _Progress([source for source, _ in sources], tick)
    rows = [0] * len(sources)
    for part in in_order(reader.read, _blocks(sources, setup)):
        table.add(part)
        rows[part.place] += part.nrow
        progress.add(part.place, part.size)
    table.warn()
    frame = with_forced_types(table.frame(), setup.forced)
    return with_constants(frame, [source for source, _ in sources], rows)


@dataclass(frozen=True)
class _Piece:
    """A block of the source at a place, of `size` bytes there."""

    place: int
    name: str
    block: Block
    size: int


def _blocks(sources: Sequence[tuple[Source, int]], setup: Setup) -> Iterator[_Piece]:
    for place, (source, skip_lines) in enumerate(sources):
        for index, block in enumerate(blocks_of(source, setup.dialect.quote)):
            data = without_lines(block, skip_lines) if index == 0 else block
            yield _Piece(place, source.name, data, len(block.data))


class _Progress:
    """Tells which share is done; of packed text, it guesses that it is four times as long."""

    def __init__(self, sources: Sequence[Source], tick: Tick) -> None:
        self._sources = sources
        self._tick = tick
        self._done = [0] * len(sources)
        self._total = sum(source.raw_size for source in sources) or 1

    def add(self, place: int, size: int) -> None:
        self._done[place] += size
        shares = (
            done if source.packing is None else min(done / 4, source.raw_size)
            for done, source in zip(self._done, self._sources, strict=True)
        )
        self._tick(min(sum(shares) / self._total, 1.0))


@dataclass
class _Part:
    """What was read of a block."""

    place: int
    size: int
    nrow: int
    chunks: dict[int, pl.Series] = field(default_factory=dict)
    lost: dict[int, Lost] = field(default_factory=dict)
    short: str | None = None


class _Reader:
    """Makes columns of blocks, of several at the same time.

    What it learns from a block on the way, that a column must be declared wider, only saves
    later ones an attempt; no result depends on it.
    """

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        #: By position, as are the plan's.
        self.columns = {i: c for i, c in enumerate(setup.columns) if c.name not in setup.skipped}
        self._plan = first_plan(self.columns)
        self.levels: dict[int, Levels] = {}
        self._converted: dict[int, Converted] = {}
        for i, dtype in self._plan.dtypes.items():
            asked = self.columns[i]
            if isinstance(dtype, pl.Categorical) and asked.kind == "enum":
                self.levels[i] = Levels(dtype, asked.missing)
            elif isinstance(dtype, pl.Categorical):
                self._converted[i] = Converted(dtype, asked.kind, asked.missing)

    def read(self, piece: _Piece) -> _Part:
        """The columns of a block."""
        text = Text(piece.name, piece.block, self._setup.dialect, self._setup.width)
        table = self._scanned(text)
        part = _Part(piece.place, piece.size, table.height)
        part.short = short_row(table, text, self._setup)
        for i in self.columns:
            part.chunks[i] = self._chunk(table.get_column(str(i)), i, text, part)
        return part

    def _scanned(self, text: Text) -> pl.DataFrame:
        plan = self._plan
        for misfits in range(1, _MOST_MISFITS + 1):
            try:
                return scan(text, plan.dtypes, plan.absent)
            except Misfit as misfit:
                self._plan = plan = plan.wider(misfit, misfits)
        plan = plan.as_text()
        return scan(text, plan.dtypes, plan.absent)

    def _chunk(self, column: pl.Series, i: int, text: Text, part: _Part) -> pl.Series:
        """A block's column as read to one of the type that is asked for."""
        asked = self.columns[i]
        if column.dtype == pl.Float64 and column.is_infinite().any():
            # 1e400 is infinite, the word "inf" is missing: the text tells.
            column = scan(text, {i: pl.String}, {}).to_series()
        if column.dtype.is_numeric():
            return narrowest(column)
        if asked.kind == "enum":
            return self.levels[i].bare(_without_leading_blanks(column, text))
        if isinstance(column.dtype, pl.Categorical) and not text.strips:
            cells, converted = column, self._converted[i].column(column)
        else:
            cells = text.without_leading_blanks(column.cast(pl.String))
            if asked.missing:
                cells = cells.set(cells.is_in(asked.missing), None)
            if asked.kind == "string":
                return text.with_odd_characters(cells)
            converted = as_kind(cells, asked.kind)
        if converted.null_count() > cells.null_count():
            texts = cells.cast(pl.String)
            texts = texts.set(texts.is_in(asked.missing), None) if asked.missing else texts
            lost = lost_cells(texts, converted, text)
            part.lost |= {} if lost is None else {i: lost}
        return converted


def _without_leading_blanks(column: pl.Series, text: Text) -> pl.Series:
    """Categories without the blanks in front, which H2O drops unless they are in quotes."""
    if not text.strips or not different_texts(column).str.contains(r"^[ \t]").any():
        return column
    return column.cast(pl.String).str.strip_chars_start(" \t").cast(column.dtype)


class _Table:
    """The columns of all blocks, below each other."""

    def __init__(self, reader: _Reader) -> None:
        self._columns = reader.columns
        self._levels = reader.levels
        self._chunks: dict[int, list[pl.Series]] = {i: [] for i in self._columns}
        self._lost: dict[int, list[Lost]] = {}
        self._short: str | None = None

    def add(self, part: _Part) -> None:
        """Put the next block below those before."""
        for i, chunk in part.chunks.items():
            self._chunks[i].append(chunk)
        for i, lost in part.lost.items():
            self._lost.setdefault(i, []).append(lost)
        self._short = self._short or part.short

    def warn(self) -> None:
        """Say what was lost."""
        warn_of_losses(self._short, ((self._columns[i], lost) for i, lost in self._lost.items()))

    def frame(self) -> FrameData:
        """All that was read; to be called once."""
        columns = []
        for i, asked in self._columns.items():
            chunks = self._chunks.pop(i)
            levels = self._levels.get(i)
            column = levels.joined(chunks) if levels else _below_each_other(chunks, asked)
            columns.append(column.alias(asked.name))
        uuids = [column.name for column in self._columns.values() if column.kind == "uuid"]
        return FrameData(pl.DataFrame(columns), uuids=uuids)


def _below_each_other(chunks: list[pl.Series], asked: ColumnSetup) -> pl.Series:
    if not chunks:
        return as_kind(pl.Series([], dtype=pl.String), asked.kind)
    dtypes = {chunk.dtype for chunk in chunks}
    if len(dtypes) > 1:
        widest = pl.Float64 if pl.Float64 in dtypes else _widest(dtypes)
        chunks = [chunk.cast(widest) for chunk in chunks]
    return pl.concat(chunks, rechunk=False)


def _widest(dtypes: set[pl.DataType]) -> DType:
    return next(dtype for dtype in (pl.Int64, pl.Int32, pl.Int16, pl.UInt8) if dtype in dtypes)


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
