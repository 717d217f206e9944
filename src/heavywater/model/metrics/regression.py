"""Metrics of numeric predictions."""

from __future__ import annotations

from typing import ClassVar

from heavywater.model.metrics_base import MetricsBase

__all__ = ["H2ORegressionModelMetrics"]


class H2ORegressionModelMetrics(MetricsBase):
    """How far numeric predictions are from the actual values.

    Examples
    --------
    >>> from heavywater.core.metrics import regression_metrics
    >>> print(H2ORegressionModelMetrics(regression_metrics([1, 2], [1, 4]), "test", "mine"))
    ModelMetricsRegression: mine
    ** Reported on test data. **
    <BLANKLINE>
    MSE: 2.0
    RMSE: 1.4142135623730951
    MAE: 1.0
    RMSLE: 0.3612082625687799
    Mean Residual Deviance: 2.0
    """

    title = "ModelMetricsRegression"
    labels: ClassVar[tuple[tuple[str, str], ...]] = (
        ("MSE", "mse"),
        ("RMSE", "rmse"),
        ("MAE", "mae"),
        ("RMSLE", "rmsle"),
        ("Mean Residual Deviance", "mean_residual_deviance"),
    )
