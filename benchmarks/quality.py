"""Compares the models of Heavywater and H2O-3: test metrics over some seeds.

For each seed the rows are split anew, and both train on the same files with the same settings
and that seed::

    python benchmarks/quality.py --data FOLDER --mnist mnist_test.csv.gz

A training of H2O-3's that was noted before, with the same split and settings, is not repeated
unless --fresh is given: it takes most of the time, and H2O-3 does not change.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import data
import problems
import processes
import tables
from problems import Job
from processes import Record

MORE_IS_BETTER = frozenset({"AUC"})

#: Metrics by job.
Results = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Sample:
    """One metric over the seeds, the same seeds in the same order for both libraries."""

    h2o: tuple[float, ...]
    heavywater: tuple[float, ...]
    more_is_better: bool

    @property
    def loss(self) -> tuple[float, float]:
        """By how much Heavywater is worse: the mean over the seeds and its standard error.

        The seeds share their split, so that the differences vary less than the metrics do.
        """
        sign = -1.0 if self.more_is_better else 1.0
        return _mean_and_error(
            [sign * (b - a) for a, b in zip(self.h2o, self.heavywater, strict=True)]
        )

    @property
    def verdict(self) -> str:
        """Whether Heavywater is worse by more than the standard error of the difference."""
        mean, error = self.loss
        if math.isnan(mean) or math.isnan(error):
            return "unknown"
        if mean > error:
            return f"WORSE, by {mean / error:.1f} standard errors" if error else "WORSE"
        return "better" if -mean > error else "not worse"


def _mean_and_error(values: Sequence[float]) -> tuple[float, float]:
    if len(values) < 2:
        return (values[0] if values else math.nan), math.nan
    return float(np.mean(values)), float(np.std(values, ddof=1) / math.sqrt(len(values)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, print and write as the options say; 1 if Heavywater is worse anywhere."""
    options = _parser().parse_args(arguments)
    return processes.status_of(_compare, options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    problems.add_options(parser)
    parser.add_argument("--seeds", type=int, default=5, help="how many (default: %(default)s)")
    parser.add_argument("--only", metavar="NAME", nargs="+", help="problems whose name begins so")
    parser.add_argument("--cores", type=int, default=2, help="for each (default: %(default)s)")
    parser.add_argument("--h2o-python", metavar="PATH", help="interpreter with h2o and pandas")
    parser.add_argument("--fresh", action="store_true", help="train again what H2O-3 has trained")
    parser.add_argument(
        "--markdown",
        type=Path,
        metavar="FILE",
        help="put the table between <!-- quality:begin --> and <!-- quality:end --> there",
    )
    return parser


def _compare(options: argparse.Namespace) -> int:
    folder = data.DATA / "quality"
    listed = [
        job
        for problem in problems.problems(options)
        if problem.name.startswith(tuple(options.only or [""]))
        for job in problems.jobs(problem, range(1, options.seeds + 1), folder)
    ]
    if not options.data:
        print("Without the tables that are not in the repository: --data FOLDER names theirs.")
    h2o = _h2o_results(listed, folder, options)
    heavywater = _heavywater_results(listed, folder, options.cores)
    samples = dict(_samples(listed, h2o, heavywater))
    rows = [_row(name, sample) for name, sample in samples.items()]
    _show(rows, options)
    return int(any(sample.verdict.startswith("WORSE") for sample in samples.values()))


def _h2o_results(listed: Sequence[Job], folder: Path, options: argparse.Namespace) -> Results:
    """H2O-3's metrics: those noted before, and new ones for the rest."""
    notes = folder / "h2o_results.json"
    noted: Results = {}
    if notes.exists() and not options.fresh:
        noted = json.loads(notes.read_text(encoding="utf-8"))
    prints = {job.key: _fingerprint(job, options.cores) for job in listed}
    missing = [job for job in listed if prints[job.key] not in noted]

    def note(record: Record) -> None:
        # Each at once: whoever interrupts this keeps what there is.
        noted[prints[record["what"]]] = record["metrics"]
        notes.write_text(json.dumps(noted, indent=1), encoding="utf-8")

    if missing:
        python = processes.h2o_python(options.h2o_python)
        _train("h2o", python, missing, folder, options.cores, note)
    return {key: noted[print_] for key, print_ in prints.items()}


def _heavywater_results(listed: Sequence[Job], folder: Path, cores: int) -> Results:
    found: Results = {}

    def note(record: Record) -> None:
        found[record["what"]] = record["metrics"]

    _train("heavywater", processes.heavywater_python(), listed, folder, cores, note)
    return found


def _fingerprint(job: Job, cores: int) -> str:
    """Differs if anything differs that a training depends on."""
    described = job.described() | {"cores": cores}
    for part in ("train", "test"):
        described[part] = hashlib.sha256(Path(described[part]).read_bytes()).hexdigest()
    return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()


def _train(
    name: str,
    python: Path,
    listed: Sequence[Job],
    folder: Path,
    cores: int,
    note: Callable[[Record], None],
) -> None:
    print(f"{name}: {len(listed)} trainings", flush=True)
    path = folder / f"jobs_{name}.json"
    path.write_text(json.dumps([job.described() for job in listed]), encoding="utf-8")
    arguments: list[object] = ["--library", name, "--jobs", path.resolve(), "--cores", cores]
    arguments += ["--port", processes.free_port()] if name == "h2o" else []

    def tell(record: Record) -> None:
        _tell(record)
        note(record)

    processes.follow(python, "quality_workload.py", arguments, tell)


def _tell(record: Record) -> None:
    metrics = ", ".join(f"{name} {value:.5g}" for name, value in record["metrics"].items())
    print(f"    {record['what']}: {metrics} in {record['value']:.2f} s", flush=True)


def _samples(
    listed: Iterable[Job], h2o: Results, heavywater: Results
) -> Iterator[tuple[tuple[str, str, str], Sample]]:
    """By problem, setting and metric."""
    groups: dict[tuple[str, str], list[str]] = {}
    for job in listed:
        groups.setdefault((job.problem.name, job.setting), []).append(job.key)
    for (problem, setting), keys in groups.items():
        for metric in heavywater[keys[0]]:
            a, b = (tuple(found[key][metric] for key in keys) for found in (h2o, heavywater))
            yield (problem, setting, metric), Sample(a, b, metric in MORE_IS_BETTER)


def _row(name: tuple[str, str, str], sample: Sample) -> list[str]:
    shown = [_shown(*_mean_and_error(values)) for values in (sample.h2o, sample.heavywater)]
    return [", ".join(name[:2]), name[2], *shown, _shown(*sample.loss, sign="+"), sample.verdict]


def _shown(mean: float, error: float, sign: str = "") -> str:
    return f"{mean:{sign}.4f} ± {error:.4f}"


def _show(rows: Sequence[Sequence[str]], options: argparse.Namespace) -> None:
    header = ("problem and settings", "metric", "H2O-3", "Heavywater", "loss", "verdict")
    note = (
        f"Test metrics on a fifth of the rows: mean over {options.seeds} seeds ± its standard "
        "error. Each seed has its own split, the same for both. Loss: by how much Heavywater is "
        "worse, in the mean of the differences seed by seed ± their standard error; WORSE means "
        "more than that error, which chance alone gives one row in six."
    )
    print(f"\n{tables.as_text(header, rows)}\n\n{note}")
    if options.markdown:
        tables.update(options.markdown, "quality", f"{tables.as_markdown(header, rows)}\n\n{note}")


if __name__ == "__main__":
    raise SystemExit(main())
