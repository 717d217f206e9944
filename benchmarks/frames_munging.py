"""Compares grouping, joining and sorting with Polars, DuckDB, pandas and H2O-3, in one run.

Every library works on the same table, in a process of its own, in turn. The fastest call of all
turns counts: other programs can only slow it down::

    python benchmarks/frames_munging.py                    # 10 million rows, about ten minutes
    python benchmarks/frames_munging.py --rows 1000000     # about one
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

import machine
import processes
import tables
from data import DATA
from munging_workload import OPERATIONS
from processes import Record

TITLES = {
    "heavywater": "Heavywater",
    "polars": "Polars",
    "duckdb": "DuckDB",
    "pandas": "pandas",
    "h2o": "H2O-3",
}
MEMORY = "peak memory, the table included"

NOTE = (
    "Seconds on {rows:,} rows of a level, a number, a key and two fractions ({size:.0f} MB as the "
    "numbers they are), and in brackets how many times faster Heavywater is. Groups have a sum, a "
    "mean and a count. Heavywater and H2O-3 give groups and joined rows in the order of their "
    "keys, as H2O's users expect; pandas orders groups; Polars and DuckDB order neither, and sort "
    "what they have joined in the row that says so. Fastest of {times} calls in each of {repeats} "
    "turns."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, print and write as the options say."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=10_000_000, help="default: %(default)s")
    parser.add_argument("--repeats", type=int, default=3, help="turns (default: %(default)s)")
    parser.add_argument("--times", type=int, default=3, help="calls a turn (default: %(default)s)")
    parser.add_argument("--cores", type=int, default=2, help="for each (default: %(default)s)")
    parser.add_argument("--only", nargs="+", choices=TITLES, help="some of the libraries")
    parser.add_argument("--h2o-python", metavar="PATH", help="interpreter with h2o and pandas")
    parser.add_argument("--memory", help="heap of H2O-3's server, such as 8G")
    parser.add_argument(
        "--markdown",
        type=Path,
        metavar="FILE",
        help="put the table between <!-- munging:begin --> and <!-- munging:end --> there",
    )
    options = parser.parse_args(arguments)
    return processes.status_of(_compare, options)


def _compare(options: argparse.Namespace) -> int:
    chosen = options.only or list(TITLES)
    folder = write(options.rows, DATA / f"munging-{options.rows}", text="h2o" in chosen)
    h2o_python = processes.h2o_python(options.h2o_python) if "h2o" in chosen else None
    own_python = processes.heavywater_python()
    about = machine.facts(h2o_python, options.cores)
    figures: dict[str, dict[str, list[float]]] = {name: {} for name in chosen}
    for turn in range(options.repeats):
        for name in chosen if turn % 2 == 0 else reversed(chosen):
            print(f"{TITLES[name]}, turn {turn + 1} of {options.repeats}", flush=True)
            python = h2o_python if name == "h2o" and h2o_python else own_python
            followed = _run(name, python, folder, options)
            for record in followed.records:
                figures[name].setdefault(record["what"], []).append(record["value"])
            figures[name].setdefault(MEMORY, []).append(followed.peak_bytes)
    fastest = {
        name: {what: min(values) for what, values in found.items()}
        for name, found in figures.items()
    }
    size = pl.scan_parquet(folder / "left.parquet").collect().estimated_size() / 1e6
    note = NOTE.format(rows=options.rows, size=size, times=options.times, repeats=options.repeats)
    facts = "; ".join(f"{name}: {fact}" for name, fact in about.items())
    header = ["what", *(TITLES[name] for name in chosen)]
    rows = table_rows(fastest)
    print(f"\n{tables.as_text(header, rows)}\n\n{note}\n\n{facts}.")
    if options.markdown:
        content = f"{tables.as_markdown(header, rows)}\n\n{note}\n\n{facts}."
        tables.update(options.markdown, "munging", content)
    return 0


def write(rows: int, folder: Path, *, text: bool) -> Path:
    """The tables as Parquet, and as CSV for H2O-3; kept for the next run."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "right.parquet").exists():
        left, right = make(rows)
        left.write_parquet(folder / "left.parquet")
        right.write_parquet(folder / "right.parquet")
    if text and not (folder / "right.csv").exists():
        for part in ("left", "right"):
            pl.read_parquet(folder / f"{part}.parquet").write_csv(folder / f"{part}.csv")
    return folder


def make(rows: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A table, and one with a row for each of its keys, in no order."""
    rng = np.random.default_rng(1)
    keys = max(1, rows // 10)
    names = [f"level {number:02}" for number in range(50)]
    levels = pl.Series(rng.integers(0, len(names), rows, dtype=np.uint32))
    left = pl.DataFrame(
        {
            "level": levels.cat.to(pl.Enum(names)),
            "number": rng.integers(0, 1000, rows),
            "key": rng.integers(0, keys, rows),
            "x": rng.normal(size=rows),
            "y": rng.normal(size=rows),
        }
    )
    return left, pl.DataFrame({"key": rng.permutation(keys), "z": rng.normal(size=keys)})


def _run(name: str, python: Path, folder: Path, options: argparse.Namespace) -> processes.Followed:
    arguments: list[object] = ["--library", name, "--cores", options.cores]
    arguments += ["--data", folder.resolve(), "--times", options.times]
    if name == "h2o":
        arguments += ["--port", processes.free_port()]
        arguments += ["--memory", options.memory] if options.memory else []
    return processes.follow(python, "munging_workload.py", arguments, _tell)


def _tell(record: Record) -> None:
    print(f"    {record['what']:<40} {record['value']:8.3f} s", flush=True)


def table_rows(figures: dict[str, dict[str, float]]) -> list[list[str]]:
    """A row for each operation: the seconds of each library; memory last."""
    ours = figures.get("heavywater", {})
    rows = []
    for what in (*OPERATIONS, MEMORY):
        found = [values.get(what) for values in figures.values()]
        rows.append([what, *(_cell(what, value, ours.get(what)) for value in found)])
    return rows


def _cell(what: str, value: float | None, ours: float | None) -> str:
    if value is None or value != value:
        return ""
    text = f"{value / 2**20:,.0f} MiB" if what == MEMORY else f"{value:.2f} s"
    if ours is None or value == ours:
        return text
    return f"{text} ({value / ours:.1f}×)"


if __name__ == "__main__":
    raise SystemExit(main())
