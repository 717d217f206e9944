"""Data for isolation forests: two tables for speed, and problems with known anomalies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["SHAPES", "write_problems", "write_tables"]

_FOLDER = Path(__file__).parent / "data"

#: Rows and columns: as many as the transactions of credit cards that are often used, and narrower
#: and taller.
SHAPES = {"284,807 x 30": (284_807, 30), "1,000,000 x 6": (1_000_000, 6)}

Problem = tuple[str, npt.NDArray[Any], npt.NDArray[Any]]


def write_tables(scale: float = 1.0) -> dict[str, Path]:
    """Tables of heavy-tailed, correlated numbers as files of arrays, by name."""
    _FOLDER.mkdir(exist_ok=True)
    found = {}
    for name, (rows, columns) in SHAPES.items():
        path = _FOLDER / f"forest-{int(rows * scale)}-{columns}.npy"
        if not path.exists():
            rng = np.random.default_rng(columns)
            mix = rng.normal(size=(columns, columns)) / np.sqrt(columns)
            np.save(path, rng.standard_t(4, size=(int(rows * scale), columns)) @ mix)
        found[name] = path
    return found


def write_problems() -> Path:
    """All problems in one file."""
    _FOLDER.mkdir(exist_ok=True)
    path = _FOLDER / "forest-problems.npz"
    arrays = {}
    for name, X, y in (*_of_classes(), *_generated()):
        arrays |= {f"{name} X": X, f"{name} y": y}
    np.savez(path, **arrays)
    return path


def _of_classes() -> Iterator[Problem]:
    """scikit-learn's tables of classes, one of which is made rare."""
    from sklearn import datasets

    for name in ("breast_cancer", "wine", "iris", "digits"):
        X, y = getattr(datasets, f"load_{name}")(return_X_y=True)
        for rare in range(min(len(set(y)), 3)):
            rng = np.random.default_rng(rare)
            others, ones = np.flatnonzero(y != rare), np.flatnonzero(y == rare)
            count = min(max(5, len(others) // 20), len(ones))
            kept = np.concatenate([others, rng.choice(ones, count, replace=False)])
            yield f"{name}, class {rare}", X[kept], y[kept] == rare


def _generated() -> Iterator[Problem]:
    """Anomalies that are shifted, far out, or between clusters."""
    rng = np.random.default_rng(0)
    truth = np.arange(3000) < 60
    for columns in (2, 5, 20, 50):
        X = rng.normal(size=(3000, columns))
        X[truth, : max(1, columns // 4)] += 3
        yield f"shifted in {columns}", X, truth
        X = rng.standard_t(3, size=(3000, columns))
        X[truth] *= 2
        yield f"far out in {columns}", X, truth
        centers = np.repeat([-6.0, 0.0, 6.0], 1000)[:, None]
        X = rng.normal(size=(3000, columns)) + rng.permutation(centers)
        X[truth] = rng.uniform(-9, 9, size=(60, columns))
        yield f"between clusters in {columns}", X, truth
