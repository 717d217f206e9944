"""Compares isolation forests with scikit-learn's, isotree's and H2O-3's, in one run.

Every library grows 100 trees of 256 rows on the same tables, in a process of its own, in turn::

    python benchmarks/forests.py            # about fifteen minutes on two cores
    python benchmarks/forests.py --quick    # about three
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
from collections.abc import Sequence
from pathlib import Path

import forest_data
import machine
import processes
import tables
from processes import Record

TITLES = {
    "heavywater": "Heavywater",
    "sklearn": "scikit-learn",
    "isotree": "isotree",
    "h2o": "H2O-3",
}

NOTE = (
    "100 trees of 256 rows, on {cores} cores; the best of some calls in each of {repeats} "
    "processes, after a first one that compiles. Training: from the call of train() or fit() on a "
    "table that is in memory. The line below adds the first scoring: H2O-3 measures all training "
    "rows while it trains, Heavywater when something of it is first asked for. scikit-learn and "
    "isotree read "
    "arrays, the others frames. AUC: mean over {problems} tables with known anomalies, of "
    "scikit-learn's classes and generated, and over {seeds} seeds (H2O-3: {few}), with the "
    "standard error that the seeds leave."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, print and write as the options say."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeats", type=int, default=3, help="turns (default: %(default)s)")
    parser.add_argument("--seeds", type=int, default=10, help="for the AUC (default: %(default)s)")
    parser.add_argument("--quick", action="store_true", help="one turn, fewer seeds, fewer rows")
    parser.add_argument("--cores", type=int, default=2, help="for each (default: %(default)s)")
    parser.add_argument("--only", nargs="+", choices=TITLES, help="some of the libraries")
    parser.add_argument("--h2o-python", metavar="PATH", help="interpreter with h2o and pandas")
    parser.add_argument(
        "--markdown",
        type=Path,
        metavar="FILE",
        help="put the table between <!-- forests:begin --> and <!-- forests:end --> there",
    )
    options = parser.parse_args(arguments)
    return processes.status_of(_compare, options)


def _compare(options: argparse.Namespace) -> int:
    repeats, seeds = (1, 2) if options.quick else (options.repeats, options.seeds)
    chosen = [name for name in options.only or TITLES if _there(name)]
    pythons = {name: _python(name, options) for name in chosen}
    files = forest_data.write_tables(0.1 if options.quick else 1.0)
    problems = forest_data.write_problems()
    about = machine.facts(pythons.get("h2o"), options.cores)
    found: dict[str, list[Record]] = {name: [] for name in chosen}
    peaks: dict[str, float] = {}
    few = min(2, seeds)
    for turn in range(repeats):
        for name in chosen if turn % 2 == 0 else reversed(chosen):
            print(f"{TITLES[name]}, turn {turn + 1} of {repeats}", flush=True)
            arguments: list[object] = ["--library", name, "--cores", options.cores]
            arguments += ["--data", *(f"{k}={path.resolve()}" for k, path in files.items())]
            arguments += ["--port", processes.free_port()] if name == "h2o" else []
            done = processes.follow(pythons[name], "forest_workload.py", arguments, _tell)
            found[name] += done.records
            peaks[name] = max(peaks.get(name, 0.0), done.peak_bytes)
    for name in chosen:
        print(f"{TITLES[name]}, quality", flush=True)
        arguments = ["--library", name, "--cores", options.cores, "--quality", problems.resolve()]
        arguments += ["--seeds", few if name == "h2o" else seeds]
        arguments += ["--port", processes.free_port()] if name == "h2o" else []
        found[name] += processes.follow(
            pythons[name], "forest_workload.py", arguments, lambda _: None
        ).records
    count = len({r["data"] for records in found.values() for r in records if r["what"] == "auc"})
    note = NOTE.format(cores=options.cores, repeats=repeats, problems=count, seeds=seeds, few=few)
    header = ["what", *(TITLES[name] for name in chosen)]
    _show(header, table_rows(found, peaks), note, about, options.markdown)
    return 0


def _there(name: str) -> bool:
    """isotree is compiled where it is installed, which not every machine can."""
    if name != "isotree" or importlib.util.find_spec("isotree") is not None:
        return True
    print("isotree is not installed and left out; pip install isotree compiles it.")
    return False


def _python(name: str, options: argparse.Namespace) -> Path:
    if name == "h2o":
        return processes.h2o_python(options.h2o_python)
    return processes.heavywater_python()


def _tell(record: Record) -> None:
    print(f"    {record['what']:<24} {record['value']:>14,.4f}", flush=True)


def table_rows(found: dict[str, list[Record]], peaks: dict[str, float]) -> list[list[str]]:
    """A row for each figure: that of each library."""
    rows = []
    for data in forest_data.SHAPES:
        for what, label, best in (
            ("train", "training", min),
            ("first", "training and first scoring", min),
            ("score", "scoring", max),
        ):
            figures = {}
            for name, records in found.items():
                values = [r["value"] for r in records if r["what"] == f"{data} {what}"]
                figures[name] = best(values) if values else None
            cells = [_cell(value, figures.get("heavywater"), what) for value in figures.values()]
            rows.append([f"{label}, {data}", *cells])
    rows.append(["mean AUC", *(_quality(records) for records in found.values())])
    rows.append(["peak memory", *(f"{peaks[name] / 2**20:,.0f} MiB" for name in found)])
    return rows


def _cell(value: float | None, ours: float | None, what: str) -> str:
    if value is None:
        return ""
    text = f"{value:,.0f} rows/s" if what == "score" else f"{value * 1e3:,.1f} ms"
    if ours is None or value == ours:
        return text
    times = ours / value if what == "score" else value / ours
    return f"{text} ({times:.0f}×)" if times >= 10 else f"{text} ({times:.1f}×)"


def _quality(records: Sequence[Record]) -> str:
    by_problem: dict[str, list[float]] = {}
    for record in records:
        if record["what"] == "auc":
            by_problem.setdefault(record["data"], []).append(record["value"])
    if not by_problem:
        return ""
    mean = statistics.fmean(statistics.fmean(values) for values in by_problem.values())
    variances = [
        statistics.variance(values) / len(values) for values in by_problem.values() if values[1:]
    ]
    error = sum(variances) ** 0.5 / len(by_problem)
    return f"{mean:.4f} ± {error:.4f}"


def _show(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    note: str,
    about: dict[str, str],
    page: Path | None,
) -> None:
    facts = "; ".join(f"{name}: {fact}" for name, fact in about.items())
    print(f"\n{tables.as_text(header, rows)}\n\n{note}\n\n{facts}.")
    if page:
        tables.update(page, "forests", f"{tables.as_markdown(header, rows)}\n\n{note}\n\n{facts}.")


if __name__ == "__main__":
    raise SystemExit(main())
