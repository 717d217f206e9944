"""Metrics as users see them: one class per kind of response."""

from __future__ import annotations

from heavywater.core.metrics import (
    AnomalyMetrics,
    AutoEncoderMetrics,
    BinomialMetrics,
    MetricsRecord,
    MultinomialMetrics,
    RegressionMetrics,
)
from heavywater.model.metrics.anomaly_detection import H2OAnomalyDetectionModelMetrics
from heavywater.model.metrics.autoencoder import (
    H2OAutoEncoderModelMetrics,
    H2ODefaultModelMetrics,
)
from heavywater.model.metrics.binomial import H2OBinomialModelMetrics
from heavywater.model.metrics.multinomial import H2OMultinomialModelMetrics
from heavywater.model.metrics.regression import H2ORegressionModelMetrics
from heavywater.model.metrics_base import MetricsBase

__all__ = [
    "H2OAnomalyDetectionModelMetrics",
    "H2OAutoEncoderModelMetrics",
    "H2OBinomialModelMetrics",
    "H2ODefaultModelMetrics",
    "H2OMultinomialModelMetrics",
    "H2ORegressionModelMetrics",
    "make_view",
]

_VIEWS: dict[type[MetricsRecord], type[MetricsBase]] = {
    AnomalyMetrics: H2OAnomalyDetectionModelMetrics,
    AutoEncoderMetrics: H2OAutoEncoderModelMetrics,
    RegressionMetrics: H2ORegressionModelMetrics,
    BinomialMetrics: H2OBinomialModelMetrics,
    MultinomialMetrics: H2OMultinomialModelMetrics,
}


def make_view(
    record: MetricsRecord, on: str, algorithm: str, description: str | None = None
) -> MetricsBase:
    """The view that fits a record.

    Parameters
    ----------
    record
        The numbers.
    on
        ``"train"``, ``"valid"``, ``"xval"`` or ``"test"``.
    algorithm
        Name of the algorithm, such as ``"deeplearning"``.
    description
        How the numbers were obtained.
    """
    return _VIEWS[type(record)](record, on, algorithm, description)
