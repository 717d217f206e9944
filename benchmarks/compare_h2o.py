"""Compares Heavywater with the real H2O-3 on this machine, in one run.

Both run `workload.py`, each in a fresh process, on the same files and with the same number of
cores::

    python benchmarks/compare_h2o.py            # about ten minutes on two cores
    python benchmarks/compare_h2o.py --quick    # about two
"""

from __future__ import annotations

import argparse
import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import data
import machine
import processes
import tables
from library import LIBRARIES
from processes import Record

TITLES = {"h2o": "H2O-3", "heavywater": "Heavywater"}


@dataclass(frozen=True)
class Figure:
    """One measured number; `at_least` if it was not waited for."""

    value: float
    at_least: bool = False


@dataclass(frozen=True)
class Measure:
    """A row of the table.

    Attributes
    ----------
    key
        What the workload calls it.
    label
        What the table calls it; ``{epochs}`` is filled in.
    show
        Formats a number.
    more_is_better
        The direction of the ratio; None for no ratio.
    """

    key: str
    label: str
    show: Callable[[float], str]
    more_is_better: bool | None = False

    def cell(self, figure: Figure | None) -> str:
        if figure is None or math.isnan(figure.value):
            return "n/a"
        return ("> " if figure.at_least else "") + self.show(figure.value)

    def ratio(self, h2o: Figure | None, heavywater: Figure | None) -> str:
        """How many times better Heavywater is."""
        if h2o is None or heavywater is None or heavywater.at_least or self.more_is_better is None:
            return ""
        a, b = h2o.value, heavywater.value
        if self.more_is_better:
            a, b = b, a
        if not (a > 0 and b > 0):
            return ""
        return ("> " if h2o.at_least else "") + _times(a / b)


def _times(ratio: float) -> str:
    return f"{ratio:.0f}×" if ratio >= 10 else f"{ratio:.1f}×" if ratio >= 2 else f"{ratio:.2f}×"


def _seconds(value: float) -> str:
    return (
        f"{value:.0f} s" if value >= 100 else f"{value:.1f} s" if value >= 2 else f"{value:.2f} s"
    )


def _rate(value: float) -> str:
    return f"{value:,.0f} rows/s"


def _error(value: float) -> str:
    return f"{value:.4f}"


def _share(value: float) -> str:
    return f"{value:.0%}"


def _rows(value: float) -> str:
    return f"{value:,.0f}"


def _bytes(value: float) -> str:
    return f"{value / 2**20:,.0f} MiB"


_CALL = "training, {settings}: by the wall clock of train(), {{epochs}}"
_OWN = "training, {settings}: by its own scoring history"

MEASURES = (
    Measure("start", "start-up: import and init()", _seconds),
    Measure("import", "import of the {megabytes} CSV file", _seconds),
    *(
        measure
        for key, settings in (
            ("defaults", "defaults"),
            ("digits", "digits snippet"),
            ("mini_batch", "mini_batch_size=32 ¹"),
        )
        for measure in (
            Measure(f"{key}_rate", _CALL.format(settings=settings), _rate, True),
            Measure(f"{key}_own_rate", _OWN.format(settings=settings), _rate, True),
        )
    ),
    Measure("defaults_rows", "rows trained, defaults, {epochs} ⁴", _rows, None),
    Measure("digits_rows", "rows trained, digits snippet, {epochs} ⁴", _rows, None),
    Measure("defaults_error", "test error, defaults, {epochs}", _error),
    Measure("digits_error", "test error, digits snippet, {epochs}", _error),
    Measure("mini_batch_error", "test error, mini_batch_size=32 ¹, {epochs}", _error),
    Measure("to_14%", "time to a test error of 14 %, defaults ²", _seconds),
    Measure("quickest_14%", "time to a test error of 14 %, quickest settings ² ⁵", _seconds),
    Measure("quickest_12%", "time to a test error of 12 %, quickest settings ² ⁵", _seconds),
    Measure("cars_first", "cars, defaults: first training of the process ⁶", _seconds),
    Measure("cars", "cars, defaults: second training", _seconds),
    Measure("folds", "cars, defaults: 5 folds", _seconds),
    Measure("grid", "cars: grid of 6 models", _seconds),
    Measure("predict_rate", "predict, 60,000 rows", _rate, True),
    Measure("memory", "peak memory of all its processes ³", _bytes),
    Measure("others", "(processors taken by other programs meanwhile)", _share, None),
)

