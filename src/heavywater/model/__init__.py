"""Models, their metrics, and how both are shown."""

from heavywater.model.confusion_matrix import ConfusionMatrix
from heavywater.model.metrics import (
    H2OAnomalyDetectionModelMetrics,
    H2OAutoEncoderModelMetrics,
    H2OBinomialModelMetrics,
    H2OMultinomialModelMetrics,
    H2ORegressionModelMetrics,
)
from heavywater.model.metrics_base import MetricsBase
from heavywater.model.model_base import ModelBase
from heavywater.model.models import (
    H2OAnomalyDetectionModel,
    H2OAutoEncoderModel,
    H2OBinomialModel,
    H2OMultinomialModel,
    H2ORegressionModel,
)
from heavywater.model.segment_models import H2OSegmentModels

__all__ = [
    "ConfusionMatrix",
    "H2OAnomalyDetectionModel",
    "H2OAnomalyDetectionModelMetrics",
    "H2OAutoEncoderModel",
    "H2OAutoEncoderModelMetrics",
    "H2OBinomialModel",
    "H2OBinomialModelMetrics",
    "H2OMultinomialModel",
    "H2OMultinomialModelMetrics",
    "H2ORegressionModel",
    "H2ORegressionModelMetrics",
    "H2OSegmentModels",
    "MetricsBase",
    "ModelBase",
]


# Classes of models that only other algorithms of H2O-3 make; scripts import them to ask of what
# kind a model is.
_OTHERS = {
    "H2OBinomialUpliftModel",
    "H2OClusteringModel",
    "H2ODimReductionModel",
    "H2OOrdinalModel",
    "H2OWordEmbeddingModel",
}


def __getattr__(name: str) -> type:
    from heavywater._stand_ins import stand_in

    if name in _OTHERS:
        made = stand_in(name, "no algorithm here makes such models")
        # One class for one name, so that isinstance() means something.
        globals()[name] = made
        return made
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
