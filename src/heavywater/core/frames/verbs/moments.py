"""Spread, correlation and quantiles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import (
    FloatArray,
    from_series,
    has_measures,
    measures,
    numbers,
)
from heavywater.core.frames.verbs.reduce import kept
from heavywater.exceptions import H2OFrameError, H2OUnknownValueError, did_you_mean, listed

__all__ = [
    "DEFAULT_PROBABILITIES",
    "correlation",
    "covariance",
    "deviations",
    "kurtoses",
    "medians",
    "quantiles",
    "skewnesses",
]

NAN = float("nan")
DEFAULT_PROBABILITIES = (0.01, 0.1, 0.25, 0.333, 0.5, 0.667, 0.75, 0.9, 0.99)
USES = ("everything", "all.obs", "complete.obs")
# What to do when a quantile falls between two values, as NumPy calls it.
COMBINE_METHODS = {
    "interpolate": "linear",
    "interpolated": "linear",
    "average": "midpoint",
    "avg": "midpoint",
    "low": "lower",
    "high": "higher",
}


def deviations(data: FrameData, skip_missing: bool) -> list[float]:
    """The standard deviation of each column, over n - 1."""
    return [deviation(kept(numbers(column), skip_missing)) for column in data.each_column()]


def deviation(values: FloatArray) -> float:
    """Standard deviation over n - 1; 0 of a single value, as in H2O, and NaN of none."""
    return float(np.std(values, ddof=min(1, values.size - 1))) if values.size else NAN


def medians(data: FrameData, skip_missing: bool) -> list[float]:
    """The median of each column."""
    found = []
    for column in data.each_column():
        values = kept(numbers(column), skip_missing)
        found.append(float(np.median(values)) if values.size else NAN)
    return found


def skewnesses(data: FrameData, skip_missing: bool) -> list[float]:
    """Third central moment over the cubed standard deviation (over n), of each column."""
    return [standardised_moment(kept(numbers(c), skip_missing), 3) for c in data.each_column()]


def kurtoses(data: FrameData, skip_missing: bool) -> list[float]:
    """Fourth central moment over the squared variance (over n), of each column."""
    return [standardised_moment(kept(numbers(c), skip_missing), 4) for c in data.each_column()]


def standardised_moment(values: FloatArray, order: int) -> float:
    """The mean of the powers of deviations, in units of the standard deviation over n."""
    spread = float(np.std(values)) if values.size else NAN
    if not spread > 0:
        return NAN
    return float(np.mean((values - values.mean()) ** order) / spread**order)


def covariance(x: FrameData, y: FrameData | None, use: str) -> FrameData | float:
    """Covariances of the columns of `x` with those of `y` (or of `x`).

    One number for a pair of single columns, else a frame named after the columns of `y`.
    """
    y = x if y is None else y
    left, right = complete_cases(x, y, use, "var")
    return as_answer(defined(product_moments(left, right), x, y), y)


def correlation(x: FrameData, y: FrameData | None, use: str, method: str) -> FrameData | float:
    """Correlations of the columns of `x` with those of `y` (or of `x`).

    One number for a pair of single columns, else a frame named after the columns of `y`.
    """
    y = x if y is None else y
    left, right = complete_cases(x, y, use, "cor")
    if method == "Spearman":
        left, right = ranks(left), ranks(right)
    elif method != "Pearson":
        raise H2OFrameError(f"method must be 'Pearson' or 'Spearman', not {method!r}.", "method")
    with np.errstate(all="ignore"):
        scale = np.outer(np.std(left, axis=0, ddof=1), np.std(right, axis=0, ddof=1))
        return as_answer(defined(product_moments(left, right) / scale, x, y), y)


def complete_cases(
    x: FrameData, y: FrameData, use: str, verb: str
) -> tuple[FloatArray, FloatArray]:
    """Both frames as matrices, after leaving out rows or refusing them as `use` says."""
    if use not in USES:
        raise H2OUnknownValueError(
            f"use must be one of {listed(USES)}, not {use!r}.{did_you_mean(use, USES)}", "use"
        )
    if x.nrow != y.nrow:
        raise H2OFrameError(f"{verb} needs equal numbers of rows, not {x.nrow} and {y.nrow}.", "y")
    left = matrix(x, verb)
    right = left if y is x else matrix(y, verb)
    there = np.ones(x.nrow, dtype=np.bool_)
    for column in (*left.T, *(() if y is x else right.T)):
        there &= ~np.isnan(column)
    if use == "all.obs" and not there.all():
        raise H2OFrameError(
            f"Mode is 'AllObs' but NAs are present: {verb} with use='all.obs' allows no missing "
            f"values, but {int((~there).sum())} rows have some. Use 'complete.obs' to leave them "
            "out.",
            "use",
        )
    if use != "complete.obs" or there.all():
        return left, right
    left, right = (np.asfortranarray(side[there]) for side in (left, right))
    return left, right


def defined(moments: FloatArray, x: FrameData, y: FrameData) -> FloatArray:
    """The moments, missing for columns of three levels or more, which have no order."""
    moments[[not has_measures(column) for column in x.table], :] = np.nan
    moments[:, [not has_measures(column) for column in y.table]] = np.nan
    return moments


def matrix(data: FrameData, verb: str) -> FloatArray:
    """Rows by columns, each of which is in one piece; three levels or more count as 0, and text is
    refused.
    """
    data.refuse_if_huge()
    for column in data.each_column():
        if not (has_measures(column) or isinstance(column.dtype, pl.Enum)):
            raise H2OFrameError(
                f"{verb} takes numeric columns, but {column.name!r} is of type "
                f"{data.type_of(column.name)}. Select the numeric ones, as in "
                "frame[frame.columns_by_type('numeric')]."
            )
    cells = np.zeros((data.nrow, data.ncol), order="F")
    for place, column in enumerate(data.each_column()):
        if has_measures(column):
            cells[:, place] = measures(column)
    return cells


def product_moments(left: FloatArray, right: FloatArray) -> FloatArray:
    """Covariances over n - 1; NaN in a column stays with that column."""
    with np.errstate(all="ignore"):
        centred = left - left.mean(axis=0), right - right.mean(axis=0)
        moments: FloatArray = centred[0].T @ centred[1] / (len(left) - 1)
    return moments


def ranks(values: FloatArray) -> FloatArray:
    """Ranks within each column, equal values sharing the smallest of theirs, as in H2O."""
    from scipy import stats

    return np.asarray(stats.rankdata(values, method="min", axis=0), dtype=np.float64)


def as_answer(moments: FloatArray, y: FrameData) -> FrameData | float:
    """A single moment as a number, several as a frame."""
    if moments.shape == (1, 1):
        return float(moments[0, 0])
    return from_series(
        {name: pl.Series(values=moments[:, i].copy()) for i, name in enumerate(y.names)}
    )


def quantiles(
    data: FrameData,
    probabilities: Sequence[float],
    combine: str,
    weights: str | None,
) -> FrameData:
    """Quantiles of each column, in columns ``Probs``, ``<name>Quantiles``.

    Parameters
    ----------
    data
        Levels and text have no quantiles; theirs are missing.
    probabilities
        Each from 0 to 1.
    combine
        What to take between two values: ``interpolate``, ``average``, ``low`` or ``high``.
    weights
        Name of a column that says how often each row counts; it is left out of the result.
    """
    check_probabilities(probabilities)
    method = combine_method(combine)
    counts = None if weights is None else numbers(data.column(weights))
    columns = {"Probs": pl.Series(values=np.array(probabilities, dtype=np.float64))}
    for column in data.each_column():
        if column.name != weights:
            found = column_quantiles(numbers(column), probabilities, method, counts)
            columns[f"{column.name}Quantiles"] = pl.Series(values=found)
    return from_series(columns)


def check_probabilities(probabilities: Sequence[float]) -> None:
    """Raise for a probability outside 0 to 1."""
    for probability in probabilities:
        if not 0.0 <= probability <= 1.0:
            raise H2OFrameError(
                f"A probability must be between 0 and 1, not {probability!r}.", "prob"
            )


def combine_method(word: str) -> str:
    """NumPy's name for one of H2O's ways to combine two values."""
    if str(word).lower() not in COMBINE_METHODS:
        raise H2OUnknownValueError(
            f"combine_method must be one of {listed(COMBINE_METHODS)}, not {word!r}."
            f"{did_you_mean(word, COMBINE_METHODS)}",
            "combine_method",
        )
    return COMBINE_METHODS[str(word).lower()]


def column_quantiles(
    values: FloatArray, probabilities: Sequence[float], method: str, weights: FloatArray | None
) -> FloatArray:
    """Quantiles of one column, NaN if it has no numbers."""
    if weights is not None:
        return weighted_quantiles(values, probabilities, method, weights)
    values = values[~np.isnan(values)]
    if not values.size:
        return np.full(len(probabilities), np.nan)
    found = np.quantile(values, probabilities, method=method)  # type: ignore[call-overload]
    return np.asarray(found, dtype=np.float64)


def weighted_quantiles(
    values: FloatArray, probabilities: Sequence[float], method: str, weights: FloatArray
) -> FloatArray:
    """Quantiles as if each value were there as often as its weight says."""
    counted = ~np.isnan(values) & (weights > 0)
    order = np.argsort(values[counted], kind="stable")
    values, reach = values[counted][order], np.cumsum(weights[counted][order])
    if not values.size:
        return np.full(len(probabilities), np.nan)
    place = np.asarray(probabilities) * (reach[-1] - 1.0)
    last = len(values) - 1
    low = values[np.minimum(np.searchsorted(reach, np.floor(place), side="right"), last)]
    high = values[np.minimum(np.searchsorted(reach, np.ceil(place), side="right"), last)]
    share = {"lower": 0.0, "higher": 1.0, "midpoint": 0.5, "linear": place - np.floor(place)}
    return np.asarray(low + (high - low) * share[method], dtype=np.float64)
