"""Models, their metrics, and how both are shown."""

from heavywater.model.confusion_matrix import ConfusionMatrix
from heavywater.model.metrics import (
    H2OBinomialModelMetrics,
    H2OMultinomialModelMetrics,
    H2ORegressionModelMetrics,
)
from heavywater.model.metrics_base import MetricsBase
from heavywater.model.model_base import ModelBase
from heavywater.model.models import (
    H2OBinomialModel,
    H2OMultinomialModel,
    H2ORegressionModel,
)

__all__ = [
    "ConfusionMatrix",
    "H2OBinomialModel",
    "H2OBinomialModelMetrics",
    "H2OMultinomialModel",
    "H2OMultinomialModelMetrics",
    "H2ORegressionModel",
    "H2ORegressionModelMetrics",
    "MetricsBase",
    "ModelBase",
]
