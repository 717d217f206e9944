"""The array types of this room, and the steps that every metric starts with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from heavywater.exceptions import H2OValueError

__all__ = [
    "ROWS_AT_ONCE",
    "Floats",
    "Ints",
    "Mask",
    "as_codes",
    "as_floats",
    "divide",
    "population_variance",
    "refuse_nan",
    "row_weights",
    "same_length",
    "weighted_mean",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

#: Rows of a portion that stays in the cache: arrays of all rows would cost more than what is
#: computed with them. The BLAS, too, multiplies so few in the thread that asks; from 10,000 on it
#: wakes others, which takes longer than the product.
ROWS_AT_ONCE = 1 << 13


def as_floats(values: object) -> Floats:
    """A contiguous float64 array."""
    return np.ascontiguousarray(values, dtype=np.float64)


def as_codes(values: object) -> Ints:
    """Class indices as int64."""
    return np.ascontiguousarray(values, dtype=np.int64)


def row_weights(weights: object | None, rows: int) -> Floats:
    """The weights of all rows, 1 where none are given."""
    if weights is None:
        return np.ones(rows)
    return same_length("weights", as_floats(weights), rows)


def same_length(name: str, values: Floats, rows: int) -> Floats:
    """The values themselves, if there is one per row."""
    if values.shape[0] != rows:
        raise H2OValueError(
            f"{name} has {values.shape[0]} rows but the actual values have {rows}; "
            "both must come from the same rows in the same order."
        )
    return values


def refuse_nan(predictions: Floats) -> None:
    """Stop where a network has diverged: no metric means anything then."""
    if np.isnan(np.sum(predictions)):  # one pass; inf - inf is as hopeless as NaN
        raise H2OValueError(
            "The predictions contain NaN or opposite infinities, so that no metric can be "
            "computed; the model is numerically unstable. Try a smaller learning rate, "
            "max_w2, or stronger l1 or l2 regularisation."
        )


def weighted_mean(values: Floats, weights: Floats) -> float:
    """Mean by weight; NaN where there is no weight."""
    total = float(weights.sum())
    return float(values @ weights) / total if total > 0 else float("nan")


def population_variance(values: Floats, weights: Floats) -> float:
    """Weighted variance with divisor Σw."""
    centred = values - weighted_mean(values, weights)
    return weighted_mean(centred * centred, weights)


def divide(above: float, below: float) -> float:
    """A ratio that is NaN or infinite, and silent, where the divisor is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.float64(above) / np.float64(below))
