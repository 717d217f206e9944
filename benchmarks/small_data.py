"""Small tables for `quality.py`: scikit-learn's, and generated ones, as CSV with a header.

Each function gives the path of its file, which is made at the first call. Generated tables are the
same everywhere: their generators have fixed seeds.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from data import DATA, DataError

__all__ = ["SKLEARN", "friedman", "many_levels", "sklearn_table", "two_rings"]

#: Tables of scikit-learn, and whether their target is a class.
SKLEARN = {"breast_cancer": True, "wine": True, "iris": True, "diabetes": False}


def sklearn_table(name: str, folder: Path = DATA) -> Path:
    """One of `SKLEARN`, its target as the last column: ``class``, or ``target`` for a number.

    Raises
    ------
    DataError
        If scikit-learn is missing.
    """

    def make() -> pl.DataFrame:
        try:
            from sklearn import datasets
        except ImportError:
            raise DataError(
                f"scikit-learn, where {name} comes from, is missing: pip install scikit-learn"
            ) from None
        found = getattr(datasets, f"load_{name}")()
        names = [str(n).replace(" ", "_").replace("/", "_") for n in found.feature_names]
        table = pl.DataFrame(found.data, schema=names)
        if not SKLEARN[name]:
            return table.with_columns(pl.Series("target", found.target))
        return table.with_columns(pl.Series("class", found.target_names[found.target].tolist()))

    return _written(folder / f"{name}.csv", make)


def friedman(rows: int = 2000, folder: Path = DATA) -> Path:
    """Friedman's first problem (Friedman 1991, section 4.3): five inputs count, five do not."""

    def make() -> pl.DataFrame:
        rng = np.random.default_rng(1)
        x = rng.random((rows, 10))
        y = 10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2
        y += 10 * x[:, 3] + 5 * x[:, 4] + rng.normal(size=rows)
        table = pl.DataFrame(x, schema=[f"x{i}" for i in range(10)])
        return table.with_columns(pl.Series("y", y))

    return _written(folder / "friedman.csv", make)


def two_rings(rows: int = 2000, folder: Path = DATA) -> Path:
    """Ten normal inputs; the class says whether their squares sum to more than the median.

    Hastie, Tibshirani and Friedman 2009, example 10.2, with one label in twenty turned round.
    """

    def make() -> pl.DataFrame:
        rng = np.random.default_rng(2)
        x = rng.normal(size=(rows, 10))
        outside = (x**2).sum(axis=1) > 9.34
        turned = rng.random(rows) < 0.05
        table = pl.DataFrame(x, schema=[f"x{i}" for i in range(10)])
        words = np.where(outside ^ turned, "outside", "inside")
        return table.with_columns(pl.Series("class", words.tolist()))

    return _written(folder / "two_rings.csv", make)


def many_levels(rows: int = 3000, folder: Path = DATA) -> Path:
    """Two columns of 200 and 40 levels with effects of their own, two numbers, some missing."""

    def make() -> pl.DataFrame:
        rng = np.random.default_rng(3)
        place, kind = rng.integers(0, 200, rows), rng.integers(0, 40, rows)
        x = rng.normal(size=(rows, 2))
        y = rng.normal(size=200)[place] + rng.normal(size=40)[kind] * x[:, 0] + x[:, 1]
        y += rng.normal(scale=0.3, size=rows)
        table = pl.DataFrame(
            {
                "place": [f"p{i:03d}" for i in place],
                "kind": [f"k{i:02d}" for i in kind],
                "a": x[:, 0],
                "b": x[:, 1],
                "y": y,
            }
        )
        missing = rng.random(rows) < 0.05
        hidden = pl.when(pl.Series(missing)).then(None)
        return table.with_columns(hidden.otherwise(pl.col("kind")).alias("kind"))

    return _written(folder / "many_levels.csv", make)


def _written(path: Path, make: Callable[[], pl.DataFrame]) -> Path:
    """The path, after the table has been written there unless it is there already."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        make().write_csv(part)
        shutil.move(part, path)
    return path
