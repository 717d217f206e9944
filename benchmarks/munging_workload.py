"""Groups, joins and sorts a table with one library for `frames_munging.py`, and notes the seconds.

Runs in the interpreter of the library that it measures. Reading the files is not timed.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from library import Recorder, start, use_cores

#: What is measured, in the order of the table.
OPERATIONS = (
    "group by a level (50)",
    "group by a number (1,000)",
    "group by a key (a tenth of the rows)",
    "group by two columns (50,000)",
    "join with a tenth of the rows",
    "left join with a tenth of the rows",
    "join, in the order of the key",
    "sort by a fraction",
    "sort by a number, then a fraction",
)

#: A function for each of `OPERATIONS`.
Functions = Sequence[Callable[[], Any]]


def h2o_like(session: Any, left: Any, right: Any) -> Functions:
    """The same calls for Heavywater and H2O-3; asking for the number of rows makes H2O-3 do it."""
    del session

    def grouped(*by: str) -> Any:
        return left.group_by(list(by)).sum("x").mean("y").count().get_frame().nrow

    return (
        lambda: grouped("level"),
        lambda: grouped("number"),
        lambda: grouped("key"),
        lambda: grouped("level", "number"),
        lambda: left.merge(right, by_x=["key"], by_y=["key"]).nrow,
        lambda: left.merge(right, all_x=True, by_x=["key"], by_y=["key"]).nrow,
        lambda: left.merge(right, by_x=["key"], by_y=["key"]).nrow,
        lambda: left.sort("x").nrow,
        lambda: left.sort(["number", "x"]).nrow,
    )


def heavywater(folder: Path, options: argparse.Namespace) -> Functions:
    """Heavywater."""
    import polars as pl

    session = start("heavywater", options.cores, None, None)
    left, right = (
        session.H2OFrame(pl.read_parquet(folder / f"{part}.parquet")) for part in ("left", "right")
    )
    return h2o_like(session, left, right)


def h2o(folder: Path, options: argparse.Namespace) -> Functions:
    """H2O-3."""
    session = start("h2o", options.cores, options.port, options.memory)
    session.no_progress()
    kinds = {"level": "enum"}
    left = session.import_file(str(folder / "left.csv"), col_types=kinds)
    right = session.import_file(str(folder / "right.csv"))
    return h2o_like(session, left, right)


def polars(folder: Path, options: argparse.Namespace) -> Functions:
    """Plain Polars, eager."""
    import polars as pl

    del options
    left, right = (pl.read_parquet(folder / f"{part}.parquet") for part in ("left", "right"))
    wanted = [pl.col("x").sum(), pl.col("y").mean(), pl.len()]
    return (
        lambda: left.group_by("level").agg(wanted),
        lambda: left.group_by("number").agg(wanted),
        lambda: left.group_by("key").agg(wanted),
        lambda: left.group_by("level", "number").agg(wanted),
        lambda: left.join(right, on="key"),
        lambda: left.join(right, on="key", how="left"),
        lambda: left.join(right, on="key").sort("key"),
        lambda: left.sort("x"),
        lambda: left.sort("number", "x"),
    )


def pandas(folder: Path, options: argparse.Namespace) -> Functions:
    """pandas, with levels as a category."""
    import pandas as pd

    del options
    left, right = (pd.read_parquet(folder / f"{part}.parquet") for part in ("left", "right"))

    def grouped(*by: str) -> Any:
        groups = left.groupby(list(by), observed=True)
        return groups.agg(x=("x", "sum"), y=("y", "mean"), n=("y", "size"))

    return (
        lambda: grouped("level"),
        lambda: grouped("number"),
        lambda: grouped("key"),
        lambda: grouped("level", "number"),
        lambda: left.merge(right, on="key"),
        lambda: left.merge(right, on="key", how="left"),
        lambda: left.merge(right, on="key").sort_values("key"),
        lambda: left.sort_values("x"),
        lambda: left.sort_values(["number", "x"]),
    )


def duckdb(folder: Path, options: argparse.Namespace) -> Functions:
    """DuckDB, from tables in memory to a table in memory."""
    import duckdb as engine

    database = engine.connect()
    database.execute(f"SET threads = {options.cores}")
    for part in ("left", "right"):
        source = str(folder / f"{part}.parquet")
        database.execute(f'CREATE TABLE "{part}" AS SELECT * FROM read_parquet(?)', [source])

    def made(query: str) -> Any:
        return database.execute(f"CREATE OR REPLACE TABLE result AS {query}")

    def grouped(by: str) -> Any:
        return made(f'SELECT {by}, sum(x), avg(y), count(*) FROM "left" GROUP BY {by}')

    return (
        lambda: grouped("level"),
        lambda: grouped("number"),
        lambda: grouped("key"),
        lambda: grouped("level, number"),
        lambda: made('SELECT * FROM "left" JOIN "right" USING (key)'),
        lambda: made('SELECT * FROM "left" LEFT JOIN "right" USING (key)'),
        lambda: made('SELECT * FROM "left" JOIN "right" USING (key) ORDER BY key'),
        lambda: made('SELECT * FROM "left" ORDER BY x'),
        lambda: made('SELECT * FROM "left" ORDER BY number, x'),
    )


LIBRARIES = {function.__name__: function for function in (heavywater, h2o, polars, duckdb, pandas)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure one library as the options say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", dest="name", choices=LIBRARIES, required=True)
    parser.add_argument("--data", type=Path, required=True, help="folder of the tables")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--times", type=int, default=3, help="the fastest of so many counts")
    parser.add_argument("--port", type=int, help="of H2O-3's server")
    parser.add_argument("--memory", help="of H2O-3's server")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    use_cores(options.cores)
    record = Recorder(options.out)
    functions = LIBRARIES[options.name](options.data, options)
    for what, function in zip(OPERATIONS, functions, strict=True):
        record(what, min(seconds(function) for _ in range(options.times)))
    return 0


def seconds(function: Callable[[], Any]) -> float:
    """How long one call takes."""
    begin = time.perf_counter()
    function()
    return time.perf_counter() - begin


if __name__ == "__main__":
    raise SystemExit(main())
