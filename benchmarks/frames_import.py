"""Compares the import of files with Polars, DuckDB, pandas and H2O-3, in one run.

A generated CSV of numbers, categories, dates and text, its gzip and its Parquet. Every import is
the first one of a process of its own; medians over the turns count::

    python benchmarks/frames_import.py                     # 1 GB of CSV, about ten minutes
    python benchmarks/frames_import.py --megabytes 100     # about one
"""

from __future__ import annotations

import argparse
import gzip
import shutil
import statistics
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

import machine
import processes
import tables
from data import DATA
from import_workload import PEAK, ROWS, SECONDS
from processes import Record

TITLES = {
    "heavywater": "Heavywater",
    "polars": "Polars",
    "duckdb": "DuckDB",
    "pandas": "pandas",
    "h2o": "H2O-3",
}
FILES = {"csv": "CSV", "csv.gz": "CSV in gzip", "parquet": "Parquet"}

NOTE = (
    "Rows a second, and the most memory of the process (of H2O-3: of its server and its client "
    "together), for {rows:,} rows of three numbers, two categories, a date and a text: {size:,.0f} "
    "MB of CSV. In brackets, of rows: how many times faster Heavywater is; of memory: how many "
    "times as large as the CSV file it is. Heavywater and H2O-3 find categories and dates; Polars "
    "and pandas leave both as text, DuckDB categories. Median over {repeats} turns."
)

_ROWS_AT_ONCE = 500_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, print and write as the options say."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--megabytes", type=int, default=1000, help="of the CSV file (default: %(default)s)"
    )
    parser.add_argument("--repeats", type=int, default=3, help="turns (default: %(default)s)")
    parser.add_argument("--cores", type=int, default=2, help="for each (default: %(default)s)")
    parser.add_argument("--only", nargs="+", choices=TITLES, help="some of the libraries")
    parser.add_argument("--files", nargs="+", choices=FILES, default=list(FILES))
    parser.add_argument("--h2o-python", metavar="PATH", help="interpreter with h2o and pandas")
    parser.add_argument("--memory", help="heap of H2O-3's server, such as 8G")
    parser.add_argument(
        "--markdown",
        type=Path,
        metavar="FILE",
        help="put the table between <!-- import:begin --> and <!-- import:end --> there",
    )
    options = parser.parse_args(arguments)
    return processes.status_of(_compare, options)


def _compare(options: argparse.Namespace) -> int:
    chosen = options.only or list(TITLES)
    folder = write(options.megabytes * 1_000_000, DATA / f"import-{options.megabytes}")
    h2o_python = processes.h2o_python(options.h2o_python) if "h2o" in chosen else None
    own_python = processes.heavywater_python()
    about = machine.facts(h2o_python, options.cores)
    figures: dict[tuple[str, str], dict[str, list[float]]] = {}
    for turn in range(options.repeats):
        for kind in options.files:
            for name in chosen if turn % 2 == 0 else reversed(chosen):
                python = h2o_python if name == "h2o" and h2o_python else own_python
                found = _run(name, python, folder / f"data.{kind}", options)
                told = f"{found[ROWS] / found[SECONDS]:12,.0f} rows/s {found[PEAK] / 2**20:8,.0f}"
                print(f"{turn + 1}/{options.repeats} {kind:<8} {name:<10} {told} MiB", flush=True)
                for what, value in found.items():
                    figures.setdefault((kind, name), {}).setdefault(what, []).append(value)
    middle = {
        key: {what: statistics.median(values) for what, values in found.items()}
        for key, found in figures.items()
    }
    size = (folder / "data.csv").stat().st_size
    rows = int(next(iter(middle.values()))[ROWS])
    note = NOTE.format(rows=rows, size=size / 1e6, repeats=options.repeats)
    facts = "; ".join(f"{name}: {fact}" for name, fact in about.items())
    header = ["what", *(TITLES[name] for name in chosen)]
    lines = table_rows(middle, chosen, options.files, size)
    print(f"\n{tables.as_text(header, lines)}\n\n{note}\n\n{facts}.")
    if options.markdown:
        content = f"{tables.as_markdown(header, lines)}\n\n{note}\n\n{facts}."
        tables.update(options.markdown, "import", content)
    return 0


