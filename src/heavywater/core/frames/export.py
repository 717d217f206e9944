"""Frames into files, each whole or not at all: under its name there is never half of one."""

from __future__ import annotations

import bz2
import gzip
import os
import secrets
import shutil
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any, BinaryIO, Final

import polars as pl

from heavywater.core.artifacts.container import written_atomically
from heavywater.core.frames.data import FrameData
from heavywater.core.frames.interchange import csv_table
from heavywater.core.frames.zones import to_utc
from heavywater.exceptions import H2OFileError, H2OValueError

__all__ = ["CSV_COMPRESSIONS", "Writer", "csv_writer", "table_writer", "write_file", "write_parts"]

Writer = Callable[[FrameData, BinaryIO], None]
"""Writes a frame to a stream."""

_ROWS_AT_ONCE: Final = 1 << 18
_ROWS_OF_A_PART: Final = 1 << 20


def _zstandard(stream: BinaryIO) -> Any:
    try:
        from compression import zstd  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        try:
            from backports import zstd  # type: ignore[no-redef, unused-ignore]
        except ImportError:
            raise H2OValueError(
                "compression='zstd' needs the package backports.zstd. Install it with: pip install "
                '"heavywater[formats]"',
                "compression",
            ) from None
    return zstd.open(stream, "wb")


#: Not the name of the file and not the time: the same frame is the same file.
CSV_COMPRESSIONS: Final[dict[str, Callable[[BinaryIO], Any]]] = {
    "none": nullcontext,
    "gzip": lambda stream: gzip.GzipFile("", "wb", 6, stream, mtime=0),
    "bzip2": lambda stream: bz2.BZ2File(stream, "wb"),
    "zstd": _zstandard,
}


def csv_writer(
    *,
    separator: str = ",",
    header: bool = True,
    quote_header: bool = True,
    compression: str = "none",
) -> Writer:
    """Writes H2O's form of CSV: text in quotes, missing cells empty, times as milliseconds.

    Parameters
    ----------
    separator
        Between the cells.
    header, quote_header
        Whether the names stand on the first line, and in quotes.
    compression
        One of `CSV_COMPRESSIONS`.
    """

    def write(data: FrameData, stream: BinaryIO) -> None:
        with CSV_COMPRESSIONS[compression](stream) as file:
            if header:
                names = [_quoted(name) if quote_header else name for name in data.names]
                file.write((separator.join(names) + "\n").encode())
            for start in range(0, data.nrow, _ROWS_AT_ONCE):
                rows = data.rows(slice(start, start + _ROWS_AT_ONCE))
                text = csv_table(rows, data.types).write_csv(
                    include_header=False, separator=separator, quote_style="non_numeric"
                )
                file.write(text.encode())

    return write


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def table_writer(
    format: str, *, compression: str | None = None, to_utc_first: bool = False
) -> Writer:
    """Writes Parquet or Arrow.

    Parameters
    ----------
    format
        ``"parquet"``; levels become text there, as other programs read no Enum of Polars. Or
        ``"arrow"``, where they become dictionaries.
    compression
        Of the format; None for its own.
    to_utc_first
        Whether times are what clocks of the session's zone show, and become times in UTC.
    """

    def write(data: FrameData, stream: BinaryIO) -> None:
        table = data.table
        if to_utc_first:
            times = [to_utc(column) for column in table if isinstance(column.dtype, pl.Datetime)]
            table = table.with_columns(times)
        options: Any = {} if compression is None else {"compression": compression}
        if format == "arrow":
            table.write_ipc(stream, **({"compression": "uncompressed"} | options))
        else:
            table.with_columns(pl.col(pl.Enum).cast(pl.String)).write_parquet(stream, **options)

    return write


def write_file(data: FrameData, path: Path, writer: Writer, *, replace: bool) -> None:
    """Write a frame to one file.

    Raises
    ------
    H2OFileError
        If it is there already and must not be replaced, or cannot be written. What was there
        before is as it was then.
    """
    if not path.parent.is_dir():
        raise H2OFileError(
            f"Cannot write {str(path)!r}: there is no folder {str(path.parent)!r}. Make it first."
        )
    with written_atomically(path, replace=replace) as stream:
        writer(data, stream)


def write_parts(data: FrameData, folder: Path, writer: Writer, parts: int) -> None:
    """Write a frame to several files in a folder, which appears when all of them are whole.

    Parameters
    ----------
    folder
        An empty folder, or none yet.
    parts
        At most so many files; -1 for as many as its rows call for.

    Raises
    ------
    H2OFileError
        If there is something in the folder, or it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise H2OFileError(
            f"Cannot write parts to {str(folder)!r}: it must be an empty folder, or not be there; "
            "force=True does not empty it."
        )
    rows = -(-data.nrow // parts) if parts > 0 else _ROWS_OF_A_PART
    rows = max(1, rows)
    temporary = folder.parent / f".{folder.name[:100]}.{secrets.token_hex(4)}.tmp"
    try:
        temporary.mkdir(parents=True)
        for number, start in enumerate(range(0, max(1, data.nrow), rows)):
            part = data.rows(slice(start, start + rows))
            write_file(part, temporary / f"part-m-{number:05d}", writer, replace=False)
        os.replace(temporary, folder)
    except OSError as error:
        if isinstance(error, H2OFileError):
            raise
        raise H2OFileError(f"Cannot write {str(folder)!r}: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
