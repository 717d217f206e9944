"""Frames into files."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import BinaryIO, cast

import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.interchange import csv_table

__all__ = ["write_csv", "write_parquet"]


def write_csv(
    data: FrameData,
    path: Path,
    *,
    separator: str = ",",
    header: bool = True,
    quote_header: bool = True,
    compress: bool = False,
) -> None:
    """Write H2O's form of CSV: text in quotes, missing cells empty, times as milliseconds.

    Parameters
    ----------
    data
        What to write.
    path
        Where to; an existing file is replaced.
    separator
        Between the cells.
    header, quote_header
        Whether the names stand on the first line, and in quotes.
    compress
        Whether to compress with gzip.
    """
    with gzip.open(path, "wb", compresslevel=6) if compress else path.open("wb") as opened:
        file = cast("BinaryIO", opened)
        if header:
            names = [_quoted(name) if quote_header else name for name in data.names]
            file.write((separator.join(names) + "\n").encode())
        csv_table(data).write_csv(
            file, include_header=False, separator=separator, quote_style="non_numeric"
        )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def write_parquet(data: FrameData, path: Path) -> None:
    """Write a Parquet file; levels become text, as other programs read no Enum of Polars."""
    data.table.with_columns(pl.col(pl.Enum).cast(pl.String)).write_parquet(path)
