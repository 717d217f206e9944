"""Metrics of numeric predictions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from heavywater.core.metrics.arrays import (
    Floats,
    as_floats,
    divide,
    population_variance,
    refuse_nan,
    row_weights,
    same_length,
    weighted_mean,
)
from heavywater.core.metrics.deviance import Deviance, gaussian
from heavywater.core.metrics.record import MetricsRecord

__all__ = ["RegressionMetrics", "regression_metrics"]


@dataclass(frozen=True, eq=False, kw_only=True)
class RegressionMetrics(MetricsRecord):
    """How far numeric predictions are from the actual values.

    Attributes
    ----------
    mae
        Mean absolute error.
    rmsle
        Root mean squared error of ln(1 + value); NaN where a value is below -1.
    mean_residual_deviance
        Mean of the distribution's deviance; the MSE for a gaussian response.
    """

    mae: float
    rmsle: float
    mean_residual_deviance: float

    names: ClassVar[tuple[str, ...]] = (
        "mse",
        "rmse",
        "mae",
        "rmsle",
        "mean_residual_deviance",
        "r2",
    )


def regression_metrics(
    actual: ArrayLike,
    predicted: ArrayLike,
    weights: ArrayLike | None = None,
    deviance: Deviance | None = None,
) -> RegressionMetrics:
    """Compare predictions with actual values.

    Parameters
    ----------
    actual
        Observed values; rows with NaN are left out.
    predicted
        Predictions for the same rows.
    weights
        Weight of each row; rows with 0 or NaN are left out. All 1 by default.
    deviance
        One of `heavywater.core.metrics.deviance`; gaussian by default.

    Examples
    --------
    >>> regression_metrics([1.0, 2.0, float("nan")], [1.0, 4.0, 0.0]).mae
    1.0
    """
    y = as_floats(actual)
    f = same_length("predicted", as_floats(predicted), y.shape[0])
    w = row_weights(weights, y.shape[0])
    kept = ~np.isnan(y) & (w > 0)
    if not kept.all():
        y, f, w = y[kept], f[kept], w[kept]
    refuse_nan(f)
    error = y - f
    mse = weighted_mean(error * error, w)
    residual = mse if deviance is None or deviance is gaussian else _mean(deviance(w, y, f), w)
    return RegressionMetrics(
        nobs=int(y.shape[0]),
        mse=mse,
        r2=1.0 - divide(mse, population_variance(y, w)),
        mae=weighted_mean(np.abs(error), w),
        rmsle=_rmsle(y, f, w),
        mean_residual_deviance=residual,
    )


def _mean(deviances: Floats, w: Floats) -> float:
    return divide(float(deviances.sum()), float(w.sum()))


def _rmsle(y: Floats, f: Floats, w: Floats) -> float:
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.log1p(f) - np.log1p(y)
        return float(weighted_mean(error * error, w) ** 0.5)
