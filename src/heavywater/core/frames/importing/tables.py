"""Files that are tables already: Parquet, Arrow, ORC, Avro, JSON and spreadsheets.

Their own schema holds. Columns of text alone are looked at, as H2O looks at those of Parquet:
dates, UUIDs and repeated texts become times, UUIDs and categories, but numbers never numbers.
"""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Callable, Sequence
from typing import Any, Final

import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.importing import request as requests
from heavywater.core.frames.importing.convert import as_kind, narrowest, to_enum
from heavywater.core.frames.importing.formats import Format
from heavywater.core.frames.importing.guess import Cells, count_cells, guess_kind
from heavywater.core.frames.importing.read import (
    Tick,
    unwatched,
    with_constants,
    with_forced_types,
)
from heavywater.core.frames.importing.request import ImportRequest
from heavywater.core.frames.importing.setup import looks_like_header
from heavywater.core.frames.importing.sources import Source
from heavywater.core.frames.types import ColumnKind, canonical
from heavywater.core.frames.zones import to_local
from heavywater.core.parallel import side_by_side
from heavywater.exceptions import H2OError, H2OFileError, H2OUserWarning, listed

__all__ = ["as_frame", "frame_of", "read_table", "read_tables"]

_ROWS_LOOKED_AT: Final = 1000
"""H2O guesses what text is from so many rows."""

_ROWS_FOR_ALL_CORES: Final = 10_000
"""With fewer rows, columns are done in no time."""

_PLAIN_TEXT: Final = "avro"
"""The format whose text H2O leaves as it is."""

_MAPPED: Final = "arrow"
"""The format whose columns stay in the file."""


def read_tables(
    sources: Sequence[Source], kind: Format, request: ImportRequest, tick: Tick = unwatched
) -> FrameData:
    """Import files of one of these formats, the rows of each below those of the one before.

    Raises
    ------
    H2OFileError
        If one is damaged, needs a package that is missing, has columns that no frame can hold, or
        others than the first one.
    """
    tables: list[pl.DataFrame] = []
    for count, source in enumerate(sources):
        tick(count / len(sources))
        tables.append(read_table(source, kind, request))
        if tables[-1].columns != tables[0].columns:
            raise _different(sources[0], tables[0], source, tables[-1])
    table = tables[0] if len(tables) == 1 else _below_each_other(tables, sources)
    frame = frame_of(table, kind, request)
    return with_constants(frame, sources, [table.height for table in tables])


def read_table(
    source: Source, kind: Format, request: ImportRequest, rows: int | None = None
) -> pl.DataFrame:
    """The columns of a file, or of its first `rows`, in its own types."""
    try:
        table = _READERS[kind](source, request)
    except (pl.exceptions.PolarsError, OSError, ValueError, RuntimeError) as error:
        if isinstance(error, H2OError):
            raise
        raise _unreadable(source, kind, error) from None
    except Exception as error:
        # pyarrow and fastexcel have errors of their own, which are known without importing them.
        if type(error).__module__.partition(".")[0] not in ("pyarrow", "fastexcel", "_fastexcel"):
            raise
        raise _unreadable(source, kind, error) from None
    return _flat(table if rows is None else table.head(rows), source.name)


def frame_of(table: pl.DataFrame, kind: Format, request: ImportRequest) -> FrameData:
    """The frame of a file's columns."""
    text = kind != _PLAIN_TEXT
    return as_frame(table, request, guess_text=text, shrink=kind != _MAPPED)


def _below_each_other(tables: Sequence[pl.DataFrame], sources: Sequence[Source]) -> pl.DataFrame:
    levels = [c for c, dtype in tables[0].schema.items() if isinstance(dtype, pl.Enum)]
    if any(table.schema[c] != tables[0].schema[c] for table in tables for c in levels):
        tables = [table.with_columns(pl.col(levels).cast(pl.String)) for table in tables]
    try:
        return pl.concat(tables, how="vertical_relaxed", rechunk=True)
    except pl.exceptions.PolarsError as error:
        reason = str(error).partition("\n")[0]
        raise H2OFileError(
            f"Cannot import {sources[0].name!r} and {len(sources) - 1} more files into one frame: "
            f"a column has different types in them ({reason}). Import them one by one, make the "
            "columns alike, and join them with rbind()."
        ) from None


def _different(
    first: Source, expected: pl.DataFrame, other: Source, found: pl.DataFrame
) -> H2OFileError:
    return H2OFileError(
        f"Cannot import {first.name!r} and {other.name!r} into one frame: the columns of the one "
        f"are {listed(expected.columns)}, those of the other {listed(found.columns)}. Import them "
        "one by one, make the columns alike, and join them with rbind()."
    )


def _unreadable(source: Source, kind: Format, error: Exception) -> H2OFileError:
    reason = str(error).partition("\n")[0][:200] or type(error).__name__
    return H2OFileError(
        f"Cannot import {source.name!r}: the {kind} file is truncated or damaged ({reason}). "
        "Nothing was imported; write or fetch the file again."
    )


