"""Metrics of autoencoders."""

from __future__ import annotations

from typing import ClassVar

from heavywater.model.metrics_base import MetricsBase

__all__ = ["H2OAutoEncoderModelMetrics", "H2ODefaultModelMetrics"]


class H2ODefaultModelMetrics(MetricsBase):
    """Metrics that are numbers only."""


class H2OAutoEncoderModelMetrics(H2ODefaultModelMetrics):
    """How far reconstructions are from the inputs.

    Examples
    --------
    >>> from heavywater.core.metrics import autoencoder_metrics
    >>> print(H2OAutoEncoderModelMetrics(autoencoder_metrics([0.2, 0.3]), "test", "mine"))
    ModelMetricsAutoEncoder: mine
    ** Reported on test data. **
    <BLANKLINE>
    MSE: 0.25
    RMSE: 0.5
    """

    title = "ModelMetricsAutoEncoder"
    labels: ClassVar[tuple[tuple[str, str], ...]] = (("MSE", "mse"), ("RMSE", "rmse"))
