"""Metrics of models that tell how unusual rows are."""

from __future__ import annotations

from typing import ClassVar

from heavywater.model.metrics_base import MetricsBase

__all__ = ["H2OAnomalyDetectionModelMetrics"]


class H2OAnomalyDetectionModelMetrics(MetricsBase):
    """Mean length of paths, and the mean of the scores made from them.

    Examples
    --------
    >>> from heavywater.core.metrics import anomaly_metrics
    >>> record = anomaly_metrics([4.0, 6.0], [1.0, 0.0])
    >>> print(H2OAnomalyDetectionModelMetrics(record, "test", "mine"))
    ModelMetricsAnomaly: mine
    ** Reported on test data. **
    <BLANKLINE>
    Anomaly Score: 5.0
    Normalized Anomaly Score: 0.5
    """

    title = "ModelMetricsAnomaly"
    labels: ClassVar[tuple[tuple[str, str], ...]] = (
        ("Anomaly Score", "mean_score"),
        ("Normalized Anomaly Score", "mean_normalized_score"),
    )

    def mean_score(self) -> float:
        """Mean length of paths over rows and trees; small for unusual rows."""
        return self._number("mean_score")

    def mean_normalized_score(self) -> float:
        """Mean of the rows' scores."""
        return self._number("mean_normalized_score")