# -- Readers ---------------------------------------------------------------------------------


def _place(source: Source) -> Any:
    """What a reader takes: the file itself, or its unpacked bytes."""
    return source.path if source.path and not source.packing else io.BytesIO(source.read())


def _parquet(source: Source, request: ImportRequest) -> pl.DataFrame:  # noqa: ARG001
    return pl.read_parquet(_place(source), hive_partitioning=False)


def _arrow(source: Source, request: ImportRequest) -> pl.DataFrame:  # noqa: ARG001
    """The columns where they lie in the file, if pyarrow is there; else they are read."""
    place = _place(source)
    if isinstance(place, io.BytesIO):
        return pl.read_ipc(place)
    try:
        import pyarrow
    except ImportError:
        return pl.read_ipc(place)
    with pyarrow.memory_map(str(place)) as mapped:
        table = pl.from_arrow(pyarrow.ipc.open_file(mapped).read_all(), rechunk=False)
    return table if isinstance(table, pl.DataFrame) else table.to_frame()


def _arrow_stream(source: Source, request: ImportRequest) -> pl.DataFrame:  # noqa: ARG001
    return pl.read_ipc_stream(_place(source))


def _avro(source: Source, request: ImportRequest) -> pl.DataFrame:  # noqa: ARG001
    return pl.read_avro(_place(source))


def _orc(source: Source, request: ImportRequest) -> pl.DataFrame:  # noqa: ARG001
    try:
        from pyarrow import orc
    except ImportError:
        raise _missing_package(source, "ORC", "pyarrow") from None
    table = pl.from_arrow(orc.read_table(_place(source)))
    return table if isinstance(table, pl.DataFrame) else table.to_frame()


def _missing_package(source: Source, what: str, package: str) -> H2OFileError:
    return H2OFileError(
        f"Cannot import {source.name!r}: {what} needs the package {package}, which is not "
        'installed. Install it with: pip install "heavywater[formats]"'
    )


def _json_lines(source: Source, request: ImportRequest) -> pl.DataFrame:  # noqa: ARG001
    try:
        return pl.read_ndjson(_place(source), infer_schema_length=None)
    except (pl.exceptions.PolarsError, ValueError):
        _refuse_broken_lines(source)
        raise


