"""Balanced classes: which rows to train on, and how often, so that no class is rare."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["balanced_rows", "class_shares", "sampling_ratios"]

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def class_shares(values: Floats, rows: Rows, classes: int) -> tuple[float, ...]:
    """Share of each class among some rows.

    Parameters
    ----------
    values
        Level positions of all rows.
    rows
        Rows that count, each as often as it is named.
    classes
        Number of classes.

    Examples
    --------
    >>> class_shares(np.array([0.0, 1.0, np.nan, 0.0]), np.array([0, 1, 3, 3]), 2)
    (0.75, 0.25)
    """
    counts = np.bincount(values[rows].astype(np.int64), minlength=classes)
    return tuple((counts / rows.size).tolist())


def sampling_ratios(
    counts: npt.NDArray[np.int64], factors: Sequence[float] | None, largest: float
) -> Floats:
    """How often a row of each class is taken, on average.

    Parameters
    ----------
    counts
        Rows of each class.
    factors
        Ratios of the classes; None (or zeros only) brings all to the size of the largest.
    largest
        Most rows in the end, relative to the rows there are. All ratios shrink to it alike.

    Examples
    --------
    >>> sampling_ratios(np.array([80, 20]), None, 5.0).tolist()
    [1.0, 4.0]
    >>> sampling_ratios(np.array([80, 20]), None, 0.5).tolist()
    [0.3125, 1.25]
    """
    if factors is None or not any(factors):
        ratios = np.where(counts > 0, counts.max() / np.maximum(counts, 1), 0.0)
    else:
        ratios = np.asarray(factors, dtype=np.float64)
    wanted = float((ratios * counts).sum())
    allowed = largest * counts.sum()
    return ratios * min(1.0, allowed / wanted) if wanted > 0 else ratios


def balanced_rows(
    values: Floats,
    rows: Rows,
    classes: int,
    *,
    factors: Sequence[float] | None,
    largest: float,
    rng: np.random.Generator,
) -> Rows:
    """The rows to train on, each as often as its class needs.

    Parameters
    ----------
    values
        Level positions of all rows.
    rows
        Rows that can be used.
    classes
        Number of classes.
    factors, largest
        As in `sampling_ratios`.
    rng
        Chooses the rows that come once more than the others of their class.

    Notes
    -----
    A class of n rows and ratio q has round(q n) rows in the end, at least one: every row
    floor(q) times or once more. Nothing is copied but row numbers.

    Examples
    --------
    >>> values = np.array([0.0, 0.0, 0.0, 1.0])
    >>> rng = np.random.default_rng(1)
    >>> balanced_rows(values, np.arange(4), 2, factors=None, largest=5.0, rng=rng).tolist()
    [0, 1, 2, 3, 3, 3]
    """
    codes = values[rows].astype(np.int64)
    counts = np.bincount(codes, minlength=classes)
    ratios = sampling_ratios(counts, factors, largest)
    drawn = [
        _drawn(rows[codes == position], float(ratio), rng)
        for position, ratio in enumerate(ratios)
        if counts[position] and ratio > 0
    ]
    return np.sort(np.concatenate(drawn)) if drawn else rows[:0]


def _drawn(rows: Rows, ratio: float, rng: np.random.Generator) -> Rows:
    times, extra = divmod(max(1, round(ratio * rows.size)), rows.size)
    return np.concatenate([np.repeat(rows, times), rng.choice(rows, extra, replace=False)])
