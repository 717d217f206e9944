"""The data of `compare_peers.py`: three kinds of tables as arrays, the same for every peer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from data import DATA

__all__ = ["KINDS", "write"]

ROWS = 60_000

#: Categorical columns and levels of each, like those of flights.
COLUMNS, LEVELS = 6, 300

Arrays = dict[str, np.ndarray]


def _image(rng: np.random.Generator) -> Arrays:
    """784 numbers, ten classes: the shape of Fashion-MNIST."""
    x = rng.normal(size=(ROWS, 784)).astype(np.float32)
    label = (x[:, :50] @ rng.normal(size=(50, 10))).argmax(axis=1)
    return {"numbers": x, "levels": np.zeros((ROWS, 0), np.int64), "label": label}


def _narrow(rng: np.random.Generator) -> Arrays:
    """Ten numbers, two classes."""
    x = rng.normal(size=(ROWS, 10)).astype(np.float32)
    label = ((x**2).sum(axis=1) > 9.34).astype(np.int64)
    return {"numbers": x, "levels": np.zeros((ROWS, 0), np.int64), "label": label}


def _categorical(rng: np.random.Generator) -> Arrays:
    """Six columns of 300 levels and two numbers, two classes."""
    levels = rng.integers(0, LEVELS, (ROWS, COLUMNS))
    x = rng.normal(size=(ROWS, 2)).astype(np.float32)
    effects = rng.normal(size=(COLUMNS, LEVELS))
    score = effects[np.arange(COLUMNS), levels].sum(axis=1) + x[:, 0]
    return {"numbers": x, "levels": levels, "label": (score > 0).astype(np.int64)}


KINDS: dict[str, Callable[[np.random.Generator], Arrays]] = {
    "image": _image,
    "narrow": _narrow,
    "categorical": _categorical,
}


def write(folder: Path = DATA) -> dict[str, Path]:
    """Files of all kinds, made at the first call."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {kind: folder / f"speed_{kind}.npz" for kind in KINDS}
    for seed, (kind, path) in enumerate(paths.items()):
        if not path.exists():
            np.savez(path, **KINDS[kind](np.random.default_rng(seed)))
    return paths