def _refuse_broken_lines(source: Source) -> None:
    for number, line in enumerate(source.read().split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            if isinstance(json.loads(line), dict):
                continue
            reason = "it is no object in braces"
        except ValueError as error:
            reason = str(error)
        raise H2OFileError(
            f"Cannot import {source.name!r}: line {number:,} is no JSON object ({reason}). "
            "Correct the line."
        )


def _json(source: Source, request: ImportRequest) -> pl.DataFrame:  # noqa: ARG001
    return pl.read_json(_place(source), infer_schema_length=None)


def _excel(source: Source, request: ImportRequest) -> pl.DataFrame:
    """The first sheet that has anything in it."""
    try:
        import fastexcel
    except ImportError:
        raise _missing_package(source, "a spreadsheet", "fastexcel") from None
    place = _place(source)
    book = fastexcel.read_excel(place if not isinstance(place, io.BytesIO) else place.getvalue())
    sheets = {name: _sheet(book, name, None, dtypes="string") for name in book.sheet_names}
    filled = [name for name, sheet in sheets.items() if sheet.height and sheet.width]
    if not filled:
        raise H2OFileError(f"Cannot import {source.name!r}: its sheets are empty.")
    if len(filled) > 1:
        warnings.warn(
            f"Of {source.name!r} only the sheet {filled[0]!r} was imported; there is something in "
            f"{listed(filled[1:])} too.",
            H2OUserWarning,
            stacklevel=2,
        )
    first = [[cell or "" for cell in row] for row in sheets[filled[0]].head(2).rows()]
    header = request.header == 1 or (request.header == 0 and looks_like_header(first))
    return _sheet(book, filled[0], 0 if header else None)


def _sheet(book: Any, name: str, header: int | None, **options: Any) -> pl.DataFrame:
    sheet: pl.DataFrame = book.load_sheet(name, header_row=header, **options).to_polars()
    if header is None:
        sheet.columns = [f"C{i}" for i in range(1, sheet.width + 1)]
    return sheet


_READERS: Final[dict[Format, Callable[[Source, ImportRequest], pl.DataFrame]]] = {
    "parquet": _parquet,
    "arrow": _arrow,
    "arrow stream": _arrow_stream,
    "orc": _orc,
    "avro": _avro,
    "excel": _excel,
    "json lines": _json_lines,
    "json": _json,
}


# -- Columns ---------------------------------------------------------------------------------


def as_frame(
    table: pl.DataFrame,
    request: ImportRequest,
    *,
    guess_text: bool = True,
    shrink: bool = True,
) -> FrameData:
    """A table with a caller's wishes fulfilled.

    Parameters
    ----------
    table
        The columns in the types of their file.
    request
        Names, types, texts that mean missing, columns to leave out.
    guess_text
        Whether text may become times, UUIDs and categories.
    shrink
        Whether whole numbers are stored in the narrowest type.
    """
    names = requests.checked_names(
        request.col_names, table.columns, skipped=request.skipped_columns
    )
    skipped = requests.skipped_names(request.skipped_columns, names)
    asked = requests.kinds_asked(request.col_types, names, skipped)
    missing = requests.missing_texts(request.na_strings, names)
    kept = [place for place, label in enumerate(names) if label not in skipped]
    stored: dict[int, pl.Series] = {}
    uuids: set[str] = set()

    def convert(place: int) -> None:
        label, column = names[place], table.to_series(place)
        kind = asked.get(label)
        if column.dtype in (pl.Binary, pl.String):
            text = _as_text(column)
            text = text.set(text.is_in(missing[label]), None) if missing.get(label) else text
            kind = kind or (_kind_of_text(text) if guess_text else "string")
            column = as_kind(text, kind)
        else:
            column = _as_asked(column, kind, guess_text)
            if request.tz_adjust_to_local and isinstance(column.dtype, pl.Datetime):
                column = to_local(column)
            if shrink and column.dtype.is_integer():
                column = narrowest(column)
        stored[place] = column.alias(label)
        if kind == "uuid":
            uuids.add(label)

    if table.height < _ROWS_FOR_ALL_CORES:
        for place in kept:
            convert(place)
    else:
        side_by_side(convert, kept)
    frame = FrameData(
        pl.DataFrame([stored[place] for place in kept]), uuids=uuids, mapped=not shrink
    )
    forced = requests.forced_words(request, names, skipped)
    if request.force_col_types and request.col_types is None:
        schema = zip(names, table.dtypes, strict=True)
        forced = {name: "real" for name, dtype in schema if dtype.is_float() and frame.has(name)}
    return with_forced_types(frame, forced)


def _flat(table: pl.DataFrame, name: str) -> pl.DataFrame:
    """Records inside columns as columns of their own, ``a.b``; lists cannot be held."""
    while nested := [c for c in table.columns if isinstance(table.schema[c], pl.Struct)]:
        for column in nested:
            fields = table[column].struct.unnest()
            fields.columns = [f"{column}.{field}" for field in fields.columns]
            place = table.get_column_index(column)
            table = pl.DataFrame([*table[:, :place], *fields, *table[:, place + 1 :]])
    odd = [c for c, dtype in table.schema.items() if isinstance(dtype, (pl.List, pl.Array))]
    if odd:
        raise H2OFileError(
            f"Cannot import {name!r}: the columns {listed(odd)} hold lists, which a frame cannot. "
            "Name them in skipped_columns= after a look at the file with Polars, or write each "
            "element into a column of its own."
        )
    return table


def _as_text(column: pl.Series) -> pl.Series:
    if column.dtype == pl.String:
        return column
    try:
        return column.cast(pl.String)
    except pl.exceptions.PolarsError:
        texts = [None if cell is None else cell.decode("utf-8", "replace") for cell in column]
        return pl.Series(column.name, texts, dtype=pl.String)


def _kind_of_text(text: pl.Series) -> ColumnKind:
    """What text is, by H2O's rule; where it looks like numbers, it is text all the same."""
    head = text.head(_ROWS_LOOKED_AT)
    cells = count_cells(head)
    filled = head.drop_nulls()
    words = filled.filter(filled != "").unique().to_list()
    numbers = cells.numbers + cells.zeros
    counted = Cells(
        dates=cells.dates,
        uuids=cells.uuids,
        texts=cells.texts + numbers,
        distinct=frozenset(words) if numbers else cells.distinct,
    )
    kind = guess_kind(counted) if counted.filled else "string"
    return "string" if kind == "numeric" else kind


def _as_asked(column: pl.Series, kind: ColumnKind | None, truth_is_enum: bool) -> pl.Series:
    if column.dtype == pl.Boolean and truth_is_enum and kind in (None, "enum"):
        return to_enum(
            column.replace_strict({True: "True", False: "False"}, return_dtype=pl.String)
        )
    if column.dtype == pl.Time:
        column = column.to_physical() // 1_000_000  # milliseconds of the day, as in H2O
    stored = canonical(column)
    if kind is None or _is_of(stored, kind):
        return stored
    if isinstance(stored.dtype, pl.Datetime) and kind == "numeric":
        return stored.to_physical()
    if stored.dtype.is_float():
        whole = stored.cast(pl.Int64, strict=False)
        same = whole.null_count() == stored.null_count() and bool((whole == stored).all())
        stored = whole if same else stored
    return as_kind(stored.cast(pl.String), kind)


def _is_of(column: pl.Series, kind: ColumnKind) -> bool:
    if kind == "numeric":
        return column.dtype.is_numeric()
    if kind == "time":
        return isinstance(column.dtype, pl.Datetime)
    return kind == "enum" and isinstance(column.dtype, pl.Enum)