NOTES = (
    "Ratio: how many times better Heavywater is; below 1 it is worse.",
    "¹ H2O-3 accepts mini_batch_size and trains row by row all the same.",
    "² Wall time of the first train() call, among trainings from scratch with 0.5, 0.7, 1, 1.5, "
    "2, 3, 4, 5, 6 epochs, whose finished model has at most this error on the 10,000 test rows; "
    "where all attempts together would take more than 240 s, that of the last one.",
    "³ Resident sets during the whole workload, summed over Python and Java. Java's heap has the "
    "size that Java chooses, a quarter of the machine's memory, unless --memory is given.",
    "⁴ H2O-3 ends with a whole iteration, and so trains more rows than were asked for.",
    "⁵ mini_batch_size=32, adaptive_rate=False, rate=0.1, rate_annealing=0 and momentum of 0.9 in "
    "Heavywater, the defaults in H2O-3, which breaks off with the others as unstable.",
    "⁶ With kernels that an earlier process has compiled. The first training on a machine compiles "
    "them, which takes some 10 s.",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, print and write as the options say; returns the exit status."""
    options = _parser().parse_args(arguments)
    return processes.status_of(_compare, options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--h2o-python",
        metavar="PATH",
        help=f"interpreter with h2o and pandas (default: ${processes.VARIABLE}, else one is made)",
    )
    parser.add_argument("--cores", type=int, default=2, help="for each (default: %(default)s)")
    parser.add_argument(
        "--repeats", type=int, default=1, help="runs of each, the order alternating; medians count"
    )
    parser.add_argument("--quick", action="store_true", help="fewer rows, no time to an error")
    parser.add_argument("--memory", help="heap of H2O-3's server, such as 6g (default: Java's)")
    parser.add_argument("--only", choices=LIBRARIES, help="run one of the two")
    parser.add_argument(
        "--markdown",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE",
        help="put the table between <!-- benchmark:begin --> and <!-- benchmark:end --> there",
    )
    data.add_options(parser)
    return parser


def _compare(options: argparse.Namespace) -> int:
    for page in options.markdown:
        # Better now than after ten minutes.
        tables.between_markers(page.read_text(encoding="utf-8"), "benchmark", "")
    pythons = _interpreters(options)
    files = data.images(options.fashion_mnist, stand_in=options.stand_in)
    cars = data.cars(options.cars)
    about = machine.facts(pythons.get("h2o"), options.cores)
    runs: dict[str, list[dict[str, Figure]]] = {name: [] for name in pythons}
    for repeat in range(options.repeats):
        for name in sorted(pythons, reverse=repeat % 2 == 1):
            print(f"{TITLES[name]}, run {repeat + 1} of {options.repeats}", flush=True)
            runs[name].append(_run(name, pythons[name], files, cars, repeat, options))
    rows = table_rows(
        {name: medians(found) for name, found in runs.items()},
        epochs="0.2 epochs" if options.quick else "1 epoch",
        megabytes=f"{files.train.stat().st_size / 1e6:.0f} MB",
    )
    _show(rows, about | {"Images": files.name}, options.markdown)
    return 0


def _interpreters(options: argparse.Namespace) -> dict[str, Path]:
    chosen = [options.only] if options.only else list(LIBRARIES)
    makers: dict[str, Callable[[], Path]] = {
        "h2o": lambda: processes.h2o_python(options.h2o_python),
        "heavywater": processes.heavywater_python,
    }
    return {name: makers[name]() for name in chosen}


def _run(
    name: str,
    python: Path,
    files: data.Images,
    cars: Path,
    repeat: int,
    options: argparse.Namespace,
) -> dict[str, Figure]:
    arguments: list[object] = ["--library", name, "--cores", options.cores]
    arguments += ["--train", files.train.resolve(), "--test", files.test.resolve()]
    arguments += ["--cars", cars.resolve(), "--seed", repeat + 1]
    if name == "h2o":
        arguments += ["--port", processes.free_port()]
        arguments += ["--memory", options.memory] if options.memory else []
    arguments += ["--quick"] if options.quick else []
    followed = processes.follow(python, "workload.py", arguments, _tell)
    figures = {
        record["what"]: Figure(record["value"], record.get("at_least", False))
        for record in followed.records
    }
    print(f"    other programs took {followed.others:.0%} of the processors", flush=True)
    figures["memory"] = Figure(followed.peak_bytes)
    figures["others"] = Figure(followed.others)
    return figures


def _tell(record: Record) -> None:
    more = {key: value for key, value in record.items() if key not in ("what", "value")}
    notes = ", ".join(f"{key} {value:.6g}" for key, value in more.items())
    print(f"    {record['what']:<22} {record['value']:>14,.4f}  {notes}".rstrip(), flush=True)


def medians(runs: Iterable[dict[str, Figure]]) -> dict[str, Figure]:
    """The median of each figure; a bound if one of them is."""
    found = list(runs)
    return {
        key: Figure(
            statistics.median(run[key].value for run in found),
            any(run[key].at_least for run in found),
        )
        for key in found[0]
    }


def table_rows(
    figures: dict[str, dict[str, Figure]], **words: str
) -> list[tuple[str, str, str, str]]:
    """The rows that were measured: what, H2O-3, Heavywater, ratio."""
    h2o, heavywater = (figures.get(name, {}) for name in LIBRARIES)
    rows = []
    for measure in MEASURES:
        a, b = h2o.get(measure.key), heavywater.get(measure.key)
        if a is not None or b is not None:
            label = measure.label.format(**words)
            rows.append((label, measure.cell(a), measure.cell(b), measure.ratio(a, b)))
    return rows


def _show(rows: Sequence[Sequence[str]], about: dict[str, str], pages: Sequence[Path]) -> None:
    header = ("what", *TITLES.values(), "ratio")
    print()
    print("\n".join(f"{name}: {fact}" for name, fact in about.items()))
    print()
    print(tables.as_text(header, rows))
    print()
    print("\n".join(NOTES))
    for page in pages:
        machine_line = "; ".join(f"{name}: {fact}" for name, fact in about.items())
        parts = [tables.as_markdown(header, rows), "\n\n".join(NOTES), machine_line + "."]
        tables.update(page, "benchmark", "\n\n".join(parts))
        print(f"\nWritten to {page}.")


if __name__ == "__main__":
    raise SystemExit(main())
