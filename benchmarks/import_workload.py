"""Imports one file with one library for `frames_import.py`, and notes the seconds and the memory.

Runs in the interpreter of the library that it measures, which is loaded before the clock starts.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from library import Recorder, start, use_cores

#: Reads a file and answers how many rows there are.
Function = Callable[[Path], int]

SECONDS, ROWS, PEAK = "seconds", "rows", "peak"


def heavywater(options: argparse.Namespace) -> Function:
    """Heavywater."""
    session = start("heavywater", options.cores, None, None)
    session.no_progress()
    return lambda path: int(session.import_file(str(path)).nrow)


def h2o(options: argparse.Namespace) -> Function:
    """H2O-3."""
    session = start("h2o", options.cores, options.port, options.memory)
    session.no_progress()
    return lambda path: int(session.import_file(str(path)).nrow)


def polars(options: argparse.Namespace) -> Function:
    """Plain Polars, eager."""
    import polars as pl

    del options

    def read(path: Path) -> int:
        return (pl.read_parquet if path.suffix == ".parquet" else pl.read_csv)(path).height

    return read


def pandas(options: argparse.Namespace) -> Function:
    """pandas."""
    import pandas as pd

    del options

    def read(path: Path) -> int:
        table: Any = pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path)
        return len(table)

    return read


def duckdb(options: argparse.Namespace) -> Function:
    """DuckDB, into a table in memory."""
    import duckdb as engine

    database = engine.connect()
    database.execute(f"SET threads = {options.cores}")

    def read(path: Path) -> int:
        database.execute("CREATE TABLE data AS SELECT * FROM " + f"'{path}'")
        return int(database.execute("SELECT count(*) FROM data").fetchall()[0][0])

    return read


LIBRARIES = {function.__name__: function for function in (heavywater, h2o, polars, duckdb, pandas)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure one library as the options say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", dest="name", choices=LIBRARIES, required=True)
    parser.add_argument("--file", type=Path, required=True)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--port", type=int, help="of H2O-3's server")
    parser.add_argument("--memory", help="of H2O-3's server")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    use_cores(options.cores)
    record = Recorder(options.out)
    read = LIBRARIES[options.name](options)
    begin = time.perf_counter()
    rows = read(options.file)
    record(SECONDS, time.perf_counter() - begin)
    record(ROWS, rows)
    if options.name != "h2o":  # whose memory is its server's
        record(PEAK, peak_bytes())
    return 0


def peak_bytes() -> int:
    """The most memory that this process has held."""
    status = Path("/proc/self/status")
    if status.exists():
        # What the system counts for a process otherwise includes the one that started it.
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


if __name__ == "__main__":
    raise SystemExit(main())
