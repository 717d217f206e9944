"""Metrics of autoencoders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from numpy.typing import ArrayLike

from heavywater.core.metrics.arrays import as_floats, refuse_nan, row_weights, weighted_mean
from heavywater.core.metrics.record import MetricsRecord

__all__ = ["AutoEncoderMetrics", "autoencoder_metrics"]


@dataclass(frozen=True, eq=False, kw_only=True)
class AutoEncoderMetrics(MetricsRecord):
    """How far reconstructions are from the inputs, on the scale of the network's inputs.

    There is no response whose variance could be explained: `r2` is NaN and has no name.
    """

    names: ClassVar[tuple[str, ...]] = ("mse", "rmse")


def autoencoder_metrics(errors: ArrayLike, weights: ArrayLike | None = None) -> AutoEncoderMetrics:
    """Metrics from each row's mean squared error over its inputs.

    Parameters
    ----------
    errors
        Mean squared error of each row.
    weights
        Weight of each row; rows with 0 or NaN are left out. All 1 by default.

    Examples
    --------
    >>> autoencoder_metrics([0.25, 0.75]).mse
    0.5
    """
    values = as_floats(errors)
    w = row_weights(weights, values.shape[0])
    kept = w > 0
    values, w = values[kept], w[kept]
    refuse_nan(values)
    return AutoEncoderMetrics(
        nobs=int(values.shape[0]), mse=weighted_mean(values, w), r2=float("nan")
    )
