"""The problems of `quality.py`: their data, their splits, their settings."""

from __future__ import annotations

import argparse
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import data
import small_data
from settings import CARS_PREDICTORS, DEFAULTS, DIGITS_SNIPPET, TUNED, WALKTHROUGH

__all__ = ["Job", "Problem", "add_options", "jobs", "problems"]

_SMALL: dict[str, dict[str, Any]] = {"defaults": DEFAULTS, "tuned": TUNED}
_CARS: dict[str, dict[str, Any]] = {**_SMALL, **WALKTHROUGH}
_DIGITS: dict[str, dict[str, Any]] = {"defaults": DEFAULTS, "digits snippet": DIGITS_SNIPPET}

_TEST_SHARE = 0.2

_ROWS_OF_LARGE = 5000

_SKLEARN_KINDS = {
    "iris": "multinomial",
    "wine": "multinomial",
    "breast_cancer": "binomial",
    "diabetes": "regression",
}

# Tables that are not in the repository: name, predictors, response, kind.
_FILES: dict[str, tuple[str, str, str, str]] = {
    "prostate.csv": (
        "prostate",
        "AGE RACE DPROS DCAPS PSA VOL GLEASON",
        "CAPSULE",
        "binomial",
    ),
    "BostonHousing.csv": (
        "Boston",
        "crim zn indus chas nox rm age dis rad tax ptratio b lstat",
        "medv",
        "regression",
    ),
    "titanicalt.csv": (
        "Titanic",
        "pclass sex age sibsp parch fare embarked",
        "survived",
        "binomial",
    ),
    "allyears2k_headers.zip": (
        "airlines",
        "Year Month DayofMonth DayOfWeek CRSDepTime CRSArrTime UniqueCarrier Origin Dest Distance",
        "IsDepDelayed",
        "binomial",
    ),
}

Column = str | int


@dataclass(frozen=True)
class Problem:
    """Something to predict.

    Attributes
    ----------
    name
        Shown in the table.
    path
        CSV file of all rows.
    x, y
        Predictors and response: names, or positions where the file has no header.
    kind
        regression, binomial or multinomial.
    settings
        Parameters by the name of the setting.
    """

    name: str
    path: Path
    x: list[Column]
    y: Column
    kind: str
    settings: dict[str, dict[str, Any]]

    @property
    def short(self) -> str:
        """Its name as part of a file name."""
        return "".join(c if c.isalnum() else "-" for c in self.name.lower())

    def table(self) -> pl.DataFrame:
        """All rows, as text: the splits then hold exactly what the file holds."""
        rows = pl.read_csv(self.path, has_header=isinstance(self.y, str), infer_schema=False)
        # An empty line at the end, which some of the files have, is no row.
        return rows.filter(pl.any_horizontal(pl.all().is_not_null()))


@dataclass(frozen=True)
class Job:
    """One training: a problem, a setting, a seed, with that seed's split."""

    problem: Problem
    setting: str
    seed: int
    train: Path
    test: Path

    @property
    def key(self) -> str:
        return f"{self.problem.name} | {self.setting} | {self.seed}"

    def described(self) -> dict[str, Any]:
        """For the workload's list."""
        problem = self.problem
        return {
            "key": self.key,
            "train": str(self.train.resolve()),
            "test": str(self.test.resolve()),
            "x": problem.x,
            "y": problem.y,
            "kind": problem.kind,
            "parameters": problem.settings[self.setting],
            "seed": self.seed,
        }


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options for the files that are not in the repository."""
    parser.add_argument("--cars", type=Path, help="the cars (default: the package's file)")
    parser.add_argument(
        "--data",
        type=Path,
        metavar="FOLDER",
        help=f"folder with more tables, each left out if missing: {', '.join(_FILES)}",
    )
    parser.add_argument(
        "--mnist", type=Path, help="digits, no header, label last (default: sklearn's digits)"
    )


def problems(options: argparse.Namespace) -> Iterator[Problem]:
    """The problems for which there is data."""
    cars = data.cars(options.cars)
    yield Problem("cars, cylinders", cars, [*CARS_PREDICTORS], "cylinders", "regression", _CARS)
    yield Problem("cars, economy", cars, [*CARS_PREDICTORS], "economy_20mpg", "binomial", _CARS)
    for name, kind in _SKLEARN_KINDS.items():
        path = small_data.sklearn_table(name)
        yield _all_columns(name.replace("_", " "), path, kind)
    yield _all_columns("Friedman 1", small_data.friedman(), "regression")
    yield _all_columns("two rings", small_data.two_rings(), "binomial")
    yield _all_columns("many levels", small_data.many_levels(), "regression")
    yield from _from_folder(options.data)
    digits = options.mnist or data.digits()
    pixels = pl.read_csv(digits, n_rows=1, has_header=False).width - 1
    name = "MNIST digits" if options.mnist else "sklearn digits"
    yield Problem(name, digits, [*range(pixels)], pixels, "multinomial", _DIGITS)


def _all_columns(name: str, path: Path, kind: str) -> Problem:
    """The last column from all others."""
    columns = pl.read_csv(path, n_rows=1).columns
    return Problem(name, path, [*columns[:-1]], columns[-1], kind, _SMALL)


def _from_folder(folder: Path | None) -> Iterator[Problem]:
    for file, (name, x, y, kind) in _FILES.items():
        if folder is not None and (folder / file).exists():
            yield Problem(name, _plain(folder / file), [*x.split()], y, kind, _SMALL)


def _plain(path: Path) -> Path:
    """The file; of one in a zip, some rows as a file of their own, since H2O-3 takes long."""
    if path.suffix != ".zip":
        return path
    target = data.DATA / f"{path.stem}_{_ROWS_OF_LARGE}.csv"
    if not target.exists():
        with zipfile.ZipFile(path) as archive:
            # The airlines have names that are not UTF-8, in columns that are not used.
            text = archive.read(archive.namelist()[0])
        rows = pl.read_csv(text, infer_schema=False, encoding="utf8-lossy")
        data.DATA.mkdir(parents=True, exist_ok=True)
        rows.sample(_ROWS_OF_LARGE, seed=1).write_csv(target)
    return target


def jobs(problem: Problem, seeds: range, folder: Path) -> Iterator[Job]:
    """Every setting with every seed; writes the splits, which both libraries read."""
    folder.mkdir(parents=True, exist_ok=True)
    table = problem.table()
    for seed in seeds:
        train, test = (folder / f"{problem.short}-{seed}-{part}.csv" for part in ("train", "test"))
        _split(table, seed, train, test, header=isinstance(problem.y, str))
        for setting in problem.settings:
            yield Job(problem, setting, seed, train, test)


def _split(table: pl.DataFrame, seed: int, train: Path, test: Path, *, header: bool) -> None:
    order = np.random.default_rng(seed).permutation(table.height)
    tested = round(table.height * _TEST_SHARE)
    for path, rows in ((test, order[:tested]), (train, order[tested:])):
        table[np.sort(rows)].write_csv(path, include_header=header)