def write(size: int, folder: Path) -> Path:
    """The table as CSV of about `size` bytes, as gzip and Parquet; kept for the next run."""
    folder.mkdir(parents=True, exist_ok=True)
    text = folder / "data.csv"
    if not text.exists():
        rng = np.random.default_rng(1)
        unfinished = folder / "unfinished"
        with unfinished.open("wb") as file:
            while file.tell() < size:
                begin = file.tell() == 0
                rows = _ROWS_AT_ONCE if size > 50_000_000 else max(10, size // 200)
                make(rng, rows).write_csv(file, include_header=begin)
        unfinished.rename(text)
    if not (folder / "data.csv.gz").exists():
        with text.open("rb") as plain, gzip.open(folder / "data.csv.gz", "wb", 6) as packed:
            shutil.copyfileobj(plain, packed, 1 << 20)
    if not (folder / "data.parquet").exists():
        pl.read_csv(text, try_parse_dates=True).write_parquet(folder / "data.parquet")
    return folder


def make(rng: np.random.Generator, rows: int) -> pl.DataFrame:
    """Rows of numbers, categories, a date and a text."""
    cities = np.array([f"city {number:03}" for number in range(500)])
    endings = np.array(["alpha beta", "gamma, delta", "epsilon"])
    codes = pl.Series(rng.integers(0, 10**9, rows)).cast(pl.String)
    days = pl.Series(rng.integers(10_000, 20_000, rows, dtype=np.int32)).cast(pl.Date)
    return pl.DataFrame(
        {
            "number": rng.integers(0, 1_000_000, rows),
            "count": rng.integers(0, 200, rows),
            "amount": rng.normal(1000, 300, rows),
            "colour": rng.choice(["red", "green", "blue", "dark yellow"], rows),
            "city": rng.choice(cities, rows),
            "day": days,
            "note": codes + " " + pl.Series(rng.choice(endings, rows)),
        }
    )


def _run(name: str, python: Path, file: Path, options: argparse.Namespace) -> dict[str, float]:
    arguments: list[object] = ["--library", name, "--cores", options.cores]
    arguments += ["--file", file.resolve()]
    if name == "h2o":
        arguments += ["--port", processes.free_port()]
        arguments += ["--memory", options.memory] if options.memory else []
    followed = processes.follow(python, "import_workload.py", arguments, _ignore)
    found = {record["what"]: float(record["value"]) for record in followed.records}
    return {PEAK: followed.peak_bytes} | found


def _ignore(record: Record) -> None:
    """Told when all figures of a process are there."""


def table_rows(
    figures: dict[tuple[str, str], dict[str, float]],
    libraries: Sequence[str],
    kinds: Sequence[str],
    size: int,
) -> list[list[str]]:
    """Two rows for each file: rows a second, and memory, of each library."""
    rows = []
    for kind in kinds:
        ours = _rate(figures.get((kind, "heavywater")))
        speeds, peaks = [], []
        for name in libraries:
            found = figures.get((kind, name))
            rate = _rate(found)
            times = f" ({ours / rate:.1f}×)" if rate and ours and name != "heavywater" else ""
            speeds.append(f"{rate:,.0f}{times}" if rate else "")
            peak = found[PEAK] if found else float("nan")
            peaks.append(f"{peak / 2**20:,.0f} MiB ({peak / size:.1f}×)" if peak == peak else "")
        rows += [[f"{FILES[kind]}: rows/s", *speeds], [f"{FILES[kind]}: peak memory", *peaks]]
    return rows


def _rate(found: dict[str, float] | None) -> float | None:
    return found[ROWS] / found[SECONDS] if found else None


if __name__ == "__main__":
    raise SystemExit(main())
